// A signature written with finger, pen or mouse: [data-signature] holds an <svg> to write in and a hidden field that is sent.
const NEAR = 5;

function begin(field) {
  const sheet = field.querySelector("svg");
  const path = sheet.querySelector("path");
  const sent = field.querySelector("input[type=hidden]");
  const said = field.querySelector("[role=status]");
  const { width: wide, height: high } = sheet.viewBox.baseVal;
  let strokes = [];
  try { strokes = JSON.parse(sent.value || "[]"); } catch { strokes = []; }

  const between = (number, most) => Math.max(0, Math.min(most, Math.round(number)));
  function point(event) {
    const box = sheet.getBoundingClientRect();
    return [between(((event.clientX - box.left) / box.width) * wide, wide), between(((event.clientY - box.top) / box.height) * high, high)];
  }
  function show() {
    path.setAttribute("d", strokes.map((stroke) => `M${stroke.map((at) => at.join(" ")).join(" L")}${stroke.length === 1 ? " l0.1 0" : ""}`).join(" "));
    sent.value = strokes.length ? JSON.stringify(strokes) : "";
    field.classList.toggle("written", strokes.length > 0);
    said.textContent = strokes.length ? field.dataset.written : "";
  }
  function add(event) {
    const stroke = strokes.at(-1);
    for (const one of event.getCoalescedEvents?.() ?? [event]) {
      const [x, y] = point(one);
      const [before, above] = stroke.at(-1);
      if (Math.hypot(x - before, y - above) >= NEAR) stroke.push([x, y]);
    }
    show();
  }

  let writing = null;
  sheet.addEventListener("pointerdown", (event) => {
    if (writing !== null || event.button > 0) return;
    event.preventDefault();
    writing = event.pointerId;
    sheet.setPointerCapture(writing);
    strokes.push([point(event)]);
    show();
  });
  sheet.addEventListener("pointermove", (event) => { if (event.pointerId === writing) add(event); });
  for (const end of ["pointerup", "pointercancel"]) {
    sheet.addEventListener(end, (event) => { if (event.pointerId === writing) writing = null; });
  }
  field.querySelector("[data-undo]").addEventListener("click", () => { strokes.pop(); show(); });
  field.querySelector("[data-clear]").addEventListener("click", () => { strokes = []; show(); });
  show();
}

for (const field of document.querySelectorAll("[data-signature]")) begin(field);
