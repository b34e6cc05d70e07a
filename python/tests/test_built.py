"""The wheel and the source distribution, each installed into an empty environment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mreg import Registry

from .conftest import CHECKOUT


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with both; the wheel is made of the source distribution."""
    pytest.importorskip("build", reason="needs build: pip install build")
    directory = tmp_path_factory.mktemp("built")
    words = [sys.executable, "-m", "build", "--outdir", str(directory), str(CHECKOUT / "python")]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    return directory


@pytest.mark.parametrize("ending", [".whl", ".tar.gz"])
def test_an_empty_environment_reads_a_registry(
    registry: Registry, weights: Path, built: Path, tmp_path: Path, ending: str
) -> None:
    version = registry.register(weights, name="ppo")
    [package] = [path for path in built.iterdir() if path.name.endswith(ending)]
    programs = tmp_path / "environment" / "bin"
    subprocess.run([sys.executable, "-m", "venv", str(programs.parent)], check=True)
    subprocess.run([programs / "pip", "install", "-q", "--disable-pip-version-check", package], check=True)

    def run(*words: str) -> str:
        # Neither Node nor what this environment has.
        alone = {"PATH": str(programs), "HOME": str(tmp_path)}
        return subprocess.run(words, env=alone, cwd=tmp_path, check=True, capture_output=True, text=True).stdout.strip()

    assert run(str(programs / "mreg-path"), "ppo@1") == str(version.directory)
    code = "import mreg, pathlib; print(pathlib.Path(mreg.__file__).with_name('py.typed').exists(), mreg.Registry().models())"
    assert run(str(programs / "python"), "-c", code) == "True ['models/ppo']"
    every = (
        "import importlib, pkgutil, mreg\n"
        "for found in pkgutil.walk_packages(mreg.__path__, 'mreg.'):\n"
        "    try: importlib.import_module(found.name)\n"
        "    except ImportError as error: print(found.name, error.name)"
    )
    missing = [line.split() for line in run(str(programs / "python"), "-c", every).splitlines()]
    assert {name: needs for name, needs in missing} == {
        "mreg.sql": "sqlalchemy",
        "mreg.training.keras": "keras",
        "mreg.training.lightning": "pytorch_lightning",
        "mreg.training.stable_baselines3": "stable_baselines3",
        "mreg.training.transformers": "transformers",
    }
