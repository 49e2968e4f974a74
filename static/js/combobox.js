// Suggestions while typing, after the WAI-ARIA pattern "editable combobox with list autocomplete": the focus stays in the
// box, the arrows choose, Enter goes to what is chosen or else sends the form, Escape closes, then clears.
// htmx fetches the list; without JavaScript there is only the form.

const OPEN = "[role=option]";

function combobox(root) {
  const input = root.querySelector("input");
  const count = root.querySelector("[data-combobox-count]");
  let active = -1;

  const list = () => root.querySelector(".suggestions");
  const options = () => [...list().querySelectorAll(OPEN)];
  const isOpen = () => input.getAttribute("aria-expanded") === "true";

  function show(open) {
    list().hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) choose(-1);
  }

  function choose(number) {
    const all = options();
    active = number;
    all.forEach((option, at) => option.setAttribute("aria-selected", String(at === number)));
    if (number < 0) {
      input.removeAttribute("aria-activedescendant");
    } else {
      input.setAttribute("aria-activedescendant", all[number].id);
      all[number].scrollIntoView({ block: "nearest" });
    }
  }

  function arrived() {
    const found = list();
    found.setAttribute("role", "listbox");
    found.setAttribute("aria-label", "Articles");
    for (const item of found.children) item.setAttribute("role", "option");
    const many = found.children.length;
    show(many > 0 && document.activeElement === input);
    count.textContent = many ? `${many} article${many > 1 ? "s" : ""}; arrow keys to choose` : "";
  }

  function key(event) {
    const all = options();
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && all.length) {
      event.preventDefault();
      if (!isOpen()) show(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = active + step;
      choose(next >= all.length ? -1 : next < -1 ? all.length - 1 : next);
    } else if (event.key === "Enter" && isOpen() && active >= 0) {
      event.preventDefault();
      all[active].querySelector("a").click();
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (isOpen()) show(false);
      else input.value = "";
    }
  }

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", "_suggestions");
  show(false);
  input.addEventListener("keydown", key);
  input.addEventListener("input", () => choose(-1));
  input.addEventListener("focus", () => show(options().length > 0));
  root.addEventListener("htmx:afterSettle", arrived);
  root.addEventListener("focusout", (event) => {
    if (!root.contains(event.relatedTarget)) show(false);
  });
  // A press on an option must not take the focus away before the click arrives.
  root.addEventListener("mousedown", (event) => {
    if (event.target.closest(OPEN)) event.preventDefault();
  });
}

for (const root of document.querySelectorAll("[data-combobox]")) combobox(root);

// "/" goes to the box, unless somebody types elsewhere; whoever dictates or uses single keys can switch that off.
const SETTING = "verdict-no-shortcut";

function isOff() {
  try {
    return localStorage.getItem(SETTING) === "1";
  } catch {
    return false; // storage is blocked: the shortcut stays on
  }
}

function shortcut(line) {
  const button = document.createElement("button");
  button.type = "button";
  const key = document.createElement("kbd");
  key.textContent = "/";

  function tell() {
    button.textContent = isOff() ? "Switch the key / on" : "Switch it off";
    line.replaceChildren(...(isOff() ? [button] : ["Press ", key, " to come here. ", button]));
  }

  button.addEventListener("click", () => {
    try {
      if (isOff()) localStorage.removeItem(SETTING);
      else localStorage.setItem(SETTING, "1");
    } catch {
      return;
    }
    tell();
    button.focus();
  });
  tell();
  line.hidden = false;
}

for (const line of document.querySelectorAll("[data-shortcut]")) shortcut(line);

document.addEventListener("keydown", (event) => {
  const target = event.target;
  const typing = target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
  const box = document.querySelector("[data-combobox] input");
  if (event.key === "/" && box && !typing && !isOff() && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    box.focus();
  }
});
