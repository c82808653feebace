// Switches the type size in place, so that nothing typed is lost; without scripts the link does it.
const root = document.documentElement;

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-type-switch]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const large = root.dataset.type !== "large";
  if (large) root.dataset.type = "large";
  else delete root.dataset.type;
  document.cookie = `type=${large ? "large" : ""}; path=/; samesite=lax; max-age=${large ? 31536000 : 0}`;
  for (const other of document.querySelectorAll("[data-type-switch]")) {
    const said = other.querySelector("span");
    [said.textContent, other.dataset.other] = [other.dataset.other, said.textContent];
    other.href = other.href.replace(/size=\w+/, `size=${large ? "normal" : "large"}`);
  }
});
