// A file read in the browser: its text exactly as it is, and the line ends that a text box would lose.

/** Return a file's text; throw an Error whose words say why it cannot be read. */
export async function readFile(file, longest) {
  if (file.size > longest) {
    throw new Error(`${file.name} has ${Math.round(file.size / 1024)} KB; the limit is ${longest / 1024} KB. Paste the lines that set variables.`);
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Error(`${file.name} is not text in UTF-8, so it was not loaded and nothing was sent. Save it as UTF-8, or paste its text.`);
  }
}

/** The line ends of a file whose text is in a box: the box knows only line feeds. */
export class LineEnds {
  #lines;
  #ends;

  constructor(text = "") {
    this.#lines = text.split(/\r\n|\r|\n/);
    this.#ends = text.match(/\r\n|\r|\n/g) ?? [];
  }

  /** Return the box's text with the file's line ends; new lines between get those of the file's first line. */
  restored(value) {
    if (!this.#ends.some((end) => end !== "\n")) return value;
    const lines = value.split("\n");
    const most = Math.min(lines.length, this.#lines.length);
    let before = 0;
    while (before < most && lines[before] === this.#lines[before]) before += 1;
    let after = 0;
    while (after < most - before && lines.at(-1 - after) === this.#lines.at(-1 - after)) after += 1;
    const shift = this.#lines.length - lines.length;
    return lines
      .map((line, index) => {
        if (index === lines.length - 1) return line;
        const old = index >= lines.length - after ? index + shift : index < before ? index : -1;
        return line + (this.#ends[old] ?? this.#ends[0]);
      })
      .join("");
  }
}
