"""A model as bytes, for a queue, a cache or a column of a database."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from ..errors import Invalid
from . import loading, saving

FACTS = "mreg.json"


def serialize_model(model: Any, *, allow_pickle: bool = True) -> bytes:
    """A zip of what `register_model` would write and of what loading it needs. Raises Invalid as that does."""
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory(prefix="mreg-") as directory, zipfile.ZipFile(packed, "w") as archive:
        facts = saving.save(model, Path(directory), allow_pickle=allow_pickle)
        archive.writestr(FACTS, json.dumps(facts))
        for path in sorted(path for path in Path(directory).rglob("*") if path.is_file()):
            archive.write(path, f"model/{path.relative_to(directory).as_posix()}")
    return packed.getvalue()


def deserialize_model(data: bytes, *, allow_pickle: bool = True) -> Any:
    """The model that `serialize_model` made bytes of.

    Nothing says who made the bytes, and a pickle runs what it holds: take them only from whom you trust. Raises Invalid for other
    bytes, and as `load_model`.
    """
    with tempfile.TemporaryDirectory(prefix="mreg-") as directory:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                archive.extractall(directory)
            facts = json.loads((Path(directory) / FACTS).read_bytes())
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise Invalid(f"the bytes are not those of serialize_model: {error}") from error
        return loading.load(Path(directory) / "model", facts, allow_pickle=allow_pickle)
