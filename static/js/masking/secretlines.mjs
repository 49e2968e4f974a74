// What a line leaves open for the next ones: the twin of diagnostics/engine/masking/secretlines.py, name by name.

import {
  BLANKS,
  BY_NAME,
  LIMITS,
  SECRET,
  STRUCTURE,
  countDigits,
  end as endOf,
  isSecretName,
  isWeakName,
  looksKeyed,
  namesSeveral,
  ownerOf,
  plainName,
  start as startOf,
  strippedAfter,
  strippedBefore,
} from "./secretpatterns.mjs";
import { HOLE, cores, readHeader, readWord } from "./secretvalues.mjs";

export const HIDDEN = "redacted-by-you";
export const COOKIES = ["COOKIE", "SET_COOKIE"];
export const LOOK = 2;
export const LONGEST_VALUE = 60;
const COOKIE = "cookie";
const PRIVATE_KEY = "private-key";
const LONGEST_BLOCK = 400;

/** What the lines before leave open: see the twin. */
const open = (what, more = {}) => Object.freeze({ what, quote: "", linesLeft: 0, name: "", isWeak: false, ...more });
export const NOTHING_OPEN = open("");
const CALL = open("call");
// What a command at a prompt prints on the next line.
const PRINTED = open("value", { linesLeft: 1 });
// A line that ends with a mask: what stands alone below it may be the rest of its secret.
export const WRAPPED = open("rest");
const TELLS = ["pass", "openvpn", "secret-tool", "op read"];
const MANY = ["list", "map", "login"];
// Of OpenVPN: a line with the name, and one more with the password.
const LOGIN = open("login", { linesLeft: 1, name: "PASSWORD" });
const TOLD_LOGIN = open("login", { linesLeft: 6, name: "PASSWORD", isWeak: true });
const LOGIN_FILE = open("login", { linesLeft: 1, name: "PASSWORD", isWeak: true });
const LOGIN_NAMES = ["auth", "login", "pass", "cred", "secret", "token", "key"];
const LONGEST_LOGIN = 200;
export const ANSWERS = "answers";
const ANSWERED = "CUSTOM_API_KEY_RESPONSES";

export const found = (begin, stop, kind, rank) => ({ begin, stop, kind, rank });

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

export function kinds(value, name) {
  const [kind, rank] = COOKIES.includes(name) ? [COOKIE, BY_NAME] : ownerOf(name);
  return value.cores.map((core) => found(core.begin, core.stop, core.hidden ? HIDDEN : kind, rank));
}

/** Return what is open before the first line: one or two words are all of a file such as login.conf, .vault_pass. */
export function openedBy(name, text) {
  const isShort = text.length < 2 * LONGEST_LOGIN && Array.from(text).length < LONGEST_LOGIN;
  if (!isShort || strippedAfter(text, BLANKS).split("\n").length > 2) return NOTHING_OPEN;
  const named = name.toLowerCase();
  return LOGIN_NAMES.some((word) => named.includes(word)) ? LOGIN_FILE : NOTHING_OPEN;
}

