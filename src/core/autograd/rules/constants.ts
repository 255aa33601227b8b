import { type Rules, zeroIn } from './rule.ts';

/** Kernels that are constant almost everywhere: comparisons, logic, rounding, indices. */
export const constants = {
  Equal: zeroIn('a', 'b'),
  NotEqual: zeroIn('a', 'b'),
  Greater: zeroIn('a', 'b'),
  GreaterEqual: zeroIn('a', 'b'),
  Less: zeroIn('a', 'b'),
  LessEqual: zeroIn('a', 'b'),
  LogicalAnd: zeroIn('a', 'b'),
  LogicalOr: zeroIn('a', 'b'),
  LogicalNot: zeroIn('x'),
  Any: zeroIn('x'),
  All: zeroIn('x'),
  Sign: 'stock',
  Step: 'stock',
  Floor: 'stock',
  Ceil: 'stock',
  Round: 'stock',
  ArgMax: 'stock',
  ArgMin: 'stock',
  OneHot: 'stock',
  ZerosLike: 'stock',
  OnesLike: 'stock',
} as const satisfies Rules;
