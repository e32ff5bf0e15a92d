// The course-map editor: cells are typed into, each is saved by itself, and nothing typed is lost by a failure.
// Texts come from the page's data attributes. Without this script the rows lead to a plain form each.

const grid = document.getElementById("map-grid");
const figures = document.getElementById("map-figures");
const filters = document.getElementById("map-filters");
const problems = document.getElementById("map-problems");
const status = document.getElementById("map-status");
const KEYS = { h: "H", m: "M", l: "L", 3: "H", 2: "M", 1: "L", 0: "", Delete: "", Backspace: "" };
const VALUES = { H: "H", M: "M", L: "L", 3: "H", 2: "M", 1: "L", 0: "", "": "", "-": "", "–": "", "·": "", "√": "M", "●": "H" };

if (grid) start();
startFilters();

function start() {
  const rows = [...grid.tBodies[0].rows];
  const columns = [...grid.tHead.rows[1].querySelectorAll("th[data-k]")].map((head) => head.dataset.k);
  /** What the server holds, by cell; the cell's text is what the person wants. */
  const saved = new Map();
  /** Cells that could not be saved, with the sentence why. */
  const failed = new Map();
  const queue = [];
  const undo = [];
  let busy = false;
  let at = { row: 0, column: 0 };
  let anchor = null;

  const cellAt = (row, column) => (column < 0 ? rows[row].cells[0].querySelector("a") : rows[row].cells[column + 1]);
  const placeOf = (cell) => ({ row: rows.indexOf(cell.closest("tr")), column: cell.closest("td") ? cell.cellIndex - 1 : -1 });
  const stored = (cell) => (saved.has(cell) ? saved.get(cell) : cell.textContent);
  const isShown = (row) => !rows[row].hidden;

  // --- moving and selecting -------------------------------------------------------------------------------------

  rows.forEach((row) => {
    row.cells[0].querySelector("a").tabIndex = -1;
    for (let place = 1; place < row.cells.length; place += 1) row.cells[place].tabIndex = -1;
  });
  document.getElementById("map-tools").hidden = false;
  if (columns.length && rows.length) cellAt(0, 0).tabIndex = 0;

  function go(row, column, extend) {
    const old = cellAt(at.row, at.column);
    if (old) old.tabIndex = -1;
    if (!extend) anchor = null;
    else if (!anchor) anchor = { ...at };
    at = { row, column };
    const cell = cellAt(row, column);
    cell.tabIndex = 0;
    cell.focus();
    // The sticky heads would hide what the browser scrolls to.
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    paintSelection();
  }

  function step(from, by) {
    let row = from + by;
    while (row >= 0 && row < rows.length && !isShown(row)) row += by;
    return row >= 0 && row < rows.length ? row : from;
  }

  function jump(from, by) {
    let row = from;
    for (let n = 0; n < 10; n += 1) row = step(row, by);
    return row;
  }

  function selection() {
    if (!anchor) return at.column < 0 ? [] : [cellAt(at.row, at.column)];
    const found = [];
    const [top, bottom] = [Math.min(anchor.row, at.row), Math.max(anchor.row, at.row)];
    const [left, right] = [Math.max(0, Math.min(anchor.column, at.column)), Math.max(anchor.column, at.column)];
    for (let row = top; row <= bottom; row += 1) if (isShown(row)) for (let column = left; column <= right; column += 1) found.push(cellAt(row, column));
    return found;
  }

  function paintSelection() {
    grid.querySelectorAll("[aria-selected=true]").forEach((cell) => cell.removeAttribute("aria-selected"));
    if (anchor) selection().forEach((cell) => cell.setAttribute("aria-selected", "true"));
  }

  grid.addEventListener("mousedown", (event) => {
    const cell = event.target.closest("tbody td");
    if (!cell) return;
    event.preventDefault();
    const place = placeOf(cell);
    go(place.row, place.column, event.shiftKey);
  });
  grid.addEventListener("focusin", (event) => {
    const cell = event.target.closest("tbody td, tbody th a");
    if (!cell) return;
    const place = placeOf(cell);
    if (place.row !== at.row || place.column !== at.column) {
      const old = cellAt(at.row, at.column);
      if (old) old.tabIndex = -1;
      at = place;
      cell.tabIndex = 0;
    }
  });

  // --- typing ---------------------------------------------------------------------------------------------------

  grid.addEventListener("keydown", (event) => {
    const { row, column } = at;
    const last = columns.length - 1;
    const command = event.ctrlKey || event.metaKey;
    const moves = {
      ArrowUp: () => [command ? step(-1, 1) : step(row, -1), column],
      ArrowDown: () => [command ? step(rows.length, -1) : step(row, 1), column],
      ArrowLeft: () => [row, command ? 0 : Math.max(-1, column - 1)],
      ArrowRight: () => [row, command ? last : Math.min(last, column + 1)],
      Home: () => [command ? step(-1, 1) : row, 0],
      End: () => [command ? step(rows.length, -1) : row, last],
      PageUp: () => [jump(row, -1), column],
      PageDown: () => [jump(row, 1), column],
    };
    if (moves[event.key]) {
      event.preventDefault();
      const [nextRow, nextColumn] = moves[event.key]();
      go(nextRow, nextColumn, event.shiftKey);
    } else if (command && event.key.toLowerCase() === "z") {
      event.preventDefault();
      takeBack();
    } else if (event.key === "/" && !command) {
      event.preventDefault();
      document.getElementById("map-find").focus();
    } else if (event.key === "Escape") {
      anchor = null;
      paintSelection();
    } else if (event.key === "Enter" && column >= 0) {
      event.preventDefault();
      go(step(row, event.shiftKey ? -1 : 1), column, false);
    } else if (!command && !event.altKey && event.key in KEYS && column >= 0) {
      event.preventDefault();
      put(selection(), KEYS[event.key]);
    } else if (!command && !event.altKey && event.key.toLowerCase() in KEYS && column >= 0) {
      event.preventDefault();
      put(selection(), KEYS[event.key.toLowerCase()]);
    }
  });

  document.getElementById("map-tools").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if ("undo" in button.dataset) takeBack();
    else put(selection(), button.dataset.put);
  });

  // With neither a text field nor text selected, a spreadsheet's cells go in and out of the grid.
  document.addEventListener("copy", (event) => {
    if (!grid.contains(document.activeElement) || String(window.getSelection())) return;
    const lines = new Map();
    selection().forEach((cell) => {
      const row = cell.parentElement;
      lines.set(row, [...(lines.get(row) || []), cell.textContent]);
    });
    event.clipboardData.setData("text/plain", [...lines.values()].map((line) => line.join("\t")).join("\n"));
    event.preventDefault();
  });
  document.addEventListener("paste", (event) => {
    if (!grid.contains(document.activeElement) || at.column < 0) return;
    event.preventDefault();
    const lines = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "").split(/\r?\n/).map((line) => line.split("\t"));
    const from = anchor ? { row: Math.min(anchor.row, at.row), column: Math.max(0, Math.min(anchor.column, at.column)) } : at;
    const changes = [];
    let refused = 0;
    let row = from.row;
    lines.forEach((line, place) => {
      const next = place ? step(row, 1) : row;
      if (place && next === row) { refused += line.length; return; }
      row = next;
      line.forEach((text, offset) => {
        const value = VALUES[text.trim().toUpperCase()];
        const cell = from.column + offset < columns.length ? cellAt(row, from.column + offset) : null;
        if (value === undefined || !cell) refused += 1;
        else changes.push([cell, value]);
      });
    });
    change(changes);
    if (refused) note(problems.dataset.pasted.replace("%n", refused));
  });

  function put(cells, value) { change(cells.map((cell) => [cell, value])); }

  /** Show new values, remember the old ones for undo, and save each that differs. */
  function change(pairs) {
    const before = pairs.filter(([cell, value]) => cell.textContent !== value).map(([cell]) => [cell, cell.textContent]);
    if (!before.length) return;
    undo.push(before);
    apply(pairs);
  }

  function takeBack() {
    const before = undo.pop();
    if (!before) return;
    apply(before);
    const place = placeOf(before[0][0]);
    if (isShown(place.row)) go(place.row, place.column, false);
  }

  function apply(pairs) {
    pairs.forEach(([cell, value]) => {
      if (!saved.has(cell)) saved.set(cell, cell.textContent);
      show(cell, value);
      failed.delete(cell);
      if (!queue.includes(cell)) queue.push(cell);
    });
    paintProblems();
    pump();
  }

  function show(cell, value) {
    cell.textContent = value;
    cell.classList.remove("H", "M", "L");
    if (value) cell.classList.add(value);
  }

  // --- saving ---------------------------------------------------------------------------------------------------

  async function pump() {
    if (busy) return;
    busy = true;
    while (queue.length) {
      paintStatus();
      await save(queue.shift());
    }
    busy = false;
    paintStatus();
  }

  async function save(cell) {
    const wanted = cell.textContent;
    if (wanted === stored(cell)) return;
    const body = new URLSearchParams({
      csrfmiddlewaretoken: grid.dataset.csrf,
      capability: cell.parentElement.dataset.c,
      course: columns[cell.cellIndex - 1],
      strength: wanted,
      expected: stored(cell),
    });
    cell.classList.add("is-saving");
    try {
      const response = await fetch(grid.dataset.url, { method: "POST", body, headers: { Accept: "application/json" } });
      const answer = (response.headers.get("Content-Type") || "").startsWith("application/json") && !response.redirected ? await response.json() : null;
      if (response.ok && answer) {
        saved.set(cell, answer.value);
        paintFigures(answer);
      } else if (response.status === 409 && answer) fail(cell, answer.message, answer.current);
      else fail(cell, (answer && answer.message) || problems.dataset.server);
    } catch {
      fail(cell, problems.dataset.offline);
    }
    cell.classList.remove("is-saving");
  }

  function fail(cell, message, current) {
    failed.set(cell, { message, current });
    paintProblems();
  }

  function name(cell) {
    const code = cell.parentElement.cells[0].querySelector("b").textContent;
    const head = grid.tHead.rows[1].cells[cell.cellIndex];
    return `${code} × ${head.textContent}`;
  }

  function paintProblems() {
    grid.querySelectorAll(".is-failed").forEach((cell) => { if (!failed.has(cell)) { cell.classList.remove("is-failed"); cell.removeAttribute("aria-invalid"); cell.removeAttribute("title"); } });
    problems.replaceChildren();
    let offline = null;
    failed.forEach(({ message, current }, cell) => {
      cell.classList.add("is-failed");
      cell.setAttribute("aria-invalid", "true");
      cell.title = message;
      if (current === undefined && offline && offline.message === message) { offline.names.push(name(cell)); offline.cells.push(cell); offline.text.textContent = `${offline.names.slice(0, 6).join(", ")}${offline.names.length > 6 ? " …" : ""} (${offline.names.length}): ${message}`; return; }
      const line = document.createElement("div");
      line.className = "alert alert-danger";
      const text = document.createElement("span");
      text.textContent = `${name(cell)} (${cell.textContent || problems.dataset.empty}): ${message}`;
      line.append(text, " ");
      const cells = [cell];
      if (current !== undefined) {
        line.append(button(problems.dataset.mine, () => { saved.set(cell, current); again([cell]); }));
        line.append(button(problems.dataset.theirs, () => { saved.set(cell, current); show(cell, current); failed.delete(cell); paintProblems(); paintStatus(); }));
      } else {
        line.append(button(problems.dataset.retry, () => again(cells)));
        offline = { message, names: [name(cell)], cells, text };
      }
      problems.append(line);
    });
  }

  function again(cells) {
    cells.forEach((cell) => { failed.delete(cell); if (!queue.includes(cell)) queue.push(cell); });
    paintProblems();
    pump();
  }

  function button(label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-sm ms-2";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  }

  function note(text) {
    const line = document.createElement("div");
    line.className = "alert alert-warning";
    line.textContent = text;
    problems.append(line);
  }

  function paintStatus() {
    const open = failed.size;
    status.textContent = queue.length || busy ? status.dataset.saving : open ? status.dataset.failed.replace("%n", open) : status.dataset.saved;
    status.classList.toggle("is-failed", open > 0);
  }

  function paintFigures(answer) {
    Object.entries(answer.rows).forEach(([capability, [courses, isGap]]) => {
      const row = grid.querySelector(`tr[data-c="${capability}"]`);
      if (!row) return;
      row.querySelector("i").textContent = courses;
      row.classList.toggle("gap", Boolean(isGap));
    });
    const open = [...figures.querySelectorAll("details")].map((one) => one.open);
    // The panel is the server's own, escaped template.
    figures.innerHTML = answer.panel;
    figures.querySelectorAll("details").forEach((one, place) => { one.open = Boolean(open[place]); });
  }

  window.addEventListener("beforeunload", (event) => { if (queue.length || busy || failed.size) event.preventDefault(); });
  window.addEventListener("online", () => again([...failed].filter(([, problem]) => problem.current === undefined).map(([cell]) => cell)));
}

