/** One field of a Protocol Buffers message, whatever the message: a whole number, or its bytes. */
export interface Field {
  readonly number: number;
  readonly value: bigint | Uint8Array;
}

/** An event as it stands in a file. */
export interface ReadEvent {
  readonly wallTime: number;
  readonly step: number;
  readonly fileVersion: string;
  readonly scalars: readonly (readonly [tag: string, value: number])[];
}

/**
 * The remainder of a message of bits over the Castagnoli polynomial, bit by bit, by long division: the message and the
 * remainder are taken with their bits reversed, the first 32 bits and the remainder inverted.
 */
export function crcByDivision(bytes: Uint8Array): number {
  const bits: number[] = [];
  for (const byte of bytes) for (let bit = 0; bit < 8; bit++) bits.push((byte >> bit) & 1);
  for (let i = 0; i < 32; i++) bits.push(0);
  for (let i = 0; i < 32; i++) bits[i] = (bits[i] ?? 0) ^ 1;
  const divisor = [...`1${(0x1edc6f41).toString(2).padStart(32, '0')}`].map(Number);
  for (let i = 0; i + 32 < bits.length; i++) {
    if (bits[i] === 0) continue;
    for (const [j, bit] of divisor.entries()) bits[i + j] = (bits[i + j] as number) ^ bit;
  }
  const remainder = bits.slice(-32).map((bit) => 1 - bit);
  return remainder.reduce((sum, bit, power) => sum + bit * 2 ** power, 0);
}

/** The contents of the records of a TFRecord file; throws where a checksum is wrong or the file is cut. */
export function readRecords(file: Uint8Array): Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const records: Uint8Array[] = [];
  const check = (at: number, content: Uint8Array) => {
    const rotated = (view.getUint32(at, true) - 0xa282ead8 + 2 ** 32) % 2 ** 32;
    const crc = (rotated % 2 ** 17) * 2 ** 15 + Math.floor(rotated / 2 ** 17);
    if (crc !== crcByDivision(content)) throw new Error(`checksum at byte ${at}`);
  };
  for (let at = 0; at < file.length; ) {
    const length = Number(view.getBigUint64(at, true));
    check(at + 8, file.subarray(at, at + 8));
    const content = file.subarray(at + 12, at + 12 + length);
    if (content.length < length) throw new Error(`cut at byte ${at}`);
    check(at + 12 + length, content);
    records.push(content);
    at += 16 + length;
  }
  return records;
}

/** The fields of any message, in their order, by the encoding's wire types. */
export function fieldsOf(message: Uint8Array): Field[] {
  let at = 0;
  const take = (count: number) => {
    at += count;
    return message.subarray(at - count, at);
  };
  const whole = () => {
    let [value, shift] = [0n, 0n];
    for (;;) {
      const byte = BigInt(take(1)[0] as number);
      value |= (byte & 127n) << shift;
      if (byte < 128n) return value;
      shift += 7n;
    }
  };
  const fields: Field[] = [];
  while (at < message.length) {
    const key = Number(whole());
    const reader = { 0: whole, 1: () => take(8), 2: () => take(Number(whole())), 5: () => take(4) }[key % 8];
    if (reader === undefined) throw new Error(`wire type ${key % 8}`);
    fields.push({ number: key >> 3, value: reader() });
  }
  return fields;
}

/** The events of an event file, by the numbers of event.proto and summary.proto. */
export function readEvents(file: Uint8Array): ReadEvent[] {
  return readRecords(file).map((record) => {
    const event = fieldsOf(record);
    const summary = bytesOf(event, 5);
    const values = summary === undefined ? [] : fieldsOf(summary).filter(({ number }) => number === 1);
    return {
      wallTime: viewOf(bytesOf(event, 1)).getFloat64(0, true),
      step: Number(event.find(({ number }) => number === 2)?.value ?? 0n),
      fileVersion: new TextDecoder().decode(bytesOf(event, 3)),
      scalars: values.map(({ value }) => {
        const fields = fieldsOf(value as Uint8Array);
        return [new TextDecoder().decode(bytesOf(fields, 1)), viewOf(bytesOf(fields, 2)).getFloat32(0, true)] as const;
      }),
    };
  });
}

function bytesOf(fields: readonly Field[], number: number): Uint8Array | undefined {
  const found = fields.find((field) => field.number === number)?.value;
  return typeof found === 'bigint' ? undefined : found;
}

function viewOf(bytes: Uint8Array = new Uint8Array(8)): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
