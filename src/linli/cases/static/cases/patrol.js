// The patrol's pages: forms go into the queue on the phone, the queue is shown and sent, the rounds are counted, pages are kept.
const words = JSON.parse(document.getElementById("words-patrol").textContent);
const shared = await import(document.getElementById("queue-script").href);
const box = document.querySelector("[data-queue]");
const { account, key: deviceKey, entries: address } = box.dataset;
const LOCATE_MS = 8000, ROUGH_METRES = 200, FIRST_WAIT = 5000, LONGEST_WAIT = 300_000, SEVEN_DAYS = 7 * 86_400_000, KEEP_PAGES_FOR = 600_000;
const fill = (text, n) => text.replace("{n}", n).replace("{what}", n);
const toast = (text) => document.dispatchEvent(new CustomEvent("linli:toast", { detail: { value: text } }));
const made = Date.parse(document.querySelector("meta[name=now]").content);

function parcel(entry) {
  const body = new FormData();
  for (const [name, value] of entry.fields) body.append(name, value);
  for (const photo of entry.photos) body.append("photos", photo.blob, photo.name);
  for (const name of ["id", "at", "account"]) body.append(name, entry[name]);
  return body;
}
const queue = shared.queue({
  database: "linli-patrol", store: "entries", account, key: deviceKey, address, parcel, unknown: words.unknown,
  // It waits a moment for its position.
  held: (entry) => entry.hold > Date.now(),
  arrived: (entry, { id, said, code, far }) => id === entry.id && { ...entry, photos: [], said, code, far },
});

// What was noted

const positionFields = ["lat", "lon", "accuracy"];

function written(form, submitter) {
  const body = new FormData(form);
  if (submitter?.name) body.append(submitter.name, submitter.value);
  const fields = [], photos = [];
  for (const [name, value] of body) {
    if (value instanceof File) {
      if (value.size) photos.push({ name: value.name, blob: value });
    } else if (value && !["csrfmiddlewaretoken", "id", "account"].includes(name)) fields.push([name, value]);
  }
  return { fields, photos };
}

const said = (entry, name) => entry.fields.find(([known]) => known === name)?.[1] ?? "";

function labelOf(form, fields) {
  const text = said({ fields }, "text"), finding = said({ fields }, "finding");
  return [form.dataset.label, words[finding] ?? "", text.length > 40 ? `${text.slice(0, 39)}…` : text].filter(Boolean).join(" · ");
}

// Until it is emptied a form has one key, so that whatever sends it twice makes one entry.
const newKey = (form) => (form.elements.id.value = crypto.randomUUID());
if (crypto.randomUUID) for (const form of document.querySelectorAll("form[data-entry]")) newKey(form);

async function noted(form, submitter) {
  const { fields, photos } = written(form, submitter), key = form.elements.id.value;
  const before = form.dataset.edits && (await queue.read(form.dataset.edits));
  const age = before ? Date.now() - Date.parse(before.at) : 0;
  const at = before && age > 0 && age < SEVEN_DAYS - 60_000 ? before.at : new Date().toISOString();
  const needs = Boolean(navigator.geolocation) && !said({ fields }, "lat") && !said({ fields }, "address");
  return {
    id: before?.id ?? key, account, at, fields, photos, label: labelOf(form, fields), kind: form.dataset.entry,
    state: "waiting", tried: false, hold: needs ? Date.now() + LOCATE_MS + 2000 : 0,
  };
}

function here() {
  return new Promise((done) => {
    navigator.geolocation.getCurrentPosition(done, () => done(null), { enableHighAccuracy: true, timeout: LOCATE_MS, maximumAge: 60_000 });
  });
}

// A rough position would put a case into a cell that is only guessed; beside a check it does no harm.
async function addPosition(entry) {
  const found = await here();
  await queue.change(entry.id, (kept) => {
    if (kept.tried || !kept.hold) return false;
    kept.hold = 0;
    const opens = kept.kind !== "close" && said(kept, "finding") !== "fine";
    if (found && !(opens && found.coords.accuracy > ROUGH_METRES)) {
      const { latitude, longitude, accuracy } = found.coords;
      const values = [latitude.toFixed(6), longitude.toFixed(6), String(Math.round(accuracy))];
      kept.fields.push(...positionFields.map((name, at) => [name, values[at]]));
    }
  });
}

