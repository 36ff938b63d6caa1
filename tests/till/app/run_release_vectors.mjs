// node run_release_vectors.mjs <folder of the app> <vectors.json>
// The RELEASE vectors through the app's own reader, under the vectors' KEYSET. Prints what came of each.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [app, file] = process.argv.slice(2);
const load = (name) => import(new URL(name, `${pathToFileURL(app)}/`).href);
const [{ fromHex }, { openKeyset }, { openRelease }] = await Promise.all(
  ["bytes.js", "keyset.js", "shell/release.js"].map(load),
);
const vectors = JSON.parse(readFileSync(file, "utf8"));
const messageOf = (kind) => fromHex(vectors.cborMessages.find((one) => one.kind === kind).message);
const keyset = await openKeyset(messageOf("keyset"), fromHex(vectors.keys.root.public));

const { number, time, files } = await openRelease(messageOf("release"), keyset);
const told = [["good", `${number} ${time} ${[...files.keys()].sort().join(" ")}`]];
for (const { kind, why, message } of vectors.badMessages) {
  if (kind !== "release") continue;
  const code = await openRelease(fromHex(message), keyset).then(() => "taken", (error) => error.code);
  told.push([why, code]);
}
console.log(JSON.stringify(told));
