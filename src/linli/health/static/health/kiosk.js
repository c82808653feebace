// The kiosk of a health point: one question a screen. Works without a network; what is measured goes into the journal
// first, and from there to the office. A guest's values stay in this page and are forgotten with it.
import { canSeal } from "../web/sealed.js";
import { Journal } from "./kiosk-journal.js";
import { band, doubt, fault, filled, isUrgent, mean, shown } from "./kiosk-values.js";

const settings = JSON.parse(document.getElementById("kiosk-settings").textContent);
const words = JSON.parse(document.getElementById("kiosk-words").textContent);
const root = document.querySelector("[data-kiosk]");
const { find, people, journal: journalAt, told } = root.dataset;
const READINGS = 3, REST = 60, IDLE = 120, GOODBYE = 60, STILL = 30, SEND_EVERY = 20_000, WAIT_FOR_OFFICE = 8000;
const PRESSURE = settings.limits.blood_pressure, PULSE = settings.limits.pulse.value;
const FIELDS = { systolic: PRESSURE.systolic, diastolic: PRESSURE.diastolic, pulse: PULSE };

const screen = (name) => root.querySelector(`[data-screen=${name}]`);
const part = (of, name) => of.querySelector(`[data-${name}]`);
const say = (of, name, text) => {
  const found = part(of, name);
  found.textContent = text;
  found.hidden = !text;
};
let visit = {}, shownScreen = "start", timer = null, lastTouch = performance.now(), journal = null;
// How far our clock is ahead of the office's, known since this page began; a jump of the clock is noticed and added.
let ahead = null, clockAt = { wall: Date.now(), steady: performance.now() };

function show(name) {
  clearInterval(timer);
  for (const one of root.querySelectorAll("[data-screen]")) one.hidden = one.dataset.screen !== name;
  shownScreen = name;
  const heading = screen(name).querySelector("h1");
  if (heading) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  scrollTo(0, 0);
}

function home() {
  visit = {};
  for (const one of root.querySelectorAll("[data-typed],[data-fault],[data-boxes],[data-people-list]")) one.replaceChildren();
  show("start");
}

// --- The office -------------------------------------------------------------------------------------------------
async function ask(address, given) {
  const body = given && JSON.stringify(given);
  const headers = { "X-Linli-Kiosk": "1", ...(body && { "Content-Type": "application/json" }) };
  const answer = await fetch(address, { method: body ? "POST" : "GET", body, headers, cache: "no-store" });
  const found = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(found.said ?? ""), found, { status: answer.status });
  return found;
}

function clockJumped() {
  const steady = performance.now(), wall = Date.now();
  const jump = (wall - clockAt.wall - (steady - clockAt.steady)) / 1000;
  clockAt = { wall, steady };
  if (ahead !== null && Math.abs(jump) > 30) ahead += jump;
}

async function compareClocks() {
  const before = Date.now();
  const { now } = await ask(journalAt);
  const half = (Date.now() - before) / 2;
  clockAt = { wall: Date.now(), steady: performance.now() };
  ahead = (before + half - Date.parse(now)) / 1000;
}

let sending = null;
function send() {
  sending ??= sent().finally(() => { sending = null; });
  return sending;
}

async function sent() {
  try {
    if (ahead === null) await compareClocks();
    const answers = await journal.replay((given) => ask(journalAt, given));
    trouble(Math.abs(ahead) > 300 ? filled(words.clock, { n: Math.round(Math.abs(ahead) / 60) }) : "");
    network(true);
    return answers;
  } catch (problem) {
    if (problem.code === "journal_fork" || problem.code === "journal_gap") trouble(words.fork);
    else if (problem.status === 401) trouble(words.signed_out);
    else if (problem.status) trouble(filled(words.refused, { said: problem.message }));
    network(Boolean(problem.status));
    return {};
  } finally {
    await count();
  }
}

function network(there) {
  const state = part(root, "network");
  state.textContent = there ? words.online : words.offline;
  state.classList.toggle("off", !there);
  root.dataset.online = there ? "yes" : "no";
}

