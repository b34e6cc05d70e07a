"""The pages: their Python runs, and the reference is what the docstrings say."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from mreg import Registry

from .conftest import CHECKOUT

PAGES = ["docs/python.md", "python/README.md"]


@pytest.mark.parametrize("page", PAGES)
def test_the_blocks_of_a_page_run_one_after_the_other(registry: Registry, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("sklearn", "pandas", "sqlalchemy"):
        pytest.importorskip(name, reason=f"needs {name}, which the examples use")
    blocks = re.findall(r"^```python\n(.*?)^```$", (CHECKOUT / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, page, "exec"), names)
    assert len(blocks) > 1
    assert registry.models()


def test_the_reference_is_what_the_docstrings_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(CHECKOUT / "python"))
    import reference

    assert reference.page() == Path(reference.PAGE).read_text("utf-8"), "python3 python/reference.py"
    del sys.modules["reference"]


def test_every_public_name_is_on_the_page() -> None:
    import mreg

    page = (CHECKOUT / "docs" / "python.md").read_text("utf-8")
    methods = {name for name in dir(Registry) if not name.startswith("_")}
    assert [name for name in sorted({*mreg.__all__, *methods}) if not re.search(rf"\b{name}\b", page)] == []
