"""Semver ranges, as npm's `semver` has them: the grammar of github.com/npm/node-semver, "Ranges"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cmp_to_key
from typing import NamedTuple

from ..errors import Invalid
from .names import precedence

_PART = r"(?:0|[1-9]\d*|[xX*])"
_PARTIAL = re.compile(rf"[v=\s]*({_PART})(?:\.({_PART})(?:\.({_PART})(-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)?)?")
_MOST = 2**53 - 1
_HYPHEN = re.compile(r"(\S+)\s+-\s+(\S+)")
_OPERATORS = ("^", "~>", "~", ">=", "<=", ">", "<", "=", "")


class _Comparator(NamedTuple):
    """`version` in semver's order on the side that `holds` takes."""

    holds: Callable[[int], bool]
    version: str


class _Partial(NamedTuple):
    parts: tuple[int, ...]  # those that are numbers, at most three
    labels: str

    def low(self) -> str:
        return ".".join(str(part) for part in (*self.parts, 0, 0, 0)[:3]) + self.labels

    def above(self, at: int) -> str:
        """The first version after all that share the parts up to `at`; below its own pre-releases."""
        parts = [*self.parts, 0, 0, 0][:3]
        return ".".join(str(part) for part in [*parts[:at], parts[at] + 1, 0, 0][:3]) + "-0"


def max_satisfying(versions: Iterable[str], text: str) -> str | None:
    """The highest of `versions` that a range admits. Raises Invalid for what is no range."""
    alternatives = [_parse_alternative(part) for part in text.split("||")]
    admitted = (version for version in versions if any(_admits(each, version) for each in alternatives))
    return max(admitted, key=cmp_to_key(_compare), default=None)


def is_range(text: str) -> bool:
    """Whether a text is a range: with a digit or a wildcard, or of empty alternatives. Nothing at all is none."""
    if text.strip() == "":
        return False
    if not re.search(r"[0-9xX*]", text) and text.strip().strip("|") != "":
        return False
    try:
        for part in text.split("||"):
            _parse_alternative(part)
    except Invalid:
        return False
    return True


def _admits(comparators: list[_Comparator], version: str) -> bool:
    if not all(each.holds(_compare(version, each.version)) for each in comparators):
        return False
    # A pre-release counts only where the range names one of the same three numbers.
    core, _, labels = version.lstrip("v").partition("-")
    named = [each.version.partition("-") for each in comparators]
    return not labels or any(its_core == core and its_labels for its_core, _, its_labels in named)


def _compare(one: str, other: str) -> int:
    """Semver's order; unlike `precedence`, a pre-release is just below its own release."""
    a, b = precedence(one), precedence(other)
    left, right = (a[1], a[0], a[2]), (b[1], b[0], b[2])
    return (left > right) - (left < right)


def _parse_alternative(text: str) -> list[_Comparator]:
    hyphen = _HYPHEN.fullmatch(text.strip())
    if hyphen:
        low, high = _parse_partial(hyphen.group(1)), _parse_partial(hyphen.group(2))
        return [*_comparators(">=", low), *_comparators("<=", high)]
    # "> 1.2" is ">1.2".
    words = re.sub(r"([~^<>=]+)\s+", r"\1", text).split()
    return [comparator for word in words for comparator in _parse_word(word)]


def _parse_word(word: str) -> list[_Comparator]:
    operator = next(each for each in _OPERATORS if word.startswith(each))
    text = word[len(operator) :]
    return _comparators(operator, _parse_partial(text, signs=operator in ("^", "~", "~>")))


def _parse_partial(text: str, *, signs: bool = False) -> _Partial:
    """More signs than one v may stand before all three numbers only where `signs` says so."""
    found = _PARTIAL.fullmatch(text.strip() or "*")
    if not found:
        raise Invalid(f"'{text}' is no version of a range, such as 1.2 or 1.2.x")
    numbers: list[int] = []
    for part in found.groups()[:3]:
        if part is None or part in "xX*":
            break
        if int(part) > _MOST:
            raise Invalid(f"'{text}' is no version of a range: its numbers are too large")
        numbers.append(int(part))
    if len(numbers) == 3 and not signs and not re.match(r"\s*v?[0-9]", text):
        raise Invalid(f"'{text}' is no version of a range, such as 1.2.0")
    return _Partial(tuple(numbers), (found.group(4) or "") if len(numbers) == 3 else "")


def _comparators(operator: str, wanted: _Partial) -> list[_Comparator]:
    count = len(wanted.parts)
    at_least = _Comparator(lambda order: order >= 0, wanted.low())
    if operator in ("^", "~", "~>", "", "="):
        if count == 0:
            return []
        if count == 3 and operator in ("", "="):
            return [_Comparator(lambda order: order == 0, wanted.low())]
        return [at_least, _Comparator(lambda order: order < 0, wanted.above(_last_fixed(operator, wanted)))]
    if count == 0:
        # Everything is at least, and at most, any version; nothing is below or above all of them.
        return [] if operator in (">=", "<=") else [_Comparator(lambda order: order < 0, "0.0.0-0")]
    if count == 3:
        holds = {">": lambda o: o > 0, ">=": lambda o: o >= 0, "<": lambda o: o < 0, "<=": lambda o: o <= 0}
        return [_Comparator(holds[operator], wanted.low())]
    if operator == ">=":
        return [at_least]
    if operator == "<":
        return [_Comparator(lambda order: order < 0, f"{wanted.low()}-0")]
    beyond = wanted.above(count - 1)
    if operator == "<=":
        return [_Comparator(lambda order: order < 0, beyond)]
    return [_Comparator(lambda order: order >= 0, beyond[:-2])]


def _last_fixed(operator: str, wanted: _Partial) -> int:
    """The index of the part that the versions of the range share as the last."""
    if operator == "^":
        return next((at for at, part in enumerate(wanted.parts) if part > 0), len(wanted.parts) - 1)
    return min(1, len(wanted.parts) - 1)
