// Completing usernames after "@" in a post: buttons beneath the text, reached with the arrow or the Tab key.
"use strict";

document.querySelectorAll("textarea[data-people]").forEach((area) => {
  const box = area.form.querySelector("[data-mentions]");
  if (!box) return;
  area.closest(".cdx-field, .field, div").after(box);
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", box.dataset.label);
  let asked = 0;

  const started = () => area.value.slice(0, area.selectionStart).match(/(?:^|[^\w@/])@([^@\n]{1,60})$/)?.[1];

  const clear = () => {
    box.hidden = true;
    box.replaceChildren();
  };

  const complete = (name) => {
    const typed = started() ?? "";
    area.setRangeText(`${name} `, area.selectionStart - typed.length, area.selectionStart, "end");
    clear();
    area.focus();
  };

  const offer = (names) => {
    box.replaceChildren(...names.map((name) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "cdx-button";
      button.dir = "auto";
      button.textContent = name;
      button.addEventListener("click", () => complete(name));
      return button;
    }));
    box.hidden = !names.length;
  };

  area.addEventListener("input", async () => {
    const typed = started();
    const mine = ++asked;
    if (!typed) return clear();
    const answer = await fetch(`${area.dataset.people}?q=${encodeURIComponent(typed)}`);
    if (mine !== asked || !answer.ok) return;
    offer((await answer.json()).names);
  });
  area.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && !box.hidden) {
      event.preventDefault();
      box.querySelector("button").focus();
    }
    if (event.key === "Escape") clear();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    clear();
    area.focus();
  });
});
