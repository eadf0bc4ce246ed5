// For the pages of people who report. They work without this file; it makes leaving quicker and leaves fewer traces.
"use strict";

(() => {
  const exit = document.querySelector("[data-quick-exit]");
  if (!exit) return;

  // The page that is left is not in the history: "back" leads to what was there before it.
  const leave = () => {
    document.documentElement.hidden = true;
    document.title = "WikiLearn";
    window.location.replace(exit.href);
  };
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });

  // Escape, three times in two seconds.
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    presses = [...presses.filter((time) => event.timeStamp - time < 2000), event.timeStamp];
    if (presses.length >= 3) leave();
  });

  // Links from one of these pages to the next take its place.
  document.querySelectorAll("a[data-replace]").forEach((link) => {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      window.location.replace(link.href);
    });
  });

  // A page that the browser kept alive shows nothing to whoever presses "back".
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
})();
