"""A training as people write it, with MLflow's own client: it knows nothing of mreg but the address."""

import json
import os
import sys
import tempfile
from pathlib import Path

import mlflow
import numpy as np
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException
from sklearn.linear_model import LinearRegression

X = np.array([[1.0], [2.0], [3.0]])
Y = np.array([2.0, 4.0, 6.0])
MODEL = "price_forecast"
RELEASE = int(mlflow.__version__.split(".")[0])
client = MlflowClient()


def train(factor):
    """One run with everything that people log; gives its id and the version that was registered."""
    with mlflow.start_run(run_name=f"factor-{factor}") as run:
        mlflow.log_params({"factor": factor, "fit intercept": True})
        for step in range(5):
            mlflow.log_metric("loss", 1.0 / (step + factor), step=step)
        mlflow.log_metrics({"rmse": 0.5 / factor, "worst": float("nan")}, step=4)
        mlflow.set_tags({"team": "desk", "mlflow.note.content": "a note"})
        mlflow.log_dict({"columns": ["close", "volume"]}, "features/columns.json")
        mlflow.log_text("größe", "notes/größe.txt")
        mlflow.log_input(mlflow.data.from_numpy(X, name="prices"), context="training")
        model = LinearRegression().fit(X, Y * factor)
        place = {"name": "model"} if RELEASE >= 3 else {"artifact_path": "model"}
        info = mlflow.sklearn.log_model(model, registered_model_name=MODEL, pip_requirements=["scikit-learn"], **place)
        return run.info.run_id, info.registered_model_version


def check_runs():
    mlflow.set_experiment("forecast")
    run_id, version = train(1)
    assert int(version) == 1, version
    run = client.get_run(run_id)
    assert run.data.params == {"factor": "1", "fit intercept": "True"}, run.data.params
    assert run.data.metrics["rmse"] == 0.5 and run.data.metrics["loss"] == 0.2, run.data.metrics
    assert run.info.status == "FINISHED" and run.info.run_name == "factor-1"
    assert [point.value for point in client.get_metric_history(run_id, "loss")] == [1, 1 / 2, 1 / 3, 1 / 4, 1 / 5]
    assert [dataset.dataset.name for dataset in run.inputs.dataset_inputs] == ["prices"]
    names = sorted(artifact.path for artifact in client.list_artifacts(run_id))
    # Since MLflow 3 a model lies beside the run.
    assert names == (["features", "notes"] if RELEASE >= 3 else ["features", "model", "notes"]), names
    assert mlflow.artifacts.load_dict(f"runs:/{run_id}/features/columns.json") == {"columns": ["close", "volume"]}
    assert mlflow.artifacts.load_text(f"runs:/{run_id}/notes/größe.txt") == "größe"
    try:
        client.log_param(run_id, "factor", 7)
    except MlflowException as error:
        assert "Changing param values is not allowed" in str(error), error
    else:
        raise AssertionError("a param changed")
    return run_id


def check_stages():
    train(2)
    client.transition_model_version_stage(MODEL, 1, "Production")
    client.transition_model_version_stage(MODEL, 2, "Production", archive_existing_versions=True)
    assert client.get_model_version(MODEL, "1").current_stage == "Archived"
    client.set_registered_model_alias(MODEL, "champion", 1)
    for uri, factor in [("Production", 2), ("1", 1), ("latest", 2), ("v1.0.1", 2)]:
        predicted = mlflow.pyfunc.load_model(f"models:/{MODEL}/{uri}").predict(X)
        assert np.allclose(predicted, Y * factor), (uri, predicted)
    for alias, factor in [("champion", 1), ("v1.0.0", 1)]:
        predicted = mlflow.sklearn.load_model(f"models:/{MODEL}@{alias}").predict(X)
        assert np.allclose(predicted, Y * factor), (alias, predicted)


