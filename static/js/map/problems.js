// What could not be saved, above the grid: each conflict with both values, the rest by its sentence; and what is worth knowing.

/** @import { GridView } from "./view.js" */
/** @import { Outbox, Problem } from "./outbox.js" */
/** @import { Key } from "./model.js" */

/** So many conflicts are told one by one; a block of a hundred is decided at once. */
const TOLD = 12;
/** So many cells of one sentence are named. */
const NAMED = 6;

/** @typedef {{ mine: (keys: Key[]) => void, theirs: (keys: Key[]) => void }} Acts */

export class Problems {
  /**
   * @param {HTMLElement} box Its data attributes hold the sentences.
   * @param {HTMLElement} notes What is worth knowing and asks for nothing.
   * @param {GridView} view
   * @param {Acts} acts
   */
  constructor(box, notes, view, acts) {
    this.box = box;
    this.lasting = document.createElement("div");
    this.passing = document.createElement("div");
    notes.append(this.lasting, this.passing);
    this.view = view;
    this.acts = acts;
    this.texts = box.dataset;
  }

  /** @param {Outbox} outbox */
  paint(outbox) {
    const conflicts = outbox.withProblem((problem) => problem.kind === "conflict");
    const lines = conflicts.slice(0, TOLD).map((key) => this.conflict(key, outbox));
    if (conflicts.length > 1) lines.unshift(this.allConflicts(conflicts.length, outbox));
    for (const [message, keys] of bySentence(outbox)) lines.push(this.group(message, keys, outbox));
    // A line that is already there stays: its buttons may have the focus, and a screen reader has read it.
    const same = this.box.childElementCount === lines.length && lines.every((line, place) => line.isEqualNode(this.box.children[place]));
    if (!same) this.box.replaceChildren(...lines);
  }

  /**
   * @param {Key} key
   * @param {Outbox} outbox
   */
  conflict(key, outbox) {
    const problem = /** @type {Problem} */ (outbox.problems.get(key));
    const text = `${this.view.name(key)} (${outbox.model.shown(key) || this.texts.empty}): ${problem.message}`;
    const line = this.line(text, [
      [this.texts.mine, () => this.acts.mine([key])],
      [this.texts.theirs, () => this.acts.theirs([key])],
    ]);
    line.dataset.cell = key;
    return line;
  }

  /**
   * @param {number} count
   * @param {Outbox} outbox
   */
  allConflicts(count, outbox) {
    const keys = () => outbox.withProblem((problem) => problem.kind === "conflict");
    return this.line((this.texts.conflicts ?? "").replace("%n", String(count)), [
      [this.texts.allMine, () => this.acts.mine(keys())],
      [this.texts.allTheirs, () => this.acts.theirs(keys())],
    ]);
  }

  /**
   * @param {string} message
   * @param {Key[]} keys
   * @param {Outbox} outbox
   */
  group(message, keys, outbox) {
    const now = () => outbox.withProblem((problem) => problem.kind !== "conflict" && problem.message === message);
    const names = keys.slice(0, NAMED).map((key) => this.view.name(key));
    const text = `${names.join(", ")}${keys.length > NAMED ? " …" : ""} (${keys.length}): ${message}`;
    return this.line(text, [
      [this.texts.retry, () => this.acts.mine(now())],
      [this.texts.discard, () => this.acts.theirs(now())],
    ]);
  }

  /**
   * @param {string} text
   * @param {[string | undefined, () => void][]} buttons
   */
  line(text, buttons) {
    const line = document.createElement("div");
    line.className = "alert alert-danger";
    const said = document.createElement("span");
    said.textContent = text;
    line.append(said, " ", ...buttons.map(([label, act]) => button(label ?? "", act)));
    return line;
  }

  /**
   * Worth knowing until the next such thing.
   * @param {string} text
   * @param {"info" | "warning"} [tone]
   */
  note(text, tone = "info") {
    this.passing.replaceChildren(told(text, tone));
  }

  /**
   * Worth knowing until it is taken away.
   * @param {string} text
   */
  warn(text) {
    const line = told(text, "warning");
    this.lasting.append(line);
    return line;
  }
}

/**
 * @param {string} text
 * @param {string} tone
 */
function told(text, tone) {
  const line = document.createElement("div");
  line.className = `alert alert-${tone}`;
  line.textContent = text;
  return line;
}

/**
 * @param {Outbox} outbox
 * @returns {Map<string, Key[]>} The other problems, by what there is to say of them.
 */
function bySentence(outbox) {
  /** @type {Map<string, Key[]>} */
  const found = new Map();
  for (const [key, { kind, message }] of outbox.problems) {
    if (kind === "conflict") continue;
    if (!found.has(message)) found.set(message, []);
    found.get(message)?.push(key);
  }
  return found;
}

/**
 * @param {string} label
 * @param {() => void} act
 */
function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-sm ms-2";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}
