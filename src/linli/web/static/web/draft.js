// Keeps what is being written in <form data-draft="name"> on this device, and offers it again.
// It is forgotten when the form is emptied or sent by a button named "fresh", and when a page shows
// [data-draft-sent="name"]: it has arrived. With data-draft-key it is kept as ciphertext only (sealed.js, linked as
// data-module="sealed"), which nobody opens without a page that brings the key. Forms that come later are announced by htmx:load or linli:shown.
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

// Fills in what the server left open: a text that is empty, and whatever is chosen from a list. Answers the fields it changed.
function restore(form, values) {
  const changed = [];
  for (const field of form.elements) {
    if (!keeps(field) || !(field.name in values)) continue;
    const kept = values[field.name];
    if (field.type === "checkbox" || field.type === "radio") {
      if (field.checked === kept.includes(field.value)) continue;
      field.checked = !field.checked;
    } else if (field.type === "select-one") {
      if (field.value === kept || ![...field.options].some((option) => option.value === kept)) continue;
      field.value = kept;
    } else {
      if (field.value || !kept) continue;
      field.value = kept;
    }
    changed.push(field);
  }
  return changed;
}

const sealing = async (key) => (await import(document.querySelector("[data-module=sealed]").href)).seals(key);

// Asks for no moment where nothing is sealed: a page that is left has none.
async function read({ draft: name, draftKey: key }, then) {
  try {
    const kept = JSON.parse(localStorage.getItem(place(name)));
    if (!kept || Date.now() - kept.at >= KEPT_FOR) return then(null);
    if (!kept.sealed && key) await write({ draft: name, draftKey: key }, kept.values); // of a page from before
    then(kept.sealed ? JSON.parse(await (await sealing(key)).openLine(kept.sealed, name)) : kept.values);
  } catch {
    then(null);
  }
}

async function write({ draft: name, draftKey: key }, values) {
  try {
    if (!values) localStorage.removeItem(place(name));
    else {
      const kept = key ? { sealed: await (await sealing(key)).sealLine(JSON.stringify(values), name) } : { values };
      localStorage.setItem(place(name), JSON.stringify({ at: Date.now(), ...kept }));
    }
    return true;
  } catch {
    return false; // a full or forbidden store must not stop anyone from writing
  }
}

// Forms with something written that is not kept yet, each with its timer.
const waiting = new Map();

function settle(form, values) {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
  return write(form.dataset, values);
}

async function keep(form) {
  const kept = settle(form, written(form));
  const said = form.querySelector("[data-draft-said]");
  if ((await kept) && said) said.textContent = words.kept;
}

function offer(form, restored) {
  const bar = document.createElement("div");
  bar.className = "notice calm";
  bar.setAttribute("role", "status");
  bar.dataset.draftOffer = "";
  const said = document.createElement("div");
  said.textContent = words.found;
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "button quiet small";
  drop.textContent = words.drop;
  drop.addEventListener("click", () => {
    form.reset();
    for (const field of restored) if (field.type === "hidden") field.value = ""; // which no reset empties
    form.querySelector("textarea,input:not([type=hidden])")?.focus();
  });
  bar.append(said, drop);
  form.prepend(bar);
}

function show(part) {
  const found = (what) => [...(part.matches?.(what) ? [part] : []), ...part.querySelectorAll(what)];
  for (const sent of found("[data-draft-sent]")) write({ draft: sent.dataset.draftSent }, null);
  for (const form of found("form[data-draft]")) {
    if (form.querySelector("[data-draft-offer]")) continue;
    const early = [...form.elements].some((field) => keeps(field) && "defaultValue" in field && field.value !== field.defaultValue);
    read(form.dataset, (values) => {
      const restored = values ? restore(form, values) : [];
      if (restored.some((field) => field.type !== "hidden")) offer(form, restored);
      if (early) keep(form); // written before this script was there
    });
  }
}

function wrote({ target }) {
  const form = target.form;
  if (!form?.matches("[data-draft]")) return;
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(keep, 400, form));
}
document.addEventListener("input", wrote);
document.addEventListener("change", wrote);
document.addEventListener("submit", ({ target, submitter }) => {
  if (!target.matches("form[data-draft]")) return;
  if (submitter?.name === "fresh") settle(target, null);
  else keep(target);
});
document.addEventListener("reset", ({ target }) => {
  if (!target.matches("form[data-draft]")) return;
  settle(target, null);
  target.querySelector("[data-draft-offer]")?.remove();
});
addEventListener("pagehide", () => [...waiting.keys()].forEach(keep));
for (const shown of ["htmx:load", "linli:shown"]) document.addEventListener(shown, ({ target }) => show(target));
show(document);
