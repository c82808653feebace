// [data-keys] lists: j and k walk the rows, Enter opens, / searches, ? explains. Can be switched off there.
const OFF = "linli:keys-off";
const rows = () => [...document.querySelectorAll("[data-keys] [data-row]")];
const chosen = () => rows().findIndex((row) => row.contains(document.activeElement));

function choose(at) {
  const all = rows();
  if (!all.length) return;
  const row = all[Math.max(0, Math.min(all.length - 1, at))];
  for (const other of all) other.classList.toggle("chosen", other === row);
  row.querySelector("a")?.focus();
  row.scrollIntoView({ block: "nearest" });
}

const acts = {
  j: () => choose(chosen() + 1),
  k: () => choose(chosen() - 1),
  "/": () => document.querySelector("[data-search]")?.focus(),
  "?": () => document.getElementById("keys-help")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || localStorage.getItem(OFF)) return;
  if (event.target.closest("input:not([type=checkbox],[type=radio]),textarea,select,dialog,[contenteditable],.map")) return;
  const extra = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!acts[event.key] && !extra) return;
  event.preventDefault();
  if (acts[event.key]) acts[event.key]();
  else extra.click();
});

const toggle = document.querySelector("[data-keys-toggle]");
if (toggle) {
  toggle.checked = !localStorage.getItem(OFF);
  toggle.addEventListener("change", () => (toggle.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
}
