// The behaviour that every page shares. Pages work without it; it only saves moves.

/** @typedef {{ Tooltip: new (node: Element) => unknown }} Bootstrap */

const root = document.documentElement;
/** How long a sent form refuses to be sent again: until the next page is there, or did not come. Milliseconds. */
const SENT = 4000;

/**
 * @param {Event} event
 * @param {string} selector
 * @returns {HTMLElement | null} The nearest such element around where it happened.
 */
function near(event, selector) {
  return event.target instanceof Element ? event.target.closest(selector) : null;
}

/** @param {string} text */
function announce(text) {
  const box = document.createElement("div");
  box.className = "alert alert-danger";
  box.setAttribute("role", "alert");
  box.textContent = text;
  document.getElementById("messages")?.append(box);
  box.scrollIntoView({ block: "nearest" });
}

function switchTheme() {
  const next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
  localStorage.setItem("ronghe-theme", next);
  root.setAttribute("data-bs-theme", next);
  document.dispatchEvent(new CustomEvent("ronghe:theme"));
}

/** A whole table row leads to its record; links, buttons and text being selected keep their own meaning. @param {MouseEvent} event */
function openRow(event) {
  const address = near(event, "tr[data-href]")?.dataset.href;
  if (!address || near(event, "a, button, input, select, textarea, label, form, summary") || String(window.getSelection())) return;
  if (event.metaKey || event.ctrlKey) window.open(address, "_blank", "noopener");
  else window.location.assign(address);
}

/** What a form is told of the address it stands under. @param {HTMLFormElement} form */
function keepQuery(form) {
  const query = new URLSearchParams(window.location.search);
  /** @type {HTMLInputElement | null} */
  const kept = form.querySelector("input[name=query]");
  /** @type {HTMLInputElement | null} */
  const next = form.querySelector("input[name=next]");
  query.delete("page");
  if (kept) kept.value = query.toString();
  else if (next) next.value = window.location.pathname + window.location.search;
}

/** Ask before what cannot be taken back; a form is sent once, however often its button is pressed. @param {SubmitEvent} event */
function send(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
    event.preventDefault();
    return;
  }
  if (form.hasAttribute("data-keep-query")) keepQuery(form);
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  window.setTimeout(() => delete form.dataset.sent, SENT);
}

/** Exports follow the filters that htmx put into the address. @param {Event} event */
function followFilters(event) {
  const menu = event.target instanceof Element ? event.target.parentElement : null;
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (menu?.querySelectorAll("a[data-export]") ?? [])) {
    const query = new URLSearchParams(window.location.search);
    query.delete("page");
    query.set("export", link.dataset.export ?? "");
    link.search = query.toString();
  }
}

/** @param {KeyboardEvent} event */
function press(event) {
  const search = document.getElementById("global-search");
  const isTyping = near(event, "input, textarea, select, [contenteditable], [role=grid]");
  if (event.key === "/" && !isTyping && search && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    search.focus();
  }
  if (event.key === "Escape") document.getElementById("search-hits")?.replaceChildren();
}

/** What the search found goes when the search is left. @param {FocusEvent} event */
function leaveSearch(event) {
  const form = near(event, ".shell-search");
  if (!form || form.contains(/** @type {Node | null} */ (event.relatedTarget))) return;
  window.setTimeout(() => {
    if (!form.contains(document.activeElement)) form.querySelector("#search-hits")?.replaceChildren();
  }, 200);
}

document.addEventListener("click", (event) => {
  if (near(event, "[data-theme-switch]")) switchTheme();
  else if (near(event, "[data-print]")) window.print();
  else openRow(event);
});
document.addEventListener("submit", send);
document.addEventListener("show.bs.dropdown", followFilters);
document.addEventListener("keydown", press);
document.addEventListener("focusout", leaveSearch);
for (const name of ["htmx:responseError", "htmx:sendError"])
  document.addEventListener(name, () => announce(document.body.dataset.failed ?? ""));

const bootstrap = /** @type {{ bootstrap?: Bootstrap }} */ (/** @type {unknown} */ (window)).bootstrap;
if (bootstrap) for (const node of document.querySelectorAll("[data-bs-toggle=tooltip]")) new bootstrap.Tooltip(node);
