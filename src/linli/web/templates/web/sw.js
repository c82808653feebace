{% load linli %}// The offline shell: static files from the cache, patrol pages and what was read when there is no network, a kind word otherwise.
// Pages about people are never kept, except the patrol's, the interviews' and the milk point's of the person on this device, forgotten at sign-out
// and before anyone signs in. What was read is what anyone may read: articles, policies, guides.
const SHELL = "linli-shell-{{ version }}";
const PATROL = "linli-patrol", KIOSK = "linli-kiosk", SURVEY = "linli-survey", MILK = "linli-milk";
const READ = "linli-read-{{ kept_version }}", PICTURES = "linli-pictures-{{ kept_version }}";
const MOST_READ = 60, MOST_PICTURES = 150, LARGEST = 2_000_000;
// An article lies below its channel, a policy among the policies, a guide among the services; no page of a form does.
const TO_KEEP = /^\/(?!(?:cms|desk|patrol|staff|api|files|static)\/)[a-z][\w-]+\/(policies\/[0-9a-f-]{36}|services\/(?!for-me$)[a-z][\w-]+|[\w-]+\/[\w-]+\/)$/;
const OFFLINE = "/offline";
const PATIENCE = 5000;
const FILES = [OFFLINE{% for file in files %}, "{{ file }}"{% endfor %}];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const known = [SHELL, PATROL, READ, PICTURES];
  const old = (name) => /^linli-(shell|read|pictures)-/.test(name) && !known.includes(name);
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

// A page for outside, of the network if it answers soon: in a cellar a request may hang for minutes.
async function outside(event, name) {
  const { request } = event;
  const cache = await caches.open(name);
  const kept = await cache.match(request, { ignoreSearch: true });
  const fresh = fromNetwork(request, cache, kept, name);
  event.waitUntil(fresh.catch(() => {}));
  if (!kept) return fresh.catch(() => caches.match(OFFLINE));
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  return Promise.race([fresh, late]).then((answer) => answer ?? kept, () => kept);
}

async function fromNetwork(request, cache, kept, name) {
  const answer = await fetch(request);
  const redirected = answer.redirected || answer.type === "opaqueredirect";
  if (answer.status >= 500 && kept) return kept;
  if (answer.ok && !redirected) await cache.put(request, answer.clone());
  else if (redirected || answer.status === 403) await caches.delete(name);
  return answer;
}

// The kiosk's page, which the page itself keeps with all it needs: of the network if that answers soon, else as it was.
async function kiosk({ request }) {
  const cache = await caches.open(KIOSK);
  const kept = await cache.match(request.url);
  const fresh = fetch(request).then(async (answer) => {
    if (answer.ok && kept) await cache.put(request.url, answer.clone());
    return answer.status >= 500 && kept ? kept : answer;
  });
  if (!kept) return fresh.catch(() => caches.match(OFFLINE));
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  return Promise.race([fresh, late]).then((answer) => answer ?? kept, () => kept);
}

// What anyone may read, as it is now if the network answers soon, else as it was when it was read.
async function read(event) {
  const { request } = event;
  const cache = await caches.open(READ);
  const kept = await cache.match(request, { ignoreSearch: true, ignoreVary: true });
  const fresh = fetch(request).then(async (answer) => {
    if (forAnyone(answer)) await keep(cache, request, answer.clone(), MOST_READ);
    else if (answer.status === 404 || answer.status === 410) await cache.delete(request, { ignoreSearch: true });
    return answer.status >= 500 && kept ? kept : answer;
  });
  event.waitUntil(fresh.catch(() => {}));
  if (!kept) return fresh.catch(() => caches.match(OFFLINE));
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  return Promise.race([fresh, late]).then((answer) => answer ?? kept, () => kept);
}

// Their names never come back with other contents.
async function picture(event) {
  const { request } = event;
  const cache = await caches.open(PICTURES);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.status === 200) event.waitUntil(keep(cache, request, answer.clone(), MOST_PICTURES).catch(() => {}));
  return answer;
}

const forAnyone = (answer) =>
  answer.status === 200 && answer.type === "basic" && !answer.redirected &&
  !/no-store|private/.test(answer.headers.get("Cache-Control") ?? "") &&
  /^text\/html/.test(answer.headers.get("Content-Type") ?? "");

// The newest last; what was read longest ago goes first. A full store must not keep anyone from reading.
async function keep(cache, request, answer, most) {
  if (Number(answer.headers.get("Content-Length") ?? 0) > LARGEST) return;
  try {
    await cache.delete(request, { ignoreSearch: true });
    await cache.put(request, answer);
  } catch {
    return;
  }
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - most)).map((key) => cache.delete(key)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "POST" && /\/sign-(out|in)$/.test(pathname)) {
    for (const name of [PATROL, SURVEY, MILK]) event.waitUntil(caches.delete(name));
    if (pathname.endsWith("/sign-out")) event.waitUntil(tellNoMore());
    return;
  }
  if (request.method !== "GET") return;
  if (pathname.startsWith("{{ static_url }}")) event.respondWith(fromCache(request));
  else if (pathname === "/kiosk") event.respondWith(kiosk(event));
  else if (pathname.startsWith("/patrol/")) event.respondWith(outside(event, PATROL));
  else if (pathname.startsWith("/survey/")) event.respondWith(outside(event, SURVEY));
  else if (pathname === "/desk/cooperative/point") event.respondWith(outside(event, MILK));
  else if (request.mode === "navigate" && TO_KEEP.test(pathname)) event.respondWith(read(event));
  else if (request.destination === "image" && pathname.startsWith("/files/images/")) event.respondWith(picture(event));
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
});

// A notice for whoever switched reminders on here. Every push has to be shown, or the browser takes the permission back.
self.addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data.json() ?? {};
  } catch {} // nothing that could be read: then it only says that there is something
  const { title = "{% translate "Notices" %}", text = "", path = NOTICES, tag } = said;
  event.waitUntil(self.registration.showNotification(title, { body: text, tag, icon: "{% static "web/icon-192.png" %}", lang: "zh-Hans", data: { path } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(inside(event.notification.data?.path)));
});

const NOTICES = "/notices";
// An address of ours; anything else leads to the notices.
function inside(path) {
  try {
    const address = new URL(path, location.origin);
    if (address.origin === location.origin) return address.href;
  } catch {} // no address at all
  return location.origin + NOTICES;
}

// Whoever signs out here is not reminded here any more: the next on this device may be somebody else.
async function tellNoMore() {
  const on = await self.registration.pushManager?.getSubscription();
  await on?.unsubscribe();
}
