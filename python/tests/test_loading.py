"""Models of real libraries, written, registered, loaded in another process; what is damaged or not trusted is refused."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import warnings
import zipfile
from importlib import metadata as packages
from pathlib import Path
from typing import Any

import pytest

import mreg
from mreg import Registry
from mreg.models import loading

from .conftest import CHECKOUT

IRIS = "from sklearn.datasets import load_iris; X, y = load_iris(return_X_y=True)"

RECORDED = CHECKOUT / "examples" / "ppo-trading" / "out" / "ppo_dowjones.zip"
"""As Stable Baselines3 wrote it."""


class Evil:
    """Says so if it is unpickled."""

    def __reduce__(self) -> Any:
        return (Path.touch, (Path("unpickled"),))


def trained() -> Any:
    pytest.importorskip("sklearn", reason="needs scikit-learn: pip install scikit-learn")
    from sklearn.datasets import load_iris
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(max_iter=500).fit(*load_iris(return_X_y=True))


def elsewhere(registry: Registry, code: str) -> str:
    """What another Python prints, with the registry as `r` and the data as `X`."""
    whole = f"import mreg; r = mreg.Registry({str(registry.root)!r}); {IRIS}; {code}"
    return subprocess.run([sys.executable, "-c", whole], capture_output=True, text=True, check=True).stdout.strip()


def test_scikit_learn(registry: Registry) -> None:
    model = trained()
    version = registry.register_model(
        model=model, model_name="next_close", model_version="1.0.0", description="first", tags=["a"]
    )
    metadata = version.metadata()
    assert metadata["framework"]["name"] == "scikit-learn"
    assert metadata["python"]["class"] == "sklearn.linear_model._logistic.LogisticRegression"
    assert elsewhere(registry, "print((r.load_model('next_close').predict(X) == y).mean())") == "0.9733333333333334"
    assert mreg.get_serialized_size(model) == sum(record["size"] for record in metadata["files"])
    assert len(mreg.compute_model_hash(model)) == 64


def test_what_skops_does_not_trust_needs_trust(registry: Registry) -> None:
    pytest.importorskip("skops", reason="needs skops: pip install skops")
    from sklearn.datasets import load_iris
    from sklearn.ensemble import RandomForestClassifier

    data, target = load_iris(return_X_y=True)
    forest = RandomForestClassifier(n_estimators=3, random_state=1).fit(data, target)
    registry.register_model(forest, "forest", allow_pickle=False)
    assert (registry.load_model("forest").predict(data) == forest.predict(data)).all()
    with pytest.raises(mreg.Invalid, match=r"holds sklearn\.tree\._tree\.Tree, which skops does not trust"):
        registry.load_model("forest", allow_pickle=False)


def test_for_prediction(registry: Registry) -> None:
    model = trained()
    tags = {"symbol": "AAPL", "timeframe": "1d", "forecast_horizon": "1", "model_type": "random_forest"}
    for number in range(2):
        model.number = number
        registry.register_model(model, "aapl", tags=tags, allow_pickle=True)
    asked: dict[str, Any] = {"symbol": "AAPL", "timeframe": "1d", "forecast_horizon": 1, "model_type": "random_forest"}
    assert registry.load_model_for_prediction(**asked).number == 1
    registry.transition_stage("aapl", 1, "Production")
    assert registry.load_model_for_prediction(**asked).number == 0
    with pytest.raises(mreg.NotFound, match="symbol=MSFT"):
        registry.load_model_for_prediction(symbol="MSFT")


def test_a_promotion_is_seen_by_who_holds_the_old_version(registry: Registry) -> None:
    model = trained()
    for number in (1, 2):
        model.number = number
        registry.register_model(model, "m")
    registry.transition_stage("m", 1, "Production")
    serving = Registry(registry.root)
    assert serving.load_model("m").number == 1
    registry.transition_stage("m", 2, "Production")
    assert serving.load_model("m").number == 2


def test_any_object_as_a_pickle(registry: Registry) -> None:
    registry.register_model({"threshold": 0.5}, "rules")
    assert registry.load_model("rules") == {"threshold": 0.5}
    with pytest.raises(mreg.Invalid, match="allow_pickle=False refuses"):
        registry.load_model("rules", allow_pickle=False)
    with pytest.raises(mreg.Invalid, match="only pickle holds a dict"):
        registry.register_model({"threshold": 0.5}, "rules", allow_pickle=False)


def test_as_bytes(tmp_path: Path) -> None:
    data = mreg.serialize_model({"threshold": 0.5})
    assert mreg.deserialize_model(data) == {"threshold": 0.5}
    with pytest.raises(mreg.Invalid, match="allow_pickle=False refuses"):
        mreg.deserialize_model(data, allow_pickle=False)
    for wrong in (b"", b"PK", data[:-30]):
        with pytest.raises(mreg.Invalid, match="not those of serialize_model"):
            mreg.deserialize_model(wrong)
    model = trained()
    loaded = mreg.deserialize_model(mreg.serialize_model(model, allow_pickle=False), allow_pickle=False)
    assert (loaded.coef_ == model.coef_).all()


def test_a_damaged_pickle_is_refused_before_it_is_unpickled(registry: Registry, tmp_path: Path) -> None:
    version = registry.register_model({"threshold": 0.5}, "rules")
    file = version.directory / "model.pkl"
    file.chmod(0o644)
    file.write_bytes(pickle.dumps(Evil()))
    with pytest.raises(mreg.Damaged, match=r"model\.pkl is not the one that was registered"):
        registry.load_model("rules")
    assert not (tmp_path / "unpickled").exists()
    registry.load_model("rules", verify=False)
    assert (tmp_path / "unpickled").exists()


def test_nothing_but_the_version_is_loaded(registry: Registry, tmp_path: Path) -> None:
    """What metadata.json names was written by whoever registered the model."""
    (tmp_path / "evil.pkl").write_bytes(pickle.dumps(Evil()))
    for name in ("../../../evil.pkl", str(tmp_path / "evil.pkl"), ".."):
        about = {"loader": "pickle", "file": name, "class": "builtins.dict"}
        version = registry.register_model({"a": 1}, "m", metadata={"python": about})
        with pytest.raises(mreg.Invalid, match="is not within"):
            registry.load_version(version)
    assert not (tmp_path / "unpickled").exists()


def test_no_class_is_imported_that_is_not_trusted(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("xgboost", reason="needs xgboost: pip install xgboost-cpu")
    directory = CHECKOUT / "test" / "fixtures" / "models" / "xgboost"
    about = {"loader": "xgboost", "file": "model.ubj", "class": "own_module.Model"}
    version = registry.register(str(directory), name="m", metadata={"python": about})
    with pytest.raises(mreg.Invalid, match=r"own_module\.Model, which allow_pickle=False does not import"):
        registry.load_version(version, allow_pickle=False)
    with pytest.raises(mreg.Invalid, match="own_module"):
        registry.load_version(version)


def test_a_fallback_is_loaded_as_it_is(registry: Registry, tmp_path: Path) -> None:
    (tmp_path / "local").mkdir()
    (tmp_path / "local" / "model.pkl").write_bytes(pickle.dumps("local"))
    registry.library.init()
    assert registry.load_model("nothing@production", fallback=["staging", "./local"]) == "local"
    with pytest.raises(mreg.NotFound, match="nor is there any fallback of staging"):
        registry.load_model("nothing@production", fallback="staging")


def test_another_version_of_the_library(registry: Registry) -> None:
    metadata = {"framework": {"name": "scikit-learn", "version": "0.1.0"}}
    registry.register_model(trained(), "old", metadata=metadata)
    with pytest.warns(UserWarning, match=r"was written with scikit-learn 0\.1\.0; here is"):
        registry.load_model("old")
    with pytest.raises(mreg.Invalid, match=r"scikit-learn 0\.1\.0"):
        registry.load_model("old", strict=True)


def test_what_the_command_line_registered(registry: Registry, command: list[str], tmp_path: Path) -> None:
    joblib = pytest.importorskip("joblib", reason="needs joblib: pip install joblib")
    joblib.dump(trained(), tmp_path / "model.joblib")
    root = ["--root", str(registry.root)]
    subprocess.run([*command, "register", "model.joblib", "--name", "typed", *root], check=True, stdout=subprocess.DEVNULL)
    assert elsewhere(registry, "print(r.load_model('typed').predict(X).shape)") == "(150,)"


def test_onnx(registry: Registry) -> None:
    onnx = pytest.importorskip("onnx", reason="needs onnx: pip install onnx onnxruntime")
    pytest.importorskip("onnxruntime", reason="needs onnxruntime: pip install onnxruntime")
    import numpy

    one = onnx.helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [2])
    two = onnx.helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [2])
    graph = onnx.helper.make_graph([onnx.helper.make_node("Neg", ["x"], ["y"])], "negate", [one], [two])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8)
    registry.register_model(model, "negate")
    session = registry.load_model("negate", allow_pickle=False)
    assert session.run(None, {"x": numpy.array([1, 2], dtype="float32")})[0].tolist() == [-1, -2]


def test_xgboost(registry: Registry) -> None:
    xgboost = pytest.importorskip("xgboost", reason="needs xgboost: pip install xgboost-cpu")
    from sklearn.datasets import load_iris

    data, target = load_iris(return_X_y=True)
    model = xgboost.XGBClassifier(n_estimators=3).fit(data, target)
    registry.register_model(model, "boosted")
    loaded = registry.load_model("boosted", allow_pickle=False)
    assert (loaded.predict(data) == model.predict(data)).all()


def test_lightgbm(registry: Registry, command: list[str], tmp_path: Path) -> None:
    lightgbm = pytest.importorskip("lightgbm", reason="needs LightGBM: pip install lightgbm")
    from sklearn.datasets import load_iris

    data, target = load_iris(return_X_y=True)
    model = lightgbm.LGBMClassifier(n_estimators=3, verbose=-1).fit(data, target)
    registry.register_model(model, "boosted")
    loaded = registry.load_model("boosted", allow_pickle=False)
    assert (loaded.predict(data).argmax(axis=1) == model.predict(data)).all()
    model.booster_.save_model(tmp_path / "trees.txt")
    root = ["--root", str(registry.root)]
    subprocess.run([*command, "register", "trees.txt", "--name", "typed", *root], check=True, stdout=subprocess.DEVNULL)
    assert registry.load_model("typed", allow_pickle=False).num_trees() == 9


def test_joblib_where_skops_is_not_installed(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    model = trained()
    monkeypatch.setitem(sys.modules, "skops", None)
    monkeypatch.setitem(sys.modules, "skops.io", None)
    version = registry.register_model(model, "m")
    assert version.metadata()["python"]["loader"] == "joblib"
    assert registry.load_model("m").max_iter == 500
    with pytest.raises(mreg.Invalid, match="only pickle holds a LogisticRegression"):
        registry.register_model(model, "m", allow_pickle=False)


@pytest.mark.parametrize(("folder", "framework"), [("xgboost", "xgboost"), ("xgboost-json", "xgboost"), ("onnx", "onnx")])
def test_files_that_something_else_wrote(folder: str, framework: str) -> None:
    package = {"onnx": "onnxruntime"}.get(framework, framework)
    pytest.importorskip(package, reason=f"needs {package}: pip install {package}")
    directory = CHECKOUT / "test" / "fixtures" / "models" / folder
    assert loading.load(directory, {"framework": {"name": framework}}, allow_pickle=False) is not None


@pytest.mark.filterwarnings("default")  # It leaves its files open.
def test_stable_baselines3(registry: Registry) -> None:
    baselines = pytest.importorskip(
        "stable_baselines3", reason="needs torch, whose builds on PyPI are of several GB: pip install stable-baselines3"
    )
    registry.register_model(baselines.PPO("MlpPolicy", "CartPole-v1", n_steps=8, batch_size=8), "cartpole")
    assert isinstance(registry.load_model("cartpole"), baselines.PPO)
    with pytest.raises(mreg.Invalid, match="is a pickle"):
        registry.load_model("cartpole", allow_pickle=False)


@pytest.mark.filterwarnings("default")
def test_a_file_that_stable_baselines3_wrote_elsewhere(registry: Registry) -> None:
    baselines = pytest.importorskip(
        "stable_baselines3", reason="needs torch, whose builds on PyPI are of several GB: pip install stable-baselines3"
    )
    if packages.version("numpy").startswith("1."):
        pytest.skip("the file is of numpy 2, whose pickles numpy 1 cannot read")
    registry.register(str(RECORDED), name="recorded")
    assert isinstance(registry.load_model("recorded"), baselines.PPO)


def test_which_algorithm_of_stable_baselines3_wrote_a_file(tmp_path: Path) -> None:
    assert loading.algorithm_of(RECORDED) == "PPO"
    with zipfile.ZipFile(RECORDED) as archive:
        about = json.loads(archive.read("data"))
    del about["clip_range"]
    assert loading.algorithm_of(rewritten(tmp_path, about)) == "A2C"
    about["policy_class"]["__module__"] = "stable_baselines3.td3.policies"
    assert loading.algorithm_of(rewritten(tmp_path, about)) == "TD3"
    about["policy_class"]["__module__"] = "own.policies"
    with pytest.raises(mreg.Invalid, match=r"load it with that, such as PPO\.load"):
        loading.algorithm_of(rewritten(tmp_path, about))


def rewritten(directory: Path, about: Any) -> Path:
    with zipfile.ZipFile(directory / "agent.zip", "w") as archive:
        archive.writestr("data", json.dumps(about))
    return directory / "agent.zip"


def test_a_pickle_of_another_python(registry: Registry) -> None:
    about = {"python": {"loader": "pickle", "file": "model.pkl", "class": "builtins.dict", "version": "3.1.0"}}
    registry.register_model({"a": 1}, "m", metadata=about)
    assert registry.check_compatibility("m@1") == [
        f"models/m@v1.0.0 was pickled with Python 3.1.0; here is {'.'.join(str(part) for part in sys.version_info[:3])}"
    ]
    with pytest.warns(UserWarning, match=r"pickled with Python 3\.1\.0"):
        registry.load_model("m")
    with pytest.raises(mreg.Invalid, match=r"pickled with Python 3\.1\.0"):
        registry.load_model("m", strict=True)
    registry.register_model({"a": 1}, "m")
    assert registry.check_compatibility("m@2") == []


def test_in_a_notebook_and_as_a_frame(registry: Registry) -> None:
    registry.register_model({"a": 1}, "m", metrics={"f1": 0.5}, tags={"<b>": "&"})
    versions = registry.versions("m")
    assert "<td>&lt;b&gt;=&amp;</td><td>f1=0.5</td>" in versions._repr_html_()
    assert versions[0]._repr_html_() == versions._repr_html_()
    assert versions[0].registered_at.startswith("20")
    assert versions[0].size == sum(record["size"] for record in versions[0].metadata()["files"])
    registry.register_model({"a": 2}, "m", metrics={"f1": 0.75})
    history, comparison = registry.get_version_history("m"), registry.compare_versions("m@1", "m@2")
    assert history[0]["command"] == "register"
    assert "<th>command</th>" in history._repr_html_()
    assert "<td>f1</td><td>0.5</td><td>0.75</td>" in comparison._repr_html_()
    difference = registry.create_diff("m@1", "m@2")
    shown = {row["field"]: (row["from"], row["to"]) for row in difference.rows()}
    assert shown["metrics.f1"] == (0.5, 0.75)
    assert shown["model.pkl"] == tuple(each.metadata()["files"][0]["sha256"] for each in reversed(registry.versions("m")))
    assert "<th>from</th>" in difference._repr_html_()
    assert mreg.Versions()._repr_html_() == "<table><thead><tr></tr></thead><tbody></tbody></table>"
    pytest.importorskip("pandas", reason="needs pandas: pip install pandas")
    frame = versions.to_frame()
    assert frame[["version", "metrics.f1"]].to_dict("records") == [{"version": "v1.0.0", "metrics.f1": 0.5}]
    assert comparison.to_frame().to_dict("records") == [{"name": "f1", "models/m@v1.0.0": 0.5, "models/m@v1.0.1": 0.75}]
    assert list(history.to_frame()["revision"]) == [2, 1]


def test_the_registry_that_is_found(registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    registry.register_model({"a": 1}, "m")
    below = tmp_path / "deep" / "er"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert mreg.load_model("m") == {"a": 1}
    (tmp_path / "deep" / "mreg.yaml").write_text("type: rl\nroot: ../other # here\n")
    assert mreg.Registry().root == tmp_path / "other"
    (tmp_path / "deep" / "mreg.yaml").rename(tmp_path / "deep" / "params.yaml")
    (tmp_path / "deep" / "params.yaml").write_text("train:\n  root: no\nmodel_registry:\n  type: rl\n  root: 'that one'\n")
    assert mreg.Registry().root == tmp_path / "deep" / "that one"
    (tmp_path / "deep" / "mreg.json").write_text(json.dumps({"root": "/json"}))
    assert mreg.Registry().root == Path("/json")
    monkeypatch.setenv("MREG_ROOT", "~/home")
    assert mreg.Registry().root == tmp_path / "home"
    with warnings.catch_warnings(), pytest.raises(mreg.Invalid, match="is no place for a registry"):
        mreg.Registry("s3://bucket/models")
