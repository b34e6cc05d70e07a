"""Finds and loads models from the folder alone: neither mreg nor Node is needed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .errors import NotFound
from .models import compatibility, kept, loading
from .reading.folder import Folder, with_files
from .tags import tags_to_find
from .version import Version, Versions


class Loader(Folder):
    """A registry whose models are loaded as objects.

    With `local_copies` a version's files are copied into that directory before they are loaded, once for each digest: for a
    registry on a network drive.
    """

    def __init__(self, root: Path, *, local_copies: str | os.PathLike[str] | None = None) -> None:
        super().__init__(root)
        self._copies = None if local_copies is None else kept.LocalCopies(Path(local_copies).expanduser().absolute())

    def load_model(
        self,
        reference: str,
        version: str | int | None = None,
        *,
        fallback: str | Sequence[str] = (),
        verify: bool = True,
        allow_pickle: bool = True,
        strict: bool = False,
        cached: bool = False,
    ) -> Any:
        """The model of a version, as its library loads it; of a name alone, what is in Production, else the latest.

        `fallback` is that of `path`; a local path is loaded as it is. The others are those of `load_version`.
        Raises Damaged, Invalid, NotFound.
        """
        wanted = f"{reference}@{version}" if version is not None else reference
        if "@" not in wanted and ":" not in wanted:
            wanted = f"{wanted}@{'production' if self._is_served(wanted) else 'latest'}"
        found = self.find(wanted, fallback)
        if isinstance(found, Path):
            return loading.load(found, {}, allow_pickle=allow_pickle)
        return self.load_version(found, verify=verify, allow_pickle=allow_pickle, strict=strict, cached=cached)

    def load_version(
        self,
        version: Version,
        *,
        verify: bool = True,
        allow_pickle: bool = True,
        strict: bool = False,
        cached: bool = False,
    ) -> Any:
        """The model of a version that was looked up.

        Every byte is checked before the first is used, once for each version in a process, unless `verify=False`. A library of
        another major version than the one that wrote the model is a warning, with `strict` an error. Pickles run what they
        hold: load them only from a registry that you trust, or refuse them with `allow_pickle=False`. With `cached` whoever
        asks for the same version in this process gets the same object; the last eight are kept.
        Raises Damaged for a file that is not the one that was registered, Invalid, NotFound for one whose files are elsewhere.
        """
        with_files(version)
        metadata = version.metadata()
        compatibility.check(version.ref, metadata, strict=strict)
        loading.choose(version.directory, metadata, allow_pickle=allow_pickle)

        def load() -> Any:
            local = version if self._copies is None else self._copies.get(version, verify=verify)
            if verify:
                local.verify(once=True)
            return loading.load(local.directory, metadata, allow_pickle=allow_pickle)

        model = kept.keep(version.metadata_sha256, load) if cached else load()
        kept.note_origin(model, version)
        return model

    def load_model_for_prediction(self, *, model_type: str | None = None, cached: bool = True, **tags: Any) -> Any:
        """The newest model with these tags, of those in Production if one is there: `symbol="AAPL", timeframe="1d"`.

        `model_type` is a tag too; values are those of `find_by_tags`.
        The object is shared with others that ask for it, unless `cached=False`.
        Raises NotFound where no version has them all.
        """
        wanted = {**tags, "model_type": model_type} if model_type is not None else tags
        return self.load_model_by_tags(wanted, cached=cached)

    def load_model_by_tags(self, tags: Mapping[str, Any] | Iterable[str], **options: Any) -> Any:
        """The newest model with these tags, of those in Production if one is there; `options` are those of `load_version`.

        Raises NotFound where no version has them all.
        """
        found = self.find_by_tags(tags)
        serving = [each for each in found if each.stage == "Production"] or list(found)
        if not serving:
            asked = (name if text is None else f"{name}={text}" for name, text in tags_to_find(tags).items())
            raise NotFound(f"no version has the tags {', '.join(asked)}")
        return self.load_version(max(serving, key=lambda each: each.registered_at), **options)

    def find_by_tags(self, tags: Mapping[str, Any] | Iterable[str]) -> Versions:
        """The versions of all models that have these tags, the newest registration of each model first.

        A value finds the tag that `register` makes of it: 1 finds `1`, True finds `true`. None, or a list, asks for no value.
        """
        wanted = tags_to_find(tags)
        return Versions(each for each in self.all_versions() if has_tags(each, wanted))

    def check_compatibility(self, reference: str) -> list[str]:
        """What would keep a version from loading here as it was written: another major version of its library, or of Python
        for a pickle. Empty where nothing would."""
        version = self.resolve(reference)
        return compatibility.problems(version.ref, version.metadata())

    def _is_served(self, model: str) -> bool:
        try:
            self.resolve(f"{model}@production")
        except NotFound:
            return False
        return True


def has_tags(version: Version, wanted: Mapping[str, str | None]) -> bool:
    """Whether a version has all of these tags, with these values where one is given."""
    return all(key in version.tags and (value is None or version.tags[key] == value) for key, value in wanted.items())
