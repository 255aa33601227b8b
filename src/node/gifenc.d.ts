/** What is used of gifenc, which Node imports as CommonJS: its members are those of the default export. */
declare module 'gifenc' {
  type Rgb = readonly [red: number, green: number, blue: number];
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
  const gifenc: {
    GIFEncoder(): Encoder;
    quantize(rgba: Uint8Array, maxColors: number): [red: number, green: number, blue: number][];
  };
  export default gifenc;
}
