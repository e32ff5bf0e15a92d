// The behaviour that every page shares. Pages work without it; it only saves moves.
(function () {
  "use strict";
  const root = document.documentElement;

  function announce(text, tone) {
    const box = document.createElement("div");
    box.className = `alert alert-${tone || "danger"}`;
    box.setAttribute("role", "alert");
    box.textContent = text;
    document.getElementById("messages").append(box);
    box.scrollIntoView({ block: "nearest" });
  }
  window.ronghe = { announce };

  document.addEventListener("click", (event) => {
    const theme = event.target.closest("[data-theme-switch]");
    if (theme) {
      const next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
      localStorage.setItem("ronghe-theme", next);
      root.setAttribute("data-bs-theme", next);
      document.dispatchEvent(new CustomEvent("ronghe:theme"));
      return;
    }
    if (event.target.closest("[data-print]")) window.print();
    // A whole table row leads to its record; links, buttons and text being selected keep their own meaning.
    const row = event.target.closest("tr[data-href]");
    if (row && !event.target.closest("a, button, input, select, textarea, label, form, summary") && !String(window.getSelection())) {
      if (event.metaKey || event.ctrlKey) window.open(row.dataset.href, "_blank", "noopener");
      else window.location.assign(row.dataset.href);
    }
  });

  // Ask before what cannot be taken back; a form is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
      event.preventDefault();
      return;
    }
    if (form.hasAttribute("data-keep-query")) {
      const query = new URLSearchParams(window.location.search);
      const next = form.querySelector("input[name=next]");
      const kept = form.querySelector("input[name=query]");
      if (kept) { query.delete("page"); kept.value = query.toString(); } else if (next) next.value = window.location.pathname + window.location.search;
    }
    if (form.method === "post" && !form.hasAttribute("hx-post")) {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "1";
      window.setTimeout(() => { delete form.dataset.sent; }, 4000);
    }
  });

  // Exports follow the filters that htmx put into the address.
  document.addEventListener("show.bs.dropdown", (event) => {
    event.target.parentElement.querySelectorAll("a[data-export]").forEach((link) => {
      const query = new URLSearchParams(window.location.search);
      query.delete("page");
      query.set("export", link.dataset.export);
      link.search = query.toString();
    });
  });

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable], [role=grid]");
    const search = document.getElementById("global-search");
    if (event.key === "/" && !typing && search && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      search.focus();
    }
    const hits = document.getElementById("search-hits");
    if (event.key === "Escape" && hits && hits.childElementCount) hits.replaceChildren();
  });
  document.addEventListener("focusout", (event) => {
    const form = event.target.closest(".shell-search");
    if (form && !form.contains(event.relatedTarget)) window.setTimeout(() => { if (!form.contains(document.activeElement)) form.querySelector("#search-hits").replaceChildren(); }, 200);
  });

  document.addEventListener("htmx:responseError", () => announce(document.body.dataset.failed));
  document.addEventListener("htmx:sendError", () => announce(document.body.dataset.failed));
  document.addEventListener("DOMContentLoaded", () => {
    if (window.bootstrap) document.querySelectorAll("[data-bs-toggle=tooltip]").forEach((node) => new window.bootstrap.Tooltip(node));
  });
})();
