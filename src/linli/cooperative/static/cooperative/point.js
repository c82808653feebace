// The collection point: a ticket goes into the queue on the device and is sent when there is a network; who it is and what it
// costs is said at once, by what was agreed when this page was last loaded. The server has the last word.
const { queue } = await import(document.getElementById("queue-script").href);
const words = JSON.parse(document.getElementById("words-point").textContent);
const kept = JSON.parse(document.getElementById("kept").textContent);
const form = document.querySelector("form.weigh"), box = document.querySelector("[data-queue]");
const account = form.elements.account.value, address = form.action;
const SENT = ["point", "ticket", "household", "tag", "at", "kg", "fat", "density", "temperature", "device"];
const FIRST_WAIT = 5000, LONGEST_WAIT = 300_000, DAY = 86_400_000;
const fill = (text, named) => text.replace(/\{(\w+)\}/g, (whole, name) => named[name] ?? whole);
const toast = (text) => document.dispatchEvent(new CustomEvent("linli:toast", { detail: { value: text } }));

function parcel(entry) {
  const body = new FormData();
  for (const name of SENT) if (entry.fields[name]) body.append(name, entry.fields[name]);
  body.append("account", entry.account);
  return body;
}
const milk = queue({
  database: "linli-milk", store: "tickets", account, key: box.dataset.key, address, parcel, unknown: words.unknown,
  arrived: (entry, said) => said.id === entry.id && { ...entry, said: said.said },
});

// This device, by a name of its own.
const device = (localStorage["linli:milk:device"] ??= crypto.randomUUID().slice(0, 8));
form.elements.device.value = device;

// Ticket numbers go on from the last one, with or without network.
const after = (ticket) => ticket.replace(/\d+$/, (digits) => String(BigInt(digits) + 1n).padStart(digits.length, "0"));
const lastOf = (point) => localStorage[`linli:milk:last:${point}`];
function number() {
  const known = form.elements.point.selectedOptions[0]?.dataset.next ?? "", last = lastOf(form.elements.point.value);
  const own = last ? after(last) : "";
  form.elements.ticket.value = own.length === known.length && own > known ? own : known || own;
}

// Who brings it, and what it costs.
const who = document.getElementById("who"), verdict = document.getElementById("verdict");
const value = (name) => form.elements[name].value.trim();
const decimal = (name) => (/^\d+([.,]\d+)?$/.test(value(name)) ? Number(value(name).replace(",", ".")) : NaN);
const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10); // the wall clock of Shanghai

function household() {
  return value("household") || String(kept.tags[value("tag").toUpperCase()] ?? "");
}
function sayWho() {
  const found = household(), asked = value("household") || value("tag");
  const known = found in kept.households;
  who.textContent = !asked ? "" : known ? fill(words.who, { n: found, last: kept.households[found] }) : words.nobody;
}
function graded() {
  const price = kept.prices.find(({ first, last }) => first <= today() && today() <= last);
  const [kg, fat, density, warm] = ["kg", "fat", "density", "temperature"].map(decimal);
  if ([kg, fat, density, warm].some(Number.isNaN)) return ["", ""];
  if (!price) return [words.no_price, "late"];
  const [least, most] = price.density;
  if (warm > Number(price.temperature)) return [fill(words.warm, { most: price.temperature }), "late"];
  if (density < Number(least)) return [fill(words.thin, { least }), "late"];
  if (density > Number(most)) return [fill(words.dense, { most }), "late"];
  const grade = price.grades.find(([, from]) => fat >= Number(from));
  if (!grade) return [words.lean, "late"];
  // In hundredths, so that halves are rounded up as the server does.
  const amount = Math.round((Math.round(kg * 100) * Math.round(Number(grade[2]) * 100)) / 100) / 100;
  return [fill(words.grade, { grade: grade[0], price: grade[2], amount: amount.toFixed(2) }), ""];
}
function sayGrade() {
  [verdict.textContent, verdict.className] = [graded()[0], `verdict ${graded()[1]}`];
}
form.addEventListener("input", () => (sayWho(), sayGrade()));
form.elements.point.addEventListener("change", number);

// Into the queue

let key = crypto.randomUUID(), noted = "";
async function take() {
  if (!value("household") && !value("tag")) return toast(words.say_who);
  const fields = Object.fromEntries(SENT.map((name) => [name, value(name).replace(/^(\d+),(\d+)$/, "$1.$2")]));
  fields.at = noted || new Date().toISOString();
  const label = `${fields.ticket} · ${fill(words.household, { n: household() || fields.tag })} · ${fields.kg} kg`;
  try {
    await milk.keep({ id: key, account, at: fields.at, fields, label, told: graded()[0], state: "waiting" });
  } catch {
    return toast(words.full);
  }
  [key, noted] = [crypto.randomUUID(), ""];
  localStorage[`linli:milk:last:${fields.point}`] = fields.ticket;
  navigator.storage?.persist?.();
  for (const name of ["household", "tag", "kg", "fat", "density", "temperature"]) form.elements[name].value = "";
  number();
  sayWho();
  sayGrade();
  toast(fill(words.noted, { n: fields.ticket }));
  form.elements.household.focus();
  send();
}
let taking = Promise.resolve();
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!form.reportValidity()) return;
  taking = taking.then(take);
});
form.noValidate = false;