function trouble(text) {
  const line = part(root, "trouble");
  line.textContent = text;
  line.hidden = !text;
  if (text) line.closest("details").open = true;
}

async function count() {
  const left = await journal.count();
  part(root, "unsent").textContent = left ? filled(words.unsent, { n: left }) : words.all_sent;
  root.dataset.left = left;
}

async function renew() {
  await send();
  try {
    await journal.know((await ask(people)).people);
  } catch {} // whom it knew before it knows still
}

// --- Keys ----------------------------------------------------------------------------------------------------
const LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ";
function keypad(of, keys, press) {
  const rows = keys.map((key) => {
    if (key === " ") return document.createElement("span");
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: key === "<" ? "⌫" : key });
    button.dataset.key = key;
    if (key === "<") button.setAttribute("aria-label", root.dataset.erase ?? "⌫");
    button.addEventListener("click", () => press(key));
    return button;
  });
  const pad = part(of, "keypad");
  pad.classList.toggle("letters", keys.length > 14);
  pad.replaceChildren(...rows);
  pad.press = press;
}
addEventListener("keydown", (event) => {
  const pad = screen(shownScreen).querySelector("[data-keypad]");
  if (!pad?.press || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key === "Backspace" ? "<" : event.key.toUpperCase();
  if (key === "ENTER" && event.target.tagName !== "BUTTON") part(screen(shownScreen), "next").click();
  else if (pad.querySelector(`[data-key="${CSS.escape(key)}"]`)) pad.press(key);
});

// --- Who is it -----------------------------------------------------------------------------------------------
function number(by) {
  const here = screen("number");
  visit = { by, typed: "" };
  say(here, "ask", words[by]);
  say(here, "hint", words[`${by}_hint`]);
  say(here, "fault", "");
  const digits = [..."123456789", by === "id" ? "X" : " ", "0", "<"];
  const most = { phone: 11, id: 18, card: 10 }[by];
  keypad(here, by === "card" ? [..."1234567890", ...LETTERS, "<"] : digits, (key) => {
    visit.typed = key === "<" ? visit.typed.slice(0, -1) : (visit.typed + key).slice(0, most);
    part(here, "typed").textContent = visit.typed;
    say(here, "fault", "");
  });
  part(here, "typed").textContent = "";
  show("number");
}

async function looked() {
  const here = screen("number");
  if (!visit.typed) return say(here, "fault", words[visit.by]);
  let found;
  try {
    found = (await ask(find, { by: visit.by, value: visit.typed })).people;
    network(true);
  } catch (problem) {
    if (problem.status) return say(here, "fault", problem.message);
    network(false);
    if (visit.by !== "card") return say(here, "fault", words.offline_find);
    const known = await journal.known(visit.typed);
    if (!known) return say(here, "fault", words.not_known);
    found = [known];
  }
  if (found.length === 1) return isIt(found[0]);
  const list = screen("choose");
  say(list, "ask", words.chosen);
  part(list, "people-list").replaceChildren(...found.map((one) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: `${one.last} · ${filled(words.born, { year: one.year })}` });
    button.addEventListener("click", () => isIt(one));
    return button;
  }));
  show("choose");
}

function isIt(person) {
  const here = screen("person");
  visit = { person };
  part(here, "last").textContent = person.last;
  part(here, "born").textContent = filled(words.born, { year: person.year });
  show("person");
}

// --- Measuring -----------------------------------------------------------------------------------------------
function begin() {
  visit.readings = [];
  visit.of = READINGS;
  visit.pulse = null;
  reading();
}

