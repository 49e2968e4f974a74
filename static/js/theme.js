// Light or dark: as the system says, unless the reader chose. Runs before the page is drawn, so that nothing flashes.
// The choice stays in this browser's storage; no cookie, nothing is sent.

const THEME = "verdict-theme";
const root = document.documentElement;

function chosen() {
  try {
    const theme = localStorage.getItem(THEME);
    return theme === "light" || theme === "dark" ? theme : "system";
  } catch {
    return "system"; // storage is blocked
  }
}

function apply(theme) {
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
}

function choose(theme) {
  apply(theme);
  try {
    if (theme === "system") localStorage.removeItem(THEME);
    else localStorage.setItem(THEME, theme);
  } catch {
    // It holds for this page only.
  }
}

apply(chosen());

document.addEventListener("DOMContentLoaded", () => {
  for (const choice of document.querySelectorAll("[data-theme-choice]")) {
    for (const input of choice.querySelectorAll("input")) {
      input.checked = input.value === chosen();
      input.addEventListener("change", () => choose(input.value));
    }
    choice.hidden = false;
  }
});

// Another tab chose.
addEventListener("storage", (event) => {
  if (event.key === THEME) apply(chosen());
});
