// Closes a <dialog> from [data-close] in it or by a touch beside it.
document.addEventListener("click", (event) => {
  const dialog = event.target.closest("dialog");
  if (!dialog) return;
  if (event.target.closest("[data-close]")) {
    event.preventDefault();
    dialog.close();
  } else if (event.target === dialog) {
    const box = dialog.getBoundingClientRect();
    const inside =
      event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside && event.detail > 0) dialog.close();
  }
});
