import type { Frame } from '../../core/environment.ts';
import { booleanSetting, probabilitySetting, requireKnownSettings, type Settings } from '../known-settings.ts';
import { drawTown } from './drawings.ts';
import { type Start, TabularEnvironment, type Transition, type TransitionTable } from './tabular-environment.ts';
import { decode, effectiveActions, encode, IN_TAXI, outcomes, TAXI_STATES } from './taxi-town.ts';

const ACTIONS = [0, 1, 2, 3, 4, 5] as const;

/**
 * A taxi that is to fetch a passenger from one of four stands and to bring him to another, in a town with walls.
 *
 * **Action space** `discrete(6)`: 0 drives south, 1 north, 2 east, 3 west, 4 picks the passenger up, 5 drops him off.
 *
 * **Observation space** `discrete(500)`: ((5 row + column) 5 + passenger) 4 + destination, with the taxi's square from the
 * top left, the passenger at the stand R, G, Y, B or in the taxi (0 to 4), and the destination R, G, Y, B (0 to 3).
 *
 * **Action mask**: `info.actionMask` allows what changes the state. A passenger may be dropped off at a wrong stand.
 *
 * **Reward**: −1 for each step, but 20 for dropping the passenger off at his destination, and −10 for picking up or
 * dropping off where that cannot be done.
 *
 * **Starting state**: uniform over the 300 in which the passenger stands at one stand and wants to go to another.
 *
 * **Episode end**: terminated once the passenger is dropped off at his destination; truncated by the time limit.
 *
 * **Optimum**: 7.93, the mean over the starting states; 3.9546 in rain. A fickle passenger's new destination may be where he
 * was fetched: 8.38 for one who knows in advance that he will change his mind, so at most that for one who does not.
 *
 * **Versions**: `Taxi-v4` and `Taxi-v3`, 200 steps, solved at a mean return of 8 (which is above the optimum; so it is in
 * Gymnasium). `Taxi-v3` has no settings. Those of `Taxi-v4`: `rainy`, where a drive goes as meant with probability
 * `rainyProbability` (0.8 unless given), to its left or right otherwise, and nowhere before a wall; `fickle`, where the
 * passenger wants to go elsewhere in a share `fickleProbability` of the episodes (0.3 unless given), as soon as he has been
 * driven one square, to one of the other three stands. Then `info.state` is 500 + s until he has changed his mind.
 *
 * **Source**: T. G. Dietterich, "Hierarchical reinforcement learning with the MAXQ value function decomposition", Journal
 * of Artificial Intelligence Research 13 (2000), as in Gymnasium, with its transition table.
 */
export class Taxi extends TabularEnvironment {
  constructor(settings: Settings = {}) {
    requireKnownSettings('Taxi', settings, ['rainy', 'rainyProbability', 'fickle', 'fickleProbability']);
    const straight = probabilitySetting('Taxi', settings, 'rainyProbability', 0.8);
    const change = probabilitySetting('Taxi', settings, 'fickleProbability', 0.3);
    const steady = tableOf(booleanSetting('Taxi', settings, 'rainy', false) ? straight : 1);
    const fickle = booleanSetting('Taxi', settings, 'fickle', false);
    const masks = steady.map((_, index) => effectiveActions(decode(index)));
    super('Taxi', {
      transitions: fickle ? [...steady, ...changingMind(steady)] : steady,
      starts: fickle ? [...startsOf(0, 1 - change), ...startsOf(TAXI_STATES, change)] : startsOf(0, 1),
      observations: TAXI_STATES,
      actionMasks: fickle ? [...masks, ...masks] : masks,
    });
  }

  /** The town from above: its walls and stands, the taxi, the passenger, and where he wants to go. */
  render(): Frame {
    return drawTown(decode(this.stateToDraw() % TAXI_STATES));
  }
}

function tableOf(straight: number): TransitionTable {
  return Array.from({ length: TAXI_STATES }, (_, index) =>
    ACTIONS.map((action) => outcomes(decode(index), action, straight)),
  );
}

function startsOf(first: number, share: number): Start[] {
  const indices = Array.from({ length: TAXI_STATES }, (_, index) => index);
  const starts = indices.filter((index) => {
    const { passenger, destination } = decode(index);
    return passenger !== IN_TAXI && passenger !== destination;
  });
  return starts.map((index) => ({ state: first + index, probability: share / starts.length }));
}

/** The table of the states in which the passenger will change his mind, whose indices begin after those of `steady`. */
function changingMind(steady: TransitionTable): TransitionTable {
  return steady.map((actions, index) => actions.map((all) => all.flatMap((outcome) => withChange(index, outcome))));
}

function withChange(index: number, outcome: Transition): Transition[] {
  const [before, after] = [decode(index), decode(outcome.next)];
  const driven = before.row !== after.row || before.column !== after.column;
  if (before.passenger !== IN_TAXI || !driven) return [{ ...outcome, next: TAXI_STATES + outcome.next }];
  const others = [0, 1, 2, 3].filter((destination) => destination !== before.destination);
  return others.map((destination) => {
    return { ...outcome, probability: outcome.probability / 3, next: encode({ ...after, destination }) };
  });
}