/** Return what a line leaves open that says a secret's name and not its value. */
export function leftOpen(line, before, work, isNamed) {
  const goesOn = MANY.includes(before.what) ? restOfMany(line, before) : null;
  if (goesOn !== null) return goesOn;
  const text = strippedAfter(line, " \t\r");
  if (text.endsWith("SetEnvironmentVariable(")) return CALL;
  if (text.endsWith("token") || TELLS.some((word) => text.includes(word))) {
    work.spend(LOOK);
    if (text.includes("auth-user-pass") || text.includes("openvpn")) {
      return text.endsWith("<auth-user-pass>") ? LOGIN : TOLD_LOGIN;
    }
    if (STRUCTURE.told.search(line) !== null) return PRINTED;
  }
  if (!isNamed) return NOTHING_OPEN;
  if (text.includes("nv") || text.includes("echo")) {
    work.spend(LOOK);
    const shown = STRUCTURE.shown.search(line);
    if (shown?.slice(1).some((name) => name && isSecretName(name))) return PRINTED;
  }
  for (const [what, form] of forms(text, before)) {
    work.spend(LOOK);
    const match = form.endsWith("_line") ? STRUCTURE[form].fullmatch(line) : STRUCTURE[form].search(line);
    const name = strippedBefore(match?.slice(1).find((group) => group) ?? "", "-");
    const isSecret = isSecretName(name);
    if (isSecret || (MANY.includes(what) && namesSeveral(name))) {
      const isWeak = !isSecret || isWeakName(name) || (what === "map" && holdsOtherThings(name, text));
      return open(what, { linesLeft: LONGEST_VALUE, name: plainName(name), isWeak });
    }
  }
  return NOTHING_OPEN;
}

/** Return what a line leaves open that is one more value of a list, a map or a login; null for any other line. */
function restOfMany(line, before) {
  const item = before.linesLeft > 0 ? itemOf(line, before) : null;
  if (item === null) return null;
  const isNested = !item[1]; // of a map: what is below it has names of its own
  return { ...before, linesLeft: before.linesLeft - 1, isWeak: before.isWeak || isNested };
}

/** Tell whether a map under a secret's name has more than secrets: a login's names, a variable's type in Terraform. */
export function holdsOtherThings(name, text) {
  const plain = name.toUpperCase();
  return !(plain.endsWith("KEYS") || plain.endsWith("PASSWORDS")) || text.includes("variable");
}

/** Give what of the next line is a value, and how a name stands here then: most lines have none of the forms. */
function* forms(text, before) {
  const ends = (...signs) => signs.some((sign) => text.endsWith(sign));
  if (text.includes(":") || text.includes("</")) yield ["name", "name_line"];
  if (ends(":", "{", "]")) yield ["map", "map_open"];
  if (ends(":", "[", "(")) yield ["list", "list_open"];
  if (ends("|", ">", "|-", ">-", "|+", ">+")) yield ["text", "block_scalar"];
  if (ends("\\", "^", "`") || (ends(",") && text.includes("SetEnvironmentVariable"))) yield ["word", "command_open"];
  const beginning = Array.from(text.slice(0, 160)).slice(0, 80).join("");
  if (before.what === "call" || beginning.includes("--")) yield ["word", "argument_line"];
  if (ends('@"', "@'", '"""', "'''") || text.includes("<<")) yield ["text", "here"];
}

/** Return the entry of a list, of a login or, under a name in the plural, of a map, with its value as group 1. */
function itemOf(line, before) {
  if (before.what === "login") return STRUCTURE.login_item.fullmatch(line);
  const item = STRUCTURE.list_item.fullmatch(line);
  return item === null && before.what === "map" ? STRUCTURE.map_item.fullmatch(line) : item;
}

/** Find the value on the line after its name. */
export function valueAfter(line, before) {
  const { cores: all } = valueBelow(line, before);
  const isKept = (core) => !before.isWeak || core.hidden || looksKeyed(line.slice(core.begin, core.stop));
  return kinds({ cores: all.filter(isKept) }, before.name);
}

function valueBelow(line, before) {
  if (before.what === "text") return { cores: cores(line, 0, line.length) };
  if (MANY.includes(before.what)) {
    const item = itemOf(line, before);
    return { cores: item === null ? [] : cores(line, startOf(item, 1), endOf(item, 1)) };
  }
  if (before.what === "word") {
    const begin = line.length - strippedBefore(line, " \t").length;
    const dash = line.startsWith("- ", begin) ? 2 : 0;
    return readWord(line, begin + dash, null);
  }
  const match = STRUCTURE.value_line.match(line);
  if (match === null) return { cores: [] };
  if (match[1] !== undefined) return { cores: cores(line, startOf(match, 1), endOf(match, 1), false) };
  return readHeader(line, endOf(match), null, true);
}

