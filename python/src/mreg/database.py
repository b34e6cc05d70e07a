"""Makes a SQLite database of what mreg exports as SQL."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

ENDINGS = (".db", ".sqlite", ".sqlite3")
"""The endings of the names of databases."""


def make_database(path: Path, export: Callable[[Path], Any]) -> Any:
    """Makes `path` a database of the SQL that `export` writes to the file it is given, and gives what that gives.

    It is made beside `path`, synced and renamed: who reads `path` sees the old one or the new one.
    """
    import sqlite3  # Some builds of Python have none.

    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".") as beside:
        sql, made = Path(beside) / "registry.sql", Path(beside) / "registry.db"
        result = export(sql)
        connection = sqlite3.connect(made)
        try:
            connection.executescript(sql.read_text("utf-8"))
        finally:
            connection.close()
        os.replace(made, path)
    return result
