"""Rules about what belongs into an archive of AI incidents, and how it may be said."""

from collections.abc import Iterator
from functools import lru_cache

from butfor.findings import DataPath
from butfor.rules._rule import WireContext


@lru_cache(maxsize=1)
def texts(context: WireContext) -> tuple[tuple[DataPath, str], ...]:
    """Return every text that readers see, with its path."""
    return tuple(_texts(context))


def _texts(context: WireContext) -> Iterator[tuple[DataPath, str]]:
    wire, bad = context.wire, context.file.invalid_fields
    for name in ("title", "body", "external_factor", "occurred_note"):
        if name not in bad and (text := getattr(wire, name)):
            yield (name,), text
    if "rationale" not in bad:
        yield ("rationale", "text"), wire.rationale.text
        yield ("rationale", "by"), wire.rationale.by or ""
    if "sources" not in bad:
        for index, source in enumerate(wire.sources):
            yield ("sources", index, "publisher"), source.publisher
            yield ("sources", index, "title"), source.title
    if "conflicts" not in bad:
        for index, conflict in enumerate(wire.conflicts):
            yield ("conflicts", index, "point"), conflict.point
    if "corrections" not in bad:
        for index, correction in enumerate(wire.corrections):
            for name in ("was", "now", "reason", "by"):
                yield ("corrections", index, name), getattr(correction, name)
    if "retraction" not in bad and wire.retraction:
        yield ("retraction", "reason"), wire.retraction.reason
