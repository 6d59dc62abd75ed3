"""Rules about what belongs into an archive of AI incidents, and how it may be said."""

from collections.abc import Iterator
from functools import lru_cache

from butfor.changes.facts import normal
from butfor.changes.words import value_in_words
from butfor.findings import DataPath
from butfor.model.wire import Wire
from butfor.policy.voices import primary
from butfor.rules._rule import WireContext
from butfor.text.prose import PATHS, canonical


@lru_cache(maxsize=1)
def texts(context: WireContext) -> tuple[tuple[DataPath, str], ...]:
    """Return every text that readers see, with its path, as it is read."""
    return tuple((path, canonical(text) if path in PATHS else normal(text)) for path, text in written_texts(context))


def written_texts(context: WireContext) -> Iterator[tuple[DataPath, str]]:
    """Yield every text that readers see, with its path, as it is written."""
    wire, bad = context.wire, context.file.invalid_fields
    for name in ("title", "body", "external_factor", "occurred_note"):
        if name not in bad and (text := getattr(wire, name)):
            yield (name,), text
    if "rationale" not in bad:
        yield from ((("rationale", name), text) for name, text in wire.rationale.given)
        yield ("rationale", "by"), wire.rationale.by or ""
    if "sources" not in bad:
        for index, source in enumerate(wire.sources):
            yield ("sources", index, "publisher"), source.publisher
            yield ("sources", index, "title"), source.title
            yield ("sources", index, "quote"), source.quote or ""
    if "conflicts" not in bad:
        for index, conflict in enumerate(wire.conflicts):
            yield ("conflicts", index, "point"), conflict.point
    if "corrections" not in bad:
        yield from _texts_of_corrections(wire)
    if "retraction" not in bad and wire.retraction:
        yield ("retraction", "reason"), wire.retraction.reason


def documents_decision(context: WireContext) -> bool:
    """Return whether a source is the document of a court or a regulator itself."""
    return any(source.kind in ("court", "regulator") for source in primary(context.wire, context.policy))


def _texts_of_corrections(wire: Wire) -> Iterator[tuple[DataPath, str]]:
    for index, correction in enumerate(wire.corrections):
        for name in ("was", "now", "reason", "by"):
            if text := getattr(correction, name):
                yield ("corrections", index, name), text
        for number, change in enumerate(correction.changes):
            for name in ("was", "now", "added", "removed"):
                if text := value_in_words(getattr(change, name)):
                    yield ("corrections", index, "changes", number, name), text
