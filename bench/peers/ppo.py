"""PPO in PyTorch, one thread, with the hyperparameters of bench/configurations.ts under the same names.

What is matched with our program: the algorithm (clipped surrogate, GAE, advantages normalised in each minibatch,
global gradient norm, Adam with ε 1e-5), the two separate 64×64 tanh networks in float32, environments, rollout and
minibatch sizes, the number of gradient steps, all schedules, and bootstrapping from the value of the last observation
where a time limit cuts an episode off. Diagnostics that do not change what is learned (KL, clip fraction) are left out
here and computed there.

    cleanrl-cartpole       CleanRL's ppo.py: 4 × 128, 4 epochs of 4 minibatches, value clipping, annealing
    sb3-default-cartpole   Stable-Baselines3's defaults: 1 × 2048, 10 epochs of minibatches of 64
    zoo-cartpole           rl-baselines3-zoo's: 8 × 32, 20 epochs of one batch, annealing
    cleanrl-pendulum       CleanRL's ppo_continuous_action.py: 1 × 2048, 10 epochs of 32 minibatches, normalisation
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Callable

import one_thread  # noqa: F401, before torch
import torch
from torch import Tensor, distributions

import environments
from networks import FlatAdam, ModuleAdam, Perceptron, flatten, layered, shuffled_minibatches
from normalization import ObservationNormalizer, RewardNormalizer
from report import Progress, start
from rollout import Rollout

distributions.Distribution.set_default_validate_args(False)

Network = Callable[[Tensor], Tensor]
HALF_LOG_2_PI = 0.5 * math.log(2 * math.pi)


@dataclass(frozen=True)
class Configuration:
    """Hyperparameters; a pair is the value at the start of the run and the one at its end."""

    task: str
    environments: int
    rollout_steps: int
    epochs: int
    minibatch_size: int
    learning_rate: tuple[float, float]
    clip_range: tuple[float, float] = (0.2, 0.2)
    gamma: float = 0.99
    trace: float = 0.95
    entropy_coefficient: float = 0.0
    value_coefficient: float = 0.5
    """What the mean squared error is multiplied with; CleanRL's 0.5 goes with half of it, which makes 0.25."""
    value_clip_range: float | None = None
    max_gradient_norm: float = 0.5
    normalize: bool = False


CONFIGURATIONS = {
    "cleanrl-cartpole": Configuration(
        "CartPole-v1",
        environments=4,
        rollout_steps=128,
        epochs=4,
        minibatch_size=128,
        learning_rate=(2.5e-4, 0),
        entropy_coefficient=0.01,
        value_coefficient=0.25,
        value_clip_range=0.2,
    ),
    "sb3-default-cartpole": Configuration(
        "CartPole-v1",
        environments=1,
        rollout_steps=2048,
        epochs=10,
        minibatch_size=64,
        learning_rate=(3e-4, 3e-4),
    ),
    "zoo-cartpole": Configuration(
        "CartPole-v1",
        environments=8,
        rollout_steps=32,
        epochs=20,
        minibatch_size=256,
        learning_rate=(1e-3, 0),
        clip_range=(0.2, 0),
        gamma=0.98,
        trace=0.8,
    ),
    "cleanrl-pendulum": Configuration(
        "Pendulum-v1",
        environments=1,
        rollout_steps=2048,
        epochs=10,
        minibatch_size=64,
        learning_rate=(3e-4, 0),
        value_coefficient=0.25,
        value_clip_range=0.2,
        normalize=True,
    ),
}


