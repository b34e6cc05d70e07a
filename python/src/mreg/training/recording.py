"""What the callbacks of all trainers share: a run for as long as a training goes on, and a version of what it made."""

from __future__ import annotations

import atexit
import contextlib
from collections.abc import Mapping
from typing import Any

from ..errors import MregError
from ..registry import Registry
from ..runs import Run
from ..version import Version
from .facts import numbers_of


class Recording:
    """Begins a run with a training, logs its metrics by step, and registers the model at the end.

    `experiment` and `run_name` name the run; `register_as` is the model's name, without which none is registered; `others` are
    those of `library.register_run`, such as `stage="staging"`. A training that does not come to its end leaves a FAILED run.
    `run` and `version` are there once they have been made.
    """

    def __init__(
        self,
        experiment: str,
        run_name: str | None = None,
        *,
        register_as: str | None = None,
        registry: Registry | None = None,
        **others: Any,
    ) -> None:
        self._registry = registry or Registry()
        self._experiment, self._run_name = experiment, run_name
        self._register_as, self._others = register_as, others
        self._is_under_way = False
        self.run: Run | None = None
        self.version: Version | None = None

    def begin(self, params: Mapping[str, Any]) -> None:
        """A run that is under way, of a training that was begun again, fails."""
        self.fail()
        self.run = self._registry.run(self._experiment, self._run_name)
        self._is_under_way = True
        atexit.register(self._fail_at_exit)
        known = {name: value for name, value in params.items() if value is not None}
        if known:
            self.run.log_params(known)

    def log(self, metrics: Mapping[str, Any], step: int) -> None:
        """Logs the numbers among what a trainer reports."""
        numbers = numbers_of(metrics)
        if self.run is not None and self._is_under_way and numbers:
            self.run.log_metrics({name: float(value) for name, value in numbers.items()}, step=step)

    def finish(self, model: Any) -> None:
        """Registers the model, if it was to be, and ends the run FINISHED."""
        if self.run is None or not self._is_under_way:
            return
        if self._register_as is not None:
            self.version = self.run.log_model(model, registered_model_name=self._register_as, **self._others)
        self._end(self.run, "FINISHED")

    def fail(self) -> None:
        """Ends the run FAILED, unless it has ended."""
        if self.run is not None and self._is_under_way:
            self._end(self.run, "FAILED")

    def _fail_at_exit(self) -> None:
        # Where mreg is no more, the run stays as it is, and nobody is there to be told.
        with contextlib.suppress(MregError):
            self.fail()

    def _end(self, run: Run, status: str) -> None:
        self._is_under_way = False
        atexit.unregister(self._fail_at_exit)
        run.end(status)
