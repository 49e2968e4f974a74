// Names and values beside each other without an assignment: the twin of diagnostics/engine/masking/secretshapes.py.

import { holdsOtherThings, kinds } from "./secretlines.mjs";
import {
  STRUCTURE,
  countDigits,
  end as endOf,
  isSecretName,
  isWeakName,
  looksKeyed,
  namesSeveral,
  plainName,
  start as startOf,
} from "./secretpatterns.mjs";
import { cores } from "./secretvalues.mjs";

const READ = 8; // what a value that is read costs
const MAPS = ["eys", "EYS", "okens", "OKENS", "ecrets", "ECRETS", "asswords", "PASSWORDS", "reds", "CREDS", "dentials"];
const LOOSE = ["listed", "cell", "beside"]; // where a word of a sentence, or another name, may stand as well
const CHAINED = ["property", "listed", "cell", "beside"]; // where a value may be the next one's name
const BESIDE = ["*", "`", ">", "→", "??", "||", " is ", " was ", " to ", "\tis", "\twas", "\tto"];

/** Find the values beside secrets' names; `isFound` = the line has values that are assigned. */
export function inShapes(line, work, isFound) {
  const parts = [];
  for (const form of shapes(line, isFound)) {
    const [ofName, ofValue] = form === "turned_pair" ? [2, 1] : [1, 2];
    let position = 0;
    for (;;) {
      const match = STRUCTURE[form].search(line, position);
      if (match === null || !work.spend(READ)) break;
      position = CHAINED.includes(form) ? endOf(match, 1) : endOf(match);
      const name = match[ofName];
      if (!isSecretName(name)) continue;
      let inner = cores(line, startOf(match, ofValue), endOf(match, ofValue), LOOSE.includes(form));
      if (LOOSE.includes(form) || (form === "element" && isWeakName(name))) {
        inner = inner.filter((core) => core.hidden || looksDrawn(line.slice(core.begin, core.stop)));
      }
      parts.push(...kinds({ cores: inner }, plainName(name)));
    }
  }
  return parts;
}

/** Find the values in a map under a secret's name in the plural: `"apiKeys": {"openai": "…"}`. */
export function inMaps(line, work) {
  const parts = [];
  if (!MAPS.some((sign) => line.includes(sign))) return parts;
  let position = 0;
  for (const match of STRUCTURE.map.finditer(line)) {
    const name = match[1];
    const isSecret = isSecretName(name);
    const isWeak = !isSecret || holdsOtherThings(name, "");
    if (endOf(match) < position || !(isSecret || namesSeveral(name))) continue;
    const end = line.indexOf(match[0].endsWith("{") ? "}" : ")", endOf(match));
    position = end === -1 ? line.length : end;
    for (const entry of STRUCTURE.entry.finditer(line, endOf(match), position)) {
      if (!work.spend(READ)) return parts;
      const isKept = (core) => !isWeak || core.hidden || looksKeyed(line.slice(core.begin, core.stop));
      parts.push(...kinds({ cores: cores(line, startOf(entry, 1), endOf(entry, 1)).filter(isKept) }, plainName(name)));
    }
  }
  return parts;
}

/** Give the shapes that the line can have. */
function shapes(line, isFound) {
  const forms = line.includes("</") ? ["property", "element"] : [];
  if (line.includes("value") || line.includes("Value")) forms.push("pair", ...(line.includes(",") ? ["turned_pair"] : []));
  // Of a table: a name, and a value that ends the line.
  else if (!isFound && (line.includes("  ") || line.includes("\t"))) forms.push("row");
  if (line.includes("',") || line.includes('",')) forms.push("listed");
  if (!isFound && ["|", ",", "│"].some((sign) => line.includes(sign))) forms.push("cell");
  if (!isFound && BESIDE.some((sign) => line.includes(sign))) forms.push("beside");
  return forms;
}

/** Tell whether a value under a name that says little, such as `key`, looks like a secret. */
export function looksSecret(text) {
  if (text.includes(" ") || text.includes("{") || !/[A-Za-z]/.test(text)) return false;
  return text.length >= 24 || hasDigits(text);
}

/** Tell whether a word beside a name looks like a value; a word of a sentence or another name does not. */
function looksDrawn(text) {
  if (text.includes(" ") || !/[A-Za-z]/.test(text)) return false;
  return STRUCTURE.constant.fullmatch(text) === null && hasDigits(text);
}

/** Tell whether a text has digits as keys have them: two, or one among many letters, or among odd signs. */
function hasDigits(text) {
  const digits = countDigits(text);
  if (digits >= 2) return text.length >= 8;
  if (digits === 0 || text.length < 8) return false;
  return STRUCTURE[text.length >= 16 ? "mixed" : "odd"].fullmatch(text) !== null;
}
