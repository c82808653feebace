// [data-kept]: lists the articles, policies and guides that this device has kept, the newest first, and forgets them.
const box = document.querySelector("[data-kept]");
const READ = /^linli-(read|pictures)-/;

async function kept() {
  const names = (await caches.keys()).filter((name) => name.startsWith("linli-read-"));
  const found = [];
  for (const name of names) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const page = new DOMParser().parseFromString(await (await cache.match(request)).text(), "text/html");
      found.push({ href: new URL(request.url).pathname, title: page.querySelector("h1")?.textContent ?? page.title, place: page.querySelector(".bar .place")?.textContent ?? "" });
    }
  }
  return found.reverse();
}

async function show() {
  const found = "caches" in window ? await kept() : [];
  box.hidden = found.length === 0;
  box.querySelector("ul").replaceChildren(...found.map(({ href, title, place }) => {
    const row = document.createElement("li"), text = document.createElement("div");
    const link = Object.assign(document.createElement("a"), { className: "title", href, textContent: title.trim() });
    text.append(link, Object.assign(document.createElement("p"), { className: "small", textContent: place.trim() }));
    row.append(text);
    return row;
  }));
}

box?.querySelector("[data-kept-forget]").addEventListener("click", async () => {
  const names = (await caches.keys()).filter((name) => READ.test(name));
  await Promise.all(names.map((name) => caches.delete(name)));
  show();
});
if (box) show();
