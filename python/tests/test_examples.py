"""Programs that import a module of their own, which is a few lines over mreg: examples/python."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mreg import Registry

from .conftest import CHECKOUT

OWN = ("src", "mlops", "intelligence_layer")


@pytest.fixture(autouse=True)
def own_modules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(CHECKOUT / "examples" / "python"))
    import sys

    yield
    for name in [name for name in sys.modules if name.split(".")[0] in OWN]:
        del sys.modules[name]


def run(code: str, **given: Any) -> SimpleNamespace:
    names = dict(given)
    exec(textwrap.dedent(code), names)
    return SimpleNamespace(**names)


def test_objects_by_name_and_version(registry: Registry) -> None:
    found = run(
        """
        from src.services.model import ModelRegistry

        # Initialize the registry
        registry = ModelRegistry()

        # Register a model
        model_id = registry.register_model(
            model=my_model,
            model_name="my_model",
            model_version="1.0.0",
            description="My first model",
            tags=["tag1", "tag2"]
        )

        from src.services.model import load_model

        # Load the latest version of a model
        model = load_model("my_model")

        # Load a specific version of a model
        model = load_model("my_model", "1.0.0")
        """,
        my_model={"weights": [1, 2]},
    )
    assert found.model == {"weights": [1, 2]}
    assert (found.model_id.ref, found.model_id.tags) == ("models/my_model@v1.0.0", {"tag1": "", "tag2": ""})
    registry.tag_version(
        "my_model@1",
        {
            "symbol": "AAPL",
            "timeframe": "1d",
            "target_type": "next_close",
            "forecast_horizon": "1",
            "model_type": "random_forest",
        },
    )
    predicting = run(
        """
        from src.services.model import load_model_for_prediction

        # Load a model for prediction
        model = load_model_for_prediction(
            symbol="AAPL",
            timeframe="1d",
            target_type="next_close",
            forecast_horizon=1,
            model_type="random_forest"
        )
        """
    )
    assert predicting.model == {"weights": [1, 2]}


def test_a_registry_of_runs(registry: Registry, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with registry.run("reviews", "bert") as logged:
        import pickle

        (tmp_path / "model.pkl").write_bytes(pickle.dumps("bert"))
        logged.log_artifacts(tmp_path / "model.pkl", "model")
    code = """
        from mlops.model_registry import get_registry

        registry = get_registry()
        registry.register_model(
            model_uri="runs:/<run_id>/model",
            name="my_model",
            tags={
                "framework": "pytorch",
                "task": "fake_review_detection"
            },
            description="BERT model for fake review detection"
        )

        # Move to staging
        registry.transition_stage("my_model", 1, "Staging")

        # Promote to production
        registry.transition_stage("my_model", 1, "Production")

        from mlops.model_registry.serving_utils import load_production_model

        # Load production model
        model = load_production_model("my_model")

        versions = registry.list_model_versions("my_model")

        for version in versions:
            print(f"Version {version.version}: {version.current_stage}")
        """
    found = run(code.replace("<run_id>", logged.id))
    assert found.model == "bert"
    assert capsys.readouterr().out == "Version v1.0.0: Production\n"
    metadata = registry.resolve("my_model@1").metadata()
    assert (metadata["mlflow_run_id"], metadata["tags"]["task"]) == (logged.id, "fake_review_detection")


def test_a_model_and_a_scaler_for_each_stock(registry: Registry, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder, name in (("models", "mlp_AAPL_1.joblib"), ("models", "scaler_AAPL_1.joblib"), ("models", "mlp_MSFT_1.joblib")):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text(name)
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "evaluation_metrics_AAPL_1.json").write_text(json.dumps({"test": {"rmse": 0.27}}))
    (tmp_path / "params.yaml").write_text(
        "model_registry:\n  auto_archive: true\n  retention_days: 90\n  default_stage: Staging\n"
    )
    run(
        """
        from src.model.model_registry import ModelRegistry

        # Initialize registry
        registry = ModelRegistry()

        # Load model info
        model_info = registry.load_model_info(symbol='AAPL')

        # Register model (stage from params.yaml)
        result = registry.register_model(model_info)

        # Or specify stage explicitly
        result = registry.register_model(model_info, stage='Production')

        # Get all versions of a model
        versions = registry.get_model_versions('MLP_Stock_Predictor_AAPL')
        for v in versions:
            print(f"Version {v['version']}: {v['stage']}")

        registry.register_model(
            model_info,
            tags={
                'experiment': 'hyperparameter_tuning_v3',
                'dataset_version': '2025-12',
                'performance_tier': 'high'
            }
        )

        # Transition to production
        registry.transition_stage(
            model_name='MLP_Stock_Predictor_AAPL',
            version=3,
            stage='Production'
        )

        # Get current production model
        prod_model = registry.get_production_model('MLP_Stock_Predictor_AAPL')
        print(f"Production: v{prod_model['version']}")
        """
    )
    assert capsys.readouterr().out == "Version 2: Production\nVersion 1: Staging\nProduction: v3\n"
    third = registry.resolve("MLP_Stock_Predictor_AAPL@3")
    assert sorted(path.name for path in third.directory.glob("*.joblib")) == ["mlp_AAPL_1.joblib", "scaler_AAPL_1.joblib"]
    assert (third.metrics, third.tags["performance_tier"]) == ({"test.rmse": 0.27}, "high")
    assert registry.resolve("MLP_Stock_Predictor_AAPL@2").stage == "Archived"


def test_a_service_of_runs(registry: Registry) -> None:
    found = run(
        """
        from intelligence_layer.mlflow_service import get_mlflow_service

        service = get_mlflow_service()

        # Start run
        with service.run_context("financial-models", "tcn-training-v3") as run_id:
            # Log hyperparameters
            service.log_params({
                "learning_rate": 0.001,
                "batch_size": 64,
                "epochs": 100
            })

            # Train model
            for epoch in range(epochs):
                train_loss = train_epoch(model, train_loader)
                val_loss = validate(model, val_loader)

                # Log metrics
                service.log_metrics({
                    "train_loss": train_loss,
                    "val_loss": val_loss
                }, step=epoch)

            # Log model
            service.log_pytorch_model(
                model,
                registered_model_name="regime_detector"
            )
        """,
        epochs=3,
        model={"layers": 2},
        train_loader=None,
        val_loader=None,
        train_epoch=lambda *_: 0.5,
        validate=lambda *_: 0.25,
    )
    version = registry.resolve("regime_detector@1")
    assert version.metadata()["mlflow_run_id"] == found.run_id
    assert version.metrics == {"train_loss": 0.5, "val_loss": 0.25}
    assert registry.load_model("regime_detector") == {"layers": 2}
