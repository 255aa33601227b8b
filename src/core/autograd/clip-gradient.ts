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

/** Every element of g by itself brought into [−limit, limit]; what is not a number stays so. */
export function clipByValue(gradient: Float32Array, limit: number): Float32Array {
  return gradient.map((x) => Math.min(limit, Math.max(-limit, x)));
}
