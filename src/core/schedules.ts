/** A hyperparameter that changes from its value at the first update to another at the last. */
export interface ChangingSchedule {
  readonly schedule: 'linear' | 'cosine';
  readonly from: number;
  readonly to: number;
}

/** A hyperparameter over the course of a run: a constant, or one that changes. */
export type Schedule = number | ChangingSchedule;

/** from + (to − from) p, with p the share of the run that is done. */
export function linear(from: number, to = 0): ChangingSchedule {
  return { schedule: 'linear', from, to };
}

/** to + (from − to)(1 + cos πp) / 2, with p the share of the run that is done. Loshchilov and Hutter (2017), eq. 5. */
export function cosine(from: number, to = 0): ChangingSchedule {
  return { schedule: 'cosine', from, to };
}

/** The schedule's value after the share `progress` of the run, on [0, 1]. */
export function scheduled(schedule: Schedule, progress: number): number {
  if (typeof schedule === 'number') return schedule;
  const { from, to } = schedule;
  if (schedule.schedule === 'linear') return from + (to - from) * progress;
  return to + ((from - to) * (1 + Math.cos(Math.PI * progress))) / 2;
}

/** Reads `linear:0.001:0` or `cosine:0.001:0`, as the command line writes schedules; undefined where it is neither. */
export function parseSchedule(text: string): ChangingSchedule | undefined {
  const [kind, from, to = '0', ...rest] = text.split(':');
  if ((kind !== 'linear' && kind !== 'cosine') || !from?.trim() || !to.trim() || rest.length > 0) return undefined;
  return { schedule: kind, from: Number(from), to: Number(to) };
}
