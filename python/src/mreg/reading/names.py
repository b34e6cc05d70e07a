"""How names, versions and references are written, as docs/format.md and docs/references.md have it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from ..errors import Invalid

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}(?<!\.)")
ALIAS = re.compile(r"(?!__proto__\Z)[\w-][\w.-]{0,254}(?<!\.)")
ANY_NAME = re.compile(rf"{NAME.pattern}(?:~r[1-9][0-9]*)?")  # also of a model in the trash
NUMBER = re.compile(r"[1-9][0-9]{0,14}")
_INT = r"(?:0|[1-9][0-9]*)"
_LABEL = rf"(?:[0-9]*[A-Za-z-][0-9A-Za-z-]*|{_INT})"
_LABELS = rf"(?:-{_LABEL}(?:\.{_LABEL})*)?"
SEMVER = re.compile(rf"v?{_INT}\.{_INT}\.{_INT}{_LABELS}")
_PART = rf"(?:{_INT}|[xX*])"
_PARTIAL = rf"v*{_PART}(?:\.{_PART}(?:\.{_PART}{_LABELS}(?:\+.*)?)?)?"
RANGE = re.compile(rf"\s*(?:[~^<>=*|].*|{_PARTIAL}(?:[\s|].*)?)?")


class Reference(NamedTuple):
    model: str  # `name` or `type/name`
    selector: str | None
    path: str = ""  # all of what may be `type/name/stage`

    @property
    def whole(self) -> str:
        return self.model if self.selector is None else f"{self.model}@{self.selector}"


def parse_reference(text: str) -> Reference:
    """Raises Invalid."""
    is_uri = text.startswith("models:/")
    body = text[len("models:/") :] if is_uri else text
    # A name from elsewhere may hold an @; MLflow, too, takes the last one for the separator.
    is_slashed = is_uri and re.fullmatch(r"[^/]+/[^@/]+", body)
    path, *selectors = [body] if is_slashed else re.split(r"[@:](?=[^@:]*\Z)", body)
    segments = re.sub(r"^(\./)+|/+$", "", path).split("/")
    if is_uri and not selectors and len(segments) > 1:
        selectors = [segments.pop()]
    # A longer path is a directory below the root, given from somewhere above it.
    too_deep = len(segments) > 2 and (is_uri or selectors)
    called = "/".join(segments)
    is_plain = not too_deep and all(NAME.fullmatch(segment) for segment in segments[-2:])
    if not is_plain and not is_display_name(called) and not is_name_elsewhere(called):
        raise Invalid(f"'{text}' is not a reference such as name@v1.2.0 or type/name@production")
    for selector in selectors:
        if not selector.strip() or not any(rule.fullmatch(selector) for rule in (SEMVER, NUMBER, RANGE, ALIAS)):
            raise Invalid(f"'{text}' does not end with a version, number, stage or alias")
    path = called if is_plain and len(segments) == 3 else ""
    model = "/".join(segments[-2:]) if is_plain else called
    return Reference(model, selectors[0] if selectors else None, path)


def is_display_name(text: str) -> bool:
    """Whether a model may be called so elsewhere: letters, digits, signs and single spaces, one slash at most."""
    kinds = [unicodedata.category(sign)[0] for sign in text if sign != " "]
    return (
        len(text) <= 256
        and any(kind in "LN" for kind in kinds)
        and all(kind in "LMNPS" for kind in kinds)
        and not re.search(r"[@:\\]|^ | $|  |(?:^|/)\.{0,2}(?:/|$)|/.*/", text)
        and not re.fullmatch(r"[A-Za-z0-9._-]+", text)
    )


def is_name_elsewhere(text: str) -> bool:
    """Whether MLflow takes it for the name of a model."""
    return (
        text.strip() != ""
        and len(text) <= 256
        and text not in (".", "..")
        and not any(sign in "/:" or unicodedata.category(sign) in ("Cc", "Cs") for sign in text)
    )


def latest(versions: Iterable[str]) -> str | None:
    return max(versions, key=precedence, default=None)


def precedence(version: str) -> tuple[bool, list[int], list[tuple[bool, int, str]]]:
    """Semver's order (semver.org 2.0.0, item 11), except that a release is above every pre-release."""
    core, _, labels = version.lstrip("v").partition("-")
    # A number is below a word, and fewer labels are below more.
    ranks = [(False, int(label), "") if label.isdigit() else (True, 0, label) for label in labels.split(".")]
    return labels == "", [int(part) for part in core.split(".")], ranks
