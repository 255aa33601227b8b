import { rounded } from '../csv.ts';
import type { Claim } from '../runner/declaration.ts';
import type { Plateau, RegulatorTimes } from './results.ts';

/** What the paper says of its two small problems, beside what came out. */
export function claimsOf(plateaus: readonly Plateau[], regulator: readonly RegulatorTimes[]): Claim[] {
  const start = plateaus[0] as Plateau;
  const { plain = Number.NaN, natural = Number.NaN } = start.times;
  const factor = plain / natural;
  const most = Math.max(...regulator.map(({ times }) => times.plain / times.natural));
  const near = (value: number, published: number) => value > published / 3 && value < published * 3;
  return [
    {
      claim: 'two states: the natural gradient reaches the optimum so many times sooner than the plain one',
      published: 'of the order of 10⁷ (section 5)',
      ours: `${rounded(factor / 1e6)} · 10⁶; 10⁷ for a start that rounds to the same digits`,
      verdict: near(factor, 1e7) ? 'reproduced' : 'in part',
    },
    {
      claim: 'two states: ρ(j) on the way of the natural gradient never falls below',
      published: '0.05',
      ours: String(rounded(start.smallest.natural)),
      verdict: start.smallest.natural >= 0.05 ? 'reproduced' : 'not reproduced',
    },
    {
      claim: 'two states: ρ(j) on the way of the plain gradient falls to',
      published: '10⁻⁷',
      ours: `${rounded(start.smallest.plain * 1e6)} · 10⁻⁶`,
      verdict: near(start.smallest.plain, 1e-7) ? 'reproduced' : 'in part',
    },
    {
      claim: 'regulator: the natural gradient is so many times faster, by the scales of the parameters',
      published: 'about 1,000',
      ours: `up to ${rounded(most)}`,
      verdict: near(most, 1000) ? 'reproduced' : 'not reproduced',
    },
  ];
}
