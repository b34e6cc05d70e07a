"""Writes a model as its own library does it, and says what loading it needs."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..errors import Invalid
from ..reading.files import hash_file
from .loading import PICKLES

Writer = Callable[[Any, Path], str]
"""Writes a model into a directory, and gives the name of its main file or `.` for all of it."""


def save(model: Any, directory: Path, *, allow_pickle: bool = True) -> dict[str, Any]:
    """Writes `model` into an empty directory; gives members of metadata.json: `framework`, `python`.

    A path is copied as it is. Raises Invalid for what only pickle can hold unless `allow_pickle`, and where writing it needs
    a package that is not installed.
    """
    for package, loader, fits, write in _WRITERS:
        if _root_package(model) in package.split() and fits(model):
            written = _try(write, model, directory)
            if written is None:
                continue
            if loader in PICKLES and not allow_pickle:
                break
            return _facts(model, loader, written)
    if not allow_pickle:
        raise Invalid(f"only pickle holds a {type(model).__name__}, which allow_pickle=False refuses")
    return _facts(model, *_pickle(model, directory))


def hash_directory(directory: Path) -> str:
    """The SHA-256 of the names and digests of all files, in the order of the names."""
    digest = hashlib.sha256()
    for path in sorted(path for path in directory.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(directory).as_posix()}\0{hash_file(path)}\n".encode())
    return digest.hexdigest()


def version_of(package: str) -> str | None:
    """The version of a package that is imported."""
    version = getattr(sys.modules.get(package), "__version__", None)
    return None if version is None else str(version)


def _facts(model: Any, loader: str, main: str) -> dict[str, Any]:
    package = _root_package(model)
    kind = type(model)
    return {
        "framework": {"name": _FRAMEWORKS.get(package, package), "version": version_of(package) or "unknown"},
        "python": {
            "loader": loader,
            "file": main,
            "class": f"{kind.__module__}.{kind.__qualname__}",
            "version": ".".join(str(part) for part in sys.version_info[:3]),
        },
    }


def _root_package(model: Any) -> str:
    """The package that the class of a model comes from, or the class that it extends."""
    packages = [base.__module__.split(".")[0] for base in type(model).__mro__]
    known = {name for names, *_ in _WRITERS for name in names.split()}
    return next((name for name in packages if name in known), packages[0])


def _try(write: Writer, model: Any, directory: Path) -> str | None:
    """None where the package that writes it is not installed."""
    try:
        return write(model, directory)
    except ImportError:
        return None


def _skops(model: Any, directory: Path) -> str:
    import skops.io

    skops.io.dump(model, directory / "model.skops")
    return "model.skops"


def _joblib(model: Any, directory: Path) -> str:
    import joblib

    joblib.dump(model, directory / "model.joblib")
    return "model.joblib"


def _stable_baselines(model: Any, directory: Path) -> str:
    model.save(directory / "model.zip")
    return "model.zip"


def _pretrained(model: Any, directory: Path) -> str:
    model.save_pretrained(directory)
    return "."


def _safetensors(model: Any, directory: Path) -> str:
    import safetensors.torch

    safetensors.torch.save_file(model.state_dict(), directory / "model.safetensors")
    return "model.safetensors"


def _state_dict(model: Any, directory: Path) -> str:
    import torch

    torch.save(model.state_dict(), directory / "model.pt")
    return "model.pt"


def _onnx(model: Any, directory: Path) -> str:
    (directory / "model.onnx").write_bytes(model.SerializeToString())
    return "model.onnx"


def _xgboost(model: Any, directory: Path) -> str:
    model.save_model(directory / "model.ubj")
    return "model.ubj"


def _keras(model: Any, directory: Path) -> str:
    model.save(directory / "model.keras")
    return "model.keras"


def _lightgbm(model: Any, directory: Path) -> str:
    booster = getattr(model, "booster_", model)
    booster.save_model(directory / "model.txt")
    return "model.txt"


def _pickle(model: Any, directory: Path) -> tuple[str, str]:
    import pickle

    try:
        import cloudpickle as pickler
    except ImportError:
        pickler = pickle
    with (directory / "model.pkl").open("wb") as file:
        try:
            pickler.dump(model, file)
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise Invalid(f"a {type(model).__name__} cannot be saved: {error}") from error
    return "pickle", "model.pkl"


def _has(name: str) -> Callable[[Any], bool]:
    return lambda model: callable(getattr(model, name, None))


def _always(_: Any) -> bool:
    return True


# The packages a class comes from, what loads it, which of its objects, and what writes it: the first that fits and is there.
_WRITERS: list[tuple[str, str, Callable[[Any], bool], Writer]] = [
    ("sklearn", "skops", _always, _skops),
    ("sklearn", "joblib", _always, _joblib),
    ("stable_baselines3 sb3_contrib", "stable-baselines3", _has("save"), _stable_baselines),
    ("transformers peft diffusers sentence_transformers", "pretrained", _has("save_pretrained"), _pretrained),
    ("xgboost", "xgboost", _has("save_model"), _xgboost),
    ("lightgbm", "lightgbm", _has("predict"), _lightgbm),
    ("keras", "keras", _has("save"), _keras),
    ("onnx", "onnx", _has("SerializeToString"), _onnx),
    ("torch", "torch", _has("state_dict"), _safetensors),
    ("torch", "torch", _has("state_dict"), _state_dict),
]

# As `mreg register` names them, where that is not the package's name.
_FRAMEWORKS = {"sklearn": "scikit-learn", "stable_baselines3": "stable-baselines3", "torch": "pytorch"}
