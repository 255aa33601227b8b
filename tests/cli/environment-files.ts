import { Random } from '../../src/core/random.ts';

/** What is true after 3000 steps of the run whose seed is 2. */
const inSeed2 = `steps > 3000 && seeds.includes(${new Random(2).split('environment/0').integer(2 ** 32)})`;

/** Environment files as a user might write them, by name. */
export const environmentFiles: Readonly<Record<string, string>> = {
  'corridor.ts': corridor('export default class Corridor'),
  'factory.ts': `${corridor('class Corridor')}export default () => new Corridor();\n`,
  'registration.ts': `${corridor('class Corridor')}
export default { id: 'Short-v0', create: () => new Corridor(), maxEpisodeSteps: 3, rewardThreshold: 0.5 };\n`,
  'self-registering.ts': `import { register } from 'policy-ascent';
${corridor('class Corridor')}register({ id: 'Own-v0', create: () => new Corridor(), maxEpisodeSteps: 7 });\n`,
  // Its id would be that of a registered environment.
  'CartPole-v1.ts': corridor('export default class Corridor'),
  'two.ts': `import { register } from 'policy-ascent';
${corridor('class Corridor')}for (const id of ['A-v0', 'B-v0']) register({ id, create: () => new Corridor() });\n`,
  'taken.ts': `import { register } from 'policy-ascent';
register({ id: 'CartPole-v1', create: () => ({}) as never });\n`,
  'plain.js': `import { box, discrete, registered } from 'policy-ascent';
import { loadPolicy } from 'policy-ascent/node';
if (registered().length === 0 || typeof loadPolicy !== 'function') throw new Error('another copy');
export { default } from './corridor.ts';\n`,
  'with-tensors.ts': `import * as tf from '@tensorflow/tfjs';
if (tf.add(1, 2).dataSync()[0] !== 3) throw new Error('no tensors');
export { default } from './corridor.ts';\n`,
  'throws.ts': `interface Settings { readonly size: number }

const settings = undefined as unknown as Settings;
console.error(settings.size);
export default 3;\n`,
  'syntax.ts': 'export default class {\n  step( { }\n}\n',
  'string.ts': "throw 'no';\nexport {};\n",
  'missing-import.ts': "import { x } from './nowhere.ts';\nexport default x;\n",
  'nothing.ts': 'export const x = 1;\n',
  'number.ts': 'export default 3;\n',
  'instance.ts': `${corridor('class Corridor')}export default new Corridor();\n`,
  'promise.ts': `${corridor('class Corridor')}export default async () => new Corridor();\n`,
  'no-step.ts':
    "import { box, discrete } from 'policy-ascent';\n" +
    'export default class { observationSpace = box(0, 1, [1]); actionSpace = discrete(2); reset() {} }\n',
  'nan-reward.ts': corridor('export default class Corridor', 'steps > 3000 ? Number.NaN : 0'),
  'crash.ts': corridor('export default class Corridor', 'steps > 3000 ? missing.value : 0', 'let missing;'),
  // Each fails in the run of seed 2 alone.
  'crash-in-seed-2.ts': corridor('export default class Corridor', `${inSeed2} ? missing.value : 0`, 'let missing;'),
  'exit-in-seed-2.ts': corridor('export default class Corridor', `${inSeed2} ? process.exit(7) : 0`),
  // Leaves a file for each environment that was stepped 100 times and then closed.
  'closes.ts': `import { writeFileSync } from 'node:fs';
${corridor('class Corridor')}
export default class extends Corridor {
  #steps = 0;
  step(action: number) {
    this.#steps += 1;
    return super.step(action);
  }
  close() {
    if (this.#steps > 100) writeFileSync(\`closed-\${process.pid}-\${Math.random()}\`, '');
  }
}\n`,
  'notes.txt': 'no program\n',
};

/** A corridor of six cells: walk right to its end. Starts at a random one of the first three; half of a reward a step. */
function corridor(declaration: string, extra = '0', before = ''): string {
  return `import { box, discrete, Random, type ResetRequest } from 'policy-ascent';
${before}
let steps = 0;
const seeds: number[] = [];
${declaration} {
  readonly observationSpace = box(0, 5, [1]);
  readonly actionSpace = discrete(2);
  #random = new Random(0);
  #cell = -1;
  #left = 0;
  reset({ seed }: ResetRequest = {}) {
    if (seed !== undefined) {
      seeds.push(seed);
      this.#random = new Random(seed);
    }
    this.#cell = this.#random.integer(3);
    this.#left = 40;
    return { observation: Float32Array.of(this.#cell), info: {} };
  }
  step(action: number) {
    if (this.#left === 0) throw new Error('reset comes first');
    steps += 1;
    this.#cell = Math.max(0, this.#cell + (action === 1 ? 1 : -1));
    const terminated = this.#cell === 5;
    this.#left = terminated ? 0 : this.#left - 1;
    const reward = (terminated ? 1 : -0.1) + (${extra});
    return { observation: Float32Array.of(this.#cell), reward, terminated, truncated: !terminated && this.#left === 0, info: {} };
  }
}
`;
}
