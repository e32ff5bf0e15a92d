// Adds a row to a formset: the template's __prefix__ becomes the next number. Without JavaScript the one empty row stays.
for (const box of document.querySelectorAll("[data-rows]")) {
  const body = box.querySelector("[data-rows-body]");
  const blank = box.querySelector("template");
  const total = box.querySelector(`input[name="${box.dataset.rows}-TOTAL_FORMS"]`);
  const button = box.querySelector("[data-rows-add]");
  button.hidden = false;
  button.addEventListener("click", () => {
    const holder = document.createElement("template");
    holder.innerHTML = blank.innerHTML.replaceAll("__prefix__", total.value);
    body.append(holder.content);
    total.value = Number(total.value) + 1;
    body.lastElementChild.querySelector("select, input:not([type=hidden])").focus();
  });
}
