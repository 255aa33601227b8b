import type { Frame } from '../../core/environment.ts';
import { Canvas } from '../drawing/canvas.ts';
import { drawFlag, drawPerson } from '../drawing/figures.ts';
import { BLUE, GREY, INK, PALE, VERMILION } from '../drawing/palette.ts';

/** The maze of this length, where one is in it, and where the goal is; 700 × 240. */
export function drawTMaze(length: number, place: number, goal: number): Frame {
  const cell = Math.min(60, 660 / (length + 1));
  const canvas = new Canvas(700, 240, INK);
  const left = 350 - ((length + 1) * cell) / 2;
  const x = (index: number) => left + (Math.min(index, length) + 0.5) * cell;
  const y = (index: number) => 120 + (index === length + 1 ? -cell : index === length + 2 ? cell : 0);
  const edge = Math.min(1, cell / 16);
  for (let index = 0; index <= length + 2; index++) {
    const side = cell - 2 * edge;
    canvas.rectangle(x(index) - side / 2, y(index) - side / 2, side, side, index === length ? GREY : PALE);
  }
  const target = length + 1 + goal;
  drawFlag(canvas, x(target) - 0.2 * cell, y(target), 0.7 * cell);
  // The road sign stands beside the start and points where the goal is.
  const up = goal === 0 ? -1 : 1;
  const sign = Math.max(cell, 24);
  canvas.line(
    [
      [x(0), 120 + up * 0.6 * sign],
      [x(0), 120 + up * 1.3 * sign],
    ],
    sign / 8,
    BLUE,
  );
  canvas.polygon(
    [
      [x(0) - 0.25 * sign, 120 + up * 1.1 * sign],
      [x(0), 120 + up * 1.55 * sign],
      [x(0) + 0.25 * sign, 120 + up * 1.1 * sign],
    ],
    BLUE,
  );
  drawPerson(canvas, x(place) + (place === target ? 0.2 * cell : 0), y(place), 0.65 * cell, VERMILION);
  return canvas.frame();
}
