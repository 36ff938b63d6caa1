// What the city's door can say against a request (docs/errors.md), in the words of the person at the till.

/** @type {Record<string, [de: string, en: string, sign: string]>} */
export const CITY_TROUBLES = {
  approval_needed: [
    "Das wartet auf eine zweite Person im Büro.",
    "This waits for a second person at the office.",
    "wait",
  ],
  malformed: [
    "Die Stadt kann diese Sendung nicht lesen. Bitte die Kasse aktualisieren.",
    "The city cannot read what was sent. Please update the till.",
    "save",
  ],
  bad_signature: [
    "Die Stadt erkennt diese Kasse nicht. Bitte im Büro anrufen.",
    "The city does not recognise this till. Please call the office.",
    "key",
  ],
  unknown_till: [
    "Diese Kasse ist hier nicht angemeldet. Bitte neu anmelden.",
    "This till is not enrolled here. Please enrol it again.",
    "key",
  ],
  code_refused: [
    "Der Anmeldecode gilt nicht mehr. Bitte im Büro einen neuen holen.",
    "The code is used up or too old. Please ask the office for another.",
    "clock",
  ],
  not_allowed: [
    "Das darf diese Kasse nicht. Bitte im Büro anrufen.",
    "This till may not do that. Please call the office.",
    "lock",
  ],
  till_revoked: [
    "Diese Kasse wurde abgemeldet. Ihre Belege bleiben erhalten. Bitte im Büro anrufen.",
    "This till was signed off. Its receipts are kept. Please call the office.",
    "lock",
  ],
  not_found: [
    "Dazu ist nichts zu finden. Bitte die Karte noch einmal scannen.",
    "Nothing was found. Please scan the card again.",
    "scan",
  ],
  wrong_method: [
    "Kasse und Stadt passen nicht zusammen. Bitte die Kasse aktualisieren.",
    "Till and city do not fit together. Please update the till.",
    "save",
  ],
  slow_body: [
    "Die Verbindung ist zu langsam. Bitte noch einmal versuchen.",
    "The connection is too slow. Please try again.",
    "nonet",
  ],
  chain_mismatch: [
    "Der Stadt fehlt ein früherer Beleg dieser Kasse. Bitte neu anmelden.",
    "The city lacks an earlier record of this till. Please enrol it again.",
    "list",
  ],
  equivocation: [
    "Zu dieser Nummer gibt es schon einen anderen Beleg. Bitte die Kasse neu anmelden.",
    "Another record with this number exists. Please enrol the till again.",
    "twice",
  ],
  order_reused: [
    "Dieser Auftrag war schon da. Es wurde nichts geändert.",
    "This order was here before. Nothing was changed.",
    "twice",
  ],
  too_large: [
    "Es waren zu viele Belege auf einmal. Bitte noch einmal versuchen.",
    "There were too many records at once. Please try again.",
    "list",
  ],
  amount_zero: ["Der Betrag ist 0. Bitte einen Betrag eingeben.", "The amount is 0. Please enter an amount.", "digits"],
  bad_proof: [
    "Der Code der Karte passt nicht. Bitte die Karte noch einmal scannen.",
    "The card's code does not fit. Please scan the card again.",
    "scan",
  ],
  bad_token: [
    "Nummer und PIN gelten nur fünf Minuten. Bitte noch einmal eingeben.",
    "Number and PIN count for five minutes only. Please enter them again.",
    "digits",
  ],
  clock_apart: [
    "Die Uhr dieses Geräts geht falsch. Bitte Uhrzeit und Datum stellen.",
    "This device's clock is wrong. Please set time and date.",
    "clock",
  ],
  not_a_claim: [
    "Die Stadt kann diese Sendung nicht lesen. Bitte die Kasse aktualisieren.",
    "The city cannot read what was sent. Please update the till.",
    "save",
  ],
  order_refused: [
    "Die Stadt führt das nicht aus. Bitte im Büro anrufen.",
    "The city does not carry this out. Please call the office.",
    "stop",
  ],
  sale_stands: [
    "Der Verkauf gilt. Wenn er falsch war, bitte zurückbuchen.",
    "The sale stands. If it was wrong, please undo it.",
    "coins",
  ],
  unlock_failed: [
    "Diese Karte lässt sich nicht einlösen. Der Kunde kann hier nachfragen: {phone}.",
    "This card cannot be redeemed. The customer can ask here: {phone}.",
    "cardno",
  ],
  wrong_city: [
    "Diese Karte gehört zu einer anderen Stadt.",
    "This card belongs to another city.",
    "store",
  ],
  too_many_tries: [
    "Es waren zu viele Versuche. Bitte die Karte scannen oder 15\u00a0Minuten warten.",
    "There were too many tries. Please scan the card, or wait 15\u00a0minutes.",
    "clock",
  ],
  rule_broken: [
    "Es wurde nichts gebucht. Bitte nicht wiederholen und im Büro anrufen.",
    "Nothing was booked. Please do not repeat it, and call the office.",
    "stop",
  ],
  busy: [
    "Gerade ist viel los. Es wurde nichts entschieden. Bitte noch einmal versuchen.",
    "It is busy just now. Nothing was decided. Please try again.",
    "wait",
  ],
  in_doubt: [
    "Die Stadt weiß es gerade selbst nicht. Dieselbe Buchung zählt nur einmal.",
    "The city itself does not know just now. The same booking counts only once.",
    "wait",
  ],
  reconciling: [
    "Das Buch übernimmt gerade von seiner Vertretung. Einen Augenblick, dann erneut senden.",
    "The book is taking over from its stand-in. One moment, then send again.",
    "clock",
  ],
  lease_open: [
    "Die alte Freigabe ist noch nicht abgeschlossen. Bitte zuerst alles übertragen.",
    "The old release is not closed yet. Please send everything first.",
    "key",
  ],
  renewal_early: [
    "Die Freigabe gilt noch länger. Bitte später erneuern.",
    "The release is still good for a while. Please renew it later.",
    "clock",
  ],
  late: [
    "Die Antwort hat zu lange gedauert. Es wurde nichts entschieden.",
    "The answer took too long. Nothing was decided.",
    "clock",
  ],
};
