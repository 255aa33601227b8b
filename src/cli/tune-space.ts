import * as v from 'valibot';
import { agentDefinition, createAgent } from '../agents/index.ts';
import { didYouMean, InputError, show } from '../core/input-error.ts';
import { type Domain, probes, type SearchSpace } from '../train/search/search-space.ts';
import { type ConfigEntry, readConfigMapping } from './config-mapping.ts';
import { readValue } from './option-values.ts';

/** What is searched, and what stays as the file has it. */
export interface ReadSpace {
  readonly space: SearchSpace;
  readonly fixed: Readonly<Record<string, unknown>>;
}

const FORMS = ['choices', 'uniform', 'logUniform', 'integers'] as const;
const BESIDE = 'schedule';

const written = v.union([v.pipe(v.string(), v.transform(readValue)), v.unknown()]);
const finite = v.pipe(written, v.number(), v.finite());
const ends = <S extends v.GenericSchema<unknown, number>>(end: S) =>
  v.pipe(
    v.strictTuple([end, end]),
    v.check(([low, high]) => low < high),
  );
const schedule = v.optional(v.picklist(['linear', 'cosine']));

/** Each form of a domain: what it must be, and in words. */
const SCHEMAS: Readonly<Record<(typeof FORMS)[number], readonly [v.GenericSchema<unknown, Domain>, string]>> = {
  choices: [
    v.strictObject({ choices: v.pipe(v.array(written), v.minLength(1)) }),
    'must be a list of values, such as { choices: [tanh, relu] }',
  ],
  uniform: [
    v.strictObject({ uniform: ends(finite), schedule }),
    'must be two rising numbers, such as { uniform: [0.9, 1] }, and perhaps schedule: linear or cosine',
  ],
  logUniform: [
    v.strictObject({ logUniform: ends(v.pipe(finite, v.gtValue(0))), schedule }),
    'must be two rising numbers > 0, such as { logUniform: [1e-4, 1e-2] }, and perhaps schedule: linear or cosine',
  ],
  integers: [
    v.strictObject({ integers: ends(v.pipe(finite, v.safeInteger())) }),
    'must be two rising whole numbers, such as { integers: [1, 10] }',
  ],
};

/**
 * Reads the space of a search from a YAML or JSON file, every value of it found right for the agent.
 *
 * @throws InputError, with file and line, for a hyperparameter that the agent has not, a domain that is none, and one with
 *   values that the agent does not accept; and where there is nothing to search
 */
export async function readSpace(file: string, agent: string): Promise<ReadSpace> {
  const names = Object.keys(agentDefinition(agent).hyperparameters);
  const space: Record<string, Domain> = {};
  const fixed: Record<string, unknown> = {};
  for (const entry of await readConfigMapping(file)) {
    const { key, at, value } = entry;
    if (!names.includes(key)) {
      throw new InputError(at, `${agent} has no hyperparameter ${show(key)}: ${didYouMean(key, names)}`);
    }
    const domain = domainOf(entry);
    if (domain === undefined) fixed[key] = typeof value === 'string' ? readValue(value) : value;
    else space[key] = domain;
    for (const probe of domain === undefined ? [fixed[key]] : probes(domain)) mustAccept(agent, entry, probe);
  }
  if (Object.keys(space).length > 0) return { space, fixed };
  throw new InputError(file, 'must leave a hyperparameter to search, such as gamma: { uniform: [0.9, 1] }');
}

/** Undefined of a plain value, which a schedule is too. */
function domainOf({ key, at, value, entries }: ConfigEntry): Domain | undefined {
  if (entries === undefined || entries.some((entry) => entry.key === 'from')) return undefined;
  const odd = entries.find((entry) => ![...FORMS, BESIDE].includes(entry.key));
  if (odd !== undefined) {
    throw new InputError(odd.at, `${key}: there is no ${show(odd.key)}: ${didYouMean(odd.key, FORMS)}`);
  }
  const forms = FORMS.filter((form) => entries.some((entry) => entry.key === form));
  const [form] = forms;
  if (form === undefined || forms.length > 1) {
    throw new InputError(`${at}: ${key}`, `must be a value, or have one of ${FORMS.join(', ')}`, show(value));
  }
  const [schema, expectation] = SCHEMAS[form];
  const found = v.safeParse(schema, value);
  if (found.success) return found.output;
  throw new InputError(`${at}: ${key}`, expectation, show(value));
}

function mustAccept(agent: string, { key, at }: ConfigEntry, value: unknown): void {
  try {
    createAgent(agent, { [key]: value });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${at}: ${error.subject}`, error.expectation, error.received, { cause: error });
  }
}
