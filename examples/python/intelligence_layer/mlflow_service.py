"""Runs as a service: one at a time, as `run_context` opens it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import mreg


class Service:
    def __init__(self) -> None:
        self._registry = mreg.Registry()
        self._run: mreg.Run | None = None

    @contextmanager
    def run_context(self, experiment: str, name: str | None = None) -> Iterator[str]:
        with self._registry.run(experiment, name) as self._run:
            yield self._run.id

    def log_params(self, params: Mapping[str, Any]) -> None:
        self._current().log_params(params)

    def log_metrics(self, metrics: Mapping[str, float], step: int = 0) -> None:
        self._current().log_metrics(metrics, step)

    def log_pytorch_model(self, model: Any, registered_model_name: str | None = None) -> None:
        """Writes the model to the run, and makes a version of it if it has a name."""
        self._current().log_model(model, registered_model_name=registered_model_name)

    def _current(self) -> mreg.Run:
        if self._run is None:
            raise mreg.WrongUsage("no run is under way: call this within run_context")
        return self._run


@lru_cache
def get_mlflow_service() -> Service:
    return Service()
