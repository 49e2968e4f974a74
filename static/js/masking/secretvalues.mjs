// Where in a value the secret itself stands: the twin of diagnostics/engine/masking/secretvalues.py, name by name.

import { Judgement, LIMITS, STRUCTURE, end as endOf, judge, looksKeyed, start as startOf } from "./secretpatterns.mjs";

export const HOLE = "\ue000"; // stands for each character of a mask that is in the text already

const AROUND_ASCII = ` \t\r\f\v"'\`\\,;${HOLE}`;
const ESCAPED = ["n", "r", "t"];
const ENTITIES = ["&quot", "&apos", "&#39", "&#34"];
const CLOSING = { "“": "”", "‘": "’", "„": "“", "«": "»", "”": "”", "’": "’" };
const BARE_END = " \t;|<>()\r";

const core = (begin, stop, hidden = false) => ({ begin, stop, hidden });
const value = (cores, stop, openQuote = null, expanded = false) => ({ cores, stop, openQuote, expanded });

/** Like Python's str.find with both ends. */
export function find(text, part, begin, stop = text.length) {
  if (stop >= text.length) return text.indexOf(part, begin);
  return text.slice(0, stop).indexOf(part, begin);
}

/** Return the secret parts of the value that stands from `begin` to `stop`; `expands` = `$NAME` is a reference. */
export function cores(line, from, to, expands = true) {
  if (expands && line.slice(from, to).split("`").length > 2) return segments(line, from, to, STRUCTURE.split_expanded);
  const [begin, stop] = withoutScheme(line, from, to);
  if (begin >= stop) return [];
  if (stop - begin > LIMITS.longest_value) return [core(begin, stop)];
  const found = judged(line, begin, stop);
  if (found === null || found.hidden) return found ? [found] : [];
  if (line.slice(begin, stop).includes("$(")) return aroundCommands(line, begin, stop);
  return segments(line, begin, stop, expands ? STRUCTURE.split_expanded : STRUCTURE.split_literal);
}

function aroundCommands(line, begin, stop) {
  const result = [];
  let position = begin;
  while (position < stop) {
    const opening = find(line, "$(", position, stop);
    result.push(...segments(line, position, opening === -1 ? stop : opening, STRUCTURE.split_expanded));
    if (opening === -1) break;
    position = skipCommand(line, opening, stop);
  }
  return result;
}

/** Return the offset after the `$(…)` that begins at `opening`, or where we stop looking for its end. */
export function skipCommand(line, opening, stop) {
  const limit = Math.min(stop, opening + LIMITS.window);
  let depth = 0;
  for (const found of STRUCTURE.parenthesis.finditer(line, opening + 1, limit)) {
    depth += found[0] === "(" ? 1 : -1;
    if (depth === 0) return endOf(found);
  }
  return limit;
}

function segments(line, begin, stop, split) {
  const result = [];
  let position = begin;
  for (const found of split.finditer(line, begin, stop)) {
    if (found[2] === undefined) continue;
    // `$name` in small letters is a reference only where it does not stand inside a word: `pa$sword` is none.
    if (found[3] !== undefined && followsWord(line, startOf(found))) continue;
    result.push(...segment(line, position, startOf(found)));
    position = endOf(found);
    if (found[0].startsWith("`")) result.push(...inTicks(line, startOf(found)));
  }
  result.push(...segment(line, position, stop));
  return result;
}

/** Return the key between backticks, as JavaScript and sentences write it: no command is one word like a key. */
function inTicks(line, begin) {
  const ticked = STRUCTURE.ticked.match(line, begin);
  return ticked !== null && looksKeyed(ticked[1]) ? segment(line, startOf(ticked, 1), endOf(ticked, 1)) : [];
}

function followsWord(line, position) {
  return position > 0 && STRUCTURE.letter.match(line, position - 1) !== null;
}

