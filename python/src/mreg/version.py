"""A version as it was when it was looked up."""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from .errors import Damaged
from .reading.files import hash_file, json_object, read, sha256
from .tables import Table

# What Python and file managers write beside the files that they read.
CACHE = re.compile(r"(?:^|/)(?:__pycache__/[^/]+\.pyc|\.ipynb_checkpoints/[^/]+|\.DS_Store|Thumbs\.db|desktop\.ini)$")

# The directories that were found whole in this process, with what their metadata.json hashes to.
_verified: set[tuple[str, str]] = set()


@dataclass(frozen=True)
class Version:
    """A version as it was when it was looked up. Its files never change; stage, aliases and tags may."""

    type: str
    """The type of its model."""
    model: str
    """The name of its model."""
    version: str
    """A semantic version with a leading v."""
    number: int
    """From 1, in the order of registration; never given twice."""
    stage: str
    """`None`, `Staging`, `Production`, `Archived`, or one of the project's own."""
    aliases: tuple[str, ...]
    """Those that point at it, in alphabetical order."""
    directory: Path
    """Absolute."""
    registered_at: str
    """ISO 8601, in UTC."""
    size: int
    """Bytes of all artifacts."""
    metadata_sha256: str = field(repr=False)
    """The digest of metadata.json, in hexadecimal; it covers every byte of the version."""
    tags: dict[str, str]
    """Texts by name; empty for a tag without a value."""
    metrics: dict[str, Any]
    """Those that it was registered with, by dotted name; NaN, infinities and what no double holds exactly are strings."""
    external: str | None = field(default=None, repr=False)
    """Where its files are, if they are not in the registry: an address of MLflow's. Else None."""

    @property
    def ref(self) -> str:
        """The reference of this version: `TYPE/NAME@VERSION`."""
        return f"{self.type}/{self.model}@{self.version}"

    @property
    def current_stage(self) -> str:
        """The stage, under MLflow's name for it."""
        return self.stage

    def __getitem__(self, name: str) -> Any:
        """A field by its name, as of a mapping."""
        if name in self.__dataclass_fields__:
            return getattr(self, name)
        raise KeyError(name)

    def metadata(self) -> dict[str, Any]:
        """metadata.json, once it is known to be the one that was registered. Raises Damaged."""
        data = read(self.directory / "metadata.json")
        metadata = None if data is None or sha256(data) != self.metadata_sha256 else json_object(data)
        if metadata is None:
            problem = "is missing" if data is None else "is not the one that was registered"
            raise Damaged(f"{self.ref} is damaged: {self.directory / 'metadata.json'} {problem}")
        return metadata

    def verify(self, strict: bool = False, once: bool = False) -> None:
        """Reads every byte of the version. Raises Damaged, naming each file that is not as registered.

        What Python writes to __pycache__ beside the code it imports passes, unless `strict`. With `once`, a version
        that this process has found whole is not read again.
        """
        known = (str(self.directory), self.metadata_sha256)
        if once and known in _verified:
            return
        expected = {record["path"]: record for record in self.metadata()["files"]}
        # A link is a file that nobody registered: what it leads to may change.
        found = {
            path.relative_to(self.directory).as_posix(): path
            for path in self.directory.rglob("*")
            if path.is_symlink() or not path.is_dir()
        }
        unknown = found.keys() - expected.keys() - {"metadata.json"}
        problems = [
            f"{name} was not registered" for name in unknown if strict or found[name].is_symlink() or not CACHE.search(name)
        ]
        problems += [f"{name} is missing" for name in expected.keys() - found.keys()]
        there = [name for name in expected if name in found]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            intact = pool.map(lambda name: _is_intact(found[name], expected[name]), there)
        problems += [f"{name} is not the one that was registered" for name, whole in zip(there, intact) if not whole]
        if problems:
            raise Damaged(f"{self.ref} is damaged: in {self.directory} {', '.join(sorted(problems))}")
        _verified.add(known)

    def _repr_html_(self) -> str:
        """The version as a table of one row."""
        return Versions([self])._repr_html_()


def _is_intact(path: Path, record: dict[str, Any]) -> bool:
    if path.is_symlink() or not path.is_file() or path.stat().st_size != record["size"]:
        return False
    return hash_file(path) == str(record["sha256"])


class Versions(Table, list[Version]):
    """Versions, as a table in a notebook and as a data frame."""

    COLUMNS = ("model", "version", "number", "stage", "aliases", "tags", "metrics")

    def to_frame(self) -> Any:
        """A pandas.DataFrame with a row for each version and a column for each tag and metric: `tags.symbol`, `metrics.f1`."""
        import pandas

        rows = [{**asdict(each), "directory": str(each.directory)} for each in self]
        return pandas.json_normalize(rows, max_level=1)

    def rows(self) -> list[dict[str, Any]]:
        """What is shown: a row for each version."""
        return [{name: getattr(each, name) for name in self.COLUMNS} for each in self]
