import type { Space } from './space.ts';

/** Whether two spaces are the same: kind, shape and every bound; of dicts, the names too, in the same order. */
export function equalSpaces(a: Space, b: Space): boolean {
  if (a.kind === 'dict' && b.kind === 'dict') {
    const [parts, others] = [Object.entries(a.spaces), Object.entries(b.spaces)];
    return parts.length === others.length && parts.every(([name, part], i) => sameEntry(name, part, others[i]));
  }
  if (a.kind === 'multiDiscrete' && b.kind === 'multiDiscrete') return sameNumbers(a.nvec, b.nvec);
  if (a.kind === 'box' && b.kind === 'box') {
    return sameNumbers(a.shape, b.shape) && sameNumbers(a.low, b.low) && sameNumbers(a.high, b.high);
  }
  return a.kind === b.kind && 'n' in a && 'n' in b && a.n === b.n;
}

function sameEntry(name: string, space: Space, other: readonly [string, Space] | undefined): boolean {
  return other !== undefined && name === other[0] && equalSpaces(space, other[1]);
}

function sameNumbers(x: ArrayLike<number>, y: ArrayLike<number>): boolean {
  return x.length === y.length && Array.from(x).every((value, i) => value === y[i]);
}

/**
 * The space in one readable line: `discrete(2)`, `multiDiscrete([3, 2])`, `box([3], −1 … 1)`,
 * `box([2], [−1.2, −0.07] … [0.6, 0.07])`, `dict({ goal: discrete(4), lights: multiBinary(3) })`.
 */
export function describeSpace(space: Space): string {
  switch (space.kind) {
    case 'discrete':
    case 'multiBinary':
      return `${space.kind}(${space.n})`;
    case 'multiDiscrete':
      return `multiDiscrete([${listed(space.nvec.map(String))}])`;
    case 'dict': {
      const parts = Object.entries(space.spaces).map(([name, part]) => `${name}: ${describeSpace(part)}`);
      return `dict({ ${parts.join(', ')} })`;
    }
    case 'box':
      return `box([${space.shape.join(', ')}], ${describeBound(space.low)} … ${describeBound(space.high)})`;
  }
}

function describeBound(values: Float32Array): string {
  const numbers = [...values].map(describeNumber);
  return numbers.every((text) => text === numbers[0]) ? (numbers[0] as string) : `[${listed(numbers)}]`;
}

function describeNumber(x: number): string {
  const size = Math.abs(x) === Infinity ? '∞' : String(Number(Math.abs(x).toPrecision(6)));
  return x < 0 ? `−${size}` : size;
}

function listed(texts: readonly string[]): string {
  return `${texts.slice(0, 8).join(', ')}${texts.length > 8 ? ', …' : ''}`;
}
