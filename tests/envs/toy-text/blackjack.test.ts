import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Random } from '../../../src/core/random.ts';
import { Blackjack, make, registration } from '../../../src/envs/index.ts';

interface Hand {
  readonly dealer: readonly number[];
  readonly player: readonly number[];
  /** The cards drawn after the first four, in their order. */
  readonly drawn: readonly number[];
  readonly actions: readonly number[];
  /** Of the start, and after each action. */
  readonly observations: readonly (readonly number[])[];
  readonly rewards: readonly number[];
}

interface Game {
  readonly settings: { readonly sab: boolean; readonly natural?: boolean };
  readonly hands: readonly Hand[];
}

const recording: {
  readonly games: readonly Game[];
  readonly maxEpisodeSteps: null;
  readonly observationSizes: readonly number[];
  readonly actions: number;
} = JSON.parse(readFileSync(new URL('../../fixtures/gymnasium/Blackjack-v1.json', import.meta.url), 'utf8'));

/** The 13 cards of a suit, by their values. */
const CARDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10, 10];

/** Thrown where more cards are drawn than were stacked. */
class OutOfCards extends Error {}

/** Stacks the deck: these cards are drawn next, in this order. */
function stack(cards: readonly number[]): number[] {
  const left = [...cards];
  vi.spyOn(Random.prototype, 'integer').mockImplementation((count) => {
    expect(count).toBe(13);
    const card = left.shift();
    if (card === undefined) throw new OutOfCards();
    return card - 1;
  });
  return left;
}

afterEach(() => void vi.restoreAllMocks());

describe.each(recording.games)('with $settings, Blackjack-v1 is Gymnasium’s', ({ settings, hands }) => {
  test('hand by hand, with the same cards', () => {
    for (const hand of hands) {
      const environment = new Blackjack(settings);
      const left = stack([...hand.dealer, ...hand.player, ...hand.drawn]);
      const { observation, info } = environment.reset();
      expect([...observation]).toEqual(hand.observations[0]);
      expect(info.state).toEqual([2, ...hand.player, ...hand.dealer]);
      for (const [t, action] of hand.actions.entries()) {
        const step = environment.step(action);
        expect([...step.observation]).toEqual(hand.observations[t + 1]);
        expect(step.reward).toBe(hand.rewards[t]);
        expect(step.terminated).toBe(t === hand.actions.length - 1);
      }
      expect(left).toEqual([]);
    }
  });

  test('and from states that are set', () => {
    for (const { player, dealer, drawn, actions, rewards } of hands) {
      const environment = new Blackjack(settings);
      environment.reset({ options: { state: [2, ...player, ...dealer] } });
      stack(drawn);
      expect(actions.map((action) => environment.step(action).reward)).toEqual(rewards);
    }
  });
});

test('the recorded hands hold every ending: naturals of both, busts of both, draws, and 1.5', () => {
  const all = recording.games.flatMap(({ settings, hands }) => hands.map((hand) => ({ ...hand, settings })));
  const natural = (cards: readonly number[]) => [...cards].sort((a, b) => a - b).join() === '1,10';
  const last = (hand: Hand) => hand.rewards.at(-1);
  expect(all.filter((hand) => natural(hand.player) && natural(hand.dealer) && last(hand) === 0).length).toBeGreaterThan(
    3,
  );
  expect(new Set(all.map(last))).toEqual(new Set([-1, 0, 1, 1.5]));
  expect(all.some((hand) => hand.actions.at(-1) === 1 && last(hand) === -1)).toBe(true);
  const [sab, plain] = [recording.games[0], recording.games[2]].map((game) => game?.hands ?? []);
  // With a natural, under the rules of Sutton and Barto even a dealer's 21 of three cards loses.
  const against21 = (hands: readonly Hand[] = []) =>
    hands.filter((hand) => {
      const total = [...hand.dealer, ...hand.drawn].reduce((sum, card) => sum + card, 0);
      return natural(hand.player) && hand.actions[0] === 0 && (total === 21 || total === 11) && hand.drawn.length > 0;
    });
  expect(against21(sab).every((hand) => last(hand) === 1)).toBe(true);
  expect(against21(plain).every((hand) => last(hand) === 0)).toBe(true);
  expect(against21(sab).length * against21(plain).length).toBeGreaterThan(0);
});

test('has Gymnasium’s spaces, and no time limit and no threshold', () => {
  const { observationSpace, actionSpace } = new Blackjack();
  expect(observationSpace).toEqual({ kind: 'multiDiscrete', nvec: recording.observationSizes });
  expect(actionSpace).toEqual({ kind: 'discrete', n: recording.actions });
  expect(registration('Blackjack-v1').maxEpisodeSteps ?? null).toBe(recording.maxEpisodeSteps);
  expect(registration('Blackjack-v1').rewardThreshold).toBeUndefined();
});

/** P(the dealer ends with each sum from 17 to 21, and beyond) from a hard sum and whether there is an ace in it. */
function dealerEnds(hard: number, ace: boolean): readonly number[] {
  const sum = ace && hard + 10 <= 21 ? hard + 10 : hard;
  if (sum > 21) return [0, 0, 0, 0, 0, 1];
  if (sum >= 17) return [17, 18, 19, 20, 21, 22].map((end) => (end === sum ? 1 : 0));
  const ends = CARDS.map((card) => dealerEnds(hard + card, ace || card === 1));
  return [0, 1, 2, 3, 4, 5].map((i) => ends.reduce((total, each) => total + (each[i] as number) / 13, 0));
}

