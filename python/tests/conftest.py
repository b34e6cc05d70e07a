"""What the tests share: an empty registry, and the mreg of this checkout, which has to be built."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from mreg import Registry

CHECKOUT = Path(__file__).resolve().parents[2]
PROGRAM = CHECKOUT / "bin" / "mreg.js"


@pytest.fixture(scope="session")
def command() -> list[str]:
    """The words that start mreg."""
    if not (CHECKOUT / "dist" / "program.cjs").exists():
        pytest.skip("mreg is not built: npm ci && npm run build")
    return ["node", str(PROGRAM)]


@pytest.fixture
def registry(tmp_path: Path, command: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    monkeypatch.setenv("MREG_COMMAND", shlex.join(command))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("MREG_ROOT", raising=False)
    monkeypatch.chdir(tmp_path)
    with Registry(tmp_path / "model_registry") as opened:
        yield opened


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """A directory with a model of a few bytes."""
    directory = tmp_path / "out"
    directory.mkdir()
    (directory / "model.bin").write_bytes(os.urandom(64))
    return directory
