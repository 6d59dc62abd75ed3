"""What one source is, by the policy's data: nothing, a provider's page, somebody's on a shared host, a title's."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from unicodedata import east_asian_width

from butfor.model.wire import UNKNOWN, Source, Wire
from butfor.policy.hosts import Claim, Hosts
from butfor.policy.policy import Policy
from butfor.policy.publishers import pieces, speakers, without_publisher
from butfor.text.confusables import ascii_skeleton
from butfor.text.normalize import casefold_words
from butfor.text.substance import substance
from butfor.text.urls import (
    bare_addresses,
    host_of,
    hosts_in_host,
    is_under_suffix,
    url_in_path,
    urls_in_query,
)

_LONG_HEADLINE = 6
"""Words from which on one headline twice is one text."""
_SLUG = re.compile(
    r"\A(?:(?:update|wrapup) \d{1,2}|exclusive|breaking(?: news)?|corrected|refile|rpt|urgent)\s?[-:\u2013\u2014]",
    re.IGNORECASE,
)
"""What agencies write before a headline when they send it again."""
_TELLING = 3
"""Words of substance beside names, from which on it is one text; `ChatGPT: everything you need to know` has none."""
_MOST_LAYERS = 4
"""Copies of copies that are followed."""

Key = tuple[str, str]
"""A way of being the same voice, and which voice it is."""


@dataclass(slots=True)
class Reading:
    """What one source is."""

    source: Source
    page: str
    """The address of the page that it shows: its own, or that of which it is a copy."""
    claim: Claim | None
    dropped: str = ""
    """Why it counts for nothing."""
    provider: str = ""
    """The provider that speaks in it."""
    name: str = ""
    keys: list[tuple[Key, str]] = field(default_factory=list)
    """With the words for what sources of that key have in common."""
    either: list[tuple[Key, str]] = field(default_factory=list)
    """Keys of which it has one, and nobody can say which: it is one with another source of one, and makes no two of
    others one."""
    offers: list[Key] = field(default_factory=list)
    """Keys that make nothing one with it but a source of which nobody can say whose it is."""


def read(source: Source, wire: Wire, policy: Policy) -> Reading:
    """Return what a source is, with all by which it may be the same voice as another."""
    hosts = policy.hosts
    page, claim = _page_of(source.url, policy)
    if claim is None or claim.sort != "provider":
        named_there = hosts.named_kind(source.publisher)
        claim = claim if named_there is None or (claim is not None and claim.name == named_there.name) else named_there
    reading = Reading(source, page, claim)
    publisher = casefold_words(ascii_skeleton(source.publisher)).removeprefix("the ")
    named = publisher or UNKNOWN
    if claim is not None and claim.sort == "kind":
        counts = hosts.kinds[claim.name].counts
        if counts in ("nothing", "page") or (counts == "provider" and not _own_words(source, wire, policy)):
            reading.dropped = str(claim) + ("; the address holds that of no page" if counts == "page" else "")
            return reading
        if counts == "publisher":
            named = hosts.carried(claim, source.publisher).removeprefix("the ")
            if not named:
                reading.dropped = f"{claim}; `publisher` names nobody else"
                return reading
    is_copy = page != source.url and claim is None  # of a page that is no provider's, whatever `publisher` says
    carried = claim is not None and claim.sort == "kind" and hosts.kinds[claim.name].counts == "publisher"
    speaker = named if carried else source.publisher
    reading.provider = "" if is_copy else _provider(source, speaker, claim, wire, policy)
    if reading.provider:
        reading.name = reading.provider
        reading.keys.append((("provider", reading.provider), f"{reading.provider}'s own pages (providers)"))
    else:
        _add_keys_of_page(reading, wire, hosts)
        if source.kind == "provider" and UNKNOWN in wire.providers:
            reading.keys.append((("provider", ""), "the provider's own pages, whoever it is (`providers: [unknown]`)"))
    namesake = hosts.namesake(page) if claim is None else None
    own_name = policy.names.publisher(named)
    if not reading.provider or own_name is None or reading.provider not in own_name.owners:  # others may be called so
        reading.keys.append(((f"publisher {namesake or ''}", named), f"the same publisher ({named})"))
        reading.offers += [("publisher ", named)] if namesake else []
    reading.name = reading.name or named
    title = _SLUG.sub("", without_publisher(source.title, source.publisher))
    headline = casefold_words(title)
    if source.kind not in ("court", "regulator") and _is_telling(headline, policy):  # whose titles are forms
        reading.keys.append((("headline", ascii_skeleton(headline)), "the same headline"))
    return reading


def _add_keys_of_page(reading: Reading, wire: Wire, hosts: Hosts) -> None:
    """Add the keys of a page that is no provider's: its host or who speaks there, twins, houses, agencies."""
    source, page, claim = reading.source, reading.page, reading.claim
    if claim is not None and claim.sort == "shared":
        if voice := hosts.shared_voice(claim.name, page):
            reading.name = voice
            reading.keys.append(((f"shared {claim.name}", voice), f"the same {claim.name} ({voice}, on {claim.host})"))
            reading.offers.append((f"shared {claim.name}", ""))
        elif hosts.shared[claim.name].official and hosts.names_voices(claim.name):
            told = f"perhaps the same {claim.name}: the address does not say which"
            reading.either.append(((f"shared {claim.name}", ""), told))
    elif claim is None:
        reading.name = host_of(page).removeprefix("www.")
        reading.keys.append((("host", host_of(page)), ""))
        if twin := hosts.twin(page):
            reading.keys.append((("twins", twin), f"hosts of one publisher ({twin}, twins)"))
        event = wire.occurred if hasattr(wire, "occurred") else ""  # a wire whose date is none fails by itself
        for house in hosts.houses(page, source.published or event):
            reading.keys.append((("house", house), f"of one house at that time ({house}, houses)"))
    agencies = hosts.agencies(page if claim is None else "", source.publisher)
    keys = reading.keys if len(agencies) == 1 else reading.either
    keys += ((("agency", agency), f"the text of one agency ({agency}, agencies)") for agency in agencies)
    reading.name = "/".join(agencies) or reading.name


