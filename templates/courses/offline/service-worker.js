{% autoescape off %}// Answers with what was kept when the line is gone, and changes nothing while it is there.
"use strict";

const SHELL = "wikilearn-shell-{{ version }}";
const KEPT = "wikilearn-kept";
const LIST = "{% url "courses:kept" %}";
const FILES = {{ shell }};

self.addEventListener("install", (event) => {
  const fill = async () => {
    const cache = await caches.open(SHELL);
    await Promise.all(
      [LIST, ...FILES].map(async (address) => {
        const answer = await fetch(new Request(address, { credentials: "omit", cache: "reload" }));
        if (answer.ok) await cache.put(address, answer);
      }),
    );
    await self.skipWaiting();
  };
  event.waitUntil(fill());
});

self.addEventListener("activate", (event) => {
  const clean = async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith("wikilearn-shell-") && name !== SHELL);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(clean());
});

const kept = async (request) => {
  const cache = await caches.open(KEPT);
  return (await cache.match(request, { ignoreVary: true })) || cache.match(request, { ignoreVary: true, ignoreSearch: true });
};

const page = async (request) => {
  try {
    return await fetch(request);
  } catch (error) {
    const found = request.method === "GET" ? await kept(request) : undefined;
    return found || (await (await caches.open(SHELL)).match(LIST, { ignoreVary: true })) || Promise.reject(error);
  }
};

const file = async (request) => {
  try {
    return await fetch(request);
  } catch (error) {
    return (await caches.match(request, { ignoreVary: true })) || Promise.reject(error);
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (request.method === "GET" && !request.headers.has("range")) event.respondWith(file(request));
});
{% endautoescape %}