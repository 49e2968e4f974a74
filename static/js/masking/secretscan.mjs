// Find the secrets on one line of text: the twin of diagnostics/engine/masking/secretscan.py, name by name.

import {
  ANSWERS,
  COOKIES,
  HIDDEN,
  LONGEST_VALUE,
  LOOK,
  NOTHING_OPEN,
  WRAPPED,
  answers,
  block,
  continued,
  found,
  inBlock,
  isMixed,
  kinds,
  leftOpen,
  restOf,
  valueAfter,
} from "./secretlines.mjs";
import {
  BY_CHANCE,
  Judgement,
  LIMITS,
  SECRET,
  STRUCTURE,
  TOKENS,
  end as endOf,
  isHashName,
  isSecretName,
  isWeakName,
  judge,
  looksRandom,
  mayNameASecret,
  namesAVariable,
  plainName,
  start as startOf,
  strippedAfter,
} from "./secretpatterns.mjs";
import { inMaps, inShapes, looksSecret } from "./secretshapes.mjs";
import { HOLE, cores, find, readHeader, readWord } from "./secretvalues.mjs";

const LONGEST_UNREPEATED = 60;
const GLANCE = 1;
const READ = 8;
const NESTED = 6;
const NOT_ASCII = /[^\0-\x7f]/;
const BEFORE_RUN = ["", "=", '"', "'", " ", "\t", "(", ",", ":", "|", "“"];
const AFTER_RUN = [".", ":", "@", "~", "$", "("]; // it is only the beginning of a path, an address, a name
const END_OF_SENTENCE = [".", ". ", ": "];

// What prints, registers or reads a variable, with what each holds in any case.
const NAME_THEN_VALUE = [
  ["printed", "printf"],
  ["registered", "REG_"],
  ["registered", "/d "],
  ["fed", "<<<"],
];

export function activeTokens(text) {
  return TOKENS.filter((token) => token.literals.some((literal) => text.includes(literal)));
}

/** Return the secrets of a line, apart from each other and in order, and what the line leaves open. */
export function scan(line, tokens, before, work) {
  let [parts, after] = scanned(line, tokens, before, work);
  const mark = line[0] === ">" ? STRUCTURE.quotation.match(line) : null;
  if (mark !== null) {
    // A prompt, or what a mail or a post quotes: that is read as what it quotes, too.
    const [quoted, left] = scanned(" ".repeat(endOf(mark)) + line.slice(endOf(mark)), tokens, before, work);
    parts = apart([...parts, ...quoted]);
    if (after === NOTHING_OPEN) after = left;
  }
  const isParted = STRUCTURE.unseen.search(line, 0, line.length - 1) !== null || STRUCTURE.dashed.test(line);
  if (!isParted) return [parts, after];
  return [apart([...parts, ...throughUnseen(line, before, work)]), after];
}

/** Find secrets that are parted by what is not seen, or whose dashes a program made longer: see the twin. */
function throughUnseen(line, before, work) {
  const places = [];
  let position = 0;
  for (const match of STRUCTURE.unseen.finditer(line)) {
    for (; position < startOf(match); position += 1) places.push(position);
    position = endOf(match);
  }
  for (; position < line.length; position += 1) places.push(position);
  const seen = places.map((place) => line[place]).join("").replace(STRUCTURE.dash.anywhere, "-");
  const [parts] = scanned(seen, activeTokens(seen), before, work);
  return parts.map((part) => ({ ...part, begin: places[part.begin], stop: places[part.stop - 1] + 1 }));
}

