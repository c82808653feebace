// Keeps what is being written in <form data-draft="name"> on this device, and offers it again.
// A page showing [data-draft-sent="name"] says that it has arrived: the draft is then forgotten.
const words = JSON.parse(document.getElementById("words-draft").textContent);
const KEPT_FOR = 3 * 24 * 60 * 60 * 1000;
const place = (name) => `linli:draft:${name}`;

const keeps = (field) =>
  field.name && field.name !== "csrfmiddlewaretoken" && !["file", "password", "submit"].includes(field.type) &&
  !field.matches("[data-draft-skip]");

function written(form) {
  const values = {};
  for (const field of form.elements) {
    if (!keeps(field)) continue;
    const choice = field.type === "checkbox" || field.type === "radio";
    if (choice) (values[field.name] ??= []).push(...(field.checked ? [field.value] : []));
    else values[field.name] = field.value;
  }
  return values;
}

function restore(form, values) {
  let changed = false;
  for (const field of form.elements) {
    if (!keeps(field) || !(field.name in values)) continue;
    if (field.type === "checkbox" || field.type === "radio") {
      const checked = values[field.name].includes(field.value);
      changed ||= checked !== field.checked;
      field.checked = checked;
    } else if (!field.value && values[field.name]) {
      field.value = values[field.name];
      changed ||= field.type !== "hidden";
    }
    if (changed) field.dispatchEvent(new Event("linli:restored", { bubbles: true }));
  }
  return changed;
}

function read(name) {
  try {
    const kept = JSON.parse(localStorage.getItem(place(name)));
    return kept && Date.now() - kept.at < KEPT_FOR ? kept.values : null;
  } catch {
    return null;
  }
}

function write(name, values) {
  try {
    if (values) localStorage.setItem(place(name), JSON.stringify({ at: Date.now(), values }));
    else localStorage.removeItem(place(name));
    return true;
  } catch {
    return false; // a full or forbidden store must not stop anyone from writing
  }
}

function offer(form, name) {
  const bar = document.createElement("div");
  bar.className = "notice calm";
  bar.setAttribute("role", "status");
  const said = document.createElement("div");
  said.textContent = words.found;
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "button quiet small";
  drop.textContent = words.drop;
  drop.addEventListener("click", () => {
    write(name, null);
    form.reset();
    for (const field of form.elements) if (keeps(field) && !["checkbox", "radio"].includes(field.type)) field.value = "";
    bar.remove();
    form.querySelector("textarea,input:not([type=hidden])")?.focus();
  });
  bar.append(said, drop);
  form.prepend(bar);
}

for (const sent of document.querySelectorAll("[data-draft-sent]")) write(sent.dataset.draftSent, null);

for (const form of document.querySelectorAll("form[data-draft]")) {
  const name = form.dataset.draft;
  const values = read(name);
  if (values && restore(form, values)) offer(form, name);
  let waiting;
  const keep = () => {
    clearTimeout(waiting);
    const kept = write(name, written(form));
    const said = form.querySelector("[data-draft-said]");
    if (said && kept) said.textContent = words.kept;
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 400);
  });
  form.addEventListener("submit", keep);
  addEventListener("pagehide", () => waiting && keep());
}
