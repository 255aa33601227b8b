import type { Frame } from '../../core/environment.ts';
import { Canvas, type Color } from '../drawing/canvas.ts';
import { BLUE, GREY, INK, ORANGE, PALE, PAPER } from '../drawing/palette.ts';

/** The value that is shown, among all n; 600 × 400. */
export function drawIdentity(value: number, n: number): Frame {
  const shown = String(value);
  const canvas = new Canvas(600, 400, PAPER).text(shown, 300, 150, Math.min(120, 600 / shown.length), INK);
  const width = Math.min(60, 520 / n);
  for (let i = 0; i < n; i++) {
    const x = 300 + (i - n / 2) * width;
    canvas.rectangle(x + width / 12, 280, (width * 5) / 6, 50, i === value ? BLUE : PALE);
    if (n <= 20) canvas.text(String(i), x + width / 2, 305, 14, i === value ? PAPER : GREY);
  }
  return canvas.frame();
}

/** A part of what is shown: one of `count` values, or a level on [−1, 1]. */
type Part = { readonly value: number; readonly count: number } | { readonly level: number };

/** Several parts, one below the other: values as cells, of which the present one is filled, levels as bars; 600 × 400. */
export function drawParts(parts: readonly Part[]): Frame {
  const canvas = new Canvas(600, 400, PAPER);
  const height = Math.min(100, 380 / parts.length);
  for (const [row, part] of parts.entries()) {
    const y = 200 + (row - parts.length / 2) * height;
    if ('level' in part) {
      canvas.rectangle(100, y + height / 8, 400, (height * 3) / 4, PALE);
      canvas.rectangle(
        300 + Math.min(0, part.level * 200),
        y + height / 8,
        Math.abs(part.level) * 200,
        (height * 3) / 4,
        BLUE,
      );
      continue;
    }
    const width = Math.min(100, 560 / part.count);
    for (let i = 0; i < part.count; i++) {
      const x = 300 + (i - part.count / 2) * width;
      const here = i === part.value;
      canvas.rectangle(x + width / 12, y + height / 8, (width * 5) / 6, (height * 3) / 4, here ? BLUE : PALE);
      if (part.count <= 20) canvas.text(String(i), x + width / 2, y + height / 2, height / 4, here ? PAPER : GREY);
    }
  }
  return canvas.frame();
}

/** The states i and j, the present one filled, what staying in each earns, and the ways between them; 600 × 400. */
export function drawTwoState(state: number): Frame {
  const canvas = new Canvas(600, 400, PAPER);
  for (const way of [1, -1]) {
    const y = 230 - way * 30;
    const end = 300 + way * 50;
    canvas
      .line(
        [
          [300 - way * 85, y],
          [end, y],
        ],
        4,
        GREY,
      )
      .text('+0', 300, y - way * 24, 16, INK);
    canvas.polygon(
      [
        [end, y - 10],
        [end + way * 18, y],
        [end, y + 10],
      ],
      GREY,
    );
  }
  for (const [i, x] of [160, 440].entries()) {
    const here = i === state;
    canvas
      .circle(x, 140, 44, GREY)
      .circle(x, 140, 40, PAPER)
      .text(`+${i + 1}`, x, 74, 18, INK);
    canvas.polygon(
      [
        [x + 31, 144],
        [x + 52, 144],
        [x + 40, 164],
      ],
      GREY,
    );
    canvas.circle(x, 230, 74, INK).circle(x, 230, 70, here ? BLUE : PAPER);
    canvas.text('IJ'.charAt(i), x, 230, 54, here ? PAPER : INK);
  }
  return canvas.frame();
}

/** The state in blue and the latest control in orange, a bar for each element; 600 × 400. */
export function drawRegulator(state: ArrayLike<number>, control: ArrayLike<number>): Frame {
  const canvas = new Canvas(600, 400, PAPER);
  for (const value of [-5, -2, -1, 0, 1, 2, 5]) {
    const y = height(value);
    canvas
      .line(
        [
          [70, y],
          [570, y],
        ],
        value === 0 ? 3 : 1,
        value === 0 ? INK : PALE,
      )
      .text(String(value), 38, y, 14, INK);
  }
  const bars: readonly (readonly [number, Color])[] = [
    ...Array.from(state, (value) => [value, BLUE] as const),
    ...Array.from(control, (value) => [value, ORANGE] as const),
  ];
  const width = 500 / (bars.length + 1);
  for (const [i, [value, color]] of bars.entries()) {
    const left = 70 + i * width + (i < state.length ? 0 : width) + width / 6;
    const end = height(value);
    canvas.rectangle(left, Math.min(end, 190), (width * 2) / 3, Math.abs(end - 190), color);
  }
  canvas.text('STATE', 70 + (state.length * width) / 2, 384, 14, BLUE);
  return canvas.text('CONTROL', 570 - (control.length * width) / 2, 384, 14, ORANGE).frame();
}

/** Where a value is in the picture: 0 in the middle, ±∞ at the ends, as x / (1 + |x|). */
function height(value: number): number {
  const size = Math.abs(value);
  return 190 - Math.sign(value) * (size === Infinity ? 1 : size / (1 + size)) * 180;
}

/** The board, the ball in orange and the paddle in blue, of squares as large as fit into 400 × 400. */
export function drawCatch(
  [ballColumn, ballRow, paddle]: readonly [number, number, number],
  rows: number,
  columns: number,
): Frame {
  const side = 400 / Math.max(rows, columns);
  const [left, top] = [200 - (columns * side) / 2, 200 - (rows * side) / 2];
  const canvas = new Canvas(400, 400, PALE).rectangle(left, top, columns * side, rows * side, PAPER);
  const paddleTop = top + (rows - 1) * side;
  canvas.rectangle(left + paddle * side, paddleTop + side * 0.6, side, side * 0.4, BLUE);
  return canvas.circle(left + (ballColumn + 0.5) * side, top + (ballRow + 0.5) * side, side * 0.35, ORANGE).frame();
}