class Categorical:
    """A policy over two actions, by logits."""

    outputs = 2

    def __init__(self) -> None:
        self.extra: list[Tensor] = []

    def sample(self, logits: Tensor) -> Tensor:
        """One action a row, by the exponential race (as torch.multinomial does it, without its checks)."""
        return (logits - torch.empty_like(logits).exponential_().log_()).argmax(-1)

    def log_probability(self, logits: Tensor, actions: Tensor) -> Tensor:
        return logits.log_softmax(-1).gather(1, actions.unsqueeze(1)).squeeze(1)

    def log_probability_and_entropy(self, logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
        log_probabilities = logits.log_softmax(-1)
        entropy = -(log_probabilities.exp() * log_probabilities).sum(-1).mean()
        return log_probabilities.gather(1, actions.unsqueeze(1)).squeeze(1), entropy


class Gaussian:
    """A policy over one number, by its mean; the log standard deviation is a parameter."""

    outputs = 1

    def __init__(self) -> None:
        self.extra = [torch.zeros(1)]

    def sample(self, means: Tensor) -> Tensor:
        return (means + self.extra[0].exp() * torch.randn_like(means)).squeeze(-1)

    def log_probability(self, means: Tensor, actions: Tensor) -> Tensor:
        log_deviation = self.extra[0]
        standard = (actions - means.squeeze(-1)) * (-log_deviation).exp()
        return -0.5 * standard.square() - (log_deviation + HALF_LOG_2_PI)

    def log_probability_and_entropy(self, means: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
        return self.log_probability(means, actions), (self.extra[0] + (HALF_LOG_2_PI + 0.5)).sum()


class IdiomaticCategorical(Categorical):
    """The same, by torch.distributions."""

    def sample(self, logits: Tensor) -> Tensor:
        return distributions.Categorical(logits=logits).sample()

    def log_probability(self, logits: Tensor, actions: Tensor) -> Tensor:
        return distributions.Categorical(logits=logits).log_prob(actions)

    def log_probability_and_entropy(self, logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
        policy = distributions.Categorical(logits=logits)
        return policy.log_prob(actions), policy.entropy().mean()


class IdiomaticGaussian(Gaussian):
    """The same, by torch.distributions."""

    def __init__(self) -> None:
        self.extra = [torch.nn.Parameter(torch.zeros(1))]

    def _policy(self, means: Tensor) -> distributions.Normal:
        return distributions.Normal(means.squeeze(-1), self.extra[0].exp().expand(means.shape[0]))

    def sample(self, means: Tensor) -> Tensor:
        return self._policy(means).sample()

    def log_probability(self, means: Tensor, actions: Tensor) -> Tensor:
        return self._policy(means).log_prob(actions)

    def log_probability_and_entropy(self, means: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
        policy = self._policy(means)
        return policy.log_prob(actions), policy.entropy().mean()


def learned_of(
    configuration: Configuration, world: environments.Environments, style: str
) -> tuple[Network, Categorical | Gaussian, Network, FlatAdam | ModuleAdam]:
    """Policy network, distribution, value network and optimiser, in one of the two styles."""
    discrete = configuration.task == "CartPole-v1"
    rate, norm = configuration.learning_rate[0], configuration.max_gradient_norm
    if style == "tuned":
        policy = Categorical() if discrete else Gaussian()
        actor = Perceptron(world.observation_size, policy.outputs, 0.01)
        critic = Perceptron(world.observation_size, 1, 1.0)
        return actor, policy, critic, FlatAdam(flatten(actor, policy.extra, critic), rate, norm)
    policy = IdiomaticCategorical() if discrete else IdiomaticGaussian()
    modules = layered(world.observation_size, policy.outputs, 0.01), layered(world.observation_size, 1, 1.0)
    parameters = [*modules[0].parameters(), *policy.extra, *modules[1].parameters()]
    return modules[0], policy, modules[1], ModuleAdam(parameters, rate, norm)


def train(configuration: Configuration, steps: int, style: str, seed: int) -> Progress:
    """Trains for `steps` environment steps, or up to one rollout more where they do not divide."""
    task = configuration.task
    progress = Progress(task, steps)
    world = environments.make(task, configuration.environments, seed)
    actor, policy, critic, adam = learned_of(configuration, world, style)
    rollout = Rollout(world, configuration.rollout_steps, policy.outputs, isinstance(policy, Categorical))
    if configuration.normalize:
        rollout.observation_normalizer = ObservationNormalizer(world.observation_size)
        rollout.reward_normalizer = RewardNormalizer(world.count, configuration.gamma)
    rollout.begin()
    while progress.left > 0:
        rollout.collect(actor, policy.sample)
        update(configuration, progress.share, rollout, (actor, policy, critic), adam)
        progress.add(rollout.steps, world.count, rollout.finished)
    return progress


def update(
    configuration: Configuration,
    share: float,
    rollout: Rollout,
    learned: tuple[Network, Categorical | Gaussian, Network],
    adam: FlatAdam | ModuleAdam,
) -> None:
    """The epochs of minibatch descent on one rollout. Schulman et al. (2017), eq. 9."""
    actor, policy, critic = learned
    adam.set_learning_rate(annealed(configuration.learning_rate, share))
    clip = annealed(configuration.clip_range, share)
    values, advantages, returns = rollout.judge(critic, configuration.gamma, configuration.trace)
    actions = rollout.flat(rollout.actions)
    with torch.no_grad():
        old = policy.log_probability(rollout.flat(rollout.outputs), actions)
    columns = (rollout.flat(rollout.observations[:-1]), actions, old, advantages, returns, values)
    for _ in range(configuration.epochs):
        for batch in shuffled_minibatches(columns, configuration.minibatch_size):
            adam.descend(loss(configuration, clip, actor, policy, critic, batch))


def loss(
    configuration: Configuration,
    clip: float,
    actor: Network,
    policy: Categorical | Gaussian,
    critic: Network,
    batch: tuple[Tensor, ...],
) -> Tensor:
    """−E[min(ρ Â, clip(ρ, 1 − ε, 1 + ε) Â)] − c₂ H + c₁ (V − R)² on one minibatch."""
    observations, actions, old, advantages, returns, old_values = batch
    log_probability, entropy = policy.log_probability_and_entropy(actor(observations), actions)
    ratio = (log_probability - old).exp()
    deviation, mean = torch.std_mean(advantages)
    normal = (advantages - mean) / (deviation + 1e-8)
    surrogate = torch.min(ratio * normal, ratio.clamp(1 - clip, 1 + clip) * normal).mean()
    values = critic(observations).squeeze(1)
    errors = (values - returns).square()
    if configuration.value_clip_range is not None:
        limit = configuration.value_clip_range
        clipped = old_values + (values - old_values).clamp(-limit, limit)
        errors = torch.max(errors, (clipped - returns).square())
    return configuration.value_coefficient * errors.mean() - surrogate - configuration.entropy_coefficient * entropy


def annealed(ends: tuple[float, float], share: float) -> float:
    """The value after the share of the run, between that of the start and that of the end."""
    return ends[0] + (ends[1] - ends[0]) * share


def main() -> None:
    options = start(CONFIGURATIONS)
    progress = train(CONFIGURATIONS[options.configuration], options.steps, options.style, options.seed)
    progress.finish("ppo.py", options.configuration, options)


if __name__ == "__main__":
    main()
