{% load linli %}// The offline shell: static files from the cache, patrol pages when there is no network, a kind word otherwise.
// Pages about people are never kept, except the patrol pages of the person on this device, forgotten at sign-out.
const SHELL = "linli-shell-{{ version }}";
const PATROL = "linli-patrol";
const OFFLINE = "/offline";
const FILES = [OFFLINE{% for file in files %}, "{{ file }}"{% endfor %}];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("linli-shell-") && name !== SHELL;
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => self.clients.claim()),
  );
});

async function fromCache(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) (await caches.open(SHELL)).put(request, answer.clone());
  return answer;
}

async function patrol(request) {
  const cache = await caches.open(PATROL);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await cache.put(request, answer.clone());
    else if (answer.redirected || answer.status === 403) await caches.delete(PATROL);
    return answer;
  } catch {
    return (await cache.match(request, { ignoreSearch: true })) ?? caches.match(OFFLINE);
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "POST" && pathname.endsWith("/sign-out")) {
    event.waitUntil(caches.delete(PATROL));
    return;
  }
  if (request.method !== "GET") return;
  if (pathname.startsWith("{{ static_url }}")) event.respondWith(fromCache(request));
  else if (pathname.startsWith("/patrol/")) event.respondWith(patrol(request));
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
});
