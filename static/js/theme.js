// Runs before the first paint, so that a dark page never flashes white.
(function () {
  const kept = localStorage.getItem("ronghe-theme");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => document.documentElement.setAttribute("data-bs-theme", localStorage.getItem("ronghe-theme") || (dark.matches ? "dark" : "light"));
  apply();
  if (!kept) dark.addEventListener("change", apply);
})();
