// Keeps relative times current: <time data-ago> and, inside .clock, <time data-due [data-warn]>.
const words = JSON.parse(document.getElementById("words-ago").textContent);
const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;

// Devices are often minutes off: count from the server's clock as it was when the page was made.
const served = Date.parse(document.querySelector("meta[name=now]")?.content ?? "");
const lag = Number.isNaN(served) || !navigator.onLine ? 0 : served - Date.now();
const now = () => Date.now() + (Math.abs(lag) > MINUTE ? lag : 0);
const fill = (text, n) => text.replace("{n}", n);

function since(passed) {
  if (passed < MINUTE) return words.now;
  if (passed < HOUR) return fill(words.minutes, Math.floor(passed / MINUTE));
  if (passed < DAY) return fill(words.hours, Math.floor(passed / HOUR));
  return fill(words.days, Math.floor(passed / DAY));
}

function span(length) {
  const minutes = Math.max(0, Math.round(length / MINUTE));
  const days = Math.floor(minutes / 1440), hours = Math.floor((minutes % 1440) / 60), rest = minutes % 60;
  if (days) return fill(words.day, days) + (hours ? " " + fill(words.hour, hours) : "");
  if (hours) return fill(words.hour, hours) + (rest ? " " + fill(words.minute, rest) : "");
  return fill(words.minute, rest);
}

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function refresh() {
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const passed = now() - Date.parse(time.dateTime);
    if (passed >= 0 && passed < 7 * DAY) say(time, since(passed));
  }
  for (const time of document.querySelectorAll("time[data-due]")) {
    const remaining = Date.parse(time.dateTime) - now();
    const text = remaining > 0 ? words.left : words.over;
    say(time, text.replace("{span}", span(remaining > 0 ? Math.max(remaining, MINUTE) : -remaining)));
    const clock = time.closest(".clock");
    clock?.classList.toggle("late", remaining <= 0);
    clock?.classList.toggle("soon", remaining > 0 && Date.parse(time.dataset.warn ?? "") <= now());
  }
}

setInterval(refresh, 20_000);
document.addEventListener("visibilitychange", () => document.hidden || refresh());
document.addEventListener("htmx:afterSettle", refresh);
