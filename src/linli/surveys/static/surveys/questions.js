// Draws the questions of one part of a form, and puts what is answered into the draft.
const { split } = await import(document.querySelector("[data-module=evaluate]").href);
const { shrink } = await import(document.querySelector("[data-module=shrink]").href);
const words = JSON.parse(document.getElementById("words-survey").textContent);
const LOCATE_MS = 15_000;
const fill = (text, n) => text.replace("{n}", n);

export function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

const idOf = (path) => `q-${path.replace(/[^\w]/g, "-")}`;
// A label may hold an answer: ${bp_systolic}.
const saying = (text, values) => text.replace(/\$\{\s*([^}\s]+)\s*\}/g, (_whole, name) => values[name] ?? "");

function rowOf(draft, path) {
  const [repeat, index, name] = split(path);
  if (!repeat) return [draft.answers, name];
  const rows = (draft.answers[repeat] ??= []);
  while (rows.length <= index) rows.push({});
  return [rows[index], name];
}

export function answered(draft, path) {
  const [row, name] = rowOf(draft, path);
  return row[name] ?? "";
}

export function answer(draft, path, value) {
  const [row, name] = rowOf(draft, path);
  row[name] = value;
}

// A question with its label, hint and place for what is wrong; `changed` is told of every answer.
export function question(node, path, draft, values, changed) {
  const labelled = node.label ? saying(node.label, values) : node.name;
  const box = element("div", "field survey-question");
  box.dataset.path = path;
  if (node.kind === "note") {
    box.className = "survey-note";
    box.append(element("p", "", labelled));
    return box;
  }
  const grouped = node.kind.startsWith("select");
  const label = element(grouped ? "p" : "label", grouped ? "strong" : "", labelled);
  label.id = `${idOf(path)}-label`;
  if (!grouped) label.htmlFor = idOf(path);
  if (!node.required) label.append(" ", element("span", "optional", words.optional));
  box.append(label);
  if (node.hint) box.append(Object.assign(element("p", "hint", saying(node.hint, values)), { id: `${idOf(path)}-hint` }));
  box.append(Object.assign(element("p", "fault"), { id: `${idOf(path)}-fault`, hidden: true }));
  box.append((DRAWN[node.kind] ?? line)(node, path, draft, changed));
  return box;
}

function described(field, node, path) {
  field.id ||= idOf(path);
  field.setAttribute("aria-describedby", `${node.hint ? `${idOf(path)}-hint ` : ""}${idOf(path)}-fault`);
  return field;
}

function line(node, path, draft, changed) {
  const long = node.kind === "text" && node.appearance?.includes("multiline");
  const field = described(element(long ? "textarea" : "input"), node, path);
  if (node.kind === "integer") Object.assign(field, { inputMode: "numeric", autocomplete: "off", className: "short" });
  if (node.kind === "decimal") Object.assign(field, { inputMode: "decimal", autocomplete: "off", className: "short" });
  if (node.kind === "date") Object.assign(field, { type: "date", className: "short" });
  field.value = answered(draft, path);
  field.readOnly = Boolean(node.read_only) || (node.name === "unit" && Boolean(draft.unit));
  field.addEventListener("input", () => {
    // A comma for the point, and digits of the full width, are what keyboards here give.
    const plain = ["integer", "decimal"].includes(node.kind) ? field.value.normalize("NFKC").replace(",", ".").replace("。", ".").trim() : field.value;
    answer(draft, path, plain);
    changed(path);
  });
  return field;
}

function choices(node, path, draft, changed) {
  const several = node.kind === "select_multiple";
  const box = element("div", "choices");
  box.setAttribute("role", several ? "group" : "radiogroup");
  box.setAttribute("aria-labelledby", `${idOf(path)}-label`);
  const chosen = answered(draft, path).split(" ");
  for (const { value, label } of node.choices) {
    const row = element("label", "choice"), field = document.createElement("input");
    Object.assign(field, { type: several ? "checkbox" : "radio", name: idOf(path), value, checked: chosen.includes(value) });
    field.addEventListener("change", () => {
      const now = [...box.querySelectorAll("input:checked")].map((one) => one.value).join(" ");
      answer(draft, path, now);
      changed(path);
    });
    row.append(field, " ", element("span", "", label));
    box.append(row);
  }
  return box;
}

function position(node, path, draft, changed) {
  const box = element("div", "stack"), said = element("p", "small"), button = element("button", "button quiet", words.locate);
  button.type = "button";
  described(button, node, path);
  const tell = () => (said.textContent = answered(draft, path) ? fill(words.located, answered(draft, path).split(" ")[3] ?? "?") : "");
  button.addEventListener("click", () => {
    said.textContent = words.locating;
    const none = () => (said.textContent = words.no_position);
    if (!navigator.geolocation) return none();
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        answer(draft, path, `${coords.latitude.toFixed(6)} ${coords.longitude.toFixed(6)} 0 ${Math.round(coords.accuracy)}`);
        tell();
        changed(path);
      },
      none, { enableHighAccuracy: true, timeout: LOCATE_MS, maximumAge: 60_000 },
    );
  });
  said.setAttribute("role", "status");
  tell();
  box.append(button, said);
  return box;
}

function photo(node, path, draft, changed) {
  const box = element("div", "stack"), said = element("p", "small"), field = document.createElement("input"), off = element("button", "button small quiet", words.photo_drop);
  Object.assign(field, { type: "file", accept: "image/*", capture: "environment" });
  described(field, node, path);
  off.type = "button";
  const kept = () => draft.photos.find((one) => one.path === path);
  const tell = () => {
    said.textContent = kept() ? fill(words.photo_kept, Math.round(kept().blob.size / 1024)) : "";
    off.hidden = !kept();
  };
  const without = () => {
    draft.photos = draft.photos.filter((one) => one.path !== path);
    answer(draft, path, "");
  };
  field.addEventListener("change", async () => {
    const [file] = field.files;
    if (!file) return;
    const small = await shrink(file);
    if (!["image/jpeg", "image/png"].includes(small.type)) return void (said.textContent = words.photo_none);
    without();
    const name = `${Date.now()}.${small.type === "image/png" ? "png" : "jpg"}`;
    draft.photos.push({ path, name, blob: small });
    answer(draft, path, name);
    tell();
    changed(path);
  });
  off.addEventListener("click", () => {
    without();
    field.value = "";
    tell();
    changed(path);
  });
  said.setAttribute("role", "status");
  tell();
  box.append(field, said, off);
  return box;
}

const DRAWN = { select_one: choices, select_multiple: choices, geopoint: position, image: photo };

// What is wrong with an answer, in words.
export function reasonSaid(node, reason) {
  if (reason === "constraint") return node.said || words.constraint;
  if (reason === "required") return node.required_said || words.required;
  return reason === "choice" ? words.choice : words[`type_${node.kind}`] ?? words.type_text;
}

export function showFault(box, text) {
  const said = box.querySelector(".fault");
  if (!said) return;
  said.textContent = text;
  said.hidden = !text;
  box.classList.toggle("wrong", Boolean(text));
}
