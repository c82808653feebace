// A form's page: shows what is asked by what is answered, adds up, and keeps what is typed a little after each change.
const form = document.querySelector("form[data-apply]");
const words = JSON.parse(document.getElementById("words-apply").textContent);
const said = form.querySelector("[data-kept]");

const answers = (name) => new FormData(form).getAll(name);

function ask() {
  for (const box of form.querySelectorAll("[data-when]")) {
    const wanted = Object.entries(JSON.parse(box.dataset.when));
    box.toggleAttribute("data-unmet", !wanted.every(([name, some]) => answers(name).some((one) => some.includes(one))));
  }
  for (const sum of form.querySelectorAll("[data-sum]")) {
    const parts = JSON.parse(sum.dataset.sum).map((id) => Number(answers(`f-${id}`)[0]?.replace(/[,，元\s]/g, "") || 0));
    const total = parts.reduce((all, part) => all + part, 0);
    if (Number.isFinite(total)) sum.textContent = Number.isInteger(total) ? total : total.toFixed(2);
  }
}

let waiting = 0;
let changed = false;

async function keep() {
  if (!changed) return;
  changed = false;
  const sent = new FormData(form);
  sent.append("save", "1");
  try {
    const answer = await fetch(form.action, { method: "POST", body: sent, keepalive: true, redirect: "manual" });
    said.textContent = answer.status === 204 ? words.kept.replace("{time}", new Date().toTimeString().slice(0, 5)) : "";
    if (answer.status !== 204) changed = true;
  } catch {
    changed = true;
    said.textContent = words.offline;
  }
}

form.addEventListener("input", () => {
  ask();
  changed = true;
  clearTimeout(waiting);
  waiting = setTimeout(keep, 1500);
});
form.addEventListener("submit", () => {
  clearTimeout(waiting);
  changed = false;
});
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
addEventListener("online", keep);
ask();
