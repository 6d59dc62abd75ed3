"""Rules about dates: what they may be, and which may come after which."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from butfor.findings import DataPath
from butfor.model.types import bounds
from butfor.model.wire import Wire
from butfor.rules._rule import WireContext


@lru_cache(maxsize=1)
def all_dates(context: WireContext) -> tuple[tuple[DataPath, str], ...]:
    """Return every date of the wire that has a valid form, with its path."""
    return tuple(_all_dates(context))


def _all_dates(context: WireContext) -> Iterator[tuple[DataPath, str]]:
    wire, bad = context.wire, context.file.invalid_fields
    for name in ("occurred", "published"):
        if name not in bad and (date := getattr(wire, name)):
            yield (name,), date
    if "sources" not in bad:
        for index, source in enumerate(wire.sources):
            for name in ("published", "accessed"):
                if date := getattr(source, name):
                    yield ("sources", index, name), date
    if "rationale" not in bad and wire.rationale.date:
        yield ("rationale", "date"), wire.rationale.date
    for name in ("corrections", "deviations", "reviews"):
        if name not in bad:
            for index, item in enumerate(getattr(wire, name)):
                yield (name, index, "date"), item.date
    if "retraction" not in bad and wire.retraction:
        yield ("retraction", "date"), wire.retraction.date


@dataclass(frozen=True, slots=True)
class LastSource:
    """The dated source that may be the last."""

    index: int
    until: datetime.date
    """The last day that its date may mean."""
    is_last: bool
    """Every source has a date, so none is later."""


def last_dated_source(wire: Wire) -> LastSource | None:
    """Return the source with the latest date; None where none has one."""
    dated = [
        (days[1], index)
        for index, source in enumerate(wire.sources)
        if source.published and (days := bounds(source.published))
    ]
    if not dated:
        return None
    until, index = max(dated)
    return LastSource(index, until, len(dated) == len(wire.sources))
