import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { breaches, cycles, importsOf } from './import-rule.ts';

function sourcesOf(...folders: string[]): Record<string, string> {
  const root = new URL('../', import.meta.url);
  const paths = folders.flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts') && !path.includes('node_modules')),
  );
  return Object.fromEntries(paths.map((path) => [path, readFileSync(new URL(path, root), 'utf8')]));
}

describe('the import rule', () => {
  const folders = readdirSync(new URL('../', import.meta.url));
  const sources = sourcesOf('src', ...['examples', 'experiments'].filter((name) => folders.includes(name)));

  it('reads the sources', () => {
    expect(Object.keys(sources)).toContain('src/core/spaces.ts');
    expect(importsOf(sources['src/core/environment.ts'] ?? '')).toEqual(['./spaces.ts']);
  });

  it('is kept by every file', () => {
    expect(breaches(sources)).toEqual([]);
  });

  it('leaves no cycle', () => {
    expect(cycles(sources)).toEqual([]);
  });
});

describe('the reader of imports', () => {
  it.each([
    ["import { a } from './a.ts';", ['./a.ts']],
    ["import type { A } from './a.ts';", ['./a.ts']],
    ["import * as tf from '@tensorflow/tfjs';", ['@tensorflow/tfjs']],
    ['import {\n  a,\n  b,\n} from "./a.ts";', ['./a.ts']],
    ["import './effect.ts';", ['./effect.ts']],
    ["export * from './a.ts';\nexport { b } from './b.ts';", ['./a.ts', './b.ts']],
    ["const a = await import('./a.ts');", ['./a.ts']],
    ["type A = import('./a.ts').A;", ['./a.ts']],
    ["export const from = 'x';\nimport { a } from './a.ts';", ['./a.ts']],
  ])('finds what %j names', (source, names) => {
    expect(importsOf(source)).toEqual(names);
  });

  it.each([
    "// import { a } from './a.ts';",
    "/**\n import { a } from './a.ts';\n*/",
    "`\nimport { a } from './a.ts';\n`",
  ])('passes over %j', (source) => {
    expect(importsOf(source)).toEqual([]);
  });
});

describe('a planted breach', () => {
  it.each([
    ['src/core/a.ts', "import { x } from '../envs/b.ts';", 'core may not import envs'],
    ['src/core/deep/a.ts', "import type { x } from '../../agents/ppo.ts';", 'core may not import agents'],
    ['src/core/a.ts', "import { readFileSync } from 'node:fs';", 'core must run in a browser'],
    ['src/envs/a.ts', "const fs = await import('fs/promises');", 'envs must run in a browser'],
    ['src/train.ts', "import { join } from 'node:path';", 'train must run in a browser'],
    ['src/train.ts', "import { x } from './node/a.ts';", 'train may not import node'],
    ['src/index.ts', "export * from './cli/main.ts';", 'index may not import cli'],
    ['src/agents/ppo.ts', "import { a2c } from './a2c.ts';", 'agents know no other agent'],
    ['src/agents/ppo.ts', "import { make } from '../envs/index.ts';", 'agents may not import envs'],
    ['src/agents/index.ts', "import { make } from '../envs/index.ts';", 'agents may not import envs'],
    ['src/envs/a.ts', "import { ppo } from '../agents/ppo.ts';", 'envs may not import agents'],
    ['src/presets/ppo.ts', "import { ppo } from '../agents/ppo.ts';", 'presets may not import agents'],
    ['src/node/a.ts', "import { x } from '../cli/main.ts';", 'node may not import cli'],
    ['src/node/a.ts', "import { x } from 'policy-ascent';", 'the library does not import itself by name'],
    ['examples/a.ts', "import { x } from '../src/core/spaces.ts';", 'examples may not import core'],
    ['examples/a.ts', "import { x } from '../tests/a.ts';", 'outside the house'],
    ['experiments/a/b.ts', "import { x } from 'policy-ascent/core/spaces';", 'not public'],
  ])('%s: %s', (path, source, reason) => {
    expect(breaches({ [path]: source })).toEqual([expect.stringContaining(reason)]);
  });

  it.each([
    ['src/agents/index.ts', "import { ppo } from './ppo.ts';"],
    ['src/train.ts', "import { preset } from './presets/index.ts';\nimport { agents } from './agents/index.ts';"],
    ['src/node/a.ts', "import { readFileSync } from 'node:fs';\nimport type { Progress } from '../train.ts';"],
    ['experiments/a/b.ts', "import { train } from 'policy-ascent';\nimport { x } from './c.ts';"],
    ['src/core/a.ts', "import * as tf from '@tensorflow/tfjs';"],
  ])('is none: %s: %s', (path, source) => {
    expect(breaches({ [path]: source })).toEqual([]);
  });

  it('is a cycle of three files, also through types alone', () => {
    const sources = {
      'src/core/a.ts': "import type { B } from './b.ts';",
      'src/core/b.ts': "import { C } from './deep/c.ts';",
      'src/core/deep/c.ts': "export * from '../a.ts';",
    };
    expect(cycles(sources)).toEqual(['src/core/a.ts → src/core/b.ts → src/core/deep/c.ts → src/core/a.ts']);
  });
});
