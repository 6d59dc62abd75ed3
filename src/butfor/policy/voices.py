"""How many independent sources a wire has: computed from the policy's data, never typed, and explained line by line.

A source is first asked what it is (`butfor.policy.sources`). Any two of them are then one or two
(`_Relation`), and the count is the most of which no two are one. Whatever drops or joins a source names the line of
data that did it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

from butfor.model.types import bounds
from butfor.model.wire import PRIMARY_KINDS, REPRODUCTION_KINDS, Source, Wire
from butfor.policy.apart import most_apart
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
    """Id of one source."""
    second: str
    """Id of the other."""
    because: str
    """Why they count as one, in words."""


@dataclass(frozen=True, slots=True)
class Group:
    """Sources that count as one voice."""

    ids: tuple[str, ...]
    """Ids of the sources that count as one."""
    name: str
    """Who speaks, as far as the data says it."""
    joins: tuple[Join, ...] = ()
    """Why, pair by pair."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A source that counts for nothing."""

    id: str
    """Id of the source."""
    because: str
    """Why it counts for nothing, in words."""


def groups(wire: Wire, policy: Policy) -> tuple[list[Group], list[Dropped]]:
    """Return the independent groups of a wire's sources, and the sources that count for nothing."""
    return groups_of([read(source, wire, policy) for source in wire.sources], policy)


