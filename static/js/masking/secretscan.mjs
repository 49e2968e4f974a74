// Find the secrets on one line of text: the twin of diagnostics/engine/secretscan.py, name by name.

import {
  BY_CHANCE,
  BY_NAME,
  Judgement,
  LIMITS,
  SECRET,
  STRUCTURE,
  TOKENS,
  countDigits,
  end as endOf,
  isHashName,
  isSecretName,
  isWeakName,
  judge,
  looksRandom,
  ownerOf,
  plainName,
  start as startOf,
} from "./secretpatterns.mjs";
import { HOLE, cores, find, readHeader, readWord } from "./secretvalues.mjs";

export const HIDDEN = "redacted-by-you";
export const NOTHING_OPEN = Object.freeze({ what: "", quote: "", linesLeft: 0 });
const NAME_ALONE = Object.freeze({ what: "name", quote: "", linesLeft: 0 });
const COOKIE = "cookie";
const PRIVATE_KEY = "private-key";
const LONGEST_BLOCK = 400;
const LONGEST_VALUE = 60;
const LONGEST_UNREPEATED = 60;
const COOKIES = ["COOKIE", "SET_COOKIE"];
const GLANCE = 1;
const LOOK = 2;
const READ = 8;
const NESTED = 6;
const BEFORE_RUN = ["", "=", '"', "'", " ", "\t", "(", ",", ":", "“"];
const AFTER_RUN = [".", ":", "/", "@", "~", "$", "("];

const found = (begin, stop, kind, rank) => ({ begin, stop, kind, rank });

/** How much more looking at a text may cost. A text that needs more is masked whole from there on. */
export class Work {
  constructor() {
    this.left = LIMITS.work;
  }

  spend(cost) {
    this.left -= cost;
    return this.left > 0;
  }
}

export function activeTokens(text) {
  return TOKENS.filter((token) => token.literals.some((literal) => text.includes(literal)));
}

/** Return the secrets of a line, apart from each other and in order, and what the line leaves open. */
export function scan(line, tokens, before, work) {
  const [begin, opened] = block(line, work);
  if (before.what === "key block") {
    const inside = inBlock(line, before, work);
    if (inside !== null) return inside;
  }
  let after = opened;
  const parts = tokenParts(line, tokens, work);
  const next = before.what === "value" ? continued(line, before) : null;
  if (next !== null) {
    work.spend(READ);
    parts.push(...next[0]);
    after = next[1];
  } else if (after === NOTHING_OPEN && begin.length === 0) {
    const [named, left] = namedParts(line, work);
    after = left;
    parts.push(...named, ...randomParts(line, work));
    if (before.what === "name") parts.push(...valueAfterName(line));
    if (after === NOTHING_OPEN && isNameAlone(line)) after = NAME_ALONE;
  }
  return [apart([...parts, ...begin]), after];
}

function tokenParts(line, tokens, work) {
  const parts = [];
  for (const token of tokens) {
    if (!token.literals.some((literal) => line.includes(literal))) continue;
    let position = 0;
    for (;;) {
      const match = token.pattern.search(line, position);
      if (match === null || !work.spend(READ)) break;
      const begin = startOf(match, 1);
      let stop = endOf(match, 1);
      if (stop - begin > LONGEST_UNREPEATED) stop = endOf(STRUCTURE.token_characters.match(line, stop));
      position = Math.max(endOf(match), stop);
      const text = line.slice(begin, stop);
      const judgement = text.replaceAll(HOLE, "") === "" ? Judgement.ORDINARY : judge(text);
      if (judgement === Judgement.SECRET && text.includes(HOLE)) {
        parts.push(...cores(line, begin, stop).map((core) => found(core.begin, core.stop, token.kind, token.rank)));
      } else if (judgement !== Judgement.ORDINARY) {
        parts.push(found(begin, stop, judgement === Judgement.SECRET ? token.kind : HIDDEN, token.rank));
      }
    }
  }
  return parts;
}

