"""CartPole-v1 and Pendulum-v1 for the peers, with Gymnasium's dynamics and time limits.

Each task is written twice: for one environment in plain Python floats, and for many as NumPy arrays. NumPy costs the
same for 1 as for 30 environments and Python costs by the piece, so `make` takes the faster of the two for the count
that is asked for. An environment whose episode ends is reset in the same step; the observation that the episode ended
with stays readable in `final_observations`.

    python3 environments.py     prints the steps per second of both forms
"""

from __future__ import annotations

import math
import random
import time
from typing import Sequence

import numpy as np

GRAVITY, POLE_MASS, TOTAL_MASS, POLE_LENGTH, POLE_MOMENT = 9.8, 0.1, 1.1, 0.5, 0.05
FORCE, CART_TIME_STEP, POSITION_LIMIT, ANGLE_LIMIT = 10.0, 0.02, 2.4, 12 * 2 * math.pi / 360
PENDULUM_GRAVITY, MAX_SPEED, MAX_TORQUE, PENDULUM_TIME_STEP = 10.0, 8.0, 2.0, 0.05


class CartPole:
    """One CartPole in Python floats: a reward of 1 a step, terminated beyond ±2.4 m or ±12°."""

    observation_size = 4

    def __init__(self, source: random.Random) -> None:
        self._uniform = source.uniform
        self._state = (0.0, 0.0, 0.0, 0.0)

    def reset(self) -> tuple[float, ...]:
        uniform = self._uniform
        self._state = (uniform(-0.05, 0.05), uniform(-0.05, 0.05), uniform(-0.05, 0.05), uniform(-0.05, 0.05))
        return self._state

    def step(self, action: int) -> tuple[tuple[float, ...], float, bool]:
        x, speed, angle, turn = self._state
        cosine, sine = math.cos(angle), math.sin(angle)
        push = ((FORCE if action else -FORCE) + POLE_MOMENT * turn * turn * sine) / TOTAL_MASS
        turning = (GRAVITY * sine - cosine * push) / (POLE_LENGTH * (4 / 3 - POLE_MASS * cosine * cosine / TOTAL_MASS))
        acceleration = push - POLE_MOMENT * turning * cosine / TOTAL_MASS
        x += CART_TIME_STEP * speed
        angle += CART_TIME_STEP * turn
        self._state = (x, speed + CART_TIME_STEP * acceleration, angle, turn + CART_TIME_STEP * turning)
        return self._state, 1.0, not (-POSITION_LIMIT <= x <= POSITION_LIMIT and -ANGLE_LIMIT <= angle <= ANGLE_LIMIT)


class Pendulum:
    """One Pendulum in Python floats: never terminated; torques beyond ±2 are clipped."""

    observation_size = 3

    def __init__(self, source: random.Random) -> None:
        self._uniform = source.uniform
        self._angle = self._speed = 0.0

    def reset(self) -> tuple[float, ...]:
        self._angle, self._speed = self._uniform(-math.pi, math.pi), self._uniform(-1.0, 1.0)
        return math.cos(self._angle), math.sin(self._angle), self._speed

    def step(self, action: float) -> tuple[tuple[float, ...], float, bool]:
        angle, speed = self._angle, self._speed
        torque = min(max(action, -MAX_TORQUE), MAX_TORQUE)
        tilt = (angle + math.pi) % (2 * math.pi) - math.pi
        reward = -(tilt * tilt + 0.1 * speed * speed + 0.001 * torque * torque)
        speed += (1.5 * PENDULUM_GRAVITY * math.sin(angle) + 3 * torque) * PENDULUM_TIME_STEP
        self._speed = speed = min(max(speed, -MAX_SPEED), MAX_SPEED)
        self._angle = angle = angle + speed * PENDULUM_TIME_STEP
        return (math.cos(angle), math.sin(angle), speed), reward, False


