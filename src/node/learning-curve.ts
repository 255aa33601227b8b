import { RETURN_WINDOW } from '../core/episode-window.ts';
import { InputError } from '../core/input-error.ts';
import { PICTURE_FONT } from './picture.ts';

/** The finished training episodes of a run, in order: what `episodes.csv` holds. */
export interface EpisodeColumns {
  /** Environment steps taken, over all environments, when the episode ended. */
  readonly step: ArrayLike<number>;
  /** Its undiscounted return. */
  readonly return: ArrayLike<number>;
}

/** What the figure says besides the data. */
export interface LearningCurveSettings {
  readonly title: string;
  /** A line under the title, in grey. */
  readonly subtitle?: string;
  /** The return at which the task counts as solved, drawn as a dashed line. */
  readonly rewardThreshold?: number | undefined;
  /** The right end of the horizontal axis; that of the last episode when left out. */
  readonly totalSteps?: number;
  /** Episodes in the running mean. */
  readonly window?: number;
}

// Okabe and Ito (2008): a blue and a vermilion that stay apart without colour vision, and in grey.
const MEAN_COLOUR = '#0072b2';
const EPISODE_COLOUR = '#56b4e9';
const THRESHOLD_COLOUR = '#d55e00';
const TEXT_COLOUR = '#222222';
const [WIDTH, HEIGHT] = [820, 480];
const MARGIN = { marginTop: 88, marginRight: 28, marginBottom: 52, marginLeft: 84 };
const [MOST_DOTS, MOST_VERTICES] = [3000, 600];

/** The mean of the last `window` values up to each one: m_i = mean(x_{max(0, i − window + 1)} … x_i). */
export function runningMean(values: ArrayLike<number>, window = RETURN_WINDOW): Float64Array {
  const means = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const first = Math.max(0, i - window + 1);
    let sum = 0;
    for (let j = first; j <= i; j++) sum += values[j] as number;
    means[i] = sum / (i - first + 1);
  }
  return means;
}

/** At most `most` of the numbers 0 … count − 1, evenly spread, the first and the last among them. */
export function spread(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.round((i * (count - 1)) / (most - 1)));
}

/** `950`, `20k`, `1.5M`: a number of steps as an axis tick. */
export function shortCount(count: number): string {
  const size = Math.abs(count);
  if (size >= 1e6) return `${Number((count / 1e6).toPrecision(6))}M`;
  return size >= 1e3 ? `${Number((count / 1e3).toPrecision(6))}k` : String(count);
}

/**
 * The learning curve as an SVG picture: the mean return of the last 100 episodes against environment steps, single
 * episodes as faint dots (thinned where there are thousands), the reward threshold as a dashed line.
 */
