// The pattern file of secrets, compiled: the twin of diagnostics/engine/masking/secretpatterns.py, name by name.

export const SECRET = "secret";
export const BLANKS = "\ufeff \t\r\n\f\v";
export const BY_NAME = 900;
export const BY_CHANCE = 950;
const BY_OWNER = 700;
const GENERIC = 800;

export const Judgement = Object.freeze({ SECRET: "secret", ORDINARY: "ordinary", HIDDEN: "hidden" });

/**
 * A regular expression asked the way Python's are: from a position, up to a stop, here or anywhere. Of the three ways of
 * asking most patterns need one, and a page that is opened none, so each is made when it is first asked.
 */
export class Pattern {
  #source;
  #anywhere;
  #here;
  #whole;

  constructor(source) {
    this.#source = source;
  }

  get anywhere() {
    this.#anywhere ??= new RegExp(this.#source, "dg");
    return this.#anywhere;
  }

  search(text, position = 0, stop = text.length) {
    return this.#ask(this.anywhere, text, position, stop);
  }

  match(text, position = 0, stop = text.length) {
    this.#here ??= new RegExp(this.#source, "dy");
    return this.#ask(this.#here, text, position, stop);
  }

  fullmatch(text) {
    this.#whole ??= new RegExp(`^(?:${this.#source})$`, "d");
    return this.#whole.exec(text);
  }

  test(text) {
    return this.search(text) !== null;
  }

  *finditer(text, position = 0, stop = text.length) {
    const part = stop < text.length ? text.slice(0, stop) : text;
    for (let found = this.search(part, position); found !== null; found = this.search(part, end(found))) {
      yield found;
    }
  }

  #ask(expression, text, position, stop) {
    expression.lastIndex = position;
    return expression.exec(stop < text.length ? text.slice(0, stop) : text);
  }
}

/** Where the match, or one of its groups, begins and stops. */
export const start = (match, group = 0) => match.indices[group][0];
export const end = (match, group = 0) => match.indices[group][1];

export const STRUCTURE = {};
export const LIMITS = {};
export const TOKENS = [];
export let MASK = null;
let vendors = {};
let secretFiles = [];
let maskWords = "";
let names = {};
let nameWords = [];
let owners = [];
let hidden = [];
let guarded = [];
let ordinary = [];
let placeholders = [];
let refuse = null;
let entropy = {};

/** Take over the content of masking/patterns.json; nothing else here works before that. */
export function use(file) {
  const compiled = (patterns) => patterns.map((source) => new Pattern(source));
  const { about: _structure, ...structure } = file.structure;
  for (const [name, source] of Object.entries(structure)) STRUCTURE[name] = new Pattern(source);
  Object.assign(LIMITS, file.limits);
  TOKENS.length = 0;
  file.tokens.forEach(({ kind, literals, pattern, generic }, index) => {
    TOKENS.push({ kind, literals, pattern: new Pattern(pattern), rank: (generic ? GENERIC : 0) + index });
  });
  MASK = new Pattern(file.mask.pattern);
  maskWords = file.mask.text;
  names = Object.fromEntries(
    ["secret", "ordinary", "suffixed", "about_a_secret", "weak", "several", "naming", "hash"].map((name) => [
      name,
      new Pattern(file.names[name]),
    ]),
  );
  nameWords = file.names.words;
  owners = file.owners.patterns.map(([kind, source]) => [kind, new Pattern(source)]);
  hidden = compiled(file.redacted.patterns);
  guarded = compiled(file.redacted.guarded);
  ordinary = compiled(file.ordinary.patterns);
  placeholders = compiled([...file.placeholder.patterns, ...file.placeholder.abroad]);
  refuse = new Pattern(file.placeholder.refuse);
  entropy = file.entropy;
  vendors = file.vendors.kinds;
  secretFiles = file.files.kinds.map((entry) => new SecretFile(entry));
}

/** Return what stands in a text in place of a secret. */
export function maskText(kind, length, number) {
  return maskWords
    .replace("{kind}", kind)
    .replace("{length}", String(length))
    .replace("{characters}", length === 1 ? "character" : "characters")
    .replace("{number}", String(number));
}

/** Return what a kind of secret is called: "Anthropic API key". */
export function titleOf(kind) {
  return secretFiles.find((file) => file.kind === kind)?.title ?? vendors[kind]?.[0] ?? kind.replaceAll("-", " ");
}

/** Return the vendor's page on which secrets of that kind are revoked, or nothing where none is known. */
export function revokePage(kind) {
  return secretFiles.find((file) => file.kind === kind)?.revoke ?? vendors[kind]?.[1] ?? "";
}

/** Return which file of credentials a document is, or null for what may be read. */
export function secretFile(name, text) {
  return secretFiles.find((file) => file.is(name, text)) ?? null;
}

/** Return all files of credentials that are known. */
export const files = () => secretFiles;

/** A whole file of credentials, which is refused: known by its name, by its keys, or by how it begins. */
class SecretFile {
  constructor({ kind, title, revoke, name, keys, begins }) {
    Object.assign(this, { kind, title, revoke, keys });
    this.name = name ? new Pattern(name) : null;
    this.begins = begins ? new Pattern(begins) : null;
  }

  is(name, text) {
    const inner = strippedAfter(strippedBefore(text, BLANKS), BLANKS);
    // What was masked piece by piece stays so, for a mask may hide an end.
    if (this.begins?.test(inner)) {
      return inner.endsWith("-----") || !(inner.includes("-----END") || MASK.test(inner));
    }
    if (!isOneObject(inner)) return false;
    return Boolean(this.name?.test(name)) || this.keys.some((together) => together.every((key) => inner.includes(key)));
  }
}

