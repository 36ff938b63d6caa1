// Keeps the screen lit while somebody works at the till.

/** Ask once, and again whenever the page comes back to the front; a browser may say no. */
export function stayAwake() {
  document.addEventListener("visibilitychange", () => void hold());
  void hold();
}

async function hold() {
  if (document.visibilityState !== "visible" || !navigator.wakeLock) return;
  try {
    await navigator.wakeLock.request("screen");
  } catch {
    // Low battery: the screen may go dark, nothing else changes.
  }
}
