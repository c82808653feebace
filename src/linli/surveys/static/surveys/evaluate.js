// What a questionnaire asks and what is wrong with its answers: the same rules as the server's xlsform/evaluating.py and
// xlsform/answering.py. Expressions come as trees; answers are one object by name, a repeat's a list of such.
const NUMBER = /^\s*-?(?:\d+(?:\.\d*)?|\.\d+)\s*$/, DAY = /^\s*(\d{4})-(\d\d)-(\d\d)(?:T.*)?\s*$/;
const INTEGER = /^-?\d{1,15}$/, DECIMAL = /^-?\d{1,15}(\.\d{1,10})?$/, SPOT = /^-?\d{1,3}(\.\d+)? -?\d{1,3}(\.\d+)?( -?\d+(\.\d+)?){0,2}$/;
const ROUNDS = 6, MOST_ROWS = 50, LONGEST_TEXT = 4000;
const BY_ITSELF = new Set(["calculate", "start", "end", "today", "deviceid"]);

function isDay(text) {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (!found || found[1] === "0000") return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text;
}

export function text(value) {
  if (Array.isArray(value)) return value[0] ?? "";
  return String(value);
}

export function number(value) {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "number") return value;
  const written = text(value);
  if (NUMBER.test(written)) return Number(written);
  const day = DAY.exec(written);
  return day && isDay(`${day[1]}-${day[2]}-${day[3]}`) ? Date.UTC(+day[1], day[2] - 1, +day[3]) / 86_400_000 : NaN;
}

