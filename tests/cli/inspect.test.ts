import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { tensorTable } from '../../src/cli/inspect-run.ts';
import { encodeCheckpoint, ppo, train } from '../../src/index.ts';
import { program } from './run-program.ts';

let cwd: string;
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'policy-ascent-'));
  mkdirSync(join(cwd, 'run', 'checkpoints'), { recursive: true });
  const names = ['best', 'last'];
  for await (const { checkpoint } of train(ppo({ rolloutSteps: 32 }), {
    env: 'CartPole-v1',
    totalSteps: 512,
    seed: 1,
  })) {
    const name = names.shift();
    if (name === undefined) break;
    writeFileSync(join(cwd, 'run', 'checkpoints', `${name}.json`), encodeCheckpoint(checkpoint));
  }
});

/** The cells of a table's row that begins with this name. */
function rowOf(text: string, name: string): string[] | undefined {
  const lines = text.split('\n').map((line) => line.split('│').map((cell) => cell.trim()));
  return lines.find((cells) => cells[1] === name)?.slice(1, -1);
}

describe('inspect', () => {
  it('shows norm, mean, minimum and maximum of each tensor by its name', () => {
    const layout = [
      { name: 'weight', shape: [2, 2], offset: 0 },
      { name: 'bias', shape: [2], offset: 4 },
    ];
    const text = tensorTable({ parameters: Float32Array.of(1, -5, 3, 1, 12e-7, Number.NaN), layout });
    expect(rowOf(text, 'tensor')).toEqual(['tensor', 'shape', 'norm', 'mean', 'min', 'max']);
    expect(rowOf(text, 'weight')).toEqual(['weight', '[2, 2]', '6', '0', '-5', '3']);
    expect(rowOf(text, 'bias')).toEqual(['bias', '[2]', 'NaN', 'NaN', 'NaN', 'NaN']);
  });

  it('shows the gradient of the policy’s tensors, and none of the others', () => {
    const layout = [
      { name: 'policy', shape: [2], offset: 0 },
      { name: 'value', shape: [1], offset: 2 },
    ];
    const text = tensorTable({ parameters: Float32Array.of(1, 2, 3), layout }, Float32Array.of(3, -4));
    expect(rowOf(text, 'tensor')?.slice(6)).toEqual(['gradient norm', 'gradient mean', 'gradient min', 'gradient max']);
    expect(rowOf(text, 'policy')?.slice(6)).toEqual(['5', '-0.5', '-4', '3']);
    expect(rowOf(text, 'value')?.slice(2)).toEqual(['3', '3', '3', '3', '', '', '', '']);
  });

  it('samples the gradient from the run’s environment, alike each time, or leaves it out', async () => {
    const [first, second, weights] = await Promise.all(
      [['run'], ['run'], ['run', '--weights']].map((words) => program(['inspect', ...words], { cwd })),
    );
    expect(first?.stdout).toContain('policy gradient: of 2,048 sampled steps\n');
    expect(second?.stdout).toBe(first?.stdout);
    expect(Number(rowOf(first?.stdout ?? '', 'policy/hidden0/weight')?.[6])).toBeGreaterThan(0);
    expect(rowOf(weights?.stdout ?? '', 'policy/hidden0/weight')?.length).toBe(6);
  });

  it('keeps the digits of small weights', () => {
    const layout = [{ name: 'small', shape: [1], offset: 0 }];
    const text = tensorTable({ parameters: Float32Array.of(1.23456e-7), layout });
    expect(rowOf(text, 'small')).toEqual(['small', '[1]', ...Array(4).fill('1.235e-7')]);
  });

  it('prints the checkpoint of a run, or of a file', async () => {
    const last = join('run', 'checkpoints', 'last.json');
    const [best, named, file] = await Promise.all(
      [['run'], ['run', '--checkpoint', 'last'], [last]].map((words) => program(['inspect', ...words], { cwd })),
    );
    expect([best?.code, best?.stderr]).toEqual([0, '']);
    expect(best?.stdout).toMatch(/^ppo on CartPole-v1, step [\d,]+: [\d,]+ parameters in \d+ tensors\n/);
    expect(best?.stdout).toContain(`checkpoint: ${join('run', 'checkpoints', 'best.json')}\n`);
    expect(rowOf(best?.stdout ?? '', 'policy/hidden0/weight')?.[1]).toMatch(/^\[4, \d+\]$/);
    expect(named?.stdout).toContain(`checkpoint: ${last}\n`);
    expect(named?.stdout).not.toBe(best?.stdout);
    expect(file?.stdout).toBe(named?.stdout);
  });

  it('says in its help where gradients are shown', async () => {
    const { stdout } = await program(['inspect', '--help']);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('inspectParameters(parameters, gradient) shows any gradient');
  });
});
