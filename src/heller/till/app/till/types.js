// The words between the till and its screens. Amounts are integer cents, times are UTC seconds.

/**
 * What the till is at this moment:
 * - `unable`: this device cannot keep a journal or a key; `unable` says why;
 * - `second_tab`: another tab or window has the till; this one goes on by itself when that one closes;
 * - `new`: not enrolled; `enrolProblem` says why the last attempt ended, if one did;
 * - `waiting`: the office compares four `words`; goes on by itself, also after a reload;
 * - `ready`: sells and redeems;
 * - `reenrol`: nothing may be claimed from here any more, `reenrolWhy` says why; `enrol` makes it a new till,
 *   and what it has not handed in yet is handed in all the same.
 * @typedef {"unable" | "second_tab" | "new" | "waiting" | "ready" | "reenrol"} TillState
 */
/** @typedef {"no_keys" | "no_storage" | "not_strict" | "no_locks" | "newer_journal"} Unable */
/**
 * `restored`: the city knows later records than this device, as after a restored backup; `two_versions`: the city
 * has another record under one of our numbers; `stranger`: the city says that it does not know this till.
 * @typedef {"restored" | "two_versions" | "stranger"} ReenrolWhy
 */
/** @typedef {"redeem" | "sale" | "void" | "refund"} ClaimKind */
/**
 * - `accepted`: done, the goods may go (`by`: the book, the stand-in, or null: the till alone, within what is guaranteed); `held`: the city keeps it, a person decides; `declined`: the city said no;
 * - `open`: no certain answer yet, nothing is decided: `ask` again or `decide`;
 * - `recorded`: handed over without guarantee, or a sale without answer: it stands and is handed in later;
 * - `dropped`: nothing was handed over; `refused`: a problem stood in the way, nothing was booked.
 * @typedef {"accepted" | "declined" | "held" | "open" | "recorded" | "dropped" | "refused"} ResultState
 */
/**
 * What became of a claim. `seq` is 0 when nothing was signed (`refused` before the journal). `reason` is a name of
 * docs/protocol.md section 9; `problem` a code of docs/errors.md or of the till itself (problems.js). `receipt` is
 * the signed receipt (`HR1:` + Base45 as text), `certificate` that of a sale (`HC1:`). `typed`: number and PIN.
 * `target` is the seq of the own claim that a void or refund undoes, 0 for another till's. `alone` is what the till's own rules
 * said when nobody answered: `most` cents would have been accepted, `limit` from one card, `left` is the rest of the pot.
 * @typedef {{state: ResultState, kind: ClaimKind, seq: number, cents: number, balance: number | null,
 *   reason: string | null, problem: string | null, receipt: Uint8Array | null, at: number, by: "book" | "standin" | null,
 *   alone: import("./rows.js").Alone | null, certificate: Uint8Array | null, number4: string, register: string, staff: string, typed: boolean,
 *   target: number}} Result
 */
/**
 * A line of the day list. `sent`: the city has receipted it. `aside`: it does not take it, for it holds another in its place. `undoable`: until when (UTC s) a void goes, 0 = not at
 * all. `refundable`: cents that a refund may still give back. `undone`: cents given back so far.
 * `ref` is the card's pseudonym (hex). `till`: the number it was booked under (it changes with a new enrolment).
 * @typedef {Result & {till: number, ref: string, sent: boolean, aside: boolean, undoable: number, refundable: number,
 *   undone: number}} Entry
 */
/**
 * A card that was scanned or unlocked; screens show `number` (16 digits) and `face` (printed cents, 0 = any
 * amount or not known); `view`, `lkey` (where a snapshot has it) and `prove` are the till's own.
 * `certified`: the certificate of its sale that was held to the till before.
 * @typedef {{ref: Uint8Array, face: number, number: string, typed: boolean, view: string | null, lkey: Uint8Array | null,
 *   certified: import("./certificates.js").Certified | null, prove: (payload: Uint8Array) => Promise<Uint8Array>}} Card
 */
/**
 * `practice_only`: a real card in training mode.
 * @typedef {"foreign" | "view_code" | "other_city" | "receipt" | "certificate_wrong" | "not_genuine" | "practice_only"} CardRefused
 */
/** @typedef {{at: number, kind: string, cents: number, place: string | null}} Move */
/**
 * @typedef {{cents: number, state: "sealed" | "active" | "blocked" | "replaced", validUntil: number | null, at: number,
 *   moves: Move[], stale: boolean}} Balance `stale`: nobody answered, later purchases are missing
 */
/**
 * `sealed`: the card was never sold (null: not known). `creditLeft`: what the sale point may still sell.
 * @typedef {{may: true, sealed: boolean | null, creditLeft: number} | {refused: string} | {trouble: string}} MaySell
 */
/**
 * A claim to undo. `seq` is 0 for another till's.
 * @typedef {{claimHash: Uint8Array, ref: Uint8Array, cents: number, seq: number}} Target
 */
/**
 * Who this till is. `shop` and `point` are the names that ENROL's answer gave; `phone` is where holders may ask.
 * @typedef {{city: number, cityName: string, phone: string, shop: string, point: string, till: number,
 *   roles: {redeem: boolean, sell: boolean, office: boolean},
 *   lease: {number: number, limit: number, outageLimit: number, isolated: number, standin: number, credit: number,
 *     expires: number}}} Identity
 */