function asked(heading, names, done) {
  const here = screen("reading");
  const typed = Object.fromEntries(names.map((name) => [name, ""]));
  let current = names[0];
  say(here, "ask", heading);
  say(here, "fault", "");
  const boxes = names.map((name) => {
    const box = Object.assign(document.createElement("button"), { type: "button", className: "box" });
    box.dataset.field = name;
    box.append(document.createElement("b"), Object.assign(document.createElement("span"), { textContent: words[name] }));
    box.addEventListener("click", () => { current = name; draw(); });
    return box;
  });
  const draw = () => boxes.forEach((box) => {
    box.firstChild.textContent = typed[box.dataset.field] || "–";
    box.classList.toggle("current", box.dataset.field === current);
    box.setAttribute("aria-pressed", box.dataset.field === current);
  });
  part(here, "boxes").replaceChildren(...boxes);
  keypad(here, [..."123456789", " ", "0", "<"], (key) => {
    // What is to be erased may stand in the box before.
    if (key === "<" && !typed[current] && names.indexOf(current) > 0) current = names[names.indexOf(current) - 1];
    typed[current] = key === "<" ? typed[current].slice(0, -1) : (typed[current] + key).slice(0, 4);
    say(here, "fault", "");
    const next = names[names.indexOf(current) + 1];
    // Three digits, or two that cannot become three: on to the next box.
    const whole = typed[current].length === 3 || (typed[current].length === 2 && Number(typed[current]) > 30);
    if (key !== "<" && whole && next && !typed[next]) current = next;
    draw();
  });
  here.take = (given) => { Object.assign(typed, given); draw(); };
  here.done = () => {
    const value = Object.fromEntries(names.map((name) => [name, typed[name] === "" ? null : Number(typed[name])]));
    for (const name of names) {
      if (name === "pulse" && value.pulse === null) continue;
      const wrong = fault(value[name], { ...FIELDS[name], name: words[name] }, words);
      if (wrong) { current = name; draw(); return say(here, "fault", wrong); }
    }
    if (value.systolic <= value.diastolic) return say(here, "fault", filled(words.order, { upper: value.systolic, lower: value.diastolic }));
    done(value);
  };
  draw();
  show("reading");
}

function reading() {
  const n = visit.readings.length + 1;
  const heading = visit.of === 1 ? words.again : filled(words.reading, { n, all: visit.of });
  asked(heading, ["systolic", "diastolic", "pulse"], ({ systolic, diastolic, pulse }) => {
    visit.readings.push([systolic, diastolic]);
    visit.pulse = pulse ?? visit.pulse;
    visit.at = new Date();
    if (visit.readings.length < visit.of) return rest();
    if (visit.of === 1) return finish();
    extra("weight", () => extra("height", finish));
  });
}

function rest() {
  const here = screen("wait");
  const until = Date.now() + REST * 1000;
  show("wait");
  const tick = () => {
    lastTouch = performance.now();
    const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
    part(here, "count").textContent = left;
    if (left % 15 === 0) part(here, "said").textContent = filled(words.wait, { n: left });
    if (left === 0) reading();
  };
  tick();
  timer = setInterval(tick, 500);
}

// Weight or height, each may be passed over.
function extra(quantity, then) {
  const limit = settings.limits[quantity].value, here = screen("one");
  let typed = "";
  say(here, "ask", words[`ask_${quantity}`]);
  say(here, "fault", "");
  const draw = () => { part(here, "typed").textContent = typed ? `${typed} ${limit.unit}` : ""; };
  keypad(here, [..."123456789", ".", "0", "<"], (key) => {
    typed = key === "<" ? typed.slice(0, -1) : key === "." && typed.includes(".") ? typed : (typed + key).slice(0, 6);
    say(here, "fault", "");
    draw();
  });
  here.done = () => {
    const wrong = fault(typed === "" ? null : Number(typed), limit, words);
    if (wrong) return say(here, "fault", wrong);
    visit[quantity] = Number(typed);
    then();
  };
  here.skip = then;
  draw();
  show("one");
}

const within = (work, most) => Promise.race([work, new Promise((done) => setTimeout(() => done(null), most))]);

async function finish() {
  const value = mean(visit.readings);
  visit.value = value;
  visit.doubt = doubt(value, visit.readings, settings);
  visit.office = "";
  if (visit.person) await write(value);
  else if (visit.doubt && !isUrgent(value, settings.urgent)) return once(settings.doubts[visit.doubt]);
  if (visit.refused) return refused();
  if (visit.urgent || isUrgent(value, settings.urgent)) return urgent();
  if (visit.doubt && !visit.asked) return once(visit.doubtSaid ?? settings.doubts[visit.doubt]);
  return result();
}

