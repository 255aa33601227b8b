"""Steps per second of one Gymnasium environment, as gymnasium.make gives it, with random actions drawn beforehand,
resets included. Prints one line of JSON.

    python3 gymnasium-steps.py --task CartPole-v1 --seconds 0.5
"""

from __future__ import annotations

import argparse
import json
import time

import gymnasium
import numpy

DRAWN = 10_000


def steps_per_second(task: str, seconds: float) -> float:
    """The rate of one environment over at least `seconds`."""
    environment = gymnasium.make(task)
    environment.action_space.seed(1)
    actions = [environment.action_space.sample() for _ in range(DRAWN)]
    environment.reset(seed=1)
    steps, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        for action in actions:
            _, _, terminated, truncated, _ = environment.step(action)
            if terminated or truncated:
                environment.reset()
        steps += DRAWN
    return steps / (time.perf_counter() - start)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--task", required=True)
    parser.add_argument("--seconds", type=float, default=0.5)
    options = parser.parse_args()
    result = {
        "program": "gymnasium-steps.py",
        "task": options.task,
        "stepsPerSecond": round(steps_per_second(options.task, options.seconds), 1),
        "gymnasium": gymnasium.__version__,
        "numpy": numpy.__version__,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
