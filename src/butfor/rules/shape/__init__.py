"""Rules about shape: what pydantic refused, in our words. They serve wires and policy files alike."""

import re
from collections.abc import Iterator
from typing import Any

from butfor.archive.wire_file import Entry
from butfor.model.validate import Flaw


def flaws(entry: Entry, rule: str) -> Iterator[Flaw]:
    """The flaws of shape that ``rule`` owns."""
    return (flaw for flaw in entry.flaws if flaw.rule == rule)


def name(flaw: Flaw) -> str:
    """The field as a message names it: its own name, or ``codes[0]`` for an item."""
    if isinstance(flaw.path[-1], str):
        return flaw.path[-1]
    return f"{flaw.path[-2]}[{flaw.path[-1]}]" if len(flaw.path) > 1 else f"[{flaw.path[-1]}]"


def example(flaw: Flaw) -> object:
    """What the field's definition shows as an example; None for unknown fields."""
    return flaw.field.examples[0] if flaw.field and flaw.field.examples else None


_FACT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*|[0-7][0-9A-HJKMNP-TV-Z]{25}|https:.*|too-few-sources|severity|SEV-.*")


def form(value: Any) -> Any:
    """An example as a form to fill in: TODO wherever it holds a fact, which would pass if it were copied."""
    if isinstance(value, dict):
        return {key: form(item) for key, item in value.items()}
    if isinstance(value, list):
        return [form(item) for item in value]
    return "TODO" if isinstance(value, str) and _FACT.fullmatch(value) else value


def meaning(flaw: Flaw) -> str | None:
    """The field's description, as a note."""
    return f"`{name(flaw)}`: {flaw.field.description}" if flaw.field and flaw.field.description else None
