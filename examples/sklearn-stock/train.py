"""Train a neural network that predicts the next day's return of a stock, with scikit-learn.

    pip install -r ../requirements.txt
    python train.py                   # writes worse/ and better/, a few seconds
    python train.py --check better    # loads a directory back and makes one prediction

The prices are generated: daily returns that follow the last days a little and noise much more.
The features hold no price level, so one predictor serves several symbols. `worse` stops after three
passes over the data, `better` trains until the validation set no longer improves. evaluation.json
has the errors, in percentage points of daily return, on data that neither run trained on.

The committed files were made with scikit-learn 1.9.1, joblib 1.6.0 and numpy 2.4.6 on Python 3.11.
"""

from __future__ import annotations

import argparse
import json
import warnings
from pathlib import Path

import joblib
import numpy as np
import yaml
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score
from sklearn.neural_network import MLPRegressor
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).parent
TRENDS = (5, 20)


def daily_returns(days: int, seed: int) -> np.ndarray:
    """Returns in percent, with some momentum over one day and some reversal over a week."""
    rng = np.random.default_rng(seed)
    returns = np.zeros(days)
    for day in range(5, days):
        week = returns[day - 5 : day].sum()
        expected = 0.35 * returns[day - 1] - 0.9 * np.tanh(week / 2)
        returns[day] = expected + rng.normal(0.03, 0.8)
    return returns


def samples(returns: np.ndarray, lags: int) -> tuple[np.ndarray, np.ndarray]:
    """The last returns, their trends and their spread; the target is the next return."""
    days = range(max(lags, *TRENDS), len(returns))
    features = [
        [*returns[day - lags : day], *(returns[day - window : day].mean() for window in TRENDS), returns[day - 20 : day].std()]
        for day in days
    ]
    return np.array(features), returns[list(days)]


def errors(model: MLPRegressor, features: np.ndarray, target: np.ndarray) -> dict[str, float]:
    predicted = model.predict(features)
    values = {
        "rmse": mean_squared_error(target, predicted) ** 0.5,
        "mae": mean_absolute_error(target, predicted),
        "r2": r2_score(target, predicted),
    }
    return {name: round(float(value), 4) for name, value in values.items()}


def train(directory: Path, params: dict, run: dict) -> dict:
    features, target = samples(daily_returns(params["data"]["days"], params["data"]["seed"]), params["data"]["lags"])
    first, second = int(len(target) * 0.6), int(len(target) * 0.8)
    scaler = StandardScaler().fit(features[:first])
    scaled = scaler.transform(features)
    model = MLPRegressor(
        hidden_layer_sizes=tuple(params["model"]["hidden_layer_sizes"]),
        alpha=params["model"]["alpha"],
        learning_rate_init=params["model"]["learning_rate"],
        random_state=params["model"]["seed"],
        early_stopping=run["early_stopping"],
        max_iter=run["max_iter"],
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # stopping early is the point of `worse`
        model.fit(scaled[:first], target[:first])
    evaluation = {
        "validation": errors(model, scaled[first:second], target[first:second]),
        "test": errors(model, scaled[second:], target[second:]),
    }
    directory.mkdir(exist_ok=True)
    joblib.dump(model, directory / "model.joblib")
    joblib.dump(scaler, directory / "scaler.joblib")
    (directory / "evaluation.json").write_text(json.dumps(evaluation, indent=2) + "\n")
    return evaluation


def load_and_check(directory: Path) -> None:
    """Load what the registry gave back and predict one day, as a serving process would."""
    params = yaml.safe_load((HERE / "params.yaml").read_text())
    model = joblib.load(directory / "model.joblib")
    scaler = joblib.load(directory / "scaler.joblib")
    features, _ = samples(daily_returns(60, seed=1), params["data"]["lags"])
    prediction = model.predict(scaler.transform(features[-1:]))[0]
    print(f"{directory}: MLPRegressor loads, {model.n_iter_} iterations, next return {prediction:+.3f} %")


def main() -> None:
    parser = argparse.ArgumentParser(description="Train both versions, or check a directory that holds one.")
    parser.add_argument("--check", metavar="DIR", type=Path)
    directory = parser.parse_args().check
    if directory is not None:
        load_and_check(directory)
        return
    params = yaml.safe_load((HERE / "params.yaml").read_text())
    for name, run in params["runs"].items():
        print(name, json.dumps(train(HERE / name, params, run)))


if __name__ == "__main__":
    main()
