// A queue on this device for what has to reach the server once: kept in IndexedDB, each entry sent under its own key until the
// server has taken it or said why not. A page gives what is its own:
//   database, store    names in IndexedDB; entries have `id` (their key), `at` (text, by which they are sent in order), `account`, `state`
//   address            where entries are sent
//   parcel(entry)      the body of the request
//   arrived(entry, said)   what stays of the entry once the server has taken it; nothing when the answer is about another one
//   unknown            what is said of a refusal without words, with {n} for the status
//   held(entry)        whether it is to wait a moment longer
//   waiting, refused   what the page calls these states
// States: "waiting" is sent, and `tried` once it was; "refused" stays with its `reason` and the server's `refusal`; "sent" stays
// until the page drops it.
const TIMEOUT = 120_000;
const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

export function queue({ database, store, address, parcel, arrived, unknown, held = () => false, waiting = "waiting", refused = "refused" }) {
  const opened = new Promise((done, fail) => {
    const asked = indexedDB.open(database, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(store, { keyPath: "id" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  opened.catch(() => {});

  async function within(mode, work) {
    const transaction = (await opened).transaction(store, mode, { durability: "strict" });
    return new Promise((done, fail) => {
      const asked = work(transaction.objectStore(store));
      transaction.oncomplete = () => done(asked.result);
      transaction.onerror = transaction.onabort = () => fail(transaction.error);
    });
  }

  const all = async () => (await within("readonly", (rows) => rows.getAll())).sort((a, b) => a.at.localeCompare(b.at));
  const read = (id) => within("readonly", (rows) => rows.get(id));
  const keep = (entry) => within("readwrite", (rows) => rows.put(entry));
  const drop = (id) => within("readwrite", (rows) => rows.delete(id));

  // `how` is what changes, or a function that changes the entry as it is now; false leaves it.
  const change = (id, how) =>
    within("readwrite", (rows) => {
      const asked = rows.get(id);
      asked.onsuccess = () => {
        if (asked.result && (typeof how === "function" ? how(asked.result) : Object.assign(asked.result, how)) !== false) rows.put(asked.result);
      };
      return asked;
    });

  // One entry to the server: "sent", "refused", "later" (the server is busy), "sign-in" or "offline".
  async function sendOne(entry) {
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
    const left = answer.ok && said && arrived(entry, said);
    if (left) {
      await keep({ ...left, state: "sent", sentAt: Date.now() });
      return "sent";
    }
    // Without a JSON body a 403 is a stale page's token, not a word about the entry.
    if (status === 0 || status === 401 || (status === 403 && !said) || said?.code === "other_account") return "sign-in";
    if (answer.ok || status >= 500 || status === 429 || status === 408) return "later";
    const reasons = said?.errors?.length ? said.errors.map((fault) => fault.message) : [said?.detail ?? unknown.replace("{n}", status)];
    await change(entry.id, { state: refused, refusal: said?.code, reason: reasons.join(" ") });
    return "refused";
  }

  async function sendEach(account, told) {
    let worst = "done";
    for (const entry of await all()) {
      if (entry.state !== waiting || entry.account !== account) continue;
      if (held(entry)) {
        worst = "later";
        continue;
      }
      await change(entry.id, { tried: true });
      // As it is from now on: what came to it in between belongs to it.
      const how = await sendOne(await read(entry.id));
      told();
      if (how === "offline" || how === "sign-in") return how;
      if (how === "later") worst = how;
    }
    return worst;
  }

  // Sends what waits, oldest first, one page and one time after another: who asks while something is being sent is served
  // next. Answers "done", "later", "offline" or "sign-in".
  const sendAll = (account, told) => {
    const work = () => sendEach(account, told);
    return navigator.locks ? navigator.locks.request(database, work) : work();
  };

  return { all, read, keep, drop, change, sendAll };
}