/** P(win), P(draw), P(loss) of sticking, by playing out every order of cards in the environment itself. */
function outcomesOfSticking(player: readonly number[], open: number): Map<number, number> {
  const shares = new Map<number, number>();
  const environment = new Blackjack({ sab: false });
  const play = (hole: number, drawn: readonly number[], probability: number): void => {
    environment.reset({ options: { state: [player.length, ...player, open, hole] } });
    stack(drawn);
    try {
      const { reward } = environment.step(0);
      shares.set(reward, (shares.get(reward) ?? 0) + probability);
    } catch (error) {
      if (!(error instanceof OutOfCards)) throw error;
      for (let card = 1; card <= 10; card++) play(hole, [...drawn, card], (probability * (card === 10 ? 4 : 1)) / 13);
    }
  };
  for (let hole = 1; hole <= 10; hole++) play(hole, [], (hole === 10 ? 4 : 1) / 13);
  return shares;
}

describe('sticking wins, draws and loses exactly as often as the dealer’s closed distribution says', () => {
  test.each([
    [[10, 9], 10],
    [[10, 6], 6],
    [[1, 7], 9],
    [[10, 2], 5],
  ])('%j against %i', (player, open) => {
    const shares = outcomesOfSticking(player, open);
    const ends = CARDS.map((hole) => dealerEnds(open + hole, open === 1 || hole === 1));
    const sum = player.includes(1) ? 18 : player.reduce((a, b) => a + b, 0);
    const expected = { 1: 0, 0: 0, '-1': 0 };
    for (const distribution of ends) {
      for (const [i, p] of distribution.entries()) {
        const end = 17 + i;
        expected[end > 21 || end < sum ? 1 : end === sum ? 0 : -1] += p / 13;
      }
    }
    expect([...shares.values()].reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    for (const reward of [1, 0, -1] as const) expect(shares.get(reward) ?? 0).toBeCloseTo(expected[reward], 12);
  });
});

test('cards are drawn as from a whole deck: 4 in 13 count 10, and each other 1 in 13', () => {
  const environment = new Blackjack();
  environment.reset({ seed: 1 });
  const drawn = Array.from({ length: 10_000 }, () => environment.reset().info.state as number[]).flatMap((state) =>
    state.slice(1),
  );
  for (let card = 1; card <= 10; card++) {
    const p = (card === 10 ? 4 : 1) / 13;
    const share = drawn.filter((each) => each === card).length / drawn.length;
    expect(Math.abs(share - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / drawn.length));
  }
});

/** The greatest expected return, by dynamic programming over the hard sum, the ace and the dealer's open card. */
function optimum({ sab, natural }: { sab: boolean; natural: boolean }): number {
  const stick = (sum: number, open: number) => {
    const mean = [0, 1, 2, 3, 4, 5].map((i) =>
      CARDS.reduce((total, hole) => total + (dealerEnds(open + hole, open === 1 || hole === 1)[i] as number) / 13, 0),
    );
    return mean.reduce((total, p, i) => total + p * (17 + i > 21 ? 1 : Math.sign(sum - 17 - i)), 0);
  };
  const memory = new Map<string, number>();
  const kept = (key: string, compute: () => number): number => {
    const value = memory.get(key) ?? compute();
    memory.set(key, value);
    return value;
  };
  const value = (hard: number, ace: boolean, open: number): number => {
    if (hard > 21) return -1;
    const sum = ace && hard + 10 <= 21 ? hard + 10 : hard;
    return kept(`${hard} ${ace} ${open}`, () => {
      const hit = CARDS.reduce((total, card) => total + value(hard + card, ace || card === 1, open) / 13, 0);
      return Math.max(
        kept(`stick ${sum} ${open}`, () => stick(sum, open)),
        hit,
      );
    });
  };
  const withNatural = (open: number) => {
    const dealers = open === 1 ? 4 / 13 : open === 10 ? 1 / 13 : 0;
    const draws = CARDS.reduce(
      (total, hole) => total + (dealerEnds(open + hole, open === 1 || hole === 1)[4] as number) / 13,
      0,
    );
    return sab ? 1 - dealers : (1 - draws) * (natural ? 1.5 : 1);
  };
  const dealt = CARDS.flatMap((open) =>
    CARDS.flatMap((a) =>
      CARDS.map((b) => {
        const ace = a === 1 || b === 1;
        return ace && a + b === 11 ? withNatural(open) : value(a + b, ace, open);
      }),
    ),
  );
  return dealt.reduce((sum, each) => sum + each, 0) / 13 ** 3;
}

test('the best play loses 0.0431 a hand, 0.0466 under plain rules, and 0.0257 where a natural earns 1.5', () => {
  expect(optimum({ sab: true, natural: false })).toBeCloseTo(-0.043113, 6);
  expect(optimum({ sab: false, natural: false })).toBeCloseTo(-0.046556, 6);
  expect(optimum({ sab: false, natural: true })).toBeCloseTo(-0.025729, 6);
});

describe('refuses', () => {
  test.each([
    ['too few cards', [1, 2, 3, 4]],
    ['a card that there is not', [2, 11, 2, 3, 4]],
    ['a player beyond 21', [3, 10, 5, 7, 3, 4]],
    ['a dealer with three cards', [2, 2, 2, 3, 4, 5]],
    ['half a card', [2, 2.5, 2, 3, 4]],
    ['text', 'cards'],
  ])('a state with %s', (_, state) => {
    expect(() => new Blackjack().reset({ options: { state } })).toThrow(
      'Blackjack: options.state must be how many cards the player has, his cards, at most 21 in all, and the dealer’s two',
    );
  });

  test('settings that are not true or false', () => {
    expect(() => make('Blackjack-v1', { natural: 1.5 })).toThrow('Blackjack: natural must be true or false, got 1.5');
  });
});
