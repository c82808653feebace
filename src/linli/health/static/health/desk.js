// [data-urgent]: asks every half minute whether there is another urgent value, and shows the page anew, unless something
// is being written on it.
const EVERY = 30_000;
const box = document.querySelector("[data-urgent]");

async function look() {
  if (document.hidden) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.querySelector("[data-urgent]")?.dataset.urgent ?? "";
  const fresh = now.split(" ").some((key) => key && !box.dataset.urgent.includes(key));
  if (!fresh) return;
  const writing = [...document.querySelectorAll("textarea")].some((one) => one.value.trim());
  if (!writing) return location.reload();
  if (!box.querySelector("[data-fresh]")) {
    const line = Object.assign(document.createElement("p"), { className: "fault", textContent: box.dataset.said });
    line.dataset.fresh = "";
    line.setAttribute("role", "alert");
    box.prepend(line);
  }
}

setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);
