"""TRPO in PyTorch, one thread, with the hyperparameters of bench/configurations.ts under the same names.

What is matched with our program: conjugate gradient on Fisher-vector products over the whole batch, one product more
for the curvature, the backtracking line search on measured surrogate and KL, both strict, the critic's own Adam and
its epochs of minibatches, the two separate 64×64 tanh networks in float32, and bootstrapping from the value of the
last observation where a time limit cuts an episode off. The products are the Hessian of the mean KL, by differentiating
twice, as programs in PyTorch have it.

    zoo-cartpole           rl-baselines3-zoo's: 2 × 512, damping 0.001, 15 iterations, 20 epochs of the critic
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

import one_thread  # noqa: F401, before torch
import torch
from torch import Tensor

import environments
from networks import FlatAdam, ModuleAdam, Perceptron, flatten, layered, shuffled_minibatches
from report import Progress, start
from rollout import Rollout

ACTIONS = 2


@dataclass(frozen=True)
class Configuration:
    """Hyperparameters."""

    task: str
    environments: int
    rollout_steps: int
    max_kl: float
    damping: float
    cg_iterations: int
    value_learning_rate: float
    value_epochs: int
    value_minibatch_size: int
    gamma: float
    trace: float
    residual_tolerance: float = 1e-10
    backtrack: float = 0.8
    tries: int = 10


CONFIGURATIONS = {
    "zoo-cartpole": Configuration(
        "CartPole-v1",
        environments=2,
        rollout_steps=512,
        max_kl=0.01,
        damping=0.001,
        cg_iterations=15,
        value_learning_rate=1e-3,
        value_epochs=20,
        value_minibatch_size=512,
        gamma=0.99,
        trace=0.98,
    ),
}


def train(configuration: Configuration, steps: int, style: str, seed: int) -> Progress:
    """Trains for `steps` environment steps, or up to one rollout more where they do not divide."""
    progress = Progress(configuration.task, steps)
    world = environments.make(configuration.task, configuration.environments, seed)
    actor = Perceptron(world.observation_size, ACTIONS, 0.01)
    theta = flatten(actor)
    critic, adam = critic_of(world.observation_size, configuration.value_learning_rate, style)
    rollout = Rollout(world, configuration.rollout_steps, ACTIONS, discrete=True)
    rollout.begin()
    while progress.left > 0:
        rollout.collect(actor, sample)
        _, advantages, returns = rollout.judge(critic, configuration.gamma, configuration.trace)
        observations = rollout.flat(rollout.observations[:-1])
        normal = (advantages - advantages.mean()) / (advantages.std() + 1e-8)
        improve(configuration, actor, theta, (observations, rollout.flat(rollout.actions), normal))
        for _ in range(configuration.value_epochs):
            for rows, targets in shuffled_minibatches((observations, returns), configuration.value_minibatch_size):
                adam.descend((critic(rows).squeeze(1) - targets).square().mean())
        progress.add(rollout.steps, world.count, rollout.finished)
    return progress


def critic_of(inputs: int, learning_rate: float, style: str) -> tuple[Callable[[Tensor], Tensor], FlatAdam | ModuleAdam]:
    """The value network and its optimiser; the policy is a flat vector in either style, as the step on it needs."""
    if style == "tuned":
        perceptron = Perceptron(inputs, 1, 1.0)
        return perceptron, FlatAdam(flatten(perceptron), learning_rate)
    modules = layered(inputs, 1, 1.0)
    return modules, ModuleAdam(modules.parameters(), learning_rate)


def sample(logits: Tensor) -> Tensor:
    """One action a row, by the exponential race (as torch.multinomial does it, without its checks)."""
    return (logits - torch.empty_like(logits).exponential_().log_()).argmax(-1)


def improve(configuration: Configuration, actor: Perceptron, theta: Tensor, batch: tuple[Tensor, ...]) -> bool:
    """One step within the trust region. Schulman et al. (2015), appendix C. Moves theta, or leaves it as it was."""
    observations, actions, advantages = batch
    parameters = actor.parameters
    log_pi = actor(observations).log_softmax(-1)
    old = log_pi.detach()
    chosen = actions.unsqueeze(1)
    old_chosen = old.gather(1, chosen)
    weights = advantages.unsqueeze(1)

    def surrogate(now: Tensor) -> Tensor:
        return ((now.gather(1, chosen) - old_chosen).exp() * weights).mean()

    def divergence(now: Tensor) -> Tensor:
        return (old.exp() * (old - now)).sum(-1).mean()

    before = surrogate(log_pi)
    gradient = joined(torch.autograd.grad(before, parameters, retain_graph=True))
    slope = joined(torch.autograd.grad(divergence(log_pi), parameters, create_graph=True))

    def product(vector: Tensor) -> Tensor:
        image = torch.autograd.grad(slope, parameters, grad_outputs=vector, retain_graph=True)
        return joined(image).add_(vector, alpha=configuration.damping)

    direction = conjugate_gradient(
        product, gradient, configuration.cg_iterations, configuration.residual_tolerance
    )
    curvature = float(direction @ product(direction))
    if not curvature > 0:
        return False
    full = direction.mul_((2 * configuration.max_kl / curvature) ** 0.5)
    with torch.no_grad():
        start_theta = theta.clone()
        for attempt in range(configuration.tries):
            torch.add(start_theta, full, alpha=configuration.backtrack**attempt, out=theta)
            now = actor(observations).log_softmax(-1)
            if surrogate(now) > before and divergence(now) < configuration.max_kl:
                return True
        theta.copy_(start_theta)
    return False


def joined(tensors: tuple[Tensor, ...]) -> Tensor:
    """The tensors as one vector."""
    return torch.cat([tensor.reshape(-1) for tensor in tensors])


def conjugate_gradient(
    product: Callable[[Tensor], Tensor], right: Tensor, iterations: int, tolerance: float
) -> Tensor:
    """x with `product(x)` ≈ `right`, from x = 0. Hestenes and Stiefel (1952)."""
    solution = torch.zeros_like(right)
    residual, direction = right.clone(), right.clone()
    squared = float(residual @ residual)
    for _ in range(iterations):
        if squared <= tolerance:
            break
        image = product(direction)
        alpha = squared / float(direction @ image)
        solution.add_(direction, alpha=alpha)
        residual.sub_(image, alpha=alpha)
        before, squared = squared, float(residual @ residual)
        direction = residual + (squared / before) * direction
    return solution


def main() -> None:
    options = start(CONFIGURATIONS)
    progress = train(CONFIGURATIONS[options.configuration], options.steps, options.style, options.seed)
    progress.finish("trpo.py", options.configuration, options)


if __name__ == "__main__":
    main()
