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
from .models.kept import get_loaded_version
from .models.packing import deserialize_model, serialize_model
from .registry import Registry, compute_model_hash, get_registry, get_serialized_size
from .runs import Run
from .shortcuts import (
    load_best_model,
    load_model,
    load_model_by_tags,
    load_model_for_prediction,
    register,
    register_model,
    register_trained_model,
    run,
)
from .tables import Comparison, Difference, History, Lineage
from .version import Version, Versions

__version__ = "0.1.0"

__all__ = [
    "AlreadyExists",
    "Ambiguous",
    "Comparison",
    "Conflict",
    "Damaged",
    "Difference",
    "History",
    "InputOutput",
    "Interrupted",
    "Invalid",
    "Lineage",
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
    "deserialize_model",
    "get_loaded_version",
    "get_registry",
    "get_serialized_size",
    "load_best_model",
    "load_model",
    "load_model_by_tags",
    "load_model_for_prediction",
    "register",
    "register_model",
    "register_trained_model",
    "run",
    "serialize_model",
]
