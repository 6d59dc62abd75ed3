"""Paths of facts, as a change names them, and the forms of text that stand there."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from butfor.model.fields import field_at, keys_of
from butfor.model.types import POLICY_WORD
from butfor.model.wire import Rationale, Source, Wire
from butfor.text.suggest import closest

_PARTS = {"sources": Source, "rationale": Rationale}
UNREPORTED = ("schema", "id", "status", "published", "corrections", "retraction")
"""Fields that no entry explains."""


def patterns(path: str) -> frozenset[str]:
    """Return the patterns of the texts that a wire may hold at a path: ``rationale.by``, ``sources.S2.url``.

    None where no text stands but one of a list, of the format or of the policy; nor for an extension.
    """
    head, *rest = path.split(".")
    return _patterns_at(head, "scheme" if rest and head == "external_ids" else "".join(rest[-1:]))


@lru_cache(maxsize=1024)
def _patterns_at(head: str, last: str) -> frozenset[str]:
    return frozenset(_patterns((field_at(Wire, (head, last)) if last else None) or field_at(Wire, (head,))))


def fault_of(path: str) -> str | None:
    """Return why no change can name a path, with the one that may be meant; None where one can."""
    head, *rest = path.split(".")
    names = {name: field_at(Wire, (name,)) for name in keys_of(Wire)}
    if head.startswith("x_") and not rest:
        return None
    if head not in names:
        return f"is not a field of a wire{_hint(head, names)}"
    if head in ("external_ids", "corrections") and rest:
        return None
    if head in UNREPORTED:
        return "is a field that no entry can explain"
    keys = rest[1:] if head == "sources" else rest
    inner = keys_of(_PARTS[head]) if head in _PARTS else frozenset()
    if len(keys) > 1 or (keys and keys[0] not in inner):
        return f"is not a field of a wire{_hint(keys[0], inner, path.removesuffix('.'.join(keys)))}"
    return None


def _hint(name: str, names: Iterable[str], before: str = "") -> str:
    names = list(names)
    longer = [other for other in names if other.startswith(f"{name}_")]
    guess = longer[0] if len(longer) == 1 else closest(name, names)
    return f"; did you mean `{before}{guess}`?" if guess else ""


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
