// The queue of what this phone has noted: kept in IndexedDB, each entry sent under its own key until the server has taken it.
const TIMEOUT = 120_000;
const opened = new Promise((done, fail) => {
  const asked = indexedDB.open("linli-patrol", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("entries", { keyPath: "id" });
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => fail(asked.error);
});
opened.catch(() => {});

async function within(mode, work) {
  const transaction = (await opened).transaction("entries", mode, { durability: "strict" });
  return new Promise((done, fail) => {
    const asked = work(transaction.objectStore("entries"));
    transaction.oncomplete = () => done(asked.result);
    transaction.onerror = transaction.onabort = () => fail(transaction.error);
  });
}

export const all = async () => (await within("readonly", (entries) => entries.getAll())).sort((a, b) => a.at.localeCompare(b.at));
export const read = (id) => within("readonly", (entries) => entries.get(id));
export const keep = (entry) => within("readwrite", (entries) => entries.put(entry));
export const drop = (id) => within("readwrite", (entries) => entries.delete(id));

// `how` changes the entry as it is now, in one transaction with reading it; false leaves it.
export const change = (id, how) =>
  within("readwrite", (entries) => {
    const asked = entries.get(id);
    asked.onsuccess = () => {
      if (asked.result && how(asked.result) !== false) entries.put(asked.result);
    };
    return asked;
  });

const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

function parcel(entry) {
  const body = new FormData();
  for (const [name, value] of entry.fields) body.append(name, value);
  for (const photo of entry.photos) body.append("photos", photo.blob, photo.name);
  body.append("id", entry.id);
  body.append("at", entry.at);
  body.append("account", entry.account);
  return body;
}

// One entry to the server: "sent", "refused", "later" (the server is busy), "sign-in" or "offline".
async function sendOne(entry, address, unknown) {
  let answer, said;
  try {
    answer = await fetch(address, {
      method: "POST", body: parcel(entry), redirect: "manual", signal: AbortSignal.timeout(TIMEOUT),
      headers: { Accept: "application/json", "Idempotency-Key": entry.id, "X-CSRFToken": token() },
    });
    if (answer.headers.get("Content-Type")?.includes("json")) said = await answer.json();
  } catch {
    return "offline";
  }
  const { status } = answer;
  if (answer.ok && said?.id === entry.id) {
    await change(entry.id, (kept) => void Object.assign(kept, { state: "sent", photos: [], sentAt: Date.now(), said: said.said, code: said.code, far: said.far }));
    return "sent";
  }
  // Without a JSON body a 403 is a stale page's token, not a word about the entry.
  if (status === 0 || status === 401 || (status === 403 && !said) || said?.code === "other_account") return "sign-in";
  if (answer.ok || status >= 500 || status === 429 || status === 408) return "later";
  const reasons = said?.errors?.length ? said.errors.map((fault) => fault.message) : [said?.detail ?? unknown.replace("{n}", status)];
  await change(entry.id, (kept) => void Object.assign(kept, { state: "refused", reason: reasons.join(" ") }));
  return "refused";
}

async function sendEach(account, address, unknown, told) {
  let worst = "done";
  for (const entry of await all()) {
    if (entry.state !== "waiting" || entry.account !== account) continue;
    // It waits a moment for its position.
    if (entry.hold > Date.now()) {
      worst = "later";
      continue;
    }
    await change(entry.id, (kept) => void (kept.tried = true));
    // As it is from now on: a position that came in between belongs to it.
    const how = await sendOne(await read(entry.id), address, unknown);
    told();
    if (how === "offline" || how === "sign-in") return how;
    if (how === "later") worst = how;
  }
  return worst;
}

// Sends what waits, oldest first, one page and one time after another: who asks while something is being sent is served
// next. Answers "done", "later", "offline" or "sign-in".
export function sendAll(account, address, unknown, told) {
  const work = () => sendEach(account, address, unknown, told);
  return navigator.locks ? navigator.locks.request("linli-patrol", work) : work();
}
