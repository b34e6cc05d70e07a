"""What can go wrong: a class for each of mreg's codes, with the exit status that `mreg` has for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class MregError(Exception):
    """Every failure of the registry. Compare the class or `code`; the message is for people and may change."""

    code = "MREG_BUG"
    status = 70

    def __init__(self, message: str, *, hint: str | None = None, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        """What to do or to type next, if there is something."""
        self.details: Mapping[str, Any] = details or {}

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class Refused(MregError):
    """It ran, and the answer is no: a gate does not pass, or nothing waits for promotion."""

    code = "MREG_NO"
    status = 1


class WrongUsage(MregError):
    """The call does not fit: a model where a version was expected, mreg is not installed."""

    code = "MREG_USAGE"
    status = 2


class Invalid(MregError):
    """A value or a file is invalid: a reference, metadata, a configuration, a name."""

    code = "MREG_INVALID"
    status = 3


class NewerFormat(MregError):
    """A newer mreg made the registry."""

    code = "MREG_FORMAT"
    status = 3


class NotFound(MregError):
    """There is no such registry, model, version or source, or the version is in the trash."""

    code = "MREG_NOT_FOUND"
    status = 4


class Ambiguous(MregError):
    """The name fits models of several types."""

    code = "MREG_AMBIGUOUS"
    status = 4


class AlreadyExists(MregError):
    """The version, number or name is taken."""

    code = "MREG_EXISTS"
    status = 5


class Conflict(MregError):
    """The state is not the one that was expected."""

    code = "MREG_CONFLICT"
    status = 5


class Protected(MregError):
    """Something still refers to the version."""

    code = "MREG_PROTECTED"
    status = 5


class Damaged(MregError):
    """The bytes on the disk are not the ones that were registered."""

    code = "MREG_DAMAGED"
    status = 7


class InputOutput(MregError):
    """Reading or writing failed: the disk is full, a permission is missing."""

    code = "MREG_IO"
    status = 74


class Interrupted(MregError):
    """It was told to stop, or the process that did the work ended."""

    code = "MREG_INTERRUPTED"
    status = 130


CLASSES: Mapping[str, type[MregError]] = {
    each.code: each
    for each in (
        MregError,
        Refused,
        WrongUsage,
        Invalid,
        NewerFormat,
        NotFound,
        Ambiguous,
        AlreadyExists,
        Conflict,
        Protected,
        Damaged,
        InputOutput,
        Interrupted,
    )
}


def from_code(code: str, message: str, hint: str | None, details: Mapping[str, Any] | None) -> MregError:
    """The error of a code; one that a newer mreg has is a plain MregError."""
    return CLASSES.get(code, MregError)(message, hint=hint, details=details)