/** Find values that stand under a secret's name. */
function namedParts(line, work) {
  const parts = [];
  let after = NOTHING_OPEN;
  const quotes = new Quotes(line);
  let nested = 0;
  let position = 0;
  if (line.includes("=") || line.includes(":")) {
    for (;;) {
      const match = STRUCTURE.assigned.search(line, position);
      if (match === null || !work.spend(GLANCE)) break;
      const value = valueOf(line, match, quotes);
      position = endOf(match) - 1;
      if (value === null) continue;
      work.spend(READ * (1 + value.cores.length));
      parts.push(...kinds(value, plainName(match[1])));
      const isHidden = value.cores.length > 0 && value.cores.every((core) => core.hidden);
      if (value.openQuote !== null && !isHidden) {
        after = { what: "value", quote: value.openQuote, linesLeft: LONGEST_VALUE };
      }
      if (value.expanded && nested < NESTED) nested += 1;
      else position = Math.max(position, value.stop - 1);
    }
  }
  for (const match of STRUCTURE.command.finditer(line)) {
    if (!work.spend(READ)) break;
    parts.push(...afterCommand(line, match));
  }
  if (line.includes("--")) {
    for (const match of STRUCTURE.flag.finditer(line)) {
      if (!work.spend(READ)) break;
      const next = line.slice(endOf(match), endOf(match) + 1);
      if (isSecretName(match[1]) && next !== "-" && next !== "") {
        parts.push(...kinds(readWord(line, endOf(match), quotes.at(startOf(match, 1))), plainName(match[1])));
      }
    }
  }
  if (line.includes("${")) {
    for (const match of STRUCTURE.expansion.finditer(line)) {
      if (!work.spend(READ)) break;
      if (isSecretName(match[1])) {
        parts.push(...kinds({ cores: cores(line, startOf(match, 2), endOf(match, 2)) }, plainName(match[1])));
      }
    }
  }
  const hasValue = line.includes("value") || line.includes("Value");
  const form = line.includes("<key>") ? STRUCTURE.property : hasValue ? STRUCTURE.pair : null;
  if (form !== null) {
    for (const match of form.finditer(line)) {
      if (!work.spend(READ)) break;
      if (isSecretName(match[1])) {
        parts.push(...kinds({ cores: cores(line, startOf(match, 2), endOf(match, 2), false) }, plainName(match[1])));
      }
    }
  }
  return [parts, after];
}

/** Tell whether a line holds a secret's name and the next one its value, as property lists and YAML write it. */
function isNameAlone(line) {
  if (!line.includes("<key>") && !line.includes(":")) return false;
  const match = STRUCTURE.name_line.fullmatch(line);
  const name = match?.[1] || match?.[2] || "";
  return name !== "" && isSecretName(name) && !isWeakName(name);
}

/** Find the value on a line after that of its name. */
function valueAfterName(line) {
  const match = STRUCTURE.value_line.match(line);
  if (match === null) return [];
  if (match[1] !== undefined) return kinds({ cores: cores(line, startOf(match, 1), endOf(match, 1), false) }, "");
  return kinds(readHeader(line, endOf(match), null, false), "");
}

/** Return the value of one `NAME=` or `name:`, or null where the name is not a secret's. */
function valueOf(line, match, quotes) {
  const [, name, quote, operator, blanks] = match;
  const begin = startOf(match, 1);
  const start = endOf(match);
  if (!isSecretName(name) || (operator === ":" && line.startsWith("//", endOf(match, 3)))) return null;
  if (line.slice(Math.max(0, begin - 2), begin) === "${") return null;
  if (STRUCTURE.alias.test(line.slice(Math.max(0, begin - 20), begin))) return null;
  if (blanks && operator.endsWith("=") && !quote) {
    // NAME= program: the variable is empty, what follows is run
    const word = firstWord(line, start);
    const isRun = STRUCTURE.program.fullmatch(word) || word.includes("=") || word.startsWith("-");
    if (isRun && !word.startsWith("sk-")) return null;
  }
  const outer = ["'", '"', "\\"].includes(quote.slice(0, 1)) ? null : quotes.at(begin);
  const value =
    operator === ":"
      ? readHeader(line, start, outer, COOKIES.includes(plainName(name)))
      : readWord(line, start, outer);
  if (isWeakName(name)) {
    const kept = value.cores.filter((core) => core.hidden || looksSecret(line.slice(core.begin, core.stop)));
    return { cores: kept, stop: value.stop, openQuote: null, expanded: true };
  }
  return value;
}

function firstWord(line, start) {
  return STRUCTURE.first_word.match(line, start, start + 100)?.[0] ?? "";
}

function looksSecret(text) {
  if (text.includes(" ") || !/[A-Za-z]/.test(text)) return false;
  return (text.length >= 8 && countDigits(text) >= 2) || text.length >= 24;
}

/** Find the value in `set -gx NAME value`, `setx NAME value` and their kin. */
function afterCommand(line, match) {
  const name = match[2];
  if (!isSecretName(name) || ["=", "+", ""].includes(line.slice(endOf(match), endOf(match) + 1))) return [];
  if (STRUCTURE.prose.fullmatch(firstWord(line, endOf(match)))) return []; // "set ANTHROPIC_API_KEY to your key"
  const parts = kinds(readWord(line, endOf(match), null), plainName(name));
  if (!match[0].replaceAll("--export", "").includes("export")) return parts; // fish's option is no command
  return parts.filter((each) => !STRUCTURE.identifier.fullmatch(line.slice(each.begin, each.stop)));
}

function kinds(value, name) {
  const [kind, rank] = COOKIES.includes(name) ? [COOKIE, BY_NAME] : ownerOf(name);
  return value.cores.map((core) => found(core.begin, core.stop, core.hidden ? HIDDEN : kind, rank));
}

/** Which quote is open at a place of the line; asked from left to right, so that the line is read once. */
class Quotes {
  #line;
  #position = 0;
  #open = null;

