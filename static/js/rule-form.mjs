// The rule's form: what the text says in English while it is written, its parts run one after the other, and words that
// are put into the text.

const QUIET = 500; // milliseconds
const PARTS = [
  ["own", "its own examples"],
  ["text", "your text"],
  ["others", "the examples of all other rules"],
  ["sound", "the documented configurations"],
];

const source = document.getElementById("id_source");

async function ask(url, form) {
  const answer = await fetch(url, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    redirect: "manual",
    credentials: "same-origin",
  });
  if (answer.type === "opaqueredirect") throw new Error("you are logged out: log in in another tab, then come back");
  if (!answer.ok) throw new Error(`the answer was ${answer.status}`);
  return [...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes];
}

const words = (error) => (error instanceof TypeError ? "the server does not answer" : error.message);

function tellInEnglish(root) {
  // The whole text, read aloud at each pause, would be too much: only whether it can be read is announced.
  const state = document.querySelector("[data-english-state]");
  const say = (told) => {
    if (state.textContent !== told) state.textContent = told;
  };
  let waiting = 0;
  let latest = 0;
  const tell = async () => {
    const number = ++latest;
    let nodes;
    try {
      nodes = await ask(root.dataset.english, source.form);
    } catch (error) {
      nodes = [`This could not be read: ${words(error)}.`];
    }
    if (number !== latest) return;
    root.replaceChildren(...nodes);
    const fault = root.querySelector(".explained")?.textContent.split("\n")[0];
    say(fault ? `It cannot be read yet: ${fault}` : "It can be read.");
  };
  source.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(tell, QUIET);
  });
}

function runInParts(root) {
  const form = document.getElementById(root.dataset.form);
  const state = root.querySelector("[data-run-state]");
  const results = root.querySelector("[data-run-results]");
  const button = root.querySelector("[data-run-button]");
  const text = document.getElementById("try_text");
  let isRunning = false;
  const run = async () => {
    const parts = PARTS.filter(([part]) => part !== "text" || text.value.trim());
    let failed = 0;
    isRunning = true;
    button.setAttribute("aria-disabled", "true"); // one that is disabled would lose the focus
    results.replaceChildren();
    try {
      for (const [number, [part, name]] of parts.entries()) {
        state.textContent = `Running ${number + 1} of ${parts.length}: ${name} …`;
        results.append(...(await ask(root.dataset.run.replace("PART", part), form)));
        failed = results.querySelectorAll(".run-result--failed").length;
        if (part === "own" && results.textContent.includes("cannot be read")) break;
      }
      state.textContent = failed
        ? `Done: ${failed} of ${parts.length} parts found a fault. Nothing is saved.`
        : "Done: all is as it should be. Nothing is saved yet.";
    } catch (error) {
      state.textContent = `The run stopped: ${words(error)}.`;
    }
    button.removeAttribute("aria-disabled");
    isRunning = false;
    results.scrollIntoView({ block: "nearest" });
  };
  button.addEventListener("click", (event) => {
    event.preventDefault();
    if (!isRunning) run();
  });
}

function offerWords(root) {
  const entries = [...root.querySelectorAll("[data-word]")];
  const filter = document.createElement("input");
  filter.type = "search";
  filter.className = "choice-filter";
  filter.placeholder = `Find one of ${entries.length} words`;
  filter.setAttribute("aria-label", filter.placeholder);
  filter.addEventListener("input", () => {
    const wanted = filter.value.trim().toLowerCase();
    for (const entry of entries) entry.hidden = !entry.textContent.toLowerCase().includes(wanted);
    for (const part of root.querySelectorAll("[data-words]")) part.hidden = !part.querySelector("[data-word]:not([hidden])");
  });
  root.querySelector(".beside__text").prepend(filter);
  if (!source) return;
  for (const entry of entries) {
    const snippet = entry.querySelector("[data-snippet]");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = "Insert";
    button.setAttribute("aria-label", `Insert ${entry.querySelector("strong").textContent} where the cursor is`);
    button.addEventListener("click", () => {
      source.focus();
      // execCommand, though old, keeps the undo history of the text.
      if (!document.execCommand("insertText", false, snippet.textContent)) {
        source.setRangeText(snippet.textContent, source.selectionStart, source.selectionEnd, "end");
        source.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
    snippet.after(button);
  }
}

for (const root of document.querySelectorAll("[data-english]")) if (source) tellInEnglish(root);
for (const root of document.querySelectorAll("[data-run]")) runInParts(root);
for (const root of document.querySelectorAll("[data-vocabulary]")) offerWords(root);
