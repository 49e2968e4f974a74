// Mask secrets before anything leaves the browser: the twin of diagnostics/engine/masking/secrets.py.
//
// mask() gives the same masks as Python's. Beyond that it knows what the person decided: a value that was lifted
// stays as it is, a value that was chosen by hand is masked wherever it stands.

import { MASK, end as endOf, files, maskText, secretFile, start as startOf } from "./secretpatterns.mjs";
import { strippedAfter, strippedBefore } from "./secretpatterns.mjs";
import { HIDDEN, NOTHING_OPEN, Work, openedBy } from "./secretlines.mjs";
import { activeTokens, scan } from "./secretscan.mjs";
import { withoutStores } from "./secretstores.mjs";
import { HOLE } from "./secretvalues.mjs";

export { revokePage, secretFile, titleOf, use } from "./secretpatterns.mjs";
export const UNREAD = "unread-text";
export const BY_HAND = "masked-by-you";
const MOST_ROUNDS = 8;
const SHORTEST = 4; // a shorter line holds no name with a value, and no secret
const LONGEST = 9_999_999; // a mask's length has seven digits at most
const BEYOND = /[\u{10000}-\u{10ffff}]/gu;
const NOTHING = new Set();

/** Numbers for secrets: equal values share one; numbers that stand in the texts already are left free. */
class Numbers {
  #taken;
  #byValue = new Map();
  #next = 1;
  values = new Map(); // number -> value

  constructor(taken) {
    this.#taken = taken;
  }

  of(value) {
    let number = this.#byValue.get(value);
    if (number === undefined) {
      while (this.#taken.has(this.#next)) this.#next += 1;
      number = this.#next;
      this.#byValue.set(value, number);
      this.values.set(number, value);
      this.#next += 1;
    }
    return number;
  }
}

/**
 * Return each document {name, text} masked, as {text, pieces, file, stores}. The pieces joined are the text; a piece is {text}
 * alone, or has a `kind` and: `number`, and `value` where it was masked just now; `hidden` where the person had hidden
 * it before pasting; `lifted` where the person wants it sent as it is. `file` tells which file of credentials it was:
 * of such a one, and of each of the `stores` that are parts of a text, a single mask remains; it cannot be lifted.
 */
export function mask(documents, { lifted = NOTHING, byHand = NOTHING } = {}) {
  const whole = documents.map(({ name, text }) => ({ name, text: text.toWellFormed?.() ?? text }));
  const taken = new Set();
  for (const { text } of whole) {
    for (const found of MASK.finditer(text)) taken.add(Number(found[3]));
  }
  const numbers = new Numbers(taken);
  return whole.map(({ name, text }) => {
    const file = secretFile(name, text);
    if (file !== null) {
      const mark = maskedStore(text, file.kind, numbers);
      return { text: mark, pieces: [{ text: mark, kind: file.kind, number: numbers.of(text) }], file, stores: [] };
    }
    const stores = new Set();
    const kept = withoutStores(text, (store, held) => {
      stores.add(store);
      return maskedStore(held, store.kind, numbers);
    });
    return { ...maskOne(name, maskByHand(kept, byHand, numbers), { numbers, lifted }), file, stores: [...stores] };
  });
}

/** Of a store of credentials one mask remains, as long as the store was before anything in it was masked. */
function maskedStore(text, kind, numbers) {
  const grown = [...MASK.finditer(text)].reduce((sum, found) => sum + found[0].length - Number(found[2]), 0);
  return maskText(kind, Math.min(Math.max(0, charactersOf(text).length - grown), LONGEST), numbers.of(text));
}

function maskOne(name, text, { numbers, lifted }) {
  const tokens = activeTokens(text);
  const work = new Work();
  const pieces = [];
  let before = openedBy(name, text);
  text.split("\n").forEach((line, index) => {
    if (index > 0) append(pieces, { text: "\n" });
    if (line.length < SHORTEST && before === NOTHING_OPEN) {
      append(pieces, { text: line });
      return;
    }
    const masked = maskLine(line, tokens, before, { numbers, work, lifted });
    before = masked.after;
    for (const piece of piecesOf(masked, numbers)) append(pieces, piece);
  });
  return { text: pieces.map((piece) => piece.text).join(""), pieces };
}

function append(pieces, piece) {
  const last = pieces.at(-1);
  if (last !== undefined && last.kind === undefined && piece.kind === undefined) last.text += piece.text;
  else pieces.push(piece);
}

function maskLine(text, tokens, before, { numbers, work, lifted }) {
  let line = text;
  let marked = [];
  let after = before;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    let parts = [];
    if (work.left > 0) [parts, after] = scan(shadow(line), tokens, before, work);
    if (work.left <= 0) return { line: maskWhole(line, numbers), marked: [], after: NOTHING_OPEN };
    const characters = charactersOf(line);
    const textOf = (part) => characters.slice(part.begin, part.stop).join("");
    const stays = (part) => part.kind === HIDDEN || lifted.has(textOf(part));
    marked = parts.filter(stays);
    const secrets = parts.filter((part) => !stays(part));
    if (secrets.length === 0) break;
    line = putMasks(characters, secrets, numbers);
  }
  return { line, marked, after };
}

