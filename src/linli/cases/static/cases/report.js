// Step two of reporting: says, while the place is being chosen, where that is and what is open there already.
const form = document.querySelector("form[data-place]");
const found = document.getElementById("place-found");
const address = form.elements.address;
let waiting, asked;

async function look(words) {
  const query = new URLSearchParams(words).toString();
  if (query === asked) return;
  asked = query;
  try {
    const answer = await fetch(`${form.dataset.place}?${query}`);
    const part = answer.ok ? await answer.text() : "";
    if (asked === query) found.innerHTML = part;
  } catch {
    found.textContent = ""; // without a network the page itself still goes on
  }
}

function soon(words) {
  clearTimeout(waiting);
  waiting = setTimeout(look, 350, words);
}

document.addEventListener("linli:picked", ({ detail }) => soon({ lat: detail.lat, lon: detail.lon, address: address.value }));
document.addEventListener("linli:position", ({ detail }) => detail.rough || soon({ lat: detail.lat, lon: detail.lon, address: address.value }));
address.addEventListener("change", () => {
  const { lat, lon } = form.elements;
  if (address.value.trim()) soon(lat.value ? { lat: lat.value, lon: lon.value, address: address.value } : { address: address.value });
});
