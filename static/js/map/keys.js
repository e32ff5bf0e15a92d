// Which key does what in the grid.

/** @import { Strength } from "./model.js" */
/** @typedef {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">} Press */
/**
 * @typedef {{ act: "move", to: string, extend: boolean } | { act: "put", value: Strength }
 *   | { act: "undo" | "redo" | "find" | "unselect" | "selectAll" }} Command
 */

/** @type {Record<string, [plain: string, withControl: string]>} */
const MOVES = {
  ArrowUp: ["up", "top"],
  ArrowDown: ["down", "bottom"],
  ArrowLeft: ["left", "rowStart"],
  ArrowRight: ["right", "rowEnd"],
  Home: ["rowStart", "gridStart"],
  End: ["rowEnd", "gridEnd"],
  PageUp: ["pageUp", "pageUp"],
  PageDown: ["pageDown", "pageDown"],
};

/** @type {Record<string, Strength>} */
const VALUES = { h: "H", m: "M", l: "L", 3: "H", 2: "M", 1: "L", 0: "", delete: "", backspace: "" };

/**
 * What a key asks for.
 * @param {Press} press
 * @param {boolean} inCells Whether a cell has the focus, and not the head of a row, where Enter follows the link.
 * @returns {Command | null} Nothing: the key is the browser's.
 */
export function commandOf(press, inCells) {
  const control = press.ctrlKey || press.metaKey;
  const key = press.key.toLowerCase();
  if (press.altKey) return null;
  if (Object.hasOwn(MOVES, press.key)) return { act: "move", to: MOVES[press.key][control ? 1 : 0], extend: press.shiftKey };
  if (control) return controlled(key, press.shiftKey);
  if (key === "/") return { act: "find" };
  if (key === "escape") return { act: "unselect" };
  if (!inCells) return null;
  if (key === "enter") return { act: "move", to: press.shiftKey ? "up" : "down", extend: false };
  return Object.hasOwn(VALUES, key) ? { act: "put", value: VALUES[key] } : null;
}

/**
 * @param {string} key
 * @param {boolean} shift
 * @returns {Command | null}
 */
function controlled(key, shift) {
  if (key === "z") return { act: shift ? "redo" : "undo" };
  if (key === "y") return { act: "redo" };
  return key === "a" ? { act: "selectAll" } : null;
}
