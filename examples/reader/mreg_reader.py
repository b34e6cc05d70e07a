"""Reads an mreg model registry: one file, standard library only, Python 3.9 and later.

Copy it into a serving image: it needs neither Node nor mreg, and it writes nothing.

    from mreg_reader import Registry

    version = Registry("model_registry").resolve("ppo_dowjones@production")
    version.verify()
    agent = PPO.load(version.directory / "model.zip")

A reference is written as for the mreg command, without semver ranges: `name@v1.2.0`, `name@3`,
`name@latest`, `name@production`, `name@champion`, each also as `type/name`, with `:` for `@`, and as
MLflow's `models:/name/Production`; or it is a version's directory. `name/Production` is understood, and so is the name
that a model has in MLflow or on the Hugging Face Hub, such as `my model`.
"""

from __future__ import annotations

import argparse
import errno
import hashlib
import json
import os
import re
import stat
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

FORMAT = 1
SPANS = (1, 100, 10_000)  # entries in a file of the log
NO_STAGE = "None"
STAGES = (NO_STAGE, "Staging", "Production", "Archived")
SHORT = {"prod": "production", "archive": "archived"}

CACHE = re.compile(
    r"(?:^|/)(?:__pycache__/[^/]+\.pyc|\.ipynb_checkpoints/[^/]+|\.DS_Store|Thumbs\.db|desktop\.ini)$"
)

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}(?<!\.)")
ANY_NAME = re.compile(rf"{NAME.pattern}(?:~r[1-9][0-9]*)?")  # also of a model in the trash
NUMBER = re.compile(r"[1-9][0-9]{0,14}")
_INT = r"(?:0|[1-9][0-9]*)"
_LABEL = rf"(?:[0-9]*[A-Za-z-][0-9A-Za-z-]*|{_INT})"
_LABELS = rf"(?:-{_LABEL}(?:\.{_LABEL})*)?"
SEMVER = re.compile(rf"v?{_INT}\.{_INT}\.{_INT}{_LABELS}")
_PART = rf"(?:{_INT}|[xX*])"
_PARTIAL = rf"v*{_PART}(?:\.{_PART}(?:\.{_PART}{_LABELS}(?:\+.*)?)?)?"
RANGE = re.compile(rf"\s*(?:[~^<>=*|].*|{_PARTIAL}(?:[\s|].*)?)?")

DIRECTORY = re.compile(r"[^./\\\0][^/\\\0]*/[^./\\\0][^/\\\0]*")
DIGEST = re.compile(r"[0-9a-f]{64}")
MOST_BYTES = 512 * 1024 * 1024


class RegistryError(Exception):
    """What every failure is; by itself, a reference or a format that this reader does not know."""

    status = 3


class WrongKind(RegistryError):
    """The reference names a model where a version was expected, or a version where a model was."""

    status = 2


class Ambiguous(RegistryError):
    """The name fits models of several types."""

    status = 4


class NotFound(RegistryError):
    """There is no such registry, model or version, or the version is in the trash."""

    status = 4


class Damaged(RegistryError):
    """The bytes on the disk are not the ones that were registered."""

    status = 7


