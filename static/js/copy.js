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

function button(words, text, fallback) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "copy-button no-print";
  made.textContent = words;
  made.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text());
      made.textContent = "Copied";
    } catch {
      fallback();
      made.textContent = "Press Ctrl C";
    }
    setTimeout(() => (made.textContent = words), 2000);
  });
  return made;
}

// What is wider than its frame must be reached by keyboard, too.
function makeScrollable(pre) {
  if (pre.scrollWidth > pre.clientWidth) pre.tabIndex = 0;
}

function addToBlock(pre) {
  const code = pre.firstElementChild;
  const isFix = pre.closest(".fix") !== null;
  pre.dataset.copy = "";
  makeScrollable(pre);
  if (isFix && !fixed(code)) return; // it only takes lines out
  const made = button(isFix ? "Copy fix" : "Copy", () => (isFix ? fixed(code) : commands(code.textContent)), () => getSelection().selectAllChildren(code));
  if (isFix) made.dataset.copyFix = "";
  const frame = document.createElement("div");
  frame.className = "copyable";
  pre.replaceWith(frame);
  frame.append(pre, made);
}

function addToText(box) {
  box.dataset.copy = "";
  const made = button("Copy all", () => box.value, () => box.select());
  made.classList.add("copy-button--below");
  box.after(made);
}

function addCopyButtons(root) {
  for (const code of root.querySelectorAll("pre:not([data-copy]) > code")) addToBlock(code.parentElement);
  for (const box of root.querySelectorAll("textarea.copy:not([data-copy])")) addToText(box);
}

document.addEventListener("DOMContentLoaded", () => addCopyButtons(document.querySelector("main")));
document.addEventListener("htmx:afterSwap", () => addCopyButtons(document.querySelector("main")));
