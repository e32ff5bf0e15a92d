import assert from "node:assert/strict";
import { test } from "node:test";
import { History } from "../../static/js/map/history.js";
import { GridModel, keyOf, placeOf } from "../../static/js/map/model.js";

const A = keyOf(1, 1);
const B = keyOf(1, 2);

const model = () =>
  new GridModel([
    [A, ""],
    [B, "M"],
  ]);

test("a key is its place", () => assert.deepEqual(placeOf(keyOf(12, 345)), [12, 345]));

test("putting tells what changed, and leaves cells that the map does not have", () => {
  const grid = model();
  const changes = grid.put([
    [A, "H"],
    [B, "M"],
    [keyOf(9, 9), "L"],
  ]);
  assert.deepEqual(changes, [{ key: A, before: "", after: "H" }]);
  assert.deepEqual(grid.dirty(), [A]);
  assert.deepEqual(grid.marks(), [
    [1, 1, "H"],
    [1, 2, "M"],
  ]);
});

test("what others put appears, but never over what waits to be saved", () => {
  const grid = model();
  assert.equal(grid.hear(B, "L"), true);
  assert.equal(grid.hear(B, "L"), false);
  grid.put([[A, "H"]]);
  assert.equal(grid.hear(A, "M"), false);
  assert.equal(grid.shown(A), "H");
  assert.equal(grid.saved(A), "");
  assert.equal(grid.hear(keyOf(9, 9), "M"), false);
});

test("giving up shows what stands there", () => {
  const grid = model();
  grid.put([
    [A, "H"],
    [B, "L"],
  ]);
  grid.yieldTo(A, "M");
  grid.yieldTo(B);
  assert.deepEqual([grid.shown(A), grid.saved(A), grid.shown(B)], ["M", "M", "M"]);
  assert.deepEqual(grid.dirty(), []);
});

test("an act is taken back as one, and done again", () => {
  const grid = model();
  const history = new History();
  const values = /** @type {[typeof A, "H"][]} */ ([
    [A, "H"],
    [B, "H"],
  ]);
  history.push(grid.put(values));
  assert.equal(history.undo(grid)?.changes.length, 2);
  assert.deepEqual([grid.shown(A), grid.shown(B)], ["", "M"]);
  assert.equal(history.redo(grid)?.changes.length, 2);
  assert.deepEqual([grid.shown(A), grid.shown(B)], ["H", "H"]);
  assert.equal(history.redo(grid), null);
});

test("taking back leaves what others have changed since", () => {
  const grid = model();
  const history = new History();
  history.push(grid.put([[A, "H"]]));
  grid.accept(A, "H");
  grid.hear(A, "L");
  assert.deepEqual(history.undo(grid), { changes: [], left: 1 });
  assert.equal(grid.shown(A), "L");
});

test("a new act ends what could be done again; an act without a change is none", () => {
  const grid = model();
  const history = new History();
  history.push(grid.put([[A, "H"]]));
  history.undo(grid);
  history.push(grid.put([[A, ""]]));
  assert.equal(history.redo(grid)?.changes.length, 1);
  history.undo(grid);
  history.push(grid.put([[B, "L"]]));
  assert.equal(history.redo(grid), null);
  assert.equal(new History().undo(grid), null);
});

test("what others put into a cell that waits is remembered, and shown when the person gives up or takes back", () => {
  const grid = model();
  const history = new History();
  history.push(
    grid.put([
      [A, "H"],
      [B, "H"],
    ]),
  );
  grid.hear(A, "L");
  grid.hear(A, "M");
  grid.hear(B, "L");
  grid.yieldTo(A);
  assert.deepEqual([grid.shown(A), grid.saved(A)], ["M", "M"]);
  const step = history.undo(grid);
  grid.settle(step?.changes.map(({ key }) => key) ?? []);
  assert.deepEqual([grid.shown(A), grid.shown(B), grid.saved(B)], ["M", "L", "L"]);
  assert.deepEqual(grid.dirty(), []);
});

test("what the server took is what stands there", () => {
  const grid = model();
  grid.put([[A, "H"]]);
  grid.hear(A, "L");
  grid.accept(A, "H");
  grid.put([[A, ""]]);
  grid.yieldTo(A);
  assert.equal(grid.shown(A), "H");
});