@dataclass(frozen=True)
class Version:
    """A version as it was when it was looked up. Its files never change; stage, aliases and tags may."""

    type: str
    model: str
    version: str
    number: int
    stage: str
    aliases: tuple[str, ...]
    directory: Path  # absolute
    metadata_sha256: str
    tags: dict[str, str]
    metrics: dict[str, Any]  # by dotted name; NaN and what no double holds exactly are strings

    @property
    def ref(self) -> str:
        """The reference that names this version for good."""
        return f"{self.type}/{self.model}@{self.version}"

    def metadata(self) -> dict[str, Any]:
        """metadata.json, once it is known to be the one that was registered. Raises Damaged."""
        data = _read(self.directory / "metadata.json")
        if data is None or _sha256(data) != self.metadata_sha256:
            problem = "is missing" if data is None else "is not the one that was registered"
            raise Damaged(f"{self.ref} is damaged: {self.directory / 'metadata.json'} {problem}")
        metadata: dict[str, Any] = json.loads(data)
        return metadata

    def verify(self, strict: bool = False) -> None:
        """Reads every byte of the version. Raises Damaged, naming each file that is not as registered.

        What Python writes to __pycache__ beside the code it imports passes, unless `strict`.
        """
        expected = {record["path"]: record for record in self.metadata()["files"]}
        # A link is a file that nobody registered: what it leads to may change.
        found = {
            path.relative_to(self.directory).as_posix(): path
            for path in self.directory.rglob("*")
            if path.is_symlink() or not path.is_dir()
        }
        unknown = found.keys() - expected.keys() - {"metadata.json"}
        problems = [
            f"{name} was not registered"
            for name in unknown
            if strict or found[name].is_symlink() or not CACHE.search(name)
        ]
        for name, record in expected.items():
            if name not in found:
                problems.append(f"{name} is missing")
            elif not _is_intact(found[name], record):
                problems.append(f"{name} is not the one that was registered")
        if problems:
            raise Damaged(f"{self.ref} is damaged: in {self.directory} {', '.join(sorted(problems))}")


class Registry:
    """A registry at `root`. Each call reads it anew, so a process that keeps running sees promotions."""

    def __init__(self, root: str | os.PathLike[str]) -> None:
        text = os.path.expanduser(os.fspath(root))
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", text):
            raise RegistryError(f"'{text}' is no place for a registry, expected a directory")
        self.root = Path(os.path.abspath(text))

    def resolve(self, reference: str) -> Version:
        """The version that a reference names, whose directory is there.

        Raises NotFound; Damaged where the log or the directory is not whole; RegistryError for a range, for
        a name that models of several types have, and for what is no reference to a version.
        """
        wanted = _parse(reference)
        state = _read_state(self.root, wanted)
        version = self._version(state, *_find_version(state, wanted))
        if not version.directory.is_dir():
            raise Damaged(f"{version.ref} is damaged: {version.directory} is missing")
        return version

    def path(self, reference: str, fallback: str | Sequence[str] = ("staging", "./models/local")) -> Path:
        """The directory of the version that a reference names, else the first of `fallback` that there is.

        A fallback with a slash, or a dot first, is a local path; any other selects a version of the same
        model. One text is one fallback. Raises as `resolve`: nothing falls back from damage.
        """
        fallback = [fallback] if isinstance(fallback, str) else fallback
        try:
            return self.resolve(reference).directory
        except NotFound as error:
            for candidate in fallback:
                found = self._fallback(reference, candidate)
                if found:
                    return found
            nor = f"; nor is there any fallback of {', '.join(fallback)}" if fallback else ""
            raise NotFound(f"{error}{nor}") from None

    def versions(self, model: str) -> list[Version]:
        """A model's versions that are not in the trash, the newest registration first. Raises NotFound."""
        wanted = _parse(model)
        if wanted.selector is not None:
            raise WrongKind(f"'{model}' names a version; a model was expected")
        state = _read_state(self.root, wanted)
        key = _find_model(state, wanted)
        versions = [self._version(state, key, name) for name in _live(state["models"][key])]
        return sorted(versions, key=lambda version: version.number, reverse=True)

    def _fallback(self, reference: str, candidate: str) -> Path | None:
        if re.match(r"\.|.*[/\\]", candidate):
            local = Path(os.path.abspath(candidate))
            return local if local.exists() else None
        try:
            return self.resolve(f"{_parse(reference).model}@{candidate}").directory
        except NotFound:
            return None

    def _version(self, state: dict[str, Any], key: str, name: str) -> Version:
        model = state["models"][key]
        facts = model["versions"][name]
        return Version(
            type=key.split("/")[0],
            model=key.split("/")[1],
            version=name,
            number=facts["number"],
            stage=_stage_of(model, name),
            aliases=tuple(sorted(alias for alias, target in model["aliases"].items() if target == name)),
            directory=self.root.joinpath(*facts["directory"].split("/")),
            metadata_sha256=facts["metadata_sha256"],
            tags=facts.get("tags", {}),
            metrics=facts.get("metrics", {}),
        )