def groups_of(readings: Sequence[Reading], policy: Policy) -> tuple[list[Group], list[Dropped]]:
    """Return the same for sources that have been read.

    The groups are as many as the most sources of which no two are one: each begins with such a source, and holds those
    that are one with it and with none before it. So a source that is added never makes them fewer.
    """
    counted = [place for place, reading in enumerate(readings) if not reading.dropped]
    one = _Relation(readings, policy)
    near = [
        sum(1 << bit for bit, other in enumerate(counted) if other != place and one.why(place, other))
        for place in counted
    ]
    firsts = [counted[bit] for bit in most_apart(near)]
    members = {first: [first] for first in firsts}
    for place in (place for place in counted if place not in members):
        members[next(first for first in firsts if one.why(first, place))].append(place)
    ids = [reading.source.id for reading in readings]
    voices = [
        Group(
            tuple(ids[place] for place in group),
            readings[first].name,
            tuple(Join(ids[first], ids[place], one.why(first, place)) for place in group[1:]),
        )
        for first, group in members.items()
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


def count_in_words(wire: Wire, policy: Policy) -> str:
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


def _are_two_authorities(first: Reading, second: Reading) -> bool:
    """Return whether two addresses name two authorities of one entry, however alike they are called."""
    return first.authority[0] == second.authority[0] and first.authority != second.authority


def _are_far_apart(first: Source, second: Source) -> bool:
    """Return whether two sources are dated so that neither printed the other's text, whatever their headline."""
    days = [bounds(source.published or "") for source in (first, second)]
    if days[0] is None or days[1] is None:
        return False
    return max(days[0][0] - days[1][1], days[1][0] - days[0][1]) > _NEWS


def end_of(host: str) -> str:
    """Return the last two labels of a host."""
    return host[host.rfind(".", 0, max(host.rfind("."), 0)) + 1 :]


def _bare(host: str) -> str:
    return host.removeprefix("www.")


class _Relation:
    """Says of two sources why they are one."""

    def __init__(self, readings: Sequence[Reading], policy: Policy) -> None:
        self._readings = readings
        hosts = [host_of(reading.page) for reading in readings]
        ends = {end_of(host) for host in hosts}
        is_named = any(is_host(name) for reading in readings for name in reading.beside)
        if len(ends) < len(set(hosts)) or is_named:  # else the list of suffixes need not be loaded
            domains = {host: registrable(host) for host in set(hosts) if host}
        else:
            domains = {}
        self._keys = [
            {
                (sort, domains.get(value, value) if sort == "host" else value): because
                for (sort, value), because in reading.keys
            }
            for reading in readings
        ]
        self._offers = [self._keys[place].keys() | set(reading.offers) for place, reading in enumerate(readings)]
        self._places = [set[str]() if reading.dropped else _places(reading) for reading in readings]
        self._shown = [
            set[str]() if reading.dropped or policy.hosts.publisher(reading.page) else _shown(reading.page)
            for reading in readings
        ]
        self._names = [
            set[str]() if reading.dropped else _names(reading, domains.get(host, host))
            for reading, host in zip(readings, hosts, strict=True)
        ]
        self._repeated = _repeated([reading.source for reading in readings])
        self._reasons: dict[tuple[int, int], str] = {}

    def why(self, first: int, second: int) -> str:
        """Return why two sources are one; empty for two voices. What one retells speaks in it, too."""
        pair = min(first, second), max(first, second)
        if pair not in self._reasons:
            self._reasons[pair] = self._why(*pair)
        return self._reasons[pair]

    def _why(self, first: int, second: int) -> str:
        repeated = self._repeated[first], self._repeated[second]
        for one, other in ((first, second), (second, first)):
            if other in self._repeated[one]:
                return f"the same report, that of `{self._id(other)}`"
        for one, other in product(*repeated):
            if one == other:
                return f"both repeat `{self._id(one)}`"
            if because := self._by_itself(min(one, other), max(one, other)):
                pairs = [(place, earlier) for place, earlier in ((first, one), (second, other)) if place != earlier]
                retells = (f"`{self._id(place)}` repeats `{self._id(earlier)}`" for place, earlier in pairs)
                return "; ".join([*retells, because])
        return ""

    def _id(self, place: int) -> str:
        return self._readings[place].source.id

    def _by_itself(self, first: int, second: int) -> str:
        """Return why two are one, whatever they retell: by a key, an address within the other's, a name beside."""
        one, other = self._readings[first], self._readings[second]
        for key, because in self._keys[second].items():
            if key in self._offers[first] and not _distinguishes(key, one, other):
                doubted = self._keys[first].get(key, because) if key[0] == "provider" and one.by == "kind" else because
                return doubted or f"the same domain ({_bare(key[1])})"
        for key, because in self._keys[first].items():
            if key in self._offers[second] and not _distinguishes(key, one, other):
                return because
        for shows, shown in ((second, first), (first, second)):
            if not self._shown[shows].isdisjoint(self._places[shown]):
                return f"the URL of {self._id(shows)} contains that of {self._id(shown)}"
        for names, named in ((second, first), (first, second)):
            if found := next((name for name in self._readings[names].beside if name in self._names[named]), ""):
                return f"the publisher of one names the other ({found})"
        return ""


def _distinguishes(key: Key, one: Reading, other: Reading) -> bool:
    """Return whether two that have a key in common are two all the same."""
    if key[0] == "headline":
        return _are_far_apart(one.source, other.source)
    return key[0].startswith("publisher") and _are_two_authorities(one, other)


def _places(reading: Reading) -> set[str]:
    """Return by what another source's address may show a page: its host, and its address, if it is no home page."""
    page = normalize_url(reading.page)
    return {_bare(host_of(reading.page)), *([page] if "/" in page else [])}


def _shown(page: str) -> set[str]:
    """Return the hosts and addresses that an address shows, as proxies and redirectors do; a home page is only named.

    What a publisher that is known shows is its own: it checked a fact.
    """
    return {
        *map(_bare, hosts_in_host(page)),
        *(_bare(host_of(url)) for url in urls_in_query(page) if "/" in normalize_url(url)),
        *(address for url in bare_addresses(page) if "/" in (address := normalize_url(url))),
    }


def _names(reading: Reading, domain: str) -> set[str]:
    """Return by what another source's `publisher` may name this one: its whole publisher, its host."""
    names = set() if reading.provider else {comparable(reading.source.publisher)}
    return names if reading.claim is not None else names | {_bare(host_of(reading.page)), domain}


def _repeated(sources: Sequence[Source]) -> list[list[int]]:
    """Return of each source itself and what it retells, directly or through others."""
    place_of = {source.id: place for place, source in enumerate(sources)}
    chains = []
    for place, source in enumerate(sources):
        chain, origin = [place], source.origin
        while origin is not None and (earlier := place_of.get(origin)) is not None and earlier not in chain:
            chain.append(earlier)
            origin = sources[earlier].origin
        chains.append(chain)
    return chains
