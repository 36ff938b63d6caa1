// Runs vectors.json through the till app's modules, in node or in a browser.
//   run(name => import of that module of the app, the parsed vectors) gives {count, failures}

let app, vectors, scope;
const failures = [];
let count = 0;

const fromHex = (text) => app.bytes.fromHex(text);
const toHex = (data) => app.bytes.toHex(data);

/** Compare what came out with what should have. */
function same(what, found, wanted) {
  count += 1;
  const [one, other] = [JSON.stringify(plain(found)), JSON.stringify(wanted)];
  if (one !== other) failures.push(`${what}: ${one} instead of ${other}`);
}

/** Expect a refusal, with this code if one is given. */
async function refused(what, work, code) {
  count += 1;
  try {
    await work();
    failures.push(`${what}: taken`);
  } catch (error) {
    if (!(error instanceof app.bytes.Refused)) failures.push(`${what}: ${error.stack}`);
    else if (code && error.code !== code) failures.push(`${what}: ${error.code} instead of ${code}`);
  }
}

/** A value as the vectors write it. */
function plain(value) {
  if (value instanceof Uint8Array) return { bytes: toHex(value) };
  if (value instanceof Map) return { map: [...value].map(([key, item]) => [plain(key), plain(item)]) };
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === "bigint" ? { int: String(value) } : value;
}

/** A value of the vectors as our code takes it. */
function lively(value) {
  if (Array.isArray(value)) return value.map(lively);
  if (value === null || typeof value !== "object") return value;
  if ("bytes" in value) return fromHex(value.bytes);
  return "int" in value ? BigInt(value.int) : new Map(value.map.map(([key, item]) => [lively(key), lively(item)]));
}

/** Fields of a fixed message: bytes as hex, u64 as plain numbers, without what is not in the vectors. */
function fields(values) {
  const entries = Object.entries(values).filter(([name]) => name !== "type");
  return Object.fromEntries(entries.map(([name, value]) => [name, shown(value)]));
}

function shown(value) {
  if (value instanceof Uint8Array) return toHex(value);
  return typeof value === "bigint" ? Number(value) : value;
}

/** The same fields as our code takes them: hex becomes bytes wherever the wanted field is bytes. */
function taken(wanted, parsed) {
  return Object.fromEntries(
    Object.entries(wanted).map(([name, value]) => [name, parsed[name] instanceof Uint8Array ? fromHex(value) : value]),
  );
}

const publicOf = (name) => fromHex(vectors.keys[name].public);
const signerOf = (name) => app.keys.signingKey(fromHex(vectors.keys[name].seed));

async function fixedMessages() {
  for (const { kind, signer, payload, message, fields: wanted } of vectors.messages) {
    const opened = await app.messages.openMessage(kind, scope, publicOf(signer), fromHex(message));
    same(`${kind} fields`, fields(opened), wanted);
    same(`${kind} payload`, toHex(app.messages.packMessage(kind, taken(wanted, opened))), payload);
    const sealed = await app.messages.sealMessage(kind, scope, await signerOf(signer), taken(wanted, opened));
    same(`${kind} message`, toHex(sealed), message);
  }
  for (const { fields: wanted, payload } of vectors.frames) {
    const frame = app.messages.parseMessage("frame", fromHex(payload), scope.city);
    same("frame fields", fields(frame), wanted);
    same("frame payload", toHex(app.messages.packMessage("frame", frame)), payload);
  }
}

async function cborMessages() {
  for (const { kind, signer, payload, message, value } of vectors.cborMessages) {
    same(`${kind} value`, app.cbor.decodeCbor(fromHex(payload)), value);
    same(`${kind} payload`, toHex(app.cbor.encodeCbor(lively(value))), payload);
    await app.messages.demandSignature(scope, kind, publicOf(signer), fromHex(message));
  }
  const found = vectors.cborMessages.find(({ kind }) => kind === "keyset");
  const opened = await app.keyset.openKeyset(fromHex(found.message), publicOf("root"));
  same("keyset name", [opened.city, opened.name, opened.keys.length], [scope.city, "Unna", 11]);
  return opened;
}

