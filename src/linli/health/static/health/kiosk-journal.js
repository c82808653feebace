// The journal of a kiosk: append-only, numbered, each entry chained to the one before by SHA-256, kept in IndexedDB until
// the office says that it has arrived. Then only its number and digest are left. What an entry says is a letter to the office,
// which this device itself cannot read again. Also: whom the device knows offline, sealed with the key that its page brings.
import { inBase64, letter, seals } from "../web/sealed.js";

const NAME = "linli-kiosk";
const AT_ONCE = 100;

const open = () =>
  new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("entries", { keyPath: "seq" });
      asked.result.createObjectStore("people", { keyPath: "digest" });
      asked.result.createObjectStore("state");
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });

const finished = (work) =>
  new Promise((done, fail) => {
    work.oncomplete = () => done();
    work.onerror = work.onabort = () => fail(work.error);
  });

const answer = (asked) =>
  new Promise((done, fail) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });

export async function sha256(text) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Journal {
  // `settings`: where the office has the journal of this device.
  static async start({ device, seq, digest, key, letters }) {
    const journal = new Journal();
    Object.assign(journal, { device, letters, seals: seals(key) });
    journal.db = await open();
    const head = await journal.read("state", "head");
    const left = await journal.count();
    // Another device's, or one that the office is ahead of while nothing waits here: begin where the office stands.
    if (!head || head.device !== device || (left === 0 && head.seq < seq)) await journal.write("state", { device, seq, digest }, "head");
    return journal;
  }

  read(store, key) {
    return answer(this.db.transaction(store).objectStore(store).get(key));
  }

  async write(store, value, key) {
    const work = this.db.transaction(store, "readwrite");
    work.objectStore(store).put(value, key);
    await finished(work);
  }

  count() {
    return answer(this.db.transaction("entries").objectStore("entries").count());
  }

  unsent() {
    return answer(this.db.transaction("entries").objectStore("entries").getAll());
  }

  // One after the other, whoever calls: the second would otherwise take the first one's number.
  append(said) {
    this.queue = (this.queue ?? Promise.resolve()).catch(() => {}).then(() => this.appended(said));
    return this.queue;
  }

  async appended(said) {
    const head = await this.read("state", "head");
    const seq = head.seq + 1;
    const sealed = await letter(this.letters, JSON.stringify({ seq, ...said }), `linli kiosk ${this.device} ${seq}`);
    const body = JSON.stringify({ seq, letter: await inBase64(sealed) });
    const digest = await sha256(`${head.digest}\n${body}`);
    const work = this.db.transaction(["entries", "state"], "readwrite");
    // `add` refuses a number that is there: nothing written is ever written over.
    work.objectStore("entries").add({ seq, body, digest });
    work.objectStore("state").put({ device: this.device, seq, digest }, "head");
    await finished(work);
    return seq;
  }

  // What has arrived is let go of.
  async arrived(upTo) {
    const work = this.db.transaction("entries", "readwrite");
    work.objectStore("entries").delete(IDBKeyRange.upperBound(upTo));
    await finished(work);
  }

  // Sends in order. Gives the answers by number; throws {status, code, said} where the office refuses.
  async replay(post) {
    const answers = {};
    for (;;) {
      const entries = (await this.unsent()).slice(0, AT_ONCE);
      if (entries.length === 0) return answers;
      const reply = await post({ device_now: new Date().toISOString(), entries });
      await this.arrived(reply.seq);
      Object.assign(answers, reply.answers);
      if (reply.seq < entries.at(-1).seq) return answers;
    }
  }

  async exported() {
    const entries = await this.unsent();
    return JSON.stringify({ linli: "kiosk-journal", device: this.device, exported_at: new Date().toISOString(), entries }, null, 1);
  }

  // Whom the office lets this device know: a digest of the card, a key, the last sign of the name, the birth year.
  async know(people) {
    const rows = await Promise.all(people.map(async ([digest, who, last, year]) => ({ digest, ...(await this.seals.sealText(JSON.stringify({ who, last, year }), digest)) })));
    const work = this.db.transaction("people", "readwrite");
    const store = work.objectStore("people");
    store.clear();
    for (const row of rows) store.put(row);
    await finished(work);
  }

  async known(card) {
    const plain = card.toUpperCase().replace(/[^0-9A-Z]/g, "");
    const body = (plain.startsWith("JK") ? plain.slice(2) : plain).replace(/[IL]/g, "1").replace(/O/g, "0").replace(/U/g, "V");
    const digest = await sha256(`${this.device}\nJK${body}`), row = await this.read("people", digest);
    // Of another key, it is nobody's: whom the office names next is sealed anew.
    return row?.cipher && JSON.parse(await this.seals.openText(row, digest).catch(() => "null"));
  }
}
