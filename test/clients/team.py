"""What a team has with MLflow after a while: 3 models with 40 versions. `team.py URI fill`, and what changes later: `team.py URI change`."""

import os
import sys
import tempfile

import mlflow
from mlflow import MlflowClient

uri, phase = sys.argv[1:]
mlflow.set_tracking_uri(uri)
client = MlflowClient()


def train(name, number):
    mlflow.set_experiment(f"train {name}")
    with mlflow.start_run(run_name=f"{name}-{number}") as run, tempfile.TemporaryDirectory() as work:
        mlflow.log_params({"lr": 0.1 * number, "depth": number})
        for step in range(5):
            mlflow.log_metric("val/loss", 1 / (step + 1 + number), step=step)
        mlflow.log_metric("f1", 0.5 + number / 100)
        mlflow.log_metric("odd", float("nan"))
        mlflow.set_tag("a/b", "two\nlines ü")
        os.makedirs(f"{work}/model/data")
        with open(f"{work}/model/MLmodel", "w") as file:
            file.write(f"run_id: {run.info.run_id}\n")
        with open(f"{work}/model/data/weights.bin", "wb") as file:
            file.write(os.urandom(2000) + name.encode())
        with open(f"{work}/notes ü.txt", "w") as file:
            file.write(f"notes of {number}")
        mlflow.log_artifacts(f"{work}/model", "model")
        mlflow.log_artifact(f"{work}/notes ü.txt")
    # The clients take both.
    place = f"runs:/{run.info.run_id}" if name == "sentiment" else run.info.artifact_uri
    return client.create_model_version(
        name, f"{place}/model", run.info.run_id, tags={"number": str(number)}, description=f"number {number}"
    )


if phase == "fill":
    for name, count in {"churn": 20, "price forecast": 15, "sentiment": 5}.items():
        client.create_registered_model(name, tags={"owner": "ada"}, description=f"about {name}")
        for number in range(1, count + 1):
            train(name, number)
    # Numbers that are never used again.
    client.delete_model_version("churn", "3")
    client.delete_model_version("churn", "7")
    for number, stage in {"4": "Archived", "5": "Production", "6": "Staging", "8": "Production"}.items():
        client.transition_model_version_stage("churn", number, stage)
    client.set_registered_model_alias("churn", "champion", "5")
    client.set_registered_model_alias("price forecast", "best", "2")
    client.set_registered_model_alias("price forecast", "last", "2")
else:
    client.transition_model_version_stage("churn", "9", "Production", archive_existing_versions=True)
    client.set_registered_model_alias("churn", "champion", "9")
    client.delete_registered_model_alias("price forecast", "last")
    client.set_model_version_tag("churn", "8", "reviewed", "yes")
    client.delete_model_version_tag("churn", "9", "number")
    client.update_model_version("churn", "9", "better")
    client.update_registered_model("churn", "rewritten")
    client.set_registered_model_tag("churn", "desk", "equities")
    run = client.get_model_version("churn", "10").run_id
    client.set_tag(run, "reviewed", "yes")
    client.log_metric(run, "late", 0.25)
    train("churn", 21)
