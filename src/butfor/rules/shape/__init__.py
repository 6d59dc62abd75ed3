"""Rules about shape: what pydantic refused, in our words. They serve wires and policy files alike."""

from collections.abc import Iterator

from butfor.archive import Entry
from butfor.model.judge import Flaw


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


def meaning(flaw: Flaw) -> str | None:
    """The field's description, as a note."""
    return f"`{name(flaw)}`: {flaw.field.description}" if flaw.field and flaw.field.description else None
