// A copy button beside each block of code and each text to copy. It leaves prompts and output out: of lines that begin
// with "$ " or "% ", only the commands are copied. Of a fix, the lines that it puts in.

const PROMPT = /^\s*[$%❯]\s+/;

function commands(text) {
  const lines = text.replace(/\n$/, "").split("\n");
  if (!lines.some((line) => PROMPT.test(line))) return lines.join("\n");
  return lines
    .filter((line) => PROMPT.test(line))
    .map((line) => line.replace(PROMPT, ""))
    .join("\n");
}

function fixed(diff) {
  return [...diff.querySelectorAll(".diff__added")].map((line) => line.textContent.slice(1)).join("\n");
}

function firstLine(text) {
  const line = text.trim().split("\n", 1)[0];
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

// `what` is said behind the words, to be heard only: a page may have several of these buttons.
function button(words, what, text, fallback) {
  const made = document.createElement("button");
  const said = document.createElement("span");
  made.type = "button";
  made.className = "copy-button no-print";
  said.textContent = words;
  made.append(said);
  if (what) {
    const unseen = document.createElement("span");
    unseen.className = "visually-hidden";
    unseen.textContent = `: ${what}`;
    made.append(unseen);
  }
  made.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text());
      said.textContent = "Copied";
    } catch {
      fallback();
      said.textContent = "Press Ctrl C";
    }
    setTimeout(() => (said.textContent = words), 2000);
  });
  return made;
}

// What is wider than its frame must be reached by keyboard, too: when the page is drawn, when a part unfolds, when the
// window changes. The browser tells of it after it has laid out the page, so nothing is laid out for asking.
const frames = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});

function addToBlock(pre) {
  const code = pre.firstElementChild;
  const isFix = pre.closest(".fix") !== null;
  pre.dataset.copy = "";
  frames.observe(pre);
  if (isFix && !fixed(code)) return; // it only takes lines out
  // A whole diff is a text for programs, so nothing of it is a prompt; the page says what it is.
  const name = pre.dataset.copyAs;
  const text = () => (isFix ? fixed(code) : name ? code.textContent : commands(code.textContent));
  const made = button(isFix ? "Copy fix" : "Copy", name ?? firstLine(text()), text, () => getSelection().selectAllChildren(code));
  if (isFix) made.dataset.copyFix = "";
  const frame = document.createElement("div");
  frame.className = "copyable";
  pre.replaceWith(frame);
  frame.append(pre, made);
}

function addToText(box) {
  box.dataset.copy = "";
  const made = button("Copy all", box.getAttribute("aria-label") ?? "", () => box.value, () => box.select());
  made.classList.add("copy-button--below");
  box.after(made);
}

function addCopyButtons(root) {
  for (const code of root.querySelectorAll("pre:not([data-copy]) > code")) addToBlock(code.parentElement);
  for (const box of root.querySelectorAll("textarea.copy:not([data-copy])")) addToText(box);
}

document.addEventListener("DOMContentLoaded", () => addCopyButtons(document.querySelector("main")));
document.addEventListener("htmx:afterSwap", () => addCopyButtons(document.querySelector("main")));
