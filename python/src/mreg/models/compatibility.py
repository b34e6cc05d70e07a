"""Compares what wrote a model with what is here."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Mapping
from typing import Any

from ..errors import Invalid
from .loading import PICKLES, loader_of


def problems(ref: str, metadata: Mapping[str, Any]) -> list[str]:
    """What differs so much that loading may fail or give other results; empty where nothing does.

    The library that wrote the model is compared by its major version (below 1.0 by the minor one), Python by its minor
    version where the model is a pickle. What metadata.json does not say is not compared.
    """
    framework = metadata.get("framework") or {}
    package = _PACKAGES.get(framework.get("name", ""), framework.get("name", ""))
    found = []
    recorded, here = str(framework.get("version", "unknown")), _installed(package)
    if here is not None and recorded != "unknown" and not _is_compatible(recorded, here):
        found.append(f"{ref} was written with {package} {recorded}; here is {here}")
    about = metadata.get("python") or {}
    python = [str(part) for part in sys.version_info[:3]]
    written = str(about.get("version", "")).split(".")
    if loader_of(metadata) in PICKLES and len(written) > 1 and written[:2] != python[:2]:
        found.append(f"{ref} was pickled with Python {'.'.join(written)}; here is {'.'.join(python)}")
    return found


def check(ref: str, metadata: Mapping[str, Any], *, strict: bool) -> None:
    """Warns of each problem. Raises Invalid where `strict` and there is one."""
    found = problems(ref, metadata)
    if strict and found:
        raise Invalid("; ".join(found), hint="install what it was written with, or load it without strict=True")
    for problem in found:
        warnings.warn(problem, stacklevel=4)


def _installed(package: str) -> str | None:
    import importlib.metadata  # Of all that `import mreg` loads it takes longest.

    try:
        return importlib.metadata.version(package) if package else None
    except importlib.metadata.PackageNotFoundError:
        return None


def _is_compatible(recorded: str, here: str) -> bool:
    """Scikit-learn and others break with a minor version as well while it is below 1.0."""
    one, other = recorded.split("."), here.split(".")
    return one[0] == other[0] and (one[0] != "0" or one[:2] == other[:2])


# The distribution of a framework, where mreg's name for it is not that.
_PACKAGES = {"pytorch": "torch", "sklearn": "scikit-learn"}
