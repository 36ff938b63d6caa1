// A scanner that tests speak through: window.scan("HG1:...").

/** @param {(text: string) => void} onText */
export function listenForScanner(onText) {
  Object.assign(window, { scan: onText });
  return () => undefined;
}
