import { shortCount } from './learning-curve.ts';
import { PICTURE_FONT } from './picture.ts';

/** A place in a figure, in the units of its axes. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** One line, and its name beside it. */
export interface Line {
  readonly points: readonly Place[];
  readonly colour: string;
  readonly width?: number;
  /** The dashes of SVG, such as `6,4`; drawn through where left out. */
  readonly dash?: string;
  readonly label?: string;
  /** Where the label stands, and which of its ends. */
  readonly labelAt?: Place & { readonly anchor?: 'start' | 'middle' | 'end' };
}

/** What lies between two curves, such as an interval around a mean. */
export interface Band {
  readonly points: readonly { readonly x: number; readonly low: number; readonly high: number }[];
  readonly colour: string;
}

/** An axis: its name with the unit, its range, and how its ticks are written. */
export interface Axis {
  readonly name: string;
  readonly range: readonly [number, number];
  readonly logarithmic?: boolean;
  /** Counts, which are written as `20k` and `1.5M`. */
  readonly counts?: boolean;
  readonly ticks?: readonly number[];
  /** What is written at the ticks in place of their numbers, where they stand for things. */
  readonly names?: readonly string[];
}

/** A single place that is marked: a disc, or a circle. */
export interface Dot extends Place {
  readonly colour: string;
  readonly hollow?: boolean;
}

/** A remark inside a diagram. */
export interface Note extends Place {
  readonly text: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly colour?: string;
}

/** A diagram of a figure. */
export interface Panel {
  readonly x: Axis;
  readonly y: Axis;
  readonly height: number;
  /** A line above it, such as which of several tasks it shows. */
  readonly heading?: string;
  readonly lines: readonly Line[];
  /** Drawn under the lines. */
  readonly bands?: readonly Band[];
  /** Drawn over the lines. */
  readonly dots?: readonly Dot[];
  readonly notes?: readonly Note[];
  /** A level that is worth a thin rule across. */
  readonly levels?: readonly number[];
}

/** A name for each look of a line. */
export type Legend = readonly (Pick<Line, 'colour' | 'dash'> & { readonly label: string })[];

/** A title, a line under it, a legend below where one is needed, and diagrams one below the other. */
export interface LineFigure {
  readonly title: string;
  readonly subtitle: string;
  readonly legend?: Legend;
  readonly width?: number;
  /** Room for the names of the vertical axes' ticks, in pixels. */
  readonly marginLeft?: number;
  readonly panels: readonly Panel[];
}

/** Colours that stay apart without colour vision. Okabe and Ito (2008). */
export const COLOURS = {
  blue: '#0072b2',
  vermilion: '#d55e00',
  green: '#009e73',
  purple: '#cc79a7',
  orange: '#e69f00',
  sky: '#56b4e9',
  grey: '#777777',
  black: '#222222',
};

/** The size of a diagram but its height, and what is left free around it. */
interface Frame {
  readonly width: number;
  readonly marginTop: number;
  readonly marginRight: number;
  readonly marginBottom: number;
  readonly marginLeft: number;
}

const TEXT = '#222222';
const MARGIN = { marginTop: 14, marginRight: 24, marginBottom: 52, marginLeft: 84 };
const HEAD = 62;
/** Of a row of the legend, and of a heading above a diagram. */
const ROW = 21;

type PlotModule = typeof import('@observablehq/plot');

