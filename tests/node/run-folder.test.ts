import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { loadPolicy, readCheckpoint } from '../../src/node/load-policy.ts';
import { readRunConfig } from '../../src/node/run-config.ts';
import { RunFolder } from '../../src/node/run-folder.ts';
import type { RunSummary } from '../../src/node/run-summary.ts';
import type { Progress } from '../../src/train.ts';
import { config, lazyUpdate, policy, update } from './fake-updates.ts';

let home: string;
let path: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'policy-ascent-'));
  path = join(home, 'runs', 'one');
});

const stepOf = (name: 'best' | 'last') => readCheckpoint(path, name).step;
const summary = (): RunSummary => JSON.parse(readFileSync(join(path, 'summary.json'), 'utf8'));

function record(folder: RunFolder, ...all: Partial<Progress>[]): void {
  for (const figures of all) folder.record(update(figures));
}

describe('a run folder', () => {
  it('holds all its files at the end, and nothing else', async () => {
    const folder = RunFolder.create(path, config);
    record(folder, { finished: [{ step: 10, environment: 0, return: 10, length: 10 }], episodes: 1 });
    await folder.finish({ ended: 'finished' });
    const names = [
      'checkpoints',
      'config.json',
      'curve.png',
      'curve.svg',
      'episodes.csv',
      'progress.csv',
      'summary.json',
    ];
    expect(readdirSync(path).sort()).toEqual(names);
    expect(readdirSync(join(path, 'checkpoints')).sort()).toEqual(['best.json', 'last.json']);
  });

  it('holds its configuration from the start', () => {
    RunFolder.create(path, config);
    expect(readRunConfig(path)).toEqual(config);
  });

  it('may be an empty folder that is there already', () => {
    mkdirSync(path, { recursive: true });
    expect(RunFolder.create(path, config).path).toBe(path);
  });
});

describe('a folder is refused', () => {
  it('where it holds a run, which stays as it was', () => {
    RunFolder.create(path, config);
    expect(() => RunFolder.create(path, { ...config, seed: 2 })).toThrow(
      `run folder ${path}: must be a new or an empty folder, got one that holds a run already`,
    );
    expect(readRunConfig(path).seed).toBe(1);
  });

  it('where it holds anything else', () => {
    writeFileSync(join(home, 'notes.txt'), '');
    expect(() => RunFolder.create(home, config)).toThrow('got one that holds notes.txt');
    expect(readdirSync(home)).toEqual(['notes.txt']);
  });

  it('where it is a file, or lies below one', () => {
    writeFileSync(join(home, 'file'), '');
    expect(() => RunFolder.create(join(home, 'file'), config)).toThrow('empty folder, got a file');
    expect(() => RunFolder.create(join(home, 'file', 'run'), config)).toThrow(
      `run folder ${join(home, 'file', 'run')}: must be a new or an empty folder, got a path that leads through a file`,
    );
  });

  it('where its name cannot be, and no folder above it is left behind', () => {
    const long = join(home, 'runs', 'x'.repeat(300));
    expect(() => RunFolder.create(long, config)).toThrow('got a name that is too long');
    expect(existsSync(join(home, 'runs'))).toBe(false);
  });
});

describe('the checkpoints', () => {
  it('best is of the highest mean return since 100 episodes had ended', async () => {
    const folder = RunFolder.create(path, config);
    record(
      folder,
      { step: 10, episodes: 99, returnMean: 90 },
      { step: 20, episodes: 100, returnMean: 50 },
      { step: 30, episodes: 110, returnMean: 70 },
      { step: 40, episodes: 120, returnMean: 60 },
    );
    await folder.finish({ ended: 'finished' });
    expect([stepOf('best'), stepOf('last')]).toEqual([30, 40]);
    expect(summary()).toMatchObject({ bestReturnMean: 70, bestStep: 30, returnMean: 60, steps: 40, episodes: 120 });
  });

  it('best is the last of a run of fewer than 100 episodes', async () => {
    const folder = RunFolder.create(path, config);
    record(folder, { step: 10, episodes: 5, returnMean: 90 }, { step: 20, episodes: 9, returnMean: 20 });
    await folder.finish({ ended: 'finished' });
    expect([stepOf('best'), stepOf('last')]).toEqual([20, 20]);
    expect(summary()).toMatchObject({ bestReturnMean: null, bestStep: null });
  });

  it('are saved at the first update, then when the time has come, and at the end', async () => {
    const folder = RunFolder.create(path, config, { saveEvery: 10 });
    record(folder, { step: 10, seconds: 1 });
    expect(stepOf('last')).toBe(10);
    record(folder, { step: 20, seconds: 10.5, episodes: 100 });
    expect(stepOf('last')).toBe(10);
    expect(existsSync(join(path, 'checkpoints', 'best.json'))).toBe(false);
    record(folder, { step: 30, seconds: 11 });
    expect([stepOf('best'), stepOf('last')]).toEqual([20, 30]);
    record(folder, { step: 40, seconds: 12 });
    await folder.finish({ ended: 'interrupted' });
    expect([stepOf('best'), stepOf('last')]).toEqual([20, 40]);
  });

  it('stay where there was none: a run that failed at once holds none', async () => {
    const folder = RunFolder.create(path, config);
    await folder.finish({ ended: 'failed', message: 'reward must be finite' });
    expect(readdirSync(join(path, 'checkpoints'))).toEqual([]);
    expect(() => readCheckpoint(path)).toThrow(
      `run ${path}: must hold a checkpoint in its folder checkpoints, got none`,
    );
    expect(summary()).toMatchObject({ ended: 'failed', message: 'reward must be finite', steps: 0, returnMean: null });
  });
});

