"""How many independent sources a wire has: computed, never typed.

Sources group by registrable domain (public suffix list); a provider's own pages are one group; `origin` and an
equal publisher join groups; aggregators count for nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from butfor.model.wire import PRIMARY_KINDS, UNKNOWN, Source, Wire
from butfor.policy.policy import Policy
from butfor.text.normalize import casefold_words
from butfor.text.urls import host_of, registrable

_NEEDED: dict[str, int] = {"corroboration": 2, "primary-source": 1, "reproduction": 1}
"""How many voices each limb of the Editor's Guide's first test asks for."""


@dataclass(frozen=True, slots=True)
class Group:
    """Sources that count as one."""

    ids: tuple[str, ...]
    because: str
    """What joins them, in words; empty for a single source."""


def groups(wire: Wire, policy: Policy) -> tuple[list[Group], list[str]]:
    """Return the independent groups of a wire's sources, and the ids of sources that count for nothing."""
    dropped = [source.id for source in wire.sources if policy.aggregator_domains.owner(source.url)]
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

    for keys, because in _keys(wire, counted, policy):
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
    """Return how many independent sources a wire needs, and what asks for the most, in words."""
    demands = [(_NEEDED[wire.verified_by], f"`verified_by: {wire.verified_by}`")]
    if severity := policy.severities.get(wire.severity):
        demands.append((severity.independent_sources, f"severity `{severity.id}`"))
    return max(demands, key=lambda demand: demand[0])


def _keys(wire: Wire, counted: Sequence[Source], policy: Policy) -> list[tuple[list[str], str]]:
    """Return, for each way of being the same voice, a key per source; equal keys join, empty ones do not."""
    publishers = [casefold_words(source.publisher) for source in counted]
    providers = [_provider(source, name, wire, policy) for source, name in zip(counted, publishers, strict=True)]
    hosts = ["" if provider else host_of(source.url) for source, provider in zip(counted, providers, strict=True)]
    return [
        (providers, "{}'s own pages count as one"),
        (_registered(hosts), "both are on {}"),
        ([name or UNKNOWN for name in publishers], "both are published by {}"),
    ]


def _registered(hosts: list[str]) -> list[str]:
    """Return the registrable domain of each host that might share it with another: only those that end alike can."""
    ends = [end_of(host) for host in set(hosts)]
    if len(set(ends)) == len(ends):  # the usual case
        return hosts
    return [registrable(host) if ends.count(end_of(host)) > 1 else host for host in hosts]


def end_of(host: str) -> str:
    """Return the last two labels of a host."""
    return host[host.rfind(".", 0, max(host.rfind("."), 0)) + 1 :]


_COMPANY = frozenset(["inc", "llc", "ltd", "limited", "corp", "corporation", "pbc", "gmbh", "blog", "team", "news"])


def _provider(source: Source, publisher: str, wire: Wire, policy: Policy) -> str:
    """Return the provider that speaks in a source, empty for everybody else; ``publisher``: see `casefold_words`."""
    if owner := policy.provider_domains.owner(source.url):
        return owner
    name, _, last = publisher.rpartition(" ")
    if provider := policy.provider_spellings.get(name if last in _COMPANY else publisher):
        return provider
    if source.kind == "provider":
        named = [name for name in wire.providers if name != UNKNOWN]
        return next(iter([name for name in named if casefold_words(name) in publisher] or named), "")
    return ""


def primary(wire: Wire, policy: Policy) -> list[Source]:
    """Return the primary-source artefacts among a wire's sources.

    A retelling is none, nor an aggregator's page, nor what only claims to be a provider's.
    """
    return [
        source
        for source in wire.sources
        if source.kind in PRIMARY_KINDS
        and source.origin is None
        and policy.aggregator_domains.owner(source.url) is None
        and (source.kind != "provider" or _is_provider(source, wire, policy))
    ]


def _is_provider(source: Source, wire: Wire, policy: Policy) -> bool:
    """Return whether a source lies on a provider's own domain or is published under the name of one in the wire."""
    publisher = f" {casefold_words(source.publisher)} "
    return policy.provider_domains.owner(source.url) is not None or any(
        f" {casefold_words(name)} " in publisher for name in wire.providers if name != UNKNOWN
    )
