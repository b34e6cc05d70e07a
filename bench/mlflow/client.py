"""MLflow's own client, timed: client.py URI MODEL RUN CALLS. Prints the median milliseconds of a call for each row."""

import json
import statistics
import sys
import time

from mlflow import MlflowClient

uri, model, run, calls = sys.argv[1:]
client = MlflowClient(uri)


def median(call, times):
    taken = []
    for turn in range(times + 1):
        began = time.perf_counter()
        call(turn)
        if turn > 0 or times == 1:
            taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


some = int(calls)
rows = {
    "create": (lambda n: client.create_model_version(model, f"runs:/{run}/model", run, await_creation_for=None), some),
    "get": (lambda n: client.get_model_version(model, str(n + 1)), some),
    "alias": (lambda n: client.set_registered_model_alias(model, "champion", str(n + 1)), some),
    "transition": (lambda n: client.transition_model_version_stage(model, str(n + 1), "Staging"), some),
    "versions": (lambda n: client.search_model_versions(f"name = '{model}'"), 3),
    "metric": (lambda n: client.log_metric(run, "live", n, step=n), some),
    "runs": (lambda n: client.search_runs(["0"], "metrics.m0 < 0.5", max_results=1000, order_by=["metrics.m0 ASC"]), 3),
}
json.dump({name: median(*row) for name, row in rows.items()}, sys.stdout)
