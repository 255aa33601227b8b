import { describe, expect, it } from 'vitest';
import { seedList } from '../../src/cli/seed-list.ts';

describe('a list of seeds', () => {
  it.each([
    ['1..4', [1, 2, 3, 4]],
    ['1,3,7', [1, 3, 7]],
    ['7, 1..3 ,0', [7, 1, 2, 3, 0]],
    ['5', [5]],
    ['5..5', [5]],
    ['1..1000', Array.from({ length: 1000 }, (_, i) => i + 1)],
  ])('%j is %j', (text, seeds) => {
    expect(seedList('--seeds', text)).toEqual(seeds);
  });

  it.each(['', 'a', '1;2', '1-4', '1..', '..4', '-1', '1.5', '1,,2', '1e3', '1...4', '99999999999999999'])(
    '%j is refused',
    (text) => {
      expect(() => seedList('--seeds', text)).toThrow(
        `--seeds: must be whole numbers ≥ 0, such as 1..4 or 1,3,7, got '${text}'`,
      );
    },
  );

  it('names each seed once', () => {
    expect(() => seedList('--seeds', '1..4,3')).toThrow("--seeds: each seed once, got 3 twice in '1..4,3'");
  });

  it('has ranges that rise, and no more seeds than anybody means', () => {
    expect(() => seedList('--seeds', '1,4..2')).toThrow("--seeds: must rise within a range, as in 1..4, got '4..2'");
    for (const text of ['1..1001', '0..999999999', '1..600,700..1500']) {
      expect(() => seedList('--seeds', text)).toThrow(`--seeds: must be at most 1,000 seeds, got '${text}'`);
    }
  });
});
