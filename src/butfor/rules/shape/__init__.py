"""Rules about shape: what pydantic refused, in our words. They serve wires and policy files alike."""

import re
from collections.abc import Iterator
from typing import Any

from butfor.archive.wire_file import WireFile
from butfor.model.meanings import MEANINGS
from butfor.model.validate import SchemaError


def schema_errors(file: WireFile, rule: str) -> Iterator[SchemaError]:
    """Return the errors that the model noted for ``rule``."""
    return (error for error in file.schema_errors if error.rule == rule)


def name(error: SchemaError) -> str:
    """Return the field as a message names it: its own name, or ``codes[0]`` for an item."""
    if isinstance(error.path[-1], str):
        return error.path[-1]
    return f"{error.path[-2]}[{error.path[-1]}]" if len(error.path) > 1 else f"[{error.path[-1]}]"


def example(error: SchemaError) -> object:
    """Return the example in the field's definition; None for unknown fields."""
    return error.field.examples[0] if error.field and error.field.examples else None


_FACT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*|[0-7][0-9A-HJKMNP-TV-Z]{25}|https:.*|too-few-sources|severity|SEV-.*")


def form(value: Any) -> Any:
    """Return an example as a form to fill in: TODO wherever it holds a fact, which would pass if it were copied."""
    if isinstance(value, dict):
        return {key: form(item) for key, item in value.items()}
    if isinstance(value, list):
        return [form(item) for item in value]
    return "TODO" if isinstance(value, str) and _FACT.fullmatch(value) else value


def meaning(error: SchemaError) -> str | None:
    """Return the field's description, as a note, and where to read of the values that it can have."""
    if not error.field or not error.field.description:
        return None
    values = MEANINGS.get(tuple(step for step in error.path if isinstance(step, str)))
    more = f" `butfor explain {error.path[-1]}` explains the values." if values else ""
    return f"`{name(error)}`: {error.field.description}{more}"
