import { listedKernels } from '../../../src/core/autograd/rules/index.ts';
import type { BackendName } from '../../../src/core/backend.ts';
import type { Case } from './cases/index.ts';

/** Relative errors against float64. */
export interface Errors {
  readonly first: number;
  readonly second: number;
}

const INTRODUCTION = `# Gradients that are right to second order

The ops below may be differentiated any number of times by \`valueAndGradient\`, \`vjp\`, \`jvp\`, \`hvp\`, \`jacobian\` and
\`hessian\`, nested in one another, and by \`tf.grad\` after \`correctGradients()\`. An op that is not here may be
differentiated once; twice, it throws an error that names it. So does a \`tf.customGrad\` of your own. To put a kernel of
your own on the list, make its gradient of ops that are on it and of what it saves, and say so:
\`tf.registerGradient({ kernelName, inputsToSave, gradFunc, twiceDifferentiable: true })\`.

The table is written by the tests (\`WRITE_GRADIENTS=1 npx vitest run tests/core/autograd/gradients.test.ts\`), and a test
holds it against what they measure: the relative error ‖computed − exact‖ / ‖exact‖ of the gradient and of a
Hessian-vector product of F(x) = Σ w (y + y²/2), y = op(x), against central differences in float64, by decades.

At first order they are tfjs's own gradients to the bit, but for these, which tfjs 4.22 has wrong and which are right while
the functions above run. \`minimum\`, \`maximum\`, \`squaredDifference\` and \`matMul\` of shapes that broadcast,
comparisons that depend on the input, \`prod\` along a negative axis, \`tile\` of more than four axes, \`split\` and
\`unstack\` in one piece throw. \`cumsum\` along any axis but the last throws, or is wrong where sizes agree. \`avgPool\` is
wrong at padded borders. \`tile\` and \`broadcastTo\` run a kernel for each copy; here it is one sum, with other rounding. On
WebAssembly \`conv2d\`, \`depthwiseConv2d\` and \`gather\` throw, for want of a kernel, and \`maxPool\` drops every window
whose maximum is negative. There \`gather\` with batch axes reads wrong elements itself; inside those functions it is right.

\`tf.fused.matMul\` has no \`tanh\` in tfjs: it throws as soon as a tape records, before any kernel is asked. Write
\`tf.tanh(tf.add(tf.matMul(a, b), bias))\`.
`;

/** The page of the documentation: the ops on the list, and the errors measured. */
export function gradientsPage(
  cases: readonly Case[],
  measured: ReadonlyMap<BackendName, ReadonlyMap<string, Errors>>,
): string {
  const rows = cases.map(({ op }) => {
    const [cpu, wasm] = [measured.get('cpu')?.get(op), measured.get('wasm')?.get(op)];
    const errors = [cpu?.first, cpu?.second, wasm?.first, wasm?.second].map(decade);
    return `| ${[op, ...errors].join(' | ')} |`;
  });
  const kernels = [...listedKernels].sort().map((kernel) => `\`${kernel}\``);
  return [
    INTRODUCTION,
    '| op | cpu, first order | cpu, second order | wasm, first order | wasm, second order |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
    'By kernel of tfjs:',
    `${kernels.join(', ')}.`,
    '',
  ].join('\n');
}

/** The power of ten that an error stays below; float32 holds no more than the first of them. */
function decade(error: number | undefined): string {
  if (error === undefined) return 'not measured';
  const power = [-6, -5, -4, -3].find((exponent) => error <= 10 ** exponent);
  return power === undefined ? '> 1e-3' : `≤ 1e${power}`;
}
