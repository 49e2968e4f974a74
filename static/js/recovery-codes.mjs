// The recovery codes, copied or printed at the press of a button; without this they are read, downloaded, or printed by the
// browser's own command.

const codes = document.querySelector(".codes");
const state = document.querySelector("[data-codes-state]");

function offer(name, act) {
  const button = document.querySelector(`[data-codes-${name}]`);
  button.hidden = false;
  button.addEventListener("click", act);
}

offer("copy", async () => {
  const text = [...codes.querySelectorAll("code")].map((code) => code.textContent).join("\n");
  try {
    await navigator.clipboard.writeText(`${text}\n`);
    state.textContent = "Copied.";
  } catch {
    getSelection().selectAllChildren(codes);
    state.textContent = "The browser refused to copy. The codes are selected: press Ctrl C.";
  }
});

offer("print", () => print());
