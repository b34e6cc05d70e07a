"""How names and versions are written, as docs/format.md has it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}(?<!\.)")
ALIAS = re.compile(r"(?!__proto__\Z)[\w-][\w.-]{0,254}(?<!\.)")
ANY_NAME = re.compile(rf"{NAME.pattern}(?:~r[1-9][0-9]*)?")  # also of a model in the trash
NUMBER = re.compile(r"[1-9][0-9]{0,14}")
_INT = r"(?:0|[1-9][0-9]*)"
_LABEL = rf"(?:[0-9]*[A-Za-z-][0-9A-Za-z-]*|{_INT})"
_LABELS = rf"(?:-{_LABEL}(?:\.{_LABEL})*)?"
SEMVER = re.compile(rf"v?{_INT}\.{_INT}\.{_INT}{_LABELS}")


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
