// What the till app uses of lean-qr; the package's own types name the module, not the file.

/** Make a QR code of a text; the smallest version, and the best correction that fits into it. */
export function generate(
  text: string,
  options?: { minCorrectionLevel?: 0 | 1 | 2 | 3 },
): { readonly size: number; get(x: number, y: number): boolean };
