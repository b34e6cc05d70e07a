"""What a training hands over; callbacks tried with the real libraries, where they are installed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import mreg
from mreg import Registry
from mreg.training.recording import Recording

# What these libraries warn of is theirs.
theirs = pytest.mark.filterwarnings("default")


def test_a_trained_model(registry: Registry, tmp_path: Path) -> None:
    pytest.importorskip("sklearn", reason="needs scikit-learn: pip install scikit-learn")
    pandas = pytest.importorskip("pandas", reason="needs pandas: pip install pandas")
    from sklearn.ensemble import RandomForestRegressor
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import StandardScaler

    data = pandas.DataFrame({"open": range(9), "volume": [3, 1, 4, 1, 5, 9, 2, 6, 5]})
    forest = RandomForestRegressor(n_estimators=3, max_depth=2, random_state=1).fit(data, range(9))
    evaluation = {"rmse": 0.25, "test": {"mae": forest.predict(data).mean(), "report": "fine"}}
    version = registry.register_trained_model(forest, "forest", "1.0.0", evaluation=evaluation, training_data=data, tags=["a"])
    found = version.metadata()
    assert version.metrics == {"rmse": 0.25, "test.mae": evaluation["test"]["mae"]}  # type: ignore[index]
    assert found["evaluation_results"]["test"]["report"] == "fine"
    assert (found["hyperparameters"]["max_depth"], found["hyperparameters"]["random_state"]) == (2, 1)
    assert sorted(found["feature_importance"]) == ["open", "volume"]
    assert found["dependencies"]["scikit-learn"] == sys.modules["sklearn"].__version__
    assert "ruff" not in found["dependencies"]
    digest = hashlib.sha256(data.to_csv(index=False).encode()).hexdigest()
    assert found["training_data"] == {
        "kind": "pandas.DataFrame",
        "shape": [9, 2],
        "columns": ["open", "volume"],
        "sha256": digest,
    }
    assert found["source_data_version"] == f"sha256:{digest}"

    steps = Pipeline([("scale", StandardScaler()), ("forest", forest)])
    (tmp_path / "prices.csv").write_text("open\n1\n")
    given = registry.register_trained_model(
        steps, "forest", training_data="prices.csv", hyperparameters={"lr": 0.1}, dependencies=None
    ).metadata()
    assert [step["name"] for step in given["pipeline_steps"]] == ["scale", "forest"]
    assert (given["hyperparameters"], "dependencies" in given) == ({"lr": 0.1}, False)
    assert given["training_data"]["sha256"] == hashlib.sha256(b"open\n1\n").hexdigest()
    assert given["training_data"]["size"] == 7
    with pytest.raises(mreg.NotFound, match="no file nowhere"):
        registry.register_trained_model(steps, "forest", training_data="nowhere.csv")
    assert len(registry.versions("forest")) == 2


def test_any_object_with_what_is_said_of_it(registry: Registry) -> None:
    found = registry.register_trained_model(
        {"threshold": 1},
        "rules",
        feature_importance={"volume": 0.5},
        pipeline_steps=["clean", "decide"],
        dependencies={"numpy": "2.0"},
        training_data={"rows": 10},
    ).metadata()
    assert found["feature_importance"] == {"volume": 0.5}
    assert found["pipeline_steps"] == ["clean", "decide"]
    assert (found["dependencies"], found["training_data"]) == ({"numpy": "2.0"}, {"rows": 10})


def test_a_recording(registry: Registry) -> None:
    recording = Recording("prices", "first", register_as="next_close", registry=registry, stage="staging")
    recording.begin({"epochs": 2, "nothing": None})
    recording.log({"loss": 0.5, "name": "x"}, step=0)
    recording.log({"loss": 0.25}, step=1)
    recording.finish({"weights": [1]})
    assert recording.run and recording.version
    found = registry.library.run(recording.run.id)
    assert (found["status"], found["params"], found["metrics"]["loss"]["value"]) == ("FINISHED", {"epochs": "2"}, 0.25)
    assert (recording.version.stage, recording.version.metrics) == ("Staging", {"loss": 0.25})
    assert recording.version.metadata()["mlflow_run_id"] == recording.run.id
    assert registry.load_model("next_close@staging") == {"weights": [1]}
    recording.finish({"weights": [2]})
    assert len(registry.versions("next_close")) == 1


def test_a_training_that_ends_early_leaves_a_run_that_failed(registry: Registry) -> None:
    code = (
        "from mreg.training.recording import Recording\n"
        "recording = Recording('prices')\n"
        "recording.begin({})\n"
        "print(recording.run.id, flush=True)\n"
        "raise SystemExit(3)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ended.returncode == 3, ended.stderr
    assert registry.library.run(ended.stdout.strip())["status"] == "FAILED"


def check(registry: Registry, callback: Any, metric: str, step: int) -> Any:
    """What every callback leaves: a run that is FINISHED, with points and params, and a version. Gives the model."""
    recording: Recording = callback.recording
    assert recording.run and recording.version
    found = registry.library.run(recording.run.id)
    assert found["status"] == "FINISHED"
    assert found["params"]
    assert found["metrics"][metric]["step"] == step
    assert recording.version.stage == "Staging"
    assert recording.version.metadata()["mlflow_run_id"] == recording.run.id
    return registry.load_model(recording.version.ref)


@theirs
def test_keras(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    pytest.importorskip("jax", reason="needs a backend of Keras: pip install keras jax")
    keras = pytest.importorskip("keras", reason="needs Keras: pip install keras jax")
    import numpy

    from mreg.training.keras import MregCallback

    data = numpy.arange(8, dtype="float32").reshape(8, 1)
    model = keras.Sequential([keras.layers.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss="mse")
    callback = MregCallback("prices", register_as="dense", registry=registry, stage="staging")
    model.fit(data, data, epochs=3, verbose=0, callbacks=[callback])
    loaded = check(registry, callback, "loss", 2)
    assert numpy.allclose(loaded.predict(data, verbose=0), model.predict(data, verbose=0))
    assert registry.resolve("dense@1").metadata()["framework"]["name"] == "keras"


@theirs
def test_lightning(registry: Registry, tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="needs torch, whose builds on PyPI are of several GB: pip install torch lightning")
    try:
        import lightning.pytorch as lightning
    except ImportError:
        lightning = pytest.importorskip("pytorch_lightning", reason="needs Lightning: pip install lightning")
    import torch

    from mreg.training.lightning import MregCallback

    class Line(lightning.LightningModule):  # type: ignore[misc,name-defined,unused-ignore]
        def __init__(self) -> None:
            super().__init__()
            self.layer = torch.nn.Linear(1, 1)

        def training_step(self, batch: Any, _: int) -> Any:
            loss = (self.layer(batch[0]) ** 2).mean()
            self.log("loss", loss)
            return loss

        def configure_optimizers(self) -> Any:
            return torch.optim.SGD(self.parameters(), lr=0.1)

    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.ones(8, 1)), batch_size=4)
    callback = MregCallback("prices", register_as="line", registry=registry, stage="staging")
    trainer = lightning.Trainer(
        max_epochs=2,
        callbacks=[callback],
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        accelerator="cpu",
        default_root_dir=str(tmp_path),
    )
    trainer.fit(Line(), loader)
    assert "layer.weight" in check(registry, callback, "loss", 4)


@theirs
def test_stable_baselines3(registry: Registry) -> None:
    baselines = pytest.importorskip(
        "stable_baselines3", reason="needs torch, whose builds on PyPI are of several GB: pip install stable-baselines3"
    )
    from mreg.training.stable_baselines3 import MregCallback

    callback = MregCallback("cartpole", register_as="ppo", registry=registry, stage="staging")
    model = baselines.PPO("MlpPolicy", "CartPole-v1", n_steps=16, batch_size=8, n_epochs=1)
    model.learn(64, callback=callback)
    assert isinstance(check(registry, callback, "time/iterations", 64), baselines.PPO)


@theirs
def test_transformers(registry: Registry, tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="needs torch, whose builds on PyPI are of several GB: pip install torch transformers")
    transformers = pytest.importorskip("transformers", reason="needs Transformers: pip install transformers accelerate")
    from mreg.training.transformers import MregCallback

    size = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 8, "vocab_size": 16}
    model = transformers.BertForSequenceClassification(transformers.BertConfig(**size))
    rows = [{"input_ids": [1, 2, 3], "labels": 1}] * 4
    callback = MregCallback("sentiment", register_as="bert", registry=registry, stage="staging")
    arguments = transformers.TrainingArguments(
        output_dir=str(tmp_path / "trainer"), max_steps=2, logging_steps=1, report_to=[], save_strategy="no", use_cpu=True
    )
    transformers.Trainer(model=model, args=arguments, train_dataset=rows, callbacks=[callback]).train()
    loaded = check(registry, callback, "loss", 2)
    assert isinstance(loaded, transformers.BertForSequenceClassification)
