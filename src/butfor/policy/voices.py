"""How many independent sources a wire has: computed, never typed.

Sources group by registrable domain (public suffix list); a provider's own pages are one group; `origin` and an
equal publisher join groups; aggregators count for nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from butfor.model.wire import PRIMARY_KINDS, UNKNOWN, Source, Wire
from butfor.policy.policy import Policy
from butfor.text.normalize import casefold_words
from butfor.text.urls import Domains, host_of, registrable

_CORROBORATION = 2  # sources, where the wire rests on nothing else: the Editor's Guide


@dataclass(frozen=True, slots=True)
class Group:
    """Sources that count as one: their ids, and what joins them, in words."""

    ids: tuple[str, ...]
    because: str


def groups(wire: Wire, policy: Policy) -> tuple[list[Group], list[str]]:
    """The independent groups of a wire's sources, and the ids of sources that count for nothing."""
    aggregators, providers = _domains(policy)
    dropped = [source.id for source in wire.sources if aggregators.owner(source.url)]
    counted = [source for source in wire.sources if source.id not in dropped]
    parent = {source.id: source.id for source in wire.sources}
    reason: dict[str, str] = {}

    def top(name: str) -> str:
        while parent[name] != name:
            name = parent[name]
        return name

    def join(first: str, second: str, because: str) -> None:
        a, b = top(first), top(second)
        if a != b:
            parent[b] = a
            reason[a] = reason.get(b, reason.get(a, because))

    for keys, because in _keys(wire, counted, providers):
        seen: dict[str, str] = {}
        for source, key in zip(counted, keys, strict=True):
            if key and (first := seen.setdefault(key, source.id)) != source.id:
                join(first, source.id, because.format(key))
    for source in wire.sources:
        if source.origin is not None and source.origin in parent:
            join(source.origin, source.id, "one retells the other (`origin`)")
    members: dict[str, list[str]] = {}
    for source in counted:
        members.setdefault(top(source.id), []).append(source.id)
    return [Group(tuple(ids), reason.get(name, "")) for name, ids in members.items()], dropped


def needed(wire: Wire, policy: Policy) -> tuple[int, str]:
    """How many independent sources a wire needs, and what asks for the most, in words."""
    demands: list[tuple[int, str]] = []
    if tier := policy.tiers.get(wire.tier):
        demands.append((tier.independent_sources, f"tier `{tier.id}`"))
    if wire.verified_by == "corroboration":
        demands.append((_CORROBORATION, "`verified_by: corroboration`"))
    if severity := policy.severities.get(wire.severity):
        demands.append((severity.independent_sources, f"severity `{severity.id}`"))
    return max(demands, key=lambda demand: demand[0], default=(0, ""))


def _keys(wire: Wire, counted: Sequence[Source], providers: Domains) -> list[tuple[list[str], str]]:
    """For each way of being the same voice: a key for each source, equal keys joining; empty keys join nothing."""
    publisher = [casefold_words(source.publisher) for source in counted]
    owner = [_provider(source, name, wire, providers) for source, name in zip(counted, publisher, strict=True)]
    hosts = ["" if who else host_of(source.url) for source, who in zip(counted, owner, strict=True)]
    return [
        ([who or "" for who in owner], "{}'s own pages count as one"),
        (_registered(hosts), "both are on {}"),
        ([name or UNKNOWN for name in publisher], "both are published by {}"),
    ]


def _registered(hosts: list[str]) -> list[str]:
    """The registrable domain of each host that might share it with another: only those that end alike can."""
    ends = [end_of(host) for host in set(hosts)]
    if len(set(ends)) == len(ends):  # the usual case
        return hosts
    return [registrable(host) if ends.count(end_of(host)) > 1 else host for host in hosts]


def end_of(host: str) -> str:
    """The last two labels of a host."""
    return host[host.rfind(".", 0, max(host.rfind("."), 0)) + 1 :]


def _provider(source: Source, publisher: str, wire: Wire, providers: Domains) -> str | None:
    """The provider that speaks in this source, None for everybody else; ``publisher`` is folded."""
    if owner := providers.owner(source.url):
        return owner
    name, _, last = publisher.rpartition(" ")
    if spoken := providers.spellings.get(name if last in _COMPANY else publisher):
        return spoken
    if source.kind == "provider":
        known = [name for name in wire.providers if name != UNKNOWN]
        named = [name for name in known if casefold_words(name) in publisher]
        return next(iter(named or known), None)
    return None


_COMPANY = frozenset(["inc", "llc", "ltd", "limited", "corp", "corporation", "pbc", "gmbh", "blog", "team", "news"])
_last: tuple[Policy, tuple[Domains, Domains]] | None = None


def _domains(policy: Policy) -> tuple[Domains, Domains]:
    """(aggregators, providers' own domains), made once for a policy."""
    global _last
    if _last is None or _last[0] is not policy:
        spellings = {
            casefold_words(word): name for name, one in policy.providers.items() for word in (name, *one.aliases)
        }
        aggregators = Domains((host, host) for host in policy.aggregators)
        _last = policy, (aggregators, Domains(policy.own_domains(), spellings))
    return _last[1]


def primary(wire: Wire, policy: Policy) -> list[Source]:
    """The sources that are a primary-source artefact: no retelling, no aggregator's page, no borrowed provider."""
    aggregators, providers = _domains(policy)
    return [
        source
        for source in wire.sources
        if source.kind in PRIMARY_KINDS
        and source.origin is None
        and aggregators.owner(source.url) is None
        and (source.kind != "provider" or _speaks(source, wire, providers))
    ]


def _speaks(source: Source, wire: Wire, providers: Domains) -> bool:
    """Whether a source of kind provider lies on a provider's own domain or is published under one's name."""
    known = [name for name in wire.providers if name != UNKNOWN]
    publisher = f" {casefold_words(source.publisher)} "
    return providers.owner(source.url) is not None or any(f" {casefold_words(name)} " in publisher for name in known)
