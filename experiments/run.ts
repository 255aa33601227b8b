/**
 * Runs an experiment by its name, which is that of its folder:
 *
 *   npm run experiment -- kakade-2001
 *   npm run experiment -- huang-2022 --seeds 10 --workers 2
 */
import { InputError } from 'policy-ascent';
import { isDeclared, requireExperiment, runProgram } from './runner/experiments.ts';
import { runDeclared } from './runner/run-declared.ts';

try {
  const [name = '', ...words] = process.argv.slice(2);
  requireExperiment(name);
  await (isDeclared(name) ? runDeclared : runProgram)(name, words);
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
