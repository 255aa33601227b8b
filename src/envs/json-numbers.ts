/** Numbers as JSON keeps them bit for bit: what it has no number for, −0 among them, is written as text. */
export type JsonNumbers = readonly (number | string)[];

/** The numbers for JSON; `Number` of each makes the same bits again. */
export function toJsonNumbers(numbers: ArrayLike<number>): JsonNumbers {
  return Array.from(numbers, (x) => (Number.isFinite(x) && !Object.is(x, -0) ? x : textOf(x)));
}

/** Whether a value read from JSON is what {@link toJsonNumbers} returned, of so many numbers where `size` is given. */
export function isJsonNumbers(value: unknown, size?: number): value is JsonNumbers {
  return Array.isArray(value) && value.length === (size ?? value.length) && value.every(isNumeral);
}

/** `-0`, `NaN`, `Infinity` or `-Infinity`. */
function textOf(x: number): string {
  return x === 0 ? '-0' : String(x);
}

function isNumeral(value: unknown): boolean {
  return typeof value === 'number' || ['-0', 'NaN', 'Infinity', '-Infinity'].includes(value as string);
}