def check_immutable(run_id):
    """What happens to a run afterwards does not reach a registered version."""
    version = client.get_model_version(MODEL, "1")
    assert version.run_id == run_id, version
    assert version.tags["mreg.version"] == "1.0.0" and version.tags["mreg.digest"].startswith("sha256:")
    uri = client.get_model_version_download_uri(MODEL, "1")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(mlflow.artifacts.download_artifacts(uri, dst_path=folder))
        assert (copy / "MLmodel").is_file(), list(copy.iterdir())
        from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository

        try:
            get_artifact_repository(uri).log_artifact(str(copy / "MLmodel"))
        except Exception as error:
            assert "registered version" in str(error), error
        else:
            raise AssertionError("a registered version was changed")


def check_search(run_id):
    runs = mlflow.search_runs(filter_string="metrics.rmse < 0.4 and params.factor = '2'", output_format="list")
    assert [run.data.params["factor"] for run in runs] == ["2"]
    best = mlflow.search_runs(order_by=["metrics.rmse ASC"], output_format="list")
    assert [run.data.params["factor"] for run in best] == ["2", "1"]
    versions = client.search_model_versions(f"name = '{MODEL}' and tags.`mreg.version` = '1.0.1'")
    assert [version.version for version in versions] == ["2"]
    assert [version.version for version in client.search_model_versions(f"run_id = '{run_id}'")] == ["1"]
    assert [model.name for model in client.search_registered_models("name LIKE 'price%'")] == [MODEL]
    assert "forecast" in [experiment.name for experiment in client.search_experiments()]


def check_parts():
    """A client that is told to send large files in parts sends them whole, since the server takes no parts."""
    told = {
        "MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD": "true",
        "MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD": "true",
        "MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE": "1000",
        "MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE": "1000",
    }
    os.environ.update(told)
    try:
        with mlflow.start_run(run_name="large") as run:
            mlflow.log_text("0123456789" * 1000, "large/file.txt")
        assert mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/large/file.txt") == "0123456789" * 1000
    finally:
        for name in told:
            del os.environ[name]


def check_names():
    """Names and aliases that no directory could have."""
    for name in ["team@home", "two  spaces", "_draft", "50%", "Price_Forecast"]:
        result = client.copy_model_version(f"models:/{MODEL}/2", name)
        assert (result.name, str(result.version)) == (name, "1"), result
        client.set_registered_model_alias(name, "_größe", 1)
        assert client.get_registered_model(name).aliases == {"_größe": "1"}
        # The client takes what follows the first @ of models:/team@home/1 for an alias.
        for uri in [f"models:/{name}@_größe", *([] if "@" in name else [f"models:/{name}/1"])]:
            assert np.allclose(mlflow.pyfunc.load_model(uri).predict(X), Y * 2), uri
        client.delete_registered_model(name)
    for alias in ["production", "7"]:
        try:
            client.set_registered_model_alias(MODEL, alias, 1)
        except MlflowException as error:
            assert f"alias '{alias}' is reserved" in str(error), error
        else:
            raise AssertionError(f"an alias hides what {alias} means")


def check_copies():
    result = client.copy_model_version(f"models:/{MODEL}/2", "price_live")
    assert (result.name, str(result.version)) == ("price_live", "1"), result
    assert np.allclose(mlflow.pyfunc.load_model("models:/price_live/1").predict(X), Y * 2)
    try:
        client.create_registered_model(MODEL)
    except MlflowException as error:
        assert error.error_code == "RESOURCE_ALREADY_EXISTS", error
    else:
        raise AssertionError("a name was taken twice")


def check_autolog():
    mlflow.sklearn.autolog()
    with mlflow.start_run(run_name="autolog") as run:
        LinearRegression().fit(X, Y)
    mlflow.sklearn.autolog(disable=True)
    data = client.get_run(run.info.run_id).data
    assert data.params["fit_intercept"] == "True" and "training_r2_score" in data.metrics, data.metrics


def check_prompts():
    mlflow.genai.register_prompt(name="greeting", template="Hello {{name}}")
    assert mlflow.genai.load_prompt("prompts:/greeting/1").template == "Hello {{name}}"
    assert "greeting" not in [model.name for model in client.search_registered_models()]


def main():
    run_id = check_runs()
    check_stages()
    check_immutable(run_id)
    check_search(run_id)
    check_copies()
    check_parts()
    check_names()
    check_autolog()
    if RELEASE >= 3:
        check_prompts()
    json.dump({"run": run_id, "mlflow": mlflow.__version__}, sys.stdout)


main()
