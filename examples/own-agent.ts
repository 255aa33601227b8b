/**
 * An agent of one's own, from the same parts as the built-in ones: REINFORCE whose baseline is the running mean of all
 * returns so far, instead of a value function.
 *
 *   npx tsx examples/own-agent.ts
 */
import {
  type ActionKind,
  Ascent,
  adam,
  count,
  createPolicy,
  decisionsOf,
  defineAgent,
  gammaHyperparameter,
  hyperparameter,
  type LearnerSettings,
  networkHyperparameters,
  normalizationHyperparameters,
  policyGradientObjective,
  positive,
  rewardsToGo,
  train,
  type ValuesOf,
} from 'policy-ascent';

const hyperparameters = {
  rolloutEpisodes: hyperparameter(count, 1, 'whole episodes that each environment runs between two updates'),
  learningRate: hyperparameter(positive, 0.01, 'step size of Adam'),
  gamma: gammaHyperparameter,
  ...networkHyperparameters,
  ...normalizationHyperparameters,
};

const runningMean = defineAgent({
  name: 'running-mean',
  summary: 'REINFORCE against the running mean of the returns',
  actionKinds: ['discrete', 'box'],
  hyperparameters,
  collect: ({ rolloutEpisodes }) => ({ episodes: rolloutEpisodes }),
  start<K extends ActionKind>(hyper: ValuesOf<typeof hyperparameters>, settings: LearnerSettings<K>) {
    const policy = createPolicy({ ...hyper, ...settings, network: settings.policyNetwork, seed: settings.random });
    const ascent = new Ascent(policy.parameters, adam());
    let baseline = 0;
    return {
      policy,
      parameters: policy.parameters,
      update(rollout) {
        const returns = rewardsToGo(rollout, new Float32Array(rollout.size), hyper);
        const advantages = returns.map((g) => g - baseline);
        baseline += 0.1 * (returns.reduce((sum, g) => sum + g, 0) / rollout.size - baseline);
        const { value, gradient } = policyGradientObjective(policy, { ...decisionsOf(rollout), advantages });
        return { surrogate: value, baseline, gradientNorm: ascent.step(gradient, hyper.learningRate, 0.5) };
      },
      state: () => ({ optimizers: { policy: ascent.state() }, scalars: { baseline } }),
      restore({ optimizers, scalars }) {
        ascent.restore(optimizers.policy);
        baseline = scalars?.baseline ?? 0;
      },
    };
  },
});

const agent = runningMean.create({ hidden: [32] });

export let returnMean = Number.NaN;
for await (const { progress } of train(agent, { env: 'CartPole-v0', totalSteps: 40_000, seed: 1 })) {
  returnMean = progress.returnMean;
  if (progress.update % 10 === 0) console.log(`${progress.step} steps, mean return ${returnMean.toFixed(1)}`);
}
