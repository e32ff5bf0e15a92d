// The course-map editor: cells are typed into, saved in blocks, and nothing typed is lost by a failure. What others change
// appears by itself. This file only introduces the parts to each other; texts come from the page's data attributes.
// Without it the rows lead to a plain form each.

/** @import { Change, Key, Strength } from "./model.js" */
/** @import { Spot } from "./cursor.js" */
/** @import { Figures, Need } from "./figures.js" */
/** @import { Saved, News } from "./sync.js" */
/** @import { Command } from "./keys.js" */

import { readBlock, writeBlock } from "./clipboard.js";
import { Cursor } from "./cursor.js";
import { figures } from "./figures.js";
import { Filters } from "./filters.js";
import { History } from "./history.js";
import { commandOf } from "./keys.js";
import { GridModel } from "./model.js";
import { Outbox } from "./outbox.js";
import { Panel } from "./panel.js";
import { Problems } from "./problems.js";
import { Server, Sync } from "./sync.js";
import { GridView } from "./view.js";

/** How often to ask for news, and how often while the server can't be reached. Milliseconds. */
const ASK = 3000;
const ASK_AWAY = 15_000;

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
const box = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

class Editor {
  /**
   * @param {HTMLTableElement} grid
   * @param {{ revision: number, needs: Need[], isWhole: boolean }} start `isWhole`: no filter of the address leaves rows out.
   */
  constructor(grid, start) {
    this.grid = grid;
    this.needs = start.needs;
    this.isWhole = start.isWhole;
    this.view = new GridView(grid);
    this.model = new GridModel(this.view.cells());
    this.history = new History();
    this.cursor = new Cursor(this.view.rows.length, this.view.courses.length, (row) => this.view.isShown(row));
    this.outbox = new Outbox(this.model);
    this.panel = new Panel(box("map-figures"));
    this.texts = box("map-problems").dataset;
    this.problems = new Problems(box("map-problems"), box("map-notes"), this.view, {
      mine: (keys) => this.again(keys),
      theirs: (keys) => this.giveUp(keys),
    });
    this.sync = new Sync(this.server(), this.outbox, start.revision, {
      saved: (answer) => this.paintSaved(answer),
      heard: (news) => this.hear(news),
      changed: () => this.paintState(),
    });
    this.status = box("map-status");
    /** The gaps as they are now. */
    this.gaps = new Set(this.count().gaps);
    this.isStale = false;
    this.isChosen = false;
    /** @type {HTMLElement | null} */
    this.closed = null;
    this.timer = 0;
  }

  server() {
    const sentences = { server: this.texts.server ?? "", offline: this.texts.offline ?? "", signedOut: this.texts.signedOut ?? "" };
    // Whoever signs in again in another tab has a new token; the cookie has it.
    const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? this.grid.dataset.csrf ?? "";
    return new Server({ url: this.grid.dataset.url ?? "", token, sentences });
  }

  start() {
    box("map-tools").hidden = false;
    if (!this.view.rows.length || !this.view.courses.length) return;
    this.view.element(this.cursor.at).tabIndex = 0;
    this.grid.addEventListener("mousedown", (event) => this.press(event));
    this.grid.addEventListener("focusin", (event) => this.enter(event));
    this.grid.addEventListener("keydown", (event) => this.key(event));
    box("map-tools").addEventListener("click", (event) => this.tool(event));
    document.addEventListener("copy", (event) => this.copy(event));
    document.addEventListener("cut", (event) => this.copy(event) && this.put(this.selection(), ""));
    document.addEventListener("paste", (event) => this.paste(event));
    window.addEventListener("beforeunload", (event) => this.outbox.hasUnsaved() && event.preventDefault());
    window.addEventListener("online", () => this.again(this.outbox.withProblem(({ kind }) => kind === "failed")));
    document.addEventListener("visibilitychange", () => this.listen());
    this.listen();
  }

  // --- moving and selecting -----------------------------------------------------------------------------------------

  /**
   * @param {Spot} spot
   * @param {boolean} extend
   */
  go(spot, extend) {
    this.view.moveTabStop(this.cursor.at, spot);
    this.cursor.go(spot, extend);
    this.view.focus(spot);
    this.paintSelection();
  }

  paintSelection() {
    this.view.paintSelection(this.cursor.anchor ? this.cursor.selection().flat() : []);
  }

  /** @returns {Key[]} */
  selection() {
    return this.cursor
      .selection()
      .flat()
      .map((spot) => this.view.key(spot));
  }

  /** @param {MouseEvent} event */
  press(event) {
    const spot = this.view.spotOf(event.target);
    if (!spot || spot.column < 0) return;
    event.preventDefault();
    this.go(spot, event.shiftKey);
  }

