// The figures of a course map: the same formulas as curricula/coverage.py, held together by tests/vectors/coverage.json.
// They follow what is typed at once; docs/formulas.md tells where they come from.

/** @import { Strength } from "./model.js" */
/** @typedef {[capability: number, importance: number, post: number | null]} Need Importance runs from 1 to 5; no post: the whole group. */
/** @typedef {[capability: number, course: number, strength: Strength]} Mark */
/** @typedef {[capability: number, weight: number, courses: number]} Row Weight is a share of 1; courses those with at least M. */
/**
 * @typedef {object} Figures Shares are of 1, null where there is nothing to take a share of; lists hold ids.
 * @property {Row[]} rows
 * @property {number | null} coverage
 * @property {number | null} strict_coverage
 * @property {number | null} high_share
 * @property {number} marks
 * @property {number[]} gaps
 * @property {number[]} not_strict
 * @property {number[]} single
 * @property {number[]} diluted
 * @property {number[]} without_course
 * @property {number[]} orphan_courses
 * @property {number[]} overloaded_courses
 * @property {boolean} is_inflated
 */

const POINTS = { "": 0, L: 1, M: 2, H: 3 };
const ENOUGH = POINTS.M;
const LIMITS = { single: 2, diluted: 6, inflation: 0.4, overload: 6 };

/**
 * The weight of each capability; they add up to 1. In each post the importances are made shares; a weight is the mean of its
 * shares over the posts. A need of the whole group holds for every post that does not rate the capability itself.
 * @param {Need[]} needs
 * @returns {Map<number, number>}
 */
export function weights(needs) {
  /** @type {Map<number | null, Map<number, number>>} */
  const rated = new Map();
  for (const [capability, importance, post] of needs) {
    if (!rated.has(post)) rated.set(post, new Map());
    rated.get(post)?.set(capability, importance);
  }
  const group = rated.get(null) ?? new Map();
  rated.delete(null);
  const posts = rated.size ? [...rated.values()].map((own) => new Map([...group, ...own])) : [group].filter((one) => one.size);
  /** @type {Map<number, number>} */
  const found = new Map();
  for (const importances of posts) {
    const total = sum(importances.values());
    for (const [capability, importance] of importances) add(found, capability, importance / total / posts.length);
  }
  return found;
}

/**
 * Every figure of one map.
 * @param {Need[]} needs Their capabilities are the rows.
 * @param {Mark[]} marks The filled cells. One on a capability that no post needs is left out.
 * @param {number[]} courses The courses that stand in the map.
 * @returns {Figures}
 */
export function figures(needs, marks, courses) {
  const weightOf = weights(needs);
  const kept = marks.filter(([capability]) => weightOf.has(capability));
  const rows = [...weightOf].map(([capability, weight]) => rowOf(capability, weight, kept));
  const useful = new Set(kept.filter(([, , strength]) => POINTS[strength] >= ENOUGH).map(([, course]) => course));
  const all = [...new Set([...courses, ...kept.map(([, course]) => course)])];
  /** @type {Map<number, number>} */
  const highs = new Map();
  for (const [, course, strength] of kept) if (strength === "H") add(highs, course, 1);
  const share = kept.length ? sum(highs.values()) / kept.length : null;
  return {
    rows: rows.map(({ capability, weight, courses: n }) => [capability, weight, n]),
    coverage: rows.length ? sum(rows.filter((row) => row.courses).map((row) => row.weight)) : null,
    strict_coverage: rows.length ? sum(rows.filter((row) => row.best === "H").map((row) => row.weight)) : null,
    high_share: share,
    marks: kept.length,
    gaps: ids(rows, (row) => row.courses === 0),
    not_strict: ids(rows, (row) => row.best !== "H"),
    single: ids(rows, (row) => row.courses > 0 && row.courses < LIMITS.single),
    diluted: ids(rows, (row) => row.courses > LIMITS.diluted),
    without_course: ids(rows, (row) => row.best === ""),
    orphan_courses: all.filter((course) => !useful.has(course)),
    overloaded_courses: all.filter((course) => (highs.get(course) ?? 0) > LIMITS.overload),
    is_inflated: share !== null && share > LIMITS.inflation,
  };
}

/** @typedef {{ capability: number, weight: number, best: Strength, courses: number }} RowFigures */

/**
 * @param {number} capability
 * @param {number} weight
 * @param {Mark[]} marks
 * @returns {RowFigures}
 */
function rowOf(capability, weight, marks) {
  const strengths = marks.filter(([row]) => row === capability).map(([, , strength]) => strength);
  const best = strengths.reduce((one, other) => (POINTS[other] > POINTS[one] ? other : one), /** @type {Strength} */ (""));
  return { capability, weight, best, courses: strengths.filter((strength) => POINTS[strength] >= ENOUGH).length };
}

/**
 * A share as whole per cent, rounded down, so that 100 % means all of it.
 * @param {number | null} share
 */
export const percent = (share) => (share === null ? "–" : `${Math.floor(share * 100 + 1e-9)} %`);

/** @param {Iterable<number>} numbers */
const sum = (numbers) => [...numbers].reduce((total, one) => total + one, 0);

/**
 * @param {Map<number, number>} totals
 * @param {number} key
 * @param {number} more
 */
const add = (totals, key, more) => totals.set(key, (totals.get(key) ?? 0) + more);

/**
 * @param {RowFigures[]} rows
 * @param {(row: RowFigures) => boolean} fits
 */
const ids = (rows, fits) => rows.filter(fits).map((row) => row.capability);
