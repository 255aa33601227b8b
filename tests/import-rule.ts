import { isBuiltin } from 'node:module';
import { posix } from 'node:path';

/** The sources of a project, by path from its root, with forward slashes. */
export type Sources = Readonly<Record<string, string>>;

type Area = 'core' | 'agents' | 'envs' | 'presets' | 'train' | 'index' | 'node' | 'cli' | 'experiments' | 'examples';

/** Which areas each may import, besides itself. */
const MAY_IMPORT: Readonly<Record<Area, readonly Area[]>> = {
  core: [],
  agents: ['core'],
  envs: ['core'],
  presets: ['core'],
  train: ['presets', 'agents', 'envs', 'core'],
  index: ['train', 'presets', 'agents', 'envs', 'core'],
  // node loads environments from users' files, checks them and registers them.
  node: ['train', 'envs', 'core'],
  cli: ['node', 'train', 'presets', 'agents', 'envs', 'core'],
  experiments: [],
  examples: [],
};
/** What must run in a browser too, and so may import no module of Node's. */
const NEUTRAL: readonly Area[] = ['core', 'agents', 'envs', 'presets', 'train', 'index'];
/** What uses the library as its users do. */
const USERS: readonly Area[] = ['experiments', 'examples'];
const PUBLIC = ['policy-ascent', 'policy-ascent/node'];

/** Every module that a source names: in `import` and `export … from`, of types too, and in `import('…')`. */
export function importsOf(source: string): string[] {
  const code = source.replaceAll(
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (_, text: string | undefined) => text ?? ' ',
  );
  const forms = [
    /(?:^|[;}\n])\s*(?:import|export)\b[^'";]*?\bfrom\s*(?:"([^"]+)"|'([^']+)')/g,
    /(?:^|[;}\n])\s*import\s*(?:"([^"]+)"|'([^']+)')/g,
    /\bimport\s*\(\s*(?:"([^"]+)"|'([^']+)')/g,
  ];
  const found = forms.flatMap((form) => [...code.matchAll(form)].map((match) => match[1] ?? match[2] ?? ''));
  return [...new Set(found)];
}

/** Every breach of the rule of who may import whom, a line each. */
export function breaches(sources: Sources): string[] {
  const found: string[] = [];
  for (const [path, source] of Object.entries(sources)) {
    const area = areaOf(path);
    if (area === undefined) continue;
    for (const name of importsOf(source)) {
      const reason = name.startsWith('.') ? localBreach(path, area, name) : packageBreach(area, name);
      if (reason !== undefined) found.push(`${path} imports ${name}: ${reason}`);
    }
  }
  return found;
}

/** Every cycle of imports among the sources, as the files along it; one for each file that closes one. */
export function cycles(sources: Sources): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, along: readonly string[]) => {
    const start = along.indexOf(path);
    if (start >= 0) found.push([...along.slice(start), path].join(' → '));
    if (start >= 0 || done.has(path)) return;
    const locals = importsOf(sources[path] ?? '').filter((name) => name.startsWith('.'));
    for (const name of locals) visit(target(path, name), [...along, path]);
    done.add(path);
  };
  for (const path of Object.keys(sources)) visit(path, []);
  return found;
}

function target(path: string, name: string): string {
  return posix.join(posix.dirname(path), name);
}

function areaOf(path: string): Area | undefined {
  const name = /^(?:src\/)?([a-z]+)(?:\/|\.ts$)/.exec(path)?.[1];
  return name !== undefined && name in MAY_IMPORT ? (name as Area) : undefined;
}

function localBreach(path: string, area: Area, name: string): string | undefined {
  const imported = target(path, name);
  const other = areaOf(imported);
  if (other === undefined) return 'outside the house';
  if (area === 'agents' && other === 'agents' && path !== 'src/agents/index.ts') return 'agents know no other agent';
  return area === other || MAY_IMPORT[area].includes(other) ? undefined : `${area} may not import ${other}`;
}

function packageBreach(area: Area, name: string): string | undefined {
  if (USERS.includes(area)) {
    const own = name.startsWith('policy-ascent');
    return own && !PUBLIC.includes(name) ? 'not public' : undefined;
  }
  if (name.startsWith('policy-ascent')) return 'the library does not import itself by name';
  return NEUTRAL.includes(area) && isBuiltin(name) ? `${area} must run in a browser` : undefined;
}