  constructor(line) {
    this.#line = line;
  }

  at(place) {
    for (;;) {
      const match = STRUCTURE.quote.search(this.#line, this.#position, place);
      if (match === null) break;
      const character = match[0];
      this.#position = endOf(match);
      if (character === "\\") this.#position += this.#open === "'" ? 0 : 1;
      else if (this.#open === null) this.#open = character;
      else if (this.#open === character) this.#open = null;
    }
    this.#position = Math.max(this.#position, place);
    return this.#open;
  }
}

/** Find runs that look drawn by lot, where a whole value stands. */
function randomParts(line, work) {
  const parts = [];
  for (const match of STRUCTURE.run.finditer(line)) {
    if (!work.spend(LOOK)) break;
    let begin = startOf(match);
    const stop = endOf(match);
    let name = "";
    let equals = find(line, "=", begin, stop);
    while (equals !== -1 && STRUCTURE.identifier.fullmatch(line.slice(begin, equals))) {
      name = line.slice(begin, equals); // NAME=value is one run, and so is Environment=NAME=value
      begin = equals + 1;
      equals = find(line, "=", begin, stop);
    }
    if (!BEFORE_RUN.includes(line.slice(Math.max(0, begin - 1), begin))) continue;
    if (AFTER_RUN.includes(line.slice(stop, stop + 1))) continue;
    if (!name) name = STRUCTURE.name_before.search(line.slice(Math.max(0, begin - 100), begin))?.[1] ?? "";
    const text = line.slice(begin, stop);
    if (isHashName(name) || !looksRandom(text, name !== "") || judge(text) !== Judgement.SECRET) continue;
    parts.push(found(begin, stop, SECRET, BY_CHANCE));
  }
  return parts;
}

/** Find a private key that begins on this line, and whether its block goes on. */
function block(line, work) {
  const match = line.includes("-----BEGIN ") ? STRUCTURE.block_begin.search(line) : null;
  if (match === null) return [[], NOTHING_OPEN];
  const end = line.indexOf("-----END", endOf(match));
  const parts = blockWords(line, endOf(match), end === -1 ? line.length : end, work);
  return [parts, end === -1 ? { what: "key block", quote: "", linesLeft: LONGEST_BLOCK } : NOTHING_OPEN];
}

/** Find a line of a private key's block; null where the block must have ended without saying so. */
function inBlock(line, before, work) {
  const end = line.indexOf("-----END");
  if (end === -1 && (before.linesLeft <= 0 || !isBlockLine(line))) return null;
  const parts = blockWords(line, 0, end === -1 ? line.length : end, work);
  return [parts, end === -1 ? { ...before, quote: "", linesLeft: before.linesLeft - 1 } : NOTHING_OPEN];
}

function isBlockLine(line) {
  return STRUCTURE.block_line.fullmatch(line.replaceAll(HOLE, "").replace(/\r+$/, "")) !== null;
}

function blockWords(line, begin, stop, work) {
  const parts = [];
  for (const match of STRUCTURE.block_word.finditer(line, begin, stop)) {
    if (!work.spend(LOOK)) break;
    const first = startOf(match);
    const escaped = first > begin && line[first - 1] === "\\" && "nr".includes(line[first]);
    parts.push(found(escaped ? first + 1 : first, endOf(match), PRIVATE_KEY, 0));
  }
  return parts;
}

/** Find the next line of a value that was broken over lines; null where this line is something else. */
function continued(line, before) {
  const match = STRUCTURE.continued.fullmatch(line);
  if (match === null || before.linesLeft <= 0) return null;
  const [, body, closing] = match;
  if (!closing && !body.includes(HOLE) && countDigits(body) === 0 && body.length < 16) return null;
  const begin = line.length - line.replace(/^[ \t]+/, "").length;
  const parts = cores(line, begin, begin + body.length)
    .filter((core) => !core.hidden)
    .map((core) => found(core.begin, core.stop, SECRET, BY_NAME));
  const goesOn = before.quote && !closing;
  return [parts, goesOn ? { ...before, linesLeft: before.linesLeft - 1 } : NOTHING_OPEN];
}

/** Join what overlaps; the best rank names the kind, a secret wins over what the person hid. */
function apart(parts) {
  const result = [];
  const isWorse = (part) => (part.kind === HIDDEN ? 1 : 0);
  for (const part of [...parts].sort((a, b) => a.begin - b.begin || a.stop - b.stop)) {
    const last = result.at(-1);
    if (part.stop <= part.begin) continue;
    if (last === undefined || part.begin >= last.stop) {
      result.push(part);
      continue;
    }
    const isBetter = isWorse(part) - isWorse(last) || part.rank - last.rank;
    const best = isBetter < 0 ? part : last;
    result[result.length - 1] = found(last.begin, Math.max(last.stop, part.stop), best.kind, best.rank);
  }
  return result;
}
