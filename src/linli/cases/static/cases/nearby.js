// Open cases around me: as soon as the device knows where it is, asks for the list there, to about a hundred metres.
const form = document.querySelector("form[data-nearby]");

document.addEventListener("linli:position", ({ detail }) => {
  form.elements.lat.value = Number(detail.lat).toFixed(3);
  form.elements.lon.value = Number(detail.lon).toFixed(3);
  form.submit();
});
