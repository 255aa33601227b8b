import { expect, it } from 'vitest';
import { EpisodeWindow } from '../../src/core/episode-window.ts';
import { mean } from '../../src/core/statistics.ts';

it('the means of a window are those of its latest episodes, to the bit', () => {
  const window = new EpisodeWindow(7);
  expect([window.returnMean, window.lengthMean]).toEqual([Number.NaN, Number.NaN]);
  const returns: number[] = [];
  for (let i = 0; i < 30; i++) {
    returns.push(Math.sin(i) * 1e3);
    window.add({ return: returns[i] as number, length: i });
    expect(window.returnMean).toBe(mean(returns.slice(-7)));
    expect(window.lengthMean).toBe(mean(Array.from({ length: i + 1 }, (_, j) => j).slice(-7)));
  }
});
