// [data-photos]: previews, removal, and making big pictures, and those of other kinds, a smaller JPEG before they are sent.
import { MEGA, shrink, TAKEN } from "./shrink.js";

const words = JSON.parse(document.getElementById("words-photos").textContent);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
const mega = (bytes) => Math.max(0.1, bytes / MEGA).toFixed(1);

class Picker {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector("input[type=file]");
    this.add = box.querySelector(".add");
    this.said = document.getElementById(box.dataset.said);
    this.most = Number(box.dataset.max ?? 10);
    this.limit = Number(box.dataset.limit ?? 20);
    this.files = [];
    this.busy = null;
    this.input.addEventListener("change", () => (this.busy = this.take([...this.input.files])));
    this.input.form?.addEventListener("submit", (event) => this.hold(event));
  }

  async take(chosen) {
    const faults = [];
    const room = this.most - this.files.length;
    if (chosen.length > room) {
      const names = chosen.slice(room).map((file) => file.name).join("、");
      faults.push(fill(words.many, { n: this.most, names }));
    }
    this.say(words.shrinking);
    for (const file of chosen.slice(0, room)) {
      const fault = await this.keep(file);
      if (fault) faults.push(fault);
    }
    this.draw();
    this.busy = null;
    this.tell(faults);
  }

  async keep(file) {
    const small = await shrink(file);
    if (!TAKEN.includes(small.type)) return fill(words.kind, { name: file.name });
    if (small.size > this.limit * MEGA) {
      return fill(words.big, { name: file.name, size: mega(file.size), limit: this.limit });
    }
    this.files.push(small);
    return "";
  }

  tell(faults) {
    const bytes = this.files.reduce((sum, file) => sum + file.size, 0);
    const ready = this.files.length ? fill(words.ready, { n: this.files.length, size: mega(bytes) }) : "";
    this.say([...faults, ready].filter(Boolean).join(" "), faults.length > 0);
  }

  say(text, wrong = false) {
    if (!this.said) return;
    this.said.textContent = text;
    this.said.classList.toggle("fault", wrong);
  }

  draw() {
    const sent = new DataTransfer();
    for (const file of this.files) sent.items.add(file);
    this.input.files = sent.files;
    for (const old of this.box.querySelectorAll(".photo:not(.add)")) {
      URL.revokeObjectURL(old.querySelector("img").src);
      old.remove();
    }
    this.files.forEach((file, at) => this.add.before(this.preview(file, at)));
    this.add.hidden = this.files.length >= this.most;
  }

  preview(file, at) {
    const photo = document.createElement("div");
    photo.className = "photo";
    const image = new Image();
    image.src = URL.createObjectURL(file);
    image.alt = file.name;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.setAttribute("aria-label", fill(words.remove, { n: at + 1 }));
    remove.append(this.box.querySelector("template").content.cloneNode(true));
    remove.addEventListener("click", () => {
      this.files.splice(at, 1);
      this.draw();
      this.tell([]);
      this.input.focus();
    });
    photo.append(image, remove);
    return photo;
  }

  async hold(event) {
    if (!this.busy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await this.busy;
    this.input.form.requestSubmit(event.submitter ?? undefined);
  }
}

for (const box of document.querySelectorAll("[data-photos]")) new Picker(box);
