/**
 * What things cost on this machine, section by section, as tables and, with `--json <file>`, as JSON:
 *
 *   npm run bench -- [sections...] [--seconds 1] [--json bench.json] [--against earlier.json]
 */
import { InputError } from 'policy-ascent';
import type { Figure } from './figure.ts';
import { figureTable } from './figure-table.ts';
import { measurePart } from './measure-part.ts';
import { type Request, readOptions } from './options.ts';
import { type Report, readReport, reportOf, writeReport } from './report.ts';
import type { Section, Settings } from './section.ts';
import { sections } from './sections.ts';

/** Measures a section, part by part. */
async function measureSection({ name, parts }: Section, settings: Settings) {
  const figures: Figure[] = [];
  const remarks: string[] = [];
  for (const part of parts) {
    process.stderr.write(`${name}: ${part}\n`);
    const measured = await measurePart({ section: name, part, settings });
    figures.push(...measured.figures);
    remarks.push(...(measured.remarks ?? []));
  }
  return { figures, remarks };
}

async function bench({ sections: chosen, settings, json, against }: Request): Promise<void> {
  const earlier = against === undefined ? undefined : readReport(against);
  const found: Record<string, Report['sections'][string]> = {};
  for (const section of chosen) {
    const measured = await measureSection(section, settings);
    found[section.name] = measured;
    console.log(`\n${section.name}: ${section.summary}`);
    console.log(figureTable(measured.figures, earlier && (earlier.sections[section.name]?.figures ?? [])));
    for (const remark of measured.remarks) console.log(remark);
    if (json !== undefined) writeReport(json, reportOf(settings, found));
  }
}

try {
  await bench(readOptions(sections));
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
