// Runs the app's rules for a till alone over isolated.json; writes what they said.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [app, file] = process.argv.slice(2);
const { SENTENCES, atMost, mayAccept } = await import(pathToFileURL(`${app}/isolated.js`));
const { cases } = JSON.parse(readFileSync(file, "utf-8"));

function lease(found) {
  const { limit_outage, isolated_outage, ops_outage, ...same } = found;
  return { ...same, limitOutage: limit_outage, isolatedOutage: isolated_outage, opsOutage: ops_outage };
}

const said = cases.map(({ in: one }) => {
  const { now, outage, frozen, used } = one;
  const till = { now, lease: lease(one.lease), outage, snapshotTime: one.snapshot_time, frozen };
  const { ok, refusal, most } = mayAccept(till, used, one.cents, one.card, one.certificate);
  if (ok !== (refusal === null)) throw new Error("ok and refusal differ");
  return { refusal, most, up_to: atMost(till, used) };
});
process.stdout.write(JSON.stringify({ said, sentences: SENTENCES }));
