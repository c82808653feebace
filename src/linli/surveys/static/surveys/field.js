// The interviewer's page: people to visit, one interview part by part, what waits to be sent. All of it works without network.
const load = (name) => import(document.querySelector(`[data-module=${name}]`).href);
const { settle, wrongs, written, walk, pathOf } = await load("evaluate");
const { element, question, reasonSaid, showFault } = await load("questions");
const words = JSON.parse(document.getElementById("words-survey").textContent);
const app = document.getElementById("survey"), screen = document.getElementById("survey-screen"), box = document.getElementById("survey-queue");
const { account } = app.dataset;
const CACHE = "linli-survey", FIRST_WAIT = 5000, LONGEST_WAIT = 300_000, CLOCK_OFF = 300_000;
const sealing = await load("sealed");
const keep = (await load("keep")).interviews(await load("queue"), sealing, app.dataset, words.unknown);
const fill = (text, n, of = "") => text.replace("{n}", n).replace("{of}", of);
const toast = (text) => document.dispatchEvent(new CustomEvent("linli:toast", { detail: { value: text } }));
const localDay = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
// As the wall clock here shows it, with its zone.
const localTime = () => new Date(Date.now() + 8 * 3_600_000).toISOString().replace("Z", "+08:00");

let along = { forms: [], surveys: [], people: [] }, draft = null, clockOff = 0;

function button(text, kind, does) {
  const made = element("button", `button ${kind}`, text);
  made.type = "button";
  made.addEventListener("click", does);
  return made;
}

// People to visit

const TONES = { waiting: "wait", draft: "calm", queued: "wait", sent: "good", done: "good", rejected: "late" };

async function standing() {
  const mine = (await keep.all().catch(() => [])).filter((row) => row.account === account);
  return Object.fromEntries(mine.map((row) => [`${row.survey} ${row.unit}`, row]));
}

function stateOf(person, row) {
  if (!row) return person.state;
  if (row.state === "sent") return person.state === "waiting" ? row.outcome || "sent" : person.state;
  return row.state;
}

async function showPeople() {
  const rows = await standing();
  // Meanwhile somebody's interview may have been opened.
  if (draft) return;
  const parts = [];
  if (Math.abs(clockOff) > CLOCK_OFF) parts.push(notice(fill(words.clock, clockOff > 172_800_000 || clockOff < -172_800_000 ? fill(words.days, Math.round(Math.abs(clockOff) / 86_400_000)) : fill(words.minutes, Math.round(Math.abs(clockOff) / 60_000)))));
  for (const survey of along.surveys) parts.push(surveyCard(survey, along.people.filter((one) => one.survey === survey.code), rows));
  if (!along.surveys.length) {
    const none = element("section", "card");
    none.append(element("h1", "", words.no_people), element("p", "", words.no_people_text));
    parts.push(none);
  }
  if (along.now) parts.push(element("p", "small", words.loaded.replace("{at}", new Date(along.now).toLocaleString("zh-CN", { timeZone: "Asia/Shanghai" }))));
  screen.replaceChildren(...parts);
}

function notice(text) {
  const made = element("div", "notice wait");
  made.setAttribute("role", "note");
  made.append(element("p", "", text));
  return made;
}

function surveyCard(survey, people, rows) {
  const card = element("section", "card stack"), list = element("ul", "rows survey-people"), search = document.createElement("input");
  card.append(element("h1", "", survey.title));
  if (survey.synthetic) card.append(element("p", "fault", words.synthetic));
  if (!people.length) {
    card.append(element("p", "muted", words.no_people));
    return card;
  }
  Object.assign(search, { type: "search", placeholder: words.search });
  search.setAttribute("aria-label", words.search);
  const only = element("label", "choice"), tick = Object.assign(document.createElement("input"), { type: "checkbox" });
  only.append(tick, " ", element("span", "", words.open_only));
  const drawn = people.map((person) => personRow(survey, person, rows[`${survey.code} ${person.unit}`]));
  const sift = () => {
    for (const { row, text, open } of drawn) row.hidden = (tick.checked && !open) || !text.includes(search.value.trim());
  };
  search.addEventListener("input", sift);
  tick.addEventListener("change", sift);
  let place = "";
  for (const { row, person } of drawn) {
    if (person.cluster !== place) list.append(element("li", "strong", person.cluster));
    place = person.cluster;
    list.append(row);
  }
  const sifting = element("div", "survey-sift");
  sifting.append(search, only);
  card.append(sifting, list);
  return card;
}