/** Tell whether a text is an object in JSON and nothing else, as far as its lines tell. */
function isOneObject(text) {
  if (!(text.startsWith("{") && text.endsWith("}"))) return false;
  const [first, ...others] = text.split("\n");
  if (others.length === 0) return true;
  return !strippedAfter(first, " \t\r;,").endsWith("}") && !others.slice(0, -1).some((line) => line.startsWith("}"));
}

/** Return a text without these characters at its beginning; a pattern would look at a long run of blanks many times. */
export function strippedBefore(text, characters) {
  let begin = 0;
  while (begin < text.length && characters.includes(text[begin])) begin += 1;
  return text.slice(begin);
}

/** Return a text without these characters at its end. */
export function strippedAfter(text, characters) {
  let stop = text.length;
  while (stop > 0 && characters.includes(text[stop - 1])) stop -= 1;
  return text.slice(0, stop);
}

/** Return a name in capitals with `_` between its words: `apiKey`, `x-api-key` and `API_KEY` are alike. */
export function plainName(name) {
  return name.replace(STRUCTURE.camel.anywhere, "$1_$2").toUpperCase().replaceAll("-", "_");
}

/** Tell whether a line can hold a secret's name at all, which most cannot. */
export function mayNameASecret(line) {
  const capitals = line.toUpperCase();
  return nameWords.some((word) => capitals.includes(word));
}

export function isSecretName(name) {
  const plain = plainName(name);
  return (names.secret.test(plain) || isSuffixed(plain)) && !names.ordinary.test(plain);
}

/** Tell whether a name is a secret's with a name of somebody's behind it, GITHUB_TOKEN_ACME, and no TOKEN_URL. */
function isSuffixed(plain) {
  return names.suffixed.test(plain) && !names.about_a_secret.test(plain);
}

export function isWeakName(name) {
  const plain = plainName(name);
  if (!isUpper(name) && names.weak.test(plain)) return true;
  return isSuffixed(plain) && !names.secret.test(plain);
}

/** Tell whether a map or a list of that name may hold secrets. */
export function namesSeveral(name) {
  return names.several.test(plainName(name));
}

export function namesAVariable(name) {
  return names.naming.test(plainName(name));
}

export function isHashName(name) {
  return names.hash.test(plainName(name));
}

/** Return the kind and the rank of a secret under that plain name. */
export function ownerOf(plain) {
  for (const [kind, pattern] of owners) {
    if (pattern.test(plain)) return [kind, BY_OWNER];
  }
  return [SECRET, BY_NAME];
}

/** Return what a value that could be a secret is; quotes and `Bearer ` are already off. */
export function judge(value) {
  const fits = (patterns) => patterns.some((pattern) => pattern.test(value));
  if (value.length > LIMITS.judged) return Judgement.SECRET;
  if (fits(hidden)) return Judgement.HIDDEN;
  if (fits(ordinary)) return Judgement.ORDINARY;
  const isHidden = fits(guarded);
  if (!isHidden && !fits(placeholders)) return Judgement.SECRET;
  if (refuse.test(value)) return Judgement.SECRET;
  return isHidden ? Judgement.HIDDEN : Judgement.ORDINARY;
}

/** Tell whether a run of letters and digits looks drawn by lot. Hexadecimal counts only where it is assigned. */
export function looksRandom(text, assigned) {
  const isPath = text.startsWith("/") || text.includes("//");
  const isShort = text.length < (isPath ? 40 : entropy.minimum);
  if (isShort || (isPath && (text.split("/").length - 1) * 16 > text.length)) return false;
  const sample = text.slice(0, 400);
  if (STRUCTURE.hexadecimal.fullmatch(sample.replaceAll("-", ""))) {
    return assigned && !sample.includes("-") && text.length >= entropy.hex && new Set(sample).size > 6;
  }
  const digits = countDigits(sample);
  if (text.length === 52 && STRUCTURE.base32.fullmatch(text)) return digits >= entropy.digits;
  if (digits < entropy.digits || isLower(sample) || isUpper(sample) || digits > sample.length * 0.7) return false;
  let inWords = 0;
  for (const [word] of STRUCTURE.word.finditer(sample)) inWords += word.length > 3 ? word.length : 0;
  const most = /^[A-Za-z0-9]+$/.test(sample) ? 0.6 : 0.5;
  return inWords <= sample.length * most && bits(sample) >= entropy.bits;
}

/** Tell whether a word has a run of letters and digits or odd signs, as keys have them; no model's name has one. */
export function looksKeyed(text) {
  if (text.includes(" ")) return false;
  for (const [run] of STRUCTURE.long_word.finditer(text)) {
    if (/[A-Za-z]/.test(run) && (countDigits(run) > 0 || STRUCTURE.odd.fullmatch(run) !== null)) return true;
  }
  return false;
}

/** Return Shannon's entropy of a text in bits a character. */
function bits(text) {
  const counts = new Map();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let sum = 0;
  for (const count of counts.values()) sum += (count / text.length) * Math.log2(count / text.length);
  return -sum;
}

export function countDigits(text) {
  return text.length - text.replace(/[0-9]/g, "").length;
}

const isLower = (text) => /[a-z]/.test(text) && !/[A-Z]/.test(text);
const isUpper = (text) => /[A-Z]/.test(text) && !/[a-z]/.test(text);
