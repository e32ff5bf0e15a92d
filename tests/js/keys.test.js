import assert from "node:assert/strict";
import { test } from "node:test";
import { commandOf } from "../../static/js/map/keys.js";

/**
 * @param {string} key
 * @param {Partial<import("../../static/js/map/keys.js").Press>} [held]
 * @param {boolean} [inCells]
 */
const command = (key, held = {}, inCells = true) =>
  commandOf({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held }, inCells);

test("arrows move, with Shift they select, with Control they go to the end", () => {
  assert.deepEqual(command("ArrowDown"), { act: "move", to: "down", extend: false });
  assert.deepEqual(command("ArrowDown", { shiftKey: true }), { act: "move", to: "down", extend: true });
  assert.deepEqual(command("Home", { ctrlKey: true }), { act: "move", to: "gridStart", extend: false });
  assert.deepEqual(command("ArrowRight", { metaKey: true }), { act: "move", to: "rowEnd", extend: false });
});

test("letters and digits put a strength, whatever the case; Delete clears", () => {
  for (const [key, value] of Object.entries({ h: "H", H: "H", m: "M", l: "L", 3: "H", 2: "M", 1: "L", 0: "", Delete: "", Backspace: "" })) {
    assert.deepEqual(command(key), { act: "put", value }, key);
  }
});

test("undo, redo, everything, find, and out of the selection", () => {
  assert.deepEqual(command("z", { ctrlKey: true }), { act: "undo" });
  assert.deepEqual(command("Z", { ctrlKey: true, shiftKey: true }), { act: "redo" });
  assert.deepEqual(command("y", { metaKey: true }), { act: "redo" });
  assert.deepEqual(command("a", { ctrlKey: true }), { act: "selectAll" });
  assert.deepEqual(command("/"), { act: "find" });
  assert.deepEqual(command("Escape"), { act: "unselect" });
});

test("Enter goes down in the cells and follows the link at the head of a row", () => {
  assert.deepEqual(command("Enter"), { act: "move", to: "down", extend: false });
  assert.deepEqual(command("Enter", { shiftKey: true }), { act: "move", to: "up", extend: false });
  assert.equal(command("Enter", {}, false), null);
  assert.equal(command("h", {}, false), null);
});

test("the browser's own keys stay the browser's", () => {
  for (const key of ["c", "v", "x", "r", "l"]) assert.equal(command(key, { ctrlKey: true }), null, key);
  assert.equal(command("ArrowLeft", { altKey: true }), null);
  for (const key of ["Tab", "F5", "q", "toString"]) assert.equal(command(key), null, key);
});
