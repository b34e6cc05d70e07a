"""The registry as a program sees it: it reads the folder itself, and changes it through mreg."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from . import loading, saving
from ._library import Library
from .errors import Invalid, NotFound
from .find import find_root
from .reading.folder import Folder
from .rpc import Child, Progress
from .runs import Run
from .version import Version, Versions


class Registry(Folder):
    """A registry: at `root`, else where the command line would find it. Reading needs Python alone; changes need mreg."""

    def __init__(self, root: str | os.PathLike[str] | None = None) -> None:
        super().__init__(find_root(root))
        self._child = Child(self.root)
        self.library = Library(self._child.call)
        """Every method of the library, with the results that `mreg schema` describes."""

    def __repr__(self) -> str:
        return f"Registry({str(self.root)!r})"

    def close(self) -> None:
        """Ends the process that makes changes; the next change starts another."""
        self._child.close()

    def __enter__(self) -> Registry:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def report_progress(self, progress: Progress | None) -> None:
        """Calls `progress` with the bytes done and in all while something long is under way."""
        self._child.on_progress = progress

    # Register.

    def register(
        self,
        source: str | os.PathLike[str] | Sequence[str],
        *,
        name: str | None = None,
        type: str | None = None,
        version: str | None = None,
        stage: str | None = None,
        metrics: Mapping[str, Any] | None = None,
        parameters: Mapping[str, Any] | None = None,
        metadata: Mapping[str, Any] | None = None,
        tags: Mapping[str, str] | Iterable[str] | None = None,
        description: str | None = None,
        aliases: Sequence[str] | None = None,
        parents: Sequence[str] | None = None,
        **others: Any,
    ) -> Version:
        """Copies a file or a directory in as a new version. `others` are those of `library.register`.

        A tag without a value, as in a list, is empty. Raises AlreadyExists, Invalid, NotFound.
        """
        facts = dict(metadata or {})
        if tags is not None:
            facts["tags"] = dict(tags) if isinstance(tags, Mapping) else dict.fromkeys(tags, "")
        if description is not None:
            facts["description"] = description
        found = self.library.register(
            os.fspath(source) if isinstance(source, (str, os.PathLike)) else list(source),
            name=name,
            type=type,
            version=version,
            stage=stage,
            metrics=metrics,
            parameters=parameters,
            metadata=facts or None,
            aliases=aliases,
            parents=parents,
            **others,
        )
        return self._changed(found)

    def register_model(
        self,
        model: Any,
        model_name: str,
        model_version: str | None = None,
        *,
        allow_pickle: bool = True,
        metadata: Mapping[str, Any] | None = None,
        **others: Any,
    ) -> Version:
        """Writes a model as its library does it, and registers it with what loading it needs; `others` as for `register`.

        With `allow_pickle=False` a model that only pickle can hold is refused: Invalid.
        """
        with tempfile.TemporaryDirectory(prefix="mreg-") as directory:
            facts = saving.save(model, Path(directory), allow_pickle=allow_pickle)
            merged = {**facts, **(metadata or {})}
            return self.register(directory, name=model_name, version=model_version, metadata=merged, **others)

    # Look up and load.

    def load_model(
        self,
        reference: str,
        version: str | int | None = None,
        *,
        fallback: str | Sequence[str] = (),
        verify: bool = True,
        allow_pickle: bool = True,
        strict: bool = False,
    ) -> Any:
        """The model of a version, as its library loads it; of a name alone, what is in Production, else the latest.

        Its bytes are checked before the first is used, once for each version in a process. `fallback` is that of `path`; a
        local path is loaded as it is. `strict` refuses where the library that wrote it has another major version here, which
        is a warning otherwise. Pickles run what they hold: load them only from a registry that you trust, or refuse them
        with `allow_pickle=False`. Raises Damaged, Invalid, NotFound.
        """
        wanted = f"{reference}@{version}" if version is not None else reference
        if "@" not in wanted and ":" not in wanted:
            wanted = f"{wanted}@{'production' if self._is_served(wanted) else 'latest'}"
        try:
            found = self.resolve(wanted)
        except NotFound:
            directory = self.path(wanted, fallback)
            return loading.load(directory, {}, allow_pickle=allow_pickle)
        return self.load_version(found, verify=verify, allow_pickle=allow_pickle, strict=strict)

    def load_version(self, version: Version, *, verify: bool = True, allow_pickle: bool = True, strict: bool = False) -> Any:
        """The model of a version that was looked up; see `load_model`."""
        if verify:
            version.verify(once=True)
        metadata = version.metadata()
        loading.check_versions(version.ref, metadata, strict=strict)
        return loading.load(version.directory, metadata, allow_pickle=allow_pickle)

    def load_model_for_prediction(self, *, model_type: str | None = None, **tags: Any) -> Any:
        """The newest model with these tags, of those in Production if one is there: `symbol="AAPL", timeframe="1d"`."""
        wanted = {name: str(value) for name, value in tags.items()}
        if model_type is not None:
            wanted["model_type"] = model_type
        found = self.find_by_tags(wanted)
        serving = [each for each in found if each.stage == "Production"] or found
        if not serving:
            raise NotFound(f"no version has the tags {', '.join(f'{key}={value}' for key, value in wanted.items())}")
        return self.load_version(serving[0])

    def find_by_tags(self, tags: Mapping[str, str] | Iterable[str]) -> Versions:
        """The versions of all models that have these tags, the newest registration of each model first."""
        wanted = dict(tags) if isinstance(tags, Mapping) else dict.fromkeys(tags)
        versions = (version for model in self.models() for version in self.versions(model))
        return Versions(each for each in versions if _has_tags(each, wanted))

    def best(self, model: str, metric: str, direction: Literal["min", "max"] | None = None) -> Version:
        """The version with the best value of a metric. `direction` is that of the metric's name unless it says min or max."""
        found = self.library.best(model=model, metric=metric, direction=direction)
        return self._changed(found)

    def search(self, condition: str, **others: Any) -> Versions:
        """The versions that a condition holds for, such as `metrics.f1 > 0.8`; `others` are those of `library.search`."""
        found = self.library.search(condition=condition, **others)["versions"]
        return Versions(self.resolve(each["ref"]) for each in found)

    def _changed(self, result: Mapping[str, Any]) -> Version:
        """The version that a result is about, as it is now."""
        about = result["version"] if isinstance(result.get("version"), Mapping) else result
        return self.resolve(about["ref"])

    def _is_served(self, model: str) -> bool:
        try:
            self.resolve(f"{model}@production")
        except NotFound:
            return False
        return True

    # Stages and labels.

    def promote(self, reference: str, to: str | None = None, **others: Any) -> Version:
        """Moves a version to the next stage, or to `to`; `others` are those of `library.promote`: `require=["sharpe > 1"]`,
        `better_than="production"`. Raises Refused where a condition does not hold."""
        return self._changed(self.library.promote(reference, to=to, **others))

    def transition_stage(self, model_name: str, version: str | int, stage: str, **others: Any) -> Version:
        """Moves a version to a stage, whatever stage it is in."""
        found = self.library.transition(f"{model_name}@{version}", to=stage, **others)
        return self._changed(found)

    def rollback(self, model: str, **others: Any) -> Version:
        """Puts back what was in Production before."""
        return self._changed(self.library.rollback(model, **others))

    def tag_version(self, reference: str, tags: Mapping[str, str] | Iterable[str]) -> Version:
        wanted = tags if isinstance(tags, Mapping) else dict.fromkeys(tags, "")
        return self._changed(self.library.tag(reference, set=wanted))

    def untag_version(self, reference: str, tags: Iterable[str]) -> Version:
        return self._changed(self.library.tag(reference, remove=list(tags)))

    # Runs.

    def run(self, experiment: str, name: str | None = None, **others: Any) -> Run:
        """A new run of an experiment, which is made if it is not there: `with registry.run("ppo", "seed-1") as run: …`."""
        return Run.start(self.library, experiment, name, **others)

    # The same under the names that people know from elsewhere.

    def get_latest_version(self, model_name: str) -> Version:
        return self.resolve(f"{model_name}@latest")

    def get_production_model(self, model_name: str) -> Version | None:
        """What is in Production; None where nothing is."""
        return self.resolve(f"{model_name}@production") if self._is_served(model_name) else None

    def get_model_versions(self, model_name: str) -> Versions:
        return self.versions(model_name)

    list_model_versions = get_model_versions
    list_versions = get_model_versions

    def list_models(self) -> list[str]:
        return self.models()

    def get_versions_by_tag(self, model_name: str, tag: str, value: str | None = None) -> Versions:
        return Versions(each for each in self.versions(model_name) if _has_tags(each, {tag: value}))

    def find_best_model(self, model_name: str, metric: str, direction: Literal["min", "max"] | None = None) -> Version:
        return self.best(model_name, metric, direction)

    def get_version_history(self, reference: str) -> Any:
        return self.library.history(ref=reference)["entries"]

    def get_model_lineage(self, reference: str) -> Any:
        return self.library.lineage(ref=reference)

    def compare_versions(self, *references: str) -> Any:
        return self.library.compare(refs=list(references))

    def create_diff(self, one: str, other: str) -> Any:
        return self.library.diff(one, other)

    def set_model_status(self, model_name: str, version: str | int, status: str) -> Version:
        return self.transition_stage(model_name, version, status)

    def delete_model(self, model_name: str, version: str | int | None = None, **others: Any) -> Any:
        """Moves a version to the trash, or a model with all its versions."""
        if version is None:
            return self.library.delete_model(model_name, **others)
        return self.library.delete([f"{model_name}@{version}"], **others)

    def export_model(self, reference: str, to: str | os.PathLike[str], **others: Any) -> Any:
        return self.library.export(refs=[reference], to=os.fspath(to), **others)

    def import_model(self, archive: str | os.PathLike[str], **others: Any) -> Any:
        return self.library.import_(os.fspath(archive), **others)


def _has_tags(version: Version, wanted: Mapping[str, str | None]) -> bool:
    return all(key in version.tags and (value is None or version.tags[key] == value) for key, value in wanted.items())


def get_registry(root: str | os.PathLike[str] | None = None) -> Registry:
    """A registry; see Registry."""
    return Registry(root)


def compute_model_hash(model: Any) -> str:
    """The SHA-256 of what `register_model` would write, file by file in the order of their names."""
    with tempfile.TemporaryDirectory(prefix="mreg-") as directory:
        saving.save(model, Path(directory))
        return saving.hash_directory(Path(directory))


def get_serialized_size(model: Any) -> int:
    """How many bytes `register_model` would write."""
    with tempfile.TemporaryDirectory(prefix="mreg-") as directory:
        saving.save(model, Path(directory))
        files = [path for path in Path(directory).rglob("*") if path.is_file()]
        if not files:
            raise Invalid("the model has no files")
        return sum(path.stat().st_size for path in files)
