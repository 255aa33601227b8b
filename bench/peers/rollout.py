"""What the peers collect and how they judge it: preallocated buffers, and generalised advantage estimation.

Acting runs the policy network alone. Values and log-probabilities are computed for the whole rollout at once
afterwards, with the parameters that acted: the same numbers as if they were stored step by step, in less time. What
an episode's time limit cuts off goes on in the value of the observation that it ended with.
"""

from __future__ import annotations

from typing import Callable

import numpy as np
import torch
from torch import Tensor

from environments import Environments
from normalization import ObservationNormalizer, RewardNormalizer


class Rollout:
    """The steps of one rollout, `[steps, environments, …]`; the tensors share memory with the arrays."""

    def __init__(self, environments: Environments, steps: int, outputs: int, discrete: bool) -> None:
        count = environments.count
        self.environments = environments
        self.steps = steps
        self.observations = torch.zeros(steps + 1, count, environments.observation_size)
        """One row more than there are steps: the last is what the next rollout begins with."""
        self.outputs = torch.zeros(steps, count, outputs)
        """What the policy network said: logits, or means."""
        self.actions = torch.zeros((steps, count), dtype=torch.int64 if discrete else torch.float32)
        self.rewards = np.zeros((steps, count), np.float32)
        self.terminated = np.zeros((steps, count), bool)
        self.truncated = np.zeros((steps, count), bool)
        self.final_observations: list[np.ndarray] = []
        self.finished: list[tuple[int, float]] = []
        """The episodes that ended: after which step of the rollout, and their undiscounted returns."""
        self.observation_normalizer: ObservationNormalizer | None = None
        self.reward_normalizer: RewardNormalizer | None = None

    def begin(self) -> None:
        """Begins the first episodes."""
        self.environments.reset()
        self._see(-1)

    @torch.no_grad()
    def collect(self, network: Callable[[Tensor], Tensor], sample: Callable[[Tensor], Tensor]) -> None:
        """Runs the policy for as many steps as the rollout has, carrying episodes over."""
        environments, observations = self.environments, self.observations
        actions = self.actions.numpy()
        observations[0] = observations[-1]
        self.final_observations, self.finished = [], []
        for t in range(self.steps):
            output = network(observations[t])
            self.outputs[t] = output
            self.actions[t] = sample(output)
            environments.step(actions[t])
            self.terminated[t] = environments.terminated
            self.truncated[t] = environments.truncated
            self._earn(t)
            self._see(t)
            if environments.finished:
                self.finished += [(t + 1, value) for value in environments.finished]

    def _earn(self, t: int) -> None:
        """Keeps the rewards, and the observations at which a time limit cut an episode off."""
        environments = self.environments
        if self.reward_normalizer is None:
            self.rewards[t] = environments.rewards
        else:
            done = environments.terminated | environments.truncated
            self.rewards[t] = self.reward_normalizer.normalize(environments.rewards, done)
        if environments.finished and environments.truncated.any():
            last = environments.final_observations[environments.truncated]
            if self.observation_normalizer is not None:
                last = self.observation_normalizer.normalize(last)
            self.final_observations.append(last)

    def _see(self, t: int) -> None:
        """Keeps the current observations in the row behind step t."""
        seen = self.environments.observations
        if self.observation_normalizer is not None:
            self.observation_normalizer.update(seen)
            seen = self.observation_normalizer.normalize(seen)
        self.observations.numpy()[t + 1] = seen

    def flat(self, column: Tensor | np.ndarray) -> Tensor:
        """A column as one row a step: `[steps · environments, …]`."""
        tensor = torch.from_numpy(column) if isinstance(column, np.ndarray) else column
        return tensor.reshape(self.steps * self.environments.count, *tensor.shape[2:])

    @torch.no_grad()
    def judge(self, value: Callable[[Tensor], Tensor], gamma: float, trace: float) -> tuple[Tensor, Tensor, Tensor]:
        """Values, advantages and λ-returns of all steps, flat. Schulman et al. (2016), eq. 11 and 16."""
        values = value(self.observations.flatten(0, 1)).view(self.observations.shape[:2]).numpy()
        following = values[1:].copy()
        following[self.terminated] = 0
        if self.final_observations:
            last = torch.from_numpy(np.concatenate(self.final_observations))
            following[self.truncated] = value(last).squeeze(1).numpy()
        deltas = self.rewards + gamma * following - values[:-1]
        decays = (gamma * trace) * ~(self.terminated | self.truncated)
        advantages = np.empty_like(deltas)
        advantage = np.zeros(self.environments.count)
        for t in range(self.steps - 1, -1, -1):
            advantage = deltas[t] + decays[t] * advantage
            advantages[t] = advantage
        returns = advantages + values[:-1]
        return self.flat(values[:-1]), self.flat(advantages), self.flat(returns)