function emptied(form) {
  form.reset();
  newKey(form);
  delete form.dataset.edits;
  for (const name of positionFields) form.querySelector(`[data-position=${name}]`).value = "";
  for (let button; (button = form.querySelector(".photo:not(.add) button")); ) button.click();
  for (const details of [form.querySelector("details"), form.closest("details")]) details?.removeAttribute("open");
}

function lacksWords(form, submitter) {
  const text = form.elements.text;
  if (submitter?.value !== "problem" || text.value.trim().length > 1) return false;
  text.setCustomValidity(words.say);
  text.addEventListener("input", () => text.setCustomValidity(""), { once: true });
  text.reportValidity();
  return true;
}

async function take(form, submitter) {
  const entry = await noted(form, submitter);
  try {
    await queue.keep(entry);
  } catch {
    if (!navigator.onLine) return toast(words.full);
    form.dataset.plain = "yes";
    return form.requestSubmit(submitter);
  }
  navigator.storage?.persist?.();
  emptied(form);
  toast(fill(words.kept, entry.label));
  await draw();
  if (entry.hold) await addPosition(entry);
  if (form.dataset.then) location.assign(form.dataset.then);
  else send();
}

document.addEventListener("submit", (event) => {
  const form = event.target, { submitter } = event;
  if (!form.matches("form[data-entry]") || form.dataset.plain || event.defaultPrevented || !crypto.randomUUID) return;
  event.preventDefault();
  if (submitter?.getAttribute("aria-busy") || lacksWords(form, submitter)) return;
  submitter?.setAttribute("aria-busy", "true");
  take(form, submitter).finally(() => submitter?.removeAttribute("aria-busy"));
});

// The queue on the page

const heading = document.getElementById("queue-title");
const line = box.querySelector("[data-queue-said]"), list = box.querySelector("[data-queue-list]");
const more = box.querySelector("[data-queue-more]"), sendButton = box.querySelector("[data-queue-send]"), signIn = box.querySelector("[data-queue-sign-in]");
const TONES = { waiting: "wait", refused: "late", sent: "good" };
let outcome = "";

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function button(text, kind, does) {
  const made = element("button", `button small ${kind}`, text);
  made.type = "button";
  made.addEventListener("click", does);
  return made;
}

function drawn(entry) {
  const row = document.createElement("li"), told = document.createElement("div");
  row.dataset.state = entry.state;
  const at = new Date(entry.at).toLocaleString("zh-CN", { timeZone: "Asia/Shanghai", month: "numeric", day: "numeric", hour: "numeric", minute: "2-digit" });
  told.append(element("b", "", entry.label), element("p", "small", [at, entry.code, entry.far && words.far].filter(Boolean).join(" · ")));
  if (entry.state === "refused") {
    const actions = element("p", "actions");
    actions.append(button(words.edit, "quiet", () => edit(entry)), button(words.drop, "danger", () => forget(entry)));
    told.append(element("p", "fault", entry.reason), actions);
  }
  row.append(told, element("span", `tag ${TONES[entry.state]}`, words[`tag_${entry.state}`]));
  return row;
}

async function forget(entry) {
  if (!confirm(words.sure)) return;
  await queue.drop(entry.id);
  draw();
}