function segment(line, from, to) {
  const [begin, stop] = withoutScheme(line, from, to);
  if (begin >= stop || STRUCTURE.scheme_word.fullmatch(line.slice(begin, Math.min(stop, begin + 8)))) return [];
  const found = judged(line, begin, stop);
  return found ? [found] : [];
}

function judged(line, begin, stop) {
  let text = line.slice(begin, Math.min(stop, begin + LIMITS.judged + 1));
  if (stop - begin < 4 && !STRUCTURE.letter.test(text) && !STRUCTURE.stars.fullmatch(text)) return null;
  let judgement = judge(text);
  if (judgement === Judgement.SECRET && text.startsWith("{env:")) {
    // The key stands where a name belongs.
    text = text.slice(5);
    begin += 5;
    judgement = judge(text);
  }
  if (judgement === Judgement.SECRET && STRUCTURE.bracketed.fullmatch(text)) return judged(line, begin + 1, stop - 1);
  return judgement === Judgement.ORDINARY ? null : core(begin, stop, judgement === Judgement.HIDDEN);
}

function withoutScheme(line, from, to) {
  let [begin, stop] = strip(line, from, to);
  let scheme = STRUCTURE.scheme.match(line, begin, stop);
  while (scheme !== null) {
    [begin, stop] = strip(line, endOf(scheme), stop);
    scheme = STRUCTURE.scheme.match(line, begin, stop);
  }
  return [begin, stop];
}

const NUMBERED = /^\\u[0-9A-Fa-f]{4}/; // a character as JSON may write it

/** Move both ends inwards over blanks, quotes, escaped line ends and invisible characters. */
function strip(line, from, to) {
  let begin = from;
  let stop = to;
  while (begin < stop && isAround(line[begin])) {
    if (line[begin] === "\\") {
      if (NUMBERED.test(line.slice(begin, begin + 6))) break; // without its backslash JSON could not be read any more
      if (ESCAPED.includes(line[begin + 1])) begin += 1;
    }
    begin += 1;
  }
  while (begin < stop && isAround(line[stop - 1])) stop -= 1;
  while (stop - begin >= 2 && line[stop - 2] === "\\" && ESCAPED.includes(line[stop - 1])) {
    stop -= 2;
    while (begin < stop && isAround(line[stop - 1])) stop -= 1;
  }
  // A quotation mark as a page writes it; its semicolon ended the value.
  for (const quote of ENTITIES) {
    if (line.slice(begin, stop).endsWith(quote)) stop -= quote.length;
  }
  return [Math.min(begin, stop), stop];
}

function isAround(character) {
  return AROUND_ASCII.includes(character) || (character > "\x7f" && STRUCTURE.around.match(character) !== null);
}

