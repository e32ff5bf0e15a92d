// Exchanging cells with the server: what is typed goes out in blocks, one after the other; what others changed comes in.

/** @import { Strength } from "./model.js" */
/** @import { Edit, Outbox } from "./outbox.js" */
/** @import { Figures } from "./figures.js" */

/**
 * @typedef {object} Saved The answer to a save.
 * @property {number} revision
 * @property {[capability: number, course: number, strength: Strength][]} accepted
 * @property {{ capability: number, course: number, current: Strength, message: string }[]} conflicts
 * @property {{ capability: number, course: number, message: string }[]} refused
 * @property {Figures} figures
 */
/**
 * @typedef {object} News What others have changed since a revision.
 * @property {number} revision
 * @property {boolean} editable
 * @property {[capability: number, course: number, strength: Strength, who: string][]} cells
 * @property {Figures | null} figures Nothing when there is no news.
 */
/** @typedef {{ server: string, offline: string, signedOut: string }} Sentences What to say when no answer says it. */
/**
 * @typedef {object} Door
 * @property {string} url
 * @property {() => string} token The token against forged requests.
 * @property {Sentences} sentences
 * @property {typeof fetch} [send]
 */

import { placeOf } from "./model.js";

/** How long an answer may take before we say that the connection failed. Milliseconds. */
const PATIENCE = 20_000;

/** A save that was not taken, or news that did not come. `isAway`: it did not reach the server, so it may work later. */
export class NotSaved extends Error {
  /**
   * @param {string} message
   * @param {boolean} [isAway]
   */
  constructor(message, isAway = false) {
    super(message);
    this.isAway = isAway;
  }
}

export class Server {
  /** @param {Door} door */
  constructor({ url, token, sentences, send = fetch.bind(globalThis) }) {
    this.url = url;
    this.token = token;
    this.sentences = sentences;
    this.send = send;
  }

  /**
   * @param {Edit[]} edits
   * @returns {Promise<Saved>}
   * @throws {NotSaved}
   */
  async save(edits) {
    const cells = edits.map(({ key, strength, expected }) => {
      const [capability, course] = placeOf(key);
      return { capability, course, strength, expected };
    });
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.token() };
    return this.ask(this.url, { method: "POST", body: JSON.stringify({ cells }), headers });
  }

  /**
   * @param {number} since
   * @returns {Promise<News>}
   * @throws {NotSaved}
   */
  async news(since) {
    return this.ask(`${this.url}?since=${since}`, {});
  }

  /**
   * @param {string} url
   * @param {RequestInit} request
   * @returns {Promise<any>}
   */
  async ask(url, request) {
    const response = await this.reach(url, request);
    const isJson = (response.headers.get("Content-Type") ?? "").startsWith("application/json");
    // To the sign-in page; or, for a save, the page about forged requests: the token went with the session.
    if (response.redirected || (response.status === 403 && !isJson)) throw new NotSaved(this.sentences.signedOut);
    const answer = isJson ? await response.json().catch(() => null) : null;
    if (response.ok && answer) return answer;
    throw new NotSaved(answer?.message ?? this.sentences.server);
  }

  /**
   * @param {string} url
   * @param {RequestInit} request
   */
  async reach(url, request) {
    try {
      return await this.send(url, { ...request, credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE) });
    } catch {
      throw new NotSaved(this.sentences.offline, true);
    }
  }
}

/** @typedef {{ saved?: (answer: Saved) => void, heard?: (news: News) => void, changed?: () => void }} Listeners */

/** Sends what waits, one block at a time, and asks for news in between, never while a block is underway. */
export class Sync {
  /**
   * @param {Server} server
   * @param {Outbox} outbox
   * @param {number} revision
   * @param {Listeners} listeners `changed` is called whenever what waits, is underway or is held back has changed.
   */
  constructor(server, outbox, revision, listeners) {
    this.server = server;
    this.outbox = outbox;
    this.revision = revision;
    this.listeners = listeners;
    this.isSaving = false;
    this.saves = 0;
  }

  /** Send everything that waits. Called again while it runs, it does nothing: the run finds what came. */
  async pump() {
    if (this.isSaving) return;
    this.isSaving = true;
    while (this.outbox.waiting().length) await this.sendBlock();
    this.isSaving = false;
    this.listeners.changed?.();
  }

  async sendBlock() {
    const edits = this.outbox.take();
    this.saves += 1;
    this.listeners.changed?.();
    try {
      const answer = await this.server.save(edits);
      this.outbox.answered(answer, this.server.sentences.server);
      this.listeners.saved?.(answer);
    } catch (error) {
      if (!(error instanceof NotSaved)) throw error;
      this.outbox.failed(error.message);
    }
    this.listeners.changed?.();
  }

  /**
   * Ask what others have changed. News that were overtaken by a save of our own are dropped; they come again.
   * @returns {Promise<boolean>} Whether the server answered.
   */
  async listen() {
    if (this.isSaving) return true;
    const saves = this.saves;
    try {
      const news = await this.server.news(this.revision);
      if (saves !== this.saves) return true;
      this.revision = news.revision;
      this.listeners.heard?.(news);
      return true;
    } catch (error) {
      if (!(error instanceof NotSaved)) throw error;
      return false;
    }
  }
}
