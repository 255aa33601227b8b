import { COLOURS, type Line, type LineFigure, type Panel, type Place } from 'policy-ascent/node';
import { type Flow, GOOD_COST, type Method, regulatorFlows, SCALES, type twoStateFlows } from './flows.ts';
import { type FlowPoint, thinned } from './gradient-flow.ts';
import { twoStatePolicy } from './two-state.ts';

type TwoStateFlows = ReturnType<typeof twoStateFlows>;

const TIME = 'time t of the flow θ̇ = direction(θ), logarithmic';
const PLAIN = { colour: COLOURS.vermilion };
const NATURAL = { colour: COLOURS.blue, dash: '7,4' };

/** Figure 1C: average reward and ρ(j) against time. */
export function rewardFigure({ plain, natural }: TwoStateFlows): LineFigure {
  const time = { name: TIME, range: [1e-2, 1e8], logarithmic: true } as const;
  const reward = (path: readonly FlowPoint[]) => places(path, ({ theta }) => plain.problem.objective(theta));
  const share = (path: readonly FlowPoint[]) => places(path, ({ theta }) => twoStatePolicy(theta).stationary[1]);
  return {
    title: 'Two states: the plain gradient waits a million times longer',
    subtitle: 'start: π(stay|i) = 0.8, π(stay|j) = 0.1; after figure 1C of Kakade (2001)',
    panels: [
      {
        x: time,
        y: { name: 'average reward per step', range: [0.6, 2.05], ticks: [0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8, 2] },
        height: 280,
        levels: [1],
        lines: [
          {
            ...PLAIN,
            points: reward(plain.path),
            label: 'plain gradient',
            labelAt: { x: 1e4, y: 1.08, anchor: 'middle' },
          },
          { ...NATURAL, points: reward(natural.path), label: 'natural gradient', labelAt: { x: 4, y: 1.7 } },
        ],
      },
      {
        x: time,
        y: { name: 'ρ(j), share of time in state j', range: [1e-7, 2], logarithmic: true },
        height: 280,
        lines: [
          {
            ...PLAIN,
            points: share(plain.path),
            label: 'plain gradient',
            labelAt: { x: 2e2, y: 1e-5, anchor: 'middle' },
          },
          { ...NATURAL, points: share(natural.path), label: 'natural gradient', labelAt: { x: 4, y: 0.25 } },
        ],
      },
    ],
  };
}

/** Figure 1D: the two parameters against each other. */
export function phaseFigure({ plain, natural }: TwoStateFlows): LineFigure {
  const points = ({ path }: { path: readonly FlowPoint[] }) =>
    thinned(path, 0.05).map(({ theta: [x, y] }) => ({ x, y }));
  const ticks = [-4, -2, 0, 2, 4, 6, 8, 10, 12, 14];
  const start = plain.problem.start;
  return {
    title: 'Two states: the ways through the parameters',
    subtitle: 'θ is the logit of staying; after figure 1D of Kakade (2001)',
    panels: [
      {
        x: { name: 'θᵢ, logit of staying in i (reward 1)', range: [-4, 15], ticks },
        y: { name: 'θⱼ, logit of staying in j (reward 2)', range: [-3, 11], ticks: ticks.slice(1, 8) },
        height: 440,
        lines: [
          { ...PLAIN, points: points(plain), label: 'plain gradient', labelAt: { x: 8, y: -2.5, anchor: 'middle' } },
          { ...NATURAL, points: points(natural), label: 'natural gradient', labelAt: { x: 3.6, y: 2.4 } },
        ],
        notes: [{ x: start[0] - 0.3, y: start[1], text: 'start', anchor: 'end' }],
      },
    ],
  };
}

/** How each pair of scales is told apart, and where its two lines are named. */
const SCALED: readonly { colour: string; plainAt: NonNullable<Line['labelAt']>; naturalAt: Line['labelAt'] }[] = [
  { colour: COLOURS.black, plainAt: { x: 0.16, y: 29.2 }, naturalAt: { x: 5, y: 20.5 } },
  {
    colour: COLOURS.blue,
    plainAt: { x: 2.6, y: 27, anchor: 'end' },
    naturalAt: { x: 1.75, y: 21.15, anchor: 'end' },
  },
  { colour: COLOURS.vermilion, plainAt: { x: 9, y: 29.2 }, naturalAt: { x: 1.15, y: 22.45 } },
];

/** Figure 1A: the regulator's cost against time under rescaled parameters. */
export function regulatorFigure(): LineFigure {
  const flows = SCALED.map((look, i) => {
    const scales = SCALES[i] ?? [1, 1];
    return { ...look, label: `s = (${scales.join(', ')})`, flows: regulatorFlows(scales) };
  });
  const lines = (method: Method, style: (flow: (typeof flows)[number]) => Omit<Line, 'points'>) =>
    flows.map((flow): Line => ({ ...style(flow), points: costs(flow.flows[method]) }));
  const dashed = { dash: '7,4' };
  return {
    title: 'Regulator: both gradients under rescaled parameters',
    subtitle: 'start: θ₁s₁ = θ₂s₂ = −0.8; the least cost is 20; after figure 1A of Kakade (2001)',
    panels: [
      bothGradients([
        ...lines('plain', ({ colour, label, plainAt: labelAt }) => ({ colour, label, labelAt })),
        ...lines('natural', ({ colour }) => ({ colour, ...dashed })),
      ]),
      naturalAlone([
        ...lines('natural, F alone', () => ({ colour: COLOURS.green, width: 5 })),
        ...lines('natural', ({ colour, label, naturalAt: labelAt }) => ({ colour, ...dashed, label, labelAt })),
      ]),
    ],
  };
}

function bothGradients(lines: readonly Line[]): Panel {
  return {
    x: { name: TIME, range: [1e-3, 1e4], logarithmic: true },
    y: { name: 'cost of 20 steps', range: [19.5, 34.5], ticks: [20, 22, 24, 26, 28, 30, 32, 34] },
    height: 320,
    levels: [GOOD_COST],
    lines,
    notes: [
      { x: 0.0013, y: 24.5, text: 'natural gradient\n(dashed)' },
      { x: 60, y: 31.5, text: 'plain gradient (drawn through)' },
    ],
  };
}

function naturalAlone(lines: readonly Line[]): Panel {
  return {
    x: { name: TIME, range: [1e-2, 100], logarithmic: true },
    y: { name: 'cost of 20 steps', range: [20, 24], ticks: [20, 21, 22, 23, 24] },
    height: 300,
    levels: [GOOD_COST],
    lines,
    notes: [
      { x: 3, y: 23.5, text: 'the natural gradient alone, enlarged:\ndashed with 10⁻³ I added to F' },
      { x: 0.12, y: 22.6, text: 'F alone:\nall three scalings', anchor: 'end', colour: COLOURS.green },
    ],
  };
}

function costs({ path, problem }: Flow): Place[] {
  return places(path, ({ theta }) => -problem.objective(theta));
}

/** A path as places at its times, without time 0, which has no logarithm. */
function places(path: readonly FlowPoint[], y: (point: FlowPoint) => number): Place[] {
  return thinned(path, 0.2)
    .filter(({ time }) => time > 0)
    .map((point) => ({ x: point.time, y: y(point) }));
}
