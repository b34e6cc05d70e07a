"""Results that a notebook shows as a table, and that become data frames."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Any


class Table:
    """Has rows: dictionaries with the same keys."""

    def rows(self) -> list[dict[str, Any]]:
        """What is shown, a dictionary a row."""
        raise NotImplementedError

    def to_frame(self) -> Any:
        """The rows as a pandas.DataFrame. Raises ImportError where pandas is not installed."""
        import pandas

        return pandas.DataFrame(self.rows())

    def _repr_html_(self) -> str:
        rows = self.rows()
        head = "".join(f"<th>{html.escape(name)}</th>" for name in (rows[0] if rows else ()))
        body = "".join(_row(row.values()) for row in rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


class History(Table, list[dict[str, Any]]):
    """Entries of the log, the newest first: what changed, who did it, when and why."""

    COLUMNS = ("revision", "at", "command", "by", "reason")

    def rows(self) -> list[dict[str, Any]]:
        """What is shown: a row for each entry."""
        return [{name: entry.get(name) for name in self.COLUMNS} for entry in self]


class Comparison(Table, dict[str, Any]):
    """Versions side by side: `versions`, `metrics` and the `hyperparameters` that differ; a row for each of the latter two."""

    def rows(self) -> list[dict[str, Any]]:
        """What is shown: the name of a metric or a hyperparameter, and its value in each version."""
        versions = [version["ref"] for version in self["versions"]]
        compared = [*self["metrics"], *self["hyperparameters"]]
        return [{"name": each["name"], **dict(zip(versions, each["values"]))} for each in compared]


class Difference(Table, dict[str, Any]):
    """What is different in the second of two versions: `changes` of metadata and tags, `files` that were added, removed or
    changed, and the `seconds` between the two; a row for each change, and for each file with its SHA-256."""

    def rows(self) -> list[dict[str, Any]]:
        """What is shown: a field or a file, and its value in the first and in the second version."""
        files = self["files"]
        pairs = [(None, each) for each in files["added"]] + [(each, None) for each in files["removed"]]
        pairs += [(each["from"], each["to"]) for each in files["changed"]]
        return [{"field": each["field"], "from": each["from"], "to": each["to"]} for each in self["changes"]] + [
            {"field": (one or other)["path"], "from": one and one["sha256"], "to": other and other["sha256"]}
            for one, other in pairs
        ]


class Lineage(Table, dict[str, Any]):
    """What versions came from, and what came from them: `roots`, `ancestors`, `descendants`, `edges`, `missing`, `origins`; a row
    for each version, ancestors first."""

    def rows(self) -> list[dict[str, Any]]:
        """What is shown: a version as `ancestor`, `self` or `descendant`, its parents, whether it is missing in the registry, and
        the run, data and commit that it came from."""
        roots = [version["ref"] for version in self["roots"]]
        related = [(each, "ancestor") for each in reversed(self["ancestors"])]
        related += [(each, "self") for each in roots] + [(each, "descendant") for each in self["descendants"]]
        origins = {origin["ref"]: origin for origin in self["origins"]}
        return [
            {
                "relation": "self" if ref in roots else relation,
                "version": ref,
                "parents": [edge["parent"] for edge in self["edges"] if edge["child"] == ref],
                "missing": ref in self["missing"],
                **{name: origins.get(ref, {}).get(name) for name in ("run_id", "data_version", "commit")},
            }
            for ref, relation in dict(related).items()
        ]


def _row(values: Iterable[Any]) -> str:
    return f"<tr>{''.join(f'<td>{html.escape(_shown(value))}</td>' for value in values)}</tr>"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}={each}" for key, each in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(str(each) for each in value)
    return "" if value is None else str(value)
