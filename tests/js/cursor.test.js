import assert from "node:assert/strict";
import { test } from "node:test";
import { Cursor } from "../../static/js/map/cursor.js";

/** Five rows by three columns; a filter hides the first, the third and the last. */
const cursor = () => new Cursor(5, 3, (row) => row === 1 || row === 3);

/** @param {string[]} movements */
function moved(...movements) {
  const found = cursor();
  found.at = { row: 1, column: 1 };
  for (const movement of movements) found.go(found.after(movement), false);
  return [found.at.row, found.at.column];
}

test("rows that a filter hides are stepped over", () => {
  assert.deepEqual(moved("down"), [3, 1]);
  assert.deepEqual(moved("down", "down"), [3, 1]);
  assert.deepEqual(moved("down", "up"), [1, 1]);
  assert.deepEqual(moved("up"), [1, 1]);
  assert.deepEqual(moved("pageDown"), [3, 1]);
  assert.deepEqual(moved("bottom"), [3, 1]);
  assert.deepEqual(moved("bottom", "top"), [1, 1]);
});

test("the head of the row lies left of the first column; the last column is the end", () => {
  assert.deepEqual(moved("left", "left", "left"), [1, -1]);
  assert.deepEqual(moved("right", "right", "right"), [1, 2]);
  assert.deepEqual(moved("rowStart"), [1, 0]);
  assert.deepEqual(moved("rowEnd"), [1, 2]);
  assert.deepEqual(moved("gridEnd"), [3, 2]);
  assert.deepEqual(moved("gridEnd", "gridStart"), [1, 0]);
  assert.deepEqual(moved("nothing"), [1, 1]);
});

test("a selection reaches from where it began, over shown rows alone", () => {
  const found = cursor();
  found.at = { row: 3, column: 2 };
  found.go({ row: 1, column: 1 }, true);
  assert.deepEqual(found.corner(), { row: 1, column: 1 });
  assert.deepEqual(
    found.selection().map((row) => row.map((spot) => `${spot.row}${spot.column}`)),
    [
      ["11", "12"],
      ["31", "32"],
    ],
  );
  found.go({ row: 3, column: 0 }, false);
  assert.deepEqual(found.selection(), [[{ row: 3, column: 0 }]]);
});

test("nothing is selected at the head of a row", () => {
  const found = cursor();
  found.at = { row: 1, column: -1 };
  assert.deepEqual(found.selection(), []);
});

test("with every row hidden the cursor stays", () => {
  const found = new Cursor(2, 2, () => false);
  assert.deepEqual(found.after("down"), { row: 0, column: 0 });
  assert.deepEqual(found.after("top"), { row: 0, column: 0 });
  assert.deepEqual(found.after("gridEnd"), { row: 1, column: 1 });
});
