// Whoever switches the language of a lesson goes on at the block that they were looking at.
"use strict";

const blockInView = () => {
  const line = window.innerHeight / 3;
  const passed = [...document.querySelectorAll("[data-block]")].filter((block) => block.getBoundingClientRect().top <= line);
  return window.scrollY > 0 && passed.length ? passed.at(-1).dataset.block : "";
};

document.querySelectorAll("form[data-keeps-place]").forEach((form) => {
  form.addEventListener("submit", () => {
    const block = blockInView();
    const place = form.querySelector("[data-place]");
    if (place) place.value = block;
    else form.action = form.action.split("#")[0] + (block ? `#block-${block}` : "");
  });
});

// A bookmark marks the block that is in view; without this file, the lesson.
document.querySelectorAll("a[data-mark]").forEach((link) => {
  link.addEventListener("click", () => {
    const block = blockInView();
    const address = new URL(link.href);
    if (block) address.searchParams.set("block", block);
    link.href = address.href;
  });
});
