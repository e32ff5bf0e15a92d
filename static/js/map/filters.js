// The filters above the grid, for its rows and for the phone's cards alike, and the figures that show the rows behind them.

/** @import { RowFacts } from "./filter.js" */
/** @typedef {{ line: HTMLElement, facts: RowFacts }} FilteredLine */
/** @typedef {{ rows: Set<number>, columns: Set<number> }} Picked */

import { fits } from "./filter.js";
import { factsOf } from "./view.js";

export class Filters {
  /**
   * @param {HTMLTableElement | null} grid
   * @param {() => Set<number>} gaps The gaps as they are now.
   */
  constructor(grid, gaps) {
    this.grid = grid;
    this.gapsNow = gaps;
    /** @type {FilteredLine[]} */
    this.lines = [...document.querySelectorAll("#map-grid tbody tr, #map-cards li")].map((line) => ({
      line: /** @type {HTMLElement} */ (line),
      facts: factsOf(/** @type {HTMLElement} */ (line)),
    }));
    this.form = /** @type {HTMLFormElement} */ (document.getElementById("map-filters"));
    this.find = field("map-find");
    this.post = field("map-post");
    this.layer = field("map-layer");
    this.gaps = field("map-gaps");
    /** @type {Picked | null} */
    this.picked = null;
  }

  start() {
    // Rows that the server left out by the address's filters are not here to be shown again; then its own links do it.
    if (!this.lines.length || window.location.search) return;
    shown("map-filter-go", false);
    this.form.addEventListener("input", () => this.paint());
    this.form.addEventListener("change", () => this.paint());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.paint();
    });
    this.find.addEventListener("keydown", (event) => this.leaveSearch(event));
    document.getElementById("map-reset")?.addEventListener("click", (event) => {
      event.preventDefault();
      this.form.reset();
      this.pick(null);
    });
    document.getElementById("map-figures")?.addEventListener("click", (event) => this.follow(event));
    document.addEventListener("keydown", (event) => this.slash(event), true);
  }

  paint() {
    const words = this.find.value.trim().toLowerCase();
    const gaps = this.gaps.checked ? this.gapsNow() : null;
    const picked = this.picked?.rows.size ? this.picked.rows : null;
    const wanted = { words, post: this.post.value, layer: this.layer.value, gaps, picked };
    let count = 0;
    for (const { line, facts } of this.lines) {
      line.hidden = !fits(facts, wanted);
      count += line.hidden ? 0 : 1;
    }
    this.paintColumns(this.picked?.columns ?? new Set());
    shown("map-nothing", count === 0);
    shown("map-reset", Boolean(words || wanted.post || wanted.layer || gaps || this.picked));
  }

  /** @param {Set<number>} columns */
  paintColumns(columns) {
    const heads = /** @type {HTMLElement[]} */ ([...(this.grid?.querySelectorAll("thead th[data-k]") ?? [])]);
    for (const head of heads) head.classList.toggle("is-picked", columns.has(Number(head.dataset.k)));
    heads.find((head) => columns.has(Number(head.dataset.k)))?.scrollIntoView({ block: "nearest", inline: "center" });
  }

  /** @param {Picked | null} picked */
  pick(picked) {
    this.picked = picked;
    this.paint();
  }

  /** @param {MouseEvent} event */
  follow(event) {
    const target = /** @type {Element} */ (event.target);
    const figure = target.closest("a[data-only][href]");
    const gap = target.closest("[data-row]");
    if (figure instanceof HTMLElement) {
      event.preventDefault();
      this.gaps.checked = false;
      this.pick({ rows: numbers(figure.dataset.rows), columns: numbers(figure.dataset.columns) });
    } else if (gap instanceof HTMLElement && this.showRow(Number(gap.dataset.row))) {
      event.preventDefault();
    }
  }

  /**
   * @param {number} capability
   * @returns {boolean} Whether the grid is on the screen and the row in it.
   */
  showRow(capability) {
    const found = this.lines.find(({ line, facts }) => facts.id === capability && line instanceof HTMLTableRowElement);
    if (!this.grid?.offsetParent || !(found?.line instanceof HTMLTableRowElement) || found.line.cells.length < 2) return false;
    found.line.hidden = false;
    found.line.cells[1].focus();
    found.line.scrollIntoView({ block: "center" });
    return true;
  }

  /** @param {KeyboardEvent} event */
  leaveSearch(event) {
    if (!["Escape", "Enter", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    if (event.key === "Escape") {
      this.find.value = "";
      this.paint();
    }
    const row = [...(this.grid?.tBodies[0].rows ?? [])].find((one) => !one.hidden);
    if (row && row.cells.length > 1) row.cells[1].focus();
  }

  /** @param {KeyboardEvent} event */
  slash(event) {
    if (event.key !== "/" || !(event.target instanceof Element) || event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    event.stopPropagation();
    this.find.focus();
  }
}

/**
 * @param {string} id
 * @returns {HTMLInputElement}
 */
const field = (id) => /** @type {HTMLInputElement} */ (document.getElementById(id));

/**
 * @param {string} id
 * @param {boolean} isShown
 */
function shown(id, isShown) {
  const box = document.getElementById(id);
  if (box) box.hidden = !isShown;
}

/** @param {string | undefined} text */
const numbers = (text) => new Set((text ?? "").split(" ").filter(Boolean).map(Number));
