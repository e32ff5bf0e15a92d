// Where the person is in the grid, and what is selected. Rows that a filter hides are stepped over.

/** @typedef {{ row: number, column: number }} Spot Counted from 0; column -1 is the head of the row. */

export class Cursor {
  /**
   * @param {number} rows
   * @param {number} columns
   * @param {(row: number) => boolean} isShown
   */
  constructor(rows, columns, isShown) {
    this.rows = rows;
    this.columns = columns;
    this.isShown = isShown;
    /** @type {Spot} */
    this.at = { row: 0, column: 0 };
    /** @type {Spot | null} The corner that stays when a selection is extended. */
    this.anchor = null;
  }

  /**
   * @param {Spot} spot
   * @param {boolean} extend Whether the selection reaches from where it began to here.
   */
  go(spot, extend) {
    if (!extend) this.anchor = null;
    else if (!this.anchor) this.anchor = { ...this.at };
    this.at = spot;
  }

  /**
   * The next shown row, or the same where there is none.
   * @param {number} from
   * @param {1 | -1} by
   */
  step(from, by) {
    let row = from + by;
    while (row >= 0 && row < this.rows && !this.isShown(row)) row += by;
    return row >= 0 && row < this.rows ? row : from;
  }

  /**
   * Ten rows on, or to the last.
   * @param {number} from
   * @param {1 | -1} by
   */
  page(from, by) {
    let row = from;
    for (let n = 0; n < 10; n += 1) row = this.step(row, by);
    return row;
  }

  /**
   * Where a movement leads.
   * @param {string} movement
   * @returns {Spot}
   */
  after(movement) {
    const { row, column } = this.at;
    const last = this.columns - 1;
    const first = this.step(-1, 1);
    const bottom = this.step(this.rows, -1);
    switch (movement) {
      case "up":
        return { row: this.step(row, -1), column };
      case "down":
        return { row: this.step(row, 1), column };
      case "left":
        return { row, column: Math.max(-1, column - 1) };
      case "right":
        return { row, column: Math.min(last, column + 1) };
      case "top":
        return { row: Math.max(0, first), column };
      case "bottom":
        return { row: Math.min(this.rows - 1, bottom), column };
      case "rowStart":
        return { row, column: 0 };
      case "rowEnd":
        return { row, column: last };
      case "gridStart":
        return { row: Math.max(0, first), column: 0 };
      case "gridEnd":
        return { row: Math.min(this.rows - 1, bottom), column: last };
      case "pageUp":
        return { row: this.page(row, -1), column };
      case "pageDown":
        return { row: this.page(row, 1), column };
      default:
        return { row, column };
    }
  }

  /** @returns {Spot} The upper left corner of the selection. */
  corner() {
    const other = this.anchor ?? this.at;
    return { row: Math.min(other.row, this.at.row), column: Math.max(0, Math.min(other.column, this.at.column)) };
  }

  /** @returns {Spot[][]} The selected cells by row; none while the head of a row has the focus. */
  selection() {
    if (!this.anchor && this.at.column < 0) return [];
    const from = this.corner();
    const other = this.anchor ?? this.at;
    const to = { row: Math.max(other.row, this.at.row), column: Math.max(other.column, this.at.column) };
    const rows = range(from.row, to.row).filter((row) => this.isShown(row));
    return rows.map((row) => range(from.column, to.column).map((column) => ({ row, column })));
  }
}

/**
 * @param {number} from
 * @param {number} to The last one.
 * @returns {number[]}
 */
const range = (from, to) => Array.from({ length: Math.max(0, to - from + 1) }, (_unused, n) => from + n);