// Into the journal first; what the office says of it, if it is there to say anything.
async function write(value) {
  clockJumped();
  const pressure = visit.readings.length > 1 ? { ...value, readings: visit.readings } : value;
  const values = [{ quantity: "blood_pressure", value: pressure }];
  if (visit.pulse) values.push({ quantity: "pulse", value: { value: visit.pulse } });
  if (visit.height) values.push({ quantity: "height", value: { value: visit.height } });
  if (visit.weight) values.push({ quantity: "weight", value: { value: visit.weight } });
  const seq = await journal.append({ at: visit.at.toISOString(), who: visit.person.who, ...(ahead !== null && { ahead }), values });
  await count();
  const answers = await within(send(), WAIT_FOR_OFFICE);
  const mine = answers?.[seq];
  visit.office = mine ? "sent" : "kept";
  visit.refused = visit.urgent = visit.doubtSaid = undefined;
  if (!mine) return;
  visit.doubt = "";
  for (const one of mine) {
    if (one.answer === "urgent") visit.urgent = true;
    else if (one.answer === "suspect") { visit.doubt = "office"; visit.doubtSaid = one.said; visit.office = "aside"; }
    else if (one.answer !== "accepted") visit.refused = one.said || one.answer;
  }
  visit.told = await within(ask(told, { who: visit.person.who }).catch(() => null), WAIT_FOR_OFFICE);
}

function refused() {
  const here = screen("again");
  say(here, "said", filled(words.refused, { said: visit.refused }));
  show("again");
}

function once(text) {
  const here = screen("again");
  visit.asked = true;
  say(here, "said", text);
  show("again");
}

function urgent() {
  const here = screen("urgent");
  part(here, "upper").textContent = shown(visit.value.systolic);
  part(here, "lower").textContent = shown(visit.value.diastolic);
  say(here, "said", visit.office === "sent" || visit.office === "aside" ? words.urgent_told : visit.person ? words.urgent_kept : words.urgent_guest);
  show("urgent");
}

function result() {
  const here = screen("result"), { value, person, told: office } = visit;
  const grade = band(value, settings);
  const who = person && { who: person.last, born: filled(words.born, { year: person.year }), n: office?.times };
  say(here, "who", person ? filled(office ? words.times : words.measured, who) : words.guest);
  part(here, "upper").textContent = shown(value.systolic);
  part(here, "lower").textContent = shown(value.diastolic);
  part(here, "pulse").textContent = visit.pulse ?? "";
  part(here, "pulse-box").hidden = !visit.pulse;
  const label = part(here, "band");
  label.textContent = grade.label;
  label.dataset.tone = grade.tone;
  part(here, "mean").hidden = visit.readings.length < 2;
  const height = visit.height ?? office?.height;
  const index = visit.weight && height ? visit.weight / (height / 100) ** 2 : null;
  say(here, "body", [
    visit.weight && filled(words.weight_is, { value: shown(visit.weight) }),
    visit.height && filled(words.height_is, { value: shown(visit.height) }),
    index && filled(words.bmi, { value: shown(index) }),
  ].filter(Boolean).join(" · "));
  say(here, "compared", office?.compared ?? "");
  part(here, "word").hidden = !office?.advice;
  say(here, "word-by", office?.advice ? filled(words.advice_by, { name: office.by }) : "");
  say(here, "word-text", office?.advice ?? "");
  say(here, "physician", person && office?.physician ? filled(words.physician, { name: office.physician }) : "");
  say(here, "office", person ? { sent: words.sent, aside: words.aside }[visit.office] ?? words.kept : "");
  say(here, "next-step", grade.tone === "good" ? words.next_good : grade.tone === "calm" ? words.next_calm : words.next_raised);
  part(here, "when").textContent = new Date().toLocaleString("zh-CN", { dateStyle: "long", timeStyle: "short" });
  show("result");
  let left = GOODBYE;
  const tick = () => {
    lastTouch = performance.now();
    part(here, "end").textContent = filled(words.end, { n: left });
    if (left-- <= 0) home();
  };
  tick();
  timer = setInterval(tick, 1000);
}

