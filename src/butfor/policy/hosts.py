"""Whose page an address is, as the policy's data says it: kinds of hosts, shared hosts, twins, houses, agencies."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from butfor.model.types import HOST, bounds
from butfor.model.wire import UNKNOWN
from butfor.policy.evidence import HostKind, VoiceAddress, claim_of
from butfor.policy.publishers import PLACE, TURNED, AgencyNames, comparable, pieces
from butfor.policy.vocabularies import EvidenceFile
from butfor.text.confusables import ascii_skeleton
from butfor.text.domains import Domains
from butfor.text.normalize import casefold_words
from butfor.text.urls import host_of, split_url

_AGGREGATOR = "It repeats, links, translates or shortens texts of others."
_CARRIERS = re.compile(r"[()\[\]/|\uff08\uff09\uff0f\uff5c]|(?:^|\s)(?:via|citing)\s", re.IGNORECASE)
_BEFORE = re.compile(r"\A(?:[a-z]{1,20} )?(?:in|on|by|from) ", re.IGNORECASE)  # `copy on`, `text from`
_MOST_COMPANY_WORDS = 8  # in a row; names of companies have fewer
_LONGEST_COMPANY_WORD = 5  # words: `S. A. de C. V.`
_POSSESSIVE = re.compile(r"['\u2019]s(?=\s)")  # `OpenAI's newsroom`


@dataclass(frozen=True, slots=True)
class Claim:
    """What the policy says of an address."""

    sort: Literal["kind", "shared", "provider"]
    name: str
    """The entry's id, or the provider's name."""
    host: str
    """The line of the data that says it."""

    def __str__(self) -> str:
        """Return the claim as findings name it: the entry, and the line in it."""
        return f"{self.name} ({self.host})"


@dataclass(frozen=True, slots=True)
class _Term:
    house: str
    first: str
    last: str | None

    def holds(self, date: str) -> bool:
        """Return whether a partial date lies within the term for certain."""
        days, start, end = bounds(date), bounds(self.first), bounds(self.last) if self.last else None
        return bool(days and start and start[1] <= days[0] and (end is None or days[1] < end[0]))


def _publishers(evidence: EvidenceFile) -> list[tuple[str, str]]:
    """Return the hosts of publishers, each with whose it is and by which list."""
    return [
        *((host, f"{entry.name} (agencies)") for entry in evidence.agencies for host in entry.hosts),
        *((host, f"{entry.name} (twins)") for entry in evidence.twins for host in entry.hosts),
        *((host, f"{entry.name} (namesakes)") for entry in evidence.namesakes for host in entry.hosts),
        *((title.host, f"{house.name} (houses)") for house in evidence.houses for title in house.hosts),
    ]


class Hosts:
    """Finds what a policy says of addresses and publishers."""

    def __init__(
        self, evidence: EvidenceFile, own_domains: Iterable[tuple[str, str]], others_there: Iterable[str]
    ) -> None:
        """Index the data; ``own_domains``: of providers, see `Policy.own_domains`.

        ``others_there``: places on them where others speak.
        """
        kinds = list(evidence.kinds)
        if evidence.aggregators:
            former = HostKind(
                id="aggregators", counts="nothing", why=_AGGREGATOR, hosts=evidence.aggregators, anybody=False
            )
            kinds.append(former)
        self.kinds = {kind.id: kind for kind in kinds}
        self.shared = {entry.id: entry for entry in evidence.shared}
        claims = [(host, Claim("kind", kind.id, host)) for kind in kinds for host in kind.hosts]
        for entry in evidence.shared:
            claims += ((base, Claim("shared", entry.id, base)) for base in map(claim_of, entry.addresses))
        self._readers: dict[str, list[re.Pattern[str]]] = {}
        shared_claims = Domains(claims)
        own = [(domain, Claim("provider", name, domain)) for domain, name in own_domains]
        self._accounts: dict[tuple[str, str], Claim] = {}
        for domain, claim in own:
            held = shared_claims.owner(f"https://{domain}")
            if held and held.sort == "shared" and (voice := self.shared_voice(held.name, f"https://{domain}")):
                self._accounts[held.name, voice] = claim
        claims += own
        places: list[tuple[str, Claim | None]] = [*claims, *((place, None) for place in others_there)]
        publishers = _publishers(evidence)
        self.named = (
            *(host for host, claim in claims if claim.sort != "provider"),
            *(host for host, _ in publishers),
        )
        """All hosts of the data, but for those of providers."""
        self._claims = Domains(places)
        self._twins = Domains((host, entry.name) for entry in evidence.twins for host in entry.hosts)
        self._namesakes = Domains((host, host) for entry in evidence.namesakes for host in entry.hosts)
        terms: dict[str, list[_Term]] = {}
        for house in evidence.houses:
            for title in house.hosts:
                terms.setdefault(title.host, []).append(_Term(house.name, title.from_, title.until))
        self._terms = Domains(terms.items())
        self._agency_hosts = Domains((host, entry.name) for entry in evidence.agencies for host in entry.hosts)
        self._publishers = Domains(publishers)
        self.agency_names = AgencyNames(evidence.agencies)
        self._carriers = {
            _joined(name): Claim("kind", kind.id, name)
            for kind in kinds
            if kind.counts in ("nothing", "provider")
            for name in kind.names
        }
        words = (casefold_words(ascii_skeleton(word)) for word in evidence.company_words)
        self._company_words = frozenset(word.replace(" ", "") for word in words)
        self._places = {
            name
            for kind in kinds
            if kind.counts != "nothing"
            for name in (*map(_joined, kind.names), *(host.partition(".")[0] for host in kind.hosts if "/" not in host))
        }
        self._names = {kind.id: tuple(filter(None, map(comparable, kind.names))) for kind in kinds}

    def claim(self, url: str) -> Claim | None:
        """Return what the most exact line says of an address; a kind or a shared host goes before a provider.

        A provider's line that names its account on a shared host holds for all addresses of the account.
        """
        claim = self._claims.owner(url)
        if claim is None or claim.sort != "shared":
            return claim
        return self._accounts.get((claim.name, self.shared_voice(claim.name, url)), claim)

    def publisher(self, url: str) -> str:
        """Return the publisher that the data knows on a host, and the list that knows it; empty where none does."""
        return self._publishers.owner(url) or ""

    def twin(self, url: str) -> str | None:
        """Return the publisher that has this host beside others."""
        return self._twins.owner(url)

    def namesake(self, url: str) -> str | None:
        """Return the line on which a host is distinguished from others whose publisher has the same name."""
        return self._namesakes.owner(url)

    def named_kind(self, publisher: str) -> Claim | None:
        """Return the kind, which counts for nothing by itself, that a publisher's line names: a press-release wire."""
        named = (self._carriers.get(_joined(name)) for name in (publisher, *pieces(publisher)))
        return next(filter(None, named), None) if self._carriers else None

    def is_place(self, name: str) -> bool:
        """Return whether a name is a host's, or that of a kind of hosts that carries what others write."""
        return is_host(name) or _joined(name) in self._places

    def is_anybodys(self, claim: Claim) -> bool:
        """Return whether nobody can see there for whom somebody writes."""
        if claim.sort == "kind":
            return self.kinds[claim.name].anybody
        return claim.sort == "shared" and self.shared[claim.name].anybody

    def houses(self, url: str, date: str) -> Iterator[str]:
        """Yield the houses whose title a host was on a date, for certain."""
        yield from (term.house for term in self._terms.owner(url) or () if term.holds(date))

    def agencies(self, url: str, publisher: str, behind: Iterable[str]) -> list[str]:
        """Return the agency whose own page it is; else those that a publisher's line names, or by a host of theirs.

        ``behind``: agencies that stand behind the headline.
        """
        own = self._agency_hosts.owner(url)
        hosts = (self._agency_hosts.owner(f"https://{piece}") for piece in pieces(publisher) if is_host(piece))
        named = (*self.agency_names.named(publisher), *filter(None, hosts), *behind)
        return [own] if own else list(dict.fromkeys(named))

    def names_voices(self, entry: str) -> bool:
        """Return whether an entry has addresses that name the voice."""
        return any("{" in address for address in self.shared[entry].addresses)

    def shared_voice(self, entry: str, url: str) -> str:
        """Return who speaks at an address of a shared host, empty where the address does not show it."""
        if entry not in self._readers:
            self._readers[entry] = [_reader(address) for address in self.shared[entry].addresses if "{" in address]
        parts = split_url(url)
        address = host_of(url).removeprefix("www.") + unquote(parts.path if parts else "")
        found = (match for reader in self._readers[entry] if (match := reader.match(address)))
        return next((match["voice"].casefold() for match in found), "")

    def carried(self, claim: Claim, publisher: str) -> str:
        """Return whom a publisher's line names beside the host that carries the text, empty where it names nobody."""
        host = claim.host.partition("/")[0].split(".")
        own = (*host[: claim.sort == "kind"], *self._names.get(claim.name, ()))
        parts = (_BEFORE.sub("", part.strip(), count=1) if index else part for index, part in _carriers(publisher))
        named = (name for part in parts if (name := comparable(part.removeprefix(TURNED))))
        others = (name for name in named if PLACE.sub("", name) != UNKNOWN and not _spells(name, host))
        return next((name for name in others if not any(_calls(name, word) for word in own)), "")

    def are_company_words(self, text: str) -> bool:
        """Return whether a text is nothing but legal forms and countries."""
        words = ["", *casefold_words(ascii_skeleton(text)).split()]
        while left_out := self._company_words_at_end(words):
            del words[-left_out:]
        return len(words) == 1

    def without_company_words(self, publisher: str) -> list[str]:
        """Return the names that a publisher's line may be, the longest first: company words at its end are left out.

        So is `the` before it. A company word may be spelled with dots or spaces: `S.à r.l.`, `New Zealand`.
        """
        line = casefold_words(ascii_skeleton(_POSSESSIVE.sub("", publisher)))
        words = line.removeprefix("the ").split()
        names = [line] if line.startswith("the ") else []
        names.append(" ".join(words))
        while len(names) <= _MOST_COMPANY_WORDS and (left_out := self._company_words_at_end(words)):
            del words[-left_out:]
            names.append(" ".join(words))
        return names

    def _company_words_at_end(self, words: list[str]) -> int:
        """Return of how many words the longest company word at the end is; none, where nothing would be left."""
        lengths = range(min(len(words) - 1, _LONGEST_COMPANY_WORD), 0, -1)
        return next((length for length in lengths if "".join(words[-length:]) in self._company_words), 0)


