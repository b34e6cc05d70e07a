"""A registry's folder, read without mreg: each lookup reads it anew, so a process that keeps running sees promotions."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..errors import Damaged, NotFound, WrongUsage
from ..version import Version, Versions
from .lookup import as_whole, find_model, find_version, live, stage_of
from .references import Reference, parse_reference
from .state import read_state


class Folder:
    """The registry at an absolute directory."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def resolve(self, reference: str) -> Version:
        """The version that a reference names, whose directory is there.

        Raises NotFound; Damaged where the log or the directory is not whole; Ambiguous for a name that models of several
        types have; Invalid and WrongUsage for what is no reference to a version.
        """
        wanted = parse_reference(reference)
        state = read_state(self.root, wanted)
        version = self._version(state, *find_version(state, wanted))
        if not version.directory.is_dir():
            raise Damaged(f"{version.ref} is damaged: {version.directory} is missing")
        return version

    def path(self, reference: str, fallback: str | Sequence[str] = ()) -> Path:
        """The directory of the version that a reference names, else the first of `fallback` that there is.

        A fallback with a slash, or a dot first, is a local path; any other selects a version of the same model. One text is
        one fallback. Raises as `resolve`: nothing falls back from damage.
        """
        found = self.find(reference, fallback)
        return found if isinstance(found, Path) else found.directory

    def find(self, reference: str, fallback: str | Sequence[str] = ()) -> Version | Path:
        """As `path`, but a version where one is found."""
        fallback = [fallback] if isinstance(fallback, str) else fallback
        try:
            return with_files(self.resolve(reference))
        except NotFound as error:
            for candidate in fallback:
                found = self._fallback(reference, candidate)
                if found:
                    return found
            nor = f"; nor is there any fallback of {', '.join(fallback)}" if fallback else ""
            raise NotFound(f"{error.message}{nor}", hint=error.hint) from None

    def versions(self, model: str) -> Versions:
        """A model's versions that are not in the trash, the newest registration first. Raises NotFound."""
        wanted = parse_reference(model)
        # Other models need not be read.
        state = read_state(self.root, wanted if wanted.selector else wanted._replace(selector="latest"))
        wanted = as_whole(state, wanted)
        if wanted.selector is not None:
            raise WrongUsage(f"'{model}' names a version; a model was expected")
        return self._versions(state, find_model(state, wanted))

    def all_versions(self) -> Versions:
        """The versions of all models, by type and name, the newest registration of each model first."""
        state = read_state(self.root, Reference("", None))
        return Versions(version for key in _models_in(state) for version in self._versions(state, key))

    def models(self) -> list[str]:
        """The models there are, each as `type/name`, by type and name."""
        return _models_in(read_state(self.root, Reference("", None)))

    def _versions(self, state: dict[str, Any], key: str) -> Versions:
        versions = [self._version(state, key, name) for name in live(state["models"][key])]
        return Versions(sorted(versions, key=lambda version: version.number, reverse=True))

    def _fallback(self, reference: str, candidate: str) -> Version | Path | None:
        if re.match(r"\.|.*[/\\]", candidate):
            local = Path(os.path.abspath(candidate))
            return local if local.exists() else None
        try:
            return with_files(self.resolve(f"{parse_reference(reference).model}@{candidate}"))
        except NotFound:
            return None

    def _version(self, state: dict[str, Any], key: str, name: str) -> Version:
        model = state["models"][key]
        facts = model["versions"][name]
        return Version(
            type=key.split("/")[0],
            model=key.split("/")[1],
            version=name,
            number=facts["number"],
            stage=stage_of(model, name),
            aliases=tuple(sorted(alias for alias, target in model["aliases"].items() if target == name)),
            directory=self.root.joinpath(*facts["directory"].split("/")),
            registered_at=facts.get("registered_at") or "",
            size=facts.get("size", 0),
            metadata_sha256=facts["metadata_sha256"],
            tags=facts.get("tags", {}),
            metrics=facts.get("metrics", {}),
            external=facts.get("mlflow_source", {}).get("external"),
        )


def _models_in(state: dict[str, Any]) -> list[str]:
    """Those that are neither in the trash nor known by another name now."""
    return sorted(key for key, model in state["models"].items() if "~" not in key and "moved_to" not in model)


def with_files(version: Version) -> Version:
    """The version, if its files are in the registry. Raises NotFound."""
    if version.external is None:
        return version
    raise NotFound(f"{version.ref} has no files here: they are at {version.external}")
