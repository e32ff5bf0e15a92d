// Runs before the first paint, so that a dark page never flashes white; a module would come too late.
(() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => localStorage.getItem("ronghe-theme");
  const apply = () => document.documentElement.setAttribute("data-bs-theme", chosen() || (dark.matches ? "dark" : "light"));
  apply();
  if (!chosen()) dark.addEventListener("change", apply);
})();
