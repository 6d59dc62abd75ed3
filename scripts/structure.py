"""Print how large the package is and how it hangs together: to compare before and after a change.

    python scripts/structure.py [FOLDER] [--list]

Lines of code are counted without empty lines, comments and docstrings. Rooms are packages, and modules that lie in
none; the floor of a room is the longest way down its imports; an arrow is an import of one room by another. `--list`
names what is over the limits that tests/test_layers.py holds: modules of 300 lines, functions of 60 lines, 5 positional
parameters.
"""

import argparse
import ast
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "src/butfor"
MODULE_LINES, FUNCTION_LINES, POSITIONAL = 300, 60, 5
_BRANCHES = (ast.If, ast.IfExp, ast.For, ast.While, ast.ExceptHandler, ast.comprehension, ast.match_case, ast.Assert)

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """One module, parsed."""

    name: str
    """Path below the package."""
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The package that it lies in; its own name where it lies in none."""
        return Path(self.name).parts[0].removesuffix(".py")

    @property
    def lines(self) -> int:
        """All lines of the file."""
        return self.text.count("\n")

    @property
    def code_lines(self) -> int:
        """Lines that hold code: no empty lines, comments or docstrings."""
        lines: set[int] = set()
        for token in tokenize.generate_tokens(io.StringIO(self.text).readline):
            if token.type not in (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT):
                lines.update(range(token.start[0], token.end[0] + 1))
        texts = (node for node in ast.walk(self.tree) if isinstance(node, ast.Expr))
        for node in texts:
            if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
                lines.difference_update(range(node.lineno, (node.end_lineno or 0) + 1))
        return len(lines)

    def functions(self) -> Iterator[Function]:
        """Yield every function and method."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def imports(self) -> set[str]:
        """Return the rooms of butfor that it imports, anywhere in it."""
        modules: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module == "butfor":
                modules.update(f"butfor.{name.name}" for name in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                modules.add(node.module)
            elif isinstance(node, ast.Import):
                modules.update(name.name for name in node.names)
        return {name.split(".")[1] for name in modules if name.startswith("butfor.")} - {"__version__"}


def modules(package: Path) -> list[Module]:
    """Return the modules of a package, sorted by name."""
    paths = sorted(package.rglob("*.py"))
    texts = [(path.relative_to(package).as_posix(), path.read_text(encoding="utf-8")) for path in paths]
    return [Module(name, text, ast.parse(text)) for name, text in texts]


def function_lines(function: Function) -> int:
    """Return the lines of a function's body, without its docstring."""
    docstring = function.body[0] if ast.get_docstring(function) is not None else None
    skipped = (docstring.end_lineno or 0) - docstring.lineno + 1 if docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - skipped


def positional(function: Function) -> int:
    """Return how many parameters may be given by position, ``self`` and ``cls`` not counted."""
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def complexity(function: Function) -> int:
    """Return one more than the places at which a function branches."""
    branches = sum(isinstance(node, _BRANCHES) for node in ast.walk(function))
    return 1 + branches + sum(len(node.values) - 1 for node in ast.walk(function) if isinstance(node, ast.BoolOp))


def floors(rooms: dict[str, set[str]]) -> dict[str, int]:
    """Return the floor of each room: 1 for one that imports no other; a cycle counts once."""

    def floor(room: str, above: tuple[str, ...]) -> int:
        others = [other for other in rooms[room] if other in rooms and other not in (room, *above)]
        return 1 + max((floor(other, (*above, room)) for other in others), default=0)

    return {room: floor(room, ()) for room in rooms}


def over_limits(package: Path) -> Iterator[str]:
    """Yield what is larger than the limits allow; a module may say in its docstring why it is ("In one piece: ...")."""
    for module in modules(package):
        if module.lines > MODULE_LINES and "In one piece" not in (ast.get_docstring(module.tree) or ""):
            yield f"{module.name}: {module.lines} lines"
        for function in module.functions():
            if function_lines(function) > FUNCTION_LINES:
                yield f"{module.name}: {function.name} has {function_lines(function)} lines"
            if positional(function) > POSITIONAL:
                yield f"{module.name}: {function.name} takes {positional(function)} positional parameters"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=PACKAGE)
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_args()
    every = modules(arguments.folder)
    if not every:
        parser.error(f"there is no module in {arguments.folder}")
    rooms: dict[str, set[str]] = {}
    for module in every:
        if module.name != "__init__.py":
            rooms.setdefault(module.room, set()).update(module.imports())
    functions = [(module, function) for module in every for function in module.functions()]
    complex_module, most_complex = max(functions, key=lambda pair: complexity(pair[1]))
    long_module, longest = max(functions, key=lambda pair: function_lines(pair[1]))
    arrows = sum(len((others & rooms.keys()) - {room}) for room, others in rooms.items())
    print(f"modules     {len(every)}")
    print(f"lines       {sum(module.lines for module in every)}, of code {sum(module.code_lines for module in every)}")
    print(f"rooms       {len(rooms)} on {max(floors(rooms).values())} floors, {arrows} arrows")
    print(f"functions   {len(functions)}")
    print(f"longest     {long_module.name}: {longest.name}, {function_lines(longest)} lines")
    print(f"complexity  {complex_module.name}: {most_complex.name}, {complexity(most_complex)}")
    print(f"positional  {max(positional(function) for _, function in functions)} parameters at most")
    if arguments.list:
        print(*(list(over_limits(arguments.folder)) or ["nothing is over the limits"]), sep="\n")


if __name__ == "__main__":
    main()
