import { COLOURS, type Line } from './line-figure.ts';

/** Okabe and Ito (2008). */
const HUES = [COLOURS.blue, COLOURS.vermilion, COLOURS.green, COLOURS.purple, COLOURS.orange, COLOURS.sky] as const;
const DASHES = [undefined, '7,4', '2,3'] as const;

/** How a line looks among others. */
export type Look = Pick<Line, 'colour' | 'dash'>;

/** The look of the i-th of several lines: each has another colour and other dashes than the next, to be told apart without colour vision. */
export function lookOf(i: number): Look {
  const dash = DASHES[(i + Math.floor(i / HUES.length)) % DASHES.length];
  return { colour: HUES[i % HUES.length] as string, ...(dash && { dash }) };
}

/** The range of an axis: from the least to the greatest number, with 4 % of room. */
export function rangeOf(numbers: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const room = low === high ? Math.max(1, Math.abs(low) * 0.1) : 0.04 * (high - low);
  return [low - room, high + room];
}
