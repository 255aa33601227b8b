"""The command line of the peers, the running mean of returns that says when a task is solved, and the line of JSON."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import deque
from typing import Iterable

import torch

WINDOW = 100
SOLVED = {"CartPole-v1": 475.0}


def start(configurations: Iterable[str]) -> argparse.Namespace:
    """Reads the command line, and puts torch to one thread."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--configuration", choices=list(configurations), required=True)
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--style", choices=["idiomatic", "tuned"], default="idiomatic")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    return options


class Progress:
    """How far a run is: steps, time, and the returns of the last 100 episodes."""

    def __init__(self, task: str, steps: int) -> None:
        self.steps = 0
        self._total = steps
        self._threshold = SOLVED.get(task, float("inf"))
        self._recent: deque[float] = deque(maxlen=WINDOW)
        self._solved_at: int | None = None
        self._shown = 0
        self._start = time.perf_counter()

    @property
    def share(self) -> float:
        """The share of the run that is done, on [0, 1]."""
        return self.steps / self._total

    @property
    def left(self) -> int:
        return self._total - self.steps

    def add(self, steps: int, count: int, finished: list[tuple[int, float]]) -> None:
        """Takes in a rollout of `steps` steps of `count` environments, and the episodes that ended in it."""
        for step, value in finished:
            self._recent.append(value)
            if self._solved_at is None and len(self._recent) == WINDOW and self._mean() >= self._threshold:
                self._solved_at = self.steps + step * count
        self.steps += steps * count
        if self.steps * 10 // self._total > self._shown:
            self._shown = self.steps * 10 // self._total
            print(f"{self.steps:9,d} steps, mean return {self._mean():.1f}", file=sys.stderr)

    def finish(self, program: str, configuration: str, options: argparse.Namespace) -> None:
        """Prints the line of JSON."""
        seconds = time.perf_counter() - self._start
        result = {
            "program": program,
            "configuration": configuration,
            "style": options.style,
            "seed": options.seed,
            "steps": self.steps,
            "seconds": round(seconds, 4),
            "stepsPerSecond": round(self.steps / seconds, 1),
            "solvedAtStep": self._solved_at,
            "returnMean": round(self._mean(), 2) if self._recent else None,
            "threads": torch.get_num_threads(),
            "torch": torch.__version__,
            "blas": blas(),
        }
        print(json.dumps(result))

    def _mean(self) -> float:
        return sum(self._recent) / len(self._recent) if self._recent else float("nan")


def blas() -> str:
    """What multiplies torch's matrices: its build's own MKL, or the BLAS that the system links."""
    if torch.backends.mkl.is_available():
        return "mkl"
    with open("/proc/self/maps", encoding="utf-8") as maps:
        folders = {os.path.dirname(path) for path in (line.split()[-1] for line in maps) if "/libblas.so" in path}
    for folder in folders:
        if os.path.basename(folder) != "blas":
            return os.path.basename(folder)
    return "reference" if folders else "unknown"
