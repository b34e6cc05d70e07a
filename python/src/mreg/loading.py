"""Loads a model with the library that wrote it."""

from __future__ import annotations

import importlib
import importlib.metadata
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .errors import Invalid, NotFound

PICKLES = ("joblib", "pickle")
"""The loaders that run what a file holds."""


def load(directory: Path, metadata: Mapping[str, Any], *, allow_pickle: bool = True) -> Any:
    """The model in a directory, or in a file; by what `register_model` noted, else by the endings of its files.

    Raises Invalid where nothing here loads it, where the library is not installed, and for a pickle unless `allow_pickle`.
    """
    loader, path = _choose(directory, metadata)
    if loader in PICKLES and not allow_pickle:
        raise Invalid(f"{path} is a pickle, which allow_pickle=False refuses")
    about = metadata.get("python") or {}
    try:
        return _LOADERS[loader](path, str(about.get("class", "")))
    except ImportError as error:
        raise Invalid(f"{path} needs a package that is not installed: {error.name}") from error


def check_versions(ref: str, metadata: Mapping[str, Any], *, strict: bool) -> None:
    """Compares the library that wrote a model with the one here. Raises Invalid where their major versions differ and `strict`,
    else warns."""
    framework = metadata.get("framework") or {}
    package = _PACKAGES.get(framework.get("name", ""), framework.get("name", ""))
    recorded = str(framework.get("version", "unknown"))
    try:
        here = importlib.metadata.version(package) if package else recorded
    except importlib.metadata.PackageNotFoundError:
        return
    if recorded in ("unknown", here) or _is_compatible(recorded, here):
        return
    problem = f"{ref} was written with {package} {recorded}; here is {here}"
    if strict:
        raise Invalid(problem, hint=f"pip install {package}=={recorded}")
    warnings.warn(problem, stacklevel=4)


def _is_compatible(recorded: str, here: str) -> bool:
    """Scikit-learn and others break with a minor version as well while it is below 1.0."""
    one, other = recorded.split("."), here.split(".")
    return one[0] == other[0] and (one[0] != "0" or one[:2] == other[:2])


def _choose(directory: Path, metadata: Mapping[str, Any]) -> tuple[str, Path]:
    about = metadata.get("python") or {}
    if about.get("loader") in _LOADERS:
        return str(about["loader"]), directory / str(about.get("file", "."))
    names = metadata.get("model_artifact_files") or []
    listed = [directory / str(name) for name in names]
    there = listed or ([directory] if directory.is_file() else sorted(directory.iterdir()))
    name = (metadata.get("framework") or {}).get("name", "")
    for path in there:
        loader = _ENDINGS.get(path.suffix)
        if path.suffix == ".zip" and name == "stable-baselines3":
            loader = "stable-baselines3"
        if loader:
            return loader, path
    if (directory / "config.json").is_file():
        return "pretrained", directory
    if not there:
        raise NotFound(f"{directory} has no files")
    raise Invalid(
        f"no library is known for {', '.join(path.name for path in there[:5])} in {directory}",
        hint="load it from the version's directory yourself",
    )


def _class(name: str) -> Any:
    """The class of a dotted name; only a library's own class can be imported where it is not defined."""
    module, _, wanted = name.rpartition(".")
    return getattr(importlib.import_module(module), wanted)


def _skops(path: Path, _: str) -> Any:
    import skops.io

    # Of scikit-learn's own: what skops trusts by itself. Anything else is refused by name.
    return skops.io.load(path, trusted=[])


def _joblib(path: Path, _: str) -> Any:
    import joblib

    return joblib.load(path)


def _pickle(path: Path, _: str) -> Any:
    import pickle

    with path.open("rb") as file:
        return pickle.load(file)


def _stable_baselines(path: Path, name: str) -> Any:
    if name:
        return _class(name).load(path)
    raise Invalid(f"{path} does not say which algorithm it is of", hint="load it with that, such as PPO.load(path)")


def _pretrained(path: Path, name: str) -> Any:
    if name:
        return _class(name).from_pretrained(path)
    import transformers

    return transformers.AutoModel.from_pretrained(path)


def _torch(path: Path, name: str) -> Any:
    """The module, where its class needs no arguments; else its state_dict."""
    import torch

    if path.suffix == ".safetensors":
        import safetensors.torch

        state = safetensors.torch.load_file(path)
    else:
        state = torch.load(path, weights_only=True, map_location="cpu")
    try:
        module = _class(name)()
    except (AttributeError, ImportError, TypeError, ValueError):
        return state
    module.load_state_dict(state)
    return module.eval()


def _onnx(path: Path, _: str) -> Any:
    import onnxruntime

    return onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])


def _xgboost(path: Path, name: str) -> Any:
    import xgboost

    model = _class(name)() if name else xgboost.Booster()
    model.load_model(path)
    return model


def _lightgbm(path: Path, _: str) -> Any:
    import lightgbm

    return lightgbm.Booster(model_file=path)


_LOADERS: dict[str, Callable[[Path, str], Any]] = {
    "skops": _skops,
    "joblib": _joblib,
    "pickle": _pickle,
    "stable-baselines3": _stable_baselines,
    "pretrained": _pretrained,
    "torch": _torch,
    "onnx": _onnx,
    "xgboost": _xgboost,
    "lightgbm": _lightgbm,
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
}

# The distribution of a framework, where mreg's name for it is not that.
_PACKAGES = {"pytorch": "torch", "sklearn": "scikit-learn"}