class Environments:
    """What both forms share: the arrays that a step writes, one row an environment."""

    def __init__(self, count: int, observation_size: int, limit: int) -> None:
        self.count = count
        self.observation_size = observation_size
        self.limit = limit
        self.observations = np.zeros((count, observation_size), np.float32)
        """What the next action is chosen from."""
        self.final_observations = np.zeros((count, observation_size), np.float32)
        """The last observation of an episode, in the rows whose episode ended in the latest step."""
        self.rewards = np.zeros(count)
        self.terminated = np.zeros(count, bool)
        self.truncated = np.zeros(count, bool)
        self.finished: list[float] = []
        """The undiscounted returns of the episodes that ended in the latest step."""

    def reset(self) -> None:
        raise NotImplementedError

    def step(self, actions: np.ndarray) -> None:
        raise NotImplementedError


class SerialEnvironments(Environments):
    """Environments in Python floats, one after the other."""

    def __init__(self, kind: type[CartPole] | type[Pendulum], count: int, limit: int, seed: int) -> None:
        super().__init__(count, kind.observation_size, limit)
        self._environments = [kind(random.Random(f"{seed}/{i}")) for i in range(count)]
        self._lengths = [0] * count
        self._returns = [0.0] * count

    def reset(self) -> None:
        self.observations[:] = [environment.reset() for environment in self._environments]

    def step(self, actions: np.ndarray) -> None:
        if self.finished:
            self.finished = []
        rows, rewards, ends, cuts = [], [], [], []
        for i, (environment, action) in enumerate(zip(self._environments, actions.tolist())):
            row, reward, terminated = environment.step(action)
            self._lengths[i] += 1
            self._returns[i] += reward
            truncated = self._lengths[i] == self.limit and not terminated
            if terminated or truncated:
                self.final_observations[i] = row
                self.finished.append(self._returns[i])
                self._lengths[i], self._returns[i] = 0, 0.0
                row = environment.reset()
            rows.append(row)
            rewards.append(reward)
            ends.append(terminated)
            cuts.append(truncated)
        self.observations[:] = rows
        self.rewards[:] = rewards
        self.terminated[:] = ends
        self.truncated[:] = cuts


class ParallelEnvironments(Environments):
    """Environments as NumPy arrays, all in one sweep; `state` is `[variables, count]`."""

    def __init__(self, count: int, observation_size: int, limit: int, seed: int, low: Sequence[float]) -> None:
        super().__init__(count, observation_size, limit)
        self._random = np.random.default_rng(seed)
        self._bound = -np.array(low)[:, None]
        self.state = np.zeros((len(low), count))
        self._lengths = np.zeros(count, np.int64)
        self._returns = np.zeros(count)

    def reset(self) -> None:
        self.state[:] = self._random.uniform(-self._bound, self._bound, self.state.shape)
        self.observe(self.observations)

    def step(self, actions: np.ndarray) -> None:
        self.move(actions)
        self._lengths += 1
        self._returns += self.rewards
        np.equal(self._lengths, self.limit, out=self.truncated)
        np.greater(self.truncated, self.terminated, out=self.truncated)
        self.observe(self.observations)
        done = np.flatnonzero(self.terminated | self.truncated)
        self.finished = self._returns[done].tolist()
        if len(done) > 0:
            self.final_observations[done] = self.observations[done]
            self.state[:, done] = self._random.uniform(-self._bound, self._bound, (len(self.state), len(done)))
            self._lengths[done] = 0
            self._returns[done] = 0
            self.observe(self.observations)

    def move(self, actions: np.ndarray) -> None:
        raise NotImplementedError

    def observe(self, into: np.ndarray) -> None:
        raise NotImplementedError


