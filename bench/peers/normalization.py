"""Running normalisation of observations and rewards, as Gymnasium's wrappers do it: one update a step."""

from __future__ import annotations

import numpy as np

EPSILON = 1e-8
LIMIT = 10.0


class ObservationNormalizer:
    """Observations to running mean 0 and variance 1, clipped to ±10. Welford (1962), for one environment at a time."""

    def __init__(self, size: int) -> None:
        self._count = 0
        self._mean = np.zeros(size)
        self._squares = np.zeros(size)
        self._scale = np.ones(size)

    def update(self, observations: np.ndarray) -> None:
        """Takes in `[count, size]` observations."""
        for observation in observations:
            self._count += 1
            difference = observation - self._mean
            self._mean += difference / self._count
            self._squares += difference * (observation - self._mean)
        if self._count > 1:
            self._scale = 1 / np.sqrt(self._squares / self._count + EPSILON)

    def normalize(self, observations: np.ndarray) -> np.ndarray:
        """The observations, normalised."""
        normal = (observations - self._mean) * self._scale
        return np.minimum(np.maximum(normal, -LIMIT), LIMIT, dtype=np.float32, casting="same_kind")


class RewardNormalizer:
    """Rewards over the running deviation of the discounted return R ← γR + r, clipped to ±10."""

    def __init__(self, count: int, gamma: float) -> None:
        self._gamma = gamma
        self._returns = [0.0] * count
        self._count = 0
        self._mean = self._squares = 0.0

    def normalize(self, rewards: np.ndarray, done: np.ndarray) -> list[float]:
        """Takes in one reward of each environment, and gives them normalised."""
        normal = []
        for i, (reward, ends) in enumerate(zip(rewards.tolist(), done.tolist())):
            running = self._returns[i] * self._gamma + reward
            self._count += 1
            difference = running - self._mean
            self._mean += difference / self._count
            self._squares += difference * (running - self._mean)
            self._returns[i] = 0.0 if ends else running
            variance = self._squares / self._count if self._count > 1 else 1.0
            normal.append(min(max(reward / (variance + EPSILON) ** 0.5, -LIMIT), LIMIT))
        return normal
