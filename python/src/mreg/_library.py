"""The library's methods, as the child process answers them. Made by `npm run generate`; do not edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

Json = Any
"""What a method gives, as the schemas of `mreg schema` describe it."""


class Caller(Protocol):
    """Sends a call to mreg and gives its result. Raises a class of mreg.errors for what mreg refuses."""

    def __call__(self, method: str, params: Mapping[str, Any] | Sequence[str]) -> Json: ...


class Library:
    """Every method of the library. Members that are None are not sent."""

    def __init__(self, call: Caller) -> None:
        self._call = call

    def init(self, *, shared: bool | None = None, reason: str | None = None, dry_run: bool | None = None) -> Json:
        """Makes an empty registry; an existing one is left as it is."""
        return self._call("init", {"shared": shared, "reason": reason, "dryRun": dry_run})

    def register(self, source: str | Sequence[str], *, move: bool | None = None, include: Sequence[str] | None = None, exclude: Sequence[str] | None = None, follow_links: bool | None = None, type: str | None = None, name: str | None = None, version: str | None = None, bump: Literal["major", "minor", "patch"] | None = None, defaults: Mapping[str, Any] | None = None, stage: str | None = None, aliases: Sequence[str] | None = None, parents: Sequence[str] | None = None, metadata: Any = None, metrics: Any = None, evaluations: Any = None, parameters: Any = None, config: str | None = None, data_version: str | None = None, if_exists: Literal["fail", "skip"] | None = None, foreign_metadata: Literal["refuse", "keep"] | None = None, must_exist: bool | None = None, calls: Mapping[str, Any] | None = None, env: Mapping[str, Any] | None = None, reason: str | None = None, dry_run: bool | None = None) -> Json:
        """Copies or moves a file or a directory in as a new version; makes the registry if there is none."""
        return self._call("register", {"source": source, "move": move, "include": include, "exclude": exclude, "followLinks": follow_links, "type": type, "name": name, "version": version, "bump": bump, "defaults": defaults, "stage": stage, "aliases": aliases, "parents": parents, "metadata": metadata, "metrics": metrics, "evaluations": evaluations, "parameters": parameters, "config": config, "dataVersion": data_version, "ifExists": if_exists, "foreignMetadata": foreign_metadata, "mustExist": must_exist, "calls": calls, "env": env, "reason": reason, "dryRun": dry_run})

    def register_from(self, model: str, *, owner: str | None = None, path: str | None = None, copy_of: str | None = None, source: Mapping[str, Any] | None = None, run_id: str | None = None, version: str | None = None, bump: Literal["major", "minor", "patch"] | None = None, tags: Mapping[str, str] | None = None, description: str | None = None, reason: str | None = None, dry_run: bool | None = None) -> Json:
        """Makes a version of what the registry has already: of a run's files, of a logged model's, of another version's."""
        return self._call("registerFrom", {"model": model, "owner": owner, "path": path, "copyOf": copy_of, "source": source, "runId": run_id, "version": version, "bump": bump, "tags": tags, "description": description, "reason": reason, "dryRun": dry_run})

    def register_run(self, run: str, *, path: str | None = None, include: Sequence[str] | None = None, exclude: Sequence[str] | None = None, follow_links: bool | None = None, type: str | None = None, name: str | None = None, version: str | None = None, bump: Literal["major", "minor", "patch"] | None = None, defaults: Mapping[str, Any] | None = None, stage: str | None = None, aliases: Sequence[str] | None = None, parents: Sequence[str] | None = None, metadata: Any = None, metrics: Any = None, evaluations: Any = None, parameters: Any = None, config: str | None = None, data_version: str | None = None, if_exists: Literal["fail", "skip"] | None = None, foreign_metadata: Literal["refuse", "keep"] | None = None, must_exist: bool | None = None, calls: Mapping[str, Any] | None = None, env: Mapping[str, Any] | None = None, reason: str | None = None, dry_run: bool | None = None) -> Json:
        """Makes a version of the artifacts of a run, or of a logged model, with its params, latest metrics, data and id."""
        return self._call("registerRun", {"run": run, "path": path, "include": include, "exclude": exclude, "followLinks": follow_links, "type": type, "name": name, "version": version, "bump": bump, "defaults": defaults, "stage": stage, "aliases": aliases, "parents": parents, "metadata": metadata, "metrics": metrics, "evaluations": evaluations, "parameters": parameters, "config": config, "dataVersion": data_version, "ifExists": if_exists, "foreignMetadata": foreign_metadata, "mustExist": must_exist, "calls": calls, "env": env, "reason": reason, "dryRun": dry_run})

    def read_document(self, file: str) -> Json:
        """A JSON or YAML file as a document for `register`: numbers stay as they were written."""
        return self._call("readDocument", [file])

    def adopt(self, *, directory: str | None = None, name_from: Literal["directory", "metadata"] | None = None, infer: bool | None = None, reason: str | None = None, dry_run: bool | None = None) -> Json:
        """Brings version directories made by hand into the registry, where they lie."""
        return self._call("adopt", {"directory": directory, "nameFrom": name_from, "infer": infer, "reason": reason, "dryRun": dry_run})

    def export(self, *, refs: Sequence[str] | None = None, all: bool | None = None, with_history: bool | None = None, runs: bool | None = None, since: int | None = None, compress: Literal["gzip", "zstd"] | None = None, to: Any = None, dry_run: bool | None = None) -> Json:
        """Writes versions, or the whole registry, to one [archive](transport.md), a path or a stream; the same state gives the same bytes."""
        return self._call("export", {"refs": refs, "all": all, "withHistory": with_history, "runs": runs, "since": since, "compress": compress, "to": to, "dryRun": dry_run})

    def export_sql(self, *, refs: Sequence[str] | None = None, to: Any = None, dry_run: bool | None = None) -> Json:
        """Writes models, versions and runs as [SQL](transport.md#as-a-database) for SQLite and PostgreSQL, to a path or a stream."""
        return self._call("exportSql", {"refs": refs, "to": to, "dryRun": dry_run})

    def copy(self, to: str, *, refs: Sequence[str] | None = None, on_conflict: Literal["fail", "skip", "rename"] | None = None, reason: str | None = None, dry_run: bool | None = None) -> Json:
        """[Copies](transport.md#copies) the registry, or some versions, into another folder or bucket; run again, it brings what is new."""
        return self._call("copy", {"to": to, "refs": refs, "onConflict": on_conflict, "reason": reason, "dryRun": dry_run})

    def import_(self, from_: Any, *, on_conflict: Literal["fail", "skip", "rename"] | None = None, limits: Mapping[str, Any] | None = None, reason: str | None = None, dry_run: bool | None = None) -> Json:
        """Takes an archive in, from a path or a stream, once it was checked to its last byte; makes the registry if there is none."""
        return self._call("import", {"from": from_, "onConflict": on_conflict, "limits": limits, "reason": reason, "dryRun": dry_run})

    def pull_mlflow(self, from_: str, *, models: Sequence[str] | None = None, type: str | None = None, runs: bool | None = None, version_tag: str | None = None, env: Mapping[str, Any] | None = None, reason: str | None = None, dry_run: bool | None = None) -> Json:
        """Brings models, versions and runs from an MLflow server, or from a folder that MLflow wrote; what is here already is brought up to date. Makes the registry if there is none."""
        return self._call("pullMlflow", {"from": from_, "models": models, "type": type, "runs": runs, "versionTag": version_tag, "env": env, "reason": reason, "dryRun": dry_run})

    def push_mlflow(self, to: str, *, models: Sequence[str] | None = None, runs: bool | None = None, env: Mapping[str, Any] | None = None, dry_run: bool | None = None) -> Json:
        """Replays models, versions and runs into an MLflow server, and says what it cannot keep."""
        return self._call("pushMlflow", {"to": to, "models": models, "runs": runs, "env": env, "dryRun": dry_run})

    def verify(self, *, ref: str | None = None, expect_head: str | None = None, quick: bool | None = None, strict: bool | None = None) -> Json:
        """Compares every byte of a version, or of the whole registry, with what the log says. Writes nothing."""
        return self._call("verify", {"ref": ref, "expectHead": expect_head, "quick": quick, "strict": strict})

    def doctor(self, *, repair: bool | None = None, dry_run: bool | None = None, older_than: str | None = None) -> Json:
        """Names every leftover and damage short of reading the artifacts, and mends what can be mended."""
        return self._call("doctor", {"repair": repair, "dryRun": dry_run, "olderThan": older_than})

    def models(self, *, type: str | None = None) -> Json:
        """Every model, by type and name, as `{ models }`."""
        return self._call("models", {"type": type})

    def catalogue(self, *, type: str | None = None) -> Json:
        """Every model with all its versions, as the log has them now; of their files nothing is looked at."""
        return self._call("catalogue", {"type": type})

    def model(self, ref: str) -> Json:
        """A model by its name."""
        return self._call("model", [ref])

    def list_versions(self, model: str, *, stage: str | None = None, tags: Mapping[str, str | None] | None = None, where: str | None = None) -> Json:
        """The same as `{ versions, damaged }`: `damaged` are references of versions whose directory is missing."""
        return self._call("listVersions", {"model": model, "stage": stage, "tags": tags, "where": where})

    def version(self, ref: str) -> Json:
        """The version that a reference names."""
        return self._call("version", [ref])

    def latest(self, model: str) -> Json:
        """The highest version of a model, releases before pre-releases."""
        return self._call("latest", [model])

    def production(self, model: str) -> Json:
        """The version of a model that its Production pointer shows."""
        return self._call("production", [model])

    def info(self, ref: str) -> Json:
        """A version with its `path` and `metadata`, or a model with its `versions`."""
        return self._call("info", [ref])

    def path(self, ref: str, *, fallback: str | Sequence[str] | None = None, file: str | None = None, cwd: str | None = None) -> Json:
        """Where a version lies, or the first fallback that there is. Local paths begin at `cwd`, else at the working directory."""
        return self._call("path", {"ref": ref, "fallback": fallback, "file": file, "cwd": cwd})

    def version_files(self, ref: str) -> Json:
        """The files of a version, with their sizes and digests."""
        return self._call("versionFiles", [ref])

    def compare(self, refs: Sequence[str], *, metrics: Sequence[str] | None = None) -> Json:
        """Versions side by side: metrics, and the hyperparameters that differ."""
        return self._call("compare", {"refs": refs, "metrics": metrics})

    def diff(self, from_: str, to: str) -> Json:
        """What is different in the second version: metadata, tags and files."""
        return self._call("diff", [from_, to])

    def best(self, model: str, *, metric: str, stage: str | None = None, tags: Mapping[str, str | None] | None = None, where: str | None = None, direction: Literal["min", "max"] | None = None) -> Json:
        """The version of a model with the best value of a metric."""
        return self._call("best", {"model": model, "metric": metric, "stage": stage, "tags": tags, "where": where, "direction": direction})

    def search(self, *, condition: str | None = None, sort: str | None = None, limit: int | None = None, type: str | None = None) -> Json:
        """The versions of all models that meet a [condition](conditions.md)."""
        return self._call("search", {"condition": condition, "sort": sort, "limit": limit, "type": type})

    def lineage(self, *, ref: str | None = None, parent: str | None = None, origins: bool | None = None, run_id: str | None = None, data_version: str | None = None, commit: str | None = None) -> Json:
        """What a version was derived from, and what was derived from it; or the versions that came from a base model, a data set, a run or a commit."""
        return self._call("lineage", {"ref": ref, "parent": parent, "origins": origins, "runId": run_id, "dataVersion": data_version, "commit": commit})

    def log_metrics(self, ref: str, *, metrics: Any = None, file: str | None = None, at: str | None = None, step: int | None = None, dry_run: bool | None = None) -> Json:
        """Logs what was measured of a version: all points or none."""
        return self._call("logMetrics", {"ref": ref, "metrics": metrics, "file": file, "at": at, "step": step, "dryRun": dry_run})

    def metrics(self, ref: str, *, metrics: Sequence[str] | None = None, since: str | None = None, by: Literal["time", "step"] | None = None) -> Json:
        """What was measured of a version over time."""
        return self._call("metrics", {"ref": ref, "metrics": metrics, "since": since, "by": by})

    def history(self, *, ref: str | None = None, at: str | None = None, limit: int | None = None) -> Json:
        """The changes of the registry, a model or a version, newest first; with `at`, the state at that moment too."""
        return self._call("history", {"ref": ref, "at": at, "limit": limit})

    def report(self, *, ref: str | None = None, compare: Sequence[str] | None = None, metrics: Sequence[str] | None = None, since: str | None = None, title: str | None = None) -> Json:
        """A model, or the whole registry, as [one HTML page](report.md) that needs nothing else: `{ html, … }`. Writes nothing."""
        return self._call("report", {"ref": ref, "compare": compare, "metrics": metrics, "since": since, "title": title})

    def promote(self, ref: str, *, to: str | None = None, require: Sequence[str] | None = None, better_than: str | None = None, metric: str | None = None, direction: Literal["min", "max"] | None = None, by: str | None = None, override: Any = None, keep_existing: bool | None = None, expect: str | None = None, reason: str | None = None, dry_run: bool | None = None, only_if: Mapping[str, Any] | None = None) -> Json:
        """Moves a version one stage forward, or to the stage asked for, if it passes the gates."""
        return self._call("promote", {"ref": ref, "to": to, "require": require, "betterThan": better_than, "metric": metric, "direction": direction, "by": by, "override": override, "keepExisting": keep_existing, "expect": expect, "reason": reason, "dryRun": dry_run, "onlyIf": only_if})

    def transition(self, ref: str, *, to: str, override: Any = None, keep_existing: bool | None = None, expect: str | None = None, reason: str | None = None, dry_run: bool | None = None, only_if: Mapping[str, Any] | None = None) -> Json:
        """Moves a version to any stage, if it passes the stage's gates in the configuration."""
        return self._call("transition", {"ref": ref, "to": to, "override": override, "keepExisting": keep_existing, "expect": expect, "reason": reason, "dryRun": dry_run, "onlyIf": only_if})

    def archive(self, refs: Sequence[str], *, reason: str | None = None, dry_run: bool | None = None) -> Json:
        """Moves versions to Archived, all in one change."""
        return self._call("archive", {"refs": refs, "reason": reason, "dryRun": dry_run})

    def rollback(self, model: str, *, stage: str | None = None, keep_existing: bool | None = None, expect: str | None = None, reason: str | None = None, dry_run: bool | None = None, only_if: Mapping[str, Any] | None = None) -> Json:
        """Gives a stage back to the version that held it before."""
        return self._call("rollback", {"model": model, "stage": stage, "keepExisting": keep_existing, "expect": expect, "reason": reason, "dryRun": dry_run, "onlyIf": only_if})

    def set_alias(self, ref: str, *, alias: str, reason: str | None = None, dry_run: bool | None = None, only_if: Mapping[str, Any] | None = None) -> Json:
        """Points an alias at a version."""
        return self._call("setAlias", {"ref": ref, "alias": alias, "reason": reason, "dryRun": dry_run, "onlyIf": only_if})

    def remove_alias(self, model: str, *, alias: str, reason: str | None = None, dry_run: bool | None = None, only_if: Mapping[str, Any] | None = None) -> Json:
        """Removes an alias; resolves to the version that it pointed at."""
        return self._call("removeAlias", {"model": model, "alias": alias, "reason": reason, "dryRun": dry_run, "onlyIf": only_if})

    def aliases(self, model: str) -> Json:
        """Every alias, or those of one model, as `{ aliases }`."""
        return self._call("aliases", [model])

    def create_model(self, name: str, *, exact: bool | None = None, type: str | None = None, description: str | None = None, tags: Mapping[str, str] | None = None, created_at: str | None = None, reason: str | None = None, dry_run: bool | None = None) -> Json:
        """Makes a model without versions; makes the registry where there is none."""
        return self._call("createModel", {"name": name, "exact": exact, "type": type, "description": description, "tags": tags, "created_at": created_at, "reason": reason, "dryRun": dry_run})

    def rename_model(self, model: str, *, to: str, exact: bool | None = None, reason: str | None = None, dry_run: bool | None = None, only_if: Mapping[str, Any] | None = None) -> Json:
        """Gives a model another name in its type; all that it has goes with it, but directories keep their names."""
        return self._call("renameModel", {"model": model, "to": to, "exact": exact, "reason": reason, "dryRun": dry_run, "onlyIf": only_if})

    def delete_model(self, model: str, *, force: bool | None = None, reason: str | None = None, dry_run: bool | None = None, only_if: Mapping[str, Any] | None = None) -> Json:
        """Moves a model with all its versions to the trash, in one change; the name is free then."""
        return self._call("deleteModel", {"model": model, "force": force, "reason": reason, "dryRun": dry_run, "onlyIf": only_if})

    def tag(self, ref: str, *, set: Mapping[str, str] | None = None, remove: Sequence[str] | None = None, reason: str | None = None, dry_run: bool | None = None, only_if: Mapping[str, Any] | None = None) -> Json:
        """Sets tags of a version, or of a model, and removes others."""
        return self._call("tag", {"ref": ref, "set": set, "remove": remove, "reason": reason, "dryRun": dry_run, "onlyIf": only_if})

    def describe(self, ref: str, *, to: str | None, reason: str | None = None, dry_run: bool | None = None, only_if: Mapping[str, Any] | None = None) -> Json:
        """Sets the description of a version, or of a model; null removes it."""
        return self._call("describe", {"ref": ref, "to": to, "reason": reason, "dryRun": dry_run, "onlyIf": only_if})

    def pin(self, ref: str, *, to: bool, reason: str | None = None, dry_run: bool | None = None, only_if: Mapping[str, Any] | None = None) -> Json:
        """Pins a version (`to: true`), so that no retention rule touches it, or unpins it."""
        return self._call("pin", {"ref": ref, "to": to, "reason": reason, "dryRun": dry_run, "onlyIf": only_if})

    def edit(self, ref: str, *, description: str | None = None, set: Mapping[str, str] | None = None, remove: Sequence[str] | None = None, pinned: bool | None = None, name: str | None = None, reason: str | None = None, dry_run: bool | None = None, only_if: Mapping[str, Any] | None = None) -> Json:
        """Changes the description, tags, pin or name of a version or a model at once: all that is given, or nothing."""
        return self._call("edit", {"ref": ref, "description": description, "set": set, "remove": remove, "pinned": pinned, "name": name, "reason": reason, "dryRun": dry_run, "onlyIf": only_if})

    def cleanup(self, *, model: str | None = None, type: str | None = None, keep: int | None = None, rollback: int | None = None, older_than: str | None = None, stage: str | None = None, tags: Mapping[str, str | None] | None = None, delete: bool | None = None, only: Sequence[str] | None = None, reason: str | None = None, dry_run: bool | None = None) -> Json:
        """Archives, or deletes, the versions that a [retention rule](retention.md) chooses; one change for each model."""
        return self._call("cleanup", {"model": model, "type": type, "keep": keep, "rollback": rollback, "olderThan": older_than, "stage": stage, "tags": tags, "delete": delete, "only": only, "reason": reason, "dryRun": dry_run})

    def delete(self, refs: Sequence[str], *, force: bool | None = None, reason: str | None = None, dry_run: bool | None = None, only_if: Mapping[str, Any] | None = None) -> Json:
        """Moves versions to the trash, all in one change; what something refers to is refused."""
        return self._call("delete", {"refs": refs, "force": force, "reason": reason, "dryRun": dry_run, "onlyIf": only_if})

    def restore(self, ref: str, *, reason: str | None = None, dry_run: bool | None = None, only_if: Mapping[str, Any] | None = None) -> Json:
        """Takes a version out of the trash."""
        return self._call("restore", {"ref": ref, "reason": reason, "dryRun": dry_run, "onlyIf": only_if})

    def deleted(self, *, model: str | None = None, type: str | None = None) -> Json:
        """The versions in the trash, of one model or of all, as `{ versions }`."""
        return self._call("deleted", {"model": model, "type": type})

    def gc(self, *, older_than: str | None = None, only: Sequence[str] | None = None, reason: str | None = None, dry_run: bool | None = None) -> Json:
        """Empties the trash and clears away what interrupted commands left."""
        return self._call("gc", {"olderThan": older_than, "only": only, "reason": reason, "dryRun": dry_run})

    def create_experiment(self, name: str, *, tags: Mapping[str, str] | None = None, reason: str | None = None, dry_run: bool | None = None) -> Json:
        """Makes an experiment; the registry where there is none."""
        return self._call("createExperiment", {"name": name, "tags": tags, "reason": reason, "dryRun": dry_run})

    def experiments(self, *, view: Literal["active", "deleted", "all"] | None = None) -> Json:
        """The experiments, by id; Default (0) is always there."""
        return self._call("experiments", {"view": view})

    def experiment(self, *, ref: str | None = None, id: str | None = None, name: str | None = None) -> Json:
        """An experiment by its id, its name, or either; a deleted one too."""
        return self._call("experiment", {"ref": ref, "id": id, "name": name})

    def rename_experiment(self, id: str, *, name: str, reason: str | None = None, dry_run: bool | None = None) -> Json:
        """Gives an experiment another name."""
        return self._call("renameExperiment", {"id": id, "name": name, "reason": reason, "dryRun": dry_run})

    def delete_experiment(self, id: str, *, reason: str | None = None, dry_run: bool | None = None) -> Json:
        """Marks an experiment, and with it its runs, as deleted; `gc` removes them later."""
        return self._call("deleteExperiment", {"id": id, "reason": reason, "dryRun": dry_run})

    def restore_experiment(self, id: str, *, reason: str | None = None, dry_run: bool | None = None) -> Json:
        """Takes the mark away."""
        return self._call("restoreExperiment", {"id": id, "reason": reason, "dryRun": dry_run})

    def set_experiment_tags(self, id: str, *, set: Mapping[str, str] | None = None, remove: Sequence[str] | None = None, reason: str | None = None, dry_run: bool | None = None) -> Json:
        """Sets tags of an experiment and removes others."""
        return self._call("setExperimentTags", {"id": id, "set": set, "remove": remove, "reason": reason, "dryRun": dry_run})

    def create_run(self, *, experiment: str | None = None, id: str | None = None, name: str | None = None, user: str | None = None, start_time: Any = None, tags: Mapping[str, str] | None = None, params: Mapping[str, str] | None = None, status: str | None = None) -> Json:
        """Begins a run; makes the registry where there is none."""
        return self._call("createRun", {"experiment": experiment, "id": id, "name": name, "user": user, "startTime": start_time, "tags": tags, "params": params, "status": status})

    def run(self, id: str) -> Json:
        """A run as it is now, a deleted one too."""
        return self._call("run", [id])

    def find_run(self, text: str) -> Json:
        """A run by its id, or by the beginning of it."""
        return self._call("findRun", [text])

    def update_run(self, id: str, *, status: str | None = None, end_time: Any = None, start_time: Any = None, name: str | None = None) -> Json:
        """Sets a run's status, times or name."""
        return self._call("updateRun", {"id": id, "status": status, "endTime": end_time, "startTime": start_time, "name": name})

    def log_batch(self, id: str, *, points: Any = None, params: Mapping[str, str] | None = None, tags: Mapping[str, str] | None = None) -> Json:
        """Logs points, params and tags: all of it or nothing."""
        return self._call("logBatch", {"id": id, "points": points, "params": params, "tags": tags})

    def delete_run_tags(self, id: str, *, keys: Sequence[str]) -> Json:
        """Removes tags of a run."""
        return self._call("deleteRunTags", {"id": id, "keys": keys})

    def log_inputs(self, id: str, *, datasets: Any = None, models: Any = None) -> Json:
        """Notes which data sets and logged models a run read."""
        return self._call("logInputs", {"id": id, "datasets": datasets, "models": models})

    def log_outputs(self, id: str, *, models: Any) -> Json:
        """Notes which logged models a run made."""
        return self._call("logOutputs", {"id": id, "models": models})

    def delete_run(self, id: str) -> Json:
        """Marks a run as deleted; `gc` removes it later."""
        return self._call("deleteRun", [id])

    def restore_run(self, id: str) -> Json:
        """Takes the mark away."""
        return self._call("restoreRun", [id])

    def search_runs(self, *, condition: str | None = None, sort: str | None = None, experiments: Sequence[str] | None = None, view: Literal["active", "deleted", "all"] | None = None, where: Any = None, order: Any = None, limit: int | None = None, offset: int | None = None) -> Json:
        """The runs that meet a condition, a page of them at a time."""
        return self._call("searchRuns", {"condition": condition, "sort": sort, "experiments": experiments, "view": view, "where": where, "order": order, "limit": limit, "offset": offset})

    def compare_runs(self, runs: Sequence[str], *, metrics: Sequence[str] | None = None) -> Json:
        """Runs side by side: the latest values of their metrics with the best marked, and the params that differ."""
        return self._call("compareRuns", {"runs": runs, "metrics": metrics})

    def metric_history(self, id: str, *, keys: Sequence[str] | None = None, since_step: float | None = None, limit: int | None = None, after: str | None = None) -> Json:
        """Every point of metrics, a page of them at a time."""
        return self._call("metricHistory", {"id": id, "keys": keys, "sinceStep": since_step, "limit": limit, "after": after})

    def metric_curves(self, id: str, *, keys: Sequence[str] | None = None, points: int | None = None) -> Json:
        """Curves of metrics, thinned so that the extremes stay; quick for runs of millions of points too."""
        return self._call("metricCurves", {"id": id, "keys": keys, "points": points})

    def artifacts(self, owner: str, *, path: str | None = None) -> Json:
        """What a directory of a run, or of a logged model, holds: one level of it."""
        return self._call("artifacts", {"owner": owner, "path": path})

    def artifact_files(self, owner: str, *, path: str | None = None) -> Json:
        """Every file of a run or a logged model, with its size and SHA-256."""
        return self._call("artifactFiles", {"owner": owner, "path": path})

    def log_artifacts(self, owner: str, *, source: str, path: str | None = None) -> Json:
        """Writes a local file, or all files of a local directory, to a run or a logged model."""
        return self._call("logArtifacts", {"owner": owner, "source": source, "path": path})

    def delete_artifacts(self, owner: str, *, path: str) -> Json:
        """Takes a file, or all files of a directory, away."""
        return self._call("deleteArtifacts", {"owner": owner, "path": path})

    def artifact_directory(self, owner: str, *, path: str | None = None) -> Json:
        """Where the artifacts of a run or a logged model lie."""
        return self._call("artifactDirectory", {"owner": owner, "path": path})

    def create_logged_model(self, *, experiment: str | None = None, id: str | None = None, name: str | None = None, source_run_id: str | None = None, model_type: str | None = None, params: Mapping[str, str] | None = None, tags: Mapping[str, str] | None = None, start_time: Any = None) -> Json:
        """Begins a logged model."""
        return self._call("createLoggedModel", {"experiment": experiment, "id": id, "name": name, "source_run_id": source_run_id, "model_type": model_type, "params": params, "tags": tags, "startTime": start_time})

    def logged_model(self, id: str) -> Json:
        """A logged model as it is now, a deleted one too."""
        return self._call("loggedModel", [id])

    def finalize_logged_model(self, id: str, *, status: str) -> Json:
        """Sets the status of a logged model, once its files are there."""
        return self._call("finalizeLoggedModel", {"id": id, "status": status})

    def set_logged_model_tags(self, id: str, *, tags: Mapping[str, str]) -> Json:
        """Sets tags of a logged model."""
        return self._call("setLoggedModelTags", {"id": id, "tags": tags})

    def delete_logged_model_tag(self, id: str, *, key: str) -> Json:
        """Removes a tag of a logged model."""
        return self._call("deleteLoggedModelTag", {"id": id, "key": key})

    def log_logged_model_params(self, id: str, *, params: Mapping[str, str]) -> Json:
        """Logs params of a logged model."""
        return self._call("logLoggedModelParams", {"id": id, "params": params})

    def delete_logged_model(self, id: str) -> Json:
        """Marks a logged model as deleted; `gc` removes it later."""
        return self._call("deleteLoggedModel", [id])

    def restore_logged_model(self, id: str) -> Json:
        """Takes the mark away."""
        return self._call("restoreLoggedModel", [id])

    def search_logged_models(self, *, experiments: Sequence[str] | None = None, view: Literal["active", "deleted", "all"] | None = None, where: Any = None, order: Any = None, limit: int | None = None, offset: int | None = None) -> Json:
        """The logged models of experiments, a page of them at a time."""
        return self._call("searchLoggedModels", {"experiments": experiments, "view": view, "where": where, "order": order, "limit": limit, "offset": offset})