def _page_of(url: str, policy: Policy) -> tuple[str, Claim | None]:
    """Return the address of the page that a source shows, and what the policy says of it.

    A copy's is the page's that it keeps; where the address of a copy does not show it, it is the copy's own.
    """
    for _ in range(_MOST_LAYERS):
        claim = policy.hosts.claim(url)
        if claim is not None and claim.sort == "kind" and policy.hosts.kinds[claim.name].counts == "page":
            inside = [url_in_path(url), *urls_in_query(url)]
            bare = [*bare_addresses(url), *(f"https://{host}" for host in hosts_in_host(url))]
            known = (address for address in bare if is_under_suffix(host_of(address)))
            kept = next(filter(None, (*inside, *known)), None)
        else:
            kept = url_in_path(url) if claim is None else None
        if kept is None or not host_of(kept):
            return url, claim
        url = kept
    return url, policy.hosts.claim(url)


def _named_provider(source: Source, parts: Iterable[str], wire: Wire, policy: Policy) -> str:
    """Return the provider whose name a part of a publisher's line is, with nothing but company words behind it.

    An ambiguous name is somebody else's where the wire does not list the provider. So is a channel, where a text only
    stands; but `Facebook Ireland Ltd` is a firm. A product within a line wrote nothing: `Le Monde (Google Translate)`.
    """
    for place, part in enumerate(parts):
        for left_out, name in enumerate(policy.hosts.without_company_words(part)):
            named = policy.names.publisher(name)
            if named is None:
                continue
            is_tool = named.product != "" and place > 0 and not left_out and source.kind != "provider"
            is_word = named.ambiguous or (named.channel and not left_out)
            if is_tool or (is_word and named.owners[0] not in wire.providers):
                break
            return named.owners[0]
    return ""


def _own_words(source: Source, wire: Wire, policy: Policy) -> bool:
    """Return whether a provider says of itself that it speaks, on a host where anybody can."""
    return source.kind == "provider" and _says_own(source, wire, policy) != ""


def _says_own(source: Source, wire: Wire, policy: Policy) -> str:
    """Return the provider that a source of that kind names anywhere in `publisher`."""
    return _named_provider(source, [*speakers(source.publisher), *pieces(source.publisher)], wire, policy)


def _provider(source: Source, speaker: str, claim: Claim | None, wire: Wire, policy: Policy) -> str:
    """Return the provider that speaks in a source, empty for everybody else."""
    if claim is not None and claim.sort == "provider":
        return claim.name
    if provider := _named_provider(source, speakers(speaker), wire, policy):
        return provider
    if source.kind == "provider":
        named = [name for name in wire.providers if name != UNKNOWN]
        publisher = casefold_words(source.publisher)
        own = _says_own(source, wire, policy)
        return own or next(iter([name for name in named if casefold_words(name) in publisher] or named), "")
    return ""


def _is_telling(headline: str, policy: Policy) -> bool:
    """Return whether two people would hardly find a headline by themselves: long, and of words that few titles hold."""
    if _words_in(headline) < _LONG_HEADLINE:
        return False
    if not headline.isascii():
        return True
    names = " ".join(spelling.text for spelling, _, _ in policy.names.find(headline))
    return len(substance(headline, "en") - substance(names, "en")) >= _TELLING


def _words_in(headline: str) -> int:
    """Return how many words a headline has; where no spaces are written, each letter is one."""
    return sum(sum(east_asian_width(char) == "W" for char in word) or 1 for word in headline.split())


def why_it_does_not_speak(reading: Reading, wire: Wire, policy: Policy) -> str:
    """Return why no court, regulator or provider itself speaks in a source of such a kind; empty where one does."""
    claim, kind = reading.claim, reading.source.kind
    if reading.dropped:
        return f"it counts for nothing: {reading.dropped}"
    if reading.source.origin is not None:
        return f"it retells `{reading.source.origin}` (`origin`)"
    if claim is not None and policy.hosts.is_anybodys(claim):
        return f"anybody can write there: {claim}"
    if _speaks(reading, wire, policy):
        return ""
    if kind == "provider":
        return "its `publisher` is no provider of `providers`, and its address none of a provider's `domains`"
    return f"it lies where others speak: {claim}"


def _speaks(reading: Reading, wire: Wire, policy: Policy) -> bool:
    claim = reading.claim
    if reading.source.kind != "provider":
        return claim is None or (claim.sort == "shared" and policy.hosts.shared[claim.name].official)
    if claim is not None:
        return claim.sort == "provider" or _says_own(reading.source, wire, policy) != ""
    publisher = f" {casefold_words(reading.source.publisher)} "
    return any(f" {casefold_words(name)} " in publisher for name in wire.providers if name != UNKNOWN)


def others_place(url: str, policy: Policy) -> str:
    """Return the line of data that gives an address to others than an authority; empty where none does."""
    claim = _page_of(url, policy)[1]
    if claim is None or claim.sort == "provider":
        return ""
    is_theirs = (
        policy.hosts.shared[claim.name].official
        if claim.sort == "shared"
        else policy.hosts.kinds[claim.name].counts == "page"
    )
    return "" if is_theirs else str(claim)