function personRow(survey, person, kept) {
  const row = element("li"), told = element("div"), state = stateOf(person, kept);
  const name = person.name || fill(words.list_number, person.serial);
  const open = !["done", "sent", "ineligible"].includes(state) && kept?.state !== "queued";
  const title = open ? button(name, "plain title", () => begin(survey, person, kept)) : element("b", "", name);
  title.dataset.unit = person.unit;
  told.append(title, element("p", "small", [person.unit, person.address].filter(Boolean).join(" · ")));
  row.append(told, element("span", `tag ${TONES[state] ?? "wait"}`, words[`state_${state}`] ?? state));
  row.dataset.state = state;
  return { row, person, open, text: `${name}${person.unit}${person.address}${person.cluster}` };
}

// One interview

function sectionsOf(definition) {
  const found = [];
  for (const node of definition.fields) {
    if (["start", "end", "today", "deviceid", "calculate"].includes(node.kind)) continue;
    if (node.kind === "group") found.push({ title: node.label ?? "", nodes: node.fields, group: node });
    else if (found.length && !found.at(-1).group) found.at(-1).nodes.push(node);
    else found.push({ title: "", nodes: [node] });
  }
  return found;
}

async function begin(survey, person, kept) {
  const form = along.forms.find((one) => one.id === survey.form);
  if (kept && ["draft", "rejected"].includes(kept.state) && kept.answers) {
    const whole = await keep.read(kept.id).catch(() => null);
    if (!whole) return toast(fill(words.unreadable, 1));
    draft = { ...whole, state: "draft" };
  } else {
    const id = crypto.randomUUID();
    draft = {
      id, instance: `uuid:${id}`, account, survey: survey.code, unit: person.unit, form, at: new Date().toISOString(), active: 0, photos: [], section: 0, state: "draft",
      label: [person.name || fill(words.list_number, person.serial), person.unit].join(" · "), answers: { unit: person.unit },
    };
    for (const node of walk(form.fields)) {
      if (node.kind === "start") draft.answers[node.name] = localTime();
      if (node.kind === "today") draft.answers[node.name] = localDay();
      if (node.kind === "deviceid") draft.answers[node.name] = deviceName();
      if (node.default && !draft.answers[node.name]) draft.answers[node.name] = node.default;
    }
    if (!(await save())) return;
  }
  navigator.storage?.persist?.();
  startClock();
  showSection();
}

function deviceName() {
  const known = localStorage.getItem("linli:survey:device") ?? `page-${crypto.randomUUID().slice(0, 8)}`;
  localStorage.setItem("linli:survey:device", known);
  return known;
}

// A second at a time of the clock that only runs forward, while the interview is on the screen.
let since = 0;
const startClock = () => (since = performance.now());
function countTime() {
  if (!since || !draft) return;
  draft.active += performance.now() - since;
  since = performance.now();
}
function stopClock() {
  countTime();
  since = 0;
}
document.addEventListener("visibilitychange", () => {
  if (!draft) return;
  if (document.hidden) {
    stopClock();
    save();
  } else startClock();
});

function close() {
  stopClock();
  clearTimeout(saving);
  draft = null;
}

async function save() {
  countTime();
  try {
    await keep.keep({ ...draft });
    return true;
  } catch {
    toast(words.full);
    return false;
  }
}

const settled = () => settle(draft.form, draft.answers, localDay());

// Whether a part asks anything just now.
function asks(section, state) {
  const names = new Set([...walk(section.nodes)].map((node) => node.name));
  if (state.asked.some((path) => names.has(path.split("/").at(-1)))) return true;
  return (!section.group || isShown(section.group)) && section.nodes.some((node) => node.kind === "note" && isShown(node));
}

