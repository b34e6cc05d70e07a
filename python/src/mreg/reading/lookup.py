"""Finds in a state what a reference names."""

from __future__ import annotations

from typing import Any

from ..errors import Ambiguous, NotFound, WrongUsage
from .changes import NO_STAGE
from .names import NUMBER, SEMVER, latest
from .ranges import is_range, max_satisfying
from .references import Reference, is_selector, parse_reference

STAGES = (NO_STAGE, "Staging", "Production", "Archived")
SHORT = {"prod": "production", "archive": "archived"}


def find_version(state: dict[str, Any], wanted: Reference) -> tuple[str, str]:
    """The key of the model and the version, neither in the trash."""
    wanted = as_whole(state, wanted)
    if wanted.selector is None:
        return _find_directory(state, wanted)
    key = find_model(state, wanted)
    model = state["models"][key]
    version = pick(model, wanted.selector)
    if version is None or version not in model["versions"]:
        there_is = ", ".join([*model["aliases"], *live(model)]) or "no version"
        raise NotFound(f"{key} has no '{wanted.selector}'; it has {there_is}")
    if "deleted" in model["versions"][version]:
        raise NotFound(f"{key}@{version} is in the trash")
    return key, version


def as_whole(state: dict[str, Any], wanted: Reference) -> Reference:
    """`team@home` as the name that a model has elsewhere: there is no model `team`."""
    if wanted.selector is None or _keys_of(state, wanted.model) or not _keys_of(state, wanted.whole):
        return wanted
    return Reference(wanted.whole, None)


def _find_directory(state: dict[str, Any], wanted: Reference) -> tuple[str, str]:
    """`rl_agents/ppo_v0.2.0_20240116103015`: the log knows every directory, so none is taken apart here."""
    for key, model in state["models"].items():
        for version, facts in live(model).items():
            if wanted.model in (facts["directory"], facts["directory"].split("/")[-1]):
                return key, version
    head, _, stage = (wanted.path or wanted.model).rpartition("/")
    if head and is_selector(stage) and not _keys_of(state, wanted.model):
        named = parse_reference(head)
        if _keys_of(state, named.model):
            return find_version(state, named._replace(selector=stage))
    key = find_model(state, wanted)
    raise WrongUsage(f"'{key}' names a model; a version was expected, such as {key}@production")


def find_model(state: dict[str, Any], wanted: Reference) -> str:
    there = {key: model for key, model in state["models"].items() if "~" not in key}
    named = [key for key in there if wanted.model in (key, key.split("/")[1])]
    keys = _keys_of(state, wanted.model)
    if len(keys) > 1:
        raise Ambiguous(f"'{wanted.model}' is a model in several types; say which of {', '.join(keys)}")
    if named and not keys:
        now = there[named[0]]["moved_to"]
        moved = "in the trash" if "~" in now else f"called {named[0].split('/')[0]}/{now} now"
        raise NotFound(f"{named[0]} is {moved}")
    if not keys:
        known = [key for key in there if "moved_to" not in there[key]]
        there_is = ", ".join([*known, *state["unread"]]) or "none"
        raise NotFound(f"no model '{wanted.model}'; there is {there_is}")
    return keys[0]


def _keys_of(state: dict[str, Any], name: str) -> list[str]:
    """The models of a name, else those that have it as their display name."""
    there = {key: model for key, model in state["models"].items() if "~" not in key and "moved_to" not in model}
    named = [key for key in there if name in (key, key.split("/")[1])]
    # A type in which all versions are deleted counts only if there is no other.
    alive = [key for key in named if len(named) > 1 and live(there[key])]
    return alive or named or [key for key, model in there.items() if model.get("display_name") == name]


def pick(model: dict[str, Any], selector: str) -> str | None:
    if SEMVER.fullmatch(selector):
        return selector if selector.startswith("v") else f"v{selector}"
    if NUMBER.fullmatch(selector):
        numbers = {facts["number"]: name for name, facts in model["versions"].items()}
        return numbers.get(int(selector))
    if selector.lower() == "latest":
        return latest(live(model))
    if is_range(selector):
        return max_satisfying(live(model), selector)
    word = SHORT.get(selector.lower(), selector.lower())
    if word == NO_STAGE.lower():
        return latest(name for name in live(model) if stage_of(model, name) == NO_STAGE)
    for stage in (*STAGES, *model["stages"]):
        if stage.lower() == word:
            return next(iter(model["stages"].get(stage, [])), None)
    aliases: dict[str, str] = model["aliases"]
    return aliases.get(selector)


def live(model: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: facts for name, facts in model["versions"].items() if "deleted" not in facts}


def stage_of(model: dict[str, Any], version: str) -> str:
    return next((stage for stage, versions in model["stages"].items() if version in versions), NO_STAGE)
