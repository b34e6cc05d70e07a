"""Tags as people give them: the texts that the registry keeps, the same where they are set and where they are asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from .errors import Invalid
from .rpc import finite, plain


def tag_text(value: Any) -> str:
    """A value as the text of a tag: numbers and truth values as JSON writes them, `1` and `true`; None is empty.

    Raises Invalid for what is no single value.
    """
    text = json.dumps(finite(value), default=plain)
    known = json.loads(text)
    if isinstance(known, (list, dict)):
        raise Invalid(f"a tag cannot have the value {text[:60]}, expected a text, a number or a truth value")
    return known if isinstance(known, str) else "" if known is None else text


def tags_to_set(tags: Mapping[str, Any] | Iterable[str]) -> dict[str, str]:
    """Tags with their texts; those of a list are empty. One text is one tag. Raises Invalid."""
    return {name: "" if value is None else value for name, value in tags_to_find(tags).items()}


def tags_to_find(tags: Mapping[str, Any] | Iterable[str]) -> dict[str, str | None]:
    """The same, with None for a tag that may have any value: those of a list. Raises Invalid."""
    if not isinstance(tags, Mapping):
        return dict.fromkeys([tags] if isinstance(tags, str) else tags)
    return {str(name): None if value is None else tag_text(value) for name, value in tags.items()}