/**
 * How the till stands. `since`: when the mode began. `answered`: when the book last answered, 0 = not yet. `unsent`:
 * bookings that the city does not have to their end. `aside`: those that it refuses for good. `upTo`: cents per card that may be taken now with a guarantee;
 * null = the full balance, 0 = nothing is guaranteed. `noBook`: the book does not answer. `trouble`: what the city last
 * said against this till (`clock_apart`, `till_revoked`, `unknown_till` ...), null when all is well. `persisted`: the
 * browser has promised not to clear the journal by itself. `standin`: the stand-in answers (null: the city names none).
 * `balancesAt`: when the balances that the till holds were taken, 0 = none. `left`: cents that the till may still accept alone.
 * `leaseOver`: so it may not, for its time has passed.
 * @typedef {{mode: "online" | "standin" | "isolated" | "expired" | "frozen", since: number, answered: number,
 *   unsent: number, aside: number, upTo: number | null, noBook: boolean, trouble: string | null, persisted: boolean,
 *   standin: boolean | null, balancesAt: number, left: number, leaseOver: boolean}} Status
 */
/** @typedef {{id: string, name: string}} Staff */
/** @typedef {{wrong: true, left: number} | {waitUntil: number}} NotGood a PIN that is not the right one */
/** @typedef {{good: true} | NotGood} PinCheck */
/**
 * What a screen asks for: `register` is the number of the shop's own cash register receipt, `staff` who does it.
 * @typedef {{card: Card, cents: number, register?: string, staff?: string}} Wish
 */
/**
 * The till without its screens. Methods that claim never throw for expected trouble: it stands in the Result.
 * One claim at a time: the same wish twice (a double tap) is one claim, another one meanwhile is refused `under_way`.
 * While `unresolved` is not null every claim is refused `unresolved`: first `ask` or `decide`.
 * @typedef {object} TillFace
 * @property {TillState} state
 * @property {Unable | null} unable
 * @property {ReenrolWhy | null} reenrolWhy
 * @property {string[] | null} words the four check words as soon as the office can see the device
 * @property {string | null} enrolProblem why the last enrolment ended or stands still: a code, null while all is well
 * @property {boolean} training everything carries the word ÜBUNG
 * @property {import("./practice-city.js").PracticeCard[]} cards practice cards to be touched; the real till has none
 * @property {() => void} onChange who hears of changes
 * @property {import("../keyset.js").Keyset | null} keyset the city's keys and addresses, as this till believes them
 * @property {Identity | null} identity
 * @property {Status} status
 * @property {Entry | null} unresolved the last claim without a DECISION
 * @property {Result | null} lastResult the last result that nobody has confirmed, also after a restart
 * @property {number} highest seq of the newest record, 0 for none
 * @property {Staff[]} staff the first is the owner; a till enrolled anew begins with none
 * @property {Staff | null} signedIn who works at the till now
 * @property {(asked: {invitation: string} | {door: string, code: string, root: string}) =>
 *   Promise<{waiting: true} | {problem: string}>} enrol asks the office in; `root` is 64 hex digits
 * @property {() => Promise<void>} cancelEnrolment
 * @property {() => Promise<Unable | null>} selfTest makes, keeps, reads and uses a key, and writes strictly
 * @property {(text: string) => Promise<{card: Card} | {refused: CardRefused} | {certificate: number}>} readCard any text of camera, scanner, photo;
 *   `certificate`: one was read and kept, of so many cents; its card is to be scanned now
 * @property {(number: string, pin: string) => Promise<{card: Card} | {refused: string}>} unlock one claim in 5 minutes
 * @property {(card: Card) => Promise<Balance | {trouble: string}>} balance
 * @property {(card: Card, cents: number) => Promise<MaySell>} askSale before money is taken
 * @property {(wish: Wish) => Promise<Result>} redeem
 * @property {(wish: Wish) => Promise<Result>} sell after the money was taken
 * @property {(wish: {seq: number, cents?: number, register?: string, staff?: string}) => Promise<Result>} undo own, 15 minutes;
 *   without cents what is left of it
 * @property {(wish: {target: number | string, cents: number, register?: string, staff?: string}) => Promise<Result>} refund
 *   `target`: an own seq, or the text of a receipt (`HR1:`) of another till of this shop
 * @property {(target: number | string) => Promise<{target: Target} | {refused: string}>} findTarget what would be refunded
 * @property {(seq: number) => Promise<Result>} ask "is it booked?": the same bytes again
 * @property {(seq: number, handedOver: boolean) => Promise<Result>} decide where no answer came; what came meanwhile counts
 * @property {(seq: number) => Promise<void>} shown the person has seen the result ("Fertig")
 * @property {() => Promise<{left: number, problem: string | null}>} uploadNow
 * @property {(span: {from: number, to: number}) => Promise<Entry[]>} entries claims of that time, newest first
 * @property {(seq: number) => Promise<Entry | null>} entry
 * @property {(name: string, pin: string, ownerPin?: string) => Promise<Staff | NotGood | {problem: string}>} addStaff
 *   PIN of 4 to 8 digits; the owner's PIN for all but the first
 * @property {(id: string, ownerPin: string) => Promise<PinCheck | {problem: string}>} removeStaff the owner goes last
 * @property {(id: string, pin: string) => Promise<PinCheck>} checkPin signs in when it is good; 5 wrong = 5 minutes
 * @property {() => Promise<void>} signOut
 * @property {() => Promise<void>} close hand the till to another tab
 */

export {};
