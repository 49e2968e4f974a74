// Single keys: "/" searches, "j" and "k" go from finding to finding, "c" copies a fix, "?" lists them. They can be
// switched off (WCAG 2.1.4), which this browser remembers; no cookie.

const SETTING = "verdict-keys";
const STEPS = "[data-step]"; // what j and k go through

function areOff() {
  try {
    return localStorage.getItem(SETTING) === "off";
  } catch {
    return false; // storage is blocked: the keys stay on
  }
}

function switchKeys(on) {
  try {
    if (on) localStorage.removeItem(SETTING);
    else localStorage.setItem(SETTING, "off");
  } catch {
    // They stay as they are.
  }
}

function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function search() {
  const box = document.querySelector("main [role=search] input[type=search]") ?? document.querySelector(".site-search input");
  if (!box?.offsetParent) {
    const link = document.querySelector(".site-search__link"); // where the header is too narrow for a box
    link?.click();
    return link !== null;
  }
  box.focus();
  box.select();
  return true;
}

/** The step in or after which the focus is; -1 before the first. */
function current(steps) {
  const focus = document.activeElement;
  const inside = steps.findIndex((step) => step.contains(focus));
  if (inside >= 0 || focus === document.body) return inside;
  return steps.filter((step) => step.compareDocumentPosition(focus) & Node.DOCUMENT_POSITION_FOLLOWING).length - 1;
}

function step(by) {
  const steps = [...document.querySelectorAll(STEPS)];
  const next = steps[Math.max(0, current(steps) + by)];
  if (!next) return false;
  if (next.tabIndex < 0) next.tabIndex = -1; // what is no link can be gone to by script only
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "start" });
  return true;
}

function copyFix() {
  const steps = [...document.querySelectorAll(STEPS)];
  const button = (steps[Math.max(0, current(steps))] ?? document).querySelector("[data-copy-fix]");
  button?.click();
  return button !== null;
}

const KEYS = { "/": search, j: () => step(1), k: () => step(-1), c: copyFix, "?": help };
const WORDS = [
  ["/", "go to the search box"],
  ["j", "next finding or article"],
  ["k", "the one before"],
  ["c", "copy the finding’s fix"],
  ["?", "this list"],
];

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function dialog() {
  const on = element("input", { type: "checkbox", checked: !areOff() });
  on.addEventListener("change", () => switchKeys(on.checked));
  const list = element("dl", { className: "keys__list" });
  for (const [key, words] of WORDS) list.append(element("div", {}, element("dt", {}, element("kbd", { textContent: key })), element("dd", { textContent: words })));
  const close = element("button", { type: "button", className: "button button--quiet button--small", textContent: "Close" });
  const made = element(
    "dialog",
    { className: "keys" },
    element("h2", { id: "keys-title", textContent: "Keys" }),
    list,
    element("label", { className: "choice" }, on, element("span", { textContent: "Single keys are on" })),
    close,
  );
  made.setAttribute("aria-labelledby", "keys-title");
  close.addEventListener("click", () => made.close());
  made.addEventListener("close", () => made.remove());
  return made;
}

function help() {
  if (document.querySelector("dialog.keys")) return true;
  const made = dialog();
  document.body.append(made);
  made.showModal();
  return true;
}

document.addEventListener("keydown", (event) => {
  const key = KEYS[event.key];
  if (!key || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (areOff() || document.querySelector("dialog[open]")) return;
  if (key()) event.preventDefault();
});

document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-keys]")) {
    button.hidden = false;
    button.addEventListener("click", help);
  }
});
