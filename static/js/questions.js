// Moves the lines of an order without asking the server, and counts down the time of an attempt. Both work without this file.
"use strict";

const settle = (list) => {
  [...list.children].forEach((line, index) => {
    line.querySelector("select").selectedIndex = index + 1;
  });
};

const move = (button) => {
  const line = button.closest("[data-option]");
  const list = line.parentElement;
  const other = button.dataset.move === "up" ? line.previousElementSibling : line.nextElementSibling;
  if (other) list.insertBefore(line, button.dataset.move === "up" ? other : other.nextElementSibling);
  settle(list);
  const said = list.parentElement.querySelector("[data-order-said]");
  const place = [...list.children].indexOf(line) + 1;
  said.textContent = said.dataset.said.replace("PLACE", place).replace("TOTAL", list.children.length);
  button.focus();
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-order] [data-move]");
  if (!button) return;
  event.preventDefault();
  move(button);
});

// The clock of the person may be wrong: what counts is how much time was left when the page was made.
document.querySelectorAll("[data-seconds-left]").forEach((box) => {
  const shown = box.querySelector("[data-minutes]");
  const announced = box.querySelector("[data-announced]");
  const until = performance.now() + 1000 * Number(box.dataset.secondsLeft);
  const texts = box.dataset;
  box.hidden = false;
  let last = null;
  const tick = () => {
    const minutes = Math.max(0, Math.ceil((until - performance.now()) / 60000));
    if (minutes === last) return;
    const text = minutes > 1 ? texts.many.replace("NUMBER", minutes.toLocaleString(document.documentElement.lang)) : minutes ? texts.one : texts.none;
    shown.textContent = text;
    if (last !== null && [15, 5, 1, 0].includes(minutes)) announced.textContent = text;
    last = minutes;
  };
  tick();
  setInterval(tick, 1000);
});
