"""The table of a count: of each source as what it counts, and by which line of the policy's data."""

from dataclasses import dataclass

from butfor.model.wire import Wire
from butfor.policy.policy import Policy
from butfor.policy.sources import Reading, read
from butfor.policy.voices import Group, groups_of
from butfor.text.urls import host_of, registrable

_LISTED = {"agency": "a text of the agency {}", "house": "a title of {} at that time", "twins": "a website of {}"}
"""What a source is by the lines of a list."""


@dataclass(frozen=True, slots=True)
class Row:
    """A source in the table of the count."""

    source: str
    publisher: str
    voice: str
    """Who speaks; empty where nobody does who counts."""
    counts: str
    """``yes``, ``with S1``, or ``no``."""
    because: str


def table(wire: Wire, policy: Policy) -> list[Row]:
    """Return the count as a table, a row for each source in their order."""
    read_in_order = [read(source, wire, policy) for source in wire.sources]
    voices, dropped = groups_of(read_in_order, policy)
    readings = {reading.source.id: reading for reading in read_in_order}
    group_of = {name: group for group in voices for name in group.ids}
    nothing = {source.id: source.because for source in dropped}
    reasons = {join.second: join.because for group in voices for join in group.joins}
    rows = []
    for source in wire.sources:
        if source.id in nothing:
            because = f"{nothing[source.id]}{_about(readings[source.id], policy)}"
            rows.append(Row(source.id, source.publisher, "", "no", because))
            continue
        group = group_of[source.id]
        counts = "yes" if group.ids[0] == source.id else f"with {group.ids[0]}"
        because = _by_itself(readings[source.id]) if counts == "yes" else reasons[source.id]
        rows.append(Row(source.id, source.publisher, _voice(group, readings), counts, because))
    return rows


def _voice(group: Group, readings: dict[str, Reading]) -> str:
    """Return who speaks in a group; where a host does, its domain."""
    first = readings[group.ids[0]]
    return _domain(first) if group.name == host_of(first.page).removeprefix("www.") else group.name


def _by_itself(reading: Reading) -> str:
    """Return as what a source counts that is the first of its voice."""
    listed = [_LISTED[sort].format(value) for (sort, value), _ in reading.keys if sort in _LISTED]
    if reading.page != reading.source.url:
        reason = f"counted as the page that it copies, on {_domain(reading)}"
    elif reading.provider:
        reason = next(because for (sort, _), because in reading.keys if sort == "provider")
    elif reading.claim is not None:
        reason = f"{reading.claim}: counts as the publisher there"
    else:
        return "; ".join(listed) or "a website of its own"
    return "; ".join([reason, *listed])


def _about(reading: Reading, policy: Policy) -> str:
    """Return what the policy says of pages of a kind that does not count."""
    kind = policy.hosts.kinds.get(reading.claim.name) if reading.claim and reading.claim.sort == "kind" else None
    return f". {kind.why}" if kind is not None and kind.counts == "nothing" else ""


def _domain(reading: Reading) -> str:
    return registrable(host_of(reading.page).removeprefix("www."))
