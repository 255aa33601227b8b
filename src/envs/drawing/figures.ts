import type { Canvas, Color } from './canvas.ts';
import { GREEN, INK } from './palette.ts';

/** Draws a person of this height, about (x, y). */
export function drawPerson(canvas: Canvas, x: number, y: number, height: number, color: Color): void {
  const unit = height / 10;
  canvas.polygon(
    [
      [x - 3 * unit, y + 5 * unit],
      [x - 2 * unit, y - unit],
      [x + 2 * unit, y - unit],
      [x + 3 * unit, y + 5 * unit],
    ],
    color,
  );
  canvas.circle(x, y - 2.6 * unit, 2.4 * unit, color);
}

/** Draws a flag of this height, about (x, y). */
export function drawFlag(canvas: Canvas, x: number, y: number, height: number, color: Color = GREEN): void {
  const unit = height / 10;
  canvas.polygon(
    [
      [x - 2 * unit, y - 5 * unit],
      [x + 4 * unit, y - 2.5 * unit],
      [x - 2 * unit, y],
    ],
    color,
  );
  canvas.line(
    [
      [x - 2 * unit, y - 5 * unit],
      [x - 2 * unit, y + 5 * unit],
    ],
    unit,
    INK,
  );
}
