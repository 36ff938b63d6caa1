// Every screen by its name.

import { amountScreen } from "./amount.js";
import { balanceScreen } from "./balance.js";
import { bookingScreen, refundScreen, undoScreen } from "./booking.js";
import { dayScreen } from "./day.js";
import { enrolScreen, invitationScreen, reenrolScreen, welcomeScreen, wordsScreen } from "./enrol.js";
import { foreignRefundScreen, foreignScreen } from "./foreign.js";
import { helpScreen } from "./help.js";
import { homeScreen } from "./home.js";
import { practiseScreen } from "./practice.js";
import { readyScreen } from "./ready.js";
import { registerScreen } from "./register.js";
import { resultScreen } from "./result.js";
import { scanScreen } from "./scan.js";
import { sellAmountScreen, takeMoneyScreen } from "./sell.js";
import { settingsScreen } from "./settings.js";
import { slipScreen } from "./slip.js";
import { forgotScreen, peopleScreen, pinScreen, whoScreen } from "./staff.js";
import { startScreen } from "./start.js";
import { failedScreen, notMineScreen, stopScreen, unableScreen } from "./stop.js";
import { typedScreen } from "./typed.js";
import { undoAllScreen, undoneAllScreen } from "./undo-all.js";

export const ROUTES = Object.freeze({
  amount: amountScreen,
  balance: balanceScreen,
  booking: bookingScreen,
  day: dayScreen,
  enrol: enrolScreen,
  failed: failedScreen,
  foreign: foreignScreen,
  foreignRefund: foreignRefundScreen,
  forgot: forgotScreen,
  help: helpScreen,
  home: homeScreen,
  invitation: invitationScreen,
  notMine: notMineScreen,
  people: peopleScreen,
  pin: pinScreen,
  practise: practiseScreen,
  ready: readyScreen,
  reenrol: reenrolScreen,
  refund: refundScreen,
  register: registerScreen,
  result: resultScreen,
  scan: scanScreen,
  sellAmount: sellAmountScreen,
  settings: settingsScreen,
  slip: slipScreen,
  start: startScreen,
  stop: stopScreen,
  takeMoney: takeMoneyScreen,
  typed: typedScreen,
  unable: unableScreen,
  undo: undoScreen,
  undoAll: undoAllScreen,
  undoneAll: undoneAllScreen,
  welcome: welcomeScreen,
  who: whoScreen,
  words: wordsScreen,
});
