"""An unquoted text that other YAML readers take for something else."""

from collections.abc import Iterator
from typing import Any

from butfor.finding import Hit, Level, Path, Spot
from butfor.parse import Plain
from butfor.rules.base import Checked, Rule
from butfor.text import clip, quoted, shown

_NOT_TEXT = ("schema", "external_ids")


def check(checked: Checked) -> Iterator[Hit]:
    if checked.entry.document is None or not checked.entry.document.plain:
        return
    todo: list[tuple[Path, Any]] = [
        ((key,), value)
        for key, value in checked.entry.data.items()
        if key not in _NOT_TEXT and key not in checked.entry.bad and not key.startswith("x_")
    ]
    while todo:
        path, value = todo.pop()
        if isinstance(value, Plain):
            head = f"{path[-1]}: " if isinstance(path[-1], str) else "- "
            yield Hit(
                Spot(path),
                f"{shown(value, 30)} is text here, but other readers see no text",
                f"put it in quotes:\n    {head}{quoted(clip(value, 60))}",
            )
        elif isinstance(value, dict):
            todo += [((*path, key), item) for key, item in value.items()]
        elif isinstance(value, list):
            todo += [((*path, index), item) for index, item in enumerate(value)]


RULE = Rule(
    id="unquoted-text",
    family="yaml",
    level=Level.WARNING,
    what="An unquoted text that some YAML readers take for a number, a date, a boolean or nothing.",
    why="butfor reads the field as text; editors, PyYAML and JSON Schema tools would see other data.",
    basis="[YAML 1.1](https://yaml.org/type/) reads `no` as false and `2024-10-01` as a date; "
    "[YAML 1.2](https://yaml.org/spec/1.2.2/#103-core-schema) reads both as text.",
    bad="occurred: 2023-03-01\n",
    good='occurred: "2023-03-01"\n',
    fix="Put the text in double quotes.",
    wire=check,
)
