import type { Frame } from '../../core/environment.ts';
import { InputError, show } from '../../core/input-error.ts';
import { booleanSetting, probabilitySetting, requireKnownSettings, type Settings } from '../known-settings.ts';
import { drawLake } from './drawings.ts';
import { TabularEnvironment, type Transition, type TransitionTable } from './tabular-environment.ts';

const MAPS: Readonly<Record<string, readonly string[]>> = {
  '4x4': ['SFFF', 'FHFH', 'FFFH', 'HFFG'],
  '8x8': ['SFFFFFFF', 'FFFFFFFF', 'FFFHFFFF', 'FFFFFHFF', 'FFFHFFFF', 'FHHFFFHF', 'FHFFHFHF', 'FFFHFFFG'],
};
/** Rows and columns that left, down, right and up go; neighbours in this list are at right angles. */
const MOVES = [
  [0, -1],
  [1, 0],
  [0, 1],
  [-1, 0],
] as const;

/**
 * A frozen lake that is to be crossed without falling through a hole, on ice that makes one slip.
 *
 * **Action space** `discrete(4)`: 0 goes left, 1 down, 2 right, 3 up.
 *
 * **Observation space** `discrete(rows · columns)`: the field one stands on, row by row from the top left.
 *
 * **Dynamics**: a move beyond the edge stays where it is. Slippery ice takes one where one wants to go with probability
 * 1/3, and to either side of that with 1/3 each.
 *
 * **Reward**: 1 for reaching the goal, 0 otherwise.
 *
 * **Starting state**: the field `S`; uniform over them where there are several.
 *
 * **Episode end**: terminated on a hole and on the goal; truncated by the time limit.
 *
 * **Optimum**: the goal is reached with probability 0.74419 within the 100 steps of `FrozenLake-v1` (14/17 = 0.82353
 * without a limit), and with 0.91322 within the 200 of `FrozenLake8x8-v1` (1 without a limit). It always is where the ice
 * is not slippery.
 *
 * **Versions**: `FrozenLake-v1`, the 4 × 4 map, 100 steps, solved at a mean return of 0.7; `FrozenLake8x8-v1`, 200 steps,
 * solved at 0.85. Settings `map`: '4x4', '8x8' or rows of one's own, of the letters `S` (start), `F` (frozen), `H` (hole)
 * and `G` (goal); `slippery`, true unless given; `successRate`, the probability of going where one wants on slippery ice.
 *
 * **Source**: as in Gymnasium, with its transition table.
 */
export class FrozenLake extends TabularEnvironment {
  readonly #rows: readonly string[];

  constructor(settings: Settings = {}) {
    requireKnownSettings('FrozenLake', settings, ['map', 'slippery', 'successRate']);
    const rows = mapOf(settings.map ?? '4x4');
    const success = probabilitySetting('FrozenLake', settings, 'successRate', 1 / 3);
    const fields = [...rows.join('')];
    const starts = fields.flatMap((field, state) => (field === 'S' ? [state] : []));
    super('FrozenLake', {
      transitions: tableOf(rows, booleanSetting('FrozenLake', settings, 'slippery', true) ? success : 1),
      starts: starts.map((state) => ({ state, probability: 1 / starts.length })),
    });
    this.#rows = rows;
  }

  /** The lake from above: its holes, the goal's flag, and who crosses it. */
  render(): Frame {
    return drawLake(this.#rows, this.stateToDraw());
  }
}

function tableOf(rows: readonly string[], success: number): TransitionTable {
  const [height, width] = [rows.length, rows[0]?.length ?? 0];
  const fields = [...rows.join('')];
  const move = (state: number, direction: number, probability: number): Transition => {
    const [down, right] = MOVES[direction % 4] as readonly [number, number];
    const row = Math.min(Math.max(Math.floor(state / width) + down, 0), height - 1);
    const column = Math.min(Math.max((state % width) + right, 0), width - 1);
    const next = row * width + column;
    const field = fields[next];
    return { probability, next, reward: field === 'G' ? 1 : 0, terminated: field === 'G' || field === 'H' };
  };
  const slip = (1 - success) / 2;
  return fields.map((field, state) =>
    MOVES.map((_, action) => {
      if (field === 'G' || field === 'H') return [{ probability: 1, next: state, reward: 0, terminated: true }];
      if (success === 1) return [move(state, action, 1)];
      return [move(state, action + 3, slip), move(state, action, success), move(state, action + 1, slip)];
    }),
  );
}

function mapOf(map: unknown): readonly string[] {
  const known = typeof map === 'string' ? MAPS[map] : undefined;
  if (known !== undefined) return known;
  const rows = Array.isArray(map) ? (map as readonly unknown[]) : [];
  const first = rows[0];
  const even = rows.every(
    (row) => typeof row === 'string' && /^[SFHG]+$/.test(row) && row.length === (first as string).length,
  );
  const all = rows.join('');
  if (rows.length > 0 && even && all.includes('S') && all.includes('G')) return rows as readonly string[];
  const expected =
    "map must be '4x4', '8x8' or rows of equal length of the letters S, F, H and G, with a start and a goal";
  throw new InputError('FrozenLake', expected, show(map));
}
