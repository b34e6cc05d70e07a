"""Train a PPO agent that trades a stock index, with Stable-Baselines3.

    pip install -r ../requirements.txt
    python train.py                  # writes out/ and retrained/, half a minute on two cores
    python train.py --check out      # loads a directory back and makes one prediction

The index is generated (bull and bear markets that last for months, as a random walk), so nothing
has to be downloaded. The agent sees recent returns, the trend and its own position, and chooses to
be short, out or long for the next day. It learns on the first six years; every number in
metrics.json is measured on the two years after them.

The committed files were made with stable-baselines3 2.9.2, gymnasium 1.4.0, torch 2.15.0 and
numpy 2.4.6 on Python 3.11.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from datetime import datetime, timezone
from pathlib import Path

import gymnasium as gym
import numpy as np
import stable_baselines3
import torch
from gymnasium import spaces
from stable_baselines3 import PPO
from stable_baselines3.common.vec_env import DummyVecEnv, VecNormalize

HERE = Path(__file__).parent
SEED = 1
DAYS_PER_YEAR = 252
TRAIN_DAYS = 6 * DAYS_PER_YEAR
TEST_DAYS = 2 * DAYS_PER_YEAR

ENVIRONMENT = {
    "initial_amount": 100_000.0,
    "transaction_cost": 0.0005,
    "return_window": 8,
    "trend_windows": [5, 20, 60],
    "volatility_window": 20,
    "positions": [-1, 0, 1],
    "reward_scaling": 100.0,
}

HYPERPARAMETERS = {
    "learning_rate": 1e-3,
    "n_steps": 512,
    "batch_size": 128,
    "n_epochs": 10,
    "gamma": 0.9,
    "gae_lambda": 0.9,
    "ent_coef": 0.005,
    "net_arch": [16, 16],
}

# Each run is one version in the registry.
RUNS = {
    "out": {"total_timesteps": 4_096, "notes": "First agent, short training"},
    "retrained": {"total_timesteps": 24_576, "notes": "Same settings, six times the training"},
}


def index_prices(days: int, seed: int) -> np.ndarray:
    """Daily closes of an index that drifts up in bull and down in bear markets."""
    rng = np.random.default_rng(seed)
    bull = True
    log_returns = np.empty(days)
    for day in range(days):
        if rng.random() < (1 / 120 if bull else 1 / 60):
            bull = not bull
        drift, volatility = (0.0012, 0.007) if bull else (-0.0018, 0.013)
        log_returns[day] = rng.normal(drift, volatility)
    return 28_000.0 * np.exp(np.cumsum(log_returns))


class IndexTradingEnv(gym.Env):
    """One pass through a price series; the action is the position held over the next day."""

    def __init__(self, prices: np.ndarray, config: dict) -> None:
        self.config = config
        self.returns = np.diff(prices) / prices[:-1]
        self.first_day = max(config["return_window"], *config["trend_windows"], config["volatility_window"])
        features = config["return_window"] + len(config["trend_windows"]) + 2
        self.observation_space = spaces.Box(-np.inf, np.inf, shape=(features,), dtype=np.float32)
        self.action_space = spaces.Discrete(len(config["positions"]))

    def reset(self, *, seed: int | None = None, options: dict | None = None):
        super().reset(seed=seed)
        self.day = self.first_day
        self.position = 0
        self.amount = self.config["initial_amount"]
        return self._observation(), {}

    def step(self, action):
        target = self.config["positions"][int(action)]
        cost = self.config["transaction_cost"] * abs(target - self.position)
        daily_return = target * self.returns[self.day] - cost
        self.position = target
        self.amount *= 1 + daily_return
        self.day += 1
        done = self.day >= len(self.returns)
        reward = float(daily_return * self.config["reward_scaling"])
        return self._observation(), reward, done, False, {"return": daily_return, "amount": self.amount}

    def _observation(self) -> np.ndarray:
        past = self.returns[: self.day]
        trends = [past[-window:].mean() for window in self.config["trend_windows"]]
        volatility = past[-self.config["volatility_window"] :].std()
        recent = past[-self.config["return_window"] :]
        return np.array([*recent, *trends, volatility, self.position], dtype=np.float32)


def train(prices: np.ndarray, total_timesteps: int) -> tuple[PPO, VecNormalize]:
    settings = dict(HYPERPARAMETERS)
    network = settings.pop("net_arch")
    env = VecNormalize(DummyVecEnv([lambda: IndexTradingEnv(prices, ENVIRONMENT)]), gamma=settings["gamma"])
    model = PPO("MlpPolicy", env, policy_kwargs={"net_arch": network}, seed=SEED, device="cpu", **settings)
    model.learn(total_timesteps)
    return model, env


def evaluate(model: PPO, normalizer: VecNormalize, prices: np.ndarray) -> dict[str, float | int]:
    """Trade the series once, without exploration and without learning."""
    env = IndexTradingEnv(prices, ENVIRONMENT)
    observation, _ = env.reset()
    daily, rewards, trades, done = [], [], 0, False
    while not done:
        before = env.position
        action, _ = model.predict(normalizer.normalize_obs(observation), deterministic=True)
        observation, reward, done, _, info = env.step(action)
        daily.append(info["return"])
        rewards.append(reward)
        trades += env.position != before
    returns = np.array(daily)
    wealth = np.concatenate([[1.0], np.cumprod(1 + returns)])
    held = env.returns[env.first_day :]
    years = len(returns) / DAYS_PER_YEAR
    metrics = {
        "sharpe_ratio": returns.mean() / returns.std() * np.sqrt(DAYS_PER_YEAR) if returns.std() > 0 else 0.0,
        "annual_return": wealth[-1] ** (1 / years) - 1,
        "max_drawdown": (wealth / np.maximum.accumulate(wealth) - 1).min(),
        "mean_reward": np.mean(rewards),
        "win_rate": (returns > 0).mean(),
        "buy_and_hold_annual_return": np.prod(1 + held) ** (1 / years) - 1,
    }
    return {**{name: round(float(value), 4) for name, value in metrics.items()}, "trades": trades}


def save(directory: Path, model: PPO, normalizer: VecNormalize, metrics: dict, run: dict, prices: np.ndarray) -> None:
    directory.mkdir(exist_ok=True)
    model.save(directory / "ppo_dowjones.zip")
    normalizer.save(str(directory / "vecnormalize.pkl"))
    write_json(directory / "env_config.json", ENVIRONMENT)
    write_json(directory / "metrics.json", metrics)
    headline = ("sharpe_ratio", "annual_return", "max_drawdown", "mean_reward")
    write_json(
        directory / "metadata.json",
        {
            "model_name": "ppo_dowjones",
            "training_timestamp": datetime.now(timezone.utc).isoformat(timespec="seconds"),
            "source_data_version": "sha256:" + hashlib.sha256(prices.tobytes()).hexdigest(),
            "key_performance_metrics": {name: metrics[name] for name in headline},
            "model_artifact_files": ["ppo_dowjones.zip", "vecnormalize.pkl"],
            "notes": run["notes"],
            "framework": {"name": "stable-baselines3", "version": stable_baselines3.__version__},
            "hyperparameters": {"algorithm": "PPO", **HYPERPARAMETERS, "total_timesteps": run["total_timesteps"], "seed": SEED},
            "environment_config": "env_config.json",
            "training_data": {"source": "generated index", "seed": SEED, "train_days": TRAIN_DAYS, "test_days": TEST_DAYS},
            "dependencies": {"torch": torch.__version__.split("+")[0], "gymnasium": gym.__version__, "numpy": np.__version__},
        },
    )


def write_json(path: Path, value: dict) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n")


def load_and_check(directory: Path) -> None:
    """Load what the registry gave back and decide one day, as a trading service would."""
    config = json.loads((directory / "env_config.json").read_text())
    prices = index_prices(config["trend_windows"][-1] + 2, seed=SEED + 1)
    env = DummyVecEnv([lambda: IndexTradingEnv(prices, config)])
    normalizer = VecNormalize.load(str(directory / "vecnormalize.pkl"), env)
    normalizer.training = False
    model = PPO.load(directory / "ppo_dowjones.zip", device="cpu")
    action, _ = model.predict(normalizer.reset(), deterministic=True)
    print(f"{directory}: PPO loads, {model.num_timesteps} steps, next position {config['positions'][int(action[0])]}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the agents, or check a directory that holds one.")
    parser.add_argument("--check", metavar="DIR", type=Path)
    directory = parser.parse_args().check
    if directory is not None:
        load_and_check(directory)
        return
    torch.set_num_threads(1)
    prices = index_prices(TRAIN_DAYS + TEST_DAYS, SEED)
    for name, run in RUNS.items():
        model, normalizer = train(prices[:TRAIN_DAYS], run["total_timesteps"])
        metrics = evaluate(model, normalizer, prices[TRAIN_DAYS:])
        save(HERE / name, model, normalizer, metrics, run, prices)
        print(name, json.dumps(metrics))


if __name__ == "__main__":
    main()
