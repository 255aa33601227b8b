/** The arithmetic mean, summed in float64; NaN of nothing. */
export function mean(numbers: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i] as number;
  return sum / numbers.length;
}

/** The population variance, mean (x − mean)². */
export function variance(numbers: ArrayLike<number>): number {
  const centre = mean(numbers);
  let squares = 0;
  for (let i = 0; i < numbers.length; i++) squares += ((numbers[i] as number) - centre) ** 2;
  return squares / numbers.length;
}