def _carriers(publisher: str) -> Iterator[tuple[int, str]]:
    """Yield the parts of a publisher's line that may each be a publisher: ``Slaughter and May (on inkl)`` has two."""
    return enumerate(_CARRIERS.split(publisher))


def _calls(name: str, own: str) -> bool:
    """Return whether a name is a host's own, alone or with words after it: ``Yahoo Finance`` of ``yahoo``."""
    is_prefix = name.startswith(own if not own.isascii() else f"{own} ")  # Chinese writes no space behind a name
    return is_prefix or name.replace(" ", "") == own.replace(" ", "")


def _spells(name: str, labels: Sequence[str]) -> bool:
    """Return whether a name is nothing but parts of a host: ``Google Docs`` of ``docs.google.com``."""
    return name.replace(" ", "") in labels or set(name.split()) <= set(labels)


def is_host(text: str) -> bool:
    """Return whether a text is the name of a host and nothing else."""
    return "." in text and _HOST.fullmatch(text) is not None


_HOST = re.compile(HOST, re.IGNORECASE)


def _joined(name: str) -> str:
    return comparable(name).replace(" ", "")


def _reader(address: VoiceAddress) -> re.Pattern[str]:
    """Return the regular expression that reads the voice; each part of a path ends at its slash, so none takes long."""
    _label, _, rest = address.rpartition("{voice}.") if address.startswith("{voice}.") else ("", "", address)
    if rest != address:
        return re.compile(rf"(?:[^/]*\.)?(?P<voice>[^./]+)\.{re.escape(rest)}(?=/|$)", re.I)
    before, _, after = rest.partition("{voice}")
    start = re.escape(before).replace(r"\*", "[^/]+")
    end = re.escape(after).replace(r"\*", "[^/]+") if after else "(?=/|$)"
    return re.compile(rf"(?:[^/]*\.)?{start}(?P<voice>[^/]+?){end}", re.I)
