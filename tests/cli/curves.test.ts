import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { program } from './run-program.ts';

let cwd: string;
const run = (words: string) => program(words.split(' '), { cwd });

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'policy-ascent-'));
  await run('train a2c CartPole-v1 --steps 4000 --seeds 1..2 --out sweep');
}, 60_000);

describe('plot', () => {
  it('draws the seeds of a folder as one curve, and prints where it ends', async () => {
    const { code, stdout } = await run('plot sweep --csv curves.csv');
    expect(code).toBe(0);
    expect(stdout).toMatch(/CartPole-v1 │ a2c {3}│ 2 {5}│ [34],\d{3} {6}│ \d+\.\d/);
    expect(stdout).toMatch(/written: curves\.svg, curves\.csv\n$/);
    expect(readFileSync(join(cwd, 'curves.svg'), 'utf8')).toContain('a2c (2 seeds)');
    const rows = readFileSync(join(cwd, 'curves.csv'), 'utf8').split('\n');
    expect([rows.length, rows[0]]).toEqual([202, 'environment,label,seeds,step,mean,low,high']);
  }, 60_000);

  it('writes a PNG where the name says so', async () => {
    expect((await run('plot sweep/seed-1 --out one.png')).code).toBe(0);
    expect(readFileSync(join(cwd, 'one.png')).subarray(1, 4).toString()).toBe('PNG');
  }, 60_000);

  it('says what it cannot draw, and writes nothing', async () => {
    expect((await run('plot sweep --out a.pdf')).stderr).toBe(
      "policy-ascent: --out: must end in .svg or .png, got 'a.pdf'\n",
    );
    expect((await run('plot nowhere --out b.svg')).stderr).toBe(
      'policy-ascent: runs nowhere: must be a run folder, or hold some, got nothing there\n',
    );
    expect(['a.pdf', 'b.svg'].map((name) => existsSync(join(cwd, name)))).toEqual([false, false]);
  }, 60_000);
});

describe('watch', () => {
  it('serves the page until Ctrl-C', async () => {
    const { code, stdout, stderr } = await program(['watch', 'sweep'], {
      cwd,
      onOutput: (child, text) => {
        if (text.includes('\n')) child.kill('SIGINT');
      },
    });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/ shows sweep; Ctrl-C ends this page, and no run\n$/);
  }, 60_000);
});
