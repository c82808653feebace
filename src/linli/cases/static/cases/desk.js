// The desk's case page: loads a move's form into the dialog, narrows long lists, puts suggestions and templates in.
const dialog = document.getElementById("move");

document.addEventListener("click", async (event) => {
  const opener = event.target.closest("a[data-move]");
  if (!opener || !dialog || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  opener.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(opener.href, { headers: { "HX-Request": "true" }, redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    dialog.innerHTML = await answer.text();
    dialog.dispatchEvent(new Event("linli:shown", { bubbles: true }));
    dialog.showModal();
    dialog.querySelector("textarea,select,input:not([type=hidden],[type=search],[type=radio]:not(:checked))")?.focus();
    dialog.querySelector("[data-locate-now]")?.click();
  } catch {
    location.href = opener.href; // the same form on a page of its own
  } finally {
    opener.removeAttribute("aria-busy");
  }
});

document.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-choose],[data-put]");
  if (!choice) return;
  const field = document.getElementById(choice.dataset.into);
  if (choice.dataset.choose) {
    widen(field);
    field.value = choice.dataset.choose;
  } else {
    field.value = field.value.trim() ? `${field.value.trim()}\n${choice.dataset.put}` : choice.dataset.put;
    choice.closest("details")?.removeAttribute("open");
    field.focus();
    const gap = field.value.indexOf("{");
    if (gap >= 0) field.setSelectionRange(gap, field.value.indexOf("}", gap) + 1);
  }
  field.dispatchEvent(new Event("change", { bubbles: true }));
});

const said = (option, heading) => `${heading} ${option.textContent} ${option.dataset.words ?? ""}`.toLowerCase();

function widen(field) {
  const box = document.querySelector(`[data-narrow="${CSS.escape(field.id)}"]`);
  if (box?.value) {
    box.value = "";
    narrow(box);
  }
}

function narrow(box) {
  const target = document.getElementById(box.dataset.narrow);
  const words = box.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (text) => words.every((word) => text.includes(word));
  if (!(target instanceof HTMLSelectElement)) {
    for (const choice of target.children) choice.hidden = !fits(choice.textContent.toLowerCase()) && !choice.querySelector(":checked");
    return;
  }
  let first = null;
  for (const group of target.querySelectorAll("optgroup")) {
    for (const option of group.children) {
      option.hidden = !fits(said(option, group.label));
      if (!option.hidden) first ??= option;
    }
    group.hidden = [...group.children].every((option) => option.hidden);
  }
  if (words.length && first) target.value = first.value;
}

document.addEventListener("input", (event) => event.target.matches("[data-narrow]") && narrow(event.target));
