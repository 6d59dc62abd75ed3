"""What one source is, by the policy's data: nothing, a provider's page, somebody's on a shared host, a title's."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Literal
from unicodedata import east_asian_width

from butfor.model.wire import UNKNOWN, Source, Wire
from butfor.policy.hosts import Claim, Hosts, is_host
from butfor.policy.policy import Policy
from butfor.policy.publishers import comparable, named_beside, origins, pieces, speakers, without_sites
from butfor.text.confusables import ascii_skeleton, name_skeleton
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

SAME_NAME = "the same publisher"
"""With the name behind it, why two of one name are one."""

By = Literal["", "domains", "publisher", "kind"]
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
    by: By = ""
    """What says so: a line of the data, `publisher`, or nothing but `kind: provider`."""
    name: str = ""
    keys: list[tuple[Key, str]] = field(default_factory=list)
    """With the words for what sources of that key have in common."""
    authority: Key = ("", "")
    """The court or institution that the address names, and the entry that says so."""
    beside: list[str] = field(default_factory=list)
    """Whom `publisher` names beside it, as names are compared, and hosts as they are: another source may be theirs."""
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
    named = comparable(source.publisher) or UNKNOWN
    counts = hosts.kinds[claim.name].counts if claim is not None and claim.sort == "kind" else ""
    if claim is not None and (
        counts in ("nothing", "page") or (counts == "provider" and not _own_words(source, wire, policy))
    ):
        reading.dropped = str(claim) + ("; the URL contains no other URL" if counts == "page" else "")
        return reading
    speaker = source.publisher
    if claim is not None and (counts == "publisher" or _leaves_voice_to_publisher(claim, page, hosts)):
        carried = hosts.carried(claim, source.publisher)
        if not carried and (counts == "publisher" or source.kind != "provider"):
            reading.dropped = f"{claim}; no other publisher is named"
            return reading
        named, speaker = (carried, carried) if counts == "publisher" else (named, speaker)
    if page == source.url or claim is not None:  # no copy of a page that is no provider's, whatever `publisher` says
        reading.provider, reading.by = _provider(reading, speaker, wire, policy)
    if reading.provider and claim is not None and hosts.is_anybodys(claim):
        reading.dropped = f"anybody can write there: {claim}"
        return reading
    _add_keys_of_page(reading, wire, policy)
    if reading.provider:
        reading.name = reading.provider
        reading.keys.insert(0, (("provider", reading.provider), _REASONS[reading.by].format(reading.provider)))
    elif source.kind == "provider" and UNKNOWN in wire.providers and not hosts.publisher(page):
        reading.keys.append((("provider", ""), "the pages of a provider that the wire does not name"))
    namesake = hosts.namesake(page) if claim is None else None
    own_name = policy.names.publisher(named)
    if not reading.provider or own_name is None or reading.provider not in own_name.owners:  # others may be called so
        reading.keys.append(((f"publisher {namesake or ''}", named), f"{SAME_NAME} ({named})"))
        reading.offers += [("publisher ", named)] if namesake else []
    reading.name = reading.name or named
    if not reading.provider:
        is_place = partial(_is_place, policy=policy)
        reading.keys += (
            (("text", comparable(name)), f"a text of one publisher ({name})")
            for name in origins(source.publisher, is_place)
        )
        hosts_named = (piece.casefold() for piece in pieces(source.publisher) if is_host(piece))
        reading.beside = [*map(comparable, named_beside(source.publisher, is_place)), *hosts_named]
    reading.keys.sort(key=lambda pair: not pair[0][1])  # what may only be the same is said where nothing else is
    return reading


_REASONS = {
    "domains": "{0}'s own pages",
    "publisher": "{0}'s own word, by the name of the publisher",
    "kind": "{0}'s own word, by `kind: provider` alone; if somebody else wrote it, write their kind, such as `news`",
}


def _is_place(name: str, policy: Policy) -> bool:
    """Return whether a name is that of a place where others' texts stand: a host, a portal, a channel, a product."""
    named = policy.names.publisher(comparable(name))
    return policy.hosts.is_place(name) or (named is not None and (named.channel or named.product != ""))


def _leaves_voice_to_publisher(claim: Claim, page: str, hosts: Hosts) -> bool:
    """Return whether nothing but `publisher` can say who speaks on a shared host where no authority publishes."""
    return claim.sort == "shared" and not hosts.shared[claim.name].official and not hosts.shared_voice(claim.name, page)


