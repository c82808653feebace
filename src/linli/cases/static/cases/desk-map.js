// The desk's map: draws [data-desk-points] on the map inside it. Overdue cases are triangles, the others dots.
const LATE = "#b3261e", IN_TIME = "#2a5d8f";

const triangle = () => ({
  _updatePath() {
    const { _ctx: ctx, _drawing: drawing } = this._renderer;
    if (!drawing || this._empty()) return;
    const { x, y } = this._point, r = this._radius + 2;
    ctx.beginPath();
    ctx.moveTo(x, y - r);
    ctx.lineTo(x + r, y + r * 0.8);
    ctx.lineTo(x - r, y + r * 0.8);
    ctx.closePath();
    this._renderer._fillStroke(ctx, this);
  },
});

function popup({ title, text, href }) {
  const box = document.createElement("div"), link = document.createElement("a"), more = document.createElement("div");
  link.href = href;
  link.textContent = title;
  more.className = "small";
  more.textContent = text;
  box.append(link, more);
  return box;
}

let Triangle; // made when the map library is there

function mark({ properties }, at) {
  Triangle ??= L.CircleMarker.extend(triangle());
  const style = { radius: 7, color: "#fff", weight: 2, fillColor: properties.late ? LATE : IN_TIME, fillOpacity: 0.95 };
  return properties.late ? new Triangle(at, style) : L.circleMarker(at, style);
}

async function draw(box, map) {
  const answer = await fetch(box.dataset.deskPoints, { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const bind = ({ properties }, layer) => layer.bindPopup(() => popup(properties));
  const cases = await answer.json();
  // The most urgent come first; drawn last, none is hidden below one that can wait.
  const points = L.geoJSON(cases.features.reverse(), { pointToLayer: mark, onEachFeature: bind }).addTo(map);
  if (points.getBounds().isValid()) map.fitBounds(points.getBounds(), { padding: [24, 24], maxZoom: 16, animate: false });
}

for (const box of document.querySelectorAll("[data-desk-points]")) {
  box.addEventListener("linli:map", ({ detail }) => draw(box, detail.map));
}
