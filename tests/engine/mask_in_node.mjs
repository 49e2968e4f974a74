// Mask what comes in by the browser's own modules: one JSON list of {name, text} a line in, the masked texts out.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

import { mask, use } from "../../static/js/masking/secrets.mjs";

const patterns = new URL("../../diagnostics/engine/masking/patterns.json", import.meta.url);
use(JSON.parse(readFileSync(patterns, "utf8")));

for await (const line of createInterface({ input: process.stdin })) {
  const results = mask(JSON.parse(line));
  for (const { text, pieces } of results) {
    if (pieces.map((piece) => piece.text).join("") !== text) throw new Error("The pieces are not the text.");
  }
  console.log(JSON.stringify(results.map(({ text }) => text)));
}
