// Adds a row to a formset: the template's __prefix__ becomes the next number. Without JavaScript the one empty row stays.

/** @param {HTMLElement} box */
function growable(box) {
  const body = box.querySelector("[data-rows-body]");
  const blank = box.querySelector("template");
  /** @type {HTMLInputElement | null} */
  const total = box.querySelector(`input[name="${box.dataset.rows}-TOTAL_FORMS"]`);
  /** @type {HTMLButtonElement | null} */
  const button = box.querySelector("[data-rows-add]");
  if (!body || !blank || !total || !button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const holder = document.createElement("template");
    holder.innerHTML = blank.innerHTML.replaceAll("__prefix__", total.value);
    body.append(holder.content);
    total.value = String(Number(total.value) + 1);
    /** @type {HTMLElement | null | undefined} */ (body.lastElementChild?.querySelector("select, input:not([type=hidden])"))?.focus();
  });
}

for (const box of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-rows]"))) growable(box);
