/*
 * Recurrent cells over sequences that lie side by side, time behind time: at time t the first sizes[t] of those of the time
 * before still run, so the memory before is the head of the rows of that time, or of `first`. What the inputs add to the
 * gates, `projected`, was computed for all rows at once. Matrices are row-major; u is the number of units.
 */
import { sigmoid4, tanh4 } from './elementary';
import { load4, store4 } from './lanes';
import { FROM_RESULT, FROM_ZERO, multiply } from './matrix';

// @ts-ignore: decorator
@inline
function one(): v128 {
  return f32x4.splat(1);
}

/** x ⊙ y ⊙ (1 − y): along the slope of a sigmoid that is y. */
// @ts-ignore: decorator
@inline
function alongSigmoid(x: v128, y: v128): v128 {
  return f32x4.mul(x, f32x4.mul(y, f32x4.sub(one(), y)));
}

/** x ⊙ (1 − y²): along the slope of a tanh that is y. */
// @ts-ignore: decorator
@inline
function alongTanh(x: v128, y: v128): v128 {
  return f32x4.mul(x, f32x4.sub(one(), f32x4.mul(y, y)));
}

/**
 * h [rows, u] of a gated recurrent unit, and in `gates` [rows, 4u] its r, z, n and m = h Uₙ + c, from W x + b in `projected`
 * [rows, 3u], U [u, 3u] and c [u]. `sums` is room for sizes[0] · 3u numbers.
 */
export function gruForward(
  times: i32,
  sizes: usize,
  units: i32,
  projected: usize,
  weight: usize,
  bias: usize,
  first: usize,
  h: usize,
  gates: usize,
  sums: usize,
): void {
  const row = <usize>units << 2;
  let before = first;
  for (let t = 0; t < times; t++) {
    const size = load<i32>(sizes + (<usize>t << 2));
    const here = h;
    multiply(size, 3 * units, units, before, row, 4, weight, sums, FROM_ZERO, 0);
    for (let r: usize = 0; r < <usize>size; r++) {
      gruRow(units, projected, sums + 3 * r * row, bias, before + r * row, h, gates);
      projected += 3 * row;
      h += row;
      gates += 4 * row;
    }
    before = here;
  }
}

function gruRow(units: i32, p: usize, s: usize, bias: usize, before: usize, h: usize, gates: usize): void {
  const row = <usize>units << 2;
  for (let j = 0; j < units; j += 4) {
    const at = <usize>j << 2;
    const count = min(4, units - j);
    const r = sigmoid4(f32x4.add(load4(p + at, count), load4(s + at, count)));
    const z = sigmoid4(f32x4.add(load4(p + row + at, count), load4(s + row + at, count)));
    const m = f32x4.add(load4(s + 2 * row + at, count), load4(bias + at, count));
    const n = tanh4(f32x4.add(load4(p + 2 * row + at, count), f32x4.mul(r, m)));
    store4(gates + at, r, count);
    store4(gates + row + at, z, count);
    store4(gates + 2 * row + at, n, count);
    store4(gates + 3 * row + at, m, count);
    store4(h + at, f32x4.add(n, f32x4.mul(z, f32x4.sub(load4(before + at, count), n))), count);
  }
}

/**
 * Back through all times of {@link gruForward}: from ∂L/∂h in d [rows, u], to which the later times are added, to ∂L/∂(W x + b)
 * in dProjected and ∂L/∂(h U + c) in dSums, both [rows, 3u], and to ∂L/∂first in dFirst, which must begin as zeros.
 * `previous` [rows, u] gets the memory before each row, and `transposed` holds Uᵀ.
 */
export function gruBackward(
  times: i32,
  sizes: usize,
  rows: i32,
  units: i32,
  transposed: usize,
  first: usize,
  h: usize,
  gates: usize,
  d: usize,
  dProjected: usize,
  dSums: usize,
  dFirst: usize,
  previous: usize,
): void {
  const row = <usize>units << 2;
  let place = <usize>rows;
  for (let t = times - 1; t >= 0; t--) {
    const size = load<i32>(sizes + (<usize>t << 2));
    place -= size;
    const earlier = t == 0 ? 0 : place - load<i32>(sizes + (<usize>(t - 1) << 2));
    const before = t == 0 ? first : h + earlier * row;
    const dBefore = t == 0 ? dFirst : d + earlier * row;
    memory.copy(previous + place * row, before, <usize>size * row);
    for (let r: usize = 0; r < <usize>size; r++) {
      const i = place + r;
      gruRowBack(units, gates + 4 * i * row, before + r * row, d + i * row, dProjected + 3 * i * row, dSums + 3 * i * row, dBefore + r * row);
    }
    multiply(size, units, 3 * units, dSums + 3 * place * row, 3 * row, 4, transposed, dBefore, FROM_RESULT, 0);
  }
}

function gruRowBack(units: i32, gates: usize, before: usize, d: usize, dProjected: usize, dSums: usize, dBefore: usize): void {
  const row = <usize>units << 2;
  for (let j = 0; j < units; j += 4) {
    const at = <usize>j << 2;
    const count = min(4, units - j);
    const r = load4(gates + at, count);
    const z = load4(gates + row + at, count);
    const n = load4(gates + 2 * row + at, count);
    const dh = load4(d + at, count);
    const dN = alongTanh(f32x4.mul(dh, f32x4.sub(one(), z)), n);
    const dR = alongSigmoid(f32x4.mul(dN, load4(gates + 3 * row + at, count)), r);
    const dZ = alongSigmoid(f32x4.mul(dh, f32x4.sub(load4(before + at, count), n)), z);
    store4(dProjected + at, dR, count);
    store4(dProjected + row + at, dZ, count);
    store4(dProjected + 2 * row + at, dN, count);
    store4(dSums + at, dR, count);
    store4(dSums + row + at, dZ, count);
    store4(dSums + 2 * row + at, f32x4.mul(dN, r), count);
    store4(dBefore + at, f32x4.add(load4(dBefore + at, count), f32x4.mul(dh, z)), count);
  }
}

