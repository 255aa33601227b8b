import { describe, expect, test } from 'vitest';
import type { Frame } from '../../../src/core/environment.ts';
import { InputError } from '../../../src/core/input-error.ts';
import { Canvas, type Color } from '../../../src/envs/drawing/canvas.ts';
import { textWidth } from '../../../src/envs/drawing/glyphs.ts';

const BLACK: Color = [0, 0, 0];
const WHITE: Color = [255, 255, 255];
const RED: Color = [200, 40, 10];

/** The red of every pixel, row by row. */
function reds({ width, height, pixels }: Frame): number[][] {
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => pixels[4 * (y * width + x)] as number),
  );
}

/** What white shapes cover on black, in pixels. */
function area(draw: (canvas: Canvas) => Canvas, width = 120, height = 90): number {
  const { pixels } = draw(new Canvas(width, height, BLACK)).frame();
  let sum = 0;
  for (let i = 0; i < pixels.length; i += 4) sum += (pixels[i] as number) / 255;
  return sum;
}

function expectArea(draw: (canvas: Canvas) => Canvas, expected: number): void {
  expect(Math.abs(area(draw) / expected - 1)).toBeLessThan(0.01);
}

describe('the area of', () => {
  test('a triangle, either way round, at positions off the grid', () => {
    const corners = [
      [10.3, 12.7],
      [95.1, 30.2],
      [41.9, 77.4],
    ] as [number, number][];
    const [[ax, ay], [bx, by], [cx, cy]] = corners as [[number, number], [number, number], [number, number]];
    const exact = Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2;
    expectArea((canvas) => canvas.polygon(corners, WHITE), exact);
    expectArea((canvas) => canvas.polygon(corners.toReversed(), WHITE), exact);
  });

  test('a polygon that is not convex', () => {
    const arrow = [
      [20, 20],
      [100, 45],
      [20, 70],
      [45, 45],
    ] as const;
    expectArea((canvas) => canvas.polygon(arrow, WHITE), (80 * 50) / 2 - (25 * 50) / 2);
  });

  test('a polygon that winds twice around its middle, once', () => {
    const square = [
      [10, 10],
      [50, 10],
      [50, 50],
      [10, 50],
    ] as const;
    expect(area((canvas) => canvas.polygon([...square, ...square], WHITE))).toBe(1600);
  });

  test.each([0.8, 2.5, 17.3, 40])('a disc of radius %d', (radius) => {
    expectArea((canvas) => canvas.circle(60.2, 44.6, radius, WHITE), Math.PI * radius * radius);
  });

  test('a rectangle, to the rounding of a byte', () => {
    const [x, y, width, height] = [10.25, 20.5, 30.6, 0.3];
    const exact = width * height;
    expect(Math.abs(area((canvas) => canvas.rectangle(x, y, width, height, WHITE)) - exact)).toBeLessThan(32 / 255);
    expect(area((canvas) => canvas.rectangle(3, 4, 50, 60, WHITE))).toBe(3000);
  });

  test('a line with its round ends, at any slope', () => {
    for (const [dx, dy] of [
      [60, 0],
      [0, 60],
      [48, 36],
      [-13, 52],
    ] as const) {
      const length = Math.sqrt(dx * dx + dy * dy);
      const draw = (canvas: Canvas) =>
        canvas.line(
          [
            [50, 15],
            [50 + dx, 15 + dy],
          ],
          9,
          WHITE,
        );
      expectArea(draw, 9 * length + (Math.PI * 81) / 4);
    }
  });

  test('a line with a right angle in it, where joint and pieces overlap', () => {
    const corner = [
      [20, 20],
      [80, 20],
      [80, 70],
    ] as const;
    // Two bars of 10 × 60 and 10 × 50, that share a quarter of the square at the corner; a quarter disc fills its outside, and two half discs end them.
    const exact = 600 + 500 - 25 + (Math.PI * 25) / 4 + Math.PI * 25;
    expectArea((canvas) => canvas.line(corner, 10, WHITE), exact);
  });

  test('a line of one point: a disc', () => {
    expectArea((canvas) => canvas.line([[40, 40]], 12, WHITE), Math.PI * 36);
  });
});

