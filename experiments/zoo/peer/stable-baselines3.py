"""
Some of the zoo's configurations by Stable-Baselines3 itself: the mean return of 100 greedy episodes after training, seed by
seed, as CSV.

    python experiments/zoo/peer/stable-baselines3.py ppo MountainCarContinuous-v0 > experiments/zoo/peer/ppo-MountainCarContinuous-v0.csv

Needs gymnasium, stable-baselines3 and sb3-contrib, which nothing else here does.
"""

import sys

import numpy
import torch
from sb3_contrib import TRPO
from stable_baselines3 import A2C, PPO
from stable_baselines3.common.env_util import make_vec_env
from stable_baselines3.common.vec_env import VecNormalize

SEEDS = range(1, 11)
EPISODES = 100
EVALUATION_SEED = 1_000_000

# hyperparams/{trpo,ppo,a2c}.yml of rl-baselines3-zoo: class, environments, steps, whether normalised, hyperparameters
CONFIGURATIONS = {
    ("trpo", "CartPole-v1"): (
        TRPO,
        2,
        100_000,
        False,
        dict(
            n_steps=512,
            batch_size=512,
            cg_damping=1e-3,
            gae_lambda=0.98,
            gamma=0.99,
            learning_rate=1e-3,
            n_critic_updates=20,
        ),
    ),
    ("ppo", "MountainCarContinuous-v0"): (
        PPO,
        1,
        20_000,
        True,
        dict(
            batch_size=256,
            n_steps=8,
            gamma=0.9999,
            learning_rate=7.77e-5,
            ent_coef=0.00429,
            clip_range=0.1,
            n_epochs=10,
            gae_lambda=0.9,
            max_grad_norm=5,
            vf_coef=0.19,
            use_sde=True,
            policy_kwargs=dict(log_std_init=-3.29, ortho_init=False),
        ),
    ),
    ("a2c", "MountainCarContinuous-v0"): (
        A2C,
        4,
        100_000,
        True,
        dict(
            n_steps=100,
            ent_coef=0.0,
            use_sde=True,
            sde_sample_freq=16,
            policy_kwargs=dict(log_std_init=0.0, ortho_init=False),
        ),
    ),
}


def trained(agent, task, seed):
    """The model, and the environments with the moments by which it normalises."""
    kind, envs, steps, normalized, hyperparameters = CONFIGURATIONS[agent, task]
    environments = make_vec_env(task, n_envs=envs, seed=seed)
    if normalized:
        gamma = hyperparameters.get("gamma")
        environments = VecNormalize(environments, **({} if gamma is None else {"gamma": gamma}))
    model = kind("MlpPolicy", environments, seed=seed, device="cpu", **hyperparameters)
    return model.learn(steps), environments


def greedy_return(model, environments, task):
    """The mean return of greedy episodes, the first of them seeded."""
    environment = make_vec_env(task, n_envs=1, seed=EVALUATION_SEED)
    normalize = getattr(environments, "normalize_obs", lambda observation: observation)
    returns, total = [], 0.0
    observation = environment.reset()
    while len(returns) < EPISODES:
        action, _ = model.predict(normalize(observation), deterministic=True)
        observation, reward, over, _ = environment.step(action)
        total += float(reward[0])
        if over[0]:
            returns.append(total)
            total = 0.0
    return numpy.mean(returns)


agent, task = sys.argv[1:3]
torch.set_num_threads(1)
print("seed,greedy")
for seed in SEEDS:
    print(f"{seed},{greedy_return(*trained(agent, task, seed), task):.4g}", flush=True)
