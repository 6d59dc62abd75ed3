"""An unquoted text that other YAML readers take for something else."""

import re
from collections.abc import Container, Iterator
from typing import Any

from butfor.findings import Applicability, DataPath, Level, Location, Patch, ProposedFix, Violation
from butfor.model.types import native
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import clip, shown
from butfor.yaml.emit import quoted

_NOT_TEXT = ("schema", "external_ids")
_NUMBER = re.compile(r"0|[1-9][0-9]*")  # the same to every reader


def check(context: WireContext) -> Iterator[Violation]:
    document, bad, policy = context.file.document, context.file.invalid_fields, context.policy
    vocabularies: dict[str, Container[str]] = {
        "codes": policy.codes, "severity": policy.severities, "tier": policy.tiers, "providers": policy.providers
    }  # fmt: skip
    for path in document.plain if document is not None else ():
        top = str(path[0])
        if top == "schema" or top in bad or top.startswith("x_"):
            continue
        value: Any = context.file.data
        holders = []
        for step in path:
            holders.append(value)
            value = value[step]
        if path[2:3] == ("changes",) and _is_no_text_in(holders[4], path[4:5]):
            continue
        if top in vocabularies and str(value) not in vocabularies[top]:
            continue  # it is refused for what it says
        if top == "external_ids" and _NUMBER.fullmatch(value):
            continue
        head = f"{path[-1]}: " if isinstance(path[-1], str) else "- "
        in_quotes = f"{head}{quoted(clip(value, 60))}"
        if top == "external_ids":
            yield Violation(
                Location(path),
                f"{shown(value, 30)} is another id for some programs",
                f"write the id as its collection does, in quotes: `{in_quotes}`",
                f"here it is read as `{native(value)}`",
            )
            continue
        yield Violation(
            Location(path),
            f"for some programs {shown(value, 30)} is not text but {_kind(value)}",
            f"put it in quotes:\n    {in_quotes}",
            fix=ProposedFix((Patch(Location(path), quoted(value), raw=True),)),
        )


def _is_no_text_in(change: Any, key: DataPath) -> bool:
    """Return whether a part of a change is no text: true or false, or a value of a field that may be a number."""
    return key in (("whole",), ("added",)) or str(change.get("field")).startswith((*_NOT_TEXT, "x_"))


def _kind(value: str) -> str:
    if value[:1].isalpha():
        return "true or false"
    return "a date" if value[4:5] == "-" else "a number"


RULE = Rule(
    id="unquoted-text",
    family="yaml",
    scope="wire",
    level=Level.WARNING,
    what="An unquoted text that some YAML programs read as a number, a date, a boolean or nothing; in external ids "
    "only numbers such as `017` or `1e5`, which other programs change.",
    why="butfor reads the field as text; editors, PyYAML and JSON Schema tools see other data.",
    basis="[YAML 1.1](https://yaml.org/type/) reads `no` as false, `017` as 15 and `2024-10-01` as a date; "
    "[YAML 1.2](https://yaml.org/spec/1.2.2/#103-core-schema) reads both as text.",
    bad="occurred: 2023-03-01\n",
    good='occurred: "2023-03-01"\n',
    fix="Put the text in double quotes.",
    fixes=(Applicability.SAFE,),
    check=check,
)