async function ownRecords() {
  const { verifyProof, verifyRecord } = app["record-check"];
  let prev = await app.keys.genesisPrev(scope, 17);
  for (const vector of vectors.records) {
    const record = await app.records.parseRecord(fromHex(vector.message), scope.city);
    same(`${vector.kind} fields`, fields(record.body), vector.fields);
    same(`${vector.kind} hash`, toHex(record.hash), vector.hash);
    same(`${vector.kind} chain`, toHex(record.body.prev), toHex(prev));
    same(`${vector.kind} signature`, await verifyRecord(scope, publicOf(vector.signer), record), true);
    if (vector.card) {
      same(`${vector.kind} proof`, await verifyProof(scope, publicOf(vector.card), record), true);
      same(`${vector.kind} proof of another`, await verifyProof(scope, publicOf("card"), record), false);
    }
    const sealed = await app.records.sealRecord(
      scope, await signerOf(vector.signer), vector.kind, record.body, fromHex(vector.proof));
    same(`${vector.kind} message`, toHex(sealed), vector.message);
    prev = record.hash.slice(0, 16);
  }
}

async function trainingAndTwins() {
  const { message, signer, card: cardName } = vectors.training;
  const record = await app.records.parseRecord(fromHex(message), scope.city);
  const asked = [[signer, app["record-check"].verifyRecord], [cardName, app["record-check"].verifyProof]];
  for (const [name, verify] of asked) {
    same("training verifies in training", await verify(scope, publicOf(name), record, true), true);
    same("training verifies nowhere else", await verify(scope, publicOf(name), record), false);
  }
  const twins = vectors.twoSignatures;
  const [one, other] = await Promise.all(
    [twins.one, twins.other].map((hex) => app.records.parseRecord(fromHex(hex), scope.city)));
  same("twins are one record", toHex(one.hash) === toHex(other.hash) && twins.one !== twins.other, true);
  for (const twin of [one, other]) {
    same("twin verifies", await app["record-check"].verifyRecord(scope, publicOf(twins.signer), twin), true);
  }
  for (const { city, rootPublic, till, prev } of vectors.genesis) {
    same("genesis", toHex(await app.keys.genesisPrev(await app.keys.scopeOf(city, fromHex(rootPublic)), till)), prev);
  }
}

async function refusals() {
  for (const { why, good, form, public: key, message, signature } of vectors.signatures) {
    same(`form of signature ${why}`, app.keys.isWellFormed(fromHex(key), fromHex(signature)), form);
    same(`signature ${why}`, await app.keys.verifyBare(fromHex(key), fromHex(message), fromHex(signature)), good);
  }
  for (const { kind, why, public: key, message, code } of vectors.badMessages) {
    const [publicKey, bad] = [fromHex(key), fromHex(message)];
    if (kind === "keyset") {
      await refused(`${kind} ${why}`, () => app.keyset.openKeyset(bad, publicKey, scope.city), code);
    } else if (!vectors.cborMessages.some((vector) => vector.kind === kind)) {
      await refused(`${kind} ${why}`, () => app.messages.openMessage(kind, scope, publicKey, bad), code);
    }
  }
  for (const { kind, why, signer, message, code } of vectors.badRecords) {
    await refused(`${kind} ${why}`, async () => {
      const record = await app.records.parseRecord(fromHex(message), scope.city);
      if (await app["record-check"].verifyRecord(scope, publicOf(signer), record)) return;
      throw new app.bytes.Refused("bad_signature", "");
    }, code);
  }
}

