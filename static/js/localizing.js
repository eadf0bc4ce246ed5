// Comforts of the side-by-side page; without this file each button sends the form.
"use strict";

(() => {
  // Text that a button brings goes into the field instead of to the server.
  const fill = (button) => {
    const field = document.getElementById(button.dataset.fill);
    if (!field || field.readOnly) return false;
    const from = button.dataset.from && document.getElementById(button.dataset.from);
    field.value = from ? from.textContent : button.dataset.words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
    return true;
  };
  const show = (root) => root.querySelectorAll("[data-fill][hidden]").forEach((button) => { button.hidden = false; });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill]");
    if (button && fill(button)) event.preventDefault();
  });

  // Ctrl and Enter save the text in which one is.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const save = event.target.closest("[data-unit]")?.querySelector("[data-save]");
    if (save) { event.preventDefault(); save.click(); }
  });

  // What was typed and not saved is not lost by a wrong click.
  const typed = new Set();
  document.addEventListener("input", (event) => {
    if (event.target.closest("[data-units]") && event.target.name) typed.add(event.target.name);
  });
  document.addEventListener("submit", () => typed.clear());
  document.addEventListener("htmx:afterSwap", (event) => {
    show(event.target.ownerDocument);
    for (const name of typed) {
      const field = document.getElementsByName(name)[0];
      if (!field || field.value === field.defaultValue) typed.delete(name);
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (typed.size) event.preventDefault();
  });

  show(document);
})();