export function truth(value) {
  if (typeof value === "number") return !Number.isNaN(value) && value !== 0;
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function compared(sign, left, right) {
  if (sign === "=" || sign === "!=") {
    let same;
    if (typeof left === "boolean" || typeof right === "boolean") same = truth(left) === truth(right);
    else if (typeof left === "number" || typeof right === "number") same = number(left) === number(right);
    else same = left === right;
    return sign === "=" ? same : !same;
  }
  const first = number(left), second = number(right);
  return { "<": first < second, "<=": first <= second, ">": first > second, ">=": first >= second }[sign];
}

const ARITHMETIC = {
  "+": (left, right) => left + right, "-": (left, right) => left - right, "*": (left, right) => left * right,
  div: (left, right) => left / right, mod: (left, right) => left % right,
};

function operation(sign, left, right) {
  if (ARITHMETIC[sign]) return ARITHMETIC[sign](number(left), number(right));
  if (Array.isArray(left) || Array.isArray(right))
    return [left].flat().some((one) => [right].flat().some((other) => compared(sign, one, other)));
  return compared(sign, left, right);
}

// What is there of it; an empty answer counts for nothing.
const numbers = (given) => given.flat().filter((one) => one !== "").map(number);
const all = (found, how) => (!found.length || found.some(Number.isNaN) ? NaN : how(...found));

function rounded([value, places = 0]) {
  const what = number(value), to = number(places);
  if (!Number.isFinite(what) || !Number.isFinite(to)) return what;
  const scale = 10 ** Math.trunc(to);
  return Math.floor(what * scale + 0.5) / scale;
}

function whole(value) {
  const what = number(value);
  return Number.isFinite(what) ? Math.trunc(what) + 0 : what;
}

function matches([value, pattern]) {
  return new RegExp(`^(?:${text(pattern)})$`, "u").test(text(value));
}

const CALLS = {
  true: () => true, false: () => false,
  not: ([value]) => !truth(value), boolean: ([value]) => truth(value), number: ([value]) => number(value), string: ([value]) => text(value),
  int: ([value]) => whole(value), round: rounded, abs: ([value]) => Math.abs(number(value)), pow: ([base, power]) => number(base) ** number(power),
  sum: (given) => numbers(given).reduce((total, one) => total + one, 0),
  count: ([value]) => (Array.isArray(value) ? value.length : 1),
  min: (given) => all(numbers(given), Math.min), max: (given) => all(numbers(given), Math.max),
  coalesce: ([first, second]) => text(first) || text(second),
  concat: (given) => given.map(text).join(""),
  "string-length": ([value]) => [...text(value)].length,
  regex: matches,
  contains: ([value, part]) => text(value).includes(text(part)),
  "starts-with": ([value, part]) => text(value).startsWith(text(part)),
  substr: ([value, from, to]) => [...text(value)].slice(Math.max(0, whole(from)), to === undefined ? undefined : Math.max(0, whole(to))).join(""),
  selected: ([value, choice]) => text(value).split(" ").includes(text(choice)),
  "count-selected": ([value]) => text(value).split(/\s+/).filter(Boolean).length,
  date: ([value]) => text(value),
};

// What an expression sees: answers, which repeat each question is in, today, its own value, and where it stands in a repeat.
function valueOf(name, scope) {
  const repeat = scope.repeats[name];
  if (repeat === undefined) {
    const found = scope.answers[name] ?? "";
    return Array.isArray(found) ? found.map(() => "") : String(found);
  }
  const rows = scope.answers[repeat] || [];
  if (repeat === scope.repeat) return String(rows[scope.index]?.[name] ?? "");
  return rows.map((row) => String(row[name] ?? ""));
}

export function evaluate(tree, scope) {
  const [kind, ...rest] = tree;
  switch (kind) {
    case "num": case "str": return rest[0];
    case "self": return scope.own ?? "";
    case "ref": return valueOf(rest[0], scope);
    case "neg": return -number(evaluate(rest[0], scope));
    case "op": {
      const [sign, left, right] = rest;
      if (sign === "and") return truth(evaluate(left, scope)) && truth(evaluate(right, scope));
      if (sign === "or") return truth(evaluate(left, scope)) || truth(evaluate(right, scope));
      return operation(sign, evaluate(left, scope), evaluate(right, scope));
    }
  }
  const [name, given] = rest;
  switch (name) {
    case "if": return evaluate(truth(evaluate(given[0], scope)) ? given[1] : given[2], scope);
    case "today": return scope.today;
    case "position": return (scope.index ?? 0) + 1;
    case "indexed-repeat": {
      const rows = scope.answers[scope.repeats[given[0][1]]] || [];
      return String(rows[Math.trunc(number(evaluate(given[2], scope))) - 1]?.[given[0][1]] ?? "");
    }
  }
  return CALLS[name](given.map((one) => evaluate(one, scope)));
}

export function* walk(fields = []) {
  for (const node of fields) {
    yield node;
    yield* walk(node.fields);
  }
}

export function repeatsOf(definition) {
  const found = {};
  for (const node of walk(definition.fields)) if (node.kind === "repeat") for (const inner of walk(node.fields)) found[inner.name] = node.name;
  return found;
}

export const pathOf = (repeat, index, name) => (repeat ? `${repeat}[${index + 1}]/${name}` : name);

export function split(path) {
  const found = /^(?:([^[\]/]+)\[(\d+)\]\/)?([^[\]/]+)$/.exec(path);
  return [found[1] ?? "", Number(found[2] ?? 1) - 1, found[3]];
}

// Goes through the form until nothing changes: the answers that count, and the paths of what is asked.
export function settle(definition, given, today) {
  const repeats = repeatsOf(definition);
  let settled = { values: {}, asked: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const again = pass(definition, repeats, given, settled.values, today);
    const same = JSON.stringify(again) === JSON.stringify(settled);
    settled = again;
    if (same) break;
  }
  return settled;
}

function pass(definition, repeats, given, known, today) {
  const values = {}, asked = [], seen = { ...known };
  const scope = (repeat = "", index = 0) => ({ answers: seen, repeats, today, own: "", repeat, index });
  const forget = (node, repeat, index) => {
    if (node.kind === "repeat") seen[node.name] = [];
    else if (node.kind === "group") for (const inner of node.fields ?? []) forget(inner, repeat, index);
    else (repeat ? seen[repeat][index] : seen)[node.name] = "";
  };
  const go = (fields, source, into, repeat, index) => {
    for (const node of fields ?? []) {
      if (node.relevant && !truth(evaluate(node.relevant, scope(repeat, index)))) forget(node, repeat, index);
      else if (node.kind === "group") go(node.fields, source, into, repeat, index);
      else if (node.kind === "repeat") {
        const rows = rowsOf(node, source, scope());
        const made = rows.map(() => ({}));
        seen[node.name] = rows.map((_row, at) => ({ ...known[node.name]?.[at] }));
        rows.forEach((row, at) => go(node.fields, row, made[at], node.name, at));
        into[node.name] = seen[node.name] = made;
      } else if (node.kind !== "note") {
        asked.push(pathOf(repeat, index, node.name));
        let value = String(source[node.name] ?? "").trim();
        if (node.calculate) value = text(evaluate(node.calculate, scope(repeat, index)));
        into[node.name] = value;
        (repeat ? seen[repeat][index] : seen)[node.name] = value;
      }
    }
  };
  go(definition.fields, given, values, "", 0);
  return { values, asked };
}

function rowsOf(node, source, scope) {
  const there = (source[node.name] ?? []).slice(0, MOST_ROWS);
  if (!node.count) return there;
  const wanted = text(evaluate(node.count, scope));
  const count = DECIMAL.test(wanted) && Number(wanted) > 0 ? Math.min(Math.trunc(Number(wanted)), MOST_ROWS) : 0;
  return Array.from({ length: count }, (_none, at) => there[at] ?? {});
}

// Everything that stands against the answers, in the form's order: {path, reason, value}.
export function wrongs(definition, settled, today) {
  const repeats = repeatsOf(definition), nodes = Object.fromEntries([...walk(definition.fields)].map((node) => [node.name, node]));
  const found = [];
  for (const path of settled.asked) {
    const [repeat, index, name] = split(path);
    const value = String((repeat ? settled.values[repeat][index] : settled.values)[name] ?? "");
    const reason = reasonOf(nodes[name], value, { answers: settled.values, repeats, today, own: value, repeat, index });
    if (reason) found.push({ path, reason, value });
  }
  return found;
}

export function reasonOf(node, value, scope) {
  if (BY_ITSELF.has(node.kind)) return "";
  if (!value) return node.required && truth(evaluate(node.required, scope)) ? "required" : "";
  if (!fits(node, value)) return node.choices ? "choice" : "type";
  return node.constraint && !truth(evaluate(node.constraint, scope)) ? "constraint" : "";
}

function fits(node, value) {
  const known = (one) => node.choices?.some((choice) => choice.value === one);
  switch (node.kind) {
    case "integer": return INTEGER.test(value);
    case "decimal": return DECIMAL.test(value);
    case "date": return isDay(value);
    case "geopoint": return SPOT.test(value) && Math.abs(Number(value.split(" ")[0])) <= 90;
    case "select_one": return known(value);
    case "select_multiple": return value.split(/\s+/).filter(Boolean).every(known);
  }
  return [...value].length <= LONGEST_TEXT;
}

// The XML of settled answers, as the server reads it.
export function written(definition, values, instanceId) {
  const kept = document.implementation.createDocument(null, definition.root);
  const write = (element, fields, source) => {
    for (const node of fields ?? []) {
      const add = () => element.appendChild(kept.createElement(node.name));
      if (node.kind === "group") write(add(), node.fields, source);
      else if (node.kind === "repeat") for (const row of source[node.name] ?? []) write(add(), node.fields, row);
      else if (node.name in source) add().textContent = source[node.name];
    }
  };
  const root = kept.documentElement;
  root.setAttribute("id", definition.form_id);
  root.setAttribute("version", definition.version);
  write(root, definition.fields, values);
  root.appendChild(kept.createElement("meta")).appendChild(kept.createElement("instanceID")).textContent = instanceId;
  return new XMLSerializer().serializeToString(kept);
}
