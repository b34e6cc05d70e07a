"""Ranges as npm's own semver answers them."""

from __future__ import annotations

import json
import random
import subprocess

import pytest

from mreg import Invalid
from mreg.reading.ranges import max_satisfying

from .conftest import CHECKOUT

ANSWER = """
const maxSatisfying = require('semver/ranges/max-satisfying');
const validRange = require('semver/ranges/valid');
const { versions, ranges } = JSON.parse(require('fs').readFileSync(0));
const answer = (range) => (validRange(range) === null ? 'invalid' : maxSatisfying(versions, range));
console.log(JSON.stringify(ranges.map(answer)));
"""

RANGES = """^1.2, ~1.2, ^1.2.3, ~1.2.3, ^0.2, ^0.0.3, ^0, ~0, >=1 <2, >1, >1.2, >1.2.3, <2, <=1.2, <=1.2.3, 1.x, 1.2, 1, x, *,
1.2.*, =1.2.3, v1.2, 1.2.0 - 2, 1.0 - 1.2, 1.2.3 - 1.2, 1 || 2, ^1 || ^0.2, >=1.0.0-rc.1, ^1.0.0-alpha, ~1.2.3-beta.2,
>1.2.3-rc.1 <2, <1.0.0-rc.2, >= 1.2, > 1.2.3, 1.2.3-rc.1, 1.2.3-rc.1 || 1.0.0, ^2.0.0-rc.1, ~>1.2, >x, <x, >=x, <=x, =1.2, ^x, ~x,
1.2.3 1.2.4, ^1.2.3-rc.1 <1.3"""


def answers(versions: list[str], ranges: list[str]) -> list[str | None]:
    if not (CHECKOUT / "node_modules" / "semver").is_dir():
        pytest.skip("semver is not installed: npm ci")
    given = json.dumps({"versions": versions, "ranges": ranges})
    found = subprocess.run(["node", "-e", ANSWER], input=given, capture_output=True, text=True, check=True, cwd=CHECKOUT)
    answered: list[str | None] = json.loads(found.stdout)
    return answered


def found(versions: list[str], text: str) -> str | None:
    try:
        return max_satisfying(versions, text)
    except Invalid:
        return "invalid"


def random_version(draw: random.Random) -> str:
    core = ".".join(str(draw.choice((0, 0, 1, 1, 2, 3, 10))) for _ in range(3))
    return core + draw.choice(("", "", "", "-rc.1", "-rc.2", "-alpha", "-beta.10"))


def test_ranges_of_npm() -> None:
    draw = random.Random(20240116)
    known = [text.strip() for text in RANGES.split(",")]
    drawn = [
        draw.choice(("^", "~", ">=", "<=", ">", "<", "=", "")) + ".".join(random_version(draw).split(".")[: draw.randint(1, 3)])
        for _ in range(400)
    ]
    ranges = [text for text in [*known, *drawn] if "-" not in text or text.count(".") >= 2]
    for _ in range(20):
        versions = sorted({random_version(draw) for _ in range(draw.randint(1, 25))})
        for text, wanted in zip(ranges, answers(versions, ranges)):
            assert (versions, text, found(versions, text)) == (versions, text, wanted)


@pytest.mark.parametrize("text", ["", "^", ">=a", "1.2.3.4", "01.2.3", "^1.2 nonsense"])
def test_no_range(text: str) -> None:
    if text.strip() not in ("", "^"):  # Those are any version, as for npm.
        with pytest.raises(Invalid):
            max_satisfying(["v1.0.0"], text)
