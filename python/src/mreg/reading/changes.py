"""What each change of the log does to a model, and what it has to hold; docs/format.md, "Changes"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import Damaged, NewerFormat
from .names import ALIAS, ANY_NAME, NAME, SEMVER

FORMAT = 1
NO_STAGE = "None"

DIRECTORY = re.compile(r"[^./\\\0][^/\\\0]*/[^./\\\0][^/\\\0]*")
DIGEST = re.compile(r"[0-9a-f]{64}")

OF_A_VERSION = ("number", "directory", "metadata_sha256")

# What each change has to name, besides its model; those that name none are not of a model.
CHANGES: Mapping[str, tuple[str, ...] | None] = {
    "registry-created": None,
    "version-registered": ("version", *OF_A_VERSION),
    "stage-changed": ("version", "to"),
    "stage-rolled-back": ("version", "to"),
    "alias-moved": ("alias", "to"),
    "alias-removed": ("alias",),
    "tags-changed": ("version",),
    "description-changed": ("version",),
    "pin-changed": ("version",),
    "version-deleted": ("version",),
    "version-restored": ("version", "to", "directory"),
    "version-purged": ("version",),
    "directory-discarded": None,
    "model-created": (),
    "model-described": (),
    "model-tags-changed": (),
    "model-renamed": ("to",),
    "model-deleted": ("to",),
    "model-restored": ("to",),
    "experiment-created": None,
    "experiment-renamed": None,
    "experiment-tags-changed": None,
    "experiment-deleted": None,
    "experiment-restored": None,
    "experiment-purged": None,
}
MOVES = ("model-renamed", "model-deleted", "model-restored")
RULES = {
    "type": NAME,
    "name": ANY_NAME,
    "alias": ALIAS,
    "version": SEMVER,
    "directory": DIRECTORY,
    "metadata_sha256": DIGEST,
}


def check_change(change: dict[str, Any], path: Path) -> None:
    """Whoever may write to the registry may write anything; nothing of it becomes a path unseen."""
    kind = change["change"]
    if kind not in CHANGES:
        raise NewerFormat(f"{path}: a change of the kind {kind!r}, which this reader does not know")
    members = CHANGES[kind]
    if members is None:
        return
    for member in ("type", "name", *members):
        rule = {"to": SEMVER if kind == "alias-moved" else ANY_NAME}.get(member, RULES.get(member))
        if not fits(change.get(member), rule):
            raise Damaged(f"{path} has {change.get(member)!r} for {member}")


def check_model(key: str, model: dict[str, Any], path: Path) -> None:
    whole = True
    try:
        for stage, versions in model["stages"].items():
            whole &= fits(stage, NAME) and all(fits(version, SEMVER) for version in versions)
        for alias, version in model["aliases"].items():
            whole &= fits(alias, ALIAS) and fits(version, SEMVER)
        for version, facts in model["versions"].items():
            whole &= fits(version, SEMVER)
            whole &= all(fits(facts[name], RULES.get(name)) for name in OF_A_VERSION)
    except (AttributeError, KeyError, TypeError) as error:
        raise Damaged(f"{path} holds a model that is not whole: {error!r}") from error
    if not whole:
        raise Damaged(f"{path} has a model '{key}' that is not one")


def fits(value: object, rule: re.Pattern[str] | None) -> bool:
    if rule is None:
        return isinstance(value, int) and value > 0
    return isinstance(value, str) and rule.fullmatch(value) is not None


def apply(state: dict[str, Any], change: dict[str, Any], entry: dict[str, Any], path: Path) -> None:
    """Makes one change, unless the model has it already or was not read; a description or a pin is not shown here."""
    kind, revision = change["change"], entry["revision"]
    if kind == "registry-created":
        check_format(change["format"], path)
    if CHANGES[kind] is None:
        return
    key = f"{change['type']}/{change['name']}"
    models: dict[str, Any] = state["models"]
    if kind in MOVES:
        if not state["whole"]:
            raise Moved
        if change["to"] != change["name"]:
            models[f"{change['type']}/{change['to']}"] = {**models.get(key, _empty()), "next": revision}
            models[key] = {**_empty(), "moved_to": change["to"], "next": revision}
        if kind == "model-renamed":
            models[f"{change['type']}/{change['to']}"]["display_name"] = change.get("display_name")
        return
    if key in state["unread"]:
        return
    model = models.setdefault(key, _empty())
    if model["revision"] >= revision:
        return
    model["next"] = revision
    if kind in ("version-registered", "model-created"):
        model.pop("moved_to", None)
    versions, version = model["versions"], change.get("version")
    if "display_name" in change and not model.get("display_name"):
        model["display_name"] = change["display_name"]
    if kind == "version-registered":
        shown = ("number", "directory", "metadata_sha256", "registered_at", "size", "tags", "metrics")
        facts = {"registered_at": entry.get("at"), **change}
        versions[version] = {field: facts[field] for field in shown if field in facts}
    elif kind in ("stage-changed", "stage-rolled-back"):
        _move(model, version, change["to"])
    elif kind == "alias-moved":
        model["aliases"][change["alias"]] = change["to"]
    elif kind == "alias-removed":
        model["aliases"].pop(change["alias"], None)
    elif kind == "tags-changed":
        versions[version]["tags"] = change["to"]
    elif kind == "version-deleted":
        _move(model, version, NO_STAGE)
        versions[version]["deleted"] = True
    elif kind == "version-restored":
        versions[version].pop("deleted", None)
        versions[version]["directory"] = change["directory"]
        _move(model, version, change["to"])
    elif kind == "version-purged":
        versions.pop(version, None)


class Moved(Exception):
    """A model got another name, and may not have been read under it."""


def _empty() -> dict[str, Any]:
    return {"revision": 0, "stages": {}, "aliases": {}, "versions": {}}


def _move(model: dict[str, Any], version: Any, to: str) -> None:
    """The first version of a stage's list is the stage's pointer."""
    for versions in model["stages"].values():
        if version in versions:
            versions.remove(version)
    if to != NO_STAGE:
        model["stages"].setdefault(to, []).insert(0, version)


def check_format(found: object, path: Path) -> None:
    if found != FORMAT:
        raise NewerFormat(f"{path}: format {found}; this reader knows format {FORMAT}")
