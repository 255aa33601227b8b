import { type ActionKind, box, createPolicy, discrete, flatSize, InputError, type Policy } from 'policy-ascent';
import type { Section } from './section.ts';
import { rateOf } from './timing.ts';

const COUNTS = [1, 8, 64];

/** The policies, with the standard two hidden layers of 64. */
const policies: Readonly<Record<string, () => Policy>> = {
  'policy 4-64-64-2': () => createPolicy({ observationSpace: box(-1, 1, [4]), actionSpace: discrete(2) }),
  'Gaussian policy 17-64-64-6': () =>
    createPolicy<ActionKind>({ observationSpace: box(-1, 1, [17]), actionSpace: box(-1, 1, [6]) }),
};

/** What a policy says of observations, as a rollout asks it. */
export const acting: Section = {
  name: 'acting',
  summary: 'observations that a policy judges, 1, 8 and 64 at once',
  quick: true,
  parts: Object.keys(policies),
  measure: (part, { seconds }) => ({ figures: COUNTS.map((count) => judging(part, count, seconds)) }),
};

function judging(name: string, count: number, seconds: number) {
  const policy = policies[name]?.();
  if (policy === undefined) throw new InputError('acting', `there is no ${name}`);
  const observations = Float32Array.from({ length: count * flatSize(policy.observationSpace) }, (_, i) => Math.sin(i));
  const actor = policy.actor(count);
  return rateOf({ name: `${name}, ${count} at once`, unit: 'observations/s' }, seconds, {
    amount: 100 * count,
    run() {
      for (let i = 0; i < 100; i++) actor.omega(observations);
    },
  });
}
