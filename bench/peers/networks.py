"""The networks of the peers: 64×64 tanh perceptrons, orthogonally initialised, in two styles.

`idiomatic` is what PyTorch is written like: nn.Sequential, torch.optim.Adam over the parameters, clip_grad_norm_, and
torch.distributions without their checks of arguments.

`tuned` is as fast as we could make it. A flat vector makes of a clip and an Adam step a handful of operations where a
list of twelve tensors takes dozens: with 128 samples a gradient step takes 0.59 ms instead of 0.83 ms with Adam over the
list, and 0.78 ms with its foreach form. `addmm` on plain tensors likewise saves a third of what nn.Sequential costs on
a handful of observations.
"""

from __future__ import annotations

import math
from typing import Iterable, Sequence

import torch
from torch import Tensor, nn

HIDDEN = (64, 64)


class Perceptron:
    """input → 64 tanh → 64 tanh → output; weights are orthogonal with gain √2, those of the output with `gain`."""

    def __init__(self, inputs: int, outputs: int, gain: float) -> None:
        self.parameters: list[Tensor] = []
        gains = [math.sqrt(2)] * len(HIDDEN) + [gain]
        for rows, columns, layer_gain in zip((inputs, *HIDDEN), (*HIDDEN, outputs), gains):
            weight = torch.empty(columns, rows)
            torch.nn.init.orthogonal_(weight, layer_gain)
            self.parameters += [weight.t().contiguous(), torch.zeros(columns)]

    def __call__(self, x: Tensor) -> Tensor:
        w1, b1, w2, b2, w3, b3 = self.parameters
        hidden = torch.addmm(b1, x, w1).tanh()
        hidden = torch.addmm(b2, hidden, w2).tanh()
        return torch.addmm(b3, hidden, w3)


def layered(inputs: int, outputs: int, gain: float) -> nn.Sequential:
    """The same perceptron as modules."""
    sizes = (inputs, *HIDDEN, outputs)
    gains = [math.sqrt(2)] * len(HIDDEN) + [gain]
    modules: list[nn.Module] = []
    for rows, columns, layer_gain in zip(sizes, sizes[1:], gains):
        linear = nn.Linear(rows, columns)
        nn.init.orthogonal_(linear.weight, layer_gain)
        nn.init.zeros_(linear.bias)
        modules += [linear, nn.Tanh()]
    return nn.Sequential(*modules[:-1])


class ModuleAdam:
    """Adam over the parameters of modules, with the gradient clipped to a global norm first where there is one."""

    def __init__(self, parameters: Iterable[Tensor], learning_rate: float, max_norm: float | None = None) -> None:
        self._parameters = list(parameters)
        self._max_norm = max_norm
        self._adam = torch.optim.Adam(self._parameters, lr=learning_rate, eps=1e-5)

    def set_learning_rate(self, learning_rate: float) -> None:
        self._adam.param_groups[0]["lr"] = learning_rate

    def descend(self, loss: Tensor) -> None:
        """One step down the loss."""
        self._adam.zero_grad()
        loss.backward()
        if self._max_norm is not None:
            nn.utils.clip_grad_norm_(self._parameters, self._max_norm)
        self._adam.step()


def flatten(*owners: Perceptron | list[Tensor]) -> Tensor:
    """Moves the parameters of `owners` into one vector, of which they become views, and their gradients likewise."""
    lists = [owner.parameters if isinstance(owner, Perceptron) else owner for owner in owners]
    flat = torch.cat([tensor.reshape(-1) for tensors in lists for tensor in tensors])
    flat.grad = torch.zeros_like(flat)
    offset = 0
    for tensors in lists:
        for i, tensor in enumerate(tensors):
            part = slice(offset, offset + tensor.numel())
            tensors[i] = flat[part].view(tensor.shape).requires_grad_()
            tensors[i].grad = flat.grad[part].view(tensor.shape)
            offset = part.stop
    return flat


class FlatAdam:
    """Adam on one flat vector of parameters, with the gradient clipped to a global norm first where there is one."""

    def __init__(self, flat: Tensor, learning_rate: float, max_norm: float | None = None) -> None:
        self._gradient = flat.grad
        self._max_norm = max_norm
        self._adam = torch.optim.Adam([flat], lr=learning_rate, eps=1e-5)

    def set_learning_rate(self, learning_rate: float) -> None:
        self._adam.param_groups[0]["lr"] = learning_rate

    def descend(self, loss: Tensor) -> None:
        """One step down the loss."""
        self._gradient.zero_()
        loss.backward()
        if self._max_norm is not None:
            norm = float(self._gradient.norm())
            if norm > self._max_norm:
                self._gradient.mul_(self._max_norm / (norm + 1e-6))
        self._adam.step()


def shuffled_minibatches(columns: Sequence[Tensor], size: int) -> list[tuple[Tensor, ...]]:
    """The rows of all columns in one random order, cut into minibatches."""
    order = torch.randperm(len(columns[0]))
    return list(zip(*(column[order].split(size) for column in columns)))