function step(from, by) {
  const sections = sectionsOf(draft.form), state = settled();
  let at = from + by;
  while (at >= 0 && at < sections.length && !asks(sections[at], state)) at += by;
  return at;
}

function showSection(focusOn = "") {
  const section = sectionsOf(draft.form)[draft.section];
  const head = element("div", "stack"), line = element("div", "survey-steps"), over = element("div", "row spread");
  line.append(element("progress"), element("span", "small nowrap"));
  const title = element("h1", "", section.title || draft.form.title);
  title.tabIndex = -1;
  over.append(element("p", "small", draft.label), button(words.leave, "plain small", leave));
  head.append(over, title, line);
  const form = element("form", "card stack");
  form.noValidate = true;
  form.id = "survey-form";
  const actions = element("div", "actions thumb"), onward = element("button", "button");
  onward.dataset.onward = "";
  actions.append(onward);
  if (draft.section > 0) actions.append(button(words.back, "quiet", () => move(-1)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isLast()) finish();
    else move(1);
  });
  form.append(element("div", "stack"), actions);
  screen.replaceChildren(head, form);
  drawQuestions();
  if (focusOn) document.querySelector(`[data-path="${CSS.escape(focusOn)}"]`)?.scrollIntoView({ block: "center" });
  else {
    title.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}

const isLast = () => step(draft.section, 1) >= sectionsOf(draft.form).length;

// How far one is: an answer may open parts, or close them.
function drawSteps(state) {
  const sections = sectionsOf(draft.form), there = sections.filter((one) => asks(one, state));
  const at = there.indexOf(there.find((one) => one.nodes[0] === sections[draft.section].nodes[0])) + 1;
  const said = fill(words.step, at, there.length), bar = document.querySelector(".survey-steps progress");
  Object.assign(bar, { max: there.length, value: at });
  bar.setAttribute("aria-label", said);
  document.querySelector(".survey-steps span").textContent = said;
  const onward = document.querySelector("[data-onward]");
  onward.dataset.onward = isLast() ? "finish" : "next";
  onward.textContent = isLast() ? words.finish : words.next;
}

// The questions that are asked now: those on the screen stay as they are, others come and go.
function drawQuestions() {
  const state = settled(), asked = new Set(state.asked), section = sectionsOf(draft.form)[draft.section];
  const holder = document.querySelector("#survey-form > div");
  const there = new Map([...holder.querySelectorAll("[data-path]")].map((one) => [one.dataset.path, one]));
  const wanted = [];
  const put = (node, path, values) => wanted.push((node.kind === "note" ? null : there.get(path)) ?? question(node, path, draft, values, changed));
  const go = (nodes, repeat, index) => {
    for (const node of nodes ?? []) {
      const path = pathOf(repeat, index, node.name);
      if (node.kind === "group") {
        if (repeat || isShown(node)) go(node.fields, repeat, index);
      } else if (node.kind === "repeat") {
        (state.values[node.name] ?? []).forEach((_row, at) => {
          wanted.push(there.get(`${node.name}#${at}`) ?? element("h2", "", `${node.label ?? ""} ${fill(words.reading, at + 1)}`));
          wanted.at(-1).dataset.path = `${node.name}#${at}`;
          go(node.fields, node.name, at);
        });
      } else if (node.kind === "note") {
        if (isShown(node)) put(node, path, state.values);
      } else if (asked.has(path) && node.kind !== "calculate") put(node, path, state.values);
    }
  };
  go(section.nodes, "", 0);
  drawSteps(state);
  const before = [...holder.children];
  if (before.length !== wanted.length || before.some((one, at) => one !== wanted[at])) {
    const focused = document.activeElement;
    holder.replaceChildren(...wanted);
    if (focused && holder.contains(focused)) focused.focus({ preventScroll: true });
  }
}

// Whether a note or group is, as a question of its condition would be asked.
function isShown(node) {
  if (!node.relevant) return true;
  const whole = { ...draft.form, fields: [...draft.form.fields, { name: "-shown", kind: "text", relevant: node.relevant }] };
  return settle(whole, draft.answers, localDay()).asked.includes("-shown");
}

