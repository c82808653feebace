{% load linli %}// The offline shell: static files from the cache, patrol pages when there is no network, a kind word otherwise.
// Pages about people are never kept, except the patrol pages of the person on this device, forgotten at sign-out
// and before anyone signs in.
const SHELL = "linli-shell-{{ version }}";
const PATROL = "linli-patrol";
const OFFLINE = "/offline";
const PATIENCE = 5000;
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

// A patrol page of the network if it answers soon: in a cellar a request may hang for minutes.
async function patrol(event) {
  const { request } = event;
  const cache = await caches.open(PATROL);
  const kept = await cache.match(request, { ignoreSearch: true });
  const fresh = fromNetwork(request, cache, kept);
  event.waitUntil(fresh.catch(() => {}));
  if (!kept) return fresh.catch(() => caches.match(OFFLINE));
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  return Promise.race([fresh, late]).then((answer) => answer ?? kept, () => kept);
}

async function fromNetwork(request, cache, kept) {
  const answer = await fetch(request);
  const redirected = answer.redirected || answer.type === "opaqueredirect";
  if (answer.status >= 500 && kept) return kept;
  if (answer.ok && !redirected) await cache.put(request, answer.clone());
  else if (redirected || answer.status === 403) await caches.delete(PATROL);
  return answer;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "POST" && /\/sign-(out|in)$/.test(pathname)) {
    event.waitUntil(caches.delete(PATROL));
    return;
  }
  if (request.method !== "GET") return;
  if (pathname.startsWith("{{ static_url }}")) event.respondWith(fromCache(request));
  else if (pathname.startsWith("/patrol/")) event.respondWith(patrol(event));
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
});
