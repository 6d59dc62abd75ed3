"""The table of a count: of each source as what it counts, and by which line of the policy's data."""

from dataclasses import dataclass

from butfor.model.wire import Wire
from butfor.policy.policy import Policy
from butfor.policy.sources import Reading, read
from butfor.policy.voices import Group, groups
from butfor.text.urls import host_of, registrable

_LISTS = {"agency": "agencies", "house": "houses", "twins": "twins"}
"""Keys that are lines of a list, each with the list."""


@dataclass(frozen=True, slots=True)
class Row:
    """A source in the table of the count."""

    source: str
    publisher: str
    voice: str
    """Who speaks; empty where nobody does who counts."""
    counts: str
    """``1``, ``with S1``, or ``0``."""
    because: str


def table(wire: Wire, policy: Policy) -> list[Row]:
    """Return the count as a table, a row for each source in their order."""
    voices, dropped = groups(wire, policy)
    readings = {source.id: read(source, wire, policy) for source in wire.sources}
    group_of = {name: group for group in voices for name in group.ids}
    nothing = {source.id: source.because for source in dropped}
    reasons = {join.second: join.because for group in voices for join in group.joins}
    rows = []
    for source in wire.sources:
        if source.id in nothing:
            rows.append(Row(source.id, source.publisher, "", "0", nothing[source.id]))
            continue
        group = group_of[source.id]
        counts = "1" if group.ids[0] == source.id else f"with {group.ids[0]}"
        because = _by_itself(readings[source.id]) if counts == "1" else reasons[source.id]
        rows.append(Row(source.id, source.publisher, _voice(group, readings), counts, because))
    return rows


def _voice(group: Group, readings: dict[str, Reading]) -> str:
    """Return who speaks in a group; where a host does, its domain."""
    first = readings[group.ids[0]]
    return _domain(first) if group.name == host_of(first.page).removeprefix("www.") else group.name


def _by_itself(reading: Reading) -> str:
    """Return as what a source counts that is the first of its voice, and by which lines of the data."""
    if reading.page != reading.source.url:
        reason = f"counted as the page that it copies, on {_domain(reading)}"
    elif reading.provider:
        reason = next(because for (sort, _), because in reading.keys if sort == "provider")
    elif reading.claim is not None:
        reason = f"{reading.claim}: counts as the publisher there"
    else:
        reason = "a host of its own"
    return "; ".join([reason, *(f"{value} ({_LISTS[sort]})" for (sort, value), _ in reading.keys if sort in _LISTS)])


def _domain(reading: Reading) -> str:
    return registrable(host_of(reading.page).removeprefix("www."))
