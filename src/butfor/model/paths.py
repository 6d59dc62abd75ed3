"""Paths of facts, as a change names them, and the forms of text that stand there."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from butfor.model.types import POLICY_WORD
from butfor.model.validate import field_at
from butfor.model.wire import Wire


def patterns(path: str) -> frozenset[str]:
    """Return the patterns of the texts that a wire may hold at a path: ``rationale.by``, ``sources.S2.url``.

    None where no text stands but one of a list, of the format or of the policy; nor for an extension.
    """
    head, *rest = path.split(".")
    return frozenset(_patterns(field_at(Wire, (head, *rest[-1:])) or field_at(Wire, (head,))))


def _patterns(part: Any) -> Iterator[str]:
    """Yield the patterns inside a type, or a note at one."""
    notes = part.metadata if isinstance(part, FieldInfo) else getattr(part, "__metadata__", ())
    if POLICY_WORD in notes:
        return
    if isinstance(pattern := getattr(part, "pattern", None), str):
        yield pattern
    if isinstance(part, type) and issubclass(part, BaseModel):
        notes = tuple(part.model_fields.values())
    inner = (part.annotation,) if isinstance(part, FieldInfo) else get_args(part)
    for each in (*notes, *inner):
        yield from _patterns(each)