describe('colours', () => {
  test('lie over each other by opacity times coverage', () => {
    const canvas = new Canvas(1, 1, [100, 100, 100]).rectangle(0, 0, 1, 0.5, [200, 0, 50, 0.6]);
    expect([...canvas.frame().pixels]).toEqual([130, 70, 85, 255]);
  });

  test('are weighted by what is there where the ground is not opaque', () => {
    const ground = new Canvas(1, 1, [0, 0, 250, 0]).rectangle(0, 0, 1, 1, [250, 0, 0, 0.4]);
    expect([...ground.frame().pixels]).toEqual([250, 0, 0, 102]);
    // α = 0.6 over β = 102 / 255 = 0.4: 0.6 + 0.4 · 0.4 = 0.76 in all, 0.6 of it new.
    const over = [...ground.rectangle(0, 0, 1, 1, [0, 100, 0, 0.6]).frame().pixels];
    expect(over).toEqual([Math.round((0.16 / 0.76) * 250), Math.round((0.6 / 0.76) * 100), 0, Math.round(0.76 * 255)]);
  });

  test('of a translucent line are laid once, also where its pieces overlap', () => {
    const line = new Canvas(60, 60, BLACK).line(
      [
        [10, 10],
        [40, 10],
        [40, 40],
        [15, 35],
      ],
      8,
      [255, 255, 255, 0.5],
    );
    const values = new Set(reds(line.frame()).flat());
    expect(Math.max(...values)).toBe(128);
  });

  test('of a polygon whose parts share an edge show no seam', () => {
    const [top, left, right, bottom] = [
      [30, 3.3],
      [4.7, 28],
      [57.2, 33.1],
      [28, 56],
    ] as const;
    const outline = [top, right, bottom, left];
    const whole = reds(new Canvas(60, 60, BLACK).polygon(outline, WHITE).frame()).flat();
    const twice = [top, right, left, top, right, bottom, left, right];
    expect(reds(new Canvas(60, 60, BLACK).polygon(twice, WHITE).frame()).flat()).toEqual(whole);
  });
});

describe('the borders', () => {
  test('cut a shape off: what is inside is as on a larger canvas', () => {
    const draw = (canvas: Canvas, x: number, y: number) =>
      canvas
        .circle(x + 2, y + 3, 14.5, WHITE)
        .line(
          [
            [x - 30, y + 20],
            [x + 70, y + 33],
          ],
          5,
          RED,
        )
        .polygon(
          [
            [x + 35, y - 8],
            [x + 55, y + 20],
            [x + 25, y + 55],
          ],
          RED,
        )
        .rectangle(x - 5, y + 34.5, 12.5, 20, WHITE)
        .text('AB', x + 38, y + 3, 12, WHITE);
    const cut = reds(draw(new Canvas(40, 40, BLACK), 0, 0).frame());
    const whole = reds(draw(new Canvas(140, 140, BLACK), 50, 50).frame());
    expect(cut).toEqual(whole.slice(50, 90).map((row) => row.slice(50, 90)));
  });

  test('leave what lies wholly outside undrawn, however large', () => {
    const canvas = new Canvas(20, 20, BLACK).circle(-40, 10, 20, WHITE).rectangle(30, -1e9, 1e9, 2e9, WHITE);
    canvas
      .polygon(
        [
          [-1e9, 30],
          [1e9, 30],
          [0, 1e12],
        ],
        WHITE,
      )
      .line(
        [
          [25, -1e9],
          [25, 1e9],
        ],
        2,
        WHITE,
      );
    expect(
      reds(canvas.frame())
        .flat()
        .every((red) => red === 0),
    ).toBe(true);
    expect(area((large) => large.rectangle(-1e9, -1e9, 2e9, 2e9, WHITE))).toBe(120 * 90);
  });
});