/** A figure of lines as an SVG picture. */
export async function lineFigure(figure: LineFigure): Promise<string> {
  const { title, subtitle, legend = [], width = 820, marginLeft = MARGIN.marginLeft, panels } = figure;
  const frame: Frame = { ...MARGIN, marginLeft, width };
  const [Plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')]);
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const head = HEAD + ROW * legend.length;
  const height = head + panels.reduce((sum, panel) => sum + heightOf(panel), 0);
  const svg = element(document, 'svg', { width, height, viewBox: `0 0 ${width} ${height}` });
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  svg.setAttribute('font-family', PICTURE_FONT);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', title);
  svg.append(element(document, 'rect', { width, height, fill: 'white' }));
  const left = { x: Math.min(marginLeft, MARGIN.marginLeft), fill: TEXT };
  svg.append(element(document, 'text', { ...left, y: 26, 'font-size': 18 }, title));
  svg.append(element(document, 'text', { ...left, y: 47, 'font-size': 13, fill: '#555555' }, subtitle));
  svg.append(...legendRows(document, legend, left.x));
  let top = head;
  for (const panel of panels) {
    const { heading } = panel;
    if (heading !== undefined) {
      svg.append(element(document, 'text', { ...left, y: top + 12, 'font-size': 14, 'font-weight': 'bold' }, heading));
    }
    const from = top + heightOf(panel) - panel.height;
    const plotted = plot(Plot, document, panel, frame);
    plotted.setAttribute('y', String(from));
    svg.append(plotted, ...axisNames(document, panel, from, frame));
    top += heightOf(panel);
  }
  return `${svg.outerHTML}\n`;
}

function heightOf({ heading, height }: Panel): number {
  return height + (heading === undefined ? 0 : ROW);
}

/** A stroke as the line has it, and its name, one below the other. */
function legendRows(document: Document, legend: Legend, x: number): Element[] {
  return legend.flatMap(({ label: text, colour, dash }, i) => {
    const y = HEAD + ROW * i + 4;
    const stroke = { x1: x, x2: x + 30, y1: y, y2: y, stroke: colour, 'stroke-width': 2.5 };
    return [
      element(document, 'line', { ...stroke, ...(dash && { 'stroke-dasharray': dash }) }),
      element(document, 'text', { x: x + 38, y: y + 4.5, 'font-size': 13, fill: TEXT }, text),
    ];
  });
}

function plot(Plot: PlotModule, document: Document, panel: Panel, frame: Frame): SVGSVGElement | HTMLElement {
  const { x, y, height } = panel;
  return Plot.plot({
    document,
    height,
    ...frame,
    style: { fontFamily: PICTURE_FONT, fontSize: '13px', color: TEXT, background: 'white' },
    x: { type: x.logarithmic ? 'log' : 'linear', domain: [...x.range], clamp: false },
    y: { type: y.logarithmic ? 'log' : 'linear', domain: [...y.range] },
    marks: [
      Plot.gridY(ticksOf(y), { stroke: '#dddddd', strokeOpacity: 1 }),
      Plot.axisX(ticksOf(x), { tickFormat: tickText(x), label: null, color: TEXT }),
      Plot.axisY(ticksOf(y), { tickFormat: tickText(y), label: null, color: TEXT }),
      Plot.ruleY(panel.levels ?? [], { stroke: COLOURS.grey, strokeDasharray: '2,3' }),
      ...(panel.bands ?? []).map((band) => bandMark(Plot, band)),
      ...panel.lines.flatMap((line) => lineMarks(Plot, line)),
      ...(panel.dots ?? []).map((dot) => dotMark(Plot, dot)),
      ...(panel.notes ?? []).map((note) => label(Plot, note, note.text, note.colour ?? TEXT)),
    ],
  });
}

function bandMark(Plot: PlotModule, { points, colour }: Band) {
  return Plot.areaY(points, { x: 'x', y1: 'low', y2: 'high', fill: colour, fillOpacity: 0.2, clip: true });
}

function dotMark(Plot: PlotModule, { x, y, colour, hollow = false }: Dot) {
  return Plot.dot([{ x, y }], {
    x: 'x',
    y: 'y',
    r: 4.5,
    stroke: colour,
    strokeWidth: 2,
    fill: hollow ? 'none' : colour,
  });
}

function lineMarks(Plot: PlotModule, { points, colour, width = 2.5, dash, label: text, labelAt }: Line) {
  const style = { stroke: colour, strokeWidth: width, ...(dash && { strokeDasharray: dash }), clip: true } as const;
  const drawn = Plot.line(points, { x: 'x', y: 'y', ...style });
  return text === undefined || labelAt === undefined ? [drawn] : [drawn, label(Plot, labelAt, text, colour)];
}

function label(Plot: PlotModule, { x, y, anchor = 'start' }: NonNullable<Line['labelAt']>, text: string, fill: string) {
  const style = { fill, stroke: 'white', strokeWidth: 5, textAnchor: anchor, lineHeight: 1.25 } as const;
  return Plot.text([{ x, y, text }], { x: 'x', y: 'y', text: 'text', ...style });
}

/** The ticks given, or else powers of ten, or else round numbers. */
function ticksOf({ range: [low, high], logarithmic, ticks }: Axis): number[] {
  if (ticks !== undefined) return [...ticks];
  if (logarithmic) {
    const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
    return Array.from({ length: last - first + 1 }, (_, i) => Number(`1e${first + i}`));
  }
  const rough = (high - low) / 8;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
}

const RAISED = new Map([...'-0123456789'].map((digit, i) => [digit, [...'⁻⁰¹²³⁴⁵⁶⁷⁸⁹'][i]]));

/** Powers of ten as such where an axis is logarithmic and has chosen them itself; numbers otherwise. */
function tickText({ logarithmic, ticks, names, counts }: Axis): (value: number) => string {
  if (names !== undefined) return (value) => names[ticks?.indexOf(value) ?? -1] ?? '';
  if (counts) return shortCount;
  if (!logarithmic || ticks !== undefined) return (value) => String(Number(value.toPrecision(6))).replace('-', '−');
  return (value) => `10${[...String(Math.round(Math.log10(value)))].map((digit) => RAISED.get(digit)).join('')}`;
}

function axisNames(document: Document, { x, y, height }: Panel, top: number, frame: Frame): Element[] {
  const middle = (frame.marginLeft + frame.width - MARGIN.marginRight) / 2;
  const centre = top + (MARGIN.marginTop + height - MARGIN.marginBottom) / 2;
  const style = { 'text-anchor': 'middle', fill: TEXT, 'font-size': 13 };
  const turned = { ...style, x: 0, y: 0, transform: `translate(20,${centre}) rotate(-90)` };
  return [
    element(document, 'text', { ...style, x: middle, y: top + height - 14 }, x.name),
    element(document, 'text', turned, y.name),
  ];
}

function element(document: Document, name: string, attributes: Record<string, string | number>, text = ''): Element {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  node.textContent = text;
  return node;
}
