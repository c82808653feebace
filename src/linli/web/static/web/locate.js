// [data-locate] asks the device where it is, fills [data-position=lat|lon|accuracy] of its form, tells the map.
const words = JSON.parse(document.getElementById("words-locate").textContent);
const ROUGH_METRES = 200;

function answer(button, position) {
  const { latitude, longitude, accuracy } = position.coords;
  const form = button.closest("form") ?? document;
  const rough = accuracy > ROUGH_METRES;
  const values = { lat: latitude.toFixed(6), lon: longitude.toFixed(6), accuracy: Math.round(accuracy) };
  // A rough position only moves the map: the person puts the cross on the spot.
  if (!rough) {
    for (const [part, value] of Object.entries(values)) {
      const field = form.querySelector(`[data-position=${part}]`);
      if (field) field.value = value;
    }
  }
  button.dispatchEvent(new CustomEvent("linli:position", { bubbles: true, detail: { ...values, rough } }));
  return (rough ? words.rough : words.found).replace("{n}", values.accuracy);
}

function trouble(error) {
  return { 1: words.refused, 3: words.slow }[error.code] ?? words.unknown;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-locate]");
  if (!button) return;
  event.preventDefault();
  const said = document.querySelector(button.dataset.locate || "[data-locate-said]");
  const say = (text) => {
    button.removeAttribute("aria-busy");
    if (said) said.textContent = text;
  };
  if (!navigator.geolocation || !isSecureContext) return say(words.unknown);
  button.setAttribute("aria-busy", "true");
  if (said) said.textContent = words.looking;
  navigator.geolocation.getCurrentPosition(
    (position) => say(answer(button, position)),
    (error) => say(trouble(error)),
    { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 },
  );
});