/**
 * h and c [rows, u] of a long short-term memory, and in `gates` [rows, 4u] its i, f, o and g, from W x + b in `gates` itself and U
 * [u, 4u].
 */
export function lstmForward(
  times: i32,
  sizes: usize,
  units: i32,
  weight: usize,
  firstH: usize,
  firstC: usize,
  h: usize,
  c: usize,
  gates: usize,
): void {
  const row = <usize>units << 2;
  let beforeH = firstH;
  let beforeC = firstC;
  for (let t = 0; t < times; t++) {
    const size = load<i32>(sizes + (<usize>t << 2));
    const hereH = h;
    const hereC = c;
    multiply(size, 4 * units, units, beforeH, row, 4, weight, gates, FROM_RESULT, 0);
    for (let r: usize = 0; r < <usize>size; r++) {
      lstmRow(units, gates, beforeC + r * row, h, c);
      h += row;
      c += row;
      gates += 4 * row;
    }
    beforeH = hereH;
    beforeC = hereC;
  }
}

function lstmRow(units: i32, gates: usize, before: usize, h: usize, c: usize): void {
  const row = <usize>units << 2;
  for (let j = 0; j < units; j += 4) {
    const at = <usize>j << 2;
    const count = min(4, units - j);
    const i = sigmoid4(load4(gates + at, count));
    const f = sigmoid4(load4(gates + row + at, count));
    const o = sigmoid4(load4(gates + 2 * row + at, count));
    const g = tanh4(load4(gates + 3 * row + at, count));
    const cell = f32x4.add(f32x4.mul(f, load4(before + at, count)), f32x4.mul(i, g));
    store4(gates + at, i, count);
    store4(gates + row + at, f, count);
    store4(gates + 2 * row + at, o, count);
    store4(gates + 3 * row + at, g, count);
    store4(c + at, cell, count);
    store4(h + at, f32x4.mul(o, tanh4(cell)), count);
  }
}

/**
 * Back through all times of {@link lstmForward}: from ∂L/∂h and ∂L/∂c in dH and dC [rows, u], to which the later times are added,
 * to ∂L/∂(W x + b + h U) in dSums [rows, 4u] and to ∂L/∂first in dFirstH and dFirstC, which must begin as zeros. `previous`
 * [rows, u] gets the h before each row, and `transposed` holds Uᵀ.
 */
export function lstmBackward(
  times: i32,
  sizes: usize,
  rows: i32,
  units: i32,
  transposed: usize,
  firstH: usize,
  firstC: usize,
  h: usize,
  c: usize,
  gates: usize,
  dH: usize,
  dC: usize,
  dSums: usize,
  dFirstH: usize,
  dFirstC: usize,
  previous: usize,
): void {
  const row = <usize>units << 2;
  let place = <usize>rows;
  for (let t = times - 1; t >= 0; t--) {
    const size = load<i32>(sizes + (<usize>t << 2));
    place -= size;
    const earlier = t == 0 ? 0 : place - load<i32>(sizes + (<usize>(t - 1) << 2));
    const beforeC = t == 0 ? firstC : c + earlier * row;
    const dBeforeH = t == 0 ? dFirstH : dH + earlier * row;
    const dBeforeC = t == 0 ? dFirstC : dC + earlier * row;
    memory.copy(previous + place * row, t == 0 ? firstH : h + earlier * row, <usize>size * row);
    for (let r: usize = 0; r < <usize>size; r++) {
      const i = (place + r) * row;
      lstmRowBack(units, gates + 4 * i, beforeC + r * row, c + i, dH + i, dC + i, dSums + 4 * i, dBeforeC + r * row);
    }
    multiply(size, units, 4 * units, dSums + 4 * place * row, 4 * row, 4, transposed, dBeforeH, FROM_RESULT, 0);
  }
}

function lstmRowBack(units: i32, gates: usize, before: usize, c: usize, dH: usize, dC: usize, dSums: usize, dBefore: usize): void {
  const row = <usize>units << 2;
  for (let j = 0; j < units; j += 4) {
    const at = <usize>j << 2;
    const count = min(4, units - j);
    const i = load4(gates + at, count);
    const f = load4(gates + row + at, count);
    const o = load4(gates + 2 * row + at, count);
    const g = load4(gates + 3 * row + at, count);
    const dh = load4(dH + at, count);
    const squashed = tanh4(load4(c + at, count));
    const dCell = f32x4.add(load4(dC + at, count), alongTanh(f32x4.mul(dh, o), squashed));
    store4(dSums + at, alongSigmoid(f32x4.mul(dCell, g), i), count);
    store4(dSums + row + at, alongSigmoid(f32x4.mul(dCell, load4(before + at, count)), f), count);
    store4(dSums + 2 * row + at, alongSigmoid(f32x4.mul(dh, squashed), o), count);
    store4(dSums + 3 * row + at, alongTanh(f32x4.mul(dCell, i), g), count);
    store4(dBefore + at, f32x4.add(load4(dBefore + at, count), f32x4.mul(dCell, f)), count);
  }
}
