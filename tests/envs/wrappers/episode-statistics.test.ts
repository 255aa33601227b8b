import { describe, expect, test } from 'vitest';
import { episodeStatistics, timeLimit } from '../../../src/envs/index.ts';
import { countingEnvironment } from '../../core/counting-environment.ts';

describe('episodeStatistics', () => {
  test('reports the return and the length on the last step alone', () => {
    const environment = episodeStatistics(countingEnvironment({ length: 4 }));
    for (let episode = 0; episode < 2; episode++) {
      environment.reset();
      const infos = [1, 2, 3, 4].map(() => environment.step(0).info.episode);
      expect(infos).toEqual([undefined, undefined, undefined, { return: 10, length: 4 }]);
    }
  });

  test('reports an episode that a time limit within it truncates', () => {
    const environment = episodeStatistics(timeLimit(countingEnvironment({ length: 9 }), 2));
    environment.reset();
    environment.step(0);
    expect(environment.step(0).info.episode).toEqual({ return: 3, length: 2 });
  });

  test('forgets an episode that is reset before its end', () => {
    const environment = episodeStatistics(countingEnvironment({ length: 2 }));
    environment.reset();
    environment.step(0);
    environment.reset();
    environment.step(0);
    expect(environment.step(0).info.episode).toEqual({ return: 3, length: 2 });
  });

  test('leaves masks where they are', () => {
    const environment = episodeStatistics(countingEnvironment({ mask: () => Uint8Array.of(1, 0, 1) }));
    expect([...(environment.reset().info.actionMask ?? [])]).toEqual([1, 0, 1]);
    expect([...(environment.step(0).info.actionMask ?? [])]).toEqual([1, 0, 1]);
  });
});
