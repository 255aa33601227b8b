/** What a hand of cards is worth. */
export interface HandValue {
  readonly sum: number;
  /** Whether the sum counts an ace as 11. */
  readonly usableAce: boolean;
}

/** The sum of the cards, with one ace as 11 where that is at most 21. */
export function handValue(cards: readonly number[]): HandValue {
  const hard = cards.reduce((sum, card) => sum + card, 0);
  const usableAce = cards.includes(1) && hard + 10 <= 21;
  return { sum: usableAce ? hard + 10 : hard, usableAce };
}

/** Whether these are an ace and a ten, and nothing else. */
export function isNatural(cards: readonly number[]): boolean {
  return cards.length === 2 && handValue(cards).sum === 21;
}

/** Whether these are two cards or more, each a whole number from 1 to 10. */
export function isHand(cards: readonly unknown[]): cards is readonly number[] {
  return (
    cards.length >= 2 &&
    cards.every((card) => Number.isInteger(card) && (card as number) >= 1 && (card as number) <= 10)
  );
}
