import { describe, expect, it } from 'vitest';
import { readGridOptions } from '../../../experiments/runner/grid-options.ts';
import { InputError } from '../../../src/index.ts';

describe('readGridOptions', () => {
  it('reads all three', () => {
    const words = ['--seeds', '10', '--workers', '3', '--only', 'clipping, ε = 0.2; Pendulum-v1;'];
    expect(readGridOptions(words)).toEqual({
      seeds: 10,
      workers: 3,
      only: ['clipping, ε = 0.2', 'Pendulum-v1'],
      kept: undefined,
    });
  });

  it('leaves the seeds to the experiment and takes all cells', () => {
    expect(readGridOptions([])).toMatchObject({ seeds: undefined, only: [] });
  });

  it.each([
    [['--seeds', '0'], '--seeds: must be a whole number ≥ 1, got 0'],
    [['--seeds', '1..3'], '--seeds: must be a whole number ≥ 1'],
    [['--workers', 'two'], '--workers: must be a whole number ≥ 1'],
    [['--sedes', '3'], 'options: must be --seeds <n>, --workers <n>, --only <name;name>'],
    [['zoo'], 'options: must be --seeds <n>'],
  ])('refuses %j', (words, message) => {
    expect(() => readGridOptions(words)).toThrow(InputError);
    expect(() => readGridOptions(words)).toThrow(message);
  });
});