function scanned(line, tokens, before, work) {
  const [begin, opened] = block(line, work);
  if (before.what === "key block") {
    const inside = inBlock(line, before, work);
    if (inside !== null) return inside;
  }
  let after = opened;
  const parts = tokenParts(line, tokens, work);
  const next = following(line, before);
  if (next !== null) {
    work.spend(READ);
    parts.push(...next[0]);
    after = next[1];
  } else if (after === NOTHING_OPEN && begin.length === 0) {
    const isNamed = mayNameASecret(line);
    if (isNamed) {
      const [named, left] = namedParts(line, work);
      after = left;
      parts.push(...named);
    }
    if (line.includes("login") || line.includes("SecureString")) parts.push(...namelessParts(line, work));
    if (before.what === ANSWERS || line.includes("approved") || line.includes("rejected")) {
      const [answered, left] = answers(line, before, work);
      parts.push(...answered);
      if (left !== NOTHING_OPEN) after = left;
    }
    parts.push(...randomParts(line, work));
    if (before.name && work.spend(READ)) parts.push(...valueAfter(line, before));
    if (after === NOTHING_OPEN) after = leftOpen(line, before, work, isNamed);
    if (after === NOTHING_OPEN && strippedAfter(line, "\r").endsWith(HOLE)) after = WRAPPED;
  }
  return [apart([...parts, ...begin]), after];
}

