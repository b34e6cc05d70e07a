"""Models that are kept: as objects, as copies on the local disk; and which version an object is."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import mreg
from mreg import Registry
from mreg.models import kept
from mreg.reading import state

read_model = state._read_model


class Model:
    """What can be referred to weakly, and pickled."""

    def __init__(self, weight: int) -> None:
        self.weight = weight


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_models", type(kept._models)())


def test_the_same_object_for_whoever_asks_until_another_version_serves(registry: Registry) -> None:
    for weight in (1, 2):
        registry.register_model(Model(weight), "m")
    registry.transition_stage("m", 1, "Production")
    first = registry.load_model("m", cached=True)
    assert registry.load_model("m@1", cached=True) is first
    assert mreg.load_model("m", cached=True) is first
    assert registry.load_model("m") is not first
    registry.transition_stage("m", 2, "Production")
    assert registry.load_model("m", cached=True).weight == 2
    with pytest.raises(mreg.Invalid, match="allow_pickle=False refuses"):
        registry.load_model("m", cached=True, allow_pickle=False)


def test_no_more_than_eight_are_kept(registry: Registry) -> None:
    versions = [registry.register_model(Model(weight), "m") for weight in range(kept.MOST_MODELS + 1)]
    models = [registry.load_version(version, cached=True) for version in versions]
    assert registry.load_version(versions[-1], cached=True) is models[-1]
    assert registry.load_version(versions[0], cached=True) is not models[0]


def test_a_loaded_model_says_which_version_it_is(registry: Registry) -> None:
    version = registry.register_model(Model(1), "m")
    model = registry.load_model("m")
    assert mreg.get_loaded_version(model) == version
    assert mreg.get_loaded_version(Model(1)) is None
    key = id(model)
    assert key in kept._origins
    del model
    gc.collect()
    assert key not in kept._origins


def test_copies_on_the_local_disk(registry: Registry, tmp_path: Path) -> None:
    version = registry.register_model(Model(1), "m")
    copies = tmp_path / "copies"
    local = Registry(registry.root, local_copies=tmp_path / "out" / ".." / "copies")
    assert local.load_model("m").weight == 1
    assert [path.name for path in copies.iterdir()] == [version.metadata_sha256]
    # The copy is what is loaded: the registry's own file is not read again.
    original = version.directory / "model.pkl"
    original.chmod(0o644)
    data = original.read_bytes()
    original.write_bytes(b"damaged")
    assert local.load_model("m").weight == 1
    # A process that has not checked the copy makes it anew where it is not whole.
    copy = copies / version.metadata_sha256 / "model.pkl"
    copy.chmod(0o644)
    copy.write_bytes(b"damaged too")
    code = (
        "import mreg, tests.test_kept\n"
        f"print(mreg.Registry({str(registry.root)!r}, local_copies={str(copies)!r}).load_model('m').weight)"
    )
    where = Path(__file__).resolve().parents[1]
    failed = subprocess.run([sys.executable, "-c", code], cwd=where, capture_output=True, text=True)
    assert "mreg.errors.Damaged: models/m@v1.0.0 is damaged" in failed.stderr
    assert str(original.parent) in failed.stderr
    assert list(copies.iterdir()) == []
    original.write_bytes(data)
    assert subprocess.run([sys.executable, "-c", code], cwd=where, check=True, capture_output=True).stdout == b"1\n"


def test_processes_share_the_copies(registry: Registry, tmp_path: Path) -> None:
    registry.register_model({"a": 1}, "m")
    code = f"import mreg; mreg.Registry({str(registry.root)!r}, local_copies='copies').load_model('m')"
    children = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(8)]
    assert [child.wait() for child in children] == [0] * 8
    assert len(list((tmp_path / "copies").iterdir())) == 1


def test_a_version_that_is_a_fallback_is_checked_too(registry: Registry) -> None:
    version = registry.register_model({"a": 1}, "m", stage="staging")
    assert registry.load_model("m@production", fallback="staging") == {"a": 1}
    file = version.directory / "model.pkl"
    file.chmod(0o644)
    file.write_bytes(b"other")
    another = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import mreg; mreg.Registry({str(registry.root)!r}).load_model('m@production', fallback='staging')",
        ],
        capture_output=True,
        text=True,
    )
    assert "mreg.errors.Damaged" in another.stderr


def test_by_tags_and_by_the_best_metric(registry: Registry) -> None:
    facts: list[dict[str, Any]] = [{"rmse": 0.3}, {"rmse": 0.2}, {"test": {"rmse": 0.2}}, {"rmse": "NaN"}]
    for number, metrics in enumerate(facts, 1):
        registry.register_model({"number": number}, "m", metrics=metrics, tags={"symbol": "AAPL"})
    registry.register_model({"number": 0}, "a", tags={"symbol": "AAPL", "old": ""})
    assert registry.load_best_model("m", "rmse") == {"number": 2}
    assert registry.load_best_model("m", "rmse", "max") == {"number": 1}
    assert registry.load_best_model("m", "test.rmse", "min", cached=True) == {"number": 3}
    with pytest.raises(mreg.NotFound, match="no version has a value of 'f1'; there is rmse"):
        registry.load_best_model("m", "f1", "max")
    assert registry.load_model_by_tags(["symbol"]) == {"number": 0}
    assert registry.load_model_by_tags({"symbol": "AAPL", "old": ""}) == {"number": 0}
    registry.transition_stage("m", 1, "Production")
    assert registry.load_model_by_tags({"symbol": "AAPL"}) == {"number": 1}
    with pytest.raises(mreg.NotFound, match="no version has the tags symbol, new"):
        registry.load_model_by_tags(["symbol", "new"])


def test_how_many_files_are_read_for_many_models(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search over all models reads each once, and one model none of the others."""
    for name in "abcdefgh":
        registry.register_model({"a": 1}, name, tags={"of": name})
    registry.library.doctor()
    read: list[str] = []

    def note(root: Path, key: str) -> Any:
        read.append(key)
        return read_model(root, key)

    monkeypatch.setattr(state, "_read_model", note)
    assert [each.model for each in registry.find_by_tags({"of": "c"})] == ["c"]
    assert sorted(read) == sorted(set(read))
    read.clear()
    assert len(registry.versions("c")) == 1
    assert read in ([], ["models/c"])