async function cards() {
  for (const vector of vectors.cards) {
    const cid = fromHex(vector.fields.cid);
    same("ref", toHex(await app.card.cardRef(cid)), vector.ref);
    same("lkey", toHex(await app.card.cardLkey(cid)), vector.lkey);
    same("view", toHex(await app.card.cardView(cid)), vector.view);
    same("number", await app.card.cardNumber(cid), vector.number);
    same("typed number", app.card.readNumber(vector.printed), vector.number);
    const signed = await app.keys.sign(scope, await app.card.cardSigningKey(cid), "proof", cid);
    same("card key", await app.keys.verify(scope, "proof", fromHex(vector.keyPublic), cid, signed), true);
    const scanned = app.card.parseScanned(vector.payCode);
    same("pay code", [toHex(scanned.message), fields(scanned.card)], [vector.message, vector.fields]);
    await app.messages.openMessage("card", scope, publicOf(vector.signer), scanned.message);
    const seen = app["view-code"].parseViewCode(vector.viewCode);
    same("view code", [seen.city, toHex(seen.view)], [scope.city, vector.view]);
  }
  for (const { text, kind } of vectors.scanned) same(`scanned ${text}`, app.card.parseScanned(text).kind, kind);
  for (const digits of vectors.numbers.good) same(`number ${digits}`, app.card.isNumber(digits), true);
  for (const digits of vectors.numbers.bad) same(`number ${digits}`, app.card.isNumber(digits), false);
}

async function encodings() {
  for (const { hex, value } of vectors.cbor.good) {
    same(`cbor ${hex}`, app.cbor.decodeCbor(fromHex(hex)), value);
    same(`cbor of ${hex}`, toHex(app.cbor.encodeCbor(lively(value))), hex);
  }
  for (const { why, hex } of vectors.cbor.bad) {
    await refused(`cbor ${why}`, async () => app.cbor.decodeCbor(fromHex(hex)), "malformed");
  }
  for (const { hex, text } of vectors.base45.good) {
    same(`base45 of ${hex}`, app.base45.encodeBase45(fromHex(hex)), text);
    same(`base45 ${text}`, toHex(app.base45.decodeBase45(text)), hex);
  }
  for (const text of vectors.base45.bad) {
    await refused(`base45 ${text}`, async () => app.base45.decodeBase45(text), "malformed");
  }
}

