// The masked text beside a box. Its text is, character by character, what is sent: nothing else is put into it.

import { BY_HAND, titleOf } from "./masking/secrets.mjs";

const SHORTEST_BY_HAND = 3; // what is shorter stands everywhere

export class Preview {
  isRefused = false;
  #root;
  #text;
  #count;
  #alert;
  #hand;
  #textarea;
  #decide;
  #marks = [];
  #values = new WeakMap(); // mark -> the value that it stands for

  /** `decide` has lift(value), byHand(values) and undoByHand(value). */
  constructor(root, textarea, decide) {
    this.#root = root;
    this.#textarea = textarea;
    this.#decide = decide;
    this.#text = root.querySelector("[data-preview-text]");
    this.#count = root.querySelector("[data-preview-count]");
    this.#alert = root.querySelector("[data-preview-alert]");
    this.#hand = root.querySelector("[data-preview-hand]");
    this.#hand.addEventListener("click", () => this.#maskSelection());
    this.#text.addEventListener("click", (event) => this.#press(event.target.closest("button")));
    for (const name of ["select", "selectionchange", "keyup", "pointerup"]) {
      textarea.addEventListener(name, () => this.#offerHand());
    }
    textarea.addEventListener("scroll", () => this.#follow());
    root.hidden = false;
  }

  /** What the preview shows: exactly this is sent. */
  get shown() {
    return this.#text.textContent;
  }

  show({ pieces, file, stores }, byHand) {
    this.isRefused = false;
    const focused = this.#marks.indexOf(document.activeElement);
    this.#marks = [];
    let line = 1;
    const nodes = pieces.map((piece) => {
      const node = piece.kind === undefined ? document.createTextNode(piece.text) : this.#mark(piece, line, byHand);
      line += piece.text.split("\n").length - 1;
      return node;
    });
    this.#text.replaceChildren(...nodes);
    this.#follow();
    if (focused >= 0) (this.#marks[Math.min(focused, this.#marks.length - 1)] ?? this.#text).focus();
    this.#say(counted(pieces));
    this.alert((file ? [file] : stores).map((store) => refusal(store, store !== file)).join(" "));
    this.#offerHand();
  }

  /** Show that nothing of the box can be sent, and why. */
  refuse(why) {
    this.#marks = [];
    this.#text.replaceChildren();
    this.isRefused = why !== "";
    this.#say(why ? "Nothing will be sent." : "");
    this.alert(why);
  }

  alert(words) {
    if (this.#alert.textContent !== words) this.#alert.textContent = words;
    this.#alert.hidden = words === "";
  }

  /** Bring what is wrong into sight: on a phone it stands far below the box. */
  showAlert() {
    this.#alert.scrollIntoView({ block: "center" });
  }

  #say(words) {
    if (this.#count.textContent !== words) this.#count.textContent = words;
  }

  #mark(piece, line, byHand) {
    const canPress = piece.value !== undefined || piece.lifted;
    const mark = document.createElement(canPress ? "button" : "span");
    mark.className = "mask";
    mark.textContent = piece.text;
    const what = `${titleOf(piece.kind)}, line ${line}`;
    if (piece.lifted) {
      mark.classList.add("mask--lifted");
      mark.setAttribute("aria-label", `Will be sent as it is: ${what}. Press to mask it.`);
      mark.title = "Will be sent as it is. Press to mask it.";
    } else if (piece.hidden) {
      mark.classList.add("mask--yours");
      mark.title = "Redacted by you: stays as it is.";
    } else if (canPress) {
      mark.setAttribute("aria-label", `Masked: ${piece.text.slice(1, -1)}, line ${line}. Press to send it as it is.`);
      mark.title = "Masked. Press to send the value as it is.";
    }
    if (canPress) {
      mark.type = "button";
      this.#values.set(mark, {
        value: piece.lifted ? piece.text : piece.value,
        isByHand: piece.kind === BY_HAND && byHand.has(piece.value),
      });
      this.#marks.push(mark);
    }
    return mark;
  }

  #press(mark) {
    const standsFor = this.#values.get(mark);
    if (!standsFor) return;
    mark.focus();
    if (standsFor.isByHand) this.#decide.undoByHand(standsFor.value);
    else this.#decide.lift(standsFor.value);
  }

  /** Return the selected lines of the box without the blanks around them. */
  #selection() {
    const { value, selectionStart, selectionEnd } = this.#textarea;
    return value
      .slice(selectionStart, selectionEnd)
      .split("\n")
      .map((part) => part.trim())
      .filter((part) => [...part].length >= SHORTEST_BY_HAND);
  }

  #offerHand() {
    this.#hand.disabled = this.#selection().length === 0;
  }

  #maskSelection() {
    this.#decide.byHand(this.#selection());
    this.#textarea.focus();
  }

  #follow() {
    this.#text.scrollTop = this.#textarea.scrollTop;
    this.#text.scrollLeft = this.#textarea.scrollLeft;
  }
}

/** Say why a store of credentials, alone or as a part of a text, is not sent. */
function refusal({ title, revoke }, isPart) {
  const what = isPart ? `A part of this is ${title}.` : `This is ${title}.`;
  const where = revoke ? `: ${revoke}` : ".";
  return `${what} It holds credentials and no settings, so only one mask of it is sent. If it was posted anywhere, revoke what it holds${where}`;
}

/** Say what was masked: "3 values masked: 2 × Anthropic API key, 1 × GitHub token. 1 redacted by you." */
function counted(pieces) {
  const masks = pieces.filter((piece) => piece.kind !== undefined && !piece.hidden && !piece.lifted);
  const hidden = pieces.filter((piece) => piece.hidden).length;
  const lifted = pieces.filter((piece) => piece.lifted).length;
  if (!pieces.some((piece) => piece.text.trim())) return "Nothing yet.";
  const kinds = new Map();
  for (const { kind } of masks) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const listed = [...kinds].sort((a, b) => b[1] - a[1]).map(([kind, number]) => `${number} × ${titleOf(kind)}`);
  const sentences = [
    masks.length > 0 ? `${plural(masks.length, "value")} masked: ${listed.join(", ")}.` : "Nothing masked.",
  ];
  if (hidden > 0) sentences.push(`${hidden} redacted by you.`);
  if (lifted > 0) sentences.push(`${plural(lifted, "value")} will be sent as ${lifted === 1 ? "it is" : "they are"}.`);
  return sentences.join(" ");
}

const plural = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
