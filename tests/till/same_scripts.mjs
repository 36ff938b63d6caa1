// node --expose-internals same_scripts.mjs <pairs.json>
// Two scripts are the same if a parser that is not ours (acorn, as Node carries it) reads the same tree from both.
// Prints the names of the pairs that differ, and of those of which one cannot be read.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { parse } = createRequire(import.meta.url)("internal/deps/acorn/acorn/dist/acorn");
const PLACES = new Set(["start", "end"]);

function tree(script) {
  const read = parse(script, { ecmaVersion: "latest", sourceType: "module" });
  return JSON.stringify(read, (name, value) => {
    if (PLACES.has(name)) return undefined;
    return typeof value === "bigint" || value instanceof RegExp ? String(value) : value;
  });
}

function differs([, before, after]) {
  try {
    return tree(before) !== tree(after);
  } catch {
    return true;
  }
}

const pairs = JSON.parse(readFileSync(process.argv[2], "utf8"));
console.log(JSON.stringify(pairs.filter(differs).map(([name]) => name)));