def _add_keys_of_page(reading: Reading, wire: Wire, policy: Policy) -> None:
    """Add the keys of a page: its host or who speaks there, twins, houses, agencies, its headline."""
    source, page, claim, hosts = reading.source, reading.page, reading.claim, policy.hosts
    is_official = claim is not None and claim.sort == "shared" and hosts.shared[claim.name].official
    voice = hosts.shared_voice(claim.name, page) if claim is not None and claim.sort == "shared" else ""
    unsaid = "perhaps the same court: the URL does not say which"
    if claim is not None and voice:
        reading.name = voice
        reading.authority = (claim.name, voice) if is_official else reading.authority
        reading.keys.append(((f"shared {claim.name}", voice), f"the same {claim.name} ({voice}, on {claim.host})"))
        reading.offers.append((f"shared {claim.name}", ""))
    elif claim is not None and is_official and hosts.names_voices(claim.name):
        reading.keys.append(((f"shared {claim.name}", ""), unsaid.replace("court", claim.name)))
    elif claim is None:
        reading.name = host_of(page).removeprefix("www.")
        reading.keys.append((("host", host_of(page)), ""))
        if twin := hosts.twin(page):
            reading.keys.append((("twins", twin), f"websites of one publisher ({twin})"))
        event = wire.occurred if hasattr(wire, "occurred") else ""  # a wire whose date is none fails by itself
        for house in hosts.houses(page, source.published or event):
            reading.keys.append((("house", house), f"titles of one owner at that time ({house})"))
    if source.kind == "court" and is_official and voice:
        reading.offers.append(("court", ""))
    elif source.kind == "court":  # a copy may lie anywhere
        reading.keys.append((("court", ""), unsaid))
    is_form = source.kind in ("court", "regulator")
    title, behind = without_sites(source.title, source.publisher, hosts.agency_names)
    agencies = hosts.agencies(page if claim is None else "", source.publisher, () if is_form else behind)
    reading.keys += ((("agency", agency), f"the text of one agency ({agency})") for agency in agencies)
    reading.name = "/".join(agencies) or reading.name
    headline = casefold_words(_SLUG.sub("", title))
    if not is_form and _is_telling(headline, policy):
        reading.keys.append((("headline", ascii_skeleton(headline)), "the same headline"))


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

    So is a name that the wire lists and no data knows. An ambiguous name is somebody else's where the wire does not
    list the provider. So is a channel, where a text only stands; but `Facebook Ireland Ltd` is a firm. A product within
    a line wrote nothing: `Le Monde (Google Translate)`.
    """
    unknown = {name_skeleton(name): name for name in wire.providers if policy.names.provider(name) is None}
    unknown.pop(name_skeleton(UNKNOWN), None)
    for place, part in enumerate(parts):
        for left_out, name in enumerate(policy.hosts.without_company_words(part)):
            named = policy.names.publisher(name)
            if named is None and (listed := unknown.get(name_skeleton(name))):
                return listed
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
    """Return the provider that a source of that kind is by `publisher`; before a mark or a word, too: `xAI via X`."""
    return _named_provider(source, [*speakers(source.publisher), *pieces(source.publisher)[:1]], wire, policy)


def _provider(reading: Reading, speaker: str, wire: Wire, policy: Policy) -> tuple[str, By]:
    """Return the provider that speaks in a source, empty for everybody else, and what says so."""
    source, claim = reading.source, reading.claim
    if claim is not None and claim.sort == "provider":
        return claim.name, "domains"
    if provider := _named_provider(source, speakers(speaker), wire, policy):
        return provider, "publisher"
    if source.kind == "provider":
        if own := _says_own(source, wire, policy):
            return own, "publisher"
        listed = next((name for name in wire.providers if name != UNKNOWN), "")
        if listed and not (claim is None and policy.hosts.publisher(reading.page)):
            return listed, "kind"
    return "", ""


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
        return f"it repeats `{reading.source.origin}` (`origin`)"
    if claim is not None and policy.hosts.is_anybodys(claim):
        return f"anybody can write there: {claim}"
    if theirs := _others_place(reading.page, claim, policy):
        is_own = kind == "provider" and claim is not None and reading.by in ("domains", "publisher")
        if not is_own:
            return f"its host belongs to others: {theirs}"
    if kind != "provider":
        return ""
    if reading.page != reading.source.url and claim is None:
        return f"it copies a page of {host_of(reading.page)}, which is not one of a provider's `domains`"
    if reading.by in ("domains", "publisher"):
        names = [policy.names.provider(name) or name for name in wire.providers]
        return "" if reading.provider in names else f"`providers` does not list {reading.provider}, who publishes there"
    return "its `publisher` is not a provider in `providers`, and its URL is not on a provider's `domains`"


def others_place(url: str, policy: Policy) -> str:
    """Return the line of data that gives an address to others than an authority; empty where none does."""
    return _others_place(*_page_of(url, policy), policy)


def _others_place(page: str, claim: Claim | None, policy: Policy) -> str:
    if claim is None:
        return policy.hosts.publisher(page)
    is_theirs = (claim.sort == "shared" and policy.hosts.shared[claim.name].official) or (
        claim.sort == "kind" and policy.hosts.kinds[claim.name].counts == "page"
    )
    return "" if is_theirs else str(claim)
