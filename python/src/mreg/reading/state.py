"""The state of a registry: the manifest and the models that a reference may name, and what the log has after them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ..errors import Damaged, NotFound
from .changes import Moved, apply, check_change, check_format, check_model, fits
from .files import json_object, read, sha256
from .log import entry_digest, read_log
from .names import ANY_NAME
from .references import Reference


def read_state(root: Path, wanted: Reference) -> dict[str, Any]:
    """The newest state, of which the models that a reference may name are read; all of them for a directory."""
    manifest = _read_manifest(root / "manifest.json")
    if manifest is None:
        if not (root / ".mreg" / "log").is_dir():
            raise NotFound(f"no registry at {root}")
        return _all_of_the_log(root)
    models: dict[str, Any] = {}
    begin = manifest["revision"]
    for key, summary in manifest["models"].items():
        names = (key, key.split("/")[1], summary.get("display_name"))
        if wanted.selector is not None and wanted.model not in names and wanted.whole not in names:
            continue
        model = _read_model(root, key)
        if model is None:  # The log has all that it held.
            return _all_of_the_log(root, manifest["revision"])
        models[key] = model
        # A writer that stood still may have put an older file in the place of a newer one.
        if model["revision"] < summary["revision"]:
            begin = min(begin, model["revision"])
    head = manifest["head"] if begin == manifest["revision"] else entry_digest(root / ".mreg" / "log", begin)
    unread = manifest["models"].keys() - models.keys()
    try:
        return _catch_up(root, {"revision": begin, "head": head, "models": models, "unread": unread})
    except Moved:  # A model has another name since, and may not have been read under it.
        return _all_of_the_log(root, manifest["revision"])


def _all_of_the_log(root: Path, least: int = 0) -> dict[str, Any]:
    """The state of which nothing but the log could be asked: without a manifest nobody would notice that it breaks off."""
    log = root / ".mreg" / "log"
    state = _catch_up(root, _EMPTY)
    numbers = [re.fullmatch(r"(?:\d{10}-)?(\d{10})\.jsonl", path.name) for path in log.iterdir()]
    newest = max((int(number.group(1)) for number in numbers if number), default=0)
    newest = max(newest, least)
    if newest > state["revision"]:
        # Others may have gone on meanwhile.
        state = _catch_up(root, state)
    if newest > state["revision"]:
        raise Damaged(f"entry {state['revision'] + 1} is missing from {log}, which had an entry {newest}")
    return state


_EMPTY: dict[str, Any] = {"revision": 0, "head": None, "models": {}, "unread": (), "whole": True}


def _catch_up(root: Path, begin: dict[str, Any]) -> dict[str, Any]:
    """A state with the entries of the log that came after it."""
    log = root / ".mreg" / "log"
    state = {"whole": False, **begin, "models": dict(begin["models"])}
    for path, line in read_log(log, state["revision"] + 1):
        entry = json_object(line)
        if entry is None or entry.get("revision") != state["revision"] + 1:
            raise Damaged(f"{path} has no entry {state['revision'] + 1} in its place")
        if entry.get("previous") != state["head"]:
            raise Damaged(f"{path}: entry {entry['revision']} does not follow from the one before")
        try:
            for change in entry["changes"]:
                check_change(change, path)
                apply(state, change, entry, path)
            for model in state["models"].values():
                model["revision"] = max(model["revision"], model.pop("next", 0))
        except (AttributeError, KeyError, TypeError) as error:
            raise Damaged(f"{path} holds a change that is not whole: {error!r}") from error
        state.update(revision=entry["revision"], head=sha256(line))
    return state


def _read_model(root: Path, key: str) -> dict[str, Any] | None:
    """A model as its file has it; None where that is missing or torn."""
    path = root.joinpath(".mreg", "models", *f"{key}.json".split("/"))
    data = read(path)
    model = None if data is None else json_object(data)
    if model is None or model.get("model") != key or not isinstance(model.get("revision"), int):
        return None
    check_model(key, model, path)
    return model


def _read_manifest(path: Path) -> dict[str, Any] | None:
    """A manifest that is missing or torn says nothing; the log then says it all."""
    data = read(path)
    manifest = None if data is None else json_object(data)
    if manifest is None:
        return None
    check_format(manifest.get("format"), path)
    models = manifest.get("models")
    if not isinstance(manifest.get("revision"), int) or not isinstance(models, dict):
        return None
    for key, summary in models.items():
        whole = isinstance(summary, dict) and isinstance(summary.get("revision"), int)
        if not whole or key.count("/") != 1 or not all(fits(part, ANY_NAME) for part in key.split("/")):
            raise Damaged(f"{path} has a model '{key}' that is not one")
    return manifest
