"""Changes through a real `mreg rpc`."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import mreg
from mreg import Registry


def test_a_version_from_registration_to_production(registry: Registry, weights: Path) -> None:
    first = registry.register(weights, name="ppo", type="rl_agents", metrics={"sharpe": 1.2}, tags=["nightly"], stage="staging")
    assert (first.ref, first.stage, first.tags, first.metrics) == (
        "rl_agents/ppo@v1.0.0",
        "Staging",
        {"nightly": ""},
        {"sharpe": 1.2},
    )
    assert registry.promote("ppo", require=["sharpe > 1"]).stage == "Production"
    second = registry.register(str(weights / "model.bin"), name="ppo", metrics={"sharpe": 0.9}, description="worse")
    with pytest.raises(mreg.Refused, match="does not enter Staging") as refused:
        registry.promote("ppo@2", better_than="production", metric="sharpe")
    assert refused.value.details
    assert registry.transition_stage("ppo", 2, "Production").number == second.number
    assert registry.rollback("ppo").ref == first.ref
    assert registry.find_best_model("ppo", "sharpe") == registry.resolve("ppo@production")
    assert [each.number for each in registry.search("metrics.sharpe < 1")] == [2]
    assert registry.get_version_history("ppo")[0]["command"] == "rollback"


def test_names_of_other_registries(registry: Registry, weights: Path) -> None:
    assert registry.get_production_model("none") is None
    for _ in range(2):
        registry.register(weights, name="a_model", tags={"symbol": "AAPL"})
    assert registry.list_models() == ["models/a_model"]
    assert registry.get_latest_version("a_model").number == 2
    assert [each["version"] for each in registry.list_model_versions("a_model")] == ["v1.0.1", "v1.0.0"]
    registry.tag_version("a_model@1", ["checked"])
    assert [each.number for each in registry.get_versions_by_tag("a_model", "checked")] == [1]
    registry.untag_version("a_model@1", ["checked"])
    assert registry.get_versions_by_tag("a_model", "checked") == []
    assert registry.create_diff("a_model@1", "a_model@2")["equal"] is True
    assert registry.compare_versions("a_model@1", "a_model@2")["versions"]
    assert registry.get_model_lineage("a_model@1")["version"]["ref"] == "models/a_model@v1.0.0"
    registry.export_model("a_model@1", "a_model.tar")
    registry.delete_model("a_model", 1)
    with pytest.raises(mreg.NotFound, match="trash"):
        registry.resolve("a_model@1")
    with Registry("elsewhere") as other:
        other.import_model("a_model.tar")
        assert other.resolve("a_model@1").tags == {"symbol": "AAPL"}
        other.resolve("a_model@1").verify()
    registry.delete_model("a_model", force=True)
    assert registry.list_models() == []


def test_the_lineage_is_a_table(registry: Registry, weights: Path) -> None:
    registry.register(weights, name="base", metadata={"parents": ["hub/llama"]}, data_version="day-1")
    registry.register(weights, name="tuned", parents=["base@1"])
    registry.register(weights, name="merged", parents=["tuned@1"])
    lineage = registry.lineage("tuned@1")
    assert lineage["version"]["ref"] == "models/tuned@v1.0.0"
    assert [(row["relation"], row["version"], row["missing"]) for row in lineage.rows()] == [
        ("ancestor", "hub/llama", True),
        ("ancestor", "models/base@v1.0.0", False),
        ("self", "models/tuned@v1.0.0", False),
        ("descendant", "models/merged@v1.0.0", False),
    ]
    assert lineage.rows()[2]["parents"] == ["models/base@v1.0.0"]
    assert lineage.rows()[1]["data_version"] == "day-1"
    assert "<td>hub/llama</td>" in lineage._repr_html_()
    assert registry.get_model_lineage("tuned@1").rows() == lineage.rows()
    trained = registry.lineage(data_version="day-1", origins=False)
    assert [row["version"] for row in trained.rows() if row["relation"] == "self"] == ["models/base@v1.0.0"]
    assert pytest.importorskip("pandas") and len(lineage.to_frame()) == 4


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (lambda registry: registry.promote("nothing"), mreg.NotFound),
        (lambda registry: registry.register("nowhere", name="m"), mreg.NotFound),
        (lambda registry: registry.register(".", name="m m", surprise=1), TypeError),
        (lambda registry: registry.library.tag("m@1", set={"a": 1}), mreg.Invalid),
        (lambda registry: registry.library.promote("m@1", to="nowhere"), mreg.MregError),
    ],
)
def test_what_is_refused_has_its_class(registry: Registry, weights: Path, wrong: object, error: type[Exception]) -> None:
    registry.register(weights, name="m")
    with pytest.raises(error):
        wrong(registry)  # type: ignore[operator]
    assert registry.register(weights, name="m").number == 2


def test_a_run(registry: Registry, weights: Path) -> None:
    with registry.run("financial-models", "tcn-training-v3") as run:
        run.log_params({"lr": 1e-3})
        for step in range(3):
            run.log_metrics({"loss": 1 / (step + 1), "broken": math.nan}, step=step)
        run.set_tags({"symbol": "AAPL"})
        run.log_artifacts(weights, "model")
        with pytest.raises(mreg.MregError, match="lr"):
            run.log_params({"lr": 2})
    found = registry.library.run(run.id)
    assert (found["status"], found["params"], found["metrics"]["loss"]["value"]) == ("FINISHED", {"lr": "0.001"}, 1 / 3)
    version = mreg.Registry(registry.root).library.register_run(run.id, path="model", name="tcn")
    assert registry.resolve(version["ref"]).metrics["loss"] == 1 / 3
    with pytest.raises(ZeroDivisionError), registry.run("financial-models") as failing:
        1 / 0  # noqa: B018
    assert registry.library.run(failing.id)["status"] == "FAILED"


def test_many_processes_and_the_command_line(registry: Registry, weights: Path, command: list[str]) -> None:
    registry.register(weights, name="m")
    code = f"import mreg; r = mreg.Registry({str(registry.root)!r}); [r.register({str(weights)!r}, name='m') for _ in range(5)]"
    children = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(16)]
    for stage in ("production", "archived", "staging", "production"):
        given = ["transition", "m", "1", stage, "--root", str(registry.root)]
        subprocess.run([*command, *given], check=True, stdout=subprocess.DEVNULL)
    assert [child.wait() for child in children] == [0] * 16
    assert sorted(each.number for each in registry.versions("m")) == list(range(1, 82))
    found = registry.library.verify()
    assert (found["damaged"], found["checked"]) == ([], 81)


def test_the_process_killed_in_the_middle_of_a_call(registry: Registry, tmp_path: Path) -> None:
    registry.library.init()
    big = tmp_path / "big.bin"
    big.write_bytes(os.urandom(1 << 20) * 256)
    child = registry._child._process
    assert child
    killer = threading.Timer(0.15, lambda: os.kill(child.pid, signal.SIGKILL))
    killer.start()
    try:
        registry.register(big, name="m")
    except mreg.Interrupted as error:
        assert "ended in the middle of register" in str(error)
    killer.join()
    before = len(registry.versions("m")) if registry.models() else 0
    assert registry.register(big, name="m").number == before + 1
    assert registry.library.verify()["damaged"] == []


def test_threads_share_the_process(registry: Registry, weights: Path) -> None:
    threads = [threading.Thread(target=registry.register, args=(weights,), kwargs={"name": "m"}) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(registry.versions("m")) == 8


def test_a_fork_has_a_process_of_its_own(registry: Registry, weights: Path) -> None:
    registry.register(weights, name="m")
    pid = os.fork()
    if pid == 0:
        registry.register(weights, name="m")
        os._exit(0)
    assert os.waitpid(pid, 0)[1] == 0
    assert registry.register(weights, name="m").number == 3


def test_paths_go_by_the_working_directory_of_the_call(
    registry: Registry, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.register("out", name="m")
    monkeypatch.chdir(weights)
    assert registry.register("model.bin", name="m").number == 2


def test_without_mreg_reading_works_and_changes_say_what_to_install(
    registry: Registry, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.register(weights, name="m")
    monkeypatch.delenv("MREG_COMMAND")
    monkeypatch.setenv("PATH", "/nowhere")
    alone = Registry(registry.root)
    assert alone.resolve("m@1").number == 1
    with pytest.raises(mreg.WrongUsage, match="npm install --global mreg"):
        alone.promote("m")


def test_the_library_has_what_mreg_has(command: list[str], tmp_path: Path) -> None:
    """Every method of the table answers; one that mreg does not have is named."""
    call = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "nothing"})
    output = subprocess.run(
        [*command, "rpc", "--root", str(tmp_path / "r")], input=f"{call}\n", capture_output=True, text=True, check=True
    ).stdout
    ready, answer = (json.loads(line) for line in output.splitlines())
    assert ready["params"]["version"] == mreg.__version__
    assert answer["error"] == {"code": -32601, "message": "mreg has no method 'nothing'"}


def test_a_tag_is_found_by_the_value_that_set_it(registry: Registry, weights: Path) -> None:
    given = {"fold": 1, "final": True, "rate": 1e-7, "day": date(2024, 1, 16), "note": None, "symbol": "AAPL"}
    tags = {"fold": "1", "final": "true", "rate": "1e-07", "day": "2024-01-16", "note": "", "symbol": "AAPL"}
    first = registry.register_model({"a": 1}, "m", tags=given)
    assert first.tags == tags
    registry.register_model({"a": 2}, "other")
    assert registry.tag_version("other@1", given).tags == tags
    for name, value in given.items():
        assert [each.ref for each in registry.get_versions_by_tag("m", name, value)] == [first.ref]
        assert len(registry.find_by_tags({name: value})) == 2
    assert registry.get_versions_by_tag("m", "final", False) == []
    registry.transition_stage("m", 1, "Production")
    assert registry.load_model_by_tags({"fold": 1, "final": True}) == {"a": 1}
    assert registry.load_model_for_prediction(fold=1, final=True) == {"a": 1}
    assert registry.untag_version("m@1", "fold").tags.keys() == tags.keys() - {"fold"}
    assert registry.register(weights, name="m", tags="nightly").tags == {"nightly": ""}
    with pytest.raises(mreg.Invalid, match=r"a tag cannot have the value \[1\]"):
        registry.tag_version("m@1", {"folds": [1]})


@pytest.mark.parametrize("direction", ["minimize", "minimum", "lower", "MIN", ""])
def test_a_direction_is_min_or_max(registry: Registry, weights: Path, direction: Any) -> None:
    registry.register(weights, name="m", metrics={"rmse": 2})
    registry.register(weights, name="m", metrics={"rmse": 1})
    assert registry.best("m", "rmse", "min").number == 2
    assert registry.best("m", "rmse", "max").number == 1
    for best in (registry.best, registry.find_best_model, registry.load_best_model):
        with pytest.raises(mreg.Invalid, match="expected 'min' or 'max'"):
            best("m", "rmse", direction)
    with pytest.raises(mreg.MregError, match="expected"):
        registry.library.best("m", metric="rmse", direction=direction)
    with pytest.raises(mreg.MregError, match="expected"):
        registry.library.promote("m", better_than="production", metric="rmse", direction=direction)


def test_other_words_are_refused_by_name(registry: Registry) -> None:
    with pytest.raises(mreg.Invalid, match="dependencies is 'automatic', expected 'auto' or a mapping"):
        registry.register_trained_model({"a": 1}, "m", dependencies="automatic")  # type: ignore[arg-type]
    with pytest.raises(mreg.Invalid, match="done"):
        registry.run("e").end("done")
    assert registry.list_models() == []


@pytest.mark.parametrize("said", ["/nope", "/tmp", "'open"])
def test_a_command_that_does_not_start(registry: Registry, weights: Path, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("MREG_COMMAND", said)
    with pytest.raises(mreg.WrongUsage, match=said):
        registry.register(weights, name="m")


def test_what_cannot_be_saved_is_an_error_of_mreg(registry: Registry) -> None:
    with pytest.raises(mreg.Invalid, match="a generator cannot be saved"):
        registry.register_model((each for each in "abc"), "m")
    with pytest.raises(mreg.Invalid, match="object cannot be written as JSON"):
        registry.register_model({}, "m", metadata={"o": object()})
    assert not registry.root.exists()


def test_messages_name_the_arguments_of_the_call(registry: Registry, weights: Path) -> None:
    registry.register(weights, name="m", metrics={"odd": 1})
    with pytest.raises(mreg.WrongUsage) as error:
        registry.best("m", "odd")
    assert error.value.hint == "add direction, or to the configuration: metrics: {odd: max}"
    with pytest.raises(mreg.WrongUsage, match="a comparison needs better_than and metric"):
        registry.promote("m", metric="odd")


def test_an_empty_root_is_refused() -> None:
    with pytest.raises(mreg.Invalid, match="the root is empty"):
        Registry("")
