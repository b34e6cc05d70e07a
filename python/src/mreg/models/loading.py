"""Loads a model with the library that wrote it."""

from __future__ import annotations

import importlib
import json
import os
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..errors import Invalid, NotFound

PICKLES = ("joblib", "pickle", "stable-baselines3", "keras-h5")
"""The loaders that run what a file holds: Stable Baselines3 pickles parts of its file, and Keras has code in HDF5."""


def load(directory: Path, metadata: Mapping[str, Any], *, allow_pickle: bool = True) -> Any:
    """The model in a directory, or in a file; by what `register_model` noted, else by the endings of its files.

    Raises Invalid where nothing here loads it, where the library is not installed, and for a pickle unless `allow_pickle`.
    """
    loader, path = choose(directory, metadata, allow_pickle=allow_pickle)
    about = metadata.get("python") or {}
    try:
        return _LOADERS[loader](path, str(about.get("class", "")), allow_pickle)
    except ImportError as error:
        raise Invalid(f"{path} needs a module that is not here, or of another version: {error.name}") from error


def choose(directory: Path, metadata: Mapping[str, Any], *, allow_pickle: bool = True) -> tuple[str, Path]:
    """What loads a model, and the file or directory that it loads. Raises as `load`, and reads no file."""
    loader, path = _choose(directory, metadata)
    if loader in PICKLES and not allow_pickle:
        raise Invalid(f"{path} is a pickle, which allow_pickle=False refuses")
    return loader, path


def loader_of(metadata: Mapping[str, Any]) -> str | None:
    """What `register_model` noted; None where something else registered the model."""
    noted = (metadata.get("python") or {}).get("loader")
    return str(noted) if noted in _LOADERS else None


def _choose(directory: Path, metadata: Mapping[str, Any]) -> tuple[str, Path]:
    about = metadata.get("python") or {}
    noted = loader_of(metadata)
    if noted:
        return noted, _within(directory, about.get("file", "."))
    names = metadata.get("model_artifact_files") or []
    listed = [_within(directory, name) for name in names]
    there = listed or ([directory] if directory.is_file() else sorted(directory.iterdir()))
    framework = (metadata.get("framework") or {}).get("name", "")
    if any((directory / name).is_file() for name in _PRETRAINED):
        return "pretrained", directory
    for path in there:
        loader = _OF_A_FRAMEWORK.get((framework, path.suffix)) or _ENDINGS.get(path.suffix)
        if loader:
            return loader, path
    if not there:
        raise NotFound(f"{directory} has no files")
    raise Invalid(
        f"no library is known for {', '.join(path.name for path in there[:5])} in {directory}",
        hint="load it from the version's directory yourself",
    )


def _class(name: str, trusts_all: bool, packages: str = "") -> Any:
    """The class of a dotted name. Whoever registered the model wrote the name, and to import a module runs it: unless that is
    trusted, only classes of these packages."""
    module, _, wanted = name.rpartition(".")
    if not trusts_all and module.split(".")[0] not in packages.split():
        raise Invalid(f"the model is of the class {name}, which allow_pickle=False does not import")
    return getattr(importlib.import_module(module), wanted)


def _within(directory: Path, name: object) -> Path:
    """A file of a directory, or the directory itself. Whoever registered the model wrote the name, and only what lies there was
    checked."""
    base = Path(os.path.normpath(directory))
    path = Path(os.path.normpath(base / str(name)))
    if path != base and base not in path.parents:
        raise Invalid(f"'{name}' is not within {directory}")
    return path


def _skops(path: Path, _: str, trusts_all: bool) -> Any:
    """Of types that skops does not trust by itself, such as scikit-learn's trees and one's own, all or none."""
    import skops.io

    unknown = skops.io.get_untrusted_types(file=path)
    if unknown and not trusts_all:
        raise Invalid(
            f"{path} holds {', '.join(unknown)}, which skops does not trust, and allow_pickle=False refuses",
            hint="load it with allow_pickle=True if you trust who registered it",
        )
    return skops.io.load(path, trusted=unknown)


