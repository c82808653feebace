// A page is kept by itself while it is written. A new one has no address until it was kept for the first time: sent
// meanwhile, it would become a second page. So what is sent waits for what is being kept.

let keeping = false;
let waiting = null;

document.addEventListener("w-autosave:save", (event) => {
  keeping = !event.defaultPrevented;
});

for (const end of ["success", "error"]) {
  document.addEventListener(`w-autosave:${end}`, () => {
    keeping = false;
    if (!waiting) return;
    const { form, submitter } = waiting;
    waiting = null;
    // Pressed, a button may have been switched off, and what is off is not sent.
    if (submitter) submitter.disabled = false;
    form.requestSubmit(submitter);
  });
}

document.addEventListener(
  "submit",
  (event) => {
    if (!keeping || !event.target.matches("[data-edit-form]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = { form: event.target, submitter: event.submitter };
  },
  { capture: true },
);
