// What can be taken back, and done again: one entry for each act of the person, however many cells it changed.

/** @import { Change, GridModel, Key, Strength } from "./model.js" */
/** @typedef {{ changes: Change[], left: number }} Step The cells that changed, and how many others stay as somebody else left them. */

export class History {
  constructor() {
    /** @type {Change[][]} */
    this.done = [];
    /** @type {Change[][]} */
    this.undone = [];
  }

  /**
   * Remember an act. What was taken back before it can't be done again.
   * @param {Change[]} changes
   */
  push(changes) {
    if (!changes.length) return;
    this.done.push(changes);
    this.undone = [];
  }

  /**
   * Take the last act back.
   * @param {GridModel} model
   * @returns {Step | null} Nothing when there is nothing to take back.
   */
  undo(model) {
    const act = this.done.pop();
    if (!act) return null;
    this.undone.push(act);
    return replay(
      model,
      act.map(({ key, before, after }) => ({ key, before: after, after: before })),
    );
  }

  /**
   * Do again what was taken back last.
   * @param {GridModel} model
   * @returns {Step | null}
   */
  redo(model) {
    const act = this.undone.pop();
    if (!act) return null;
    this.done.push(act);
    return replay(model, act);
  }
}

/**
 * Cells that hold something else by now were changed by somebody else since, and stay theirs.
 * @param {GridModel} model
 * @param {Change[]} act
 * @returns {Step}
 */
function replay(model, act) {
  const ours = act.filter(({ key, before }) => model.shown(key) === before);
  /** @type {[Key, Strength][]} */
  const values = ours.map(({ key, after }) => [key, after]);
  return { changes: model.put(values), left: act.length - ours.length };
}
