// Every page: says that scripts run, keeps a form from being sent twice, shows toasts, installs the offline shell.
const words = JSON.parse(document.getElementById("words-shell").textContent);
document.documentElement.classList.add("scripted");

function toast(text) {
  const said = document.createElement("div");
  said.className = "toast";
  said.textContent = text;
  document.getElementById("toasts").append(said);
  setTimeout(() => said.remove(), 4000 + text.length * 120);
}
// A server answer asks for one by the header HX-Trigger: {"linli:toast": "…"}.
document.addEventListener("linli:toast", (event) => toast(event.detail.value ?? event.detail));
addEventListener("offline", () => toast(words.offline));

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]") || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("form [aria-busy]")) button.removeAttribute("aria-busy");
});

document.querySelector(".faults")?.focus();
// In a line of chips wider than the screen, the one that is on is in sight.
for (const chip of document.querySelectorAll(".slide > [aria-current]")) {
  const line = chip.parentElement;
  line.scrollLeft = chip.offsetLeft - line.offsetLeft - (line.clientWidth - chip.offsetWidth) / 2;
}
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
// Where the device has its own way of sharing, by that; else the address is copied.
for (const button of document.querySelectorAll("[data-share]")) {
  button.addEventListener("click", async () => {
    const { share: url, title, copied } = button.dataset;
    if (!navigator.share) return navigator.clipboard.writeText(url).then(() => toast(copied));
    await navigator.share({ title, url }).catch(() => {}); // thought better of it
  });
}
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    toast(button.dataset.copied);
  });
}

if ("serviceWorker" in navigator && isSecureContext) {
  addEventListener("load", () => navigator.serviceWorker.register("/sw.js", { scope: "/" }).catch(() => {}));
}
