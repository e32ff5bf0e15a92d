// What waits to be saved, what is on its way, and what could not be saved and why. Nothing typed leaves it unsaved.

/** @import { GridModel, Key, Strength } from "./model.js" */
/** @import { Saved } from "./sync.js" */
/** @typedef {{ key: Key, strength: Strength, expected: Strength }} Edit */
/**
 * @typedef {object} Problem
 * @property {"conflict" | "refused" | "failed"} kind Somebody else was faster; it does not fit; the save did not arrive.
 * @property {string} message
 * @property {Strength} [current] What stands in the cell, in a conflict.
 */

import { keyOf } from "./model.js";

/** The most cells of one request. */
export const BLOCK = 2000;

export class Outbox {
  /** @param {GridModel} model */
  constructor(model) {
    this.model = model;
    /** @type {Map<Key, Problem>} */
    this.problems = new Map();
    /** @type {Edit[]} */
    this.underway = [];
  }

  /** @returns {Key[]} Cells to be saved that no problem holds back. */
  waiting() {
    return this.model.dirty().filter((key) => !this.problems.has(key));
  }

  isIdle() {
    return !this.underway.length && !this.waiting().length;
  }

  /** Whether something typed is not on the server. */
  hasUnsaved() {
    return this.underway.length > 0 || this.model.dirty().length > 0;
  }

  /** @param {Iterable<Key>} keys Cells to which the person has just given a value: what was wrong with the old one is past. */
  forget(keys) {
    for (const key of keys) this.problems.delete(key);
  }

  /** @returns {Edit[]} The next block to send, which is underway from now on. */
  take() {
    this.underway = this.waiting()
      .slice(0, BLOCK)
      .map((key) => ({ key, strength: this.model.shown(key), expected: this.model.saved(key) }));
    return this.underway;
  }

  /**
   * @param {Saved} answer The server's answer to what is underway.
   * @param {string} unanswered What to say of cells that it does not name: sending them again and again would help nobody.
   */
  answered(answer, unanswered) {
    const sent = new Map(this.underway.map((edit) => [edit.key, edit]));
    this.underway = [];
    for (const [capability, course, strength] of answer.accepted) this.model.accept(keyOf(capability, course), strength);
    for (const { capability, course, current, message } of answer.conflicts)
      this.hold(sent, keyOf(capability, course), { kind: "conflict", message, current });
    for (const { capability, course, message } of answer.refused) this.hold(sent, keyOf(capability, course), { kind: "refused", message });
    for (const key of sent.keys())
      if (this.model.isDirty(key) && !this.problems.has(key)) this.hold(sent, key, { kind: "failed", message: unanswered });
  }

  /** @param {string} message Nothing of what was underway is known to be saved. */
  failed(message) {
    const sent = this.underway;
    this.underway = [];
    for (const { key } of sent) if (this.model.isDirty(key)) this.problems.set(key, { kind: "failed", message });
  }

  /**
   * A cell that the person has changed again while it was underway is simply sent again.
   * @param {Map<Key, Edit>} sent
   * @param {Key} key
   * @param {Problem} problem
   */
  hold(sent, key, problem) {
    if (problem.current !== undefined) this.model.standing.set(key, problem.current);
    if (this.model.shown(key) === sent.get(key)?.strength) this.problems.set(key, problem);
  }

  /**
   * @param {(problem: Problem) => boolean} [which]
   * @returns {Key[]} The cells with a problem of this sort.
   */
  withProblem(which = () => true) {
    return [...this.problems].filter(([, problem]) => which(problem)).map(([key]) => key);
  }

  /** @param {Iterable<Key>} keys Send these again; in a conflict over what somebody else put there, knowingly. */
  retry(keys) {
    for (const key of keys) {
      const problem = this.problems.get(key);
      if (problem?.current !== undefined) this.model.accept(key, problem.current);
      this.problems.delete(key);
    }
  }

  /** @param {Iterable<Key>} keys Give up what was typed into these. */
  giveUp(keys) {
    for (const key of keys) {
      this.model.yieldTo(key);
      this.problems.delete(key);
    }
  }
}
