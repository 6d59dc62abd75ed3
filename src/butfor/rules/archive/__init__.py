"""Rules about the wires of an archive taken together: what they name of each other, and what they share."""

from collections.abc import Callable
from typing import TypeVar

from butfor.archive.index import Archive, IndexEntry
from butfor.findings import DataPath, dotted

T = TypeVar("T")

_FEWEST = 8  # wires; fewer may well be alike


def uniform(archive: Archive, read: Callable[[IndexEntry], T | None]) -> tuple[IndexEntry, T, int] | None:
    """Return what all wires but the retracted share, if they do: the wire to report, the value, how many wires."""
    live = [wire for wire in archive.wires if wire.status in ("draft", "published") and read(wire) is not None]
    values = {read(wire) for wire in live}
    if len(live) < _FEWEST or len(values) > 1:
        return None
    value = values.pop()
    assert value is not None
    return max(live, key=archive.report_order), value, len(live)


def field_of(path: DataPath) -> str:
    """Return the field that names another wire, without the number of the item."""
    return dotted(path).partition("[")[0]
