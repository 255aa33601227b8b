import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { Random } from '../../src/core/random.ts';
import { encodeTensorboardEvent } from '../../src/node/tensorboard-event.ts';
import { crc32c, tensorboardRecord } from '../../src/node/tensorboard-record.ts';
import { TensorboardWriter } from '../../src/node/tensorboard-writer.ts';
import { crcByDivision, readEvents, readRecords } from './event-file-reader.ts';
import { progress } from './fake-updates.ts';

const fixture = (name: string) => readFileSync(new URL(`../fixtures/tensorboard/${name}`, import.meta.url));
const events = readEvents(fixture('events.out.tfevents'));

/** RFC 3720, appendix B.4, and the customary one of the digits. */
const CHECKS: readonly (readonly [Uint8Array, number])[] = [
  [new Uint8Array(32), 0x8a9136aa],
  [new Uint8Array(32).fill(0xff), 0x62a8ab43],
  [Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  [Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
  [new TextEncoder().encode('123456789'), 0xe3069283],
  [new Uint8Array(0), 0],
];

describe('CRC-32C', () => {
  it.each(CHECKS)('of a known text is the published one', (bytes, crc) => {
    expect(crc32c(bytes)).toBe(crc);
    expect(crcByDivision(bytes)).toBe(crc);
  });

  it('is the remainder of the division, whatever the bytes', () => {
    const random = new Random('crc');
    for (let length = 0; length < 60; length++) {
      const bytes = Uint8Array.from({ length }, () => random.integer(256));
      expect(crc32c(bytes)).toBe(crcByDivision(bytes));
    }
  });
});

describe('what TensorBoard’s own writer wrote', () => {
  it('is read as its own reader reads it', () => {
    expect(events).toEqual(JSON.parse(fixture('events.json').toString()));
    expect(events).toHaveLength(4);
  });

  it('is written byte for byte alike here', () => {
    const [, ...scalars] = events;
    const [, ...records] = readRecords(fixture('events.out.tfevents'));
    expect(scalars.map(({ fileVersion: _, ...event }) => Buffer.from(encodeTensorboardEvent(event)))).toEqual(
      // Protocol Buffers leave a step of 0 out; with it, the event says the same.
      records.map((record, i) =>
        i > 0 ? Buffer.from(record) : Buffer.concat([record.subarray(0, 9), Uint8Array.of(16, 0), record.subarray(9)]),
      ),
    );
    expect(Buffer.concat(records.map(tensorboardRecord))).toEqual(
      fixture('events.out.tfevents').subarray(-records.reduce((sum, { length }) => sum + length + 16, 0)),
    );
  });
});

describe('the reader of these tests', () => {
  it.each([8, 12, 40, -1])('refuses a record whose byte %d is another', (at) => {
    const changed = new Uint8Array(fixture('events.out.tfevents'));
    const index = at < 0 ? changed.length + at : at;
    changed[index] = (changed[index] as number) ^ 1;
    expect(() => readRecords(changed)).toThrow('checksum');
  });
});

describe('the TensorBoard writer', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'policy-ascent-'));
  });
  const now = () => 1_700_000_000_750;
  const read = (name: string) => readEvents(readFileSync(join(folder, name)));
  const NAME = `events.out.tfevents.1700000000.${hostname()}`;

  it('names its file as TensorFlow does, and begins it with the version', () => {
    const writer = new TensorboardWriter(folder, { now });
    expect(readdirSync(folder)).toEqual([]);
    writer.write(progress());
    expect(readdirSync(folder)).toEqual([NAME]);
    expect(read(NAME)[0]).toEqual({ wallTime: 1_700_000_000.75, step: 0, fileVersion: 'brain.Event:2', scalars: [] });
    writer.close();
  });

  it('has each update in the file before the next: its columns at its step, its episodes at theirs', () => {
    const writer = new TensorboardWriter(folder, { now });
    const finished = [
      { step: 70, environment: 1, return: -3.25, length: 5 },
      { step: 2 ** 40, environment: 0, return: 0.1, length: 300 },
    ];
    const figures = { step: 2 ** 40 + 3, seconds: 2.5, episodes: 2, returnMean: -1.5, lengthMean: 152.5 };
    writer.write(progress({ ...figures, finished, diagnostics: { entropy: 0.5, approximateKl: -1e-9 } }));
    const [, first, second, update, ...others] = read(NAME);
    expect(first).toMatchObject({
      step: 70,
      scalars: [
        ['episode/return', -3.25],
        ['episode/length', 5],
      ],
    });
    expect(second).toMatchObject({
      step: 2 ** 40,
      scalars: [
        ['episode/return', Math.fround(0.1)],
        ['episode/length', 300],
      ],
    });
    expect(update).toMatchObject({
      wallTime: 1_700_000_000.75,
      step: 2 ** 40 + 3,
      scalars: [
        ['rollout/returnMean', -1.5],
        ['rollout/lengthMean', 152.5],
        ['rollout/episodes', 2],
        ['time/seconds', 2.5],
        ['train/entropy', 0.5],
        ['train/approximateKl', Math.fround(-1e-9)],
      ],
    });
    expect(others).toEqual([]);
    writer.close();
  });

  it('leaves out what is not known yet, and keeps what is infinite', () => {
    const writer = new TensorboardWriter(folder, { now });
    writer.write(
      progress({ returnMean: Number.NaN, lengthMean: Number.NaN, diagnostics: { a: Infinity, b: Number.NaN } }),
    );
    writer.close();
    expect(read(NAME)[1]?.scalars).toEqual([
      ['rollout/episodes', 0],
      ['time/seconds', 1],
      ['train/a', Infinity],
    ]);
  });

  it('begins another file where one of its name is there', () => {
    for (const _ of [1, 2, 3]) {
      const writer = new TensorboardWriter(folder, { now });
      writer.write(progress());
      writer.close();
    }
    expect(readdirSync(folder).sort()).toEqual([NAME, `${NAME}.2`, `${NAME}.3`]);
  });

  it('says where it cannot write', () => {
    const writer = new TensorboardWriter(join(folder, 'none'), { now });
    expect(() => writer.write(progress())).toThrow(`${NAME}: must be writable, got no such file or folder`);
  });
});
