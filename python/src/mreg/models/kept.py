"""What is kept of models: objects that were loaded, and copies of versions on this machine's disk; both by digest."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import Damaged
from ..version import Version

MOST_MODELS = 8
"""How many models a process keeps; the one that was asked for least lately goes first."""

_models: OrderedDict[str, Any] = OrderedDict()
_lock = threading.Lock()


def keep(digest: str, load: Callable[[], Any]) -> Any:
    """The model that was kept under a digest, else what `load` gives."""
    with _lock:
        if digest in _models:
            _models.move_to_end(digest)
            return _models[digest]
    model = load()
    with _lock:
        _models[digest] = model
        while len(_models) > MOST_MODELS:
            _models.popitem(last=False)
    return model


_origins: dict[int, tuple[weakref.ref[Any], Version]] = {}


def note_origin(model: Any, version: Version) -> None:
    """Remembers which version a model is, as long as the object lives; not of what cannot be referred to weakly."""
    key = id(model)
    with contextlib.suppress(TypeError):
        _origins[key] = (weakref.ref(model, lambda _: _origins.pop(key, None)), version)


def get_loaded_version(model: Any) -> Version | None:
    """The version that a model was loaded from, as it was then; None for any other object.

    Dictionaries, lists, texts and numbers are not known again: look the version up and use `Registry.load_version`.
    """
    found = _origins.get(id(model))
    return found[1] if found and found[0]() is model else None


class LocalCopies:
    """A directory with copies of versions, each under the digest of its metadata.json, which names the digest of every file.

    Processes may share it. Anything in it may be deleted while nobody loads a model.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def get(self, version: Version, *, verify: bool) -> Version:
        """The version with the directory of its copy, which is made first if it is missing or not whole.

        Raises Damaged where the registry's own files are not whole.
        """
        copy = replace(version, directory=self.directory / version.metadata_sha256)
        if copy.directory.is_dir():
            with contextlib.suppress(Damaged):
                if verify:
                    copy.verify(once=True)
                return copy
            shutil.rmtree(copy.directory, ignore_errors=True)
        self.directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.directory, prefix=".") as beside:
            new = replace(version, directory=Path(beside) / "copy")
            shutil.copytree(version.directory, new.directory, symlinks=True)
            _explain(new, version)
            try:
                os.rename(new.directory, copy.directory)
            except OSError:
                if not copy.directory.is_dir():  # Else another process has made it meanwhile.
                    raise
        return copy


def _explain(copy: Version, version: Version) -> None:
    """Checks every byte of a new copy; what is wrong with it is wrong with the registry."""
    try:
        copy.verify()
    except Damaged:
        version.verify()
        raise
