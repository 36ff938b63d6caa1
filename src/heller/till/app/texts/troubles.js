// What can stand in the way, in the words of the person at the till: what is the matter, then the next
// step. The codes are those of docs/errors.md, of the till, of the camera and of the device.

import { CITY_TROUBLES } from "./city-troubles.js";

/** @type {Record<string, [de: string, en: string, sign: string]>} */
const TEXTS = {
  ...CITY_TROUBLES,
  // Of the line to the city.
  no_answer: [
    "Die Stadt hat nicht geantwortet. Bitte die Verbindung prüfen.",
    "The city did not answer. Please check the connection.",
    "nonet",
  ],
  line_down: [
    "Die Stadt ist nicht erreichbar. Bitte die Verbindung prüfen.",
    "The city cannot be reached. Please check the connection.",
    "nonet",
  ],
  unreadable_answer: [
    "Die Antwort kam nicht von der Stadt. Bitte im WLAN anmelden.",
    "It was not the city that answered. Please log in to the Wi-Fi.",
    "nonet",
  ],
  untrusted_answer: [
    "Die Antwort ist nicht von der Stadt unterschrieben. Sie zählt nicht. Bitte im Büro anrufen.",
    "The answer is not signed by the city. It does not count. Please call the office.",
    "key",
  ],
  refused: [
    "Die Stadt nimmt das nicht an. Bitte die Kasse aktualisieren.",
    "The city does not take this. Please update the till.",
    "stop",
  ],
  // Of what was held to the till.
  foreign: [
    "Das ist kein Code eines Stadtgutscheins. Bitte den Code zum Bezahlen scannen.",
    "This is no code of a city gift card. Please scan the code for paying.",
    "cardno",
  ],
  view_code: [
    "Dieser Code zeigt nur das Guthaben. Bitte den anderen Code der Karte scannen.",
    "This code only shows the balance. Please scan the card's other code.",
    "twice",
  ],
  other_city: ["Diese Karte gehört zu einer anderen Stadt.", "This card belongs to another city.", "store"],
  receipt: [
    "Das ist ein Beleg, keine Karte. Bitte den Code zum Bezahlen scannen.",
    "This is a receipt, not a card. Please scan the code for paying.",
    "paper",
  ],
  certificate_wrong: [
    "Dieser Kaufbeleg ist nicht von der Stadt. Bitte den Code des Kaufbelegs noch einmal scannen.",
    "This certificate of sale is not the city's. Please scan its code again.",
    "paper",
  ],
  not_genuine: [
    "Diese Karte stammt nicht von der Stadt. Bitte keine Ware herausgeben und im Büro anrufen.",
    "The city did not issue this card. Keep the goods, and call the office.",
    "stop",
  ],
  no_code: [
    "Auf dem Foto ist kein Code. Bitte näher, gerade und heller aufnehmen.",
    "There is no code in the photo. Please take it closer, straight and brighter.",
    "photo",
  ],
  number_wrong: [
    "Die Nummer kann so nicht stimmen. Bitte noch einmal ablesen.",
    "The number cannot be right. Please read it again.",
    "digits",
  ],
  invite_unreadable: [
    "Das ist keine Einladung für eine Kasse. Sie beginnt mit HE1:.",
    "This is no invitation for a till. It begins with HE1:.",
    "key",
  ],
  // Of the camera.
  camera_refused: [
    "Die Kamera ist nicht erlaubt. Bitte im Browser erlauben oder die Nummer eingeben.",
    "The camera is not allowed. Please allow it in the browser, or enter the number.",
    "camera",
  ],
  no_camera: [
    "Hier ist keine Kamera. Bitte den Scanner benutzen oder die Nummer eingeben.",
    "There is no camera here. Please use the scanner, or enter the number.",
    "camera",
  ],
  camera_busy: [
    "Ein anderes Programm benutzt die Kamera. Bitte es schließen.",
    "Another program uses the camera. Please close it.",
    "camera",
  ],
  // Of the device.
  no_keys: [
    "Dieser Browser kann nicht sicher unterschreiben. Bitte Chrome ab 137, Safari ab 17 oder Firefox ab 129 nehmen.",
    "This browser cannot sign safely. Please use Chrome 137, Safari 17, Firefox 129 or newer.",
    "key",
  ],
  no_storage: [
    "Dieses Gerät bewahrt nichts auf. Bitte kein privates Fenster benutzen und Speicherplatz schaffen.",
    "This device keeps nothing. Please use no private window, and free some space.",
    "save",
  ],
  not_strict: [
    "Dieses Gerät schreibt nicht sofort auf den Speicher. Bitte ein anderes Gerät nehmen.",
    "This device does not write to its storage at once. Please take another device.",
    "save",
  ],
  no_locks: [
    "Dieser Browser ist zu alt für eine Kasse. Bitte aktualisieren.",
    "This browser is too old for a till. Please update it.",
    "lock",
  ],
  second_tab: [
    "Diese Kasse ist schon in einem anderen Fenster offen. Bitte dort weiterarbeiten.",
    "This till is open in another window. Please go on there.",
    "twice",
  ],
  storage_full: [
    "Der Speicher dieses Geräts ist voll. Es wurde nichts gebucht. Bitte Platz schaffen.",
    "This device's storage is full. Nothing was booked. Please free some space.",
    "save",
  ],
  journal_broken: [
    "Das Kassenbuch lässt sich nicht lesen oder schreiben. Bitte im Büro anrufen.",
    "The till's journal cannot be read or written. Please call the office.",
    "save",
  ],
  must_enrol_again: [
    "Die Stadt kennt andere Belege dieser Kasse. Bitte neu anmelden.",
    "The city knows other records of this till. Please enrol it again.",
    "twice",
  ],
  newer_journal: [
    "Diese Fassung ist zu alt für das Kassenbuch. Bitte neu laden, wenn Netz da ist.",
    "This release is too old for the till's journal. Please load again when connected.",
    "save",
  ],
  // Of the till: nothing may be claimed now.
  key_unknown: [
    "Die Antwort ist nicht von der Stadt unterschrieben. Sie zählt nicht. Bitte im Büro anrufen.",
    "The answer is not signed by the city. It does not count. Please call the office.",
    "key",
  ],
  under_way: [
    "Eine Buchung läuft gerade. Bitte einen Augenblick warten.",
    "A booking is under way. Please wait a moment.",
    "wait",
  ],
  unresolved: [
    "Zuerst muss die letzte Buchung geklärt werden.",
    "The last booking has to be settled first.",
    "wait",
  ],
  not_enrolled: ["Diese Kasse ist noch nicht angemeldet.", "This till is not enrolled yet.", "key"],
  already_enrolling: [
    "Die Anmeldung läuft schon. Bitte die vier Wörter vergleichen.",
    "Enrolling is under way. Please compare the four words.",
    "key",
  ],
  still_waiting: [
    "Das Büro hat diese Kasse nicht rechtzeitig zugelassen. Bitte einen neuen Code holen.",
    "The office did not admit this till in time. Please ask for a new code.",
    "clock",
  ],
  no_right: [
    "Diese Kasse hat dafür keine Freigabe.",
    "This till has no right to do that.",
    "lock",
  ],
  nothing_left: [
    "Davon ist schon alles zurückgegeben.",
    "All of it has been given back already.",
    "back",
  ],
  claim_unknown: [
    "Diese Buchung kennt die Kasse nicht. Bitte den Beleg scannen.",
    "This till does not know this booking. Please scan the receipt.",
    "list",
  ],
  needs_card: [
    "Das Guthaben gibt es nur zur gescannten Karte. Bitte den Code scannen.",
    "The balance is shown for a scanned card only. Please scan the code.",
    "scan",
  ],
  practice_only: [
    "Das ist eine echte Karte. Zum Üben bitte eine Übungskarte nehmen.",
    "This is a real card. To practise, please take a practice card.",
    "practice",
  ],
  // Of the till alone: nobody answers, and its own rules say no.
  alone_frozen: [
    "Diese Kasse ist gesperrt und löst nur mit Netz ein.",
    "This till is blocked and redeems only while connected.",
    "stop",
  ],
  alone_no_right: ["Diese Kasse hat dafür keine Freigabe.", "This till has no right to do that.", "lock"],
  alone_lease_over: [
    "Die Freigabe dieser Kasse ist abgelaufen. Sie entscheiden, ob Sie die Ware herausgeben.",
    "This till's release has expired. You decide whether you hand over the goods.",
    "clock",
  ],
  alone_pot_used: [
    "Mehr ist ohne Netz nicht garantiert. Sie entscheiden, ob Sie die Ware herausgeben.",
    "Without connection no more is guaranteed. You decide whether you hand over the goods.",
    "clock",
  ],
  alone_operations_used: [
    "Mehr Buchungen sind ohne Netz nicht garantiert. Sie entscheiden, ob Sie die Ware herausgeben.",
    "Without connection no more bookings are guaranteed. You decide whether you hand over the goods.",
    "clock",
  ],
  alone_pot_low: [
    "Ohne Netz nimmt dieses Geschäft noch {most} an.",
    "Without connection this shop takes {most} more.",
    "low",
  ],
  alone_card_unknown: [
    "Ohne Netz ist von dieser Karte kein Guthaben bekannt. Bitte anders bezahlen lassen.",
    "Without connection no balance of this card is known. Please ask for another way to pay.",
    "cardno",
  ],
  alone_card_balance: [
    "Auf der Karte sind nach dem letzten Stand noch {most}.",
    "By the latest list the card has {most} left.",
    "low",
  ],
  alone_card_limit: [
    "Ohne Netz gehen höchstens {limit} je Karte.",
    "Without connection at most {limit} per card.",
    "low",
  ],
  alone_card_blocked: ["Die Karte ist gesperrt.", "The card is blocked.", "lock"],
  alone_card_sealed: [
    "Die Karte war beim letzten Stand noch nicht verkauft. Bitte den Kaufbeleg scannen.",
    "By the latest list the card was not sold yet. Please scan its certificate of sale.",
    "paper",
  ],
  // Of what was typed.
  code_wrong: [
    "Code oder Schlüssel kann so nicht stimmen. Bitte noch einmal ablesen.",
    "Code or key cannot be right. Please read them again.",
    "digits",
  ],
  pin_form: [
    "Bitte einen Namen und eine PIN mit 4 bis 8 Ziffern eingeben.",
    "Please enter a name, and a PIN of 4 to 8 digits.",
    "digits",
  ],
  name_taken: ["Diesen Namen gibt es schon.", "This name is taken.", "person"],
  owner_last: [
    "Der Inhaber geht zuletzt. Bitte zuerst die anderen entfernen.",
    "The owner goes last. Please remove the others first.",
    "person",
  ],
  name_unknown: ["Diese Person ist hier nicht bekannt.", "This person is not known here.", "person"],
  unexpected: [
    "Hier ging etwas schief. Die letzte Buchung steht in der Liste. Bitte neu laden.",
    "Something went wrong here. The last booking is in the list. Please load again.",
    "warn",
  ],
};

/** @type {Record<string, {de: string, en: string, sign: string}>} */
export const TROUBLES = Object.freeze(
  Object.fromEntries(Object.entries(TEXTS).map(([code, [de, en, sign]]) => [code, { de, en, sign }])),
);
