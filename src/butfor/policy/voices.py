"""How many independent sources a wire has: computed from the policy's data, never typed, and told line by line.

A source is first asked what it is (`butfor.policy.sources`). Equal keys then join sources, and so does `origin`.
Whatever drops or joins a source names the line of data that did it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import timedelta

from butfor.model.types import bounds
from butfor.model.wire import PRIMARY_KINDS, REPRODUCTION_KINDS, Source, Wire
from butfor.policy.hosts import is_host
from butfor.policy.policy import Policy
from butfor.policy.publishers import comparable
from butfor.policy.sources import Key, Reading, read, why_it_does_not_speak
from butfor.text.display import listed
from butfor.text.urls import bare_addresses, host_of, hosts_in_host, normalize_url, registrable, urls_in_query

_NEEDED: dict[str, int] = {"corroboration": 2, "primary-source": 1, "reproduction": 1}
"""How many voices each limb of the Editor's Guide's first test asks for."""


_NEWS = timedelta(days=31)
"""For how long one text is printed after another."""


@dataclass(frozen=True, slots=True)
class Join:
    """Two sources that count as one."""

    first: str
    second: str
    because: str


@dataclass(frozen=True, slots=True)
class Group:
    """Sources that count as one voice."""

    ids: tuple[str, ...]
    name: str
    """Who speaks, as far as the data says it."""
    joins: tuple[Join, ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """A source that counts for nothing."""

    id: str
    because: str


def groups(wire: Wire, policy: Policy) -> tuple[list[Group], list[Dropped]]:
    """Return the independent groups of a wire's sources, and the sources that count for nothing."""
    readings = [read(source, wire, policy) for source in wire.sources]
    counted = [reading for reading in readings if not reading.dropped]
    parent = {source.id: source.id for source in wire.sources}

    def top(name: str) -> str:
        while parent[name] != name:
            parent[name] = name = parent[parent[name]]
        return name

    joins: list[Join] = []

    def add(found: Iterable[Join]) -> None:
        for join in found:
            first, second = top(join.first), top(join.second)
            if first != second:
                parent[second] = first
                joins.append(join)

    offered = {key for reading in counted for key in reading.offers}
    add((*_by_keys(counted), *_by_addresses(counted, policy), *_by_origin(wire)))
    components: dict[str, list[Reading]] = {}
    for reading in counted:
        components.setdefault(top(reading.source.id), []).append(reading)
    add(list(_by_either(list(components.values()), offered)))
    components = {}
    for reading in counted:
        components.setdefault(top(reading.source.id), []).append(reading)
    add(list(_by_naming(list(components.values()))))
    members: dict[str, list[Reading]] = {}
    for reading in counted:
        members.setdefault(top(reading.source.id), []).append(reading)
    reasons: dict[str, list[Join]] = {}
    for join in joins:
        reasons.setdefault(top(join.first), []).append(join)
    voices = [
        Group(tuple(reading.source.id for reading in group), group[0].name, tuple(reasons.get(name, ())))
        for name, group in members.items()
    ]
    return voices, [Dropped(reading.source.id, reading.dropped) for reading in readings if reading.dropped]


def reasons(voices: Iterable[Group], dropped: Iterable[Dropped]) -> Iterator[str]:
    """Yield what was joined and what was dropped, each with the line of data that did it."""
    for group in voices:
        joined: dict[str, dict[str, None]] = {}
        for join in group.joins if len(group.ids) > 1 else ():
            joined.setdefault(join.because, {}).update({join.first: None, join.second: None})
        for because, names in joined.items():
            yield f"{listed((f'`{name}`' for name in names), 'and')} count as one: {because}"
    nothing: dict[str, list[str]] = {}
    for source in dropped:
        nothing.setdefault(source.because, []).append(f"`{source.id}`")
    for because, ids in nothing.items():
        yield f"{listed(ids, 'and')} {'counts' if len(ids) == 1 else 'count'} for nothing: {because}"