async function draw() {
  const known = await queue.all().catch(() => []);
  // What was sent before this page was made is on the page itself.
  for (const entry of known) if (entry.state === "sent" && entry.sentAt < made) await queue.drop(entry.id);
  const mine = known.filter((entry) => entry.account === account && !(entry.state === "sent" && entry.sentAt < made));
  const count = (state) => mine.filter((entry) => entry.state === state).length;
  const waiting = count("waiting"), refused = count("refused");
  const others = known.filter((entry) => entry.account !== account && entry.state === "waiting").length;
  const unreadable = mine.filter((entry) => entry.state === "unreadable").length, readable = mine.filter((entry) => entry.state !== "unreadable");
  box.hidden = !mine.length && !others && navigator.onLine;
  const parts = [waiting && fill(words.waiting, waiting), refused && fill(words.refused, refused)].filter(Boolean);
  const title = parts.join(" · ") || (readable.length ? words.sent : words.empty);
  if (heading.textContent !== title) heading.textContent = title;
  const how = !navigator.onLine ? words.offline : waiting ? { later: words.later, offline: words.later, "sign-in": words.sign_in, busy: words.sending }[outcome] : "";
  line.textContent = [how, others && fill(words.others, others), unreadable && fill(words.unreadable, unreadable)].filter(Boolean).join(" ");
  sendButton.hidden = !waiting || !navigator.onLine;
  signIn.hidden = outcome !== "sign-in" || !waiting;
  more.hidden = !readable.length;
  if (refused) more.open = true;
  list.replaceChildren(...readable.reverse().map(drawn));
  countRounds(mine);
  const closed = new Set(mine.filter((entry) => entry.kind === "close" && entry.state !== "refused").map((entry) => said(entry, "code")));
  for (const card of document.querySelectorAll("[data-closing]")) card.querySelector("details").hidden = closed.has(card.dataset.closing);
}

// An entry that was refused goes back into its form

const PAGES = { check: "/patrol/", report: "/patrol/report", whistle: "/patrol/whistle", close: "/patrol/closings" };

function formOf(entry) {
  const mark = { check: ["duty", said(entry, "duty")], close: ["code", said(entry, "code")] }[entry.kind];
  return [...document.querySelectorAll(`form[data-entry="${entry.kind}"]`)].find((form) => !mark || form.dataset[mark[0]] === mark[1]);
}

async function edit(entry) {
  const form = formOf(entry);
  const whole = form && (await queue.read(entry.id).catch(() => null));
  if (form) return whole ? putBack(whole, form) : toast(fill(words.unreadable, 1));
  if (location.pathname === PAGES[entry.kind]) return toast(words.gone);
  location.assign(`${PAGES[entry.kind]}?entry=${entry.id}`);
}

function putBack(entry, form) {
  form.dataset.edits = entry.id;
  for (const [name, value] of entry.fields) {
    if (["entry", "duty", "code", "seen", "finding"].includes(name)) continue;
    for (const field of form.querySelectorAll(`[name="${name}"]`)) {
      if (["checkbox", "radio"].includes(field.type)) field.checked ||= field.value === value;
      else field.value = value;
    }
  }
  const picker = form.querySelector("input[type=file]");
  if (picker && entry.photos.length) {
    const files = new DataTransfer();
    for (const { name, blob } of entry.photos) files.items.add(new File([blob], name, { type: blob.type }));
    picker.files = files.files;
    picker.dispatchEvent(new Event("change"));
  }
  for (const details of [form.querySelector("details"), form.closest("details")]) if (details) details.open = true;
  form.scrollIntoView({ block: "start" });
  form.elements.text?.focus();
}

// Sending

let wait = FIRST_WAIT, timer;

