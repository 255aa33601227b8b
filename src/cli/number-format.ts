/** `12,345`: a count, or `?` where there is none. */
export function count(value: number | null): string {
  return value === null || !Number.isFinite(value) ? '?' : Math.round(value).toLocaleString('en-US');
}

/** A measured value to four digits or to the unit: `−0.1234`, `12.34`, `123.4`, `12,345`; `none yet` where there is none. */
export function measure(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return 'none yet';
  const size = Math.abs(value);
  const decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 4;
  return value.toLocaleString('en-US', {
    maximumFractionDigits: decimals,
    minimumFractionDigits: Math.min(decimals, 2),
  });
}

/** `7 s`, `3 min 20 s`, `2 h 5 min`: a time, to a precision that one reads at a glance. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
