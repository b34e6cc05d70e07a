"""How references are written, as docs/references.md has it."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..errors import Invalid
from .names import ALIAS, NAME, NUMBER, SEMVER, is_display_name, is_name_elsewhere
from .ranges import is_range


class Reference(NamedTuple):
    model: str  # `name` or `type/name`
    selector: str | None
    path: str = ""  # all of what may be `type/name/stage`

    @property
    def whole(self) -> str:
        return self.model if self.selector is None else f"{self.model}@{self.selector}"


def parse_reference(text: str) -> Reference:
    """Raises Invalid; TypeError for what is no text."""
    if not isinstance(text, str):
        raise TypeError(f"a reference is a text, such as 'name@v1.2.0', not {type(text).__name__}")
    is_uri = text.startswith("models:/")
    body = text[len("models:/") :] if is_uri else text
    # A name from elsewhere may hold an @; MLflow, too, takes the last one for the separator.
    is_slashed = is_uri and re.fullmatch(r"[^/]+/[^@/]+", body)
    path, *selectors = [body] if is_slashed else re.split(r"[@:](?=[^@:]*\Z)", body)
    segments = re.sub(r"^(\./)+|/+$", "", path).split("/")
    if is_uri and not selectors and (len(segments) > 1 or body.endswith("/")):
        selectors = [segments.pop() if len(segments) > 1 else ""]
    # A longer path is a directory below the root, given from somewhere above it.
    too_deep = len(segments) > 2 and (is_uri or selectors)
    called = "/".join(segments)
    is_plain = not too_deep and all(NAME.fullmatch(segment) for segment in segments[-2:])
    if not is_plain and not is_display_name(called) and not is_name_elsewhere(called):
        raise Invalid(f"'{text}' is not a reference such as name@v1.2.0 or type/name@production")
    for selector in selectors:
        if not is_selector(selector):
            raise Invalid(f"'{text}' does not end with a version, number, stage or alias")
    path = called if is_plain and len(segments) == 3 else ""
    model = "/".join(segments[-2:]) if is_plain else called
    return Reference(model, selectors[0] if selectors else None, path)


def is_selector(text: str) -> bool:
    """Whether it reads as a version, a number, a range, a stage or an alias. Nothing at all reads as none."""
    return is_range(text) or any(rule.fullmatch(text) for rule in (SEMVER, NUMBER, ALIAS))