def _joblib(path: Path, *_: Any) -> Any:
    import joblib

    return joblib.load(path)


def _pickle(path: Path, *_: Any) -> Any:
    import pickle

    with path.open("rb") as file:
        return pickle.load(file)


def _stable_baselines(path: Path, name: str, _: bool) -> Any:
    return _class(name or f"stable_baselines3.{algorithm_of(path)}", True).load(path)


def algorithm_of(path: Path) -> str:
    """The algorithm of a file that does not say it: its policy's module has the name, but PPO and A2C share theirs, and only
    PPO clips."""
    with zipfile.ZipFile(path) as archive:
        about = json.loads(archive.read("data"))
    module = str(about.get("policy_class", {}).get("__module__", ""))
    named = re.fullmatch(r"stable_baselines3\.(\w+)\.policies", module)
    if named and named.group(1) != "common":
        return named.group(1).upper()
    if named:
        return "PPO" if "clip_range" in about else "A2C"
    raise Invalid(f"{path} does not say which algorithm it is of", hint="load it with that, such as PPO.load(path)")


_PRETRAINED = ("config.json", "adapter_config.json")


def _pretrained(path: Path, name: str, trusts_all: bool) -> Any:
    """A model of the Hugging Face Hub's layout, as the class that wrote it."""
    if name:
        return _class(name, trusts_all, "transformers peft diffusers sentence_transformers").from_pretrained(path)
    if (path / "adapter_config.json").is_file():
        import peft

        return peft.AutoPeftModel.from_pretrained(path)
    import transformers

    wrote = json.loads((path / "config.json").read_bytes()).get("architectures") or ["AutoModel"]
    return getattr(transformers, wrote[0]).from_pretrained(path)


def _torch(path: Path, name: str, trusts_all: bool) -> Any:
    """The module, where its class needs no arguments and is torch's own or trusted; else its state_dict."""
    import torch

    if path.suffix == ".safetensors":
        import safetensors.torch

        state = safetensors.torch.load_file(path)
    else:
        state = torch.load(path, weights_only=True, map_location="cpu")
    try:
        module = _class(name, trusts_all, "torch")()
    except (AttributeError, ImportError, Invalid, TypeError, ValueError):
        return state
    if not isinstance(module, torch.nn.Module):
        return state
    module.load_state_dict(state)
    return module.eval()


def _onnx(path: Path, *_: Any) -> Any:
    import onnxruntime

    return onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])


def _xgboost(path: Path, name: str, trusts_all: bool) -> Any:
    import xgboost

    model = _class(name, trusts_all, "xgboost")() if name else xgboost.Booster()
    model.load_model(path)
    return model


def _keras(path: Path, *_: Any) -> Any:
    import keras

    return keras.saving.load_model(path)


def _lightgbm(path: Path, *_: Any) -> Any:
    import lightgbm

    return lightgbm.Booster(model_file=path)


_LOADERS: dict[str, Callable[[Path, str, bool], Any]] = {
    "skops": _skops,
    "joblib": _joblib,
    "pickle": _pickle,
    "stable-baselines3": _stable_baselines,
    "pretrained": _pretrained,
    "torch": _torch,
    "onnx": _onnx,
    "xgboost": _xgboost,
    "lightgbm": _lightgbm,
    "keras": _keras,
    "keras-h5": _keras,
}

_ENDINGS = {
    ".skops": "skops",
    ".joblib": "joblib",
    ".pkl": "pickle",
    ".pickle": "pickle",
    ".onnx": "onnx",
    ".ubj": "xgboost",
    ".pt": "torch",
    ".pth": "torch",
    ".safetensors": "torch",
    ".keras": "keras",
}

# Endings that several frameworks have, or that say nothing alone.
_OF_A_FRAMEWORK = {
    ("stable-baselines3", ".zip"): "stable-baselines3",
    ("lightgbm", ".txt"): "lightgbm",
    ("xgboost", ".json"): "xgboost",
    ("xgboost", ".bst"): "xgboost",
    ("xgboost", ".model"): "xgboost",
    ("keras", ".h5"): "keras-h5",
}
