// A queue on this device for what has to reach the server once: kept in IndexedDB, each entry sent under its own key until the
// server has taken it or said why not. What an entry says is kept as ciphertext only (sealed.js); in the open stay its id, when,
// whose, and how it stands. Entries of other accounts are counted, never opened. A page gives what is its own:
//   database, store    names in IndexedDB; entries have `id` (their key), `at` (text, by which they are sent in order), `account`, `state`
//   account, key       whose page this is, and the key that the server gave this account for this device's store, in base64
//   address            where entries are sent
//   parcel(entry)      the body of the request
//   arrived(entry, said)   what stays of the entry once the server has taken it; nothing when the answer is about another one
//   unknown            what is said of a refusal without words, with {n} for the status
//   held(entry)        whether it is to wait a moment longer
//   waiting, refused   what the page calls these states
// States: "waiting" is sent, and `tried` once it was; "refused" stays with its `reason` and the server's `refusal`; "sent" stays
// until the page drops it. As "unreadable" is shown what cannot be opened here: it stays as it is, whatever it is.
import { seals } from "./sealed.js";

const TIMEOUT = 120_000, OPEN = ["id", "at", "account", "state", "tried"], PART = "linli-part";
const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

// A photo that was not opened: it may be kept again as it is.
class Away {
  constructor(part, type) {
    Object.assign(this, { part, type });
  }
}

// An entry to and from its row. Photos are sealed apart, so that a list of entries opens none of them.
function rowsOf({ database, account, key }) {
  const { seal, open, sealText, openText } = seals(key), place = (id, part = "") => `${database} ${id} ${part}`;

  async function part(id, blob) {
    const name = crypto.randomUUID(), { nonce, cipher } = await seal(await blob.arrayBuffer(), place(id, name));
    return { name, nonce, cipher: new Blob([cipher]) };
  }

  // What it says is read at once, whatever becomes of the entry meanwhile.
  function sealed(entry) {
    if (entry.account !== account) throw new Error("of another account");
    const outside = {}, inside = {}, parts = [];
    for (const [name, value] of Object.entries(entry)) (OPEN.includes(name) ? outside : inside)[name] = value;
    const said = JSON.stringify(inside, (_name, value) => {
      if (!(value instanceof Blob || value instanceof Away)) return value;
      return { [PART]: parts.push(value) - 1, type: value.type };
    });
    return (async () => {
      const done = await Promise.all(parts.map((one) => (one instanceof Away ? one.part : part(entry.id, one))));
      const named = JSON.stringify({ said, parts: done.map(({ name }) => name) });
      return { ...outside, parts: done, ...(await sealText(named, place(entry.id))) };
    })();
  }

  async function opened(row, whole = false) {
    if (row.account !== account) return Object.fromEntries(OPEN.map((name) => [name, row[name]]));
    if (!row.cipher) return row; // of a page from before
    const { said, parts } = JSON.parse(await openText(row, place(row.id)));
    const found = parts.map((name) => row.parts.find((one) => one.name === name));
    const bytes = whole ? await Promise.all(found.map(async ({ name, nonce, cipher }) => open({ nonce, cipher: await cipher.arrayBuffer() }, place(row.id, name)))) : [];
    const inside = JSON.parse(said, (_name, value) => {
      if (typeof value?.[PART] !== "number") return value;
      return whole ? new Blob([bytes[value[PART]]], { type: value.type }) : new Away(found[value[PART]], value.type);
    });
    for (const name of OPEN) if (name in row) inside[name] = row[name];
    return inside;
  }

  return { sealed, opened };
}

export function queue({ database, store, account, key, address, parcel, arrived, unknown, held = () => false, waiting = "waiting", refused = "refused" }) {
  const { sealed, opened } = rowsOf({ database, account, key }), broken = new Set();
  const there = new Promise((done, fail) => {
    const asked = indexedDB.open(database, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(store, { keyPath: "id" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });

  async function within(mode, work) {
    const transaction = (await there).transaction(store, mode, { durability: "strict" });
    return new Promise((done, fail) => {
      const asked = work(transaction.objectStore(store));
      transaction.oncomplete = () => done(asked.result);
      transaction.onerror = transaction.onabort = () => fail(transaction.error);
    });
  }

  // Sealing takes a moment: what is written first is to be there first.
  let last = Promise.resolve();
  const inTurn = (work) => (last = last.catch(() => {}).then(work));

  // Puts `next` where `row` still stands as it was read; answers whether it did.
  async function replaced(row, next) {
    let done = false;
    await within("readwrite", (rows) => {
      const asked = rows.get(row.id);
      asked.onsuccess = () => {
        done = Boolean(asked.result) && String(asked.result.nonce) === String(row.nonce);
        if (done) rows.put(next);
      };
      return asked;
    });
    return done;
  }

  // What a page from before left in the clear is sealed before anything else.
  const ready = there.then(async () => {
    for (const row of await within("readonly", (rows) => rows.getAll())) if (row.account === account && !row.cipher) await replaced(row, await sealed(row));
  });
  ready.catch(() => {});

  const unreadable = ({ id, at, account }) => ({ id, at, account, state: "unreadable" });

  async function all() {
    await there;
    await ready.catch(() => {});
    const rows = await within("readonly", (rows) => rows.getAll());
    const found = await Promise.all(rows.map((row) => (broken.has(row.id) ? unreadable(row) : opened(row).catch(() => unreadable(row)))));
    return found.sort((a, b) => a.at.localeCompare(b.at));
  }

  // One entry with its photos. Fails for what cannot be opened.
  async function read(id) {
    const row = await within("readonly", (rows) => rows.get(id));
    return row && opened(row, true);
  }

  async function keep(entry) {
    const row = sealed(entry);
    row.catch(() => {});
    return inTurn(async () => {
      const next = await row;
      await within("readwrite", (rows) => rows.put(next));
    });
  }

  const drop = (id) => inTurn(() => within("readwrite", (rows) => rows.delete(id)));

  // `how` is what changes, or a function that changes the entry as it is now; false leaves it.
  const change = (id, how) =>
    inTurn(async () => {
      for (let row; (row = await within("readonly", (rows) => rows.get(id))); ) {
        const entry = await opened(row);
        if ((typeof how === "function" ? how(entry) : Object.assign(entry, how)) === false) return;
        if (await replaced(row, await sealed(entry))) return;
      }
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
      const whole = await read(entry.id).catch(() => broken.add(entry.id) && null);
      if (!whole) continue;
      const how = await sendOne(whole);
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
