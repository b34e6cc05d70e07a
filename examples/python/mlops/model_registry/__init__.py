"""A registry of what runs have logged."""

from __future__ import annotations

from collections.abc import Mapping

import mreg


class RunRegistry(mreg.Registry):
    """Registers from a run: `runs:/<run_id>/model`."""

    def register_model(  # type: ignore[override]
        self, model_uri: str, name: str, tags: Mapping[str, str] | None = None, description: str | None = None
    ) -> mreg.Version:
        run_id, _, path = model_uri.removeprefix("runs:/").partition("/")
        metadata = {"tags": dict(tags or {}), "description": description}
        found = self.library.register_run(run_id, path=path, name=name, metadata=metadata)
        return self.resolve(found["ref"])


def get_registry() -> RunRegistry:
    return RunRegistry()
