import { acting } from './acting.ts';
import { environments } from './environments.ts';
import { gradientSteps } from './gradient-steps.ts';
import { kernels } from './kernels.ts';
import { memory } from './memory.ts';
import { peers } from './peers.ts';
import { profile } from './profile.ts';
import { scaling } from './scaling.ts';
import type { Section } from './section.ts';
import { solve } from './solve.ts';
import { startup } from './startup.ts';
import { training } from './training.ts';
import { update } from './update.ts';

/** Every section, in the order in which they run. */
export const sections: readonly Section[] = [
  environments,
  acting,
  update,
  training,
  kernels,
  gradientSteps,
  memory,
  scaling,
  startup,
  profile,
  peers,
  solve,
];
