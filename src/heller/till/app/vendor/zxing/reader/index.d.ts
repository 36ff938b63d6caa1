// The part of zxing-wasm's reader that the till app uses.

export interface Point {
  x: number;
  y: number;
}

export interface ReadResult {
  isValid: boolean;
  text: string;
  position: { topLeft: Point; topRight: Point; bottomRight: Point; bottomLeft: Point };
}

export interface ReaderOptions {
  formats?: string[];
  tryHarder?: boolean;
  tryRotate?: boolean;
  tryInvert?: boolean;
  tryDownscale?: boolean;
  maxNumberOfSymbols?: number;
}

export interface Preparation {
  overrides: { locateFile: (file: string) => string };
  fireImmediately: true;
}

/** Load the wasm; by default zxing-wasm would ask a public host for it. */
export declare function prepareZXingModule(preparation: Preparation): Promise<unknown>;
export declare function readBarcodes(input: Blob | ImageData, options?: ReaderOptions): Promise<ReadResult[]>;
