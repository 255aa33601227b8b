import * as tf from '@tensorflow/tfjs';
import {
  type Batch,
  box,
  conjugateGradient,
  type Decisions,
  decisionsOf,
  discrete,
  type Environment,
  fisherVectorProduct,
  LinearQuadraticRegulator,
  makeVector,
  type Policy,
  policyGradientObjective,
  Random,
  RolloutCollector,
  TwoState,
} from 'policy-ascent';
import { policyOf } from '../two-parameters.ts';
import { DAMPING, type Problem, type Vector } from './problem.ts';
import { PULL, regulator, regulatorAdvantage, regulatorPolicy } from './regulator.ts';
import { twoState, twoStateAdvantages, twoStatePolicy } from './two-state.ts';

/** A problem as the library sees it: a policy with a network of its own, and what there is to average over. */
export interface LibraryProblem {
  readonly name: string;
  readonly problem: Problem;
  /** The policy with the parameters θ. */
  policy(theta: Vector): Policy;
  /** States whose weighted mean is the mean over ρ: exactly, for what is averaged here. */
  states(theta: Vector): readonly Weighted[];
  /** State and action pairs, likewise. */
  decisions(theta: Vector): readonly (Weighted & { readonly action: number })[];
  /** A(s, a) in closed form. */
  advantage(theta: Vector, observation: number, action: number): number;
  environment(): Environment;
}

interface Weighted {
  readonly observation: number;
  readonly weight: number;
}

/** The gradient of the objective and the natural gradient, as the library computes them. */
export interface Directions {
  readonly plain: Vector;
  readonly natural: Vector;
}

/** The two-state problem, its policy a network whose logits are (θₛ, 0). */
export function libraryTwoState(start: Vector): LibraryProblem {
  return {
    name: 'two states',
    problem: twoState(start),
    policy: (theta) =>
      policyOf(discrete(2), discrete(2), theta, (parameters, oneHot) => {
        const stay = tf.matMul(oneHot, tf.reshape(parameters, [2, 1]));
        return tf.concat([stay, tf.zerosLike(stay)], 1);
      }),
    states: (theta) => twoStatePolicy(theta).stationary.map((weight, observation) => ({ observation, weight })),
    decisions(theta) {
      const { stationary, stay, go } = twoStatePolicy(theta);
      return ([0, 1] as const).flatMap((observation) =>
        [stay, go].map((pi, action) => ({ observation, action, weight: stationary[observation] * pi[observation] })),
      );
    },
    advantage(theta, observation, action) {
      const { stay, go } = twoStateAdvantages(theta, observation === 0 ? 0 : 1);
      return action === 0 ? stay : go;
    },
    environment: () => new TwoState(),
  };
}

/** Nodes and weights of Gauss and Hermite for a standard normal: exact up to degree 5. */
const NODES = [
  { node: -Math.sqrt(3), weight: 1 / 6 },
  { node: 0, weight: 2 / 3 },
  { node: Math.sqrt(3), weight: 1 / 6 },
];

/** The regulator, its policy a network whose outputs are the mean σ² θ₂s₂ x and log σ. */
export function libraryRegulator(scales: Vector): LibraryProblem {
  const [s1, s2] = scales;
  const unbounded = box(-Infinity, Infinity, [1]);
  return {
    name: `regulator, s = (${s1}, ${s2})`,
    problem: regulator(scales),
    policy: (theta) =>
      policyOf(unbounded, unbounded, theta, (parameters, x) => {
        const [first, second] = tf.split(parameters, 2) as [tf.Tensor, tf.Tensor];
        const variance = tf.div(-0.5 / s1, first);
        const mean = tf.mul(x, tf.mul(tf.mul(variance, second), s2));
        const logStd = tf.mul(tf.log(variance), 0.5);
        return tf.concat([mean, tf.mul(tf.onesLike(x), logStd)] as tf.Tensor2D[], 1);
      }),
    states: (theta) => NODES.map(({ node, weight }) => ({ observation: node * deviations(theta, scales).x, weight })),
    decisions(theta) {
      const { x, u, gain } = deviations(theta, scales);
      return NODES.flatMap((state) =>
        NODES.map((action) => ({
          observation: state.node * x,
          action: gain * state.node * x + action.node * u,
          weight: state.weight * action.weight,
        })),
      );
    },
    advantage: (theta, observation, action) => regulatorAdvantage(theta, scales, observation, action),
    environment: () => new LinearQuadraticRegulator({ A: [[PULL]], B: [[1]], Q: [[1]], R: [[0]], noise: 1 }),
  };
}

