"""The registry as a program sees it, also under the names that people know from elsewhere."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from .database import ENDINGS, make_database
from .errors import Invalid, NotFound
from .loader import has_tags
from .models import saving
from .tables import Comparison, Difference, History, Lineage
from .tags import tags_to_find
from .version import Version, Versions
from .writer import Writer


class Registry(Writer):
    """A registry: at `root`, else where the command line would find it. Reading needs Python alone; changes need mreg.

    With `local_copies` files are copied into that directory before a model is loaded, once for each version: for a registry on
    a network drive. Raises Invalid for an empty root, and for one such as s3://….
    """

    def __repr__(self) -> str:
        return f"Registry({str(self.root)!r})"

    def __enter__(self) -> Registry:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get_latest_version(self, model_name: str) -> Version:
        """The highest version, releases before pre-releases. Raises NotFound."""
        return self.resolve(f"{model_name}@latest")

    def get_production_model(self, model_name: str) -> Version | None:
        """What is in Production; None where nothing is."""
        return self.resolve(f"{model_name}@production") if self._is_served(model_name) else None

    def get_model_versions(self, model_name: str) -> Versions:
        """As `versions`."""
        return self.versions(model_name)

    list_model_versions = get_model_versions
    list_versions = get_model_versions

    def list_models(self) -> list[str]:
        """As `models`."""
        return self.models()

    def get_versions_by_tag(self, model_name: str, tag: str, value: Any = None) -> Versions:
        """The versions of a model that have a tag, with this value if one is given: `True` finds `true`. Raises NotFound."""
        wanted = tags_to_find({tag: value})
        return Versions(each for each in self.versions(model_name) if has_tags(each, wanted))

    def find_best_model(self, model_name: str, metric: str, direction: Literal["min", "max"] | None = None) -> Version:
        """As `best`."""
        return self.best(model_name, metric, direction)

    def get_version_history(self, reference: str) -> History:
        """The changes of a version or of a model, the newest first."""
        return History(self.library.history(ref=reference)["entries"])

    def lineage(self, reference: str | None = None, *, origins: bool = True, **others: Any) -> Lineage:
        """What a version was derived from and what was derived from it. Without a version: what came from a base model, a data
        set, a run or a commit; `others` are those of `library.lineage`, such as `data_version="md5:6137cde4"`.

        `origins=False` asks for no runs, data and commits: then no metadata is read. Raises NotFound.
        """
        return Lineage(self.library.lineage(ref=reference, origins=origins, **others))

    def get_model_lineage(self, reference: str) -> Lineage:
        """As `lineage`."""
        return self.lineage(reference)

    def compare_versions(self, *references: str) -> Comparison:
        """Versions side by side: metrics, and the hyperparameters that differ. Raises WrongUsage for fewer than two."""
        return Comparison(self.library.compare(refs=list(references)))

    def create_diff(self, one: str, other: str) -> Difference:
        """What is different in the second version: metadata, tags and files."""
        return Difference(self.library.diff(one, other))

    def set_model_status(self, model_name: str, version: str | int, status: str) -> Version:
        """As `transition_stage`."""
        return self.transition_stage(model_name, version, status)

    def delete_model(self, model_name: str, version: str | int | None = None, **others: Any) -> Any:
        """Moves a version to the trash, or a model with all its versions. Raises Protected where something refers to it and
        `force=True` is not given."""
        if version is None:
            return self.library.delete_model(model_name, **others)
        return self.library.delete([f"{model_name}@{version}"], **others)

    def export_model(self, reference: str, to: str | os.PathLike[str], **others: Any) -> Any:
        """Writes a version, or a model with its versions, to an archive; `others` are those of `library.export`."""
        return self.library.export(refs=[reference], to=os.fspath(to), **others)

    def import_model(self, archive: str | os.PathLike[str], **others: Any) -> Any:
        """Takes an archive in; `others` are those of `library.import_`. Raises Invalid for one that is not whole."""
        return self.library.import_(os.fspath(archive), **others)

    def export_sql(self, to: str | os.PathLike[str], references: Sequence[str] = ()) -> Any:
        """Writes all of the registry, models, versions and runs, or versions with what belongs to them: as SQL for SQLite and
        PostgreSQL, or as a SQLite database where `to` ends with .db, .sqlite or .sqlite3. `mreg.sql` has SQLAlchemy's classes for
        its tables.

        A file is written beside its name and renamed. Gives what `library.export_sql` does. Raises NotFound for a directory or
        a version that there is not.
        """
        path = Path(os.path.abspath(to))

        def export(file: Path) -> Any:
            return self.library.export_sql(refs=list(references), to=os.fspath(file))

        if path.suffix not in ENDINGS:
            return export(path)
        if not path.parent.is_dir():
            raise NotFound(f"no directory {path.parent}")
        return {**make_database(path, export), "output": os.fspath(path)}


def get_registry(root: str | os.PathLike[str] | None = None) -> Registry:
    """A registry; see Registry."""
    return Registry(root)


def compute_model_hash(model: Any) -> str:
    """The SHA-256, in hexadecimal, of what `register_model` would write: its files in the order of their names."""
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
