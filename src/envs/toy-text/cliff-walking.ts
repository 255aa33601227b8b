import type { Frame } from '../../core/environment.ts';
import { booleanSetting, requireKnownSettings, type Settings } from '../known-settings.ts';
import { drawCliff } from './drawings.ts';
import { TabularEnvironment, type Transition, type TransitionTable } from './tabular-environment.ts';

const HEIGHT = 4;
const WIDTH = 12;
const START = 36;
const GOAL = 47;
/** Rows and columns that up, right, down and left go; neighbours in this list are at right angles. */
const MOVES = [
  [-1, 0],
  [0, 1],
  [1, 0],
  [0, -1],
] as const;

/**
 * A walk from one end of a cliff to the other, along its edge or safely behind it.
 *
 * **Action space** `discrete(4)`: 0 goes up, 1 right, 2 down, 3 left.
 *
 * **Observation space** `discrete(48)`: the field one stands on, 12 row + column, in 4 rows from the top left. Fields 37
 * to 46 are the cliff, on which nobody ever stands.
 *
 * **Dynamics**: a move beyond the edge of the map stays where it is, one off the cliff leads back to the start. Where it is
 * slippery, one goes where one wants with probability 1/3, and to either side of that with 1/3 each.
 *
 * **Reward**: −1 for each step, −100 for one off the cliff.
 *
 * **Starting state**: field 36, at the bottom left.
 *
 * **Episode end**: terminated on field 47, at the bottom right; never truncated, unless `maxEpisodeSteps` is given.
 *
 * **Optimum**: −13, straight along the edge; −64.709 on slippery ground.
 *
 * **Versions**: `CliffWalking-v1`, and `CliffWalkingSlippery-v1`, where the setting `slippery` is true.
 *
 * **Source**: R. S. Sutton and A. G. Barto, "Reinforcement Learning" (second edition, 2018), example 6.6, as in
 * Gymnasium, with its transition table.
 */
export class CliffWalking extends TabularEnvironment {
  constructor(settings: Settings = {}) {
    requireKnownSettings('CliffWalking', settings, ['slippery']);
    const transitions = tableOf(booleanSetting('CliffWalking', settings, 'slippery', false));
    super('CliffWalking', { transitions, starts: [{ state: START, probability: 1 }] });
  }

  /** The map from above: the cliff, start and goal, and the walker. */
  render(): Frame {
    return drawCliff(this.stateToDraw());
  }
}

function tableOf(slippery: boolean): TransitionTable {
  const directions = (action: number) => (slippery ? [action + 3, action, action + 1] : [action]);
  return Array.from({ length: HEIGHT * WIDTH }, (_, state) =>
    MOVES.map((_, action) => directions(action).map((direction) => move(state, direction, slippery ? 1 / 3 : 1))),
  );
}

function move(state: number, direction: number, probability: number): Transition {
  const [down, right] = MOVES[direction % 4] as readonly [number, number];
  const row = Math.min(Math.max(Math.floor(state / WIDTH) + down, 0), HEIGHT - 1);
  const column = Math.min(Math.max((state % WIDTH) + right, 0), WIDTH - 1);
  const next = row * WIDTH + column;
  if (next > START && next < GOAL) return { probability, next: START, reward: -100, terminated: false };
  return { probability, next, reward: -1, terminated: next === GOAL };
}
