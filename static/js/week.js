// The grid of free hours: arrow keys, whole rows and columns, painting with mouse or finger. The check boxes work without it.
"use strict";

const HOLD = 300; // milliseconds that a finger rests before it paints instead of scrolling
const SLIP = 8; // pixels that it may move meanwhile

const setUp = (root) => {
  const grid = root.querySelector("table");
  const rows = [...grid.tBodies[0].rows].map((row) => [...row.querySelectorAll("input")]);
  const boxes = rows.flat();
  const said = root.querySelector("[data-week-said]");
  const how = root.querySelector("[data-week-how]");

  const tell = () => {
    const number = boxes.filter((box) => box.checked).length;
    const text = number > 1 ? said.dataset.many : number ? said.dataset.one : said.dataset.none;
    said.textContent = text.replace("NUMBER", number.toLocaleString(document.documentElement.lang));
  };
  const line = (cells) => {
    const on = !cells.every((box) => box.checked);
    cells.forEach((box) => { box.checked = on; });
    tell();
  };

  // The names of days and hours become buttons that mark a whole column or row.
  const button = (name, cells) => {
    const made = document.createElement("button");
    made.type = "button";
    made.append(...name.childNodes);
    made.addEventListener("click", () => line(cells()));
    name.replaceWith(made);
    return made;
  };
  const heads = [...root.querySelectorAll("[data-week-column]")].map((name, column) => button(name, () => rows.map((row) => row[column])));
  const sides = [...root.querySelectorAll("[data-week-row]")].map((name, row) => button(name, () => rows[row]));

  // One stop for the Tab key; the arrow keys move within. Row 0 and column 0 are the names.
  const stops = [[null, ...heads], ...rows.map((row, index) => [sides[index], ...row])];
  const place = new Map(stops.flatMap((row, y) => row.map((stop, x) => [stop, [y, x]])));
  grid.setAttribute("role", "grid");
  grid.setAttribute("aria-describedby", how.id);
  how.hidden = false;
  let here = rows[0][0];
  stops.flat().forEach((stop) => { if (stop) stop.tabIndex = -1; });
  here.tabIndex = 0;
  const go = (y, x) => {
    const stop = stops[y]?.[x];
    if (!stop) return;
    here.tabIndex = -1;
    here = stop;
    here.tabIndex = 0;
    here.focus();
  };
  grid.addEventListener("focusin", (event) => {
    if (!place.has(event.target)) return;
    here.tabIndex = -1;
    here = event.target;
    here.tabIndex = 0;
  });
  grid.addEventListener("keydown", (event) => {
    if (!place.has(event.target) || event.ctrlKey || event.altKey || event.metaKey) return;
    const [y, x] = place.get(event.target);
    const forward = getComputedStyle(grid).direction === "rtl" ? -1 : 1;
    const moves = {
      ArrowUp: [y - 1, x], ArrowDown: [y + 1, x], ArrowRight: [y, x + forward], ArrowLeft: [y, x - forward],
      Home: [y, y ? 0 : 1], End: [y, 7], PageUp: [Math.max(1, y - 6), x], PageDown: [Math.min(24, y + 6), x],
    };
    if (event.key === "Enter" && event.target.type === "checkbox") {
      event.preventDefault(); // does not send the form by accident
      event.target.click();
    }
    const to = moves[event.key];
    if (!to) return;
    event.preventDefault();
    const from = event.target;
    go(...to);
    if (event.shiftKey && from.type === "checkbox" && here.type === "checkbox") {
      here.checked = from.checked;
      tell();
    }
  });

  // Painting: from the first box to the one beneath the pointer, as a rectangle.
  let first = null, before = [], on = true, painting = false, painted = false, timer = 0, start = [0, 0];
  const stop = () => { clearTimeout(timer); first = null; painting = false; root.classList.remove("week--painting"); };
  const paint = (box) => {
    const [y0, x0] = place.get(first), [y1, x1] = place.get(box);
    boxes.forEach((each, index) => {
      const [y, x] = place.get(each);
      const inside = y >= Math.min(y0, y1) && y <= Math.max(y0, y1) && x >= Math.min(x0, x1) && x <= Math.max(x0, x1);
      each.checked = inside ? on : before[index];
    });
    tell();
  };
  const begin = () => { painting = true; painted = true; before = boxes.map((box) => box.checked); root.classList.add("week--painting"); };
  grid.addEventListener("pointerdown", (event) => {
    painted = false;
    if (event.target.type !== "checkbox" || event.button !== 0) return;
    first = event.target;
    on = !first.checked;
    start = [event.clientX, event.clientY];
    if (event.pointerType === "mouse") return;
    event.target.releasePointerCapture?.(event.pointerId);
    timer = setTimeout(() => { begin(); paint(first); }, HOLD);
  });
  grid.addEventListener("pointermove", (event) => {
    if (!first) return;
    if (!painting && event.pointerType !== "mouse") {
      if (Math.hypot(event.clientX - start[0], event.clientY - start[1]) > SLIP) stop();
      return;
    }
    const box = document.elementFromPoint(event.clientX, event.clientY);
    if (!box || !place.has(box) || box.type !== "checkbox") return;
    if (!painting && box !== first) begin();
    if (painting) paint(box);
  });
  grid.addEventListener("touchmove", (event) => { if (painting) event.preventDefault(); }, { passive: false });
  grid.addEventListener("contextmenu", (event) => { if (painting) event.preventDefault(); });
  grid.addEventListener("click", (event) => { if (painted && event.target.type === "checkbox") { event.preventDefault(); painted = false; } });
  document.addEventListener("pointerup", stop);
  document.addEventListener("pointercancel", stop);

  root.querySelectorAll("[data-week-preset]").forEach((preset) => {
    preset.addEventListener("click", (event) => {
      event.preventDefault();
      const hours = new Set(preset.dataset.weekPreset.split(",").filter(Boolean));
      boxes.forEach((box) => { box.checked = hours.size > 0 && (box.checked || hours.has(box.value)); });
      tell();
    });
  });
  grid.addEventListener("change", tell);
  tell();
};

document.querySelectorAll("[data-week]").forEach(setUp);
