"""Writes the reference in docs/python.md from the docstrings; tests/test_docs.py holds it to them. It imports no package."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Optional

HERE = Path(__file__).resolve().parent
PACKAGE = HERE / "src" / "mreg"
PAGE = HERE.parent / "docs" / "python.md"

# A title, and the classes that a class extends, itself first; None for the functions of a module.
Place = tuple[str, Optional[str]]
PARTS: list[tuple[str, list[Place]]] = [
    (
        "Registry",
        [("registry.py", "Registry"), ("loader.py", "Loader"), ("writer.py", "Writer"), ("reading/folder.py", "Folder")],
    ),
    ("Functions of mreg", [("registry.py", None), ("models/kept.py", None), ("models/packing.py", None)]),
    ("Version", [("version.py", "Version")]),
    ("Versions", [("version.py", "Versions"), ("tables.py", "Table")]),
    ("History", [("tables.py", "History"), ("tables.py", "Table")]),
    ("Comparison", [("tables.py", "Comparison"), ("tables.py", "Table")]),
    ("Difference", [("tables.py", "Difference"), ("tables.py", "Table")]),
    ("Lineage", [("tables.py", "Lineage"), ("tables.py", "Table")]),
    ("Run", [("runs.py", "Run")]),
    ("Recording, of mreg.training", [("training/recording.py", "Recording")]),
]
# What the package uses itself.
INTERNAL = {"keep", "note_origin", "start"}

Function = ast.FunctionDef


def page() -> str:
    """The page with its reference."""
    text = PAGE.read_text("utf-8")
    return re.sub(
        r"(<!-- reference -->\n).*(<!-- /reference -->)", lambda found: f"{found[1]}\n{reference()}{found[2]}", text, flags=re.S
    )


def reference() -> str:
    parts = [f"### {title}\n\n{part(places)}\n" for title, places in PARTS]
    return "\n".join(parts) + "\n"


def part(places: list[Place]) -> str:
    """What the first class says of itself, and a table of its members and of those that it inherits."""
    about, rows = "", dict[str, tuple[str, str]]()
    for file, name in places:
        module = ast.parse((PACKAGE / file).read_text("utf-8"))
        about = about or (f"{says(classes(module)[name])}\n\n" if name else "")
        for call, text in members(module.body if name is None else classes(module)[name].body):
            rows.setdefault(call.split("(")[0].strip("`"), (call, text.replace("|", "\\|")))
    table = "\n".join(f"| {call} | {text} |" for call, text in rows.values())
    return f"{about}| | |\n| --- | --- |\n{table}"


def classes(module: ast.Module) -> dict[str, ast.ClassDef]:
    return {each.name: each for each in module.body if isinstance(each, ast.ClassDef)}


def members(body: list[ast.stmt]) -> list[tuple[str, str]]:
    """Public functions, documented fields, other names of functions."""
    rows = []
    for index, node in enumerate(body):
        after = body[index + 1] if index + 1 < len(body) else None
        if isinstance(node, Function) and not node.name.startswith("_") and node.name not in INTERNAL:
            is_field = any(isinstance(each, ast.Name) and each.id == "property" for each in node.decorator_list)
            rows.append((f"`{node.name}`" if is_field else f"`{signature(node)}`", says(node)))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and text_of(after):
            rows.append((f"`{node.target.id}`", text_of(after)))
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and isinstance(node.targets[0], ast.Name):
            rows.append((f"`{node.targets[0].id}`", f"As `{node.value.id}`."))
    return rows


def signature(function: Function) -> str:
    given = function.args
    defaults = [None] * (len(given.args) - len(given.defaults)) + list(given.defaults)
    words = [word(each, default) for each, default in zip(given.args, defaults) if each.arg not in ("self", "cls")]
    if given.vararg:
        words.append(f"*{given.vararg.arg}")
    elif given.kwonlyargs:
        words.append("*")
    words += [word(each, default) for each, default in zip(given.kwonlyargs, given.kw_defaults)]
    if given.kwarg:
        words.append(f"**{given.kwarg.arg}")
    return f"{function.name}({', '.join(words)})"


def word(argument: ast.arg, default: ast.expr | None) -> str:
    return argument.arg if default is None else f"{argument.arg}={ast.unparse(default)}"


def says(node: Function | ast.ClassDef) -> str:
    text = ast.get_docstring(node)
    if not text:
        raise SystemExit(f"{node.name} says nothing of itself")
    return re.sub(r"\s+", " ", text)


def text_of(node: ast.stmt | None) -> str:
    """A text that stands below a field."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return re.sub(r"\s+", " ", node.value.value)
    return ""


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
