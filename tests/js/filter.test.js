import assert from "node:assert/strict";
import { test } from "node:test";
import { fits } from "../../static/js/map/filter.js";

const row = { id: 7, text: "P-1.2 Read a drawing", layer: "P", posts: ["3", "4"] };
const all = { words: "", post: "", layer: "", gaps: null, picked: null };

test("what is not asked for does not matter", () => assert.ok(fits(row, all)));

test("each filter keeps and leaves out", () => {
  for (const [kept, left] of /** @type {[object, object][]} */ ([
    [{ words: "draw" }, { words: "weld" }],
    [{ post: "4" }, { post: "5" }],
    [{ layer: "P" }, { layer: "G" }],
    [{ gaps: new Set([7]) }, { gaps: new Set([8]) }],
    [{ picked: new Set([7]) }, { picked: new Set() }],
  ])) {
    assert.ok(fits(row, { ...all, ...kept }), JSON.stringify(kept));
    assert.ok(!fits(row, { ...all, ...left }), JSON.stringify(left));
  }
});
