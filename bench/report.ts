import { readFileSync, writeFileSync } from 'node:fs';
import { InputError } from 'policy-ascent';
import type { Figure } from './figure.ts';
import { type Machine, thisMachine } from './machine.ts';
import type { Settings } from './section.ts';

/** Everything that one run of the benchmark has found, as `--json` writes it. */
export interface Report {
  readonly machine: Machine;
  readonly date: string;
  readonly settings: Settings;
  /** By section. */
  readonly sections: Readonly<
    Record<string, { readonly figures: readonly Figure[]; readonly remarks: readonly string[] }>
  >;
}

/** A report of these sections, measured here and now. */
export function reportOf(settings: Settings, sections: Report['sections']): Report {
  return { machine: thisMachine(), date: new Date().toISOString(), settings, sections };
}

/** Writes a report as JSON. */
export function writeReport(file: string, report: Report): void {
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}

/** Reads a report that {@link writeReport} wrote; throws InputError where it is none. */
export function readReport(file: string): Report {
  let report: Partial<Report>;
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as Partial<Report>;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new InputError(file, 'must be a report that --json wrote', message, { cause });
  }
  if (report === null || typeof report !== 'object' || report.sections === undefined) {
    throw new InputError(file, 'must be a report that --json wrote');
  }
  return report as Report;
}
