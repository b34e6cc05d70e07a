"""Changes go through mreg itself: one `mreg rpc` for the life of a registry, so that there is one implementation of a commit."""

from __future__ import annotations

import atexit
import json
import math
import os
import re
import shlex
import shutil
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .errors import Interrupted, Invalid, MregError, WrongUsage, from_code

Progress = Callable[[int, int], None]
"""Called with the bytes that are done, and the bytes in all."""


class Child:
    """One `mreg rpc`. Threads may share it: one call is under way at a time."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._began_in: tuple[int, str] | None = None
        self._calls = 0
        self.on_progress: Progress | None = None

    def call(self, method: str, params: Mapping[str, Any] | Sequence[str]) -> Any:
        """The result of a method of the library; members that are None are not sent.

        Raises the class of what mreg refuses. Interrupted where the process ends in the middle: whether the change was made
        is on record then, and the next call starts another process.
        """
        given = _sent(params)
        with self._lock:
            process = self._started()
            self._calls += 1
            line = json.dumps({"jsonrpc": "2.0", "id": self._calls, "method": method, "params": given}, default=plain)
            try:
                return self._answer(process, f"{line}\n", params)
            except (OSError, EOFError):
                self._forget()
                raise Interrupted(
                    f"mreg ended in the middle of {method}",
                    hint="look up whether the change was made: the log has it",
                ) from None
            except BaseException as error:
                if not isinstance(error, MregError):  # Such as KeyboardInterrupt: its answer would be the next call's.
                    self._forget()
                raise

    def close(self) -> None:
        """Ends the process once it has done what it was told."""
        with self._lock:
            process, self._process = self._process, None
            if process is not None and self._is_mine():
                _end(process)

    def _answer(self, process: subprocess.Popen[str], line: str, params: Mapping[str, Any] | Sequence[str]) -> Any:
        assert process.stdin and process.stdout
        process.stdin.write(line)
        process.stdin.flush()
        while True:
            message = self._next(process)
            if message.get("method") == "progress":
                if self.on_progress:
                    self.on_progress(message["params"]["done"], message["params"]["total"])
            elif message.get("id") == self._calls:
                return _result(message, params)

    def _next(self, process: subprocess.Popen[str]) -> dict[str, Any]:
        assert process.stdout
        line = process.stdout.readline()
        if not line.endswith("\n"):
            raise EOFError
        message: dict[str, Any] = json.loads(line)
        return message

    def _started(self) -> subprocess.Popen[str]:
        """A process in the working directory of now: settings and relative paths go by it. A fork has none of its own yet."""
        process = self._process
        if process is not None and self._is_mine() and self._began_in == _here() and process.poll() is None:
            return process
        if process is not None and self._is_mine():
            _end(process)
        command = [*find_command(), "rpc", "--root", str(self._root)]
        try:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        except OSError as error:
            raise WrongUsage(
                f"cannot start '{command[0]}': {error.strerror}",
                hint="MREG_COMMAND says the command, else npm install --global mreg",
            ) from None
        self._process, self._began_in = process, _here()
        atexit.register(_end, process, os.getpid())
        try:
            self._next(process)
        except (EOFError, ValueError):
            self._process = None
            raise WrongUsage(f"'{shlex.join(command)}' did not start: it said why on stderr") from None
        return process

    def _is_mine(self) -> bool:
        return self._began_in is not None and self._began_in[0] == os.getpid()

    def _forget(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


def find_command() -> list[str]:
    """The words that start mreg: MREG_COMMAND, else `mreg` on the PATH, else that of the nearest node_modules.

    Raises WrongUsage where there is none; reading needs none.
    """
    said = os.environ.get("MREG_COMMAND")
    if said:
        try:
            return shlex.split(said)
        except ValueError as error:
            raise WrongUsage(f"MREG_COMMAND is '{said}': {error}") from None
    here = Path.cwd()
    places = [str(directory / "node_modules" / ".bin") for directory in (here, *here.parents)]
    found = shutil.which("mreg") or shutil.which("mreg", path=os.pathsep.join(places))
    if found is None:
        raise WrongUsage(
            "changes need the mreg command, which is not on the PATH; reading needs none",
            hint="npm install --global mreg",
        )
    return [found]


def _here() -> tuple[int, str]:
    return os.getpid(), os.getcwd()


def _end(process: subprocess.Popen[str], pid: int | None = None) -> None:
    if pid not in (None, os.getpid()):
        return
    for stream in (process.stdin, process.stdout):
        if stream:
            stream.close()
    process.wait()


def _result(message: Mapping[str, Any], params: Mapping[str, Any] | Sequence[str]) -> Any:
    error = message.get("error")
    if error is None:
        return message["result"]
    data = error.get("data") or {}
    hint = data.get("hint")
    hint = hint and _with_arguments(hint, params)
    raise from_code(data.get("code", "MREG_BUG"), _with_arguments(error["message"], params), hint, data.get("details"))


def _with_arguments(text: str, params: Mapping[str, Any] | Sequence[str]) -> str:
    """A message with the call's arguments in place of the options of the command line; a command to be typed stays as it is."""
    if "mreg " in text:
        return text
    known = {re.sub("[A-Z]", lambda sign: f"-{sign[0].lower()}", name) for name in params}
    text = text.replace("--min or --max", "--direction") if "direction" in known else text
    return re.sub(r"--([a-z-]+)", lambda found: found[1].replace("-", "_") if found[1] in known else found[0], text)


def _sent(params: Mapping[str, Any] | Sequence[str]) -> Any:
    if isinstance(params, Mapping):
        return {name: finite(value) for name, value in params.items() if value is not None}
    return list(params)


def finite(value: Any) -> Any:
    """JSON has no NaN and no infinity: metadata has their names."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, Mapping):
        return {str(key): finite(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(each) for each in value]
    return value


def plain(value: Any) -> Any:
    """What json does not know: paths, and the scalars and arrays of numpy and torch."""
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    for name in ("tolist", "isoformat"):
        if hasattr(value, name):
            return finite(getattr(value, name)())
    raise Invalid(f"{type(value).__name__} cannot be written as JSON")
