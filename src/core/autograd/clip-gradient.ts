/** The Euclidean norm of a flat vector, summed in float64. */
export function globalNorm(vector: Float32Array): number {
  let squares = 0;
  for (const x of vector) squares += x * x;
  return Math.sqrt(squares);
}

/** g · min(1, maximum / ‖g‖), all tensors together. Pascanu, Mikolov and Bengio (2013), algorithm 1. */
export function clipByGlobalNorm(gradient: Float32Array, maximum: number): Float32Array {
  const norm = globalNorm(gradient);
  return norm > maximum ? gradient.map((x) => (x * maximum) / norm) : gradient;
}
