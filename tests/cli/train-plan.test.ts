import { expect, it } from 'vitest';
import { ppo } from '../../src/agents/index.ts';
import { namedEnvironment } from '../../src/cli/environment-argument.ts';
import { mustFit } from '../../src/cli/train-plan.ts';

it('an agent that cannot take an environment’s actions is refused before anything is made', async () => {
  const agent = { name: 'reinforce', actionKinds: ['discrete'], hyperparameters: {} } as const;
  const pendulum = await namedEnvironment('Pendulum-v1');
  expect(() => mustFit(agent, pendulum)).toThrow(
    'reinforce on Pendulum-v1: reinforce acts in action spaces of kind discrete, got box([1], −2 … 2)',
  );
  expect(mustFit(agent, await namedEnvironment('CartPole-v1'))).toBeUndefined();
});

it('a squashed Gaussian is refused for actions without bounds, before anything is made', async () => {
  const { name, actionKinds, hyperparameters } = ppo({ distribution: 'squashed-gaussian' });
  const unbounded = await namedEnvironment('LinearQuadraticRegulator-v0');
  expect(() => mustFit({ name, actionKinds, hyperparameters }, unbounded)).toThrow(
    "squashed Gaussian: needs finite bounds with low < high: take the distribution 'gaussian', got box([1], −∞ … ∞)",
  );
  expect(mustFit(ppo(), unbounded)).toBeUndefined();
});
