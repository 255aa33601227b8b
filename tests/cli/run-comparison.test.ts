import { describe, expect, it } from 'vitest';
import { comparisonCsv, comparisonText, verdict } from '../../src/cli/comparison-report.ts';
import { compareTasks } from '../../src/cli/run-comparison.ts';
import { bootstrapInterval, improvementInterval } from '../../src/core/statistics.ts';
import type { ScoredRun } from '../../src/node/run-scores.ts';

/** Runs of one agent on one environment, a seed for each score, of 1,000 steps and upwards. */
function runs(environment: string, name: string, scores: readonly number[], clipRange = 0.2): ScoredRun[] {
  return scores.map((score, seed) => ({
    folder: `${name}/${seed}`,
    config: {
      format: 1,
      agent: { name, hyperparameters: { clipRange } },
      environment: { id: environment },
      envs: 8,
      totalSteps: 1000,
      seed,
      backend: 'wasm',
      versions: {},
      command: '',
      started: '',
    },
    steps: 1000 + seed,
    score,
  }));
}

describe('compareTasks', () => {
  it('has mean, interquartile mean and probability of improvement, with their intervals', () => {
    const [one, other] = [
      [0, 10, 20, 90],
      [15, 5],
    ];
    const { tasks, overall } = compareTasks(runs('A-v0', 'ppo', one), runs('A-v0', 'a2c', other));
    const [task] = tasks;
    expect(overall).toBeUndefined();
    const [low, high] = bootstrapInterval(one);
    expect(task?.first).toMatchObject({ label: 'ppo', runs: 4, steps: [1000, 1003], mean: { value: 30, low, high } });
    expect(task?.first.interquartileMean.value).toBe((10 + 20) / 2);
    expect(task?.second).toMatchObject({ label: 'a2c', runs: 2, mean: { value: 10, low: 5, high: 15 } });
    // 0 wins none, 10 wins one of two, 20 and 90 win both: 5 of 8. Of 15 ways to deal out six runs, two lie apart.
    expect(task?.improvement).toMatchObject({ value: 5 / 8, chanceOfSeparation: 2 / 15 });
    expect([task?.improvement.low, task?.improvement.high]).toEqual(improvementInterval([one], [other]));
  });

  it('has the mean of the probabilities over several environments, in whatever order the runs come', () => {
    const first = [...runs('A-v0', 'ppo', [2, 4]), ...runs('B-v0', 'ppo', [100])];
    const second = [...runs('B-v0', 'a2c', [200, 50, 300, 400]), ...runs('A-v0', 'a2c', [1, 3])];
    const { tasks, overall } = compareTasks(first, second);
    expect(tasks.map(({ environment, improvement }) => [environment, improvement.value])).toEqual([
      ['A-v0', 3 / 4],
      ['B-v0', 1 / 4],
    ]);
    expect(overall).toMatchObject({ value: (3 / 4 + 1 / 4) / 2 });
    expect(overall?.chanceOfSeparation).toBeCloseTo(2 / (6 * 5), 14);
  });

  it('names in what the sets differ, and what else a set holds', () => {
    const [narrow, wide] = [runs('A-v0', 'ppo', [1, 2], 0.1), runs('A-v0', 'ppo', [1, 2])];
    const labels = (first: ScoredRun[], second: ScoredRun[]) =>
      compareTasks(first, second).tasks.map((task) => [task.first.label, task.second.label])[0];
    expect(labels(narrow, wide)).toEqual(['ppo, clipRange 0.1', 'ppo, clipRange 0.2']);
    expect(labels([...wide, ...runs('A-v0', 'a2c', [3])], wide)).toEqual(['ppo and a2c', 'ppo']);
  });
});

describe('the verdict', () => {
  it('names the better set where the interval excludes 0.5, and none where it holds it', () => {
    const enough = { value: 0.5, chanceOfSeparation: 0.01 };
    expect(verdict({ ...enough, low: 0.51, high: 0.9 })).toBe('the interval excludes 0.5: the first set is better');
    expect(verdict({ ...enough, low: 0.1, high: 0.49 })).toBe('the interval excludes 0.5: the second set is better');
    for (const [low, high] of [
      [0.5, 0.9],
      [0.1, 0.5],
      [0.2, 0.8],
    ] as const) {
      expect(verdict({ ...enough, low, high })).toBe(
        'the interval holds 0.5: these runs do not say which set is better',
      );
    }
  });

  it('trusts no interval of so few runs that chance alone may part them', () => {
    const text = (scores: readonly [number[], number[]]) =>
      comparisonText(compareTasks(runs('A-v0', 'ppo', scores[0]), runs('A-v0', 'a2c', scores[1])));
    expect(text([[2], [1]])).toContain(
      'with probability 1.00 (95 % interval 1.00 … 1.00); the interval excludes 0.5, but the runs are too few: ' +
        'sets that are alike lie wholly apart with probability 1.00\n',
    );
    // Three and three: 2 of 20 ways. Four and four: 2 of 70.
    expect(
      text([
        [5, 6, 7],
        [1, 2, 3],
      ]),
    ).toContain('too few: sets that are alike lie wholly apart with probability 0.10\n');
    expect(
      text([
        [5, 6, 7, 8],
        [1, 2, 3, 4],
      ]),
    ).toContain('the interval excludes 0.5: the first set is better\n');
  });
});

describe('comparisonCsv', () => {
  it('has a row for each figure, and one for all environments', () => {
    const first = [...runs('A-v0', 'ppo', [2], 0.1), ...runs('B-v0', 'ppo', [1])];
    const second = [...runs('A-v0', 'ppo', [1]), ...runs('B-v0', 'a2c', [1, 1])];
    expect(comparisonCsv(compareTasks(first, second)).split('\n')).toEqual([
      'environment,set,label,runs,figure,value,low,high',
      'A-v0,first,"ppo, clipRange 0.1",1,mean,2,2,2',
      'A-v0,first,"ppo, clipRange 0.1",1,interquartileMean,2,2,2',
      'A-v0,second,"ppo, clipRange 0.2",1,mean,1,1,1',
      'A-v0,second,"ppo, clipRange 0.2",1,interquartileMean,1,1,1',
      'A-v0,first over second,,2,probabilityOfImprovement,1,1,1',
      'B-v0,first,"ppo",1,mean,1,1,1',
      'B-v0,first,"ppo",1,interquartileMean,1,1,1',
      'B-v0,second,"a2c",2,mean,1,1,1',
      'B-v0,second,"a2c",2,interquartileMean,1,1,1',
      'B-v0,first over second,,3,probabilityOfImprovement,0.5,0.5,0.5',
      'all,first over second,,5,probabilityOfImprovement,0.75,0.75,0.75',
      '',
    ]);
  });
});
