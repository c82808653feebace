// [data-hand-in]: a chosen photo is made smaller and sent at once.
import { shrink } from "../web/shrink.js";

const words = JSON.parse(document.getElementById("words-hand-in").textContent);

async function send(form, input) {
  const said = form.querySelector("[data-said]");
  said.textContent = words.sending;
  const sent = new DataTransfer();
  for (const file of input.files) sent.items.add(file.type.startsWith("image/") ? await shrink(file) : file);
  input.files = sent.files;
  form.requestSubmit(form.querySelector("[name=hand_in]"));
}

for (const form of document.querySelectorAll("[data-hand-in]")) {
  const input = form.querySelector("input[type=file]");
  input.addEventListener("change", () => input.files.length && send(form, input));
}
