// A code as one types: by code, name, pinyin or first letters. Arrows walk, Enter or a tap takes, Escape closes.
const WAIT = 120;

function combobox(box) {
  const input = box.querySelector("input");
  const meaning = box.querySelector(".meaning");
  const list = document.createElement("ul");
  list.id = `${input.id}-codes`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  box.append(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(name, value);
  let at = -1, waiting = 0, asked = "";

  const rows = () => [...list.children];
  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (to) => {
    const all = rows();
    if (!all.length) return;
    at = (to + all.length) % all.length;
    all.forEach((row, n) => row.setAttribute("aria-selected", String(n === at)));
    input.setAttribute("aria-activedescendant", all[at].id);
    all[at].scrollIntoView({ block: "nearest" });
  };
  const take = (row) => {
    input.value = row.dataset.code;
    asked = input.value;
    meaning.textContent = row.lastChild.textContent;
    close();
  };
  const show = (codes) => {
    list.replaceChildren(...codes.map(([code, name], n) => {
      const row = document.createElement("li");
      row.id = `${list.id}-${n}`;
      row.dataset.code = code;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", "false");
      const bold = document.createElement("b");
      bold.textContent = code;
      const words = document.createElement("span");
      words.textContent = name;
      row.append(bold, words);
      return row;
    }));
    list.hidden = !codes.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    at = -1;
  };
  const ask = async () => {
    const typed = input.value.trim();
    asked = typed;
    meaning.textContent = "";
    if (!typed) return close();
    const query = new URLSearchParams({ list: box.dataset.codes, q: typed });
    try {
      const answer = await fetch(`${box.dataset.codesUrl}?${query}`, { headers: { Accept: "application/json" } });
      if (!answer.ok || asked !== typed) return;
      const { codes } = await answer.json();
      if (document.activeElement !== input) return;
      const same = codes.find(([code]) => code === typed.toUpperCase());
      if (same) meaning.textContent = same[1];
      show(codes);
    } catch {
      close();
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") return close();
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" || (event.key === "Tab" && at >= 0)) {
      const row = rows()[Math.max(at, 0)];
      if (event.key === "Enter") event.preventDefault();
      if (row) take(row);
    }
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("pointerdown", (event) => {
    const row = event.target.closest("li");
    if (!row) return;
    event.preventDefault();
    take(row);
  });
}

document.querySelectorAll("[data-codes]").forEach(combobox);