// --- What a device beside it sends: a message {linli: "reading", systolic, diastolic, pulse} of this very page --------
function fromDevice(given) {
  const here = screen("reading");
  if (shownScreen !== "reading" || !given) return;
  const numbers = Object.fromEntries(["systolic", "diastolic", "pulse"].filter((name) => Number.isFinite(given[name])).map((name) => [name, String(given[name])]));
  here.take(numbers);
}
addEventListener("message", (event) => {
  if (event.origin === location.origin && event.data?.linli === "reading") fromDevice(event.data);
});
addEventListener("linli:reading", (event) => fromDevice(event.detail));

// --- Buttons -------------------------------------------------------------------------------------------------
for (const button of root.querySelectorAll("[data-by]")) button.addEventListener("click", () => number(button.dataset.by));
for (const button of root.querySelectorAll("[data-home]")) button.addEventListener("click", home);
const on = (name, key, act) => part(screen(name), key).addEventListener("click", act);
on("start", "guest", () => { visit = { person: null }; begin(); });
on("number", "next", looked);
on("person", "yes", begin);
on("reading", "next", () => screen("reading").done());
on("one", "next", () => screen("one").done());
on("one", "skip", () => screen("one").skip());
on("again", "again", () => { visit.readings = []; visit.of = 1; visit.asked = true; visit.weight = visit.height = undefined; reading(); });
on("again", "enough", () => (visit.refused ? home() : result()));
on("urgent", "on", result);
on("result", "print", () => print());
on("result", "end", home);
on("still", "here", () => show(before));
part(root, "send").addEventListener("click", send);
part(root, "export").addEventListener("click", async () => {
  const text = await journal.exported();
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  Object.assign(document.createElement("a"), { href: address, download: `${settings.device}-${new Date().toISOString().slice(0, 10)}.json` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
});

// --- Somebody went away ----------------------------------------------------------------------------------------
let before = "start", stillSince = 0;
for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => { lastTouch = performance.now(); });
setInterval(() => {
  const idle = (performance.now() - lastTouch) / 1000;
  if (shownScreen === "still") {
    say(screen("still"), "said", filled(words.still, { n: Math.max(0, Math.ceil(STILL - (performance.now() - stillSince) / 1000)) }));
    if (performance.now() - stillSince > STILL * 1000) home();
  } else if (!["start", "wait", "result"].includes(shownScreen) && idle > IDLE) {
    before = shownScreen;
    stillSince = performance.now();
    for (const one of root.querySelectorAll("[data-screen]")) one.hidden = one.dataset.screen !== "still";
    shownScreen = "still";
  }
}, 1000);

// --- Begin ---------------------------------------------------------------------------------------------------
// The page and all it needs are kept on the device, so that it opens without a network.
async function keepPage() {
  if (!("caches" in window) || !navigator.onLine) return;
  const own = [...document.querySelectorAll("script[src], link[rel=stylesheet], link[rel=icon]")].map((one) => one.src || one.href);
  const modules = performance.getEntriesByType("resource").map((one) => one.name).filter((name) => name.endsWith(".js"));
  const cache = await caches.open("linli-kiosk");
  await cache.addAll([...new Set([location.pathname, ...own, ...modules])]).catch(() => {});
  await navigator.serviceWorker?.ready;
  document.documentElement.dataset.kept = "";
}

if (!canSeal()) {
  trouble(words.insecure);
  throw new Error(words.insecure);
}
journal = await Journal.start(settings);
await count();
network(navigator.onLine);
await renew();
keepPage();
setInterval(send, SEND_EVERY);
setInterval(renew, 600_000);
addEventListener("online", renew);
addEventListener("offline", () => network(false));
document.documentElement.dataset.ready = "";
