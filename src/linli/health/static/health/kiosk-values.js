// What a value can be and what band it lies in, by the bounds the page brought along: so that it is said without a network.
export const mean = (readings) => {
  const two = readings.slice(-2);
  const of = (place) => two.reduce((sum, one) => sum + one[place], 0) / two.length;
  return { systolic: of(0), diastolic: of(1) };
};

export const filled = (text, parts) => text.replace(/\{(\w+)\}/g, (whole, name) => parts[name] ?? whole);

export const shown = (value) => String(Math.round(value * 10) / 10);

// What stands against a number, in words, or nothing.
export function fault(value, limit, words) {
  if (value === null || Number.isNaN(value)) return filled(words.missing, { name: limit.name });
  if (value >= limit.least && (limit.most === null || value <= limit.most)) return "";
  const said = filled(limit.most === null ? words.least : words.range, { ...limit, value });
  const tenth = value / 10;
  const slipped = limit.most !== null && value > limit.most && tenth >= limit.least && tenth <= limit.most;
  return slipped ? `${said} ${filled(words.tenth, { value: shown(tenth) })}` : said;
}

export function band({ systolic, diastolic }, settings) {
  const steps = (value, bounds) => bounds.filter((bound) => value >= bound).length;
  const upper = Math.max(0, steps(systolic, settings.systolic) - 1), lower = Math.max(0, steps(diastolic, settings.diastolic) - 1);
  if (upper && !lower) return settings.bands.isolated_systolic;
  if (lower && !upper) return settings.bands.isolated_diastolic;
  if (upper || lower) return settings.bands[`grade${Math.max(upper, lower)}`];
  const above = systolic >= settings.systolic[0] || diastolic >= settings.diastolic[0];
  return above ? settings.bands.high_normal : settings.bands.normal;
}

export const isUrgent = ({ systolic, diastolic }, [upper, lower]) => systolic >= upper || diastolic >= lower;

// What the device itself sees as doubtful: a key of the doubts, or nothing.
export function doubt(value, readings, settings) {
  if (value.systolic - value.diastolic < settings.narrow) return "pulse_pressure";
  if (readings.length > 1 && Math.abs(readings.at(-1)[0] - readings.at(-2)[0]) > settings.far) return "far_from_last";
  return "";
}