describe('symmetry', () => {
  const draw = (canvas: Canvas) =>
    canvas
      .circle(32, 32, 20.25, WHITE)
      .polygon(
        [
          [32, 2.5],
          [60.5, 50],
          [3.5, 50],
        ],
        RED,
      )
      .line(
        [
          [8, 40],
          [56, 40],
        ],
        3.5,
        BLACK,
      );

  test('a shape that is its own mirror image is drawn so, to one in 255', () => {
    const rows = reds(draw(new Canvas(64, 64, BLACK)).frame());
    for (const row of rows) {
      for (const [x, red] of row.entries()) expect(Math.abs(red - (row[63 - x] as number))).toBeLessThanOrEqual(1);
    }
  });

  test('a disc is alike from above and from the side', () => {
    const rows = reds(new Canvas(64, 64, BLACK).circle(32, 32, 20, WHITE).frame());
    for (let y = 0; y < 64; y++) {
      expect(rows[y]).toEqual(rows[63 - y]);
      for (let x = 0; x < 64; x++) expect(Math.abs((rows[y]?.[x] ?? 0) - (rows[x]?.[y] ?? 0))).toBeLessThan(20);
    }
  });
});

describe('text', () => {
  /** The least rectangle around what is drawn: left, top, right, bottom. */
  function extent(canvas: Canvas): number[] {
    const rows = reds(canvas.frame());
    const at = rows.flatMap((row, y) => row.flatMap((red, x) => (red > 0 ? [[x, y]] : []))) as [number, number][];
    const [xs, ys] = [at.map(([x]) => x), at.map(([, y]) => y)];
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs) + 1, Math.max(...ys) + 1];
  }

  test('is centred, as high as it is told, and as wide as textWidth says', () => {
    const [left, top, right, bottom] = extent(new Canvas(200, 60, BLACK).text('H08H', 100, 30, 24, WHITE)) as [
      number,
      number,
      number,
      number,
    ];
    expect((left + right) / 2).toBeCloseTo(100, 5);
    expect([top, bottom]).toEqual([18, 42]);
    expect(Math.abs(right - left - textWidth('H08H', 24))).toBeLessThan(2);
    expect(textWidth('', 24)).toBe(0);
  });

  test('has another picture for every letter, digit and sign', () => {
    const signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZ123456789 .,:!?'-+=×/%()<>°←↑→↓";
    const pictures = [...signs].map((sign) =>
      new Canvas(20, 20, BLACK).text(sign, 10, 10, 14, WHITE).frame().pixels.join(),
    );
    expect(new Set(pictures).size).toBe([...signs].length);
  });

  test('draws small letters as capitals, and refuses a sign that it does not know', () => {
    const draw = (text: string) => new Canvas(60, 20, BLACK).text(text, 30, 10, 12, WHITE).frame().pixels;
    expect(draw('goal')).toEqual(draw('GOAL'));
    expect(() => draw('π')).toThrow(/^text: must be made of the signs .*ABC.*, got 'π'$/);
  });
});

describe('a canvas', () => {
  test('hands out pictures that later drawing leaves alone', () => {
    const canvas = new Canvas(3, 2, RED);
    const before = canvas.frame();
    canvas.rectangle(0, 0, 3, 2, WHITE);
    expect([before.width, before.height, ...before.pixels.slice(0, 4)]).toEqual([3, 2, 200, 40, 10, 255]);
    expect(canvas.frame().pixels[0]).toBe(255);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['a size of 0', () => new Canvas(0, 5, WHITE), /^canvas: width and height must be whole numbers ≥ 1, got 0$/],
    ['a colour over 255', () => new Canvas(1, 1, [256, 0, 0]), /a colour must be .*, got \[256,0,0\]$/],
    ['an opacity over 1', () => new Canvas(1, 1, WHITE).circle(0, 0, 1, [0, 0, 0, 2]), /a colour must be/],
    [
      'a point at infinity',
      () => new Canvas(1, 1, WHITE).line([[0, Infinity]], 1, RED),
      /finite numbers, got \(0, Infinity\)$/,
    ],
    [
      'a polygon of two points',
      () =>
        new Canvas(1, 1, WHITE).polygon(
          [
            [0, 0],
            [1, 1],
          ],
          RED,
        ),
      /needs 3 points or more, got 2$/,
    ],
    ['a negative radius', () => new Canvas(1, 1, WHITE).circle(0, 0, -1, RED), /must be a number ≥ 0, got -1$/],
  ])('refuses %s', (_, draw, message) => {
    expect(draw).toThrow(InputError);
    expect(draw).toThrow(message);
  });
});
