// Draws a person's curve: the figures of the table beneath it, over the bands of the rule set that is named there.
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);
const DAY = 86_400_000;
// So many values can bear a number each; beyond that only the last does.
const LABELLED = 10;

function span(points) {
  const times = points.map((point) => Date.parse(point[0]));
  const first = Math.min(...times);
  const last = Math.max(...times);
  const room = Math.max((last - first) * 0.05, DAY / 2);
  return [first - room, last + room];
}

// To the right of the last value there is room for the names of the stripes.
function beyond(given, [from, to], plot, size) {
  const longest = Math.max(0, ...given.scales.flatMap((scale) => scale.stripes.map((stripe) => stripe[2].length)));
  const share = longest ? Math.min(((longest + 1.4) * size) / plot, 0.5) : 0;
  return to + ((to - from) * share) / (1 - share);
}

// How a moment is written under the chart: nothing where nothing was measured yet.
function moment([from, to]) {
  const two = (number) => String(number).padStart(2, "0");
  return (value) => {
    if (value > to) return "";
    const at = new Date(value);
    if (to - from > 200 * DAY) return `${at.getFullYear()}-${two(at.getMonth() + 1)}`;
    if (to - from > 3 * DAY) return `${two(at.getMonth() + 1)}-${two(at.getDate())}`;
    return `${two(at.getHours())}:${two(at.getMinutes())}`;
  };
}

function bounds(scale, values) {
  const step = scale.most - scale.least > 30 ? 10 : 1;
  const least = Math.floor(Math.min(scale.least, ...values) / step) * step;
  const most = Math.ceil(Math.max(scale.most, ...values) / step) * step;
  return [least, most === Math.max(...values) ? most + step : most];
}

// Areas one upon the other: a stripe is as high as it reaches above the one before.
function stripes(scale, place, [from, to], [least, most], size) {
  const area = (height, colour) => ({
    type: "line", xAxisIndex: place, yAxisIndex: place, stack: `stripes-${place}`, silent: true, symbol: "none", z: 1,
    lineStyle: { width: 0 }, areaStyle: { color: colour, opacity: 1 }, data: [[from, height], [to, height]],
  });
  const name = (stripe) => {
    const low = Math.max(stripe[0], least);
    const high = Math.min(stripe[1], most);
    return {
      type: "line", xAxisIndex: place, yAxisIndex: place, silent: true, symbol: "circle", symbolSize: 0.01, z: 2,
      data: [[to, (low + high) / 2]],
      label: { show: true, position: "left", distance: size * 0.4, formatter: stripe[2], color: css(`--${stripe[3]}`), fontSize: size * 0.92 },
    };
  };
  const seen = scale.stripes.filter((stripe) => stripe[1] > least && stripe[0] < most);
  if (!seen.length) return [];
  const drawn = [area(Math.max(seen[0][0], least), "transparent")];
  for (const stripe of seen) {
    const low = Math.max(stripe[0], least);
    drawn.push(area(Math.min(stripe[1], most) - low, css(`--${stripe[3]}-wash`)));
  }
  const tall = (most - least) * 0.09;
  return [...drawn, ...seen.filter((one) => Math.min(one[1], most) - Math.max(one[0], least) > tall).map(name)];
}

function line(given, place, size) {
  const data = given.points.map((point) => [Date.parse(point[0]), point[place + 1]]);
  const colour = css("--jade-deep");
  const last = data.length - 1;
  return {
    type: "line", xAxisIndex: place, yAxisIndex: place, data, z: 5, silent: true, symbol: "circle", symbolSize: size * (data.length > 25 ? 0.4 : 0.62),
    lineStyle: { width: 2.5, color: colour }, itemStyle: { color: colour, borderColor: css("--card"), borderWidth: 1.5 },
    label: {
      show: true, position: "top", color: css("--ink"), fontWeight: 650, fontSize: size, textBorderColor: css("--card"), textBorderWidth: 3,
      formatter: (mark) => (data.length <= LABELLED || mark.dataIndex === last ? String(Math.round(mark.value[1] * 10) / 10) : ""),
    },
    labelLayout: { hideOverlap: true },
  };
}

function option(given, width) {
  const size = rem() * 0.85;
  const wide = width > 520;
  const reach = span(given.points);
  const from = reach[0];
  const to = beyond(given, reach, width - size * 4, size);
  const count = given.scales.length;
  const gap = size * 2.4;
  const all = { grid: [], xAxis: [], yAxis: [], series: [] };
  given.scales.forEach((scale, place) => {
    const values = given.points.map((point) => point[place + 1]);
    const [least, most] = bounds(scale, values);
    const marks = [least, ...scale.stripes.map((stripe) => stripe[0]).filter((edge) => edge > least && edge < most), most];
    const share = 100 / count;
    all.grid.push({
      left: size * 3.2, right: size * 0.8, top: count > 1 ? `${place * share + 6}%` : size * 2.2,
      height: count > 1 ? `${share - 18}%` : undefined, bottom: count > 1 ? undefined : gap,
    });
    all.xAxis.push({
      type: "time", gridIndex: place, min: from, max: to, splitNumber: wide ? 6 : 3, axisLine: { lineStyle: { color: css("--edge") } },
      axisTick: { show: false }, splitLine: { show: false },
      axisLabel: { color: css("--ink-2"), fontSize: size * 0.95, hideOverlap: true, formatter: moment(reach) },
    });
    all.yAxis.push({
      type: "value", gridIndex: place, min: least, max: most, name: count > 1 ? scale.name : "", nameLocation: "end",
      nameTextStyle: { color: css("--ink-2"), fontSize: size, align: "left", padding: [0, 0, 0, -size * 2.6] },
      splitLine: { show: !scale.stripes.length, lineStyle: { color: css("--line") } },
      axisLabel: { color: css("--ink-2"), fontSize: size * 0.95, ...(scale.stripes.length ? { customValues: marks } : {}) },
    });
    all.series.push(...stripes(scale, place, [from, to], [least, most], size), line(given, place, size));
  });
  return { animation: false, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily }, ...all };
}

function draw(box) {
  const given = JSON.parse(document.getElementById(box.dataset.curve).textContent);
  const chart = globalThis.echarts.init(box, null, { renderer: "canvas" });
  const renew = () => {
    chart.resize();
    chart.setOption(option(given, box.clientWidth), true);
  };
  renew();
  new ResizeObserver(renew).observe(box);
  new MutationObserver(renew).observe(document.documentElement, { attributes: true, attributeFilter: ["data-type"] });
}

for (const box of document.querySelectorAll("[data-curve]")) draw(box);