class _Reference(NamedTuple):
    model: str  # `name` or `type/name`
    selector: str | None
    path: str = ""  # all of what may be `type/name/stage`


def _parse(text: str) -> _Reference:
    is_uri = text.startswith("models:/")
    path, *selectors = re.split("[@:]", text[len("models:/") :] if is_uri else text, maxsplit=1)
    segments = re.sub(r"^(\./)+|/+$", "", path).split("/")
    if is_uri and not selectors and len(segments) > 1:
        selectors = [segments.pop()]
    # A longer path is a directory below the root, given from somewhere above it.
    too_deep = len(segments) > 2 and (is_uri or selectors)
    called = "/".join(segments)
    is_plain = not too_deep and all(NAME.fullmatch(segment) for segment in segments[-2:])
    if not is_plain and not _is_display_name(called):
        raise RegistryError(f"'{text}' is not a reference such as name@v1.2.0 or type/name@production")
    for selector in selectors:
        if SEMVER.fullmatch(selector) or NUMBER.fullmatch(selector):
            continue
        if RANGE.fullmatch(selector):
            raise RegistryError(f"'{text}' is a range, which this reader does not support: name one version")
        if not NAME.fullmatch(selector):
            raise RegistryError(f"'{text}' does not end with a version, number, stage or alias")
    path = called if is_plain and len(segments) == 3 else ""
    return _Reference("/".join(segments[-2:]) if is_plain else called, selectors[0] if selectors else None, path)


def _is_display_name(text: str) -> bool:
    """Whether a model may be called so elsewhere: letters, digits, signs and single spaces, one slash at most."""
    kinds = [unicodedata.category(sign)[0] for sign in text if sign != " "]
    return (
        len(text) <= 256
        and any(kind in "LN" for kind in kinds)
        and all(kind in "LMNPS" for kind in kinds)
        and not re.search(r"[@:\\]|^ | $|  |(?:^|/)\.{0,2}(?:/|$)|/.*/", text)
        and not re.fullmatch(r"[A-Za-z0-9._-]+", text)
    )


def _find_version(state: dict[str, Any], wanted: _Reference) -> tuple[str, str]:
    """The key of the model and the version, neither in the trash."""
    if wanted.selector is None:
        return _find_directory(state, wanted)
    key = _find_model(state, wanted)
    model = state["models"][key]
    version = _pick(model, wanted.selector)
    if version is None or version not in model["versions"]:
        there_is = ", ".join([*model["aliases"], *_live(model)]) or "no version"
        raise NotFound(f"{key} has no '{wanted.selector}'; it has {there_is}")
    if "deleted" in model["versions"][version]:
        raise NotFound(f"{key}@{version} is in the trash")
    return key, version


def _find_directory(state: dict[str, Any], wanted: _Reference) -> tuple[str, str]:
    """`rl_agents/ppo_v0.2.0_20240116103015`: the log knows every directory, so none is taken apart here."""
    for key, model in state["models"].items():
        for version, facts in _live(model).items():
            if wanted.model in (facts["directory"], facts["directory"].split("/")[-1]):
                return key, version
    head, _, stage = (wanted.path or wanted.model).rpartition("/")
    if head and not _keys_of(state, wanted.model):
        for key in _keys_of(state, head):
            return _find_version(state, _Reference(key, stage))
    key = _find_model(state, wanted)
    raise WrongKind(f"'{key}' names a model; a version was expected, such as {key}@production")