  /** The focus came by Tab, or from a screen reader. @param {FocusEvent} event */
  enter(event) {
    const spot = this.view.spotOf(event.target);
    if (!spot) return;
    this.isChosen = true;
    if (spot.row === this.cursor.at.row && spot.column === this.cursor.at.column) return;
    this.view.moveTabStop(this.cursor.at, spot);
    // What was selected elsewhere is so no more: a key must not reach cells that nobody looks at.
    this.cursor.go(spot, false);
    this.paintSelection();
  }

  // --- typing -------------------------------------------------------------------------------------------------------

  /** @param {KeyboardEvent} event */
  key(event) {
    const command = commandOf(event, this.cursor.at.column >= 0);
    if (!command) return;
    event.preventDefault();
    this.obey(command);
  }

  /** @param {Command} command */
  obey(command) {
    switch (command.act) {
      case "move":
        return this.go(this.cursor.after(command.to), command.extend);
      case "put":
        return this.put(this.selection(), command.value);
      case "undo":
        return this.replay(this.history.undo(this.model));
      case "redo":
        return this.replay(this.history.redo(this.model));
      case "find":
        return box("map-find").focus();
      case "selectAll":
        return this.selectAll();
      default:
        this.cursor.anchor = null;
        return this.paintSelection();
    }
  }

  selectAll() {
    this.go(this.cursor.after("gridStart"), false);
    this.go(this.cursor.after("gridEnd"), true);
  }

  /** @param {MouseEvent} event */
  tool(event) {
    const button = /** @type {Element} */ (event.target).closest("button");
    if (!button) return;
    // Nobody sees which cell would be meant before one was chosen.
    if ("put" in button.dataset && !this.isChosen) return this.go(this.cursor.after("gridStart"), false);
    if ("undo" in button.dataset) this.obey({ act: "undo" });
    else if ("redo" in button.dataset) this.obey({ act: "redo" });
    else this.put(this.selection(), /** @type {Strength} */ (button.dataset.put));
  }

  /**
   * @param {Key[]} keys
   * @param {Strength} value
   */
  put(keys, value) {
    this.change(keys.map((key) => [key, value]));
  }

  /** One act of the person, which can be taken back as one. @param {[Key, Strength][]} values */
  change(values) {
    const changes = this.model.put(values);
    this.history.push(changes);
    this.follow(changes);
  }

  /** @param {import("./history.js").Step | null} step */
  replay(step) {
    if (!step) return;
    this.follow(step.changes);
    if (step.left) this.problems.note(this.said(this.texts.left, step.left), "warning");
    const spot = step.changes.length ? this.view.spot(step.changes[0].key) : null;
    if (spot && this.view.isShown(spot.row)) this.go(spot, false);
  }

  /** What was typed appears, moves the figures, and goes out. @param {Change[]} changes */
  follow(changes) {
    if (!changes.length) return;
    const keys = changes.map(({ key }) => key);
    this.model.settle(keys);
    for (const key of keys) this.view.show(key, this.model.shown(key));
    this.outbox.forget(keys);
    this.recount();
    this.sync.pump();
    this.paintState();
  }

  // --- a spreadsheet's cells go in and out of the grid, where neither a text field nor text is selected ---------------

  isHere() {
    return this.grid.contains(document.activeElement) && this.cursor.at.column >= 0;
  }

  /**
   * @param {ClipboardEvent} event
   * @returns {boolean} Whether the selection was taken.
   */
  copy(event) {
    if (!this.isHere() || String(window.getSelection()) || !event.clipboardData) return false;
    const rows = this.cursor.selection().map((row) => row.map((spot) => this.model.shown(this.view.key(spot))));
    event.clipboardData.setData("text/plain", writeBlock(rows));
    event.preventDefault();
    return true;
  }

  /** @param {ClipboardEvent} event */
  paste(event) {
    const text = event.clipboardData?.getData("text/plain");
    if (!this.isHere() || !text) return;
    event.preventDefault();
    const block = readBlock(text);
    /** @type {[Key, Strength][]} */
    const values = [];
    const cells = this.targets(block);
    for (const [spot, value] of cells) if (spot && value !== undefined) values.push([this.view.key(spot), value]);
    this.change(values);
    const beside = cells.filter(([spot]) => !spot).length;
    const unread = cells.length - beside - values.length;
    const notes = [unread ? this.said(this.texts.pasted, unread) : "", beside ? this.said(this.texts.beside, beside) : ""];
    if (unread || beside) this.problems.note(notes.filter(Boolean).join(" "), "warning");
  }

