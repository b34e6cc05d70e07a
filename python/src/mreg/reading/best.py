"""The version with the best value of a metric."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from ..errors import NotFound
from ..version import Version


def best_of(versions: Sequence[Version], metric: str, direction: Literal["min", "max"]) -> Version:
    """The newest of those with the best value; the newest version comes first. Raises NotFound where none has a number."""
    names = sorted({name for version in versions for name in version.metrics})
    name = _find(metric, names)
    measured = [(_number(version.metrics.get(name)), version) for version in versions]
    numbers = [(value, version) for value, version in measured if not math.isnan(value)]
    if not numbers:
        raise NotFound(f"no version has a value of '{metric}'; there is {', '.join(names) or 'none'}")
    choose = min if direction == "min" else max
    return choose(numbers, key=lambda each: each[0])[1]


def _find(metric: str, names: Iterable[str]) -> str:
    """A full name, or the last part of one name."""
    name = metric[len("metrics.") :] if metric.startswith("metrics.") else metric
    ending = [known for known in names if known == name or known.endswith(f".{name}")]
    return ending[0] if len(ending) == 1 and name not in names else name


def _number(value: Any) -> float:
    return math.nan if value is None else float(value)
