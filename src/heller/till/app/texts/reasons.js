// Why the city says no, or holds: the sentences of the book (docs/errors.md), and a sign for each.

/** @type {Record<string, {de: string, en: string, sign: string}>} */
export const REASONS = Object.freeze({
  closed: {
    de: "Die Kasse hat schon entschieden, bevor gefragt wurde.",
    en: "The till decided before the book was asked.",
    sign: "clock",
  },
  unasked: {
    de: "Die Buchung wurde 24 Stunden lang weder angefragt noch entschieden.",
    en: "For 24 hours the claim was neither asked nor decided.",
    sign: "clock",
  },
  till_frozen: {
    de: "Diese Kasse ist gesperrt und darf nur noch einlösen.",
    en: "This till is frozen and may only redeem.",
    sign: "stop",
  },
  no_right: {
    de: "Diese Kasse hat dafür keine Freigabe.",
    en: "This till has no right to do that.",
    sign: "lock",
  },
  lease_unknown: {
    de: "Die Freigabe gehört nicht zu dieser Kasse.",
    en: "The lease does not belong to this till.",
    sign: "key",
  },
  card_unknown: {
    de: "Diese Karte kennen wir nicht.",
    en: "We do not know this card.",
    sign: "cardno",
  },
  card_blocked: {
    de: "Die Karte ist gesperrt.",
    en: "The card is blocked.",
    sign: "lock",
  },
  card_sealed: {
    de: "Die Karte ist noch nicht verkauft.",
    en: "The card has not been sold yet.",
    sign: "store",
  },
  card_replaced: {
    de: "Das Guthaben liegt auf einer neuen Karte.",
    en: "The balance has moved to a new card.",
    sign: "twice",
  },
  card_expired: {
    de: "Das Guthaben ist abgelaufen.",
    en: "The balance has expired.",
    sign: "clock",
  },
  insufficient: {
    de: "Das Guthaben reicht nicht.",
    en: "The balance is not enough.",
    sign: "low",
  },
  target_unknown: {
    de: "Die Buchung, die rückgängig werden soll, ist nicht bekannt.",
    en: "The claim to undo is not known.",
    sign: "list",
  },
  target_not_booked: {
    de: "Diese Buchung lässt sich so nicht rückgängig machen.",
    en: "This claim cannot be undone this way.",
    sign: "back",
  },
  target_other: {
    de: "Die Buchung gehört zu anderer Kasse, anderem Händler oder anderer Karte.",
    en: "The claim belongs to another till, merchant or card.",
    sign: "store",
  },
  too_late: {
    de: "Die Frist ist vorbei: Storno 15 Minuten, Erstattung 30 Tage.",
    en: "Too late: undo within 15 minutes, refund within 30 days.",
    sign: "clock",
  },
  above_target: {
    de: "So viel ist von dieser Buchung nicht mehr übrig.",
    en: "That is more than is left of this claim.",
    sign: "low",
  },
  payable_too_low: {
    de: "Die noch nicht ausgezahlte Summe des Händlers reicht dafür nicht. Die Erstattung wartet.",
    en: "The merchant's unpaid sum does not cover it. The refund waits.",
    sign: "wait",
  },
  already_spent: {
    de: "Von dieser Aufladung ist schon mehr ausgegeben.",
    en: "More of this loading has already been spent.",
    sign: "coins",
  },
  credit_exceeded: {
    de: "Das Limit der Verkaufsstelle ist erreicht. Der Verkauf wartet auf die Stadt.",
    en: "The sale point's credit is used up. The sale waits for the city.",
    sign: "wait",
  },
  above_card_limit: {
    de: "Mehr darf auf eine Karte nicht geladen werden. Der Verkauf wartet auf die Stadt.",
    en: "A card may not hold more. The sale waits for the city.",
    sign: "wait",
  },
  above_day_limit: {
    de: "Das Tageslimit der Verkaufsstelle ist erreicht. Der Verkauf wartet auf die Stadt.",
    en: "The sale point's day limit is reached. The sale waits for the city.",
    sign: "wait",
  },
  seller_blocked: {
    de: "Die Verkaufsstelle ist gesperrt. Der Verkauf wartet auf die Stadt.",
    en: "The sale point is blocked. The sale waits for the city.",
    sign: "lock",
  },
  face_differs: {
    de: "Auf der Karte steht ein anderer Betrag. Der Verkauf wartet auf die Stadt.",
    en: "Another amount is printed on the card. The sale waits for the city.",
    sign: "card",
  },
  lease_over: {
    de: "Die Freigabe war abgelaufen. Die Stadt prüft die Buchung.",
    en: "The lease was over. The city looks at the claim.",
    sign: "clock",
  },
  too_late_uploaded: {
    de: "Mehr als 30 Tage zu spät gesendet. Die Stadt prüft die Buchung.",
    en: "Sent more than 30 days late. The city looks at the claim.",
    sign: "clock",
  },
  above_lease_limit: {
    de: "Das war ohne Netz für diese Karte zu viel. Die Stadt prüft die Buchung.",
    en: "That was too much for this card without a network. The city looks at the claim.",
    sign: "clock",
  },
  pot_exceeded: {
    de: "Der garantierte Betrag war verbraucht. Die Stadt prüft die Buchung.",
    en: "The guaranteed sum was used up. The city looks at the claim.",
    sign: "clock",
  },
  operations_exceeded: {
    de: "Das waren zu viele Buchungen ohne Netz. Die Stadt prüft die Buchung.",
    en: "Those were too many claims without a network. The city looks at the claim.",
    sign: "clock",
  },
  receipt_missing: {
    de: "Der Beleg der Stadt dafür fehlt. Die Stadt prüft die Buchung.",
    en: "The city's receipt for it is missing. The city looks at the claim.",
    sign: "clock",
  },
});
