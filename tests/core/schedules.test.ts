import { describe, expect, it } from 'vitest';
import { cosine, linear, parseSchedule, scheduled } from '../../src/core/schedules.ts';

describe('a schedule', () => {
  it.each([
    ['constant', 3, [3, 3, 3]],
    ['linear', linear(4, 2), [4, 3, 2]],
    ['linear to zero', linear(4), [4, 2, 0]],
    ['cosine', cosine(4, 2), [4, 3, 2]],
  ] as const)('that is %s goes from its first value to its last', (_, schedule, [start, middle, end]) => {
    expect(scheduled(schedule, 0)).toBeCloseTo(start, 12);
    expect(scheduled(schedule, 0.5)).toBeCloseTo(middle, 12);
    expect(scheduled(schedule, 1)).toBeCloseTo(end, 12);
  });

  it('of cosine shape is slow at both ends: 2 + (1 + cos π/4) at a quarter', () => {
    expect(scheduled(cosine(4, 2), 0.25)).toBeCloseTo(3 + Math.SQRT1_2, 12);
  });

  it.each([
    ['linear:1e-3:0', linear(1e-3, 0)],
    ['linear:0.2', linear(0.2)],
    ['cosine:1:0.5', cosine(1, 0.5)],
    ['0.2', undefined],
    ['linear', undefined],
    ['linear:', undefined],
    ['linear:1:2:3', undefined],
    ['square:1:2', undefined],
  ])('is read from %j', (text, expected) => {
    expect(parseSchedule(text)).toEqual(expected);
  });
});
