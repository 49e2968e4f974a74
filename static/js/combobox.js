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

  /** Note in the entry of the browser's history what was typed: whoever comes back finds it, and no cookie is needed. */
  function note() {
    history.replaceState({ ...history.state, asked: input.value }, "");
  }

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", "_suggestions");
  show(false);
  input.addEventListener("keydown", key);
  input.addEventListener("input", () => choose(-1));
  input.addEventListener("focus", () => show(options().length > 0));
  // Who has chosen keeps the list chosen from: an answer that comes late would change what Enter goes to.
  root.addEventListener("htmx:beforeSwap", (event) => {
    if (active >= 0) event.detail.shouldSwap = false;
  });
  root.addEventListener("htmx:afterSettle", arrived); // at once: the form says that nothing is waited for
  root.addEventListener("focusout", (event) => {
    if (!root.contains(event.relatedTarget)) show(false);
  });
  root.addEventListener("click", (event) => {
    if (event.target.closest(`${OPEN} a`)) note();
  });
  input.form.addEventListener("submit", note);
  if (history.state?.asked) input.value = history.state.asked;
  // A press on an option must not take the focus away before the click arrives.
  root.addEventListener("mousedown", (event) => {
    if (event.target.closest(OPEN)) event.preventDefault();
  });
}

for (const root of document.querySelectorAll("[data-combobox]")) combobox(root);
