// Comforts for authors; every page works without this file.
"use strict";

// Drag an element of the outline by its handle to another place among its kind.
const parted = (list) => [...list.children].filter((item) => item.dataset.move);
let dragged = null;
const mark = document.createElement("li");
mark.className = "drop-mark";
mark.setAttribute("aria-hidden", "true");

const listsFor = (item) => {
  const depth = item.closest("[data-children]").className;
  return [...item.closest("[data-outline]").querySelectorAll("[data-children]")].filter((list) => list.className === depth);
};

const placeMark = (x, y) => {
  const lists = listsFor(dragged);
  const list = lists.find((each) => {
    const box = each.getBoundingClientRect();
    return y >= box.top - 16 && y <= box.bottom + 16;
  });
  if (!list) return;
  const next = parted(list).find((item) => {
    const box = item.getBoundingClientRect();
    return item !== dragged && y < box.top + box.height / 2;
  });
  list.insertBefore(mark, next || null);
};

const drop = () => {
  const list = mark.parentElement;
  if (!list) return;
  const before = [...list.children].slice(0, [...list.children].indexOf(mark));
  const position = before.filter((item) => item.dataset.move && item !== dragged).length;
  const outline = dragged.closest("[data-outline]");
  htmx.ajax("POST", dragged.dataset.move, {
    target: outline,
    select: `#${outline.id}`,
    swap: "outerHTML",
    values: { parent: list.dataset.children, position, csrfmiddlewaretoken: outline.dataset.token },
  });
};

document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest("[data-handle]");
  if (!handle || event.button !== 0) return;
  event.preventDefault();
  dragged = handle.closest("[data-move]");
  dragged.classList.add("is-dragged");
});
document.addEventListener("pointermove", (event) => {
  if (dragged) placeMark(event.clientX, event.clientY);
});
const stop = (event) => {
  if (!dragged) return;
  dragged.classList.remove("is-dragged");
  if (event.type === "pointerup") drop();
  mark.remove();
  dragged = null;
};
document.addEventListener("pointerup", stop);
document.addEventListener("pointercancel", stop);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && dragged) stop(event);
});

// What is typed into an editor is kept in this browser too, until it is saved, in case the session ends.
if (!document.querySelector("form[data-editor]")) {
  Object.keys(sessionStorage).filter((key) => key.startsWith("typed:")).forEach((key) => sessionStorage.removeItem(key));
}
document.querySelectorAll("form[data-editor]").forEach((form) => {
  const key = `typed:${location.pathname}`;
  const fields = () => [...form.elements].filter((field) => field.matches("textarea, input[type=text], input[name=version]") && field.name);
  const kept = JSON.parse(sessionStorage.getItem(key) || "null");
  if (kept && kept.left) {
    fields().forEach((field) => {
      if (kept.values[field.name] !== undefined) field.value = kept.values[field.name];
    });
  }
  sessionStorage.removeItem(key);
  form.addEventListener("submit", () => {
    const values = Object.fromEntries(fields().map((field) => [field.name, field.value]));
    try {
      sessionStorage.setItem(key, JSON.stringify({ left: true, values }));
    } catch {
      // A full storage only costs the comfort.
    }
  });
});
