// [data-sign]: a signature drawn with a finger becomes the file that the form sends.
const pad = document.querySelector("canvas[data-sign]");
const ink = pad.getContext("2d");
const input = document.getElementById("signature");
// A finger that only rests or trembles has signed nothing.
const STROKE = 12;
let drawing = false;
let signed = false;
let from = [0, 0];

function clear() {
  ink.fillStyle = "#fff";
  ink.fillRect(0, 0, pad.width, pad.height);
  ink.lineWidth = 4;
  ink.lineCap = ink.lineJoin = "round";
  ink.strokeStyle = "#1c2526";
}

const at = (event) => {
  const box = pad.getBoundingClientRect();
  return [((event.clientX - box.left) * pad.width) / box.width, ((event.clientY - box.top) * pad.height) / box.height];
};

function finish() {
  if (!drawing) return;
  drawing = false;
  if (!signed) return;
  pad.toBlob((blob) => {
    const sent = new DataTransfer();
    sent.items.add(new File([blob], "signature.png", { type: "image/png" }));
    input.files = sent.files;
  }, "image/png");
}

pad.addEventListener("pointerdown", (event) => {
  drawing = true;
  pad.setPointerCapture(event.pointerId);
  from = at(event);
  ink.beginPath();
  ink.moveTo(...from);
});
pad.addEventListener("pointermove", (event) => {
  if (!drawing) return;
  const [x, y] = at(event);
  ink.lineTo(x, y);
  ink.stroke();
  if (Math.hypot(x - from[0], y - from[1]) >= STROKE) signed = true;
});
pad.addEventListener("pointerup", finish);
pad.addEventListener("pointercancel", finish);
document.querySelector("[data-sign-again]").addEventListener("click", () => {
  clear();
  signed = false;
  input.value = "";
});
clear();
