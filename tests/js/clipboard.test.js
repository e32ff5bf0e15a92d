import assert from "node:assert/strict";
import { test } from "node:test";
import { readBlock, readStrength, writeBlock } from "../../static/js/map/clipboard.js";

test("strengths as people write them", () => {
  for (const [text, value] of Object.entries({ h: "H", " M ": "M", 1: "L", 0: "", "-": "", "√": "M", "●": "H", Ｈ: "H", "３": "H" })) {
    assert.equal(readStrength(text), value, text);
  }
  for (const text of ["maybe", "4", "HH", "constructor", "toString"]) assert.equal(readStrength(text), undefined, text);
});

test("a block is read as a spreadsheet wrote it", () => {
  assert.deepEqual(readBlock("H\tM\r\n\t1\r\n"), [
    ["H", "M"],
    ["", "L"],
  ]);
  assert.deepEqual(readBlock("H\n\n"), [["H"], [""]]);
  assert.deepEqual(readBlock("x"), [[undefined]]);
});

test("what is written is read again", () => {
  const block = /** @type {("" | "H" | "M" | "L")[][]} */ ([
    ["H", "", "L"],
    ["", "M", ""],
  ]);
  assert.deepEqual(readBlock(writeBlock(block)), block);
});
