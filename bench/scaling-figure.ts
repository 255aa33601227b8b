import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COLOURS, type Line, lineFigure, svgToPng } from 'policy-ascent/node';
import type { Figure } from './figure.ts';
import type { Fit } from './fit.ts';
import type { Scale } from './scale.ts';

/** Draws the points of a scale, the spread of their runs and the fitted line, as `scaling-<name>.svg` and `.png`. */
export async function drawScaling(folder: string, scale: Scale, figures: readonly Figure[], fit: Fit): Promise<void> {
  const sizes = scale.sizes;
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const x = [least / 1.3, most * 1.3] as const;
  const y = [
    Math.min(...figures.map(({ low }) => low)) / 1.4,
    Math.max(...figures.map(({ high }) => high)) * 1.4,
  ] as const;
  const svg = await lineFigure({
    title: `Milliseconds against ${scale.axis}`,
    subtitle: `${scale.cost}; exponent ${fit.slope.toFixed(2)} ± ${fit.standardError.toFixed(2)} (standard error)`,
    panels: [
      {
        x: { name: scale.axis, range: x, logarithmic: true, ticks: sizes },
        y: { name: 'milliseconds', range: y, logarithmic: true, ticks: roundNumbers(y) },
        height: 420,
        lines: [fittedLine(fit, x), ...figures.flatMap((figure, i) => spreadMark(sizes[i] as number, figure, x))],
      },
    ],
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `scaling-${scale.name}.svg`), svg);
  writeFileSync(join(folder, `scaling-${scale.name}.png`), await svgToPng(svg));
}

/** 1, 2 and 5 times the powers of ten, within a range. */
function roundNumbers([low, high]: readonly [number, number]): number[] {
  const first = Math.floor(Math.log10(low));
  const powers = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, i) => first + i);
  const numbers = powers.flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`)));
  return numbers.filter((number) => number >= low && number <= high);
}

function fittedLine({ slope, intercept }: Fit, [low, high]: readonly [number, number]): Line {
  const at = (x: number) => ({ x, y: Math.exp(intercept + slope * Math.log(x)) });
  return { points: [at(low), at(high)], colour: COLOURS.vermilion, dash: '7,5', width: 2 };
}

/** A bar from the lowest run to the highest, and a short rule across it at the median. */
function spreadMark(x: number, { median, low, high }: Figure, [least, most]: readonly [number, number]): Line[] {
  const arm = (most / least) ** 0.008;
  const rule = [
    { x: x / arm, y: median },
    { x: x * arm, y: median },
  ];
  const bar = [
    { x, y: low },
    { x, y: high },
  ];
  return [
    { points: bar, colour: COLOURS.blue, width: 2 },
    { points: rule, colour: COLOURS.blue, width: 5 },
  ];
}
