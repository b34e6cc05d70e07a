"""mreg for Python: a model registry that is just a folder. See README.md."""

from .errors import (
    AlreadyExists,
    Ambiguous,
    Conflict,
    Damaged,
    InputOutput,
    Interrupted,
    Invalid,
    MregError,
    NewerFormat,
    NotFound,
    Protected,
    Refused,
    WrongUsage,
)
from .registry import Registry, compute_model_hash, get_registry, get_serialized_size
from .runs import Run
from .shortcuts import load_model, load_model_for_prediction, register, register_model, run
from .version import Version, Versions

__version__ = "0.1.0"

__all__ = [
    "AlreadyExists",
    "Ambiguous",
    "Conflict",
    "Damaged",
    "InputOutput",
    "Interrupted",
    "Invalid",
    "MregError",
    "NewerFormat",
    "NotFound",
    "Protected",
    "Refused",
    "Registry",
    "Run",
    "Version",
    "Versions",
    "WrongUsage",
    "compute_model_hash",
    "get_registry",
    "get_serialized_size",
    "load_model",
    "load_model_for_prediction",
    "register",
    "register_model",
    "run",
]