// The queue on the page

const title = document.getElementById("queue-title"), line = box.querySelector("[data-queue-said]"), list = box.querySelector("[data-queue-list]");
const sendButton = box.querySelector("[data-queue-send]"), signIn = box.querySelector("[data-queue-sign-in]"), network = document.querySelector("[data-network]");
const TONES = { waiting: "wait", refused: "late", sent: "good" };
let outcome = "";

function element(name, className, text) {
  return Object.assign(document.createElement(name), { className, textContent: text });
}
function button(text, kind, does) {
  const made = Object.assign(element("button", `button small ${kind}`, text), { type: "button" });
  made.addEventListener("click", does);
  return made;
}
function drawn(entry) {
  const row = document.createElement("li"), told = document.createElement("div");
  row.dataset.state = entry.state;
  const at = new Date(entry.at).toLocaleString("zh-CN", { timeZone: "Asia/Shanghai", hour: "numeric", minute: "2-digit" });
  told.append(element("b", "", entry.label), element("p", "small", `${at} · ${entry.said ?? entry.told}`));
  if (entry.state === "refused") {
    const actions = element("p", "actions", "");
    actions.append(button(words.again, "quiet", () => putBack(entry)), button(words.drop, "danger", () => forget(entry)));
    told.append(element("p", "fault", entry.reason), actions);
  }
  row.append(told, element("span", `tag ${TONES[entry.state]}`, words[`tag_${entry.state}`]));
  return row;
}
function putBack(entry) {
  for (const name of ["point", "ticket", "household", "tag", "kg", "fat", "density", "temperature"]) form.elements[name].value = entry.fields[name] ?? "";
  // Noted again it takes the place of the one that was refused, which stays until then.
  key = entry.id;
  noted = entry.at;
  sayWho();
  sayGrade();
  form.scrollIntoView({ block: "start" });
}
async function forget(entry) {
  if (!confirm(words.sure)) return;
  await milk.drop(entry.id);
  draw();
}
async function draw() {
  const known = await milk.all().catch(() => []);
  for (const entry of known) if (entry.state === "sent" && Date.now() - entry.sentAt > DAY) await milk.drop(entry.id);
  const mine = known.filter((entry) => entry.account === account && !(entry.state === "sent" && Date.now() - entry.sentAt > DAY));
  const count = (state) => mine.filter((entry) => entry.state === state).length;
  const waiting = count("waiting"), refused = count("refused"), others = known.filter((entry) => entry.account !== account && entry.state === "waiting").length;
  const unreadable = mine.filter((entry) => entry.state === "unreadable").length, readable = mine.filter((entry) => entry.state !== "unreadable");
  box.hidden = !mine.length && !others;
  const parts = [waiting && fill(words.waiting, { n: waiting }), refused && fill(words.refused, { n: refused })].filter(Boolean);
  const said = parts.join(" · ") || words.sent;
  if (title.textContent !== said) title.textContent = said;
  network.textContent = navigator.onLine ? words.online : words.offline;
  const how = waiting && navigator.onLine ? { later: words.later, offline: words.later, "sign-in": words.sign_in }[outcome] : "";
  line.textContent = [how, others && fill(words.others, { n: others }), unreadable && fill(words.unreadable, { n: unreadable })].filter(Boolean).join(" ");
  sendButton.hidden = !waiting || !navigator.onLine;
  signIn.hidden = outcome !== "sign-in" || !waiting;
  list.replaceChildren(...readable.reverse().map(drawn));
}

let wait = FIRST_WAIT, timer;
async function send() {
  clearTimeout(timer);
  await draw();
  if (!navigator.onLine) return;
  outcome = await milk.sendAll(account, draw).catch(() => "later");
  await draw();
  const left = (await milk.all().catch(() => [])).some((entry) => entry.state === "waiting" && entry.account === account);
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
addEventListener("offline", draw);
document.addEventListener("visibilitychange", () => document.hidden || sendNow());

// This page and what it is made of stay on the device; the service worker answers with them when there is no network.
async function keepPage() {
  if (!("serviceWorker" in navigator) || !navigator.onLine) return;
  await navigator.serviceWorker.ready;
  const cache = await caches.open("linli-milk");
  const answer = await fetch(location.pathname);
  if (!answer.ok || answer.redirected) return;
  await cache.put(location.pathname, answer);
  const parts = document.querySelectorAll("script[src],link[rel=stylesheet],link[rel=modulepreload],link[rel=icon]");
  await Promise.all([...parts].map(async (part) => {
    const at = part.getAttribute("src") ?? part.getAttribute("href");
    if (await caches.match(at)) return;
    const found = await fetch(at);
    if (found.ok) await cache.put(at, found);
  }));
  document.documentElement.dataset.kept = "yes";
}
number();
sayWho();
keepPage().catch(() => {});
send();
