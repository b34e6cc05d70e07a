"""`python -m mreg REFERENCE`: where a version lies, without mreg and without Node."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from .errors import MregError
from .find import find_root
from .reading.folder import Folder


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the directory of a version. Returns 0, or the exit status of `mreg path`."""
    parser = argparse.ArgumentParser(prog="python -m mreg", description="Prints the directory of a version.")
    parser.add_argument("reference", help="such as ppo_dowjones@production")
    parser.add_argument("--root", help="the registry's directory (default: as for mreg)")
    parser.add_argument("--fallback", default="", metavar="A,B", help="what to take if there is none")
    options = parser.parse_args(arguments)
    fallback = [candidate.strip() for candidate in options.fallback.split(",") if candidate.strip()]
    try:
        print(Folder(find_root(options.root)).path(options.reference, fallback))
    except MregError as error:
        print(f"error: {error.message}", file=sys.stderr)
        if error.hint:
            print(f"hint: {error.hint}", file=sys.stderr)
        return error.status
    return 0


if __name__ == "__main__":
    sys.exit(main())
