import { expect, it } from 'vitest';
import { namedEnvironment } from '../../src/cli/environment-argument.ts';
import { mustFit } from '../../src/cli/train-plan.ts';

it('an agent that cannot take an environment’s actions is refused before anything is made', async () => {
  const agent = { name: 'reinforce', actionKinds: ['discrete'] } as const;
  const pendulum = await namedEnvironment('Pendulum-v1');
  expect(() => mustFit(agent, pendulum)).toThrow(
    'reinforce on Pendulum-v1: reinforce acts in action spaces of kind discrete, got box([1], −2 … 2)',
  );
  expect(mustFit(agent, await namedEnvironment('CartPole-v1'))).toBeUndefined();
});
