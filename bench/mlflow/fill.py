"""Fills the database of an MLflow server straight, as a hundred thousand requests would take an hour: fill.py DB SIZES RUNS POINTS."""

import sqlite3
import sys

path, sizes, runs, points = sys.argv[1:]
db = sqlite3.connect(path)


def put(table, columns, rows):
    marks = ", ".join("?" * len(columns.split()))
    db.executemany(f"insert into {table} ({', '.join(columns.split())}) values ({marks})", rows)


for size in map(int, sizes.split(",")):
    name = f"bench-{size}"
    put("registered_models", "name creation_time last_updated_time", [(name, 1, 1)])
    put(
        "model_versions",
        "name version creation_time last_updated_time current_stage source run_id status storage_location",
        ((name, n + 1, n, n, "None", "s3://b/m", "", "READY", "s3://b/m") for n in range(size)),
    )
(root,) = db.execute("select artifact_location from experiments where experiment_id = 0").fetchone()
ids = [f"{number:032x}" for number in range(int(runs))]
put(
    "runs",
    "run_uuid name user_id status start_time end_time lifecycle_stage artifact_uri experiment_id source_type",
    ((id, f"run-{n}", "bench", "FINISHED", n, n + 1, "active", f"{root}/{id}/artifacts", 0, "LOCAL") for n, id in enumerate(ids)),
)
put("params", "key value run_uuid", ((f"p{k}", str(n % 7), id) for n, id in enumerate(ids) for k in range(3)))
for table in ["metrics", "latest_metrics"]:
    put(
        table,
        "key value timestamp run_uuid step is_nan",
        ((f"m{k}", (n * 7919 % 10_000) / 10_000, n, id, 0, 0) for n, id in enumerate(ids) for k in range(3)),
    )
put(
    "metrics",
    "key value timestamp run_uuid step is_nan",
    (("curve", 1 / (n + 1), n, ids[0], n, 0) for n in range(int(points))),
)
last = int(points) - 1
put("latest_metrics", "key value timestamp run_uuid step is_nan", [("curve", 1 / (last + 1), last, ids[0], last, 0)])
db.commit()
