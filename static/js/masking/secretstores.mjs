// Stores of credentials inside a text that holds other things: the twin of diagnostics/engine/masking/secretstores.py.

import { BLANKS, MASK, STRUCTURE, files, strippedAfter, strippedBefore } from "./secretpatterns.mjs";

const MOST_ROUNDS = 8;
const LONGEST_BLOCK = 400;
const LONGEST_LINE = 300;
const MOST_LINES = 20_000;
const INDENTS = " \t>";
const CLOSERS = " \t\r;,";
const CODE = '{}[]"';
const AROUND_NAME = " \t\"'`<>()=*,;:";

/** Return the text with `put(file, its text)` in the place of each store, and every line where it was. */
export function withoutStores(text, put) {
  let result = text;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const found = stores(result);
    if (found.length === 0) break;
    const pieces = [];
    let position = 0;
    for (const { begin, stop, file } of found) {
      const held = result.slice(begin, stop);
      pieces.push(result.slice(position, begin), put(file, held), "\n".repeat(held.split("\n").length - 1));
      position = stop;
    }
    result = pieces.join("") + result.slice(position);
  }
  return result;
}

function stores(text) {
  const hasBlock = text.includes("-----BEGIN ") && text.includes("-----END ");
  const hasObject = text.includes("{") && files().some((file) => mayBe(file, text));
  if (!hasBlock && !hasObject) return [];
  const lines = text.split("\n");
  const starts = [0];
  for (const line of lines) starts.push(starts.at(-1) + line.length + 1);
  const found = [...(hasBlock ? blocks(lines, starts) : []), ...(hasObject ? objects(text, lines, starts) : [])];
  const apart = [];
  for (const store of found.sort((a, b) => a.begin - b.begin || b.stop - a.stop)) {
    if (apart.length === 0 || store.begin >= apart.at(-1).stop) apart.push(store);
  }
  return apart;
}

function mayBe(file, text) {
  return (
    (file.name !== null && text.includes(".json")) ||
    file.keys.some((together) => together.every((key) => text.includes(key)))
  );
}

function* blocks(lines, starts) {
  const file = files().find((each) => each.begins !== null);
  const marks = [...lines.keys()].filter((number) => lines[number].includes("-----"));
  const begins = marks.map((number) => Boolean(STRUCTURE.block_begin.fullmatch(inner(lines[number]))));
  const ends = firstOthers(begins);
  let done = -1;
  for (const [index, first] of marks.entries()) {
    const last = begins[index] && ends[index] < marks.length ? marks[ends[index]] : -1;
    if (first <= done || last < 0 || last > first + LONGEST_BLOCK) continue;
    // Where a mask stands between them, the key was masked piece by piece before, and stays so.
    const isMasked = lines.slice(first + 1, last).some((line) => MASK.test(line));
    if (!isMasked && STRUCTURE.block_end.fullmatch(inner(lines[last]))) {
      const begin = starts[first] + indentOf(lines[first]);
      yield { begin, stop: starts[last] + strippedAfter(lines[last], BLANKS).length, file };
      done = last;
    }
  }
}

// For each place the next one behind it that does not begin a key; as many as there are: none does.
function firstOthers(begins) {
  const following = begins.map(() => begins.length);
  for (let index = begins.length - 2; index >= 0; index -= 1) {
    following[index] = begins[index + 1] ? following[index + 1] : index + 1;
  }
  return following;
}

function* objects(text, lines, starts) {
  const opened = new Map();
  let left = MOST_LINES;
  for (const [number, line] of lines.entries()) {
    const indent = indentOf(line);
    const first = line.slice(indent, indent + 1);
    if (first === "{" && beginsObject(lines, number, indent)) opened.set(line.slice(0, indent), number);
    if (!["{", "}"].includes(first) || !opened.has(line.slice(0, indent))) continue;
    const body = strippedAfter(line, CLOSERS);
    if (first === "}" || body.endsWith("}")) {
      const opener = opened.get(line.slice(0, indent));
      opened.delete(line.slice(0, indent));
      left -= number - opener + 1;
      if (left < 0) return;
      const begin = starts[opener] + indent;
      const stop = starts[number] + (first === "}" ? indent + 1 : body.length);
      const file = fileOf(named(lines, opener), text.slice(begin, stop));
      if (file !== null) yield { begin, stop, file };
    }
  }
}

function beginsObject(lines, number, indent) {
  let after = strippedBefore(strippedAfter(lines[number].slice(indent + 1), BLANKS), BLANKS);
  if (!after && number + 1 < lines.length) after = inner(lines[number + 1]);
  return after.startsWith('"');
}

function fileOf(name, text) {
  return files().find((file) => file.begins === null && file.is(name, text)) ?? null;
}

function named(lines, number) {
  let left = 2;
  for (let above = number - 1; above > Math.max(-1, number - 6); above -= 1) {
    const line = inner(Array.from(lines[above]).slice(-LONGEST_LINE).join(""));
    if (!line || line.startsWith("```") || line.startsWith("~~~")) continue;
    if (CODE.includes(line[0])) return "";
    const name = jsonName(line);
    left -= 1;
    if (name || left === 0) return name;
  }
  return "";
}

function jsonName(line) {
  let begin = line.lastIndexOf(".json");
  if (begin === -1) return "";
  const stop = begin + ".json".length;
  while (begin > 0 && !AROUND_NAME.includes(line[begin - 1])) begin -= 1;
  return line.slice(begin, stop);
}

function indentOf(line) {
  return line.length - strippedBefore(line, INDENTS).length;
}

function inner(line) {
  return strippedAfter(strippedBefore(line, INDENTS), BLANKS);
}