let saving;
function changed(path) {
  const node = [...walk(draft.form.fields)].find((one) => one.name === path.split("/").at(-1));
  const field = document.querySelector(`[data-path="${CSS.escape(path)}"]`);
  const found = wrongs(draft.form, settled(), localDay()).find((one) => one.path === path);
  // What is being typed is not blamed; what was blamed is let go as soon as it is right.
  if (field?.classList.contains("wrong")) showFault(field, found ? reasonSaid(node, found.reason) : "");
  drawQuestions();
  clearTimeout(saving);
  saving = setTimeout(save, 400);
}

// Shows what is wrong in the part on the screen; answers whether anything is.
function blame() {
  const nodes = Object.fromEntries([...walk(draft.form.fields)].map((node) => [node.name, node]));
  const found = Object.fromEntries(wrongs(draft.form, settled(), localDay()).map((one) => [one.path, one]));
  let first = null;
  for (const field of document.querySelectorAll("#survey-form [data-path]")) {
    const one = found[field.dataset.path];
    showFault(field, one ? reasonSaid(nodes[field.dataset.path.split("/").at(-1)], one.reason) : "");
    if (one) first ??= field;
  }
  if (first) {
    first.scrollIntoView({ block: "center" });
    first.querySelector("input,select,textarea,button")?.focus({ preventScroll: true });
  }
  return Boolean(first);
}

async function move(by) {
  if (by > 0 && blame()) return;
  draft.section = step(draft.section, by);
  await save();
  showSection();
}

async function leave() {
  await save();
  toast(words.kept);
  close();
  await showPeople();
}

async function finish() {
  if (blame()) return;
  for (const node of walk(draft.form.fields)) if (node.kind === "end") draft.answers[node.name] = localTime();
  const state = settled(), found = wrongs(draft.form, state, localDay());
  if (found.length) {
    const sections = sectionsOf(draft.form), name = found[0].path.split("/").at(-1);
    draft.section = sections.findIndex((one) => [...walk(one.nodes)].some((node) => node.name === name));
    toast(fill(words.fault_some, found.length));
    showSection(found[0].path);
    blame();
    return;
  }
  // A draft that is kept a moment later would take the place of what is finished.
  clearTimeout(saving);
  stopClock();
  const spoken = new Set(state.asked);
  draft.photos = draft.photos.filter((one) => spoken.has(one.path));
  const row = { ...draft, xml: written(draft.form, state.values, draft.instance), outcome: state.values.outcome || "done", state: "queued", reason: "" };
  try {
    await keep.keep(row);
  } catch {
    return toast(words.full);
  }
  toast(words.finished);
  close();
  await showPeople();
  send();
}

// What waits

async function drawQueue(outcome = "") {
  const rows = await keep.all().catch(() => []);
  const mine = rows.filter((row) => row.account === account);
  const waiting = mine.filter((row) => row.state === "queued").length, rejected = mine.filter((row) => row.state === "rejected");
  const others = rows.filter((row) => row.account !== account && row.state === "queued").length;
  const unreadable = mine.filter((row) => row.state === "unreadable").length;
  const sent = mine.some((row) => row.state === "sent");
  box.hidden = !waiting && !rejected.length && !others && !unreadable && !sent && navigator.onLine;
  box.querySelector("h2").textContent = [waiting && fill(words.waiting, waiting), rejected.length && fill(words.refused, rejected.length)].filter(Boolean).join(" · ") || (sent ? words.all_sent : words.nothing);
  const how = !navigator.onLine ? words.offline : waiting ? { later: words.later, offline: words.later, "sign-in": words.sign_in, busy: words.sending }[outcome] : "";
  box.querySelector("[data-said]").textContent = [how, others && fill(words.others, others), unreadable && fill(words.unreadable, unreadable)].filter(Boolean).join(" ");
  box.querySelector("[data-list]").replaceChildren(...rejected.map(rejectedRow));
  box.querySelector("[data-send-now]").hidden = !waiting || !navigator.onLine;
  box.querySelector("[data-export]").hidden = !waiting && !rejected.length;
  // Without network nobody could come back in.
  document.querySelector("[data-sign-out]").hidden = !navigator.onLine;
  box.querySelector("[data-sign-in]").hidden = outcome !== "sign-in" || !waiting;
}

