// A copy button beside each block of code. It leaves prompts and output out: of lines that begin with "$ " or "% ", only the
// commands are copied.

const PROMPT = /^\s*[$%❯]\s+/;

function commands(text) {
  const lines = text.replace(/\n$/, "").split("\n");
  if (!lines.some((line) => PROMPT.test(line))) return lines.join("\n");
  return lines
    .filter((line) => PROMPT.test(line))
    .map((line) => line.replace(PROMPT, ""))
    .join("\n");
}

function button(block) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "copy-button no-print";
  made.textContent = "Copy";
  made.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(commands(block.textContent));
      made.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(block);
      made.textContent = "Press Ctrl C";
    }
    setTimeout(() => (made.textContent = "Copy"), 2000);
  });
  return made;
}

// What is wider than its frame must be reached by keyboard, too.
function makeScrollable(pre) {
  if (pre.scrollWidth > pre.clientWidth) pre.tabIndex = 0;
}

export function addCopyButtons(root) {
  for (const block of root.querySelectorAll("pre:not([data-copy]) > code")) {
    const frame = document.createElement("div");
    frame.className = "copyable";
    block.parentElement.dataset.copy = "";
    block.parentElement.replaceWith(frame);
    frame.append(block.parentElement, button(block));
    makeScrollable(block.parentElement);
  }
}

addCopyButtons(document.querySelector("main"));
document.addEventListener("htmx:afterSwap", (event) => addCopyButtons(event.target.parentElement ?? document));
