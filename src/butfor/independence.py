"""How many independent sources a wire has: computed, never typed.

Sources group by registrable domain (public suffix list); a provider's own pages are one group; `origin` and an
equal publisher join groups; aggregators count for nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from publicsuffixlist import PublicSuffixList

from butfor.model.wire import UNKNOWN, Source, Wire
from butfor.policy import Policy
from butfor.text import folded


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def split(url: str) -> SplitResult | None:
    """The parts of a URL, None where it can't be taken apart."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.hostname else None


def host_of(url: str) -> str:
    """Host in lower case and ASCII (IDNA) where possible, without a trailing dot; empty if there is none."""
    parts = split(url)
    host = (parts.hostname or "").rstrip(".") if parts else ""
    try:
        return host.encode("idna").decode("ascii").lower() if not host.isascii() else host.lower()
    except UnicodeError:
        return host.lower()


@cache
def registrable(host: str) -> str:
    """The part of a host that somebody registered (``news.bbc.co.uk`` -> ``bbc.co.uk``); the host if there is none."""
    return _suffixes().privatesuffix(host) or host


def normal(url: str) -> str:
    """A URL for comparing: scheme, ``www.``, default port, trailing slash, fragment, order of parameters levelled."""
    parts = split(url)
    if parts is None:
        return url
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return f"{host_of(url).removeprefix('www.')}{parts.path.rstrip('/')}{'?' + query if query else ''}"


def matches(url: str, domain: str) -> bool:
    """Whether ``url`` lies on ``domain``: a host (subdomains too), or a host with the beginning of a path."""
    host, _, path = domain.partition("/")
    here = host_of(url)
    if here != host and not here.endswith("." + host):
        return False
    parts = split(url)
    where = (parts.path if parts else "").strip("/").casefold()
    path = path.strip("/").casefold()
    return not path or where == path or where.startswith(path + "/")


@dataclass(frozen=True, slots=True)
class Group:
    """Sources that count as one: their ids, and what joins them, in words."""

    ids: tuple[str, ...]
    because: str


def groups(wire: Wire, policy: Policy) -> tuple[list[Group], list[str]]:
    """The independent groups of a wire's sources, and the ids of sources that count for nothing."""
    dropped = [s.id for s in wire.sources if any(matches(s.url, host) for host in policy.aggregators)]
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
            if key:
                join(seen.setdefault(key, source.id), source.id, because.format(key.partition(":")[2]))
    for source in wire.sources:
        if source.origin in parent:
            join(source.origin, source.id, "one retells the other (`origin`)")
    members: dict[str, list[str]] = {}
    for source in counted:
        members.setdefault(top(source.id), []).append(source.id)
    return [Group(tuple(ids), reason.get(name, "")) for name, ids in members.items()], dropped


def _keys(wire: Wire, counted: Sequence[Source], policy: Policy) -> list[tuple[list[str], str]]:
    """For each way of being the same voice: a key for each source, equal keys joining; empty keys join nothing."""
    owner = [_provider(source, wire, policy) for source in counted]
    domain = [
        "" if who else f"d:{registrable(host_of(source.url))}" for source, who in zip(counted, owner, strict=True)
    ]
    publisher = [f"p:{folded(source.publisher)}" for source in counted]
    return [
        ([f"o:{who}" if who else "" for who in owner], "{}'s own pages count as one"),
        (domain, "both are on {}"),
        (["" if key in ("p:", f"p:{UNKNOWN}") else key for key in publisher], "both are published by {}"),
    ]


def _provider(source: Source, wire: Wire, policy: Policy) -> str | None:
    """The provider that speaks in this source, None for everybody else."""
    for domain, name in policy.own_domains():
        if matches(source.url, domain):
            return name
    if source.kind == "provider":
        named = [name for name in wire.providers if folded(name) in folded(source.publisher)]
        return (named or list(wire.providers))[0]
    return None
