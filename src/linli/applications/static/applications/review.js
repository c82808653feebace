// The reviewer's page: leafs through the materials enlarged, and counts what is remarked. Without scripts pages open in a
// window of their own, and everything is sent by the same form.
const form = document.getElementById("review");
const lines = () => [...document.querySelectorAll(".remark input")];

// Remarks

function tell() {
  const said = lines().filter((line) => line.value.trim());
  const button = form.querySelector("[data-count]");
  button.textContent = said.length ? button.dataset.count.replace("{n}", said.length) : button.dataset.plain;
  const list = form.querySelector("[data-remarked]");
  list.replaceChildren(...said.map((line) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `#${line.closest("[id]").id}`;
    link.textContent = line.dataset.label;
    item.append(link, `：${line.value.trim()}`);
    return item;
  }));
  for (const jump of document.querySelectorAll("[data-return]")) {
    jump.textContent = button.textContent;
    jump.href = said.length ? "#review-shortcomings" : "#form";
  }
}

function phrases(line) {
  if (line.nextElementSibling) return;
  const chips = document.createElement("div");
  chips.className = "chips";
  for (const { value } of document.querySelectorAll("#phrases option")) {
    const chip = document.createElement("button");
    chip.type = "button";
    chip.className = "chip";
    chip.textContent = value;
    chip.addEventListener("click", () => {
      line.value = value;
      line.dispatchEvent(new Event("input", { bubbles: true }));
      line.focus();
    });
    chips.append(chip);
  }
  line.after(chips);
}

if (form) {
  const button = form.querySelector("[data-count]");
  button.dataset.plain = button.textContent;
  for (const line of lines()) {
    line.removeAttribute("list"); // the same as buttons, one touch instead of two
    const fold = line.closest("details");
    if (line.value) fold.open = true; // kept on this device
    if (fold.open) phrases(line);
    fold.addEventListener("toggle", () => {
      if (!fold.open) return;
      phrases(line);
      if (!line.value && fold.dataset.asked) line.focus();
    });
    fold.querySelector("summary").addEventListener("click", () => (fold.dataset.asked = "yes"));
  }
  document.addEventListener("input", ({ target }) => target.matches(".remark input") && tell());
  form.addEventListener("reset", () => setTimeout(tell));
  tell();
  // Where the moves themselves are on the screen, the bar that leads to them is not.
  const bar = document.querySelector(".actions.thumb a.button:not(.quiet)")?.parentElement;
  if (bar) new IntersectionObserver(([seen]) => (bar.hidden = seen.isIntersecting)).observe(form);
}

// Materials

const viewer = document.querySelector("[data-viewer]");
const pages = [...document.querySelectorAll("a[data-page]")];

class Viewer {
  #at = -1;
  #scale = 1;
  #angle = 0;
  #x = 0;
  #y = 0;
  #touches = new Map();

