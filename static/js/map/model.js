// What a course map holds, apart from any page: for each cell what the server has, and what the person wants.

/** @typedef {"" | "H" | "M" | "L"} Strength */
/** @typedef {`${number}:${number}`} Key A cell: the ids of its capability and its course. */
/** @typedef {{ key: Key, before: Strength, after: Strength }} Change */

/**
 * @param {number} capability
 * @param {number} course
 * @returns {Key}
 */
export const keyOf = (capability, course) => `${capability}:${course}`;

/**
 * @param {Key} key
 * @returns {[number, number]} The ids of the capability and the course.
 */
export function placeOf(key) {
  const [capability, course] = key.split(":").map(Number);
  return [capability, course];
}

export class GridModel {
  /** @param {Iterable<[Key, Strength]>} cells Every cell of the map, empty ones too. */
  constructor(cells) {
    this.held = new Map(cells);
    this.wanted = new Map(this.held);
    /** @type {Map<Key, Strength>} What stands on the server by now in cells that the person typed into without having seen it. */
    this.standing = new Map();
  }

  /**
   * @param {Key} key
   * @returns {Strength} What the person sees.
   */
  shown(key) {
    return this.wanted.get(key) ?? "";
  }

  /**
   * @param {Key} key
   * @returns {Strength} What the server is known to hold.
   */
  saved(key) {
    return this.held.get(key) ?? "";
  }

  /** @param {Key} key */
  isDirty(key) {
    return this.shown(key) !== this.saved(key);
  }

  /** @returns {Key[]} The cells that are not saved, in the order of the grid. */
  dirty() {
    return [...this.wanted.keys()].filter((key) => this.isDirty(key));
  }

  /**
   * Put values into cells that the map has.
   * @param {Iterable<[Key, Strength]>} values
   * @returns {Change[]} The cells that look different now.
   */
  put(values) {
    /** @type {Change[]} */
    const changes = [];
    for (const [key, after] of values) {
      const before = this.wanted.get(key);
      if (before === undefined || before === after) continue;
      this.wanted.set(key, after);
      changes.push({ key, before, after });
    }
    return changes;
  }

  /**
   * The server has taken this value.
   * @param {Key} key
   * @param {Strength} value
   */
  accept(key, value) {
    this.held.set(key, value);
    this.standing.delete(key);
  }

  /**
   * Somebody else has put this value there. A cell that waits to be saved keeps what was typed, and what was seen when it was
   * typed: the server shall find the conflict, and the person decide.
   * @param {Key} key
   * @param {Strength} value
   * @returns {boolean} Whether the cell looks different now.
   */
  hear(key, value) {
    if (!this.wanted.has(key)) return false;
    if (this.isDirty(key)) {
      this.standing.set(key, value);
      return false;
    }
    const isNews = this.saved(key) !== value;
    this.yieldTo(key, value);
    return isNews;
  }

  /**
   * Give up what was typed: the cell shows what stands there.
   * @param {Key} key
   * @param {Strength} [current] What stands there; by default the newest that was heard of.
   */
  yieldTo(key, current = this.standing.get(key) ?? this.saved(key)) {
    this.held.set(key, current);
    this.wanted.set(key, current);
    this.standing.delete(key);
  }

  /**
   * Cells that show again what they did before the person typed, while somebody else has changed them since: these show that.
   * @param {Iterable<Key>} keys
   */
  settle(keys) {
    for (const key of keys) if (!this.isDirty(key) && this.standing.has(key)) this.yieldTo(key);
  }

  /** @returns {[number, number, Strength][]} The filled cells as the person sees them: capability, course, strength. */
  marks() {
    /** @type {[number, number, Strength][]} */
    const found = [];
    for (const [key, value] of this.wanted) if (value) found.push([...placeOf(key), value]);
    return found;
  }
}