async function send() {
  clearTimeout(timer);
  if (!navigator.onLine) return draw();
  outcome = "busy";
  await draw();
  outcome = await queue.sendAll(account, draw).catch(() => "later");
  await draw();
  const left = (await queue.all().catch(() => [])).some((entry) => entry.state === "waiting" && entry.account === account);
  if (!left || outcome === "sign-in") return;
  timer = setTimeout(send, wait * (0.8 + Math.random() * 0.4));
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

function sendNow() {
  wait = FIRST_WAIT;
  return send();
}

sendButton.addEventListener("click", sendNow);
addEventListener("online", sendNow);
addEventListener("offline", () => draw());
document.addEventListener("visibilitychange", () => document.hidden || sendNow());

// The rounds: a page kept since yesterday counts today's checks anew

function period(every, at) {
  const day = new Date(at + 8 * 3_600_000); // the wall clock of Shanghai, read as UTC
  if (every === "weekly") day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  return day.toISOString().slice(0, every === "monthly" ? 7 : 10);
}

function countRounds(mine) {
  const now = Date.now();
  for (const form of document.querySelectorAll("form[data-every]")) {
    const { every, last, duty } = form.dataset;
    const times = mine.filter((entry) => entry.kind === "check" && entry.state !== "refused" && said(entry, "duty") === duty).map((entry) => Date.parse(entry.at));
    const at = Math.max(...times, last ? Date.parse(last) : 0);
    const done = at > 0 && period(every, at) === period(every, now);
    const shown = period("daily", at) === period("daily", now) ? { hour: "numeric", minute: "2-digit" } : { month: "numeric", day: "numeric" };
    const tag = form.querySelector("[data-state]");
    tag.className = `tag ${done ? "good" : "wait"}`;
    tag.textContent = done ? `${words.done} ${new Date(at).toLocaleString("zh-CN", { timeZone: "Asia/Shanghai", ...shown })}` : words.due;
    form.querySelector("[data-fine]").classList.toggle("quiet", done);
  }
  for (const group of document.querySelectorAll("[data-group]")) {
    const tags = [...group.querySelectorAll("[data-state]")], done = tags.filter((tag) => tag.matches(".good")).length;
    group.querySelector("[data-done]").textContent = `${done} / ${tags.length}`;
    group.querySelector("progress").value = done;
  }
}

const today = document.querySelector("[data-today]");
if (today) today.textContent = new Date().toLocaleDateString("zh-CN", { timeZone: "Asia/Shanghai", month: "long", day: "numeric", weekday: "long" });

// The departments whose duty a category is

const holders = JSON.parse(document.getElementById("patrol-holders")?.textContent ?? "{}");
document.querySelector("form[data-entry=whistle] [name=category]")?.addEventListener("change", ({ target }) => {
  const wanted = holders[target.value] ?? [];
  for (const choice of target.form.querySelectorAll("[name=organisations]")) choice.checked = wanted.includes(choice.value);
  const shown = target.form.querySelector("[name=organisations]")?.closest("details")?.querySelector(".choices");
  shown?.prepend(...[...shown.children].filter((label) => label.querySelector(":checked")));
});

// Pages and what they are made of, kept on the phone; the service worker answers with them when there is no network

async function keepPage(cache, page) {
  const answer = await fetch(page);
  if (answer.ok && !answer.redirected) await cache.put(page, answer);
}

async function keepPages() {
  if (!("serviceWorker" in navigator) || !navigator.onLine) return;
  await navigator.serviceWorker.ready;
  const [whose, keptAt] = (localStorage.getItem("linli:patrol:kept") ?? "").split(" ");
  if (whose !== account) await caches.delete("linli-patrol");
  const cache = await caches.open("linli-patrol");
  const pages = JSON.parse(box.dataset.pages);
  const missing = (await Promise.all(pages.map((page) => cache.match(page)))).some((kept) => !kept);
  if (missing || !(Date.now() - Number(keptAt) < KEEP_PAGES_FOR)) await keepAll(cache, pages);
  document.documentElement.dataset.kept = "yes";
}

async function keepAll(cache, pages) {
  const parts = new Set();
  for (const page of pages) {
    await keepPage(cache, page);
    const kept = await cache.match(page);
    if (!kept?.headers.get("Content-Type")?.includes("html")) continue;
    const drawn = new DOMParser().parseFromString(await kept.text(), "text/html");
    for (const part of drawn.querySelectorAll("script[src],link[rel=stylesheet],link[rel=modulepreload],link[rel=icon]")) parts.add(part.getAttribute("src") ?? part.getAttribute("href"));
  }
  await Promise.all([...parts].map(async (part) => (await caches.match(part)) ?? keepPage(cache, part)));
  localStorage.setItem("linli:patrol:kept", `${account} ${Date.now()}`);
}

keepPages().catch(() => {});
const asked = new URLSearchParams(location.search).get("entry");
const again = asked && (await queue.read(asked).catch(() => null));
if (again?.state === "refused" && again.account === account) edit(again);
// Who leaves a page at once leaves entries behind that still wait for their position: the next page finds it for them.
for (const entry of await queue.all().catch(() => [])) if (entry.account === account && entry.hold > Date.now()) addPosition(entry).then(send);
navigator.permissions?.query({ name: "geolocation" }).then(({ state }) => state === "granted" && !again && document.querySelector("[data-locate-soon]")?.click()).catch(() => {});
send();
