"""The registry as a database: SQLite, PostgreSQL, and SQLAlchemy's classes over both."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

import mreg
from mreg import Registry

HOSTILE = 'it\'s\n.quit\n/\n;\\q :name $1 "x" -- é\u2028'


@pytest.fixture
def filled(registry: Registry, weights: Path) -> Registry:
    registry.register(weights, name="ppo", metrics={"sharpe": 1.2, "bad": float("nan")}, tags={"owner": HOSTILE, "empty": ""})
    registry.library.log_metrics("ppo@1", metrics={"sharpe": 1.3}, step=4)
    registry.register(weights, name="ppo", stage="production", aliases=["champion"], parameters={"lr": 0.1, "note": HOSTILE})
    registry.library.tag("ppo", set={"team": HOSTILE})
    with registry.run("tuning", HOSTILE) as run:
        run.log_params({"lr": 0.1})
        run.log_metrics({"loss": 0.5, "gap": float("nan")}, step=1)
        run.log_metric("loss", 0.7, step=2)
    return registry


def check(url: str) -> None:
    """Reads all of it through SQLAlchemy's classes."""
    sqlalchemy = pytest.importorskip("sqlalchemy", reason="needs SQLAlchemy: pip install sqlalchemy")
    from sqlalchemy.orm import Session

    from mreg.sql import ModelMetadata, ModelMetric, RegistryModel, RunMetadata

    engine = sqlalchemy.create_engine(url)
    with Session(engine) as session:
        first, second = session.query(ModelMetadata).order_by(ModelMetadata.number)
        assert {tag.name: tag.value for tag in first.tags} == {"owner": HOSTILE, "empty": ""}
        assert [(each.name, each.value, each.written, each.step, each.source) for each in first.metrics] == [
            ("sharpe", 1.2, None, None, "registered"),
            ("bad", None, "NaN", None, "registered"),
            ("sharpe", 1.3, None, 4, "logged"),
        ]
        assert (second.stage, second.aliases, second.hyperparameters["note"]) == ("Production", ["champion"], HOSTILE)
        assert second.document["model_version"] == second.model_version == "v1.0.1"
        age = datetime.now(timezone.utc).replace(tzinfo=None) - first.registered_at
        assert timedelta(0) < age < timedelta(hours=1)
        best = session.query(sqlalchemy.func.max(ModelMetric.value)).scalar()
        assert best == 1.3
        model = session.query(RegistryModel).one()
        assert (model.model_name, model.latest_version) == ("ppo", "v1.0.1")
        assert [(tag.name, tag.value) for tag in model.tags] == [("team", HOSTILE)]
        run = session.query(RunMetadata).one()
        assert (run.experiment_name, run.name, run.status) == ("tuning", HOSTILE, "FINISHED")
        assert run.started_at and run.ended_at and run.started_at <= run.ended_at
        assert [(param.name, param.value) for param in run.params] == [("lr", "0.1")]
        assert "mlflow.runName" in [tag.name for tag in run.tags]
        assert sorted((each.name, each.value, each.written, each.step, each.lowest, each.highest) for each in run.metrics) == [
            ("gap", None, "NaN", 1, None, None),
            ("loss", 0.7, None, 2, 0.5, 0.7),
        ]
    engine.dispose()


def ask(database: str, question: str) -> list[Any]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(question).fetchall()


def test_a_sqlite_database(filled: Registry, tmp_path: Path) -> None:
    result = filled.export_sql("registry.db")
    assert (result["output"], result["metrics"]) == (str(tmp_path / "registry.db"), 3)
    assert ask("registry.db", "SELECT value FROM model_tags WHERE name = 'owner'") == [(HOSTILE,)]
    check("sqlite:///registry.db")
    filled.export_sql(Path("registry.db"), ["ppo@champion"])
    assert ask("registry.db", "SELECT number FROM model_metadata") == [(2,)]


def test_what_fails_leaves_what_was_there(filled: Registry, tmp_path: Path) -> None:
    (tmp_path / "registry.db").write_text("as it was")
    with pytest.raises(mreg.NotFound):
        filled.export_sql("registry.db", ["nothing"])
    with pytest.raises(mreg.NotFound, match="no directory"):
        filled.export_sql("nowhere/registry.db")
    assert (tmp_path / "registry.db").read_text() == "as it was"
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_it_needs_neither_mreg_nor_sqlalchemy_to_be_read(filled: Registry) -> None:
    filled.export_sql("registry.sql")
    text = Path("registry.sql").read_text("utf-8")
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(text)
        assert connection.execute("SELECT count(*) FROM model_metadata").fetchone() == (2,)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    # Cut off anywhere it says nothing: its one transaction was not committed.
    with closing(sqlite3.connect(":memory:")) as cut:
        cut.executescript(text[: text.index("INSERT INTO model_tags")])
        cut.rollback()
        assert cut.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


@pytest.fixture
def postgres() -> Iterator[str]:
    """The directory of a server's socket, whose path has to be short. As root it runs as nobody, as it wants no root."""
    found = [Path(initdb).parent for initdb in [shutil.which("initdb")] if initdb]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        pytest.skip("needs PostgreSQL: apt-get install postgresql")
    with tempfile.TemporaryDirectory(prefix="mreg-postgres-") as place:
        yield from serve(found[-1], Path(place))


def serve(programs: Path, place: Path) -> Iterator[str]:
    data = place / "data"
    data.mkdir()
    become: list[str] = []
    if os.getuid() == 0:
        become = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        shutil.chown(place, "nobody", "nogroup")
        shutil.chown(data, "nobody", "nogroup")
    environment = {**os.environ, "HOME": str(place), "LC_ALL": "C.UTF-8"}

    def run(program: str, *given: str) -> None:
        words = [*become, str(programs / program), *given]
        subprocess.run(words, cwd=place, env=environment, check=True, stdout=subprocess.DEVNULL)

    run("initdb", "-D", str(data), "-U", "tester", "-A", "trust", "-E", "UTF8")
    run("pg_ctl", "-D", str(data), "-w", "-l", str(place / "log"), "-o", f"-c listen_addresses= -k {place}", "start")
    try:
        yield str(place)
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")


def test_a_postgresql_database(filled: Registry, postgres: str) -> None:
    filled.export_sql("registry.sql")
    load = ["psql", "-h", postgres, "-U", "tester", "-d", "postgres", "-q", "-v", "ON_ERROR_STOP=1", "-f", "registry.sql"]
    subprocess.run(load, check=True)
    again: Any = subprocess.run(load, capture_output=True, text=True)
    assert again.returncode != 0
    assert 'relation "model_metadata" already exists' in again.stderr
    pytest.importorskip("psycopg", reason="needs psycopg: pip install psycopg[binary]")
    check(f"postgresql+psycopg://tester@/postgres?host={postgres}")


def test_the_module_is_imported_only_when_it_is_used() -> None:
    code = "import sys, mreg; print([name for name in ('sqlalchemy', 'sqlite3', 'numpy', 'pandas') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"