function following(line, before) {
  if (before.what === "value") return continued(line, before);
  return before === WRAPPED ? restOf(line) : null;
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
  if (line.includes("=") || line.includes(":") || line.includes("%3") || NOT_ASCII.test(line)) {
    for (;;) {
      const match = STRUCTURE.assigned.search(line, position);
      if (match === null || !work.spend(GLANCE)) break;
      const value = valueOf(line, match, quotes);
      position = endOf(match) - 1;
      if (value === null) continue;
      work.spend(READ * (1 + value.cores.length));
      parts.push(...kinds(value, plainName(match[1])), ...brokenRest(line, value, plainName(match[1])));
      const isHidden = value.cores.length > 0 && value.cores.every((core) => core.hidden);
      if (value.openQuote !== null && !isHidden) {
        after = { ...NOTHING_OPEN, what: "value", quote: value.openQuote, linesLeft: LONGEST_VALUE };
      }
      if (value.expanded && nested < NESTED) nested += 1;
      else position = Math.max(position, value.stop - 1);
    }
  }
  const ticks = new Quotes(line);
  for (const match of STRUCTURE.command.finditer(line)) {
    if (!work.spend(READ)) break;
    parts.push(...afterCommand(line, match, ticks));
  }
  if (line.includes("--")) {
    position = 0;
    for (;;) {
      const match = STRUCTURE.flag.search(line, position);
      if (match === null || !work.spend(READ)) break;
      position = endOf(match) - 1; // the blank behind an option without a value stands before the next one
      const outer = match[0].includes(",") ? null : quotes.at(startOf(match, 1)); // "--key", "value" are two texts
      if (!isSecretName(match[1]) || line.startsWith("-", endOf(match))) continue;
      if (STRUCTURE.assignment.match(line, endOf(match)) !== null) continue; // --secret NAME=value
      const inner = kinds(readWord(line, endOf(match), outer), plainName(match[1]));
      // Of settings: --key widgetStyle
      const isKept = (each) => each.kind === HIDDEN || looksSecret(line.slice(each.begin, each.stop));
      parts.push(...(match[1] === "key" ? inner.filter(isKept) : inner));
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
  for (const [form, sign] of NAME_THEN_VALUE) {
    for (const match of line.includes(sign) ? STRUCTURE[form].finditer(line) : []) {
      if (!work.spend(READ)) break;
      if (isSecretName(match[1])) parts.push(...kinds(readWord(line, endOf(match), null), plainName(match[1])));
    }
  }
  parts.push(...inShapes(line, work, parts.length > 0));
  if (line.includes("{") || line.includes("=(")) parts.push(...inMaps(line, work));
  return [parts, after];
}

/** Find the value of an option or a command that takes a password, whatever it is called. */
function namelessParts(line, work) {
  const parts = [];
  for (const match of STRUCTURE.nameless.finditer(line)) {
    if (!work.spend(READ)) break;
    if (line.startsWith("-", endOf(match))) continue;
    parts.push(...kinds(readWord(line, endOf(match), null), "PASSWORD"));
  }
  return parts;
}

/** Return the value of one `NAME=` or `name:`, or null where the name is not a secret's. */
function valueOf(line, match, quotes) {
  const [, name, quote, operator, blanks] = match;
  const begin = startOf(match, 1);
  let start = endOf(match);
  const isNaming = namesAVariable(name);
  if (!(isNaming || isSecretName(name)) || (operator === ":" && line.startsWith("//", endOf(match, 3)))) return null;
  if (line.slice(Math.max(0, begin - 2), begin) === "${") return null;
  if (STRUCTURE.alias.test(line.slice(Math.max(0, begin - 20), begin))) return null;
  if (blanks && operator.endsWith("=") && !quote) {
    // NAME= program: the variable is empty, what follows is run
    const word = firstWord(line, start);
    const isRun = STRUCTURE.program.fullmatch(word) || word.includes("=") || word.startsWith("-");
    if (isRun && !word.startsWith("sk-")) return null;
  }
  const wrapper = STRUCTURE.wrapper.match(line, start);
  // Some("…"), SecretStr('…')
  if (wrapper !== null && ["'", '"'].includes(line.slice(endOf(wrapper), endOf(wrapper) + 1))) start = endOf(wrapper);
  const outer = ["'", '"', "\\"].includes(quote.slice(0, 1)) ? null : quotes.at(begin);
  const end = quotes.inTicks(begin) ? line.indexOf("`", start) : -1;
  const inner = end === -1 ? line : line.slice(0, end); // `KEY=value` in a sentence ends at its tick
  const value = readValue({ line, inner, begin, start, outer, operator }, name);
  const isOption = operator === ":" && line.slice(Math.max(0, begin - 2), begin) === " /"; // cmdkey /user:me /pass:…
  if (isNaming || (isWeakName(name) && !isOption)) {
    const textOf = (core) => line.slice(core.begin, core.stop);
    const kept = value.cores.filter((core) => core.hidden || looksSecret(textOf(core)));
    const cores = isNaming ? kept.filter((core) => !STRUCTURE.variable.fullmatch(textOf(core))) : kept;
    return { cores, stop: value.stop, openQuote: null, expanded: true };
  }
  return value;
}

function readValue({ line, inner, begin, start, outer, operator }, name) {
  if (operator.startsWith("%")) {
    // In an address within an address.
    const ends = STRUCTURE.encoded_end.search(line, start, Math.min(line.length, start + LIMITS.window));
    const stop = ends === null ? line.length : startOf(ends);
    return { cores: cores(line, start, stop), stop, openQuote: null, expanded: true };
  }
  if (operator === ":") {
    const tag = STRUCTURE.tag.match(inner, start);
    if (tag === null) return readHeader(inner, start, outer, COOKIES.includes(plainName(name)));
    // Of YAML: `!!str …`, `&name …`; a password may begin like one.
    const after = readHeader(inner, endOf(tag), outer, false);
    return { ...after, cores: [...cores(line, start, endOf(tag)), ...after.cores] };
  }
  if (outer && STRUCTURE.one_word.test(line.slice(Math.max(0, begin - 16), begin))) {
    // -e "NAME=with blanks"
    const stop = find(line, outer, start, start + LIMITS.window);
    if (stop !== -1) return { cores: cores(line, start, stop), stop, openQuote: null, expanded: false };
  }
  return readWord(inner, start, outer);
}

/** Find the rest of a bare value that text from a picture has parted from it by a blank, at the end of the line. */
function brokenRest(line, value, name) {
  if (value.cores.at(-1)?.stop !== value.stop) return [];
  const rest = STRUCTURE.broken.fullmatch(line.slice(value.stop));
  if (rest === null || !isMixed(rest[1])) return [];
  return kinds({ cores: [{ begin: value.stop + startOf(rest, 1), stop: value.stop + endOf(rest, 1) }] }, name);
}

function firstWord(line, start) {
  return STRUCTURE.first_word.match(line, start, start + 100)?.[0] ?? "";
}

/** Find the value in `set -gx NAME value`, `setx NAME value` and their kin. */
function afterCommand(line, match, ticks) {
  const name = match[2];
  if (!isSecretName(name) || ["=", "+="].some((sign) => line.startsWith(sign, endOf(match)))) return [];
  if (STRUCTURE.prose.fullmatch(firstWord(line, endOf(match)))) return []; // "set ANTHROPIC_API_KEY to your key"
  let within = match[0].includes("SetEnvironmentVariable") ? line.slice(0, argumentEnd(line, endOf(match))) : line;
  const tick = ticks.inTicks(startOf(match, 2)) ? within.indexOf("`", endOf(match)) : -1;
  if (tick !== -1) within = within.slice(0, tick); // `set -gx KEY value` in a sentence ends at its tick
  let parts = kinds(readWord(within, endOf(match), null), plainName(name));
  if (isWeakName(name)) {
    // "set key AR_MENU to …"
    parts = parts.filter((each) => each.kind === HIDDEN || looksSecret(line.slice(each.begin, each.stop)));
  }
  if (!match[0].replaceAll("--export", "").includes("export")) return parts; // fish's option is no command
  return parts.filter((each) => !STRUCTURE.identifier.fullmatch(line.slice(each.begin, each.stop)));
}

/** Where a text in quotes ends that is an argument of a method; the end of the line where it is none. */
function argumentEnd(line, begin) {
  const quote = line.slice(begin, begin + 1);
  let close = quote === "'" || quote === '"' ? line.indexOf(quote, begin + 1) : -1;
  while (close >= 0 && !["", ",", ")", " ", "\t"].includes(line.slice(close + 1, close + 2))) {
    close = line.indexOf(quote, close + 1);
  }
  return close >= 0 ? close + 1 : line.length;
}

/** Which quote is open at a place of the line; asked from left to right, so that the line is read once. */
class Quotes {
  #line;
  #position = 0;
  #open = null;
  #counted = 0;
  #ticks = 0;

  constructor(line) {
    this.#line = line;
  }

  /** Tell whether a backtick is open. */
  inTicks(place) {
    for (; this.#counted < place; this.#counted += 1) this.#ticks += this.#line[this.#counted] === "`" ? 1 : 0;
    return this.#ticks % 2 === 1;
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
    while (equals !== -1 && isAssigned(line, begin, equals, stop)) {
      name = line.slice(begin, equals); // NAME=value is one run, and so is Environment=NAME=value
      begin = equals + 1;
      equals = find(line, "=", begin, stop);
    }
    if (!BEFORE_RUN.includes(line.slice(Math.max(0, begin - 1), begin))) continue;
    const isEnd = END_OF_SENTENCE.includes(line.slice(stop, stop + 2));
    if (AFTER_RUN.includes(line.slice(stop, stop + 1)) && !isEnd) continue;
    if (STRUCTURE.public.match(line, begin)) continue;
    if (!name) name = STRUCTURE.name_before.search(line.slice(Math.max(0, begin - 100), begin))?.[1] ?? "";
    const text = line.slice(begin, stop);
    if (isHashName(name) || !looksRandom(text, name !== "") || judge(text) !== Judgement.SECRET) continue;
    if (STRUCTURE.model_before.test(line.slice(Math.max(0, begin - 40), begin))) continue;
    parts.push(found(begin, stop, SECRET, BY_CHANCE));
  }
  return parts;
}

/** Tell whether a name or an option stands before `=`; the last ones of Base64 have nothing behind them. */
function isAssigned(line, begin, equals, stop) {
  return stop - equals > 2 && STRUCTURE.option_name.fullmatch(line.slice(begin, equals)) !== null;
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
