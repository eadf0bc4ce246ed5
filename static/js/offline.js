// Keeps lessons for reading without a line, and sends what was done meanwhile: each thing once, under a key of its own.
// A kept lesson is the one that everybody gets, fetched without the session, so nothing personal stays on the device.
"use strict";

const CACHE = "wikilearn-kept";
const box = document.querySelector("[data-offline]");
const news = document.querySelector("[data-offline-news]");
const able = "serviceWorker" in navigator && "caches" in window;

const stored = (name) => JSON.parse(localStorage.getItem(`wikilearn-${name}`) || "[]");
const store = (name, value) => localStorage.setItem(`wikilearn-${name}`, JSON.stringify(value));

const say = (text) => {
  if (!news || !text) return;
  const line = document.createElement("p");
  line.dir = "auto";
  line.textContent = text;
  news.append(line);
};

// ---- Keeping ----

const plain = (address) => {
  const url = new URL(address, location.href);
  url.hash = "";
  url.search = box.dataset.language ? `?lang=${encodeURIComponent(box.dataset.language)}` : "";
  return url.href;
};

const filesOf = (html, base) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  const found = [
    ...[...page.querySelectorAll("link[rel=stylesheet], link[rel=icon]")].map((each) => each.getAttribute("href")),
    ...[...page.querySelectorAll("script[src], img[src]")].map((each) => each.getAttribute("src")),
  ];
  const addresses = found.filter(Boolean).map((each) => new URL(each, base));
  return { page, files: addresses.filter((url) => url.origin === location.origin).map((url) => url.href) };
};

const keepPage = async (address) => {
  const cache = await caches.open(CACHE);
  const headers = { "Accept-Language": document.documentElement.lang };
  const answer = await fetch(address, { credentials: "omit", headers });
  if (!answer.ok) throw new Error(answer.statusText);
  const { page, files } = filesOf(await answer.clone().text(), address);
  await Promise.all(
    files.map(async (file) => {
      if (await cache.match(file)) return;
      const got = await fetch(file, { credentials: "omit" });
      if (got.ok) await cache.put(file, got);
    }),
  );
  await cache.put(address, answer);
  const { dataset } = page.querySelector("[data-offline]");
  const entry = { address, title: dataset.title, course: dataset.courseTitle, slug: dataset.course, lesson: dataset.lesson };
  const others = stored("lessons").filter((each) => each.address !== address);
  store("lessons", [...others, { ...entry, language: dataset.language, person: box.dataset.person }]);
};

const keep = async (what) => {
  const links = what === "course" ? document.querySelectorAll(".outline__lesson a") : [];
  const addresses = new Set([plain(location.href), ...[...links].map((link) => plain(link.href))]);
  try {
    for (const address of addresses) await keepPage(address);
    say(what === "course" ? news.dataset.keptAll : news.dataset.keptOne);
  } catch {
    say(news.dataset.failed);
  }
};

// ---- Waiting and sending ----

const keptHere = () => stored("lessons").find((each) => each.slug === box?.dataset.course && each.person);
const person = () => box?.dataset.person || keptHere()?.person || "";

const wait = (deed) => {
  const place = { course: box.dataset.course, lesson: box.dataset.lesson, language: box.dataset.language };
  store("waiting", [...stored("waiting"), { key: crypto.randomUUID(), person: person(), ...place, ...deed }]);
  say(news?.dataset.waiting);
};

const send = async () => {
  const waiting = stored("waiting");
  if (!waiting.length || !navigator.onLine) return;
  const address = box?.dataset.send || "/learn/offline/";
  const asked = await fetch(address, { headers: { Accept: "application/json" }, redirect: "error" });
  const me = await asked.json();
  const mine = waiting.filter((deed) => deed.person === me.person).slice(0, 100);
  if (mine.length < waiting.length) say(news?.dataset.foreign);
  if (!mine.length) return;
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": me.token },
    body: JSON.stringify({ deeds: mine }),
  });
  if (!answer.ok) return;
  const { results } = await answer.json();
  const answered = new Set(results.map((result) => result.key));
  store("waiting", stored("waiting").filter((deed) => !answered.has(deed.key)));
  results.forEach((result) => say(result.message));
};

const trySending = () => navigator.locks.request("wikilearn-sending", () => send().catch(() => {}));

// ---- Without a line ----

const without = (event) => !navigator.onLine && person() && event;

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!box || !without(event) || !form.matches("form.quiz, form.reader__next")) return;
    event.preventDefault();
    event.stopPropagation();
    if (form.matches("form.quiz")) {
      const answers = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
      wait({ deed: "quiz", block: form.id.replace(/^quiz-/, ""), answers });
      return;
    }
    wait({ deed: "read" });
    const next = form.dataset.nextLesson;
    if (next) location.href = next;
  },
  true,
);

document.addEventListener("click", (event) => {
  if (box && event.target.closest("a.reader__next") && without(event)) wait({ deed: "read" });
});

// ---- The list ----

const forget = async (addresses) => {
  const cache = await caches.open(CACHE);
  store("lessons", stored("lessons").filter((each) => !addresses.includes(each.address)));
  await Promise.all(addresses.map((address) => cache.delete(address, { ignoreVary: true })));
  if (!stored("lessons").length) await caches.delete(CACHE);
  list();
};

const list = () => {
  const place = document.querySelector("[data-kept]");
  if (!place) return;
  const lessons = stored("lessons");
  const shown = document.createElement("ul");
  shown.className = "marks";
  lessons.forEach((lesson) => {
    const line = document.createElement("li");
    line.className = "marks__mark row";
    const link = document.createElement("a");
    link.href = lesson.address;
    link.lang = lesson.language;
    link.dir = "auto";
    link.textContent = `${lesson.course}: ${lesson.title}`;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cdx-button";
    button.textContent = place.dataset.remove;
    button.setAttribute("aria-label", `${place.dataset.remove}: ${lesson.title}`);
    button.addEventListener("click", () => forget([lesson.address]));
    line.append(link, button);
    shown.append(line);
  });
  const empty = document.createElement("p");
  empty.textContent = place.dataset.empty;
  place.replaceChildren(lessons.length ? shown : empty);
  const clear = document.querySelector("[data-kept-clear]");
  clear.hidden = !lessons.length;
  clear.onclick = () => forget(lessons.map((lesson) => lesson.address));
};

if (able) {
  navigator.serviceWorker.register(box?.dataset.worker || "/service-worker.js").catch(() => {});
  const buttons = document.querySelector("[data-offline-buttons]");
  if (buttons) {
    buttons.hidden = false;
    buttons.addEventListener("click", (event) => {
      const button = event.target.closest("[data-keep]");
      if (button) keep(button.dataset.keep);
    });
  }
  list();
  window.addEventListener("online", trySending);
  trySending();
}