function deviations(theta: Vector, scales: Vector) {
  const { spread, variance, gain } = regulatorPolicy(theta, scales);
  return { x: Math.sqrt(spread), u: Math.sqrt(variance), gain };
}

/**
 * Both gradients by policyGradientObjective, fisherVectorProduct and conjugateGradient, over every state and action
 * with its probability: what an infinite sample would give. F is the mean over states of single states' products, eq. 3.
 */
export function exactDirections(of: LibraryProblem, theta: Vector, damping = DAMPING): Directions {
  const policy = of.policy(theta);
  const rows = of.decisions(theta);
  const advantages = rows.map((row) => rows.length * row.weight * of.advantage(theta, row.observation, row.action));
  const observations = Float32Array.from(rows, (row) => row.observation);
  const { gradient } = policyGradientObjective(policy, {
    size: rows.length,
    observations,
    actions: actionsOf(
      policy,
      rows.map((row) => row.action),
    ),
    advantages: Float32Array.from(advantages),
  });
  const products = of.states(theta).map(({ observation, weight }) => {
    const state = { size: 1, observations: Float32Array.of(observation), actions: policy.actionRows(1) };
    const product = fisherVectorProduct(policy, state, { damping });
    return (v: Float32Array) => product(v).map((x) => weight * x);
  });
  const mean = (v: Float32Array) => sum(products.map((product) => product(v)));
  return solved(mean, gradient);
}

/** Both gradients from steps of the library's own environment, with the advantages in closed form. */
export function sampledDirections(of: LibraryProblem, theta: Vector, size: number, damping = DAMPING): Directions {
  const policy = of.policy(theta);
  const decisions = sampledDecisions(of, policy, size);
  const advantages = Float32Array.from({ length: size }, (_, i) =>
    of.advantage(theta, decisions.observations[i] as number, decisions.actions[i] as number),
  );
  const { gradient } = policyGradientObjective(policy, { ...decisions, advantages } satisfies Omit<
    Batch,
    'oldLogProbabilities'
  >);
  return solved(fisherVectorProduct(policy, decisions, { damping }), gradient);
}

/** Steps of 100 environments, after as many steps as it takes to forget where they began. */
function sampledDecisions(of: LibraryProblem, policy: Policy, size: number): Decisions {
  const count = 100;
  const random = new Random('kakade-2001');
  const environments = makeVector(() => of.environment(), count);
  environments.reset(random.split('environments'));
  const collector = new RolloutCollector(environments, policy, { random: random.split('actions') });
  collector.collect({ steps: 50 });
  return decisionsOf(collector.collect({ steps: size / count }));
}

function solved(product: (v: Float32Array) => Float32Array, gradient: Float32Array): Directions {
  const { solution } = conjugateGradient(product, gradient, { iterations: 10, residualTolerance: 1e-16 });
  return { plain: pair(gradient), natural: pair(solution) };
}

function actionsOf(policy: Policy, actions: readonly number[]): Decisions['actions'] {
  const rows = policy.actionRows(actions.length);
  rows.set(actions);
  return rows;
}

function pair(vector: Float32Array): Vector {
  return [vector[0] ?? Number.NaN, vector[1] ?? Number.NaN];
}

function sum(vectors: readonly Float32Array[]): Float32Array {
  return Float32Array.from({ length: 2 }, (_, i) => vectors.reduce((total, v) => total + (v[i] as number), 0));
}
