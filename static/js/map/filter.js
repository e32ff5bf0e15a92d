// Which rows the filters above the grid leave.

/** @typedef {{ id: number, text: string, layer: string, posts: string[] }} RowFacts */
/**
 * @typedef {object} Criteria Empty ones ask for nothing.
 * @property {string} words
 * @property {string} post
 * @property {string} layer
 * @property {Set<number> | null} gaps The rows to keep when only gaps are asked for.
 * @property {Set<number> | null} picked The rows behind a figure; null when none was chosen, or when it is about columns.
 */

/**
 * @param {RowFacts} row
 * @param {Criteria} wanted
 */
export function fits(row, wanted) {
  return (
    (!wanted.words || row.text.toLowerCase().includes(wanted.words)) &&
    (!wanted.post || row.posts.includes(wanted.post)) &&
    (!wanted.layer || row.layer === wanted.layer) &&
    (!wanted.gaps || wanted.gaps.has(row.id)) &&
    (!wanted.picked || wanted.picked.has(row.id))
  );
}
