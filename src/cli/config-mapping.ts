import { readFileSync } from 'node:fs';
import type { Document, LineCounter, Node, YAMLMap } from 'yaml';
import { InputError } from '../core/input-error.ts';
import { inputErrorFrom } from '../node/file-error.ts';

/** One `key: value` of a configuration file. */
export interface ConfigEntry {
  readonly key: string;
  /** The value as plain data. */
  readonly value: unknown;
  /** Where it stands, for messages: `run.yaml:3`. */
  readonly at: string;
  /** The entries of a value that is a mapping itself. */
  readonly entries: readonly ConfigEntry[] | undefined;
}

/**
 * The entries of a YAML file (JSON is YAML too) that holds one mapping.
 *
 * @throws InputError, with the line, where the file cannot be read, is no YAML, or holds something else
 */
export async function readConfigMapping(path: string): Promise<readonly ConfigEntry[]> {
  const text = readText(path);
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [issue] = [...document.errors, ...document.warnings];
  if (issue !== undefined) throw new InputError(placeOf(path, lines, issue.pos[0]), 'must be YAML', issue.message);
  const root: unknown = document.contents;
  if (yaml.isMap(root)) return entriesOf(yaml, { path, lines, document }, root);
  throw new InputError(path, 'must hold settings, such as agent: ppo', root === null ? 'nothing' : 'no mapping');
}

interface Source {
  readonly path: string;
  readonly lines: LineCounter;
  readonly document: Document.Parsed;
}

function entriesOf(yaml: typeof import('yaml'), source: Source, map: YAMLMap): ConfigEntry[] {
  const { path, lines, document } = source;
  return map.items.map(({ key, value }) => {
    const node = yaml.isAlias(value) ? value.resolve(document) : value;
    return {
      key: String(yaml.isScalar(key) ? key.value : key),
      value: yaml.isNode(value) ? value.toJS(document) : value,
      at: placeOf(path, lines, (key as Node).range?.[0] ?? 0),
      entries: yaml.isMap(node) ? entriesOf(yaml, source, node) : undefined,
    };
  });
}

function placeOf(path: string, lines: LineCounter, offset: number): string {
  return `${path}:${lines.linePos(offset).line}`;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw inputErrorFrom(error, path, 'must be readable');
  }
}
