import { describe, expect, it } from 'vitest';
import type { Rollout } from '../../src/core/rollout.ts';
import { RolloutRows } from '../../src/core/rollout-rows.ts';

const rowsOf = (count: number) => new RolloutRows(count, { observation: 2, action: 1 }, new Int32Array(0));

/** Takes a step in each environment named: it sees [i, t], does 10 i + t and earns t. */
function step(rows: RolloutRows, t: number, active: readonly number[], masks?: Uint8Array): void {
  const count = 3;
  const observations = Float32Array.from({ length: 2 * count }, (_, j) => (j % 2 === 0 ? j / 2 : t));
  const actions = Int32Array.from({ length: count }, (_, i) => 10 * i + t);
  for (const i of active) {
    rows.act(i, observations, actions, masks);
    rows.receive(i, t, 0, 0);
  }
}

const pairs = ({ observations }: Rollout) =>
  Array.from({ length: observations.length / 2 }, (_, i) => [observations[2 * i], observations[2 * i + 1]]);

describe('the rows of a rollout', () => {
  it('lie environment by environment, whether their number was known or not', () => {
    for (const known of [2, undefined]) {
      const rows = rowsOf(3);
      rows.begin(known);
      for (const t of [0, 1]) step(rows, t, [0, 1, 2]);
      const rollout = rows.finish();
      expect(pairs(rollout)).toEqual([0, 1, 2].flatMap((i) => [0, 1].map((t) => [i, t])));
      expect([...rollout.actions]).toEqual([0, 1, 10, 11, 20, 21]);
      expect([...rollout.rewards]).toEqual([0, 1, 0, 1, 0, 1]);
      expect(rollout.observations.length).toBe(12);
      expect(rollout.actionMasks).toBeUndefined();
    }
  });

  it('of environments that took unlike many steps lie without a gap, however many they are', () => {
    const rows = rowsOf(3);
    rows.begin();
    const lengths = [700, 3, 260];
    for (let t = 0; t < 700; t++) {
      step(
        rows,
        t,
        [0, 1, 2].filter((i) => t < (lengths[i] as number)),
      );
    }
    const rollout = rows.finish();
    expect(rollout.segments).toEqual([
      { start: 0, end: 700 },
      { start: 700, end: 703 },
      { start: 703, end: 963 },
    ]);
    expect(pairs(rollout)).toEqual(lengths.flatMap((n, i) => Array.from({ length: n }, (_, t) => [i, t])));
    expect([...rollout.rewards]).toEqual(lengths.flatMap((n) => Array.from({ length: n }, (_, t) => t)));
  });

  it('are the caller’s: the next rollout writes to none of them', () => {
    for (const known of [2, undefined]) {
      const rows = rowsOf(3);
      rows.begin(known);
      for (const t of [0, 1]) step(rows, t, [0, 1, 2]);
      const first = rows.finish();
      const kept = structuredClone(first);
      rows.begin(known);
      for (const t of [5, 6]) step(rows, t, [0, 1, 2]);
      rows.finish();
      expect(first).toEqual(kept);
    }
  });

  it('allow everything where no mask has come, also where room was made since', () => {
    for (const [known, from, to] of [
      [3, 1, 2],
      [undefined, 100, 150],
    ] as const) {
      const rows = rowsOf(3);
      rows.begin(known);
      const masks = Uint8Array.of(1, 0, 0, 1, 0, 0);
      const total = known ?? 300;
      const isMasked = (t: number) => t >= from && t < to;
      for (let t = 0; t < total; t++) step(rows, t, [0, 1, 2], isMasked(t) ? masks : undefined);
      const { actionMasks } = rows.finish();
      const expected = [0, 1, 2].flatMap((i) =>
        Array.from({ length: total }, (_, t) => (isMasked(t) ? [...masks.subarray(2 * i, 2 * i + 2)] : [1, 1])).flat(),
      );
      expect([...(actionMasks ?? [])]).toEqual(expected);
    }
  });
});

describe('the cuts of a rollout', () => {
  it('lie environment by environment, in time order, at the rows of their steps', () => {
    const rows = rowsOf(3);
    rows.begin(20);
    for (let t = 0; t < 20; t++) {
      step(rows, t, [0, 1, 2]);
      if (t % 2 === 1) for (const i of [2, 0]) rows.cut(i, Float32Array.of(i, t), 0);
    }
    const { cuts } = rows.finish();
    const odd = Array.from({ length: 10 }, (_, k) => 2 * k + 1);
    expect(cuts.rows).toEqual([...odd, ...odd.map((t) => 40 + t)]);
    expect([...cuts.observations]).toEqual([0, 2].flatMap((i) => odd.flatMap((t) => [i, t])));
  });
});
