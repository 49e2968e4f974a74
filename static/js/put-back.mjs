// The mended text with the reader's own keys: this browser has them, the server does not. Nothing is sent.

const LONGEST_NOTICE = 2000; // milliseconds

/** Return the text with each mask replaced by its value; null where it has none, or one that is not known. */
export function putBack(text, values) {
  const masks = [...values.keys()].filter((mask) => text.includes(mask));
  if (masks.length === 0) return null;
  const whole = masks.reduce((result, mask) => result.replaceAll(mask, () => values.get(mask)), text);
  return /‹[a-z0-9-]+, \d+ characters?, #\d+›/.test(whole) ? null : whole;
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button--quiet button--small";
  made.textContent = words;
  made.addEventListener("click", () => act(made));
  return made;
}

async function copy(made, text) {
  const words = made.textContent;
  try {
    await navigator.clipboard.writeText(text);
    made.textContent = "Copied, keys and all";
  } catch {
    made.textContent = "The browser refused to copy";
  }
  setTimeout(() => (made.textContent = words), LONGEST_NOTICE);
}

function save(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), LONGEST_NOTICE);
}

/** Offer each mended text of the report with the keys put back; `values` maps masks to what they stand for. */
export function offerKeys(report, values) {
  for (const box of report.querySelectorAll("textarea[data-mended]")) {
    const text = putBack(box.value, values);
    if (text === null) continue;
    const words = document.createElement("span");
    words.className = "muted small";
    words.textContent = "Your keys are put back here in your browser; nothing is sent.";
    const row = document.createElement("p");
    row.className = "mended__actions no-print";
    row.append(
      button("Download with your keys", () => save(text, box.dataset.mended)),
      button("Copy with your keys", (made) => copy(made, text)),
      words,
    );
    const place = box.closest("details")?.previousElementSibling ?? box.closest(".applied");
    place.append(row);
  }
}