/** By the pages docs/journal.md and docs/protocol.md: the app has no code of its own for these. */
async function journalAndSnapshot() {
  let prev = await app.bytes.sha256(app.bytes.ascii("heller/journal/1\0"), scope.root8, app.bytes.unsigned(scope.city, 4));
  same("journal genesis", toHex(prev), vectors.journal.genesisPrev);
  for (const entry of vectors.journal.entries) {
    const digest = await app.bytes.sha256(fromHex(entry.salt), fromHex(entry.body));
    const leaf = app.bytes.join(
      Uint8Array.of(1, 4), app.bytes.unsigned(scope.city, 4), Uint8Array.of(2), app.bytes.unsigned(entry.generation, 2),
      Uint8Array.of(4), app.bytes.unsigned(entry.epoch, 4), Uint8Array.of(8), app.bytes.unsigned(entry.seq, 8),
      Uint8Array.of(32), prev, Uint8Array.of(32), digest);
    same(`leaf ${entry.seq}`, toHex(leaf), entry.leaf);
    prev = await app.bytes.sha256(Uint8Array.of(0), leaf);
    same(`hash ${entry.seq}`, toHex(prev), entry.hash);
  }
  for (const vector of vectors.snapshot) {
    const key = await crypto.subtle.importKey(
      "raw", fromHex(vector.k), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const named = app.bytes.join(app.bytes.unsigned(vector.snapSeq, 4), fromHex(vector.lkey), Uint8Array.of(vector.i));
    const mask = new Uint8Array(await crypto.subtle.sign("HMAC", key, named));
    const open = app.bytes.join(app.bytes.unsigned(vector.balance, 3), Uint8Array.of(vector.class));
    const masked = open.map((byte, at) => byte ^ mask[8 + at]);
    same("snapshot record", toHex(app.bytes.join(mask.slice(0, 8), masked)), vector.record);
  }
}

async function words() {
  for (const { public: key, code, codeHash, words: wanted } of vectors.checkWords) {
    same("code hash", toHex(await app.enrol.codeHash(code)), codeHash);
    same("check words", await app.enrol.checkWords(fromHex(key), fromHex(codeHash), vectors.wordList), wanted);
  }
}

async function certificatesAndReceipts(opened) {
  for (const { message, text } of vectors.certificates.good) {
    same("certificate text", toHex(app.codes.readCode(app.codes.CODES.certificate, text)), message);
    await app.certificate.openCertificate(fromHex(message), opened);
  }
  for (const { why, message, code } of vectors.certificates.bad) {
    await refused(`certificate ${why}`, () => app.certificate.openCertificate(fromHex(message), opened), code);
  }
  const sealed = fromHex(vectors.cborMessages.find(({ kind }) => kind === "keyset").message);
  for (const { why, text, finding } of vectors.receipts) {
    const found = await app["receipt-check"].checkReceipt(text, sealed, publicOf("root"));
    same(`receipt ${why}`, found.finding, finding);
  }
  const forged = await app["receipt-check"].checkReceipt(vectors.receipts[0].text, sealed, publicOf("thief"));
  same("receipt under another ROOT", forged.finding, "no_keys");
}

async function handOver() {
  const vector = vectors.handover;
  const ephemeral = await ownPair(fromHex(vector.ephemeralPrivate), fromHex(vector.ephemeralPublic));
  const envelope = await app.handover.sealEnvelope(
    scope, fromHex(vector.uploadPublic), fromHex(vector.transfer), vector.records.map(fromHex), ephemeral,
    fromHex(vector.nonce));
  same("envelope", toHex(envelope), vector.envelope);
  const frames = await app.handover.splitEnvelope(scope.city, fromHex(vector.transfer), envelope);
  const texts = frames.map((frame) => app.codes.writeCode(app.codes.CODES.frame, app.messages.packMessage("frame", frame)));
  same("frames", texts, vector.frames);
  const collector = new app.handover.Collector();
  let whole = null;
  for (const frame of [...frames.slice(1).reverse(), frames[2], frames[0]]) whole = await collector.take(frame);
  same("collected", whole && toHex(whole), vector.envelope);
  await collector.take(frames[0]);
  await refused("frames that do not fit", async () => {
    for (const frame of frames.slice(1)) await collector.take({ ...frame, data: new Uint8Array(frame.data.length) });
  }, "malformed");
}

async function ownPair(secret, point) {
  const url = (part) => app.card.base64Url(part);
  const jwk = { kty: "EC", crv: "P-256", d: url(secret), x: url(point.slice(1, 33)), y: url(point.slice(33)) };
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const { d, ...open } = jwk;
  return {
    privateKey: await crypto.subtle.importKey("jwk", jwk, curve, false, ["deriveBits"]),
    publicKey: await crypto.subtle.importKey("jwk", open, curve, true, []),
  };
}

/**
 * @param {(name: string) => Promise<any>} load
 * @param {any} given
 */
export async function run(load, given) {
  const names = ["base45", "bytes", "card", "cbor", "certificate", "codes", "enrol", "handover", "keys", "keyset",
    "messages", "record-check", "records", "receipt-check", "view-code"];
  app = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await load(`${name}.js`)])));
  vectors = given;
  scope = await app.keys.scopeOf(vectors.city.city, fromHex(vectors.city.rootPublic));
  await fixedMessages();
  const opened = await cborMessages();
  await ownRecords();
  await trainingAndTwins();
  await refusals();
  await cards();
  await encodings();
  await journalAndSnapshot();
  await words();
  await certificatesAndReceipts(opened);
  await handOver();
  return { count, failures };
}
