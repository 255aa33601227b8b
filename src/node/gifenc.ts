import { createRequire } from 'node:module';

type Rgb = [red: number, green: number, blue: number];

interface FrameOptions {
  /** The colours; those of the first picture are everyone's. */
  readonly palette?: readonly Rgb[];
  /** Milliseconds; written in hundredths of a second. */
  readonly delay: number;
  readonly transparent: boolean;
  readonly transparentIndex: number;
  /** 1 leaves the picture in place for the next to be laid over. */
  readonly dispose: 1;
}

interface Encoder {
  writeFrame(index: Uint8Array, width: number, height: number, options: FrameOptions): void;
  finish(): void;
  bytes(): Uint8Array;
}

/** What is used of the package gifenc, which comes without types. */
interface Gifenc {
  GIFEncoder(): Encoder;
  /** At most `maxColors` colours that stand for those of the pixels. */
  quantize(rgba: Uint8Array, maxColors: number): Rgb[];
}

/** The package; by `require`, since loaders disagree on what the default export of such a CommonJS module is. */
export const gifenc = createRequire(import.meta.url)('gifenc') as Gifenc;
