/** A hyperparameter's value as one writes it after `--set name=`: `0.2`, `tanh`, `[64,64]`, `linear:0.001:0`. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null && 'schedule' in value && 'from' in value && 'to' in value) {
    return `${value.schedule}:${value.from}:${value.to}`;
  }
  return JSON.stringify(value);
}
