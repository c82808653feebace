// [data-map]: a canvas map of grid cells and points; with data-pick, choosing a place by moving it under a cross.
const words = JSON.parse(document.getElementById("words-map").textContent);
const TILES = document.querySelector("meta[name=map-tiles]")?.content;
const INKS = { wait: "#b97800", late: "#b3261e", good: "#23713a", calm: "#2a5d8f", "": "#52605f" };
const GROUNDS = ["#f6f6f1", "#f1f3ec", "#f4f1ea", "#eef2ef"];
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

const ground = (code = "") => GROUNDS[[...String(code)].reduce((sum, c) => sum + c.charCodeAt(0), 0) % GROUNDS.length];

async function fetched(address) {
  const answer = await fetch(address, { headers: { Accept: "application/geo+json, application/json" } });
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer.json();
}

function cellLayer(cells, chosen) {
  const style = ({ properties: { code } }) => {
    const mine = chosen && String(code).startsWith(chosen);
    return { color: mine ? "#0a6b5e" : "#c9cec4", weight: mine ? 1.6 : 0.8, fillColor: mine ? "#dcece8" : ground(code), fillOpacity: TILES ? 0.25 : 1 };
  };
  const filter = ({ geometry }) => geometry.type !== "Point";
  return L.geoJSON(cells, { style, filter, interactive: false });
}

// Names on the ground, from the zoom on at which there is room for their kind; one that would lie on another is left out.
const NAMED_FROM = { community: 13, venue: 14, road: 15, building: 16 };

function nameGround(map, cells) {
  const places = cells.features.filter(({ geometry, properties }) => geometry.type === "Point" && properties.kind in NAMED_FROM);
  const layer = L.layerGroup().addTo(map);
  const draw = () => {
    layer.clearLayers();
    const zoom = map.getZoom(), bounds = map.getBounds(), em = parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.8;
    const taken = [];
    for (const { geometry: { coordinates: [lon, lat] }, properties: { name, kind } } of places) {
      if (zoom < NAMED_FROM[kind] || !bounds.contains([lat, lon])) continue;
      const { x, y } = map.latLngToContainerPoint([lat, lon]), wide = (name.length / 2 + 0.5) * em;
      if (taken.some((other) => Math.abs(other.x - x) < other.wide + wide && Math.abs(other.y - y) < 1.8 * em)) continue;
      taken.push({ x, y, wide });
      const html = Object.assign(document.createElement("span"), { textContent: name });
      L.marker([lat, lon], { icon: L.divIcon({ className: `named ${kind}`, html, iconSize: null }), interactive: false, keyboard: false }).addTo(layer);
    }
  };
  map.on("moveend", draw);
  draw();
}

function popup({ title, text, href, picture }) {
  const box = document.createElement("div");
  const head = document.createElement(href ? "a" : "b");
  head.textContent = title;
  if (href) head.href = href;
  const more = document.createElement("div");
  more.className = "small";
  more.textContent = text ?? "";
  if (picture) box.append(Object.assign(document.createElement("img"), { src: picture, alt: "", className: "map-picture" }));
  box.append(head, more);
  return box;
}

function pointLayer(points) {
  return L.geoJSON(points, {
    pointToLayer: ({ properties: { tone = "", count } }, at) =>
      L.circleMarker(at, { radius: count > 1 ? Math.min(18, 7 + Math.sqrt(count) * 2) : 7, color: "#fff", weight: 2, fillColor: INKS[tone] ?? INKS[""], fillOpacity: 0.95 }),
    onEachFeature: ({ properties }, mark) => mark.bindPopup(() => popup(properties)),
  });
}

function picking(box, map) {
  const form = box.closest("form") ?? document;
  const said = document.getElementById(box.dataset.said);
  let byHand = false;
  const write = () => {
    const { lat, lng } = map.getCenter().wrap();
    const values = { lat: lat.toFixed(6), lon: lng.toFixed(6), accuracy: "" };
    for (const [part, value] of Object.entries(values)) {
      const field = form.querySelector(`[data-position=${part}]`);
      if (field) field.value = value;
    }
    box.dispatchEvent(new CustomEvent("linli:picked", { bubbles: true, detail: values }));
    if (said) said.textContent = words.chosen.replace("{lat}", values.lat).replace("{lon}", values.lon);
  };
  const touched = () => (byHand = true);
  map.on("dragstart", touched);
  map.on("click", (event) => {
    touched();
    map.panTo(event.latlng, { animate: !calm });
    if (map.getCenter().distanceTo(event.latlng) < 1) write();
  });
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key.startsWith("Arrow")) touched();
    if (event.key !== "Enter" || event.target.closest("a,button")) return;
    event.preventDefault();
    write();
  });
  map.on("moveend", () => byHand && write());
  document.addEventListener("linli:position", ({ detail }) => {
    byHand = false;
    map.setView([detail.lat, detail.lon], detail.rough ? 15 : 17, { animate: !calm });
  });
}

function view(box, map, layers) {
  const { lat, lon, zoom, area } = box.dataset;
  if (lat && lon) return map.setView([Number(lat), Number(lon)], Number(zoom ?? 16));
  const whole = L.latLngBounds([]), chosen = L.latLngBounds([]);
  for (const layer of layers) {
    if (layer.getBounds().isValid()) whole.extend(layer.getBounds());
    layer.eachLayer((part) => area && String(part.feature.properties.code).startsWith(area) && chosen.extend(part.getBounds()));
  }
  const bounds = chosen.isValid() ? chosen : whole;
  if (bounds.isValid()) map.fitBounds(bounds, { padding: [16, 16], maxZoom: 17, animate: false });
}

async function draw(box) {
  const { cells, points, area, lat, lon, pick, label } = box.dataset;
  const canvas = document.createElement("div");
  box.prepend(canvas);
  const map = L.map(canvas, { preferCanvas: true, zoomControl: false, attributionControl: Boolean(TILES), fadeAnimation: !calm, zoomAnimation: !calm, scrollWheelZoom: box.matches(".tall") });
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", `${label ?? ""} ${words.help}`.trim());
  L.control.zoom({ position: "bottomright", zoomInTitle: words.in, zoomOutTitle: words.out }).addTo(map);
  map.setView([Number(lat ?? 28.77), Number(lon ?? 104.62)], 13);
  if (TILES) L.tileLayer(TILES, { maxZoom: 19 }).addTo(map);
  const [shapes, marks] = await Promise.all([cells && fetched(cells), points && fetched(points)]);
  const layers = [shapes && cellLayer(shapes, area), marks && pointLayer(marks)].filter(Boolean).map((layer) => layer.addTo(map));
  if (lat && lon && pick === undefined) L.circleMarker([Number(lat), Number(lon)], { radius: 9, color: "#fff", weight: 3, fillColor: "#0a6b5e", fillOpacity: 1, interactive: false }).addTo(map);
  view(box, map, layers);
  if (shapes) nameGround(map, shapes);
  if (pick !== undefined) picking(box, map);
  box.dispatchEvent(new CustomEvent("linli:map", { bubbles: true, detail: { map } }));
}

for (const box of document.querySelectorAll("[data-map]")) {
  draw(box).catch(() => {
    for (const part of box.querySelectorAll(".cross,.hint,.leaflet-container")) part.remove();
    const said = document.createElement("p");
    said.className = "hint";
    said.textContent = words.absent;
    box.append(said);
  });
}
