// The paste form: what is typed, pasted, dropped or chosen is masked here, shown masked, and sent as it is shown.
//
// The boxes lose their names, so no form and no script can send what is in them; only what the previews show is put
// into the form's data. Until all of this works, the button stays disabled.

import { Preview } from "./masked-preview.mjs";
import { LineEnds, readFile } from "./pasted-file.mjs";
import { offerKeys } from "./put-back.mjs";
import { mask, secretFile, use } from "./masking/secrets.mjs";

const LONGEST = 256 * 1024; // bytes that the server reads
const TOO_LONG =
  "This is more than 256 KB, so it is neither masked nor sent. Leave only the part that sets variables, for example the lines with “export”, or check the whole file offline (below).";
const MOST_FILES = 20;
const SLOW = 20_000; // characters from which on typing is not followed letter by letter

class PasteForm {
  #form;
  #name;
  #button;
  #boxes;
  #lifted = new Set();
  #byHand = new Set();
  #values = new Map(); // mask -> what it stands for
  #waiting = 0;

  constructor(form) {
    this.#form = form;
    this.#name = form.elements.namedItem("name");
    this.#button = form.querySelector("#check-button");
    this.#boxes = [...form.querySelectorAll("[data-masked-box]")].map((element) => this.#box(element));
    const file = form.elements.namedItem("file");
    file.removeAttribute("name");
    file.multiple = true;
    file.addEventListener("change", () => this.#load(this.#boxes[0], file));
    this.#name.addEventListener("input", () => this.#soon());
    form.addEventListener("submit", (event) => this.#check(event), { capture: true });
    form.addEventListener("formdata", (event) => this.#fill(event.formData));
    window.addEventListener("pageshow", () => this.#show());
    document.addEventListener("htmx:afterSwap", () => offerKeys(document.querySelector("#report"), this.#values));
    this.#show();
    form.dataset.maskingReady = "";
    this.#button.disabled = false;
  }

  #box(element) {
    const textarea = element.querySelector("textarea");
    const key = textarea.name;
    const box = { key, element, textarea, ends: new LineEnds(), sent: "" };
    box.preview = new Preview(element.querySelector("[data-preview]"), textarea, {
      lift: (value) => this.#decide(() => this.#toggle(this.#lifted, value)),
      byHand: (values) => this.#decide(() => values.forEach((value) => this.#byHand.add(value))),
      undoByHand: (value) => this.#decide(() => this.#byHand.delete(value)),
    });
    textarea.removeAttribute("name");
    textarea.addEventListener("input", () => this.#soon());
    element.addEventListener("dragover", (event) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    });
    element.addEventListener("drop", (event) => {
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault();
      this.#load(box, event.dataTransfer);
    });
    return box;
  }

  #toggle(values, value) {
    if (!values.delete(value)) values.add(value);
  }

  #decide(change) {
    change();
    this.#show();
  }

  /** Put the text of files into a box; the files themselves go nowhere. */
  async #load(box, source) {
    const files = [...source.files].slice(0, MOST_FILES);
    try {
      const texts = await Promise.all(files.map((file) => readFile(file, LONGEST)));
      if (source instanceof HTMLInputElement) source.value = "";
      if (files.length === 0) return;
      const parts = files.map((file, index) => ({ name: this.#usualName(file.name), text: texts[index] }));
      const { text, refused } = files.length === 1 ? { text: texts[0], refused: [] } : joined(parts);
      box.ends = new LineEnds(text);
      box.textarea.value = text;
      if (files.length === 1 && box === this.#boxes[0]) this.#name.value = parts[0].name;
      this.#show();
      if (refused.length > 0) box.preview.alert(`Left out: ${refused.join("; ")}. If it was posted anywhere, revoke what it holds.`);
    } catch (error) {
      box.preview.alert(error.message);
    }
  }

  /** Return where a file of that name lies as a rule. */
  #usualName(name) {
    const known = [...this.#form.querySelectorAll("#names option")].map((option) => option.value);
    return known.find((each) => [name, `.${name}`].includes(each.split("/").at(-1))) ?? name;
  }

  #soon() {
    clearTimeout(this.#waiting);
    const length = this.#boxes.reduce((sum, box) => sum + box.textarea.value.length, 0);
    if (length > SLOW) this.#waiting = setTimeout(() => this.#show(), 150);
    else this.#show();
  }

  /** Mask everything anew and show it. */
  #show() {
    clearTimeout(this.#waiting);
    const texts = this.#boxes.map((box) => box.ends.restored(box.textarea.value));
    const isTooLong = this.#isTooLong(texts);
    const documents = texts.map((text, index) => ({ name: index === 0 ? this.#name.value : "", text }));
    const results = isTooLong ? [] : mask(documents, { lifted: this.#lifted, byHand: this.#byHand });
    this.#values = new Map(
      results
        .flatMap(({ pieces }) => pieces)
        .filter((piece) => piece.kind !== undefined && piece.value !== undefined)
        .map((piece) => [piece.text, piece.value]),
    );
    this.#boxes.forEach((box, index) => {
      if (isTooLong) box.preview.refuse(texts[index] ? TOO_LONG : "");
      else box.preview.show(results[index], this.#byHand);
    });
  }

  #isTooLong(texts) {
    const length = texts.reduce((sum, text) => sum + text.length, 0);
    return length > LONGEST || (length > LONGEST / 3 && new Blob(texts).size > LONGEST);
  }

  /** Bring the previews up to date before anything is sent; stop where there is nothing that may be. */
  #check(event) {
    this.#show();
    const refused = this.#boxes.find((box) => box.preview.isRefused);
    if (!refused) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    refused.textarea.focus({ preventScroll: true });
    refused.preview.showAlert();
  }

  /** Put what the previews show, and nothing else of the boxes, into what is sent. */
  #fill(data) {
    for (const { key, preview } of this.#boxes) {
      data.delete(key);
      const shown = preview.shown;
      if (shown) data.append(key, new File([shown], `${key}.txt`, { type: "text/plain" }));
    }
    data.delete("file");
    const [name] = mask([{ name: "", text: this.#name.value }]);
    data.set("name", name.text);
  }
}

/** Return several files as one text, as `head` prints them; the server splits it again. Stores of credentials stay out. */
function joined(parts) {
  const kept = parts.filter(({ name, text }) => secretFile(name, text) === null);
  const refused = parts.filter((part) => !kept.includes(part)).map(({ name, text }) => `${name}, ${secretFile(name, text).title}`);
  return { text: kept.map(({ name, text }) => `==> ${name} <==\n${text}`).join("\n"), refused };
}

async function start(form) {
  const answer = await fetch(form.dataset.masking, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`The patterns did not come: ${answer.status}.`);
  use(await answer.json());
  new PasteForm(form);
}

for (const form of document.querySelectorAll("form[data-masking]")) await start(form);