export async function learningCurveSvg(episodes: EpisodeColumns, settings: LearningCurveSettings): Promise<string> {
  const [Plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')]);
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const { window = RETURN_WINDOW, rewardThreshold } = settings;
  const points = curvePoints(episodes, window);
  const last = Number(episodes.step[episodes.step.length - 1] ?? 1);
  const end = Math.max(settings.totalSteps ?? 0, last, 1);
  const marks = [
    Plot.gridY({ ticks: 6, stroke: '#dddddd', strokeOpacity: 1 }),
    Plot.axisX({ tickFormat: shortCount, ticks: 8, label: null, color: TEXT_COLOUR }),
    Plot.axisY({ ticks: 6, label: null, color: TEXT_COLOUR }),
    Plot.dot(points.dots, {
      x: 'step',
      y: 'value',
      r: points.radius,
      fill: EPISODE_COLOUR,
      fillOpacity: points.opacity,
    }),
    Plot.lineY(points.means, { x: 'step', y: 'value', stroke: MEAN_COLOUR, strokeWidth: 2.5 }),
    Plot.dot(points.means.slice(-1), { x: 'step', y: 'value', r: 3.5, fill: MEAN_COLOUR }),
    ...thresholdMarks(Plot, rewardThreshold),
    ...(episodes.step.length === 0 ? [emptyMark(Plot)] : []),
  ];
  const svg = Plot.plot({
    document,
    width: WIDTH,
    height: HEIGHT,
    ...MARGIN,
    style: { fontFamily: PICTURE_FONT, fontSize: '13px', color: TEXT_COLOUR, background: 'white' },
    x: { domain: [0, end] },
    y: { domain: verticalDomain(episodes.return, rewardThreshold) },
    marks,
  });
  return withCaptions(svg, document, settings, window);
}

type PlotModule = typeof import('@observablehq/plot');

function curvePoints(episodes: EpisodeColumns, window: number) {
  if (episodes.step.length !== episodes.return.length) {
    const lengths = `${episodes.step.length} and ${episodes.return.length}`;
    throw new InputError('learning curve', 'as many steps as returns', lengths);
  }
  const means = runningMean(episodes.return, window);
  const at = (values: ArrayLike<number>) => (i: number) => ({ step: episodes.step[i] ?? 0, value: values[i] ?? 0 });
  const dots = spread(episodes.step.length, MOST_DOTS).map(at(episodes.return));
  return {
    dots,
    means: spread(episodes.step.length, MOST_VERTICES).map(at(means)),
    radius: dots.length < 200 ? 2.6 : 1.6,
    opacity: Math.max(0.3, 0.8 - dots.length / MOST_DOTS),
  };
}

/** Whether an axis that is to begin at `low` had better begin at 0, for 0 is near. */
function fromZero(low: number, high: number): boolean {
  return low >= 0 && low < 0.25 * high;
}

/** From the lowest to the highest return and the threshold, with 4 % of room, or from 0 where that is near. */
function verticalDomain(returns: ArrayLike<number>, threshold: number | undefined): [number, number] {
  let [low, high] = threshold === undefined ? [Infinity, -Infinity] : [threshold, threshold];
  for (let i = 0; i < returns.length; i++) {
    low = Math.min(low, returns[i] as number);
    high = Math.max(high, returns[i] as number);
  }
  if (low > high) return [0, 1];
  if (returns.length === 0) [low, high] = [Math.min(0, low), Math.max(0, high)];
  const room = low === high ? Math.max(1, Math.abs(low) * 0.1) : (high - low) * 0.04;
  return [fromZero(low, high) ? 0 : low - room, fromZero(-high, -low) ? 0 : high + room];
}

function thresholdMarks(Plot: PlotModule, threshold: number | undefined) {
  if (threshold === undefined) return [];
  const label = [`reward threshold ${threshold}`];
  const place = { frameAnchor: 'left', textAnchor: 'start', y: threshold, dx: 8, dy: -9 } as const;
  return [
    Plot.ruleY([threshold], { stroke: THRESHOLD_COLOUR, strokeWidth: 1.5, strokeDasharray: '7,5' }),
    Plot.text(label, { ...place, text: (text: string) => text, fill: THRESHOLD_COLOUR, stroke: 'white' }),
  ];
}

function emptyMark(Plot: PlotModule) {
  return Plot.text(['no episode has ended'], {
    frameAnchor: 'middle',
    fill: '#555555',
    stroke: 'white',
    strokeWidth: 8,
    fontSize: 15,
  });
}

/** Adds what Plot would draw as HTML around the picture: title, subtitle, the key, and the names of the axes. */
function withCaptions(svg: Element, document: Document, settings: LearningCurveSettings, window: number): string {
  const element = (name: string, attributes: Record<string, string | number>, text = '') => {
    const node = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
    node.textContent = text;
    svg.append(node);
  };
  const [left, top, bottom] = [MARGIN.marginLeft, MARGIN.marginTop, HEIGHT - MARGIN.marginBottom];
  const start = { 'text-anchor': 'start', fill: TEXT_COLOUR };
  const background = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  for (const [key, value] of Object.entries({ width: WIDTH, height: HEIGHT, fill: 'white' })) {
    background.setAttribute(key, String(value));
  }
  svg.prepend(background);
  element('text', { ...start, x: left, y: 28, 'font-size': 18 }, settings.title);
  element('text', { ...start, x: left, y: 48, fill: '#555555' }, settings.subtitle ?? '');
  element('line', { x1: left, x2: left + 26, y1: 68, y2: 68, stroke: MEAN_COLOUR, 'stroke-width': 2.5 });
  element('text', { ...start, x: left + 34, y: 72.5 }, `mean of the last ${window} episodes`);
  element('circle', { cx: left + 280, cy: 68, r: 3, fill: EPISODE_COLOUR });
  element('text', { ...start, x: left + 290, y: 72.5 }, 'one training episode');
  const [middle, centre] = [(left + WIDTH - MARGIN.marginRight) / 2, (top + bottom) / 2];
  const centred = { 'text-anchor': 'middle', fill: TEXT_COLOUR };
  element('text', { ...centred, x: middle, y: HEIGHT - 12 }, 'environment steps (all environments together)');
  const turned = { ...centred, x: 0, y: 0, transform: `translate(18,${centre}) rotate(-90)` };
  element('text', turned, 'return (sum of rewards) of an episode');
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return `${svg.outerHTML}\n`;
}