  constructor(box) {
    this.box = box;
    this.stage = box.querySelector(".stage");
    this.picture = box.querySelector("img");
    this.frame = box.querySelector("iframe");
    this.broken = box.querySelector("[data-broken]");
    this.picture.addEventListener("load", () => this.fit());
    this.picture.addEventListener("error", () => this.#miss(true));
    box.addEventListener("click", ({ target }) => this.do(target.closest("[data-do]")?.dataset.do));
    this.stage.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    this.stage.addEventListener("dblclick", () => this.do(this.#scale > this.#fitting() * 1.2 ? "fit" : "in"));
    for (const kind of ["pointerdown", "pointermove", "pointerup", "pointercancel"]) {
      this.stage.addEventListener(kind, (event) => this.#point(event));
    }
    new ResizeObserver(() => this.fit()).observe(this.stage);
  }

  get shown() {
    return pages[this.#at];
  }

  show(number) {
    const page = pages[number];
    if (!page) return;
    this.#at = number;
    this.#angle = 0;
    this.#miss(false);
    const photo = page.dataset.page === "photo";
    this.picture.hidden = !photo;
    this.frame.hidden = photo;
    if (photo) {
      this.picture.src = page.href;
      this.picture.alt = page.dataset.name;
    } else if (navigator.pdfViewerEnabled === false) {
      this.frame.hidden = true;
      this.#miss(true);
    } else if (this.frame.src !== page.href) {
      this.frame.src = page.href;
    }
    for (const one of pages) one.removeAttribute("aria-current");
    page.setAttribute("aria-current", "true");
    if (page.closest("details")) page.closest("details").open = true;
    this.box.querySelector("[data-shown]").textContent = `${number + 1} / ${pages.length}　${page.dataset.name}`;
    this.box.querySelector("[data-alone]").href = page.href;
    for (const button of this.box.querySelectorAll("button[data-do]")) {
      const kind = button.dataset.do;
      button.disabled =
        kind === "before" ? number === 0 : kind === "after" ? number === pages.length - 1 : !photo;
    }
  }

  do(what) {
    if (what === "before") this.show(this.#at - 1);
    if (what === "after") this.show(this.#at + 1);
    if (what === "in") this.#zoom(1.4);
    if (what === "out") this.#zoom(1 / 1.4);
    if (what === "fit") this.fit();
    if (what === "turn") {
      this.#angle = (this.#angle + 90) % 360;
      this.fit();
    }
  }

  #miss(is) {
    this.broken.hidden = !is;
    if (is) this.picture.hidden = true;
  }

  #fitting() {
    const sideways = this.#angle % 180;
    const [wide, high] = [this.picture.naturalWidth || 1, this.picture.naturalHeight || 1];
    const [room, height] = [this.stage.clientWidth - 16, this.stage.clientHeight - 16];
    return sideways ? Math.min(room / high, height / wide) : Math.min(room / wide, height / high);
  }

  fit() {
    this.#scale = this.#fitting();
    this.#x = this.#y = 0;
    this.#draw();
  }

  // Around a point of the stage, measured from its middle, which stays where it is.
  #zoom(factor, x = 0, y = 0) {
    const least = this.#fitting() / 2;
    const scale = Math.min(Math.max(this.#scale * factor, least), Math.max(6, least * 20));
    const real = scale / this.#scale;
    this.#x = x - (x - this.#x) * real;
    this.#y = y - (y - this.#y) * real;
    this.#scale = scale;
    this.#draw();
  }

  #draw() {
    const { naturalWidth: wide, naturalHeight: high } = this.picture;
    this.picture.style.transform =
      `translate(${this.#x}px, ${this.#y}px) rotate(${this.#angle}deg) scale(${this.#scale}) translate(${-wide / 2}px, ${-high / 2}px)`;
  }

  #from(event) {
    const box = this.stage.getBoundingClientRect();
    return [event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2];
  }

  #wheel(event) {
    if (this.picture.hidden || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.#zoom(Math.exp(-event.deltaY / 300), ...this.#from(event));
  }

  #point(event) {
    if (this.picture.hidden) return;
    const before = [...this.#touches.values()];
    if (event.type === "pointerdown") {
      this.stage.setPointerCapture(event.pointerId);
      this.#touches.set(event.pointerId, this.#from(event));
    } else if (event.type !== "pointermove") {
      this.#touches.delete(event.pointerId);
    } else if (this.#touches.has(event.pointerId)) {
      const last = this.#touches.get(event.pointerId);
      this.#touches.set(event.pointerId, this.#from(event));
      const [first, second] = [...this.#touches.values()];
      if (!second) {
        this.#x += first[0] - last[0];
        this.#y += first[1] - last[1];
        this.#draw();
      } else if (before[1]) {
        const apart = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]) || 1;
        this.#zoom(apart(first, second) / apart(...before), (first[0] + second[0]) / 2, (first[1] + second[1]) / 2);
      }
    }
  }
}

if (viewer && pages.length) {
  viewer.hidden = false;
  const shown = new Viewer(viewer);
  pages.forEach((page, number) =>
    page.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      shown.show(number);
      if (matchMedia("(max-width:999px)").matches) viewer.scrollIntoView({ block: "center" });
    }),
  );
  const keys = { "+": "in", "=": "in", "-": "out", "−": "out", r: "turn", R: "turn", 0: "fit", ArrowLeft: "before", ArrowRight: "after" };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    if (event.target.closest("input,textarea,select,dialog,[role=radiogroup]")) return;
    event.preventDefault();
    shown.do(keys[event.key]);
  });
  shown.show(0);
}
