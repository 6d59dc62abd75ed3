"""A host that is easily taken for another."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from butfor.findings import Location, Violation
from butfor.policy.policy import Policy
from butfor.policy.voices import end_of
from butfor.rules._rule import Rule, WireContext
from butfor.text.confusables import host_skeleton, spelling, words
from butfor.text.display import listed, shown
from butfor.text.urls import host_of, registrable, spelt_host

_LONGEST = 253  # characters of a host, RFC 1035
_GENERIC = (".com", ".net", ".org")  # nobody's subdomain or hyphenated name ends like this by chance
_SHORTEST = 4  # letters of a name under another ending: `x.ai` may be a subdomain of `ai.example.edu`
_MIRRORS = (".translate.goog", ".cdn.ampproject.org")  # show the page of a host, its dots written as hyphens
_HELP = "open the page that you mean and copy its URL"


@dataclass(frozen=True, slots=True)
class Imitation:
    """What a host imitates, in words."""

    message: str
    help: str
    note: str


class OwnDomains:
    """The providers' own domains, and how they look."""

    def __init__(self, policy: Policy) -> None:
        self.by_domain = {domain: name for domain, name in policy.own_domains() if "/" not in domain}
        self.by_looks = {host_skeleton(domain): domain for domain in self.by_domain}
        self.ends = frozenset(end_of(looks) for looks in self.by_looks)
        self.begins = {host_skeleton(begin): domain for domain in self.by_domain for begin in _begins(domain)}
        self.begin = re.compile(r"(?:^|\.)(" + ("|".join(map(re.escape, self.begins)) or "(?!)") + ")")
        self.look_up = lru_cache(maxsize=4096)(self._look_up)

    def _look_up(self, host: str) -> tuple[str, Imitation | None]:
        """Return how the last two labels of a host look, and what the host imitates."""
        if not host or len(host) > _LONGEST:
            return "", None
        spelt = spelt_host(host)
        looks = host_skeleton(spelt)
        end = end_of(looks)
        imitation = None
        if end in self.ends:
            imitation = self._imitates(host, looks)
        if imitation is None and (looks.count(".") > 1 or "-" in looks):
            imitation = self._borrows(host, looks)
        if imitation is None and not spelt.isascii():
            imitation = _mixes(host, spelt)
        return end, imitation

    def _is_own(self, host: str) -> bool:
        return any(ending in self.by_domain for ending in _endings(host))

    def _imitates(self, host: str, looks: str) -> Imitation | None:
        """Return the provider's own domain that the host spells with other letters."""
        domain = next((self.by_looks[ending] for ending in _endings(looks) if ending in self.by_looks), None)
        if domain is None or self._is_own(host):
            return None
        return Imitation(
            f"{shown(host, 30)} looks like {shown(domain, 30)}",
            f"{_HELP}; {self.by_domain[domain]} is on {shown(domain)}",
            _as_shown(host) or "people confuse 0 and o; 1, l and i; rn and m; vv and w",
        )

    def _borrows(self, host: str, looks: str) -> Imitation | None:
        """Return the provider's own domain that stands at the beginning of somebody else's."""
        match = self.begin.search(looks)
        if match is None or self._is_own(host) or host.endswith(_MIRRORS):
            return None
        domain = self.begins[match[1]]
        name, registered = self.by_domain[domain], registrable(host)
        inside = looks.count(".", 0, match.start(1)) >= host.count(".") - registered.count(".")
        if inside and match[1] == host_skeleton(domain) + ".":
            return None  # the same name registered under a country's ending, as in google.com.br
        return Imitation(
            f"{shown(host, 36)} begins as {shown(domain, 26)}",
            f"{_HELP}; {name} is on {shown(domain)}",
            f"the owner of {shown(registered)} publishes there, not {name}",
        )


def _begins(domain: str) -> list[str]:
    """Return how a host begins that borrows a domain."""
    if domain.endswith(_GENERIC):
        return [start + after for start in (domain, domain.replace(".", "-")) for after in ".-"]
    return [f"{domain}."] if domain.index(".") >= _SHORTEST else []


def _endings(host: str) -> Iterator[str]:
    """Yield the host, and it without its first labels, down to two."""
    while "." in host:
        yield host
        host = host.partition(".")[2]


