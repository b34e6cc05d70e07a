"""A run while it goes on. Each call is one append of the folder: what it logged is there when it comes back."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from ._library import Library
from .errors import AlreadyExists, NotFound
from .models import saving
from .version import Version


class Run:
    """A run with an `id`. As a context manager it ends FINISHED, or FAILED by an exception."""

    def __init__(self, library: Library, id: str, resolve: Callable[[str], Version]) -> None:
        self._library = library
        self._resolve = resolve
        self.id = id
        """32 hexadecimal digits."""

    @classmethod
    def start(
        cls,
        library: Library,
        resolve: Callable[[str], Version],
        experiment: str,
        name: str | None = None,
        **others: Any,
    ) -> Run:
        """Begins a run. `Registry.run` does so."""
        id = _experiment_id(library, experiment)
        return cls(library, library.create_run(experiment=id, name=name, **others)["id"], resolve)

    def log_params(self, params: Mapping[str, Any]) -> None:
        """Notes params, as texts. Raises Invalid for a param that has another value."""
        self._library.log_batch(self.id, params={key: str(value) for key, value in params.items()})

    def log_metrics(self, metrics: Mapping[str, float], step: int = 0) -> None:
        """Logs a point for each metric, of now: all of them or none."""
        now = _now()
        points = [{"key": key, "value": value, "step": step, "timestamp": now} for key, value in metrics.items()]
        self._library.log_batch(self.id, points=points)

    def log_metric(self, key: str, value: float, step: int = 0) -> None:
        """Logs a point of one metric."""
        self.log_metrics({key: value}, step)

    def set_tags(self, tags: Mapping[str, Any]) -> None:
        """Sets tags, as texts."""
        self._library.log_batch(self.id, tags={key: str(value) for key, value in tags.items()})

    def log_artifacts(self, source: str | os.PathLike[str], path: str | None = None) -> Any:
        """Copies a file or a directory to the run's artifacts, below `path`. Raises NotFound for the source."""
        return self._library.log_artifacts(self.id, source=os.fspath(source), path=path)

    def log_model(
        self,
        model: Any,
        path: str = "model",
        *,
        registered_model_name: str | None = None,
        allow_pickle: bool = True,
        metadata: Mapping[str, Any] | None = None,
        **others: Any,
    ) -> Version | None:
        """Writes a model to the run's artifacts; with `registered_model_name` also makes a version of it, which it gives.

        The version has the run's params, its latest metrics and its id; `others` are those of `library.register_run`.
        """
        with tempfile.TemporaryDirectory(prefix="mreg-") as directory:
            facts = saving.save(model, Path(directory), allow_pickle=allow_pickle)
            self.log_artifacts(directory, path)
        if registered_model_name is None:
            return None
        merged = {**facts, **(metadata or {})}
        found = self._library.register_run(self.id, path=path, name=registered_model_name, metadata=merged, **others)
        return self._resolve(found["ref"])

    def end(self, status: str = "FINISHED") -> None:
        """Ends the run: FINISHED, FAILED or KILLED."""
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