/** Find the ends of keys: ~/.claude.json lists the last 20 characters of each that Claude Code has asked about. */
export function answers(line, before, work) {
  const goesOn = before.what === ANSWERS && before.linesLeft > 0;
  const isItem = goesOn && (line.includes("]") || STRUCTURE.list_item.fullmatch(line) !== null);
  const begins = isItem ? [0] : [];
  for (const match of STRUCTURE.answers.finditer(line)) begins.push(endOf(match));
  const parts = [];
  let position = 0;
  for (const begin of begins) {
    if (begin < position) continue;
    const end = line.indexOf("]", begin);
    position = end === -1 ? line.length : end;
    for (const match of STRUCTURE.key_end.finditer(line, begin, position)) {
      work.spend(LOOK);
      if (isDrawn(match[1])) parts.push(found(startOf(match, 1), endOf(match, 1), ...ownerOf(ANSWERED)));
    }
    if (end === -1) return [parts, open(ANSWERS, { linesLeft: isItem ? before.linesLeft - 1 : LONGEST_VALUE })];
  }
  return [parts, NOTHING_OPEN];
}

const isDrawn = (text) => countDigits(text) > 0 || (text.toUpperCase() !== text && text !== text.toLowerCase());

/** Find a private key that begins on this line, and whether its block goes on. */
export function block(line, work) {
  const match = line.includes("-----BEGIN ") ? STRUCTURE.block_begin.search(line) : null;
  if (match === null) return [[], NOTHING_OPEN];
  const end = line.indexOf("-----END", endOf(match));
  const parts = blockWords(line, endOf(match), end === -1 ? line.length : end, work);
  return [parts, end === -1 ? open("key block", { linesLeft: LONGEST_BLOCK }) : NOTHING_OPEN];
}

/** Find a line of a private key's block; null where the block must have ended without saying so. */
export function inBlock(line, before, work) {
  const end = line.indexOf("-----END");
  if (end === -1 && (before.linesLeft <= 0 || !isBlockLine(line))) return null;
  const parts = blockWords(line, 0, end === -1 ? line.length : end, work);
  return [parts, end === -1 ? { ...before, linesLeft: before.linesLeft - 1 } : NOTHING_OPEN];
}

function isBlockLine(line) {
  return STRUCTURE.block_line.fullmatch(strippedAfter(line.replaceAll(HOLE, ""), "\r")) !== null;
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
export function continued(line, before) {
  const isPrinted = before === PRINTED;
  const match = STRUCTURE[isPrinted ? "printed_value" : "continued"].fullmatch(line);
  if (match === null || before.linesLeft <= 0) return null;
  const [, body, closing] = match;
  const isOdd = isPrinted && !/^\p{L}*$/u.test(body);
  if (!closing && !body.includes(HOLE) && countDigits(body) === 0 && Array.from(body).length < 16 && !isOdd) return null;
  const parts = cores(line, startOf(match, 1), endOf(match, 1))
    .filter((core) => !core.hidden)
    .map((core) => found(core.begin, core.stop, SECRET, BY_NAME));
  const goesOn = before.quote && !closing;
  return [parts, goesOn ? { ...before, linesLeft: before.linesLeft - 1 } : NOTHING_OPEN];
}

/** Tell whether a text has digits, capitals and small letters. */
export const isMixed = (text) => countDigits(text) > 0 && text.toUpperCase() !== text && text !== text.toLowerCase();

/** Find the rest of a secret that a terminal has broken at the end of its line; null where there is none. */
export function restOf(line) {
  const match = STRUCTURE.rest.fullmatch(line);
  if (match === null || !isMixed(match[1])) return null;
  return [[found(startOf(match, 1), endOf(match, 1), SECRET, BY_NAME)], NOTHING_OPEN];
}
