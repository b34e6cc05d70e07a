"""Reads the small files of a registry: what a read could wait for is refused before."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
from pathlib import Path
from typing import Any

from ..errors import Damaged, InputOutput

MOST_BYTES = 512 * 1024 * 1024


# A network file system says so of a file that another machine has replaced: opened anew, it is there.
TRIES_WHEN_STALE = 5


def read(path: Path) -> bytes | None:
    """A regular file; None where there is nothing. Raises Damaged for a link, a pipe, a device."""
    tries = 0
    while True:
        tries += 1
        try:
            return _read_once(path)
        except OSError as error:
            if error.errno != errno.ESTALE or tries == TRIES_WHEN_STALE:
                raise InputOutput(f"cannot read {path}: {error.strerror}") from error


def _read_once(path: Path) -> bytes | None:
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


def json_object(data: bytes) -> dict[str, Any] | None:
    """An object; None for bytes that are none."""
    try:
        value = json.loads(data)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def hash_file(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
