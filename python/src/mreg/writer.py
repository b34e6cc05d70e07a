"""Changes a registry through mreg, and asks it what only it can answer."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from ._library import Library
from .errors import Invalid
from .find import find_root
from .loader import Loader
from .models import saving
from .reading.best import best_of
from .rpc import Child, Progress
from .runs import Run
from .tags import tags_to_set
from .training.facts import describe_training
from .version import Version, Versions


class Writer(Loader):
    """A registry that is changed through `mreg rpc`."""

    def __init__(self, root: str | os.PathLike[str] | None = None, *, local_copies: str | os.PathLike[str] | None = None) -> None:
        super().__init__(find_root(root), local_copies=local_copies)
        self._child = Child(self.root)
        self.library = Library(self._child.call)
        """Every method of the library, with the results that `mreg schema` describes."""

    def close(self) -> None:
        """Ends the process that makes changes; the next change starts another."""
        self._child.close()

    def report_progress(self, progress: Progress | None) -> None:
        """Calls `progress` with the bytes done and the bytes in all while something long is under way."""
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
        tags: Mapping[str, Any] | Iterable[str] | None = None,
        description: str | None = None,
        aliases: Sequence[str] | None = None,
        parents: Sequence[str] | None = None,
        **others: Any,
    ) -> Version:
        """Copies a file or a directory in as a new version. `others` are those of `library.register`.

        Tags are texts: 1 becomes `1`, True `true`; a tag without a value, as in a list, is empty.
        Metrics may stand in groups; NaN and infinities are kept as texts.
        Raises AlreadyExists for a version that is there, Invalid for a name or a value, NotFound for the source.
        """
        facts = dict(metadata or {})
        if tags is not None:
            facts["tags"] = tags_to_set(tags)
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

        With `allow_pickle=False` a model that only pickle can hold is refused. Raises Invalid, and as `register`.
        """
        with tempfile.TemporaryDirectory(prefix="mreg-") as directory:
            facts = saving.save(model, Path(directory), allow_pickle=allow_pickle)
            merged = {**facts, **(metadata or {})}
            return self.register(directory, name=model_name, version=model_version, metadata=merged, **others)

    def register_trained_model(
        self,
        model: Any,
        model_name: str,
        model_version: str | None = None,
        *,
        evaluation: Mapping[str, Any] | None = None,
        training_data: Any = None,
        hyperparameters: Mapping[str, Any] | None = None,
        feature_importance: Mapping[str, float] | None = None,
        pipeline_steps: Sequence[Any] | None = None,
        dependencies: Mapping[str, str] | Literal["auto"] | None = "auto",
        metadata: Mapping[str, Any] | None = None,
        **others: Any,
    ) -> Version:
        """Registers a model with what its training gave; `others` are those of `register_model`.

        The numbers of `evaluation` become the version's metrics, and all of it its `evaluation_results`. `training_data` is a
        description of your own, a file (its path, size in bytes and SHA-256 are noted), or a frame or array (its shape,
        columns and SHA-256). Hyperparameters, feature importance and steps are asked of the model unless they are given, as
        scikit-learn's can tell. `dependencies="auto"` notes the distributions of which something is imported, with versions.
        Raises as `register_model`.
        """
        facts, given = describe_training(
            model,
            evaluation=evaluation,
            training_data=training_data,
            hyperparameters=hyperparameters,
            feature_importance=feature_importance,
            pipeline_steps=pipeline_steps,
            dependencies=dependencies,
        )
        return self.register_model(model, model_name, model_version, metadata={**facts, **(metadata or {})}, **given, **others)

    # What only mreg can answer.

    def best(self, model: str, metric: str, direction: Literal["min", "max"] | None = None) -> Version:
        """The version with the best value of a metric, the newest of several.

        `metric` is a dotted name or the last part of one, or `latest(name)` for what was logged last. Without `direction` mreg
        is asked, which knows the project's settings and the usual names. `direction` is `min` where low values are better, else
        `max`. Raises NotFound where no version has a value, WrongUsage where nothing says which values are better, Invalid for
        another direction.
        """
        if direction not in (None, "min", "max"):
            raise Invalid(f"direction is {direction!r}, expected 'min' or 'max'")
        if direction is not None and "(" not in metric:
            return best_of(self.versions(model), metric, direction)
        return self._changed(self.library.best(model=model, metric=metric, direction=direction))

    def search(self, condition: str, **others: Any) -> Versions:
        """The versions that a condition holds for, such as `metrics.f1 > 0.8`; `others` are those of `library.search`.

        Raises Invalid for what is no condition.
        """
        found = self.library.search(condition=condition, **others)["versions"]
        return Versions(self.resolve(each["ref"]) for each in found)

    def load_best_model(self, model: str, metric: str, direction: Literal["min", "max"] | None = None, **options: Any) -> Any:
        """The model of the version that `best` gives; `options` are those of `load_version`."""
        return self.load_version(self.best(model, metric, direction), **options)

    def _changed(self, result: Mapping[str, Any]) -> Version:
        """The version that a result is about, as it is now."""
        about = result["version"] if isinstance(result.get("version"), Mapping) else result
        return self.resolve(about["ref"])

    # Stages and labels.

    def promote(self, reference: str, to: str | None = None, **others: Any) -> Version:
        """Moves a version to the next stage, or to `to`; `others` are those of `library.promote`: `require=["sharpe > 1"]`,
        `better_than="production"`. Raises Refused where a condition does not hold."""
        return self._changed(self.library.promote(reference, to=to, **others))

    def transition_stage(self, model_name: str, version: str | int, stage: str, **others: Any) -> Version:
        """Moves a version to a stage, whatever stage it is in. Raises Refused where it does not pass a gate."""
        found = self.library.transition(f"{model_name}@{version}", to=stage, **others)
        return self._changed(found)

    def rollback(self, model: str, **others: Any) -> Version:
        """Puts back what was in Production before. Raises Conflict where nothing was."""
        return self._changed(self.library.rollback(model, **others))

    def tag_version(self, reference: str, tags: Mapping[str, Any] | Iterable[str]) -> Version:
        """Sets tags of a version, as `register` does. Raises Invalid for a value that is no text, number or truth value."""
        return self._changed(self.library.tag(reference, set=tags_to_set(tags)))

    def untag_version(self, reference: str, tags: Iterable[str]) -> Version:
        """Removes tags of a version; one that it does not have is passed over."""
        return self._changed(self.library.tag(reference, remove=list(tags_to_set(tags))))

    # Runs.

    def run(self, experiment: str, name: str | None = None, **others: Any) -> Run:
        """A new run of an experiment, which is made if it is not there: `with registry.run("ppo", "seed-1") as run: …`."""
        return Run.start(self.library, self.resolve, experiment, name, **others)