/** Read a value as a shell reads a word, from `from`; `outer` is the quote in which the whole stands, if any. */
export function readWord(line, from, outer) {
  const result = [];
  let expanded = false;
  const begin = afterSchemes(line, from);
  let position = begin;
  while (position < line.length) {
    if (position - begin > LIMITS.window) return value([...result, core(position, line.length)], line.length);
    const holed = position === begin ? STRUCTURE.holed.match(line, position) : null;
    if (holed) {
      result.push(...cores(line, position, endOf(holed), outer !== "'"));
      position = endOf(holed);
    }
    const character = line.slice(position, position + 1);
    const quoted = character === "\\" && position === begin ? inEscapedQuotes(line, begin) : null;
    if (quoted !== null) return { ...quoted, cores: [...result, ...quoted.cores] };
    if ((character === "'" || character === '"') && character !== outer) {
      const end = closing(line, position, character);
      if (end === -1) return unclosed(line, position, character, result, position === begin);
      if (!isSubscript(line, begin, position)) result.push(...cores(line, position + 1, end, character === '"'));
      expanded ||= expands(line, position, end);
      position = end + 1;
    } else if (character in CLOSING && position === begin) {
      let end = find(line, CLOSING[character], position + 1, position + LIMITS.window);
      if (end === -1) end = bareEnd(line, position + 1, outer);
      result.push(...cores(line, position + 1, end));
      position = end + 1;
    } else if (character === "(" && position === begin && [" ", "\t"].includes(line[begin - 1])) {
      // fish, PowerShell and Nushell run a command here; only a text alone is a value.
      const end = skipCommand(line, position - 1, line.length);
      const inside = line.slice(position + 1, Math.max(position + 1, end - 1));
      const text = STRUCTURE.text_alone.fullmatch(inside);
      if (text !== null) {
        const first = position + 1 + inside.indexOf(text[1]);
        result.push(...cores(line, first, first + text[1].length, false));
      }
      return value(result, end, null, text === null);
    } else if (character === "(" && position === begin) {
      const found = find(line, ")", position, position + LIMITS.window);
      const end = found === -1 ? line.length : found;
      for (const word of STRUCTURE.list_word.finditer(line, position + 1, end)) {
        result.push(...cores(line, startOf(word), endOf(word)));
      }
      return value(result, end);
    } else {
      const end = bareEnd(line, position, outer);
      if (end === position) break;
      result.push(...cores(line, position, end, outer !== "'"));
      expanded ||= expands(line, position, end);
      position = end;
      if (line[end - 1] === "\\" && end === line.length) return value(result, end, "", expanded);
    }
  }
  return value(result, Math.min(position, line.length), null, expanded);
}

/** Tell whether the quote at `position` begins the name in `os.environ["KEY"]`, of a word that begins at `begin`. */
const isSubscript = (line, begin, position) =>
  position - begin > 1 && line[position - 1] === "[" && STRUCTURE.letter.match(line, position - 2) !== null;

/** Read a value between quotes that a text in quotes holds, however deep. */
function inEscapedQuotes(line, begin) {
  const opening = STRUCTURE.escaped_quote.match(line, begin);
  if (opening === null) return null;
  const first = endOf(opening);
  const end = find(line, opening[0], first, first + LIMITS.window);
  if (end === -1) return value(cores(line, first, line.length), line.length, null, true);
  return value(cores(line, first, end), end + opening[0].length, null, true);
}

/** Read the value after `name:`; `whole` = it goes on to the quote or the line's end, as a cookie does. */
export function readHeader(line, begin, outer, whole) {
  const character = line.slice(begin, begin + 1);
  const quoted = character === "\\" ? inEscapedQuotes(line, begin) : null;
  if (quoted !== null) return quoted;
  const ticked = character === "`" ? inTicks(line, begin) : [];
  if (ticked.length > 0) return value(ticked, ticked.at(-1).stop);
  if ((character === '"' || character === "'") && character !== outer) {
    const found = closing(line, begin, character);
    const end = found === -1 ? line.length : found;
    return value(cores(line, begin + 1, end, character === '"'), end);
  }
  const first = afterSchemes(line, begin);
  const holed = STRUCTURE.holed.match(line, first);
  if (holed) return value(cores(line, first, endOf(holed)), endOf(holed));
  let end = first;
  while (end < line.length) {
    if ("\"'`".includes(line[end]) || (" \t;".includes(line[end]) && !whole) || endsHeader(line, end)) break;
    end = line.startsWith("$(", end) ? skipCommand(line, end, line.length) : end + 1;
    if (end - first > LIMITS.window) end = line.length;
  }
  return value(cores(line, first, end), end, null, line.slice(first, end).includes("$("));
}

function afterSchemes(line, from) {
  let position = from;
  for (let scheme = STRUCTURE.scheme.match(line, position); scheme; scheme = STRUCTURE.scheme.match(line, position)) {
    position = endOf(scheme);
  }
  return position;
}

function expands(line, begin, stop) {
  const part = line.slice(begin, stop);
  return part.includes("$(") || part.includes("`");
}

