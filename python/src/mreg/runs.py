"""A run while it goes on. Each call is one append of the folder: what it logged is there when it comes back."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from ._library import Library
from .errors import AlreadyExists, NotFound


class Run:
    """A run with an `id`. As a context manager it ends FINISHED, or FAILED by an exception."""

    def __init__(self, library: Library, id: str) -> None:
        self._library = library
        self.id = id

    @classmethod
    def start(cls, library: Library, experiment: str, name: str | None = None, **others: Any) -> Run:
        id = _experiment_id(library, experiment)
        return cls(library, library.create_run(experiment=id, name=name, **others)["id"])

    def log_params(self, params: Mapping[str, Any]) -> None:
        """Raises Conflict for a param that has another value."""
        self._library.log_batch(self.id, params={key: str(value) for key, value in params.items()})

    def log_metrics(self, metrics: Mapping[str, float], step: int = 0) -> None:
        now = _now()
        points = [{"key": key, "value": value, "step": step, "timestamp": now} for key, value in metrics.items()]
        self._library.log_batch(self.id, points=points)

    def log_metric(self, key: str, value: float, step: int = 0) -> None:
        self.log_metrics({key: value}, step)

    def set_tags(self, tags: Mapping[str, Any]) -> None:
        self._library.log_batch(self.id, tags={key: str(value) for key, value in tags.items()})

    def log_artifacts(self, source: str | os.PathLike[str], path: str | None = None) -> Any:
        """Copies a file or a directory to the run's artifacts, below `path`."""
        return self._library.log_artifacts(self.id, source=os.fspath(source), path=path)

    def end(self, status: str = "FINISHED") -> None:
        self._library.update_run(self.id, status=status, end_time=_now())

    def __enter__(self) -> Run:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        self.end("FAILED" if kind is not None else "FINISHED")


def _experiment_id(library: Library, name: str) -> str:
    """The id of the experiment of a name, which is made if it is not there; others may make it meanwhile."""
    try:
        found = library.experiment(name=name)
    except NotFound:
        try:
            found = library.create_experiment(name)["experiment"]
        except AlreadyExists:
            found = library.experiment(name=name)
    return str(found["id"])


def _now() -> int:
    """Milliseconds of the epoch."""
    return time.time_ns() // 1_000_000
