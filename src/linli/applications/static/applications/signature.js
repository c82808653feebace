// [data-sign]: a signature drawn with a finger becomes the file that the form sends.
const pad = document.querySelector("canvas[data-sign]");
const ink = pad.getContext("2d");
const input = document.getElementById("signature");
let drawing = false;

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
  pad.toBlob((blob) => {
    const sent = new DataTransfer();
    sent.items.add(new File([blob], "signature.png", { type: "image/png" }));
    input.files = sent.files;
  }, "image/png");
}

pad.addEventListener("pointerdown", (event) => {
  drawing = true;
  pad.setPointerCapture(event.pointerId);
  ink.beginPath();
  ink.moveTo(...at(event));
});
pad.addEventListener("pointermove", (event) => {
  if (!drawing) return;
  ink.lineTo(...at(event));
  ink.stroke();
});
pad.addEventListener("pointerup", finish);
pad.addEventListener("pointercancel", finish);
document.querySelector("[data-sign-again]").addEventListener("click", () => {
  clear();
  input.value = "";
});
clear();