// --- filters: rows of the grid and cards of the phone alike -------------------------------------------------------

function startFilters() {
  const lines = [...document.querySelectorAll("#map-grid tbody tr, #map-cards li")];
  const heads = grid ? [...grid.querySelectorAll("thead th[data-k]")] : [];
  const find = document.getElementById("map-find");
  const post = document.getElementById("map-post");
  const layer = document.getElementById("map-layer");
  const gaps = document.getElementById("map-gaps");
  const reset = document.getElementById("map-reset");
  const nothing = document.getElementById("map-nothing");
  let picked = null;

  // Rows that the server left out by the address's filters are not here to be shown again; then its own links do it.
  if (!lines.length || window.location.search) return;
  document.getElementById("map-filter-go").hidden = true;

  function gapIds() {
    const link = figures.querySelector("[data-only=gaps]");
    return new Set(link ? link.dataset.rows.split(" ") : []);
  }

  function paint() {
    const words = find.value.trim().toLowerCase();
    const open = gaps.checked ? gapIds() : null;
    let shown = 0;
    lines.forEach((line) => {
      const id = line.dataset.c;
      const text = (line.querySelector("a").textContent || "").toLowerCase();
      const fits = (!words || text.includes(words)) && (!post.value || (line.dataset.p || "").split(" ").includes(post.value)) && (!layer.value || line.dataset.l === layer.value) && (!open || open.has(id)) && (!picked || !picked.rows.size || picked.rows.has(id));
      line.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    heads.forEach((head) => head.classList.toggle("is-picked", Boolean(picked && picked.columns.has(head.dataset.k))));
    if (picked && picked.columns.size) { const head = heads.find((one) => picked.columns.has(one.dataset.k)); if (head) head.scrollIntoView({ block: "nearest", inline: "center" }); }
    nothing.hidden = shown > 0;
    reset.hidden = !(words || post.value || layer.value || open || picked);
  }

  filters.addEventListener("input", paint);
  filters.addEventListener("change", paint);
  filters.addEventListener("submit", (event) => { event.preventDefault(); paint(); });
  find.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" && event.key !== "Enter" && event.key !== "ArrowDown") return;
    event.preventDefault();
    if (event.key === "Escape") { find.value = ""; paint(); }
    const row = grid && [...grid.tBodies[0].rows].find((one) => !one.hidden);
    if (row && row.cells.length > 1) row.cells[1].focus();
  });
  reset.addEventListener("click", (event) => {
    event.preventDefault();
    filters.reset();
    picked = null;
    paint();
  });
  figures.addEventListener("click", (event) => {
    const figure = event.target.closest("[data-only]");
    const gap = event.target.closest("[data-row]");
    if (figure) {
      event.preventDefault();
      gaps.checked = false;
      picked = { rows: new Set(figure.dataset.rows.split(" ").filter(Boolean)), columns: new Set(figure.dataset.columns.split(" ").filter(Boolean)) };
      paint();
    } else if (gap && grid && grid.offsetParent) {
      const row = grid.querySelector(`tr[data-c="${gap.dataset.row}"]`);
      if (!row || row.cells.length < 2) return;
      event.preventDefault();
      row.hidden = false;
      row.cells[1].focus();
      row.scrollIntoView({ block: "center" });
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    event.stopPropagation();
    find.focus();
  }, true);
}
