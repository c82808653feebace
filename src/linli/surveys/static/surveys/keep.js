// Interviews on this device, in IndexedDB: begun, finished and waiting, refused, sent. Each is sent under its own instance
// until the server has taken it.
const TIMEOUT = 120_000;
const opened = new Promise((done, fail) => {
  const asked = indexedDB.open("linli-survey", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("interviews", { keyPath: "id" });
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => fail(asked.error);
});
opened.catch(() => {});

async function within(mode, work) {
  const transaction = (await opened).transaction("interviews", mode, { durability: "strict" });
  return new Promise((done, fail) => {
    const asked = work(transaction.objectStore("interviews"));
    transaction.oncomplete = () => done(asked.result);
    transaction.onerror = transaction.onabort = () => fail(transaction.error);
  });
}

export const all = async () => (await within("readonly", (rows) => rows.getAll())).sort((a, b) => a.at.localeCompare(b.at));
export const read = (id) => within("readonly", (rows) => rows.get(id));
export const keep = (row) => within("readwrite", (rows) => rows.put(row));
export const drop = (id) => within("readwrite", (rows) => rows.delete(id));
export const change = (id, how) =>
  within("readwrite", (rows) => {
    const asked = rows.get(id);
    asked.onsuccess = () => asked.result && rows.put({ ...asked.result, ...how });
    return asked;
  });

const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

function parcel(row) {
  const body = new FormData();
  body.append("xml", row.xml);
  for (const photo of row.photos) body.append("photos", photo.blob, photo.name);
  body.append("account", row.account);
  body.append("seconds", String(Math.round(row.active / 1000)));
  body.append("device_now", new Date().toISOString());
  return body;
}

// One interview to the server: "sent", "refused", "later", "sign-in" or "offline".
async function sendOne(row, address, unknown) {
  let answer, said;
  try {
    answer = await fetch(address, {
      method: "POST", body: parcel(row), redirect: "manual", signal: AbortSignal.timeout(TIMEOUT),
      headers: { Accept: "application/json", "X-CSRFToken": token() },
    });
    if (answer.headers.get("Content-Type")?.includes("json")) said = await answer.json();
  } catch {
    return "offline";
  }
  const { status } = answer;
  if (answer.ok && said?.instance === row.instance) {
    // Its answers are the server's now: here only whom it was about stays, until the list is loaded again.
    await keep({ id: row.id, account: row.account, survey: row.survey, unit: row.unit, label: row.label, at: row.at, outcome: row.outcome, state: "sent", sentAt: Date.now() });
    return "sent";
  }
  if (status === 0 || status === 401 || (status === 403 && !said) || said?.code === "other_account") return "sign-in";
  if (answer.ok || status >= 500 || status === 429 || status === 408) return "later";
  const reasons = said?.errors?.length ? said.errors.map((fault) => fault.message) : [said?.detail ?? unknown.replace("{n}", status)];
  await change(row.id, { state: "rejected", conflict: said?.code === "conflict", reason: reasons.join(" ") });
  return "refused";
}

async function sendEach(account, address, unknown, told) {
  let worst = "done";
  for (const row of await all()) {
    if (row.state !== "queued" || row.account !== account) continue;
    const how = await sendOne(row, address, unknown);
    told();
    if (how === "offline" || how === "sign-in") return how;
    if (how === "later") worst = how;
  }
  return worst;
}

// Sends what waits, oldest first, one page and one time after another. Answers "done", "later", "offline" or "sign-in".
export function sendAll(account, address, unknown, told) {
  const work = () => sendEach(account, address, unknown, told);
  return navigator.locks ? navigator.locks.request("linli-survey", work) : work();
}

const asText = (blob) =>
  new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = () => fail(reader.error);
    reader.readAsDataURL(blob);
  });

// What is not sent, as one file that can be handed over: the XML of each, its photos, what the device says of itself.
export async function unsent(account) {
  const rows = (await all()).filter((row) => row.account === account && ["queued", "rejected"].includes(row.state));
  const interviews = [];
  for (const row of rows) {
    const photos = [];
    for (const { name, blob } of row.photos) photos.push({ name, data: await asText(blob) });
    interviews.push({ instance: row.instance, survey: row.survey, unit: row.unit, seconds: Math.round(row.active / 1000), reason: row.reason ?? "", xml: row.xml, photos });
  }
  return new Blob([JSON.stringify({ made: new Date().toISOString(), account, interviews }, null, 1)], { type: "application/json" });
}
