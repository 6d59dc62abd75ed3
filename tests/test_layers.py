"""Modules follow the flow of the data; imports go only down the list."""

import ast
from pathlib import Path

from conftest import REPOSITORY

PACKAGE = REPOSITORY / "src/butfor"
LAYERS = [
    ["text", "urls", "unicode", "finding", "source", "suggest", "files", "parallel", "day"],
    ["cache", "parse"],
    ["model"],
    ["policy"],
    ["archive", "independence", "citations", "locate", "suppress", "history", "git"],
    ["ci", "quotes"],
    ["rules"],
    ["judging", "schema"],
    ["recall"],
    ["check"],
    ["fix", "correct"],
    ["report", "scaffold", "wires", "review", "stats", "export", "ledger", "past", "verify"],
    ["site"],
    ["cli"],
    ["__main__"],
]


def imported(path: Path) -> set[str]:
    """The parts of this package that a module imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("butfor."):
            found.add(str(node.module).split(".")[1])
        elif isinstance(node, ast.Import):
            found.update(name.name.split(".")[1] for name in node.names if name.name.startswith("butfor."))
    return found


def test_imports_go_only_down() -> None:
    level = {name: number for number, names in enumerate(LAYERS) for name in names}
    wrong = []
    for path in PACKAGE.rglob("*.py"):
        own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if own == "__init__":
            continue
        wrong += [f"{own} imports {other}" for other in imported(path) if level[other] > level[own]]
    assert wrong == []
