"""Folders follow the flow of the data; imports go only down this list."""

import ast
import importlib.util
import sys
from pathlib import Path

from conftest import REPOSITORY

PACKAGE = REPOSITORY / "src/butfor"
LAYERS = [
    "__main__",
    "cli",
    "site",
    "edit",
    "convert",
    "ledger",
    "queries",
    "view",
    "scaffold",
    "report",
    "account",
    "engine",
    "rules",
    "changes",
    "archive",
    "policy",
    "model",
    "yaml",
    "files",
    "text",
    "findings",
]
"""From the command line down to plain values; a package may import those below it."""


def imported_packages(path: Path) -> set[str]:
    """Return the packages of butfor that a module imports, anywhere in it."""
    modules: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            modules += (
                [f"{node.module}.{name.name}" for name in node.names] if node.module == "butfor" else [node.module]
            )
        elif isinstance(node, ast.Import):
            modules += [name.name for name in node.names]
    return {module.split(".")[1] for module in modules if module.startswith("butfor.")} - {"__version__"}


def test_imports_go_only_down() -> None:
    upward = [
        f"{path.relative_to(PACKAGE)} imports {package}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.parent != PACKAGE or path.stem != "__init__"
        for package in sorted(imported_packages(path))
        if LAYERS.index(package) < LAYERS.index(path.relative_to(PACKAGE).parts[0].removesuffix(".py"))
    ]
    assert upward == []


def test_every_package_has_its_place() -> None:
    names = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert names - {"__init__"} == set(LAYERS)


def test_no_module_and_no_function_is_too_large_to_read() -> None:
    spec = importlib.util.spec_from_file_location("structure", REPOSITORY / "scripts/structure.py")
    assert spec is not None
    assert spec.loader is not None
    structure = importlib.util.module_from_spec(spec)
    sys.modules["structure"] = structure  # dataclasses look there for it
    spec.loader.exec_module(structure)
    assert list(structure.over_limits(PACKAGE)) == []
