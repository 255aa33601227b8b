/** What one event says: which version of the format the file has, or scalars at a step. */
export interface TensorboardEvent {
  /** Seconds since 1970. */
  readonly wallTime: number;
  /** A whole number ≥ 0. */
  readonly step?: number;
  /** `brain.Event:2`, in the first event of a file alone. */
  readonly fileVersion?: string;
  /** By tag; kept in float32. */
  readonly scalars?: readonly (readonly [tag: string, value: number])[];
}

// Field numbers of TensorFlow's event.proto and summary.proto.
const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5 } as const;
const SUMMARY = { value: 1 } as const;
const VALUE = { tag: 1, simpleValue: 2 } as const;

// Wire types of the Protocol Buffers encoding.
const [VARINT, FIXED64, BYTES, FIXED32] = [0, 1, 2, 5];

/** An event as the bytes of the message `tensorflow.Event`. */
export function encodeTensorboardEvent({ wallTime, step, fileVersion, scalars }: TensorboardEvent): Uint8Array {
  return Buffer.concat([
    key(EVENT.wallTime, FIXED64),
    double(wallTime),
    ...(step === undefined ? [] : [key(EVENT.step, VARINT), varint(step)]),
    ...(fileVersion === undefined ? [] : bytes(EVENT.fileVersion, Buffer.from(fileVersion))),
    ...(scalars === undefined ? [] : bytes(EVENT.summary, Buffer.concat(scalars.flatMap(value)))),
  ]);
}

function value([tag, number]: readonly [string, number]): Uint8Array[] {
  const fields = [...bytes(VALUE.tag, Buffer.from(tag)), key(VALUE.simpleValue, FIXED32), float(number)];
  return bytes(SUMMARY.value, Buffer.concat(fields));
}

function bytes(field: number, content: Uint8Array): Uint8Array[] {
  return [key(field, BYTES), varint(content.length), content];
}

function key(field: number, wireType: number): Uint8Array {
  return varint(8 * field + wireType);
}

/** A whole number on [0, 2⁵³), seven bits a byte, the lowest first. */
function varint(number: number): Uint8Array {
  const parts: number[] = [];
  for (; number >= 128; number = Math.floor(number / 128)) parts.push((number % 128) + 128);
  return Uint8Array.of(...parts, number);
}

function double(number: number): Uint8Array {
  const written = Buffer.alloc(8);
  written.writeDoubleLE(number);
  return written;
}

function float(number: number): Uint8Array {
  const written = Buffer.alloc(4);
  written.writeFloatLE(number);
  return written;
}
