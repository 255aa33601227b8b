import type { Environment, EpisodeSummary } from '../../core/environment.ts';
import { EpisodeTally } from '../../core/episode-tally.ts';
import type { ActionKind } from '../../core/spaces.ts';
import { wrap } from './wrap.ts';

/** The environment, whose last step of an episode has `info.episode`: the sum of its rewards and its length. */
export function episodeStatistics<K extends ActionKind>(environment: Environment<K>): Environment<K> {
  const tally = new EpisodeTally();
  const memory = {
    name: 'episodeStatistics',
    save: (): EpisodeSummary => ({ return: tally.return, length: tally.length }),
    restore: (saved: unknown) => void Object.assign(tally, saved),
  };
  const counted: Partial<Environment<K>> = {
    reset(request) {
      tally.clear();
      return environment.reset(request);
    },
    step(action, into) {
      const step = environment.step(action, into);
      tally.add(step.reward);
      if (step.terminated || step.truncated) step.info.episode = tally.finish();
      return step;
    },
  };
  return wrap(environment, counted, memory);
}
