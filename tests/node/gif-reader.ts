/** One picture of a GIF as a viewer shows it, laid over those before. */
export interface GifPicture {
  /** Red, green and blue of each pixel, row by row. */
  readonly rgb: Uint8Array;
  /** In 1/100 s. */
  readonly delay: number;
}

export interface Gif {
  readonly width: number;
  readonly height: number;
  /** How often it is repeated; 0 for ever, undefined where it says nothing. */
  readonly repeats: number | undefined;
  /** How many pictures have a palette of their own. */
  readonly localPalettes: number;
  readonly pictures: readonly GifPicture[];
}

/** Reads a GIF by its specification (CompuServe, GIF89a, 1990), for what this project writes: no interlacing. */
export function readGif(bytes: Uint8Array): Gif {
  const reader = new Reader(bytes);
  if (reader.text(6) !== 'GIF89a') throw new Error('no GIF89a');
  const [width, height] = [reader.word(), reader.word()];
  const fields = reader.byte();
  reader.skip(2);
  const palette = reader.bytes(3 << ((fields & 7) + 1));
  const pictures: GifPicture[] = [];
  const canvas = new Uint8Array(3 * width * height);
  let [repeats, localPalettes, delay, transparent]: [number | undefined, number, number, number] = [
    undefined,
    0,
    0,
    -1,
  ];
  for (;;) {
    const kind = reader.byte();
    if (kind === 0x3b) return { width, height, repeats, localPalettes, pictures };
    if (kind === 0x21) {
      const label = reader.byte();
      const data = reader.blocks();
      if (label === 0xff && String.fromCharCode(...data.slice(0, 11)) === 'NETSCAPE2.0') {
        repeats = (data[12] as number) + 256 * (data[13] as number);
      }
      if (label !== 0xf9) continue;
      if ((((data[0] as number) >> 2) & 7) > 1) throw new Error('another disposal than none');
      delay = (data[1] as number) + 256 * (data[2] as number);
      transparent = ((data[0] as number) & 1) === 1 ? (data[3] as number) : -1;
      continue;
    }
    if (kind !== 0x2c) throw new Error(`no block begins with ${kind}`);
    const box = [reader.word(), reader.word(), reader.word(), reader.word()];
    if (box.join() !== [0, 0, width, height].join()) throw new Error('a picture that is not whole');
    if (reader.byte() !== 0) localPalettes += 1;
    const indices = unpackLzw(reader.byte(), reader.blocks(), width * height);
    for (const [pixel, index] of indices.entries()) {
      if (index !== transparent) canvas.set(palette.subarray(3 * index, 3 * index + 3), 3 * pixel);
    }
    pictures.push({ rgb: canvas.slice(), delay });
  }
}

/** Variable-width LZW, of 12 bits at most, the lowest bits first. */
function unpackLzw(minimum: number, data: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  const [clear, end] = [1 << minimum, (1 << minimum) + 1];
  let table: number[][] = [];
  let [width, before, at, bit]: [number, number[] | undefined, number, number] = [minimum + 1, undefined, 0, 0];
  for (;;) {
    let code = 0;
    for (let i = 0; i < width; i++, bit++) code |= (((data[bit >> 3] as number) >> (bit & 7)) & 1) << i;
    if (code === end) break;
    if (code === clear) {
      table = Array.from({ length: clear + 2 }, (_, i) => (i < clear ? [i] : []));
      width = minimum + 1;
      before = undefined;
      continue;
    }
    const entry: number[] | undefined =
      table[code] ?? (before === undefined ? undefined : [...before, before[0] as number]);
    if (entry === undefined || code > table.length) throw new Error('a code that is not known yet');
    out.set(entry, at);
    at += entry.length;
    if (before !== undefined && table.length < 4096) table.push([...before, entry[0] as number]);
    if (table.length === 1 << width && width < 12) width += 1;
    before = entry;
  }
  if (at !== size) throw new Error(`${at} of ${size} pixels`);
  return out;
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  byte(): number {
    if (this.#at >= this.#bytes.length) throw new Error('the file ends too early');
    return this.#bytes[this.#at++] as number;
  }

  word(): number {
    return this.byte() + 256 * this.byte();
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.byte());
  }

  text(length: number): string {
    return String.fromCharCode(...this.bytes(length));
  }

  skip(count: number): void {
    this.#at += count;
  }

  /** The data of all blocks until the empty one. */
  blocks(): Uint8Array {
    const parts: number[] = [];
    for (let length = this.byte(); length > 0; length = this.byte()) parts.push(...this.bytes(length));
    return Uint8Array.from(parts);
  }
}
