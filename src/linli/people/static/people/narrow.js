// A long list of people: what is typed into [data-narrow="id of the select"] hides those whom it does not fit.
document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-narrow]")) return;
  const list = document.getElementById(event.target.dataset.narrow);
  const said = event.target.value.trim().toLowerCase();
  for (const option of list.options) {
    const heading = option.closest("optgroup")?.label ?? "";
    option.hidden = option.value !== "" && !`${heading} ${option.textContent}`.toLowerCase().includes(said);
  }
  for (const group of list.querySelectorAll("optgroup")) {
    group.hidden = [...group.children].every((option) => option.hidden);
  }
  const first = [...list.options].find((option) => option.value && !option.hidden);
  if (said && first) list.value = first.value;
});
