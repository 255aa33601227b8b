import type { Transition } from './tabular-environment.ts';

/** Rows and columns that south, north, east and west go. */
const MOVES = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;
/** Left and right of each of them, as one drives. */
const ASIDE = [
  [2, 3],
  [3, 2],
  [1, 0],
  [0, 1],
] as const;
const PICK_UP = 4;
const DROP_OFF = 5;

/** Rows and columns of the town. */
export const TOWN_SIZE = 5;
/** Row and column of the stands R, G, Y and B. */
export const STANDS: readonly (readonly [row: number, column: number])[] = [
  [0, 0],
  [0, 4],
  [4, 0],
  [4, 3],
];
/** The passenger's place in the taxi, beside the stands 0 to 3. */
export const IN_TAXI = 4;
/** Row and column of the squares that have a wall to the east. */
export const WALLS: readonly (readonly [row: number, column: number])[] = [
  [0, 1],
  [1, 1],
  [3, 0],
  [4, 0],
  [3, 2],
  [4, 2],
];
/** 25 squares, 5 places of the passenger, 4 destinations. */
export const TAXI_STATES = 500;

/** What one number from 0 to 499 says. */
export interface TaxiState {
  readonly row: number;
  readonly column: number;
  /** A stand, or {@link IN_TAXI}. */
  readonly passenger: number;
  readonly destination: number;
}

/** ((5 row + column) 5 + passenger) 4 + destination */
export function encode({ row, column, passenger, destination }: TaxiState): number {
  return ((row * TOWN_SIZE + column) * 5 + passenger) * 4 + destination;
}

/** The inverse of {@link encode}. */
export function decode(index: number): TaxiState {
  const square = Math.floor(index / 20);
  const [row, column] = [Math.floor(square / TOWN_SIZE), square % TOWN_SIZE];
  return { row, column, passenger: Math.floor(index / 4) % 5, destination: index % 4 };
}

/** The actions that change something: moves without a wall, picking up who is there, dropping off at a stand. */
export function effectiveActions(state: TaxiState): Uint8Array {
  const stand = standAt(state);
  const moves = MOVES.map((_, direction) => (after(state, direction) === state ? 0 : 1));
  const canPickUp = stand >= 0 && state.passenger === stand;
  const canDropOff = stand >= 0 && state.passenger === IN_TAXI;
  return Uint8Array.of(...moves, canPickUp ? 1 : 0, canDropOff ? 1 : 0);
}

/** Every outcome of an action, where a move goes as meant with probability `straight`, and else to either side. */
export function outcomes(state: TaxiState, action: number, straight: number): Transition[] {
  if (action === PICK_UP) return [pickUp(state)];
  if (action === DROP_OFF) return [dropOff(state)];
  const drive = (direction: number, probability: number): Transition => {
    return { probability, next: encode(after(state, direction)), reward: -1, terminated: false };
  };
  if (straight === 1) return [drive(action, 1)];
  const [left, right] = ASIDE[action] as readonly [number, number];
  const [ahead, aside] = [after(state, action), (1 - straight) / 2];
  // Before a wall one does not move at all, not to the side either.
  if (ahead === state) return [drive(action, straight), drive(action, aside), drive(action, aside)];
  return [drive(action, straight), drive(left, aside), drive(right, aside)];
}

function after(state: TaxiState, direction: number): TaxiState {
  const [down, right] = MOVES[direction] as readonly [number, number];
  const [row, column] = [state.row + down, state.column + right];
  const outside = row < 0 || row >= TOWN_SIZE || column < 0 || column >= TOWN_SIZE;
  const walled = right !== 0 && WALLS.some(([r, c]) => r === row && c === Math.min(column, state.column));
  return outside || walled ? state : { ...state, row, column };
}

function standAt({ row, column }: TaxiState): number {
  return STANDS.findIndex(([r, c]) => r === row && c === column);
}

function pickUp(state: TaxiState): Transition {
  if (state.passenger === IN_TAXI || state.passenger !== standAt(state)) return refused(state);
  return { probability: 1, next: encode({ ...state, passenger: IN_TAXI }), reward: -1, terminated: false };
}

function dropOff(state: TaxiState): Transition {
  const stand = standAt(state);
  if (state.passenger !== IN_TAXI || stand < 0) return refused(state);
  const arrived = stand === state.destination;
  return {
    probability: 1,
    next: encode({ ...state, passenger: stand }),
    reward: arrived ? 20 : -1,
    terminated: arrived,
  };
}

function refused(state: TaxiState): Transition {
  return { probability: 1, next: encode(state), reward: -10, terminated: false };
}
