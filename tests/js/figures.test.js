// The editor's formulas, held to the same vectors as curricula/coverage.py by tests/curricula/test_coverage.py.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { figures, percent, weights } from "../../static/js/map/figures.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/coverage.json", import.meta.url), "utf-8"));

/**
 * @param {any} found
 * @param {any} wanted
 * @param {string} path
 */
function same(found, wanted, path) {
  if (typeof wanted === "number" && typeof found === "number")
    assert.ok(Math.abs(found - wanted) < 1e-9, `${path}: ${found}, not ${wanted}`);
  else if (wanted === null || typeof wanted !== "object") assert.equal(found, wanted, path);
  else {
    assert.deepEqual(Object.keys(found).sort(), Object.keys(wanted).sort(), path);
    for (const key of Object.keys(wanted)) same(found[key], wanted[key], `${path}.${key}`);
  }
}

for (const vector of vectors) {
  test(`figures: ${vector.name}`, () => same(figures(vector.needs, vector.marks, vector.courses), vector.figures, "figures"));
}

test("weights add up to one", () => {
  const found = weights([
    [1, 5, null],
    [2, 1, 7],
    [3, 4, 8],
  ]);
  const total = [...found.values()].reduce((sum, weight) => sum + weight, 0);
  assert.ok(Math.abs(total - 1) < 1e-12);
});

test("per cent is rounded down, and a dash without anything to take a share of", () => {
  assert.equal(percent(null), "–");
  assert.equal(percent(0.9999), "99 %");
  assert.equal(percent(0.29), "29 %");
  assert.equal(percent(1), "100 %");
});
