"""References as mreg itself answers them."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Callable

import pytest

from mreg import MregError, Registry

MODELS = """
ppo, rl/ppo, base/ppo, solo, models/solo, my agent, plans/my agent, my_agent, newname, plans/old, nope, half, a/b/c, /solo, solo/,
./solo, ../solo, SOLO, été, models:/solo, models:/models/solo, models://solo, model_registry/models/solo
"""
SELECTORS = """
, latest, LATEST, production, prod, archive, none, Staging, 1, 2, 9, 01, 0, 1.2, v1, v1.2.0, 1.2.0, V1.2.0, vv1.2.0, =1.2.0, ^1,
>=1 <2, 1 - 2, *, x, 1.x, ||, 1 || 2, ^, >, ^^1, 1.2.3.4, a/b, Champ, champ, x1, été, nope, __proto__, 2.0.0-rc.1, ^1.2.0-,
1.2.0+build, .a, a., a b, -x, @, 9999999999999999, 11111111111111111111
"""
PIECES = "ppo, solo, rl, /, @, :, 1, ., v, latest, ^, models:/, my agent, prod, x, -, é, ~, =, |, *, "


def words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",")]


@pytest.fixture
def filled(registry: Registry, weights: Path) -> Registry:
    for version in ("1.2.0", "1.10.0", "2.0.0-rc.1"):
        registry.register(weights, name="ppo", type="rl", version=version)
    for type in ("rl", "base"):
        registry.register(weights, name="half", type=type)
    registry.register(weights, name="ppo", type="base")
    registry.register(weights, name="my agent", type="plans", aliases=["Champ"], stage="production")
    registry.register(weights, name="old", type="plans")
    registry.register(weights, name="solo", version="1.2.3", stage="staging", aliases=["x1", "été"])
    registry.register(weights, name="solo", version="1.3.0")
    registry.library.rename_model("plans/old", to="newname")
    registry.delete_model("solo", 2)
    registry.delete_model("base/half", 1)
    return registry


def test_every_reference_is_found_or_refused_as_by_mreg(filled: Registry) -> None:
    draw = random.Random(20240116)
    references = {f"{model}{sign}{selector}" for model in words(MODELS) for sign in "@:/" for selector in words(SELECTORS)}
    references |= {"".join(draw.choice([*words(PIECES), " "]) for _ in range(draw.randint(1, 6))) for _ in range(1000)}
    for each in filled.all_versions():
        name = each.directory.name
        references |= {name, f"{each.type}/{name}", f"./model_registry/{each.type}/{name}/", f"{name}@1", f"other/{name}"}

    def answer(find: Callable[[str], str], reference: str) -> str:
        try:
            return find(reference)
        except MregError as error:
            return error.code

    for reference in sorted(references):
        by_mreg = answer(lambda each: str(filled.library.version(each)["ref"]), reference)
        assert (reference, answer(lambda each: filled.resolve(each).ref, reference)) == (reference, by_mreg)
