import { Command, InvalidArgumentError } from 'commander';
import { didYouMean, InputError } from 'policy-ascent';
import type { Section, Settings } from './section.ts';

/** What the command line asks for. */
export interface Request {
  readonly sections: readonly Section[];
  readonly settings: Settings;
  /** Where to write the report. */
  readonly json?: string;
  /** An earlier report to compare with. */
  readonly against?: string;
}

/** Reads the command line; throws InputError for a section that there is not. */
export function readOptions(known: readonly Section[]): Request {
  const list = known.map(({ name, summary, quick }) => `  ${name.padEnd(14)}${summary}${quick ? '' : ' *'}`).join('\n');
  const command = new Command('bench')
    .description('What things cost on this machine.')
    .argument('[sections...]', 'what to measure; everything but what is marked * when left out')
    .option('--seconds <number>', 'how long a figure is measured, over its five runs', positive, 1)
    .option('--json <file>', 'writes the figures, with machine and date')
    .option('--against <file>', 'compares with an earlier --json')
    .option('--figures <folder>', 'draws how costs grow (scaling)')
    .option('--long', 'ten million steps instead of one (memory)', false)
    .option('--python <path>', 'the Python that has torch (peers)', '/usr/bin/python3')
    .option('--gymnasium-python <path>', 'the Python that has gymnasium (peers)', 'python3')
    .option('--alternations <number>', 'how often we and a peer take turns (peers)', whole, 5)
    .option('--peer-seconds <number>', 'about how long a peer trains in one turn (peers)', positive, 4)
    .option('--seeds <first..last>', 'the seeds to solve with (solve)', seeds, seeds('201..210'))
    .addHelpText('after', `\nSections:\n${list}`)
    .parse();
  const { json, against, ...settings } = command.opts<Settings & Pick<Request, 'json' | 'against'>>();
  const chosen = command.args.map((name) => sectionOf(name, known));
  const sections = chosen.length > 0 ? chosen : known.filter(({ quick }) => quick);
  return { sections, settings, ...(json && { json }), ...(against && { against }) };
}

function sectionOf(name: string, known: readonly Section[]): Section {
  const found = known.find((section) => section.name === name);
  if (found !== undefined) return found;
  const names = known.map((section) => section.name);
  throw new InputError('bench', `there is no section '${name}': ${didYouMean(name, names)}`);
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('It must be a number > 0.');
  return value;
}

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number ≥ 1.');
  return value;
}

/** `201..210` or `7`. */
function seeds(text: string): number[] {
  const [first, last = first] = text.split('..').map(Number) as [number, number?];
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last) || first < 0 || last < first) {
    throw new InvalidArgumentError('It must be a whole number, or two with two dots between them.');
  }
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
