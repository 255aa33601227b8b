import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const run = (...words: string[]) =>
  spawnSync(
    process.execPath,
    [
      '--import',
      import.meta.resolve('tsx'),
      fileURLToPath(new URL('../../experiments/run.ts', import.meta.url)),
      ...words,
    ],
    { encoding: 'utf8' },
  );

describe('npm run experiment', () => {
  it.each([
    [['kakade-2010'], "experiment: there is no 'kakade-2010': did you mean 'kakade-2001'?\n"],
    [['constructor'], /^experiment: there is no 'constructor': known: .*kakade-2001/],
    [[], /^experiment: name one of .*kakade-2001/],
  ] as const)('%j is refused in one line', (words, line) => {
    const { status, stdout, stderr } = run(...words);
    expect(stderr).toEqual(typeof line === 'string' ? line : expect.stringMatching(line));
    expect(stderr.trimEnd()).not.toContain('\n');
    expect([status, stdout]).toEqual([1, '']);
  });
});