def _find_model(state: dict[str, Any], wanted: _Reference) -> str:
    there = {key: model for key, model in state["models"].items() if "~" not in key}
    named = [key for key in there if wanted.model in (key, key.split("/")[1])]
    keys = _keys_of(state, wanted.model)
    if len(keys) > 1:
        raise Ambiguous(f"'{wanted.model}' is a model in several types; say which of {', '.join(keys)}")
    if named and not keys:
        now = there[named[0]]["moved_to"]
        moved = "in the trash" if "~" in now else f"called {named[0].split('/')[0]}/{now} now"
        raise NotFound(f"{named[0]} is {moved}")
    if not keys:
        known = [key for key in there if "moved_to" not in there[key]]
        there_is = ", ".join([*known, *state["unread"]]) or "none"
        raise NotFound(f"no model '{wanted.model}'; there is {there_is}")
    return keys[0]


def _keys_of(state: dict[str, Any], name: str) -> list[str]:
    """The models of a name, else those that have it as their display name."""
    there = {key: model for key, model in state["models"].items() if "~" not in key and "moved_to" not in model}
    named = [key for key in there if name in (key, key.split("/")[1])]
    return named or [key for key, model in there.items() if model.get("display_name") == name]


def _pick(model: dict[str, Any], selector: str) -> str | None:
    if SEMVER.fullmatch(selector):
        return selector if selector.startswith("v") else f"v{selector}"
    if NUMBER.fullmatch(selector):
        numbers = {facts["number"]: name for name, facts in model["versions"].items()}
        return numbers.get(int(selector))
    word = SHORT.get(selector.lower(), selector.lower())
    if word == "latest":
        return _latest(_live(model))
    if word == NO_STAGE.lower():
        return _latest(name for name in _live(model) if _stage_of(model, name) == NO_STAGE)
    for stage in (*STAGES, *model["stages"]):
        if stage.lower() == word:
            return next(iter(model["stages"].get(stage, [])), None)
    aliases: dict[str, str] = model["aliases"]
    return aliases.get(selector)


def _latest(versions: Iterable[str]) -> str | None:
    return max(versions, key=_precedence, default=None)


def _precedence(version: str) -> tuple[bool, list[int], list[tuple[bool, int, str]]]:
    """Semver's order (semver.org 2.0.0, item 11), except that a release is above every pre-release."""
    core, _, labels = version.lstrip("v").partition("-")
    # A number is below a word, and fewer labels are below more.
    ranks = [(False, int(label), "") if label.isdigit() else (True, 0, label) for label in labels.split(".")]
    return labels == "", [int(part) for part in core.split(".")], ranks


def _live(model: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: facts for name, facts in model["versions"].items() if "deleted" not in facts}


def _stage_of(model: dict[str, Any], version: str) -> str:
    return next((stage for stage, versions in model["stages"].items() if version in versions), NO_STAGE)


def _read_state(root: Path, wanted: _Reference) -> dict[str, Any]:
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
        if wanted.selector is not None and wanted.model not in names:
            continue
        model = _read_model(root, key)
        if model is None:  # The log has all that it held.
            return _all_of_the_log(root, manifest["revision"])
        models[key] = model
        # A writer that stood still may have put an older file in the place of a newer one.
        if model["revision"] < summary["revision"]:
            begin = min(begin, model["revision"])
    head = manifest["head"] if begin == manifest["revision"] else _entry_digest(root, begin)
    unread = manifest["models"].keys() - models.keys()
    try:
        return _catch_up(root, {"revision": begin, "head": head, "models": models, "unread": unread})
    except _Moved:  # A model has another name since, and may not have been read under it.
        return _all_of_the_log(root, manifest["revision"])


class _Moved(Exception):
    pass


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
    for path, line in _read_log(log, state["revision"] + 1):
        entry = _json_object(line)
        if entry is None or entry.get("revision") != state["revision"] + 1:
            raise Damaged(f"{path} has no entry {state['revision'] + 1} in its place")
        if entry.get("previous") != state["head"]:
            raise Damaged(f"{path}: entry {entry['revision']} does not follow from the one before")
        try:
            for change in entry["changes"]:
                _check_change(change, path)
                _apply(state, change, entry["revision"], path)
            for model in state["models"].values():
                model["revision"] = max(model["revision"], model.pop("next", 0))
        except (AttributeError, KeyError, TypeError) as error:
            raise Damaged(f"{path} holds a change that is not whole: {error!r}") from error
        state.update(revision=entry["revision"], head=_sha256(line))
    return state


