"""Everything a page has stored on its device, as one could read it there: to look for what must not be in it."""

from __future__ import annotations

from playwright.sync_api import Page

# Bytes as Latin-1, so that any of them can be looked for; keys of IndexedDB that no script reads are named.
_READ = """async () => {
  const bytes = (buffer) => { let text = ""; for (const one of new Uint8Array(buffer)) text += String.fromCharCode(one); return text; };
  const found = [];
  const look = async (value) => {
    if (value instanceof Blob) found.push(value.type, bytes(await value.arrayBuffer()));
    else if (value instanceof ArrayBuffer) found.push(bytes(value));
    else if (ArrayBuffer.isView(value)) found.push(bytes(value.buffer));
    else if (value instanceof CryptoKey) found.push("CryptoKey");
    else if (typeof value === "string") found.push(bytes(new TextEncoder().encode(value)));
    else if (value && typeof value === "object") for (const [name, one] of Object.entries(value)) { found.push(name); await look(one); }
    else found.push(String(value));
  };
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((done, fail) => Object.assign(indexedDB.open(name), { onsuccess: (e) => done(e.target.result), onerror: fail }));
    for (const store of db.objectStoreNames) {
      const rows = db.transaction(store).objectStore(store);
      const all = (asked) => new Promise((done, fail) => Object.assign(asked, { onsuccess: () => done(asked.result), onerror: fail }));
      const [keys, values] = await Promise.all([all(rows.getAllKeys()), all(rows.getAll())]);
      await look({ [`${name}/${store}`]: values, keys });
    }
    db.close();
  }
  await look({ ...localStorage }), await look({ ...sessionStorage });
  if (%s) for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const asked of await cache.keys()) found.push(asked.url, bytes(await (await cache.match(asked)).arrayBuffer()));
  }
  return found.join("\\n");
}"""


def stored(page: Page, pages: bool = False) -> bytes:
    """All of IndexedDB and of the page's other stores; with `pages`, also what is kept of pages and files."""
    return bytes(page.evaluate(_READ % str(pages).lower()), "latin-1")
