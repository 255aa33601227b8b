import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRunScore } from '../../src/node/run-scores.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scores-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const progress = (rows: string) =>
  writeFileSync(join(folder, 'progress.csv'), `step,seconds,episodes,returnMean,lengthMean,loss\n${rows}`);

describe('readRunScore', () => {
  it('reads the mean return at the end, and the best of those over 100 episodes', () => {
    progress('100,1,0,,,1\n200,2,99,90,5,1\n300,3,100,40,5,1\n400,4,150,60,5,1\n500,5,200,50,5,1\n');
    expect(readRunScore(folder, 'last')).toEqual({ steps: 500, score: 50 });
    expect(readRunScore(folder, 'best')).toEqual({ steps: 500, score: 60 });
  });

  it('has none where too few episodes have ended', () => {
    progress('100,1,0,,,1\n');
    expect(readRunScore(folder, 'last')).toEqual({ steps: 100, score: null });
    progress('100,1,99,7,5,1\n');
    expect([readRunScore(folder, 'last').score, readRunScore(folder, 'best').score]).toEqual([7, null]);
    writeFileSync(join(folder, 'progress.csv'), '');
    expect(readRunScore(folder, 'last')).toEqual({ steps: 0, score: null });
  });

  it('refuses a folder without progress', () => {
    expect(() => readRunScore(join(folder, 'nowhere'), 'last')).toThrow('must be readable');
  });
});
