// The figures beside the grid, painted anew from numbers. The server draws them first; the lines and their words are its own.

/** @import { Figures } from "./figures.js" */
/** @typedef {{ value: (found: Figures) => string, rows?: (found: Figures) => number[], columns?: (found: Figures) => number[], warns?: (found: Figures) => boolean }} Line */

import { percent } from "./figures.js";

/** @type {Record<string, Line>} What stands in which line, by the line's data-figure; curricula/views/grid.py says it first. */
export const LINES = {
  coverage: { value: (found) => percent(found.coverage), rows: (found) => found.gaps, warns: (found) => found.gaps.length > 0 },
  strict: { value: (found) => percent(found.strict_coverage), rows: (found) => found.not_strict },
  gaps: { value: (found) => String(found.gaps.length), rows: (found) => found.gaps, warns: (found) => found.gaps.length > 0 },
  without_course: {
    value: (found) => String(found.without_course.length),
    rows: (found) => found.without_course,
    warns: (found) => found.without_course.length > 0,
  },
  single: { value: (found) => String(found.single.length), rows: (found) => found.single },
  diluted: { value: (found) => String(found.diluted.length), rows: (found) => found.diluted, warns: (found) => found.diluted.length > 0 },
  high: { value: (found) => percent(found.high_share), warns: (found) => found.is_inflated },
  orphans: {
    value: (found) => String(found.orphan_courses.length),
    columns: (found) => found.orphan_courses,
    warns: (found) => found.orphan_courses.length > 0,
  },
  overloaded: {
    value: (found) => String(found.overloaded_courses.length),
    columns: (found) => found.overloaded_courses,
    warns: (found) => found.overloaded_courses.length > 0,
  },
};

export class Panel {
  /** @param {HTMLElement} box */
  constructor(box) {
    this.box = box;
    /** @type {Map<number, HTMLElement>} The lines of the gap list: the page has one for every row, and shows those that are gaps. */
    this.gaps = new Map(
      [...box.querySelectorAll("[data-gap]")].map((line) => [
        Number(/** @type {HTMLElement} */ (line).dataset.gap),
        /** @type {HTMLElement} */ (line),
      ]),
    );
  }

  /** @param {Figures} found */
  paint(found) {
    for (const [name, line] of Object.entries(LINES)) this.paintLine(name, line, found);
    const gaps = new Set(found.gaps);
    for (const [capability, line] of this.gaps) line.hidden = !gaps.has(capability);
    const nothing = this.box.querySelector("[data-no-gaps]");
    if (nothing instanceof HTMLElement) nothing.hidden = gaps.size > 0 || !found.rows.length;
  }

  /**
   * @param {string} name
   * @param {Line} line
   * @param {Figures} found
   */
  paintLine(name, line, found) {
    const place = this.box.querySelector(`[data-figure="${name}"]`);
    const value = place?.querySelector(".figure-value");
    if (!place || !(value instanceof HTMLElement)) return;
    const rows = line.rows?.(found) ?? [];
    const columns = line.columns?.(found) ?? [];
    const warns = Boolean(line.warns?.(found));
    place.classList.toggle("is-warning", warns);
    for (const sign of place.querySelectorAll("[data-warning]")) /** @type {HTMLElement} */ (sign).hidden = !warns;
    const number = value.querySelector("[data-value]");
    if (number) number.textContent = line.value(found);
    value.dataset.rows = rows.join(" ");
    value.dataset.columns = columns.join(" ");
    this.setLink(value, rows.length + columns.length > 0);
  }

  /**
   * A figure that has nothing to show is no link.
   * @param {HTMLElement} value
   * @param {boolean} leads
   */
  setLink(value, leads) {
    if (leads) value.setAttribute("href", `?only=${value.dataset.only}`);
    else value.removeAttribute("href");
    for (const hint of value.querySelectorAll("[data-hint]")) /** @type {HTMLElement} */ (hint).hidden = !leads;
  }
}