@lru_cache(maxsize=4096)
def _looks(host: str) -> str:
    return host_skeleton(spelt_host(host))


def _as_shown(host: str) -> str | None:
    """Return how browsers may show a host, and which of its letters only look Latin; None for ASCII."""
    spelt = spelt_host(host)
    spellings = (word_spelling for word in words(spelt) if (word_spelling := spelling(word)))
    letters = dict.fromkeys(letter for word_spelling in spellings for letter in word_spelling.odd)
    codes = [f"U+{ord(letter):04X}" for letter in list(letters)[:4]]
    end = f", where {listed(codes, 'and')} only look{'s' if len(codes) == 1 else ''} Latin" if codes else ""
    return None if spelt.isascii() else f"browsers may show it as {shown(spelt, 60)}{end}"


def _mixes(host: str, spelt: str) -> Imitation | None:
    """Return the imitation where letters of another script stand for Latin ones in a label."""
    for word in words(spelt):
        if (word_spelling := spelling(word)) and word_spelling.mixed and word_spelling.scripts != {"LATIN"}:
            return Imitation(f"{shown(host, 36)} mixes Latin letters with look-alikes", _HELP, _as_shown(host) or "")
    return None


@lru_cache(maxsize=2)
def _own_domains(policy: Policy) -> OwnDomains:
    return OwnDomains(policy)


def check(context: WireContext) -> Iterator[Violation]:
    look_up = _own_domains(context.policy).look_up
    earlier_by_end: dict[str, list[tuple[str, str]]] = {}
    for index, source in enumerate(context.wire.sources):
        host = host_of(source.url)
        end, imitation = look_up(host)
        earlier = earlier_by_end.setdefault(end, [])
        imitation = imitation or next((_taken_for(host, *pair) for pair in earlier if _alike(host, pair[0])), None)
        earlier.append((host, source.id))
        if imitation is not None:
            yield _violation(index, "url", source.url, host, imitation)
        if source.archive_url is not None:
            host = host_of(source.archive_url)
            if (imitation := look_up(host)[1]) is not None:
                yield _violation(index, "archive_url", source.archive_url, host, imitation)


def _violation(index: int, field: str, url: str, host: str, imitation: Imitation) -> Violation:
    excerpt = next((spelt for spelt in (host, spelt_host(host)) if spelt in url), None)
    location = Location(("sources", index, field), excerpt=excerpt)
    return Violation(location, imitation.message, imitation.help, imitation.note)


def _taken_for(host: str, earlier: str, source_id: str) -> Imitation:
    return Imitation(
        f"{shown(host, 30)} looks like {shown(earlier, 30)}",
        "open both pages and copy their URLs; one of the two may not be what it seems",
        f"`{source_id}` is on {shown(earlier)}: people take the two hosts for one, but they count as two",
    )


def _alike(first: str, second: str) -> bool:
    """Return whether two hosts look alike up to what somebody registered, and are two owners'."""
    endings = zip(reversed(list(_endings(first))), reversed(list(_endings(second))), strict=False)
    for first_ending, second_ending in endings:
        if first_ending != second_ending:
            if _looks(first_ending) != _looks(second_ending):
                return False
            owners = registrable(first), registrable(second)
            return owners[0] != owners[1] and _looks(owners[0]) == _looks(owners[1])
    return False


RULE = Rule(
    id="look-alike-host",
    family="sources",
    scope="wire",
    what="The host of a URL imitates another: a provider's own domain, or that of another source of the wire.",
    why="A forged page passes for the provider's own, or one source for two. Domain names in other scripts are "
    "accepted, unless they mix Latin letters with look-alikes.",
    basis="[UTS #39, confusable detection](https://www.unicode.org/reports/tr39/#Confusable_Detection); browsers "
    "refuse to show such names: [Chromium](https://chromium.googlesource.com/chromium/src/+/main/docs/idn.md).",
    bad="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://opena1.com/blog/cases', publisher: Herald, kind: news, title: Cases}
body: Two lawyers filed invented opinions [S1][S2].
""",
    good="""\
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion}
  - {id: S2, url: 'https://openai.com/blog/cases', publisher: Herald, kind: news, title: Cases}
body: Two lawyers filed invented opinions [S1][S2].
""",
    fix="Find the page on its owner's own site and write that URL.",
    needs=("sources",),
    never_known=True,
    check=check,
)
