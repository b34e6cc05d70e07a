"""Where the registry is, as the command line finds it: docs/configuration.md, "Where the registry is"."""

from __future__ import annotations

import json
import os
import re
import textwrap
from pathlib import Path

from .errors import Invalid

SETTINGS_FILES = ("mreg.yaml", "mreg.yml", "mreg.json", "params.yaml")
DEFAULT = "model_registry"


def find_root(given: str | os.PathLike[str] | None = None) -> Path:
    """The directory given, else that of MREG_ROOT, of the nearest settings file, the nearest `model_registry` that is a
    registry, `model_registry` here. Raises Invalid for an empty text, s3:// and the like."""
    here = Path.cwd()
    if given is not None and not os.fspath(given):
        raise Invalid(
            "the root is empty, expected a directory", hint="for example: model_registry; without a root it is looked for"
        )
    said = given if given is not None else os.environ.get("MREG_ROOT")
    if said:
        return _place(os.fspath(said), here)
    for directory in (here, *here.parents):
        root = _root_in(directory)
        if root is not None:
            return _place(root, directory)
    for directory in (here, *here.parents):
        candidate = directory / DEFAULT
        if (candidate / ".mreg").is_dir() or (candidate / "manifest.json").is_file():
            return candidate
    return here / DEFAULT


def _place(text: str, base: Path) -> Path:
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", text):
        raise Invalid(f"'{text}' is no place for a registry, expected a directory")
    return Path(os.path.abspath(base / os.path.expanduser(text)))


def _root_in(directory: Path) -> str | None:
    """What the settings of a directory say of `root`; None where they say nothing."""
    for name in SETTINGS_FILES:
        path = directory / name
        if path.is_file():
            text = path.read_text("utf-8")
            if name == "params.yaml" and not _SECTION.search(text):
                continue
            return _root_of(path, text)
    return None


# The section that mreg reads of a file that belongs to others too: its indented lines.
_SECTION = re.compile(r"^model_registry[ \t]*:[ \t]*(?:#.*)?\n((?:[ \t]+.*\n?|[ \t]*\n|#.*\n?)*)", re.MULTILINE)
_ROOT = re.compile(r"^root[ \t]*:[ \t]*(.*)$", re.MULTILINE)
_SCALAR = re.compile(r"(?:\"([^\"\\]*)\"|'([^']*)'|([^\s\"'&*!|>%@`#{\[][^#]*?))[ \t]*(?:#.*)?")


def _root_of(path: Path, text: str) -> str | None:
    if path.suffix == ".json":
        settings = json.loads(text)
        root = settings.get("root") if isinstance(settings, dict) else None
        return root if isinstance(root, str) else None
    section = _SECTION.search(text)
    own = textwrap.dedent(section.group(1)) if path.name == "params.yaml" and section else text
    said = _ROOT.search(own)
    if not said:
        return None
    scalar = _SCALAR.fullmatch(said.group(1))
    if not scalar:  # YAML has more, which only a reader of YAML understands.
        raise Invalid(f"{path}: root is not a plain text", hint="set MREG_ROOT, or give Registry its root")
    return next(group for group in scalar.groups() if group is not None)
