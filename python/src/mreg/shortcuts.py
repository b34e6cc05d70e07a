"""The methods of the registry that the command line would find from here."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from .find import find_root
from .registry import Registry

if TYPE_CHECKING:
    from typing import Concatenate, ParamSpec

    Given = ParamSpec("Given")

Result = TypeVar("Result")

_registries: dict[str, Registry] = {}


def _of_the_registry_here(method: Callable[Concatenate[Registry, Given], Result]) -> Callable[Given, Result]:
    @functools.wraps(method)
    def call(*args: Any, **kwargs: Any) -> Result:
        root = str(find_root())
        return method(_registries.setdefault(root, Registry(root)), *args, **kwargs)

    return call


# The types checker sees that `self` might be one of `others`.
load_best_model = _of_the_registry_here(Registry.load_best_model)  # type: ignore[arg-type]
load_model = _of_the_registry_here(Registry.load_model)
load_model_by_tags = _of_the_registry_here(Registry.load_model_by_tags)  # type: ignore[arg-type]
load_model_for_prediction = _of_the_registry_here(Registry.load_model_for_prediction)  # type: ignore[arg-type]
register = _of_the_registry_here(Registry.register)  # type: ignore[arg-type]
register_model = _of_the_registry_here(Registry.register_model)  # type: ignore[arg-type]
register_trained_model = _of_the_registry_here(Registry.register_trained_model)  # type: ignore[arg-type]
run = _of_the_registry_here(Registry.run)  # type: ignore[arg-type]