def _read_log(log: Path, revision: int) -> Iterator[tuple[Path, bytes]]:
    """The entries from a revision on, each with its file. An entry has a file of its own, or lies in one of 100 or 10,000."""
    while True:
        # Opened by their names, since network file systems keep old listings of a directory. The smallest first: an entry
        # moves from there to the larger ones. A larger one alone counts.
        found = [(first, file) for first, file in map(partial(_open, log, revision), SPANS) if file]
        if not found:
            return
        first, (path, data) = found[-1]
        lines = _lines(path, data, first)
        yield from ((path, line) for line in lines[revision - first :])
        revision = first + len(lines)


def _open(log: Path, revision: int, span: int) -> tuple[int, tuple[Path, bytes] | None]:
    first = revision - (revision - 1) % span
    path = log / (f"{first:010}.jsonl" if span == 1 else f"{first:010}-{first + span - 1:010}.jsonl")
    data = _read(path)
    return first, None if data is None else (path, data)


def _lines(path: Path, data: bytes, first: int) -> list[bytes]:
    """The entries of a file of the log, once it is known to be what was written."""
    digest, _, rest = data.partition(b"\n")
    if digest != b'{"sha256":"%s"}' % _sha256(rest).encode():
        raise Damaged(f"{path} is not what was written: its first line has another digest")
    header, *lines, _ = rest.split(b"\n")
    about = _json_object(header) or {}
    expected = {"journal": 1, "of": "log", "first": first, "last": first + len(lines) - 1}
    if not lines or {**about, **expected} != about:
        raise Damaged(f"{path} is not a file of this log, or not a whole one")
    return lines


def _read_model(root: Path, key: str) -> dict[str, Any] | None:
    """A model as its file has it; None where that is missing or torn."""
    path = root.joinpath(".mreg", "models", *f"{key}.json".split("/"))
    data = _read(path)
    model = None if data is None else _json_object(data)
    if model is None or model.get("model") != key or not isinstance(model.get("revision"), int):
        return None
    _check_model(key, model, path)
    return model


def _entry_digest(root: Path, revision: int) -> str | None:
    line = next((line for _, line in _read_log(root / ".mreg" / "log", revision)), None)
    return None if line is None else _sha256(line)


def _read_manifest(path: Path) -> dict[str, Any] | None:
    """A manifest that is missing or torn says nothing; the log then says it all."""
    data = _read(path)
    manifest = None if data is None else _json_object(data)
    if manifest is None:
        return None
    _check_format(manifest.get("format"), path)
    models = manifest.get("models")
    if not isinstance(manifest.get("revision"), int) or not isinstance(models, dict):
        return None
    for key, summary in models.items():
        whole = isinstance(summary, dict) and isinstance(summary.get("revision"), int)
        if not whole or key.count("/") != 1 or not all(_fits(part, ANY_NAME) for part in key.split("/")):
            raise Damaged(f"{path} has a model '{key}' that is not one")
    return manifest


# What each change has to name, besides its model; those that name none are not of a model.
CHANGES = {
    "registry-created": None,
    "version-registered": ("version", "number", "directory", "metadata_sha256"),
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
}
MOVES = ("model-renamed", "model-deleted", "model-restored")
RULES = {
    "type": NAME,
    "name": ANY_NAME,
    "alias": NAME,
    "version": SEMVER,
    "directory": DIRECTORY,
    "metadata_sha256": DIGEST,
}


def _check_change(change: dict[str, Any], path: Path) -> None:
    """Whoever may write to the registry may write anything; nothing of it becomes a path unseen."""
    kind = change["change"]
    if kind not in CHANGES:
        raise RegistryError(f"{path}: a change of the kind {kind!r}, which this reader does not know")
    members = CHANGES[kind]
    if members is None:
        return
    for member in ("type", "name", *members):
        rule = {"to": SEMVER if kind == "alias-moved" else ANY_NAME}.get(member, RULES.get(member))
        if not _fits(change.get(member), rule):
            raise Damaged(f"{path} has {change.get(member)!r} for {member}")


