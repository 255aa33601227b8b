/*
 * Vectors of four lanes at the end of an array, where fewer than four numbers are left.
 */

/** The first `count` numbers, 1 to 4, and zeros. */
// @ts-ignore: decorator
@inline
export function load4(from: usize, count: i32): v128 {
  if (count >= 4) return v128.load(from);
  if (count == 2) return v128.load64_zero(from);
  if (count == 1) return v128.load32_zero(from);
  return v128.load32_lane(from, v128.load64_zero(from), 2, 8);
}

/** Writes the first `count` lanes, 1 to 4. */
// @ts-ignore: decorator
@inline
export function store4(to: usize, x: v128, count: i32): void {
  if (count >= 4) v128.store(to, x);
  else if (count == 2) v128.store64_lane(to, x, 0);
  else if (count == 1) v128.store32_lane(to, x, 0);
  else {
    v128.store64_lane(to, x, 0);
    v128.store32_lane(to, x, 2, 8);
  }
}
