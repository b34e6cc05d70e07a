"""The log: an entry a line, each naming the digest of the one before; docs/format.md, "The log"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from ..errors import Damaged
from .files import json_object, read, sha256

SPANS = (1, 100, 10_000)  # entries in a file of the log


def read_log(log: Path, revision: int) -> Iterator[tuple[Path, bytes]]:
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
    data = read(path)
    return first, None if data is None else (path, data)


def _lines(path: Path, data: bytes, first: int) -> list[bytes]:
    """The entries of a file of the log, once it is known to be what was written."""
    digest, _, rest = data.partition(b"\n")
    if digest != b'{"sha256":"%s"}' % sha256(rest).encode():
        raise Damaged(f"{path} is not what was written: its first line has another digest")
    header, *lines, _ = rest.split(b"\n")
    about = json_object(header) or {}
    expected = {"journal": 1, "of": "log", "first": first, "last": first + len(lines) - 1}
    if not lines or {**about, **expected} != about:
        raise Damaged(f"{path} is not a file of this log, or not a whole one")
    return lines


def entry_digest(log: Path, revision: int) -> str | None:
    line = next((line for _, line in read_log(log, revision)), None)
    return None if line is None else sha256(line)