/** Return what is scanned: each character of a mask is a hole, one beyond Unicode's first plane is one sign. */
function shadow(line) {
  const holed = line.includes("‹")
    ? line.replace(MASK.anywhere, (found) => HOLE.repeat(found.length))
    : line;
  return holed.replace(BEYOND, "\ue001");
}

/** A line by characters as Python counts them. */
function charactersOf(line) {
  return Array.from(line);
}

function maskWhole(line, numbers) {
  const inner = strippedBefore(strippedAfter(line, " \t\r"), " \t\r");
  if (!inner) return line;
  const begin = line.indexOf(inner);
  return line.slice(0, begin) + aroundMasks(inner, UNREAD, numbers) + line.slice(begin + inner.length);
}

function putMasks(characters, secrets, numbers) {
  const pieces = [];
  let position = 0;
  for (const part of secrets) {
    pieces.push(characters.slice(position, part.begin).join(""));
    pieces.push(aroundMasks(characters.slice(part.begin, part.stop).join(""), part.kind, numbers));
    position = part.stop;
  }
  pieces.push(characters.slice(position).join(""));
  return pieces.join("");
}

function aroundMasks(text, kind, numbers) {
  const pieces = [];
  let position = 0;
  for (const found of MASK.finditer(text)) {
    pieces.push(masked(text.slice(position, startOf(found)), kind, numbers), found[0]);
    position = endOf(found);
  }
  pieces.push(masked(text.slice(position), kind, numbers));
  return pieces.join("");
}

function masked(text, kind, numbers) {
  return text ? maskText(kind, charactersOf(text).length, numbers.of(text)) : "";
}

/** Mask what the person chose, wherever it stands outside of masks; the longest first. */
function maskByHand(text, byHand, numbers) {
  const chosen = [...byHand].filter((value) => value && text.includes(value)).sort((a, b) => b.length - a.length);
  return chosen.reduce((result, value) => {
    const mark = maskText(BY_HAND, charactersOf(value).length, numbers.of(value));
    return outsideMasks(result, (part) => part.replaceAll(value, () => mark));
  }, text);
}

function outsideMasks(text, change) {
  const pieces = [];
  let position = 0;
  for (const found of MASK.finditer(text)) {
    pieces.push(change(text.slice(position, startOf(found))), found[0]);
    position = endOf(found);
  }
  pieces.push(change(text.slice(position)));
  return pieces.join("");
}

/** Return a masked line in pieces: its masks, what was hidden before or lifted, and the text between. */
function* piecesOf({ line, marked }, numbers) {
  const characters = charactersOf(line);
  const masks = [...MASK.finditer(shadowBeyond(line))].map((found) => ({
    begin: startOf(found),
    stop: endOf(found),
    kind: found[1],
    number: Number(found[3]),
    value: files().some(({ kind }) => kind === found[1]) ? undefined : numbers.values.get(Number(found[3])),
  }));
  const stays = marked.map(({ begin, stop, kind }) =>
    kind === HIDDEN ? { begin, stop, kind, hidden: true } : { begin, stop, kind, lifted: true },
  );
  let position = 0;
  for (const { begin, stop, ...piece } of [...masks, ...stays].sort((a, b) => a.begin - b.begin)) {
    if (begin < position) continue; // a mask inside a value that was lifted
    if (begin > position) yield { text: characters.slice(position, begin).join("") };
    yield { ...piece, text: characters.slice(begin, stop).join("") };
    position = stop;
  }
  if (position < characters.length) yield { text: characters.slice(position).join("") };
}

function shadowBeyond(line) {
  return line.replace(BEYOND, "\ue001");
}
