// Is this till still the only one of its number? Asked at the start: a restored backup must sell nothing.

/** @typedef {import("./enrolled.js").Enrolled} Enrolled */
/** @typedef {import("./parts.js").Parts} Parts */

/**
 * Compare with the highest record that the city has of this till; raises the Problem that stands in the way.
 * @param {Parts} parts
 * @param {Enrolled} enrolled
 */
export async function compare({ journal }, enrolled) {
  const head = await enrolled.door.head(await enrolled.question("hello"));
  const [last, same] = await Promise.all([journal.last(enrolled.number), journal.entry(enrolled.number, head.seq)]);
  if (head.seq > (last?.seq ?? 0)) await enrolled.patch({ reenrol: "restored" });
  else if (same && same.hash !== head.hash) await enrolled.patch({ reenrol: "two_versions" });
}
