// Blocks of cells as text, the way spreadsheets put them on the clipboard.

/** @import { Strength } from "./model.js" */

/** @type {Record<string, Strength>} What people write for a strength, besides its letter. */
const WORDS = { H: "H", M: "M", L: "L", 3: "H", 2: "M", 1: "L", 0: "", "": "", "-": "", "–": "", "·": "", "√": "M", "●": "H" };

/**
 * Read one cell as people write it.
 * @param {string} text
 * @returns {Strength | undefined} Nothing when it is no strength.
 */
export function readStrength(text) {
  const word = text.normalize("NFKC").trim().toUpperCase();
  return Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
}

/**
 * Read a block: lines of cells between tabs. The line break that spreadsheets put at the end is none.
 * @param {string} text
 * @returns {(Strength | undefined)[][]}
 */
export function readBlock(text) {
  const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
  return lines.map((line) => line.split("\t").map(readStrength));
}

/**
 * @param {Strength[][]} rows
 * @returns {string} The block as a spreadsheet reads it.
 */
export const writeBlock = (rows) => rows.map((row) => row.join("\t")).join("\n");
