"""What a training knows of its model, as members of metadata.json."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import Invalid, NotFound
from ..reading.files import hash_file

Facts = dict[str, Any]


def describe_training(
    model: Any,
    *,
    evaluation: Mapping[str, Any] | None,
    training_data: Any,
    hyperparameters: Mapping[str, Any] | None,
    feature_importance: Mapping[str, float] | None,
    pipeline_steps: Sequence[Any] | None,
    dependencies: Mapping[str, str] | str | None,
) -> tuple[Facts, Facts]:
    """Members of metadata.json, and arguments for `Registry.register`: metrics, parameters, the version of the data."""
    if isinstance(dependencies, str) and dependencies != "auto":
        raise Invalid(f"dependencies is {dependencies!r}, expected 'auto' or a mapping")
    facts: Facts = {
        "evaluation_results": evaluation,
        "feature_importance": feature_importance or _importance_of(model),
        "pipeline_steps": list(pipeline_steps) if pipeline_steps is not None else _steps_of(model),
        "dependencies": imported_distributions() if dependencies == "auto" else dependencies,
    }
    given: Facts = {
        "metrics": numbers_of(evaluation or {}),
        "parameters": hyperparameters if hyperparameters is not None else _parameters_of(model),
    }
    if training_data is not None:
        facts["training_data"] = _describe_data(training_data)
        digest = facts["training_data"].get("sha256")
        given["data_version"] = f"sha256:{digest}" if digest else None
    return _without_nothing(facts), _without_nothing(given)


def numbers_of(document: Mapping[str, Any]) -> Facts:
    """The numbers in a document, in its groups; what a report of scikit-learn holds, and scalars of numpy."""
    found: Facts = {}
    for name, value in document.items():
        if isinstance(value, Mapping):
            found[str(name)] = numbers_of(value)
        elif _is_number(value):
            found[str(name)] = value
    return {name: value for name, value in found.items() if value != {}}


def imported_distributions() -> dict[str, str]:
    """The version of each installed distribution of which something is imported."""
    import importlib.metadata

    found = {}
    for distribution in importlib.metadata.distributions():
        tops = {path.parts[0].split(".")[0] for path in distribution.files or () if path.suffix == ".py"}
        if any(top in sys.modules for top in tops if not top.startswith("_")):
            found[distribution.metadata["Name"]] = distribution.version
    return dict(sorted(found.items(), key=lambda each: each[0].lower()))


def _describe_data(data: Any) -> Facts:
    if isinstance(data, Mapping):
        return dict(data)
    if isinstance(data, (str, os.PathLike)):
        path = Path(data)
        if not path.is_file():
            raise NotFound(f"no file {path} with training data")
        return {"path": os.fspath(data), "size": path.stat().st_size, "sha256": hash_file(path)}
    described: Facts = {"kind": f"{type(data).__module__.split('.')[0]}.{type(data).__name__}"}
    if hasattr(data, "shape"):
        described["shape"] = list(data.shape)
    if hasattr(data, "columns"):
        described["columns"] = [str(name) for name in data.columns]
    digest = _hash_of(data)
    return described if digest is None else {**described, "sha256": digest}


def _hash_of(data: Any) -> str | None:
    """Of an array its bytes in the order of C, of a frame its text as CSV; None for anything else."""
    digest = hashlib.sha256()
    if hasattr(data, "to_csv"):
        digest.update(data.to_csv(index=False).encode())
    elif hasattr(data, "tobytes"):
        digest.update(data.tobytes())
    else:
        return None
    return digest.hexdigest()


def _parameters_of(model: Any) -> Facts | None:
    """Those of an estimator that JSON can hold; those that are estimators have theirs by name: `clf__alpha`."""
    if not callable(getattr(model, "get_params", None)):
        return None
    return {name: value for name, value in model.get_params().items() if _is_plain(value)} or None


def _importance_of(model: Any) -> dict[str, float] | None:
    values = getattr(model, "feature_importances_", None)
    if values is None:
        return None
    given = getattr(model, "feature_names_in_", None)
    names = [f"feature_{place}" for place in range(len(values))] if given is None else given
    return {str(name): float(value) for name, value in zip(names, values)}


def _steps_of(model: Any) -> list[Facts] | None:
    steps = getattr(model, "steps", None)
    if not isinstance(steps, list):
        return None
    return [{"name": name, "class": f"{type(step).__module__}.{type(step).__qualname__}"} for name, step in steps]


def _is_number(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, (int, float)) or (hasattr(value, "dtype") and getattr(value, "ndim", None) == 0)


def _is_plain(value: Any) -> bool:
    try:
        json.dumps(value)
    except (TypeError, ValueError):
        return False
    return True


def _without_nothing(facts: Facts) -> Facts:
    return {name: value for name, value in facts.items() if value is not None and value != {}}