  /**
   * Where each value of a block falls, from the corner of the selection on; one value alone fills the whole selection.
   * @param {(Strength | undefined)[][]} block
   * @returns {[Spot | null, Strength | undefined][]} No spot: it falls beside the grid.
   */
  targets(block) {
    if (block.length === 1 && block[0].length === 1)
      return this.cursor
        .selection()
        .flat()
        .map((spot) => [spot, block[0][0]]);
    const from = this.cursor.corner();
    /** @type {[Spot | null, Strength | undefined][]} */
    const found = [];
    let row = from.row;
    let isBelow = false;
    block.forEach((line, place) => {
      const next = place ? this.cursor.step(row, 1) : row;
      isBelow ||= place > 0 && next === row;
      row = next;
      line.forEach((value, offset) => {
        const column = from.column + offset;
        found.push([isBelow || column >= this.view.courses.length ? null : { row, column }, value]);
      });
    });
    return found;
  }

  // --- saving, and hearing of others --------------------------------------------------------------------------------

  /** @param {Key[]} keys */
  again(keys) {
    this.outbox.retry(keys);
    this.sync.pump();
    this.paintState();
  }

  /** @param {Key[]} keys */
  giveUp(keys) {
    this.outbox.giveUp(keys);
    for (const key of keys) this.view.show(key, this.model.shown(key));
    this.recount();
    this.paintState();
  }

  /** @param {Saved} answer */
  paintSaved(answer) {
    // While something is open the page shows what the person wants; when all is saved, the server's word is the last.
    if (!this.outbox.hasUnsaved() || !this.isWhole) this.paintFigures(answer.figures);
    this.compareRows(answer.figures);
  }

  /** @param {News} news */
  hear(news) {
    this.tellClosed(!news.editable);
    /** @type {[Key, string][]} */
    const changed = [];
    for (const [capability, course, strength, who] of news.cells) {
      const key = /** @type {Key} */ (`${capability}:${course}`);
      if (this.model.hear(key, strength)) changed.push([key, who]);
    }
    for (const [key] of changed) this.view.show(key, this.model.shown(key));
    this.view.paintNews(changed);
    if (changed.length) this.problems.note(this.told(changed));
    if (!news.figures) return;
    if (this.outbox.hasUnsaved()) this.recount();
    else this.paintFigures(news.figures);
    this.compareRows(news.figures);
  }

  /** @param {[Key, string][]} changed */
  told(changed) {
    const people = [...new Set(changed.map(([, who]) => who).filter(Boolean))].join(", ");
    const cells = changed.slice(0, 6).map(([key]) => `${this.view.name(key)} (${this.model.shown(key) || this.texts.empty})`);
    return `${people}: ${cells.join(", ")}${changed.length > 6 ? ` … (${changed.length})` : ""}`;
  }

  /** Rows come and go with what the posts need; this page draws them when it is loaded. @param {Figures} found */
  compareRows(found) {
    const there = new Set(found.rows.map(([capability]) => capability));
    const same = there.size === this.view.capabilities.length && this.view.capabilities.every((capability) => there.has(capability));
    if (!same && this.isWhole) this.tellStale(this.texts.rowsChanged);
  }

  /** @param {boolean} isClosed Whether the map can't be edited now; it may come back. */
  tellClosed(isClosed) {
    if (isClosed === Boolean(this.closed)) return;
    this.closed?.remove();
    this.closed = isClosed ? this.problems.warn(this.texts.closed ?? "") : null;
  }

  /** @param {string | undefined} text */
  tellStale(text) {
    if (this.isStale) return;
    this.isStale = true;
    this.problems.warn(text ?? "");
  }

  async listen() {
    window.clearTimeout(this.timer);
    if (document.visibilityState === "hidden") return;
    const isThere = await this.sync.listen();
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.listen(), isThere ? ASK : ASK_AWAY);
  }

  // --- what stands where --------------------------------------------------------------------------------------------

  count() {
    return figures(this.needs, this.model.marks(), this.view.courses);
  }

  /** The figures of what is typed. Where rows are left out only the server can count. */
  recount() {
    if (this.isWhole) this.paintFigures(this.count());
  }

  /** @param {Figures} found */
  paintFigures(found) {
    this.gaps = new Set(found.gaps);
    this.view.paintRows(found);
    this.panel.paint(found);
  }

  paintState() {
    this.view.paintUnderway(new Set(this.outbox.underway.map(({ key }) => key)));
    this.view.paintProblems(this.outbox.problems);
    this.problems.paint(this.outbox);
    const open = this.outbox.problems.size;
    const { saving, failed, saved } = this.status.dataset;
    this.status.textContent = (!this.outbox.isIdle() ? saving : open ? this.said(failed, open) : saved) ?? "";
    this.status.classList.toggle("is-failed", open > 0);
  }

  /**
   * @param {string | undefined} text
   * @param {number} n
   */
  said(text, n) {
    return (text ?? "").replace("%n", String(n));
  }
}

const grid = document.getElementById("map-grid");
const data = document.getElementById("map-data");
const editor = grid instanceof HTMLTableElement && data ? new Editor(grid, JSON.parse(data.textContent ?? "")) : null;
editor?.start();
new Filters(editor?.grid ?? null, () => editor?.gaps ?? new Set()).start();
