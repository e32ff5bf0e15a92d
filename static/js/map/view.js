// The grid on the page: finds its cells, shows what the model holds, and moves the focus. It decides nothing.

/** @import { Key, Strength } from "./model.js" */
/** @import { Spot } from "./cursor.js" */
/** @import { Problem } from "./outbox.js" */
/** @import { RowFacts } from "./filter.js" */
/** @import { Figures } from "./figures.js" */

import { keyOf, placeOf } from "./model.js";

export class GridView {
  /** @param {HTMLTableElement} grid */
  constructor(grid) {
    this.grid = grid;
    this.rows = [...grid.tBodies[0].rows];
    this.heads = /** @type {HTMLTableCellElement[]} */ ([...grid.querySelectorAll("thead th[data-k]")]);
    this.capabilities = this.rows.map((row) => Number(row.dataset.c));
    this.courses = this.heads.map((head) => Number(head.dataset.k));
    this.rowOf = new Map(this.capabilities.map((capability, row) => [capability, row]));
    this.columnOf = new Map(this.courses.map((course, column) => [course, column]));
    for (const row of this.rows) for (const cell of row.cells) focusable(cell).tabIndex = -1;
  }

  /** @returns {[Key, Strength][]} What the page came with. */
  cells() {
    return this.rows.flatMap((row, at) =>
      this.courses.map((course, column) => {
        const strength = /** @type {Strength} */ (row.cells[column + 1].textContent?.trim() ?? "");
        return /** @type {[Key, Strength]} */ ([keyOf(this.capabilities[at], course), strength]);
      }),
    );
  }

  /** @param {Spot} spot */
  key({ row, column }) {
    return keyOf(this.capabilities[row], this.courses[column]);
  }

  /**
   * @param {Key} key
   * @returns {Spot | null} Nothing where the page does not have the cell.
   */
  spot(key) {
    const [capability, course] = placeOf(key);
    const row = this.rowOf.get(capability);
    const column = this.columnOf.get(course);
    return row === undefined || column === undefined ? null : { row, column };
  }

  /**
   * @param {Spot} spot
   * @returns {HTMLElement} The cell, or the link at the head of its row.
   */
  element({ row, column }) {
    return focusable(this.rows[row].cells[column + 1]);
  }

  /** @param {Key} key */
  cell(key) {
    const spot = this.spot(key);
    return spot && this.element(spot);
  }

  /**
   * @param {EventTarget | null} target
   * @returns {Spot | null} Where in the grid an event happened.
   */
  spotOf(target) {
    const cell = target instanceof Element ? target.closest("tbody td, tbody th") : null;
    const row = cell?.closest("tr");
    if (!(cell instanceof HTMLTableCellElement) || !row) return null;
    return { row: this.rows.indexOf(row), column: cell.cellIndex - 1 };
  }

  /** @param {number} row */
  isShown(row) {
    return !this.rows[row].hidden;
  }

  /**
   * @param {Key} key
   * @param {Strength} value
   */
  show(key, value) {
    const cell = this.cell(key);
    if (!cell) return;
    cell.textContent = value;
    cell.classList.remove("H", "M", "L");
    if (value) cell.classList.add(value);
  }

  /**
   * Let the one tab stop of the grid stand here.
   * @param {Spot} from
   * @param {Spot} to
   */
  moveTabStop(from, to) {
    this.element(from).tabIndex = -1;
    this.element(to).tabIndex = 0;
  }

  /** @param {Spot} spot */
  focus(spot) {
    const cell = this.element(spot);
    cell.focus();
    // The sticky heads would hide what the browser scrolls to.
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** @param {Spot[]} spots What is selected; one cell alone is not marked, it has the focus. */
  paintSelection(spots) {
    for (const cell of this.grid.querySelectorAll("[aria-selected=true]")) cell.removeAttribute("aria-selected");
    for (const spot of spots) this.element(spot).setAttribute("aria-selected", "true");
  }

  /** @param {Set<Key>} keys The cells that are on their way. */
  paintUnderway(keys) {
    for (const cell of this.grid.querySelectorAll(".is-saving")) cell.classList.remove("is-saving");
    for (const key of keys) this.cell(key)?.classList.add("is-saving");
  }

  /** @param {Map<Key, Problem>} problems */
  paintProblems(problems) {
    const held = new Set([...problems.keys()].map((key) => this.cell(key)));
    for (const cell of this.grid.querySelectorAll(".is-failed")) if (!held.has(/** @type {HTMLElement} */ (cell))) unmark(cell);
    for (const [key, { message }] of problems) {
      const cell = this.cell(key);
      if (!cell) continue;
      cell.classList.add("is-failed");
      cell.setAttribute("aria-invalid", "true");
      cell.title = message;
    }
  }

  /**
   * Let others' changes be seen for a while, with who made them.
   * @param {[Key, string][]} changes
   */
  paintNews(changes) {
    for (const [key, who] of changes) {
      const cell = this.cell(key);
      if (!cell) continue;
      cell.title = who;
      cell.classList.add("is-news");
      window.setTimeout(() => cell.classList.remove("is-news"), 6000);
    }
  }

  /** @param {Figures} figures */
  paintRows({ rows }) {
    for (const [capability, , courses] of rows) {
      const at = this.rowOf.get(capability);
      if (at === undefined) continue;
      const count = this.rows[at].querySelector("i");
      if (count) count.textContent = String(courses);
      this.rows[at].classList.toggle("gap", courses === 0);
    }
  }

  /** @param {Key} key */
  name(key) {
    const { row, column } = this.spot(key) ?? { row: 0, column: 0 };
    return `${this.rows[row].querySelector("b")?.textContent} × ${this.heads[column].textContent?.trim()}`;
  }

  /** @returns {RowFacts[]} */
  facts() {
    return this.rows.map(factsOf);
  }
}

/**
 * @param {HTMLElement} line A row of the grid, or a card of the phone.
 * @returns {RowFacts}
 */
export function factsOf(line) {
  const text = line.querySelector("a")?.textContent ?? "";
  return { id: Number(line.dataset.c), text, layer: line.dataset.l ?? "", posts: (line.dataset.p ?? "").split(" ") };
}

/**
 * @param {HTMLTableCellElement} cell
 * @returns {HTMLElement} The cell itself, or the link at the head of a row.
 */
const focusable = (cell) => (cell.tagName === "TH" ? /** @type {HTMLElement} */ (cell.querySelector("a")) : cell);

/** @param {Element} cell */
function unmark(cell) {
  cell.classList.remove("is-failed");
  cell.removeAttribute("aria-invalid");
  cell.removeAttribute("title");
}
