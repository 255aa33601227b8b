import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readRunConfig } from '../../src/node/run-config.ts';
import { readEvents } from '../node/event-file-reader.ts';
import { type Outcome, program } from './run-program.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'policy-ascent-'));
});

const ppo = '--envs 4 --set hidden=[16] rolloutSteps=64 minibatchSize=64 epochs=2'.split(' ');

const run = (words: string): Promise<Outcome> => program(words.split(' '), { cwd });
const read = (...path: string[]) => readFileSync(join(cwd, ...path), 'utf8');

/** What a run leaves but the clock's part of it. */
function timeless(folder: string) {
  const { seconds: _, stepsPerSecond: __, ...summary } = JSON.parse(read(folder, 'summary.json'));
  const progress = read(folder, 'progress.csv').replaceAll(/^([^,\n]*),[^,\n]*/gm, '$1');
  const files = ['episodes.csv', 'checkpoints/best.json', 'checkpoints/last.json', 'curve.svg'];
  return { summary, progress, texts: files.map((name) => read(folder, name)) };
}

/** Trains, and kills the program outright once it has printed what `when` looks for. */
function killed(words: string, when: RegExp): Promise<Outcome> {
  return program([...words.split(' '), ...ppo], {
    cwd,
    onOutput: (child, stdout) => {
      if (when.test(stdout)) child.kill('SIGKILL');
    },
  });
}

describe.concurrent('resume', () => {
  it('goes on after a SIGKILL to the same files as the run that nobody killed', async () => {
    const words = 'train ppo CartPole-v1 --steps 400000 --seed 3 --out';
    const [whole, { signal }] = await Promise.all([
      program([...`${words} whole`.split(' '), ...ppo], { cwd }),
      killed(`${words} killed`, /\([4-8]\d %\)/),
    ]);
    expect([whole.code, signal]).toEqual([0, 'SIGKILL']);
    expect(existsSync(join(cwd, 'killed/summary.json'))).toBe(false);
    expect(existsSync(join(cwd, 'killed/lock'))).toBe(true);
    // A process can also be killed in the middle of a line.
    appendFileSync(join(cwd, 'killed/progress.csv'), '399999,1.2');
    appendFileSync(join(cwd, 'killed/episodes.csv'), '399999,3');
    const { code, stdout, stderr } = await run('resume killed');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^ppo on CartPole-v1: 400,000 steps, 4 environments, seed 3\ngoes on from step [\d,]+ of 400,000\n/,
    );
    expect(timeless('killed')).toEqual(timeless('whole'));
    expect(existsSync(join(cwd, 'killed/lock'))).toBe(false);
    expect(readRunConfig(join(cwd, 'killed')).resumed).toMatchObject([{ command: 'policy-ascent resume killed' }]);
  }, 60_000);

  it('makes a run longer, below what it has written', async () => {
    await program([...'train ppo CartPole-v1 --steps 3072 --out short'.split(' '), ...ppo], { cwd });
    const [progress, episodes] = ['progress.csv', 'episodes.csv'].map((name) => read('short', name)) as [
      string,
      string,
    ];
    const { code, stdout } = await run('resume short --steps 6144');
    expect(code).toBe(0);
    expect(stdout).toContain('goes on from step 3,072 of 6,144');
    expect(read('short', 'progress.csv').startsWith(progress)).toBe(true);
    expect(read('short', 'episodes.csv').startsWith(episodes)).toBe(true);
    expect(read('short', 'progress.csv').match(/^\d+,/gm)).toEqual(
      Array.from({ length: 24 }, (_, i) => `${256 * (i + 1)},`),
    );
    expect(readRunConfig(join(cwd, 'short'))).toMatchObject({ totalSteps: 6144, resumed: [{ step: 3072 }] });
  }, 60_000);

  it('finishes a run that was killed in its last moments', async () => {
    await program([...'train ppo CartPole-v1 --steps 3072 --out last'.split(' '), ...ppo], { cwd });
    const whole = timeless('last');
    const names = ['summary.json', 'curve.svg', 'checkpoints/best.json'];
    for (const name of names) rmSync(join(cwd, 'last', name));
    writeFileSync(join(cwd, 'last/lock'), '999999999');
    const { code, stderr } = await run('resume last');
    expect([code, stderr]).toEqual([0, '']);
    expect(timeless('last')).toEqual(whole);
    expect((await run('resume last')).stderr).toContain('must have steps left');
  }, 60_000);

  it('writes a further event file for TensorBoard where the run had one', async () => {
    await program([...'train ppo CartPole-v1 --steps 1024 --tensorboard --out board'.split(' '), ...ppo], { cwd });
    await run('resume board --steps 2048');
    const names = readdirSync(join(cwd, 'board')).filter((name) => name.startsWith('events.out.tfevents.'));
    const steps = names.map((name) => {
      const events = readEvents(readFileSync(join(cwd, 'board', name)));
      return events.filter(({ scalars }) => scalars.some(([tag]) => tag === 'time/seconds')).map(({ step }) => step);
    });
    expect(steps.flat().sort((a, b) => a - b)).toEqual([256, 512, 768, 1024, 1280, 1536, 1792, 2048]);
    expect(steps.map(({ length }) => length)).toEqual([4, 4]);
  }, 60_000);

  it('goes on with the seeds that are not finished, and begins those that never began', async () => {
    const words = 'train ppo CartPole-v1 --steps 200000 --seeds 1..3';
    const [whole] = await Promise.all([
      program([...`${words} --out all`.split(' '), ...ppo], { cwd }),
      killed(`${words} --out some`, /seed 2: .*\([3-8]\d %\)/),
    ]);
    expect(whole.code).toBe(0);
    const { code, stdout } = await run('resume some');
    expect(code).toBe(0);
    expect(stdout).toContain('2 of 3 seeds have steps left');
    for (const seed of [1, 2, 3]) expect(timeless(`some/seed-${seed}`)).toEqual(timeless(`all/seed-${seed}`));
  }, 60_000);

  it('says what cannot be resumed', async () => {
    await program([...'train ppo CartPole-v1 --steps 512 --out done'.split(' '), ...ppo], { cwd });
    const message = async (words: string) => (await run(words)).stderr;
    expect(await message('resume done')).toBe(
      'policy-ascent: run done: must have steps left; --steps makes it longer, got one that is finished after 512 steps\n',
    );
    expect(await message('resume nowhere')).toBe(
      'policy-ascent: run nowhere: must be the folder of a run, or of several seeds, got nothing\n',
    );
    writeFileSync(join(cwd, 'done/lock'), String(process.pid));
    expect(await message('resume done --steps 1024')).toBe(
      `policy-ascent: run folder done: no other process may be training into it; if none is, remove the file done/lock, got process ${process.pid}\n`,
    );
    rmSync(join(cwd, 'done/checkpoints/last.json'));
    expect(await message('resume done')).toBe(
      'policy-ascent: run done: must hold checkpoints/last.json to go on from: train it anew, got none yet\n',
    );
  }, 60_000);
});