function rejectedRow(row) {
  const item = element("li"), told = element("div"), actions = element("p", "actions");
  if (row.refusal !== "conflict") actions.append(button(words.again, "small quiet", () => reopen(row)));
  actions.append(button(words.drop, "small danger", () => forget(row)));
  told.append(element("b", "", row.label), element("p", "fault", row.reason), actions);
  item.append(told, element("span", "tag late", words.state_rejected));
  return item;
}

async function reopen({ id }) {
  const row = await keep.read(id).catch(() => null);
  if (!row) return toast(fill(words.unreadable, 1));
  draft = { ...row, state: "draft", section: 0 };
  startClock();
  showSection();
}

async function forget(row) {
  if (!confirm(words.drop_sure)) return;
  await keep.drop(row.id);
  drawQueue();
  if (!draft) showPeople();
}

let wait = FIRST_WAIT, timer;

async function send() {
  clearTimeout(timer);
  if (!navigator.onLine) return drawQueue();
  await drawQueue("busy");
  const outcome = await keep.sendAll(account, drawQueue).catch(() => "later");
  await drawQueue(outcome);
  if (!draft) await showPeople();
  const left = (await keep.all().catch(() => [])).some((row) => row.state === "queued" && row.account === account);
  if (!left || outcome === "sign-in") return;
  timer = setTimeout(send, wait * (0.8 + Math.random() * 0.4));
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

function sendNow() {
  wait = FIRST_WAIT;
  return send();
}

box.querySelector("[data-export]").textContent = words.export;
box.querySelector("[data-export]").addEventListener("click", async () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await keep.unsent());
  link.download = `linli-unsent-${localDay()}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
});
box.querySelector("[data-send-now]").addEventListener("click", sendNow);
addEventListener("online", sendNow);
addEventListener("offline", () => drawQueue());

// What is taken along, and the page itself, kept for when there is no network

async function takeAlong() {
  const asked = performance.now();
  const answer = await fetch(app.dataset.package, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) return;
  along = await answer.json();
  // Of an answer of the network, not of the one kept: that one is old by right.
  const fresh = navigator.onLine && performance.now() - asked < 4000 && Math.abs(Date.parse(answer.headers.get("Date") ?? along.now) - Date.parse(along.now)) < 5000;
  if (fresh) clockOff = Date.now() - Date.parse(along.now);
}

async function keepPages() {
  if (!("serviceWorker" in navigator) || !navigator.onLine) return;
  await navigator.serviceWorker.ready;
  const cache = await caches.open(CACHE);
  if (localStorage.getItem("linli:survey:whose") !== account) for (const key of await cache.keys()) await cache.delete(key);
  localStorage.setItem("linli:survey:whose", account);
  for (const page of [location.pathname, app.dataset.package]) {
    const answer = await fetch(page);
    if (answer.ok && !answer.redirected) await cache.put(page, answer);
  }
  const parts = [...document.querySelectorAll("script[src],link[rel=stylesheet],link[rel=modulepreload],link[rel=icon]")].map((part) => part.getAttribute("src") ?? part.getAttribute("href"));
  await Promise.all(parts.map(async (part) => (await caches.match(part)) ?? cache.add(part)));
  document.documentElement.dataset.kept = "yes";
}

async function tidy() {
  // What has arrived is the server's to tell once its list says so.
  const states = Object.fromEntries(along.people.map((one) => [`${one.survey} ${one.unit}`, one.state]));
  for (const row of await keep.all().catch(() => [])) if (row.state === "sent" && row.account === account && (states[`${row.survey} ${row.unit}`] ?? "done") !== "waiting") await keep.drop(row.id);
}

if (sealing.canSeal()) {
  await takeAlong().catch(() => {});
  await tidy();
  await showPeople();
  await drawQueue();
  keepPages().catch(() => {});
  sendNow();
} else screen.replaceChildren(notice(words.insecure));