def needed(wire: Wire, policy: Policy) -> tuple[int, str]:
    """Return how many independent sources a wire needs, and what asks for the most, in words."""
    return max(demands(wire, policy), key=lambda demand: demand[0])


def demands(wire: Wire, policy: Policy) -> list[tuple[int, str]]:
    """Return how many independent sources each field asks for that asks for any, in words."""
    found = [(_NEEDED[wire.verified_by], f"`verified_by: {wire.verified_by}`")]
    if severity := policy.severities.get(wire.severity):
        found.append((severity.independent_sources, f"severity `{severity.id}`"))
    return found


def speakers(wire: Wire) -> list[str]:
    """Return what of the sources says who speaks, in no order of theirs: address, publisher and kind of each."""
    return [
        part
        for parts in sorted((source.url, source.publisher, source.kind) for source in wire.sources)
        for part in parts
    ]


def told_count(wire: Wire, policy: Policy) -> str:
    """Return how many voices a wire has and how many it needs, in words."""
    count, reason = needed(wire, policy)
    return f"Voices: {len(groups(wire, policy)[0])} counted, {count} needed ({reason})"


def primary(wire: Wire, policy: Policy) -> list[Source]:
    """Return the primary-source artefacts among a wire's sources.

    None is a retelling, a page that counts for nothing, a court or regulator where anybody can publish, and what only
    claims to be a provider's.
    """
    return [source for source, why in read_as_primary(wire, policy) if not why]


def read_as_primary(wire: Wire, policy: Policy) -> list[tuple[Source, str]]:
    """Return the sources of the kinds of primary ones, each with why it is none; empty for one that is."""
    readings = [read(source, wire, policy) for source in wire.sources if source.kind in PRIMARY_KINDS]
    return [(reading.source, why_it_does_not_speak(reading, wire, policy)) for reading in readings]


def reproductions(wire: Wire, policy: Policy) -> list[Source]:
    """Return the reproductions among a wire's sources; a page that counts for nothing is none."""
    readings = [read(source, wire, policy) for source in wire.sources if source.kind in REPRODUCTION_KINDS]
    return [reading.source for reading in readings if not reading.dropped]


def _by_keys(counted: Sequence[Reading]) -> Iterator[Join]:
    """Yield the joins of sources with a key in common, each with the first that has it."""
    domains = _registered([value for reading in counted for (sort, value), _ in reading.keys if sort == "host"])
    first: dict[Key, tuple[Reading, str]] = {}
    for reading in counted:
        for (sort, value), because in reading.keys:
            voice = domains[value] if sort == "host" else value
            known, said = first.setdefault((sort, voice), (reading, because))
            is_other = (sort == "headline" and _are_far_apart(known.source, reading.source)) or (
                sort.startswith("publisher") and _are_two_authorities(known, reading)
            )
            if known is not reading and not is_other:
                doubted = said if sort == "provider" and known.by == "kind" else because
                yield Join(known.source.id, reading.source.id, doubted or f"the same domain ({_bare(voice)})")


def _are_two_authorities(first: Reading, second: Reading) -> bool:
    """Return whether two addresses name two authorities of one entry, however alike they are called."""
    return first.authority[0] == second.authority[0] and first.authority != second.authority


def _are_far_apart(first: Source, second: Source) -> bool:
    """Return whether two sources are dated so that neither printed the other's text, whatever their headline."""
    days = [bounds(source.published or "") for source in (first, second)]
    if days[0] is None or days[1] is None:
        return False
    return max(days[0][0] - days[1][1], days[1][0] - days[0][1]) > _NEWS