def _check_model(key: str, model: dict[str, Any], path: Path) -> None:
    whole = True
    try:
        for stage, versions in model["stages"].items():
            whole &= _fits(stage, NAME) and all(_fits(version, SEMVER) for version in versions)
        for alias, version in model["aliases"].items():
            whole &= _fits(alias, NAME) and _fits(version, SEMVER)
        for version, facts in model["versions"].items():
            whole &= _fits(version, SEMVER)
            whole &= all(_fits(facts[name], RULES.get(name)) for name in CHANGES["version-registered"][1:])
    except (AttributeError, KeyError, TypeError) as error:
        raise Damaged(f"{path} holds a model that is not whole: {error!r}") from error
    if not whole:
        raise Damaged(f"{path} has a model '{key}' that is not one")


def _fits(value: object, rule: re.Pattern[str] | None) -> bool:
    if rule is None:
        return isinstance(value, int) and value > 0
    return isinstance(value, str) and rule.fullmatch(value) is not None


def _apply(state: dict[str, Any], change: dict[str, Any], revision: int, path: Path) -> None:
    """Makes one change, unless the model has it already or was not read; those that this reader does not show (a description, a pin) pass."""
    kind = change["change"]
    if kind == "registry-created":
        _check_format(change["format"], path)
    if "name" not in change:
        return
    key = f"{change['type']}/{change['name']}"
    models: dict[str, Any] = state["models"]
    if kind in MOVES:
        if not state["whole"]:
            raise _Moved
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
        shown = ("number", "directory", "metadata_sha256", "tags", "metrics")
        versions[version] = {field: change[field] for field in shown if field in change}
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


def _empty() -> dict[str, Any]:
    return {"revision": 0, "stages": {}, "aliases": {}, "versions": {}}


def _move(model: dict[str, Any], version: Any, to: str) -> None:
    """The first version of a stage's list is the stage's pointer."""
    for versions in model["stages"].values():
        if version in versions:
            versions.remove(version)
    if to != NO_STAGE:
        model["stages"].setdefault(to, []).insert(0, version)


def _check_format(found: object, path: Path) -> None:
    if found != FORMAT:
        raise RegistryError(f"{path}: format {found}; this reader knows format {FORMAT}")


def _read(path: Path) -> bytes | None:
    """A regular file, or None where there is nothing: what a read could wait for is refused before."""
    flags = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, os.O_RDONLY | flags)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise Damaged(f"{path} is a symbolic link") from None
        raise
    with os.fdopen(descriptor, "rb", closefd=True) as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES:
            raise Damaged(f"{path} is not a regular file, or has more than {MOST_BYTES} bytes")
        return file.read()


def _json_object(data: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(data)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _is_intact(path: Path, record: dict[str, Any]) -> bool:
    if path.is_symlink() or not path.is_file() or path.stat().st_size != record["size"]:
        return False
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest() == str(record["sha256"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints where a version lies. Returns 0; 2 for wrong usage, 4 not found, 7 damaged, 74 unreadable."""
    parser = argparse.ArgumentParser(description="Prints the directory of a version in an mreg registry.")
    parser.add_argument("root", help="the registry's directory")
    parser.add_argument("reference", help="such as ppo_dowjones@production")
    parser.add_argument("--fallback", default="", metavar="A,B", help="what to take where there is none")
    options = parser.parse_args(arguments)
    fallback = [candidate.strip() for candidate in options.fallback.split(",") if candidate.strip()]
    try:
        print(Registry(options.root).path(options.reference, fallback))
    except (RegistryError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return error.status if isinstance(error, RegistryError) else 74
    return 0


if __name__ == "__main__":
    sys.exit(main())