describe('a checkpoint is read', () => {
  /** Records the updates, each of which expires when the next begins; how often each was read. */
  function readings(folder: RunFolder, ...all: Partial<Progress>[]): number[] {
    const updates = all.map(lazyUpdate);
    for (const [i, { update: each }] of updates.entries()) {
      if (i > 0) (updates[i - 1] as (typeof updates)[number]).state.expired = true;
      folder.record(each);
    }
    return updates.map(({ state }) => Math.min(1, state.readings));
  }

  it('only where it is the best, where it is to be saved, and else ten times a second', () => {
    const folder = RunFolder.create(path, config, { saveEvery: 10 });
    const figures = [
      { seconds: 1 },
      { seconds: 1.05 },
      { seconds: 1.06, episodes: 100, returnMean: 5 },
      { seconds: 1.07, episodes: 100, returnMean: 4 },
      { seconds: 1.15, episodes: 100, returnMean: 4 },
      { seconds: 1.17, episodes: 100, returnMean: 4 },
    ];
    expect(readings(folder, ...figures)).toEqual([1, 0, 1, 0, 0, 1]);
  });

  it('of the last update at the end, though it was not before', async () => {
    const folder = RunFolder.create(path, config);
    readings(folder, { step: 10, seconds: 1 }, { step: 20, seconds: 1.01 }, { step: 30, seconds: 1.02 });
    await folder.finish({ ended: 'interrupted' });
    expect([stepOf('best'), stepOf('last')]).toEqual([30, 30]);
  });

  it('of the last copy where an update failed in the middle of its learning', async () => {
    const folder = RunFolder.create(path, config);
    const updates = [
      { step: 10, seconds: 1 },
      { step: 20, seconds: 1.2 },
      { step: 30, seconds: 1.21 },
    ].map(lazyUpdate);
    for (const { update: each } of updates) folder.record(each);
    (updates[2] as (typeof updates)[number]).state.expired = true;
    await folder.finish({ ended: 'failed', message: 'loss must be finite' });
    expect([stepOf('best'), stepOf('last')]).toEqual([20, 20]);
    expect(summary().steps).toBe(30);
  });

  it('of the best before it is gone, and saved at the end, though worse ones came after it', async () => {
    const folder = RunFolder.create(path, config);
    const rising = [5, 6, 7, 6, 8, 3].map((returnMean, i) => ({
      step: 10 * (i + 1),
      seconds: 1 + i / 1000,
      episodes: 100,
      returnMean,
    }));
    expect(readings(folder, ...rising)).toEqual([1, 1, 1, 0, 1, 0]);
    await folder.finish({ ended: 'finished' });
    expect([stepOf('best'), stepOf('last')]).toEqual([50, 60]);
  });
});

describe('the summary', () => {
  it('tells the first step at which the mean of 100 episodes reached the threshold', async () => {
    const folder = RunFolder.create(path, config);
    record(
      folder,
      { step: 10, episodes: 50, returnMean: 100 },
      { step: 20, episodes: 100, returnMean: 99.9 },
      { step: 30, episodes: 105, returnMean: 100 },
      { step: 40, episodes: 120, returnMean: 110, seconds: 4 },
    );
    await folder.finish({ ended: 'finished' });
    const expected = { rewardThreshold: 100, solvedAtStep: 30, seconds: 4, stepsPerSecond: 10, ended: 'finished' };
    expect(summary()).toMatchObject(expected);
  });
});

describe('loading a policy', () => {
  const observation = Float32Array.of(0.3, -0.2);

  it('gives one that acts as the one that was trained, from a folder or a file', async () => {
    const folder = RunFolder.create(path, config);
    record(folder, {});
    const files = [path, join(path, 'checkpoints', 'last.json')];
    for (const file of files) {
      const loaded = await loadPolicy(file);
      expect(loaded.parameters.values).toEqual(policy.parameters.values);
      const settings = { deterministic: true };
      expect(loaded.act(observation, settings)).toBe(policy.act(observation, settings));
    }
  });

  it('prefers the best, takes the last where there is no best yet, and the one that is named', async () => {
    const folder = RunFolder.create(path, config, { saveEvery: 0 });
    record(folder, { step: 10, episodes: 5 });
    expect(readCheckpoint(path).step).toBe(10);
    await expect(loadPolicy(path, { checkpoint: 'best' })).rejects.toThrow('must hold the checkpoint best.json');
    record(folder, { step: 20, episodes: 100 }, { step: 30, episodes: 100 });
    expect(readCheckpoint(path).step).toBe(20);
    expect(readCheckpoint(path, 'last').step).toBe(30);
  });

  it('says what is wrong with a damaged file, and which', async () => {
    const folder = RunFolder.create(path, config);
    record(folder, {});
    const file = join(path, 'checkpoints', 'last.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"step":10', '"step":11'));
    await expect(loadPolicy(path)).rejects.toThrow(`${file}: checkpoint: is damaged`);
    writeFileSync(file, text.slice(0, 100));
    await expect(loadPolicy(path)).rejects.toThrow(`${file}: checkpoint: is damaged`);
  });

  it('says where it looked', async () => {
    await expect(loadPolicy(join(home, 'no'))).rejects.toThrow(
      `run ${join(home, 'no')}: must be a run folder or a checkpoint file, got nothing at ${join(home, 'no')}`,
    );
  });
});

describe('a run’s configuration', () => {
  it.each([
    ['{"format": 2}', 'format must be 1, got 2'],
    ['{"format": 1', 'must be JSON'],
  ])('%s is refused', (text, message) => {
    writeFileSync(join(home, 'config.json'), text);
    expect(() => readRunConfig(home)).toThrow(message);
  });

  it('must be there', () => {
    expect(() => readRunConfig(home)).toThrow('config.json: must be readable, got no such file or folder');
  });
});