def _by_either(components: Sequence[Sequence[Reading]], offered: Set[Key]) -> Iterator[Join]:
    """Yield the joins of sources of which nobody can say whose they are, each with one that has a key of theirs.

    They make no two of the others one, so no source that is added lowers the count. Those come first that share keys
    with the fewest.
    """
    known: dict[Key, str] = {}
    loose: list[tuple[list[tuple[Key, str]], str]] = []
    for component in components:
        readings = [reading for reading in component if reading.source.origin is None] or component  # not who retells
        open_keys = [[*reading.either, *(pair for pair in reading.keys if pair[0] in offered)] for reading in readings]
        if all(open_keys):
            loose.append(([pair for keys in open_keys for pair in keys], readings[0].source.id))
            continue
        for reading in component:
            for key in (*(key for key, _ in reading.keys), *reading.offers):
                known.setdefault(key, reading.source.id)
    holders = Counter(key for keys, _ in loose for key in {key for key, _ in keys})
    for keys, name in sorted(loose, key=lambda entry: sum(holders[key] for key in {key for key, _ in entry[0]})):
        found = next(((known[key], because) for key, because in keys if key in known), None)
        if found:
            yield Join(found[0], name, found[1])
        else:
            known.update((key, name) for key, _ in keys)


def _by_naming(components: Sequence[Sequence[Reading]]) -> Iterator[Join]:
    """Yield the joins of sources whose `publisher` names another source's, or its host, beside its own.

    Each with one only, so it makes no two of the others one.
    """
    named_hosts = any(is_host(name) for readings in components for reading in readings for name in reading.beside)
    holders: dict[str, tuple[int, str]] = {}
    for number, readings in enumerate(components):
        for reading in readings:
            names = [] if reading.provider else [comparable(reading.source.publisher)]
            if named_hosts and reading.claim is None:  # else the list of suffixes need not be loaded
                names += (_bare(host_of(reading.page)), registrable(host_of(reading.page)))
            for name in names:
                holders.setdefault(name, (number, reading.source.id))
    for number, readings in enumerate(components):
        heads = [reading for reading in readings if reading.source.origin is None] or readings
        found = [
            [(holders[name][1], name) for name in reading.beside if holders.get(name, (number, ""))[0] != number]
            for reading in heads
        ]
        if all(found):
            other, name = found[0][0]
            yield Join(other, heads[0].source.id, f"`publisher` names the other ({name})")


def _registered(hosts: list[str]) -> dict[str, str]:
    """Return the registrable domain of each host that might share it with another: only those that end alike can."""
    several = len(set(map(end_of, set(hosts)))) < len(set(hosts))  # else the list of suffixes need not be loaded
    return {host: registrable(host) if several else host for host in hosts}


def end_of(host: str) -> str:
    """Return the last two labels of a host."""
    return host[host.rfind(".", 0, max(host.rfind("."), 0)) + 1 :]


def _by_addresses(counted: Sequence[Reading], policy: Policy) -> Iterator[Join]:
    """Yield the joins of sources of which one has the other's address in its own, as proxies and redirectors do."""
    hosts: dict[str, str] = {}
    pages: dict[str, str] = {}
    for reading in counted:
        hosts.setdefault(_bare(host_of(reading.page)), reading.source.id)
        if "/" in (page := normalize_url(reading.page)):  # a home page is named, not shown
            pages.setdefault(page, reading.source.id)
    for reading in counted:
        if policy.hosts.publisher(reading.page):
            continue  # what a publisher that is known shows is its own: it checked a fact
        inside = [hosts.get(_bare(host)) for host in hosts_in_host(reading.page)]
        shown = (url for url in urls_in_query(reading.page) if "/" in normalize_url(url))
        inside += (hosts.get(_bare(host_of(url))) for url in shown)
        inside += (pages.get(normalize_url(url)) for url in bare_addresses(reading.page))
        other = next((name for name in inside if name not in (None, reading.source.id)), None)
        if other is not None:
            yield Join(other, reading.source.id, f"the address of {reading.source.id} holds that of {other}")


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def _by_origin(wire: Wire) -> Iterator[Join]:
    """Yield the joins of sources of which one retells the other."""
    names = {source.id for source in wire.sources}
    for source in wire.sources:
        if source.origin is not None and source.origin in names:
            yield Join(source.origin, source.id, "one retells the other (`origin`)")
