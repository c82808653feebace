// The switch of reminders on this device: asks the browser for its push address, and tells the server of it or takes it back.
const card = document.querySelector("[data-push]");
const { key, address, known } = JSON.parse(document.getElementById("push-switch").textContent);
const token = document.querySelector("[name=csrfmiddlewaretoken]").value;

function show(state) {
  for (const part of card.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
}

const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

async function digest(text) {
  const raw = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(raw), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// What is on here, if it is this person's: somebody else may have switched it on before.
async function current() {
  const worker = await navigator.serviceWorker.getRegistration("/");
  const on = await worker?.pushManager.getSubscription();
  return on && known.includes(await digest(on.endpoint)) ? on : null;
}

async function tell(method, body) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  const answer = await fetch(address, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
}

async function switchOn() {
  if ((await Notification.requestPermission()) !== "granted") return show("denied");
  const worker = await navigator.serviceWorker.register("/sw.js", { scope: "/" }).then(() => navigator.serviceWorker.ready);
  // One of another person, or made for another key of ours, is of no use here.
  await (await worker.pushManager.getSubscription())?.unsubscribe();
  const on = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  try {
    await tell("POST", on.toJSON());
  } catch (refused) {
    await on.unsubscribe();
    throw refused;
  }
  location.reload();
}

async function switchOff() {
  const on = await current();
  if (on) {
    await tell("DELETE", { endpoint: on.endpoint });
    await on.unsubscribe();
  }
  location.reload();
}

for (const button of card.querySelectorAll("[data-do]")) {
  const turn = button.dataset.do === "on" ? switchOn : switchOff;
  button.addEventListener("click", async () => {
    button.disabled = true;
    await turn().catch(() => show("failed"));
    button.disabled = false;
  });
}

if (!isSecureContext) show("insecure");
else if (!able) show("none");
else if (Notification.permission === "denied") show("denied");
else show((await current().catch(() => null)) ? "on" : "off");
