// node --expose-internals joined_scripts.mjs <given.json>     given: {files: {name: text}, root, joined}
// A parser that is not ours (acorn, as Node carries it) reads a joined script and the scripts that it was made of, and
// says what differs: each script must be in there once, with its own statements, the names it imports taken from the
// script it names, and the names it exports given.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { posix } from "node:path";

const { parse } = createRequire(import.meta.url)("internal/deps/acorn/acorn/dist/acorn");
const { files, root, joined } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const PLACES = new Set(["start", "end"]);

const read = (text) => parse(text, { ecmaVersion: "latest", sourceType: "module" }).body;
const said = (node) => JSON.stringify(node, (name, value) => {
  if (PLACES.has(name)) return undefined;
  return typeof value === "bigint" || value instanceof RegExp ? String(value) : value;
});
const beside = (name, path) => posix.normalize(posix.join(posix.dirname(name), path));
const fromRoot = (name) => {
  const path = posix.relative(posix.dirname(root), name);
  return path.startsWith(".") ? path : `./${path}`;
};

/** What a script says: its own statements, its imports as "local<script>.name", the names it exports. */
function original(name) {
  const place = (text) => (name === root ? text
    : text.replaceAll("import.meta.url", `new URL(${JSON.stringify(fromRoot(name))}, import.meta.url)`));
  const own = [], imports = [], names = [];
  for (const node of read(place(files[name]))) {
    if (node.type === "ImportDeclaration") {
      const from = beside(name, node.source.value);
      for (const one of node.specifiers) imports.push(`${one.local.name}<${from}>.${one.imported?.name ?? "*"}`);
      reach(from);
    } else if (node.type === "ExportNamedDeclaration" && node.declaration) {
      own.push(node.declaration);
      const { id, declarations } = node.declaration;
      names.push(...(id ? [id] : declarations.map((one) => one.id)).map((one) => one.name));
    } else if (node.type !== "ExportNamedDeclaration" || node.specifiers.length) own.push(node);
  }
  return said([own, imports.sort(), names.sort()]);
}

/** The same of one script within the joined one. */
function within(body, scripts) {
  const own = [], imports = [], names = [];
  for (const node of body) {
    const declared = node.type === "VariableDeclaration" ? node.declarations[0] : null;
    const from = declared?.init?.type === "Identifier" ? scripts.get(declared.init.name) : undefined;
    if (from && declared.id.type === "ObjectPattern") {
      for (const one of declared.id.properties) imports.push(`${one.value.name}<${from}>.${one.key.name}`);
    } else if (from) imports.push(`${declared.id.name}<${from}>.*`);
    else if (node === body.at(-1) && node.type === "ReturnStatement") {
      names.push(...node.argument.properties.map((one) => one.key.name));
    } else own.push(node);
  }
  return said([own, imports.sort(), names.sort()]);
}

const wanted = new Map();
function reach(name) {
  if (wanted.has(name)) return;
  wanted.set(name, null);
  if (!name.startsWith("vendor/")) wanted.set(name, original(name));
}
reach(root);

const scripts = new Map(); // `$3` -> the script that it stands for
const wrong = [];
for (const node of read(joined)) {
  if (node.type === "ImportDeclaration") {
    scripts.set(node.specifiers[0].local.name, beside(root, node.source.value));
    continue;
  }
  const [{ id, init }] = node.declarations;
  const found = within(init.callee.body.body, scripts);
  const name = [...wanted].find(([, one]) => one === found)?.[0];
  if (name === undefined || [...scripts.values()].includes(name)) wrong.push(id.name);
  else scripts.set(id.name, name);
}
const missing = [...wanted.keys()].filter((name) => ![...scripts.values()].includes(name));
console.log(JSON.stringify({ wrong, missing }));
