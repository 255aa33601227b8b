import type { Random } from '../../core/random.ts';

/** What the tasks here need of a random stream. */
export type Draws = Pick<Random, 'uniform' | 'integer'>;
