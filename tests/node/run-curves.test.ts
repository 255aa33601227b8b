import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootstrapInterval } from '../../src/core/statistics.ts';
import { curvesSvg } from '../../src/node/curves-figure.ts';
import { findRuns } from '../../src/node/found-runs.ts';
import type { RunConfig } from '../../src/node/run-config.ts';
import { groupCurves, type RunCurve, readRunCurve } from '../../src/node/run-curves.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'curves-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Differences {
  readonly seed?: number;
  readonly agent?: string;
  readonly env?: string;
  readonly envs?: number;
  readonly hyperparameters?: Record<string, unknown>;
  readonly rewardThreshold?: number;
}

function configOf({ seed = 1, agent = 'ppo', env = 'A-v0', envs = 8, ...rest }: Differences): RunConfig {
  const { hyperparameters = { gamma: 0.9, clipRange: 0.2 }, rewardThreshold } = rest;
  return {
    format: 1,
    agent: { name: agent, hyperparameters },
    environment: { id: env },
    envs,
    totalSteps: 100,
    seed,
    backend: 'wasm',
    ...(rewardThreshold !== undefined && { rewardThreshold }),
    versions: {},
    command: `seed ${seed}`,
    started: 'now',
  };
}

const curve = (step: number[], returnMean: number[], differences: Differences = {}): RunCurve => ({
  config: configOf(differences),
  step,
  returnMean,
});

describe('groupCurves', () => {
  it('takes the mean over seeds on the steps that all have reached, linear between updates', () => {
    const [group] = groupCurves([
      curve([0, 100, 200], [0, 10, 20], { seed: 1 }),
      curve([50, 150], [1, 3], { seed: 2 }),
    ]);
    expect(group).toMatchObject({ label: 'ppo', environment: 'A-v0', seeds: [1, 2] });
    const points = group?.points ?? [];
    expect(points).toHaveLength(200);
    expect([points[0]?.step, points.at(-1)?.step]).toEqual([50, 150]);
    // At 50: 5 and 1; at 150: 15 and 3; in between both rise evenly, by 0.1 and by 0.02 a step.
    for (const { step, mean } of points) expect(mean).toBeCloseTo(3 + 0.06 * (step - 50), 10);
  });

  it('goes through the updates of one run, at bends too', () => {
    const [group] = groupCurves([curve([0, 1, 199], [0, 7, 7])]);
    expect(group?.points.slice(0, 3).map(({ mean }) => mean)).toEqual([0, 7, 7]);
    expect(group?.points.at(-1)).toEqual({ step: 199, mean: 7, low: 7, high: 7 });
  });

  it('has the percentile bootstrap interval of the mean over seeds at every step', () => {
    const heights = [1, 2, 4, 8];
    const runs = heights.map((height, seed) => curve([0, 10], [height, 2 * height], { seed }));
    const { points = [] } = groupCurves(runs)[0] ?? {};
    const [low, high] = bootstrapInterval(heights);
    expect(points[0]).toEqual({ step: 0, mean: 3.75, low, high });
    expect(points.at(-1)?.low).toBeCloseTo(2 * low, 12);
    expect(low).toBeGreaterThan(1);
    expect(high).toBeLessThan(8);
  });

  it('keeps apart what differs in more than the seed, and says in what', () => {
    const groups = groupCurves([
      curve([1], [1], { seed: 1 }),
      curve([1], [1], { seed: 1, hyperparameters: { gamma: 0.9, clipRange: 0.1 } }),
      curve([1], [1], { seed: 2 }),
      curve([1], [1], { seed: 1, agent: 'a2c', hyperparameters: {} }),
      curve([1], [1], { seed: 1, env: 'B-v0', envs: 4 }),
      curve([1], [1], { seed: 2, env: 'B-v0' }),
    ]);
    expect(groups.map(({ environment, label, seeds }) => [environment, label, seeds])).toEqual([
      ['A-v0', 'ppo, clipRange 0.2', [1, 2]],
      ['A-v0', 'ppo, clipRange 0.1', [1]],
      ['A-v0', 'a2c', [1]],
      ['B-v0', 'ppo, envs 4', [1]],
      ['B-v0', 'ppo, envs 8', [2]],
    ]);
  });

  it('has no points where the runs have no step in common, and leaves out runs without episodes', () => {
    expect(groupCurves([curve([1, 2], [0, 0], { seed: 1 }), curve([3, 4], [0, 0], { seed: 2 })])[0]?.points).toEqual(
      [],
    );
    expect(groupCurves([curve([], [])])).toEqual([]);
  });
});

describe('readRunCurve and findRuns', () => {
  const runAt = (path: string, rows: string) => {
    mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(join(folder, path, 'config.json'), JSON.stringify(configOf({})));
    writeFileSync(join(folder, path, 'progress.csv'), `step,seconds,episodes,returnMean,lengthMean\n${rows}`);
  };

  it('read the updates after the first episode', () => {
    runAt('one', '10,0.1,0,,\n20,0.2,1,5,5\n30,0.3,2,6.5,5\n');
    const { step, returnMean, config } = readRunCurve(join(folder, 'one'));
    expect({ step, returnMean, agent: config.agent.name }).toEqual({
      step: [20, 30],
      returnMean: [5, 6.5],
      agent: 'ppo',
    });
  });

  it('find the runs behind folders, by their numbers, each once', () => {
    for (const seed of [10, 9, 1]) runAt(`sweep/ppo/seed-${seed}`, '');
    const all = findRuns([join(folder, 'sweep', 'ppo', 'seed-9'), join(folder, 'sweep')]);
    expect(all).toEqual([9, 1, 10].map((seed) => join(folder, 'sweep', 'ppo', `seed-${seed}`)));
    mkdirSync(join(folder, 'empty'));
    expect(() => findRuns([join(folder, 'empty')])).toThrow('must be a run folder, or hold some, got none in it');
    expect(() => findRuns([join(folder, 'nowhere')])).toThrow('must be a run folder, or hold some, got nothing there');
  });
});

describe('curvesSvg', () => {
  it('names the groups, the axes, the threshold and what the band is', async () => {
    const runs = [1, 2].map((seed) => curve([0, 50_000], [0, 9], { seed, rewardThreshold: 475 }));
    const svg = await curvesSvg(groupCurves([...runs, curve([0, 10], [1, 2], { agent: 'trpo', seed: 7 })]));
    for (const text of [
      'Learning curves on A-v0',
      'mean over seeds; bands: 95 % bootstrap interval of the mean',
      'ppo (2 seeds)',
      'trpo (seed 7)',
      'reward threshold 475',
      'environment steps (all environments together)',
      'mean return, last 100 episodes',
      '>50k<',
    ]) {
      expect(svg).toContain(text);
    }
    expect(svg.match(/fill-opacity="0.2"/g)).toHaveLength(1);
  });

  it('has a diagram for each environment', async () => {
    const svg = await curvesSvg(groupCurves([curve([0, 9], [1, 2]), curve([0, 9], [1, 2], { env: 'B-v0' })]));
    for (const text of ['>A-v0<', '>B-v0<', 'one run a line']) expect(svg).toContain(text);
  });

  it('refuses to draw nothing', async () => {
    await expect(curvesSvg([])).rejects.toThrow('must have a run in which an episode has ended');
  });
});
