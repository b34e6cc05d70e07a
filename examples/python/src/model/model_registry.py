"""A model and its scaler of each stock, under dictionaries as MLflow's clients give them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import mreg

MODELS, RESULTS = Path("models"), Path("results")


class ModelRegistry:
    def __init__(self) -> None:
        self._registry = mreg.Registry()

    def load_model_info(self, model_path: str | None = None, symbol: str | None = None) -> dict[str, Any]:
        """The newest files of a symbol, or of a model's own."""
        paths = [Path(model_path)] if model_path else sorted(MODELS.glob(f"*_{symbol}_*"))
        results = sorted(RESULTS.glob(f"*metrics_{symbol}_*.json"))
        return {
            "symbol": symbol,
            "model_name": f"MLP_Stock_Predictor_{symbol}",
            "paths": [str(path) for path in paths],
            "metrics": json.loads(results[-1].read_text()) if results else {},
        }

    def register_model(
        self,
        model_info: Mapping[str, Any],
        model_name: str | None = None,
        stage: str | None = None,
        description: str | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        version = self._registry.register(
            model_info["paths"],
            name=model_name or model_info["model_name"],
            type="stock_predictors",
            stage=stage,
            metrics=model_info["metrics"],
            tags={"symbol": model_info["symbol"], **(tags or {})},
            description=description,
        )
        return _as_dict(version)

    def get_model_versions(self, model_name: str) -> list[dict[str, Any]]:
        return [_as_dict(version) for version in self._registry.versions(model_name)]

    def transition_stage(self, model_name: str, version: int, stage: str) -> dict[str, Any]:
        return _as_dict(self._registry.transition_stage(model_name, version, stage))

    def get_production_model(self, model_name: str) -> dict[str, Any] | None:
        version = self._registry.get_production_model(model_name)
        return None if version is None else _as_dict(version)

    def run_registration_pipeline(
        self, symbol: str | None = None, model_path: str | None = None, stage: str | None = None
    ) -> dict[str, Any]:
        return self.register_model(self.load_model_info(model_path, symbol), stage=stage)


def _as_dict(version: mreg.Version) -> dict[str, Any]:
    metadata = version.metadata()
    return {
        "version": version.number,
        "stage": version.stage,
        "status": "READY",
        "creation_timestamp": metadata["registered_at"],
        "run_id": metadata.get("mlflow_run_id"),
        "directory": str(version.directory),
    }


if __name__ == "__main__":
    import sys

    print(ModelRegistry().run_registration_pipeline(symbol=sys.argv[1]))