class CartPoles(ParallelEnvironments):
    """Many of CartPole."""

    def __init__(self, count: int, limit: int, seed: int) -> None:
        super().__init__(count, 4, limit, seed, low=[-0.05] * 4)
        self.rewards[:] = 1

    def move(self, actions: np.ndarray) -> None:
        x, speed, angle, turn = self.state
        cosine, sine = np.cos(angle), np.sin(angle)
        push = (FORCE * (2 * actions - 1) + POLE_MOMENT * turn * turn * sine) / TOTAL_MASS
        turning = (GRAVITY * sine - cosine * push) / (
            POLE_LENGTH * (4 / 3 - (POLE_MASS / TOTAL_MASS) * cosine * cosine)
        )
        acceleration = push - (POLE_MOMENT / TOTAL_MASS) * turning * cosine
        self.state[0::2] += CART_TIME_STEP * self.state[1::2]
        speed += CART_TIME_STEP * acceleration
        turn += CART_TIME_STEP * turning
        np.logical_or(np.abs(x) > POSITION_LIMIT, np.abs(angle) > ANGLE_LIMIT, out=self.terminated)

    def observe(self, into: np.ndarray) -> None:
        into[:] = self.state.T


class Pendulums(ParallelEnvironments):
    """Many of Pendulum."""

    def __init__(self, count: int, limit: int, seed: int) -> None:
        super().__init__(count, 3, limit, seed, low=[-math.pi, -1.0])

    def move(self, actions: np.ndarray) -> None:
        angle, speed = self.state
        torque = np.clip(actions, -MAX_TORQUE, MAX_TORQUE)
        tilt = (angle + math.pi) % (2 * math.pi) - math.pi
        np.negative(tilt * tilt + 0.1 * speed * speed + 0.001 * torque * torque, out=self.rewards)
        speed += (1.5 * PENDULUM_GRAVITY * np.sin(angle) + 3 * torque) * PENDULUM_TIME_STEP
        np.clip(speed, -MAX_SPEED, MAX_SPEED, out=speed)
        angle += speed * PENDULUM_TIME_STEP

    def observe(self, into: np.ndarray) -> None:
        np.cos(self.state[0], out=into[:, 0], casting="same_kind")
        np.sin(self.state[0], out=into[:, 1], casting="same_kind")
        into[:, 2] = self.state[1]


LIMITS = {"CartPole-v1": 500, "Pendulum-v1": 200}
FASTER_IN_NUMPY_FROM = {"CartPole-v1": 48, "Pendulum-v1": 32}
"""From how many environments on NumPy is the faster form, as `python3 environments.py` measures it."""


def make(task: str, count: int, seed: int) -> Environments:
    """`count` environments of a task, in the form that is faster for so many."""
    return (make_parallel if count >= FASTER_IN_NUMPY_FROM[task] else make_serial)(task, count, seed)


def make_serial(task: str, count: int, seed: int) -> Environments:
    """In Python floats."""
    return SerialEnvironments(CartPole if task == "CartPole-v1" else Pendulum, count, LIMITS[task], seed)


def make_parallel(task: str, count: int, seed: int) -> Environments:
    """In NumPy arrays."""
    return (CartPoles if task == "CartPole-v1" else Pendulums)(count, LIMITS[task], seed)


def steps_per_second(environments: Environments, task: str, seconds: float = 0.5) -> float:
    """The rate with random actions that were drawn beforehand, resets included."""
    source = np.random.default_rng(0)
    shape = (1000, environments.count)
    actions = source.integers(0, 2, shape) if task == "CartPole-v1" else source.uniform(-2, 2, shape)
    environments.reset()
    start, steps = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        for row in actions:
            environments.step(row)
        steps += actions.size
    return steps / (time.perf_counter() - start)


def main() -> None:
    for task in LIMITS:
        for count in (1, 2, 4, 8, 16, 32, 64):
            serial = steps_per_second(make_serial(task, count, 1), task)
            parallel = steps_per_second(make_parallel(task, count, 1), task)
            print(f"{task} {count:3d} at once: {serial:11,.0f} steps/s in Python, {parallel:11,.0f} in NumPy")


if __name__ == "__main__":
    main()
