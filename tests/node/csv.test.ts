import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { Random } from '../../src/core/random.ts';
import { readColumns } from '../../src/node/csv-columns.ts';
import { CsvWriter, cell, row } from '../../src/node/csv-writer.ts';
import { progress } from './fake-updates.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'policy-ascent-'));
});
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

describe('a cell', () => {
  it('reads back as the same double, whatever its size', () => {
    const random = new Random('cells');
    const bits = new BigUint64Array(1);
    const [double] = [new Float64Array(bits.buffer)];
    for (let i = 0; i < 2000; i++) {
      bits[0] = (BigInt(random.integer(2 ** 32)) << 32n) | BigInt(random.integer(2 ** 32));
      const value = double[0] as number;
      if (!Number.isNaN(value)) expect(Number(cell(value))).toBe(value);
    }
    for (const value of [0, -0, 0.1, 5e-324, 1.7976931348623157e308, Infinity, -Infinity]) {
      expect(Object.is(Number(cell(value)), value)).toBe(true);
    }
  });

  it('is empty where there is no value', () => {
    expect(row([1, Number.NaN, -0.5])).toBe('1,,-0.5\n');
  });
});

describe('the CSV writer', () => {
  it('begins progress.csv with the fixed columns and goes on with the diagnostics of the first update', () => {
    const writer = new CsvWriter(folder);
    writer.write(progress({ step: 64, returnMean: Number.NaN, diagnostics: { zeta: 1, alpha: 2 } }));
    writer.write(progress({ step: 128, diagnostics: { alpha: 4, zeta: 3 } }));
    writer.close();
    const [header, first, second] = read('progress.csv').split('\n');
    expect(header).toBe('step,seconds,episodes,returnMean,lengthMean,zeta,alpha');
    expect(first).toBe('64,1,0,,10,1,2');
    expect(second).toBe('128,1,0,10,10,3,4');
  });

  it('writes a row for each episode, and no clock time', () => {
    const writer = new CsvWriter(folder);
    writer.write(
      progress({
        finished: [
          { step: 10, environment: 1, return: -3.5, length: 5 },
          { step: 12, environment: 0, return: 0.1 + 0.2, length: 6 },
        ],
      }),
    );
    writer.close();
    expect(read('episodes.csv')).toBe('step,environment,return,length\n10,1,-3.5,5\n12,0,0.30000000000000004,6\n');
  });

  it('has every row in the file before it is closed', () => {
    const writer = new CsvWriter(folder);
    expect(read('episodes.csv')).toBe('step,environment,return,length\n');
    writer.write(progress({ finished: [{ step: 10, environment: 1, return: 1, length: 5 }] }));
    expect(read('episodes.csv').split('\n')).toHaveLength(3);
    expect(read('progress.csv').split('\n')).toHaveLength(3);
    writer.close();
  });

  it('leaves a cell empty for a diagnostic that an update has not', () => {
    const writer = new CsvWriter(folder);
    writer.write(progress({ diagnostics: { a: 1, b: 2 } }));
    writer.write(progress({ diagnostics: { b: 3 } }));
    writer.close();
    expect(read('progress.csv').split('\n')[2]).toMatch(/,10,10,,3$/);
  });

  it('refuses a diagnostic that the first update had not, for its column is missing', () => {
    const writer = new CsvWriter(folder);
    writer.write(progress({ diagnostics: { a: 1 } }));
    expect(() => writer.write(progress({ diagnostics: { a: 1, b: 2 } }))).toThrow(
      "progress.csv: the diagnostics of the first update (a), got 'b'",
    );
    writer.close();
  });

  it('says in one line where it cannot write', () => {
    expect(() => new CsvWriter(join(folder, 'none'))).toThrow('must be writable, got no such file or folder');
  });
});

describe('reading columns', () => {
  it('gives what was written', () => {
    writeFileSync(join(folder, 'a.csv'), 'x,y\n1,-0\n,Infinity\n');
    const { x, y } = readColumns(join(folder, 'a.csv'));
    expect([...(x ?? [])]).toEqual([1, Number.NaN]);
    expect([...(y ?? [])]).toEqual([-0, Infinity]);
  });

  it('leaves out a line that was cut off in the middle', () => {
    writeFileSync(join(folder, 'a.csv'), 'x,y\n1,2\n3,4');
    expect([...(readColumns(join(folder, 'a.csv')).x ?? [])]).toEqual([1]);
  });

  it('says which file it cannot read', () => {
    expect(() => readColumns(join(folder, 'none.csv'))).toThrow('none.csv: must be readable, got no such file');
  });
});
