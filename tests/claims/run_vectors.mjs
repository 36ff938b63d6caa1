// node run_vectors.mjs <folder of the app> <vectors.json>
// Prints one line per failed vector and ends with their number; it needs nothing but node.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { run } from "./vectors_run.mjs";

const [app, file] = process.argv.slice(2);
const load = (name) => import(new URL(name, `${pathToFileURL(app)}/`).href);
const { count, failures } = await run(load, JSON.parse(readFileSync(file, "utf8")));
console.log([...failures, `${count} looked at, ${failures.length} failed`].join("\n"));
process.exitCode = failures.length ? 1 : 0;