/** Tell whether the next header begins here, after a comma or a literal backslash and n; or what holds it ends. */
function endsHeader(line, position) {
  if (line[position] === "<") return line[position + 1] === "/" && /\p{L}/u.test(line.slice(position + 2, position + 3));
  if (line[position] === ",") {
    return ["", " ", "\t", "}"].includes(line.slice(position + 1, position + 2)) || beginsHeader(line, position + 1);
  }
  if (line[position] === "\\" && (line[position + 1] === "n" || line[position + 1] === "r")) {
    return ["", '"', "'", "\\"].includes(line.slice(position + 2, position + 3)) || beginsHeader(line, position + 2);
  }
  return false;
}

function beginsHeader(line, position) {
  return STRUCTURE.next_header.match(line, position) !== null;
}

/** Return the offset of the quote that closes the one at `opening`, or -1. */
function closing(line, opening, quote) {
  const limit = Math.min(line.length, opening + LIMITS.window);
  if (quote === "'") {
    let end = find(line, "'", opening + 1, limit);
    while (end > opening + 1 && line[opening - 1] === "$" && line[end - 1] === "\\") {
      end = find(line, "'", end + 1, limit);
    }
    return end;
  }
  let position = opening + 1;
  for (;;) {
    const found = STRUCTURE.in_double.search(line, position, limit);
    if (found === null) return -1;
    position = startOf(found);
    if (line[position] === '"') return position;
    position = line[position] === "$" ? skipCommand(line, position, limit) : position + 2;
  }
}

/** Read a value whose quote does not close on this line: up to the first blank, for the rest may be other text. */
function unclosed(line, opening, quote, before, isFirst) {
  if (!isFirst && isBlank(line, opening + 1)) return value(before, line.length);
  const begin = afterSchemes(line, opening + 1);
  let end = begin;
  while (end < line.length && !" \t".includes(line[end])) {
    end = line.startsWith("$(", end) ? skipCommand(line, end, line.length) : end + 1;
    if (end - begin > LIMITS.window) end = line.length;
  }
  const found = cores(line, begin, end, quote === '"');
  const commands = line.slice(begin, end).includes("$(");
  return value([...before, ...found], end, !commands && isBlank(line, end) ? quote : null, commands);
}

function isBlank(line, position) {
  const found = STRUCTURE.blank.match(line, position);
  return found !== null && endOf(found) === line.length;
}

/** Return where an unquoted piece of a word ends. */
function bareEnd(line, begin, outer) {
  let position = begin;
  while (position < line.length) {
    if (position - begin > LIMITS.window) return line.length;
    const found = STRUCTURE.stops.search(line, position);
    if (found === null) return line.length;
    position = startOf(found);
    const character = line[position];
    const following = line.slice(position + 1, position + 2);
    if (BARE_END.includes(character) || character === '"' || character === "'") return position;
    if (character === "\\") {
      if (!following) return line.length;
      if (endsHeader(line, position) || following === outer) return position;
      position += 2;
    } else if (character === "$") {
      position = afterDollar(line, position);
    } else if (character === "`") {
      const close = find(line, "`", position + 1, position + LIMITS.window);
      position = close === -1 ? line.length : close + 1;
    } else if (character === "," && (endsHeader(line, position) || following === "" || following === " ")) {
      return position;
    } else if (character === "&" && (["", "&", " ", "\t", ">"].includes(following) || beginsQuery(line, position + 1))) {
      return position;
    } else if ("}]".includes(character) && ["", ",", "}", "]", " ", ";", '"', "'"].includes(following)) {
      return position;
    } else {
      position += 1;
    }
  }
  return Math.min(position, line.length);
}

function afterDollar(line, position) {
  if (line.startsWith("$(", position)) return skipCommand(line, position, line.length);
  if (line.startsWith("${", position)) {
    const close = find(line, "}", position, position + LIMITS.window);
    return close === -1 ? position + 2 : close + 1;
  }
  return position + 1;
}

function beginsQuery(line, position) {
  return STRUCTURE.query.match(line, position) !== null;
}
