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
_HELP = "open the page that you mean and copy its address"


@dataclass(frozen=True, slots=True)
class Imitation:
    """What a host imitates, in words: the message, what to do, and why."""

    message: str
    help: str
    note: str


class Owners:
    """The providers' own domains, and what their looks say of a host. Made once for a policy."""

    def __init__(self, policy: Policy) -> None:
        self.by_domain = {domain: name for domain, name in policy.own_domains() if "/" not in domain}
        self.by_looks = {host_skeleton(domain): domain for domain in self.by_domain}
        self.ends = frozenset(end_of(looks) for looks in self.by_looks)
        self.begins = {host_skeleton(begin): domain for domain in self.by_domain for begin in _begins(domain)}
        self.begin = re.compile(r"(?:^|\.)(" + ("|".join(map(re.escape, self.begins)) or "(?!)") + ")")
        self.facts = lru_cache(maxsize=4096)(self._facts)

    def _facts(self, host: str) -> tuple[str, Imitation | None]:
        """(how the last two labels look, what is wrong with the host)"""
        if not host or len(host) > _LONGEST:
            return "", None
        spelt = spelt_host(host)
        looks = host_skeleton(spelt)
        end = end_of(looks)
        verdict = None
        if end in self.ends:
            verdict = self._imitates(host, looks)
        if verdict is None and (looks.count(".") > 1 or "-" in looks):
            verdict = self._borrows(host, looks)
        if verdict is None and not spelt.isascii():
            verdict = _mixes(host, spelt)
        return end, verdict

    def _is_own(self, host: str) -> bool:
        return any(ending in self.by_domain for ending in _endings(host))

    def _imitates(self, host: str, looks: str) -> Imitation | None:
        """A provider's own domain with other letters."""
        domain = next((self.by_looks[ending] for ending in _endings(looks) if ending in self.by_looks), None)
        if domain is None or self._is_own(host):
            return None
        return Imitation(
            f"{shown(host, 30)} looks like {shown(domain, 30)}",
            f"{_HELP}; {self.by_domain[domain]} is on {shown(domain)}",
            _as_shown(host) or "people take 0 for o, 1 and l and i for each other, rn for m, vv for w",
        )

    def _borrows(self, host: str, looks: str) -> Imitation | None:
        """A provider's own domain at the beginning of somebody else's."""
        match = self.begin.search(looks)
        if match is None or self._is_own(host) or host.endswith(_MIRRORS):
            return None
        domain = self.begins[match[1]]
        name, registered = self.by_domain[domain], registrable(host)
        inside = looks.count(".", 0, match.start(1)) >= host.count(".") - registered.count(".")
        if inside and match[1] == host_skeleton(domain) + ".":
            return None  # the same name registered under a country's ending, as in google.com.br
        return Imitation(
            f"{shown(host, 36)} begins like {shown(domain, 26)}",
            f"{_HELP}; {name} is on {shown(domain)}",
            f"whoever owns {shown(registered)} speaks there, not {name}",
        )


def _begins(domain: str) -> list[str]:
    """How a host begins that borrows a domain."""
    if domain.endswith(_GENERIC):
        return [start + after for start in (domain, domain.replace(".", "-")) for after in ".-"]
    return [f"{domain}."] if domain.index(".") >= _SHORTEST else []


def _endings(host: str) -> Iterator[str]:
    """The host, and it without its first labels, down to two."""
    while "." in host:
        yield host
        host = host.partition(".")[2]


@lru_cache(maxsize=4096)
def _looks(host: str) -> str:
    return host_skeleton(spelt_host(host))


def _as_shown(host: str) -> str | None:
    """How browsers may show a host, and which of its letters only look Latin; None for ASCII."""
    spelt = spelt_host(host)
    odd = dict.fromkeys(letter for word in words(spelt) if (one := spelling(word)) for letter in one.odd)
    codes = [f"U+{ord(letter):04X}" for letter in list(odd)[:4]]
    end = f", where {listed(codes, 'and')} only look{'s' if len(codes) == 1 else ''} Latin" if codes else ""
    return None if spelt.isascii() else f"browsers may show it as {shown(spelt, 60)}{end}"


def _mixes(host: str, spelt: str) -> Imitation | None:
    """A label in which letters of another script stand for Latin ones."""
    for word in words(spelt):
        if (one := spelling(word)) and one.mixed and one.scripts != {"LATIN"}:
            return Imitation(f"{shown(host, 36)} mixes Latin letters with look-alikes", _HELP, _as_shown(host) or "")
    return None


_last: tuple[Policy, Owners] | None = None


def _owners(policy: Policy) -> Owners:
    global _last
    if _last is None or _last[0] is not policy:
        _last = policy, Owners(policy)
    return _last[1]


def check(context: WireContext) -> Iterator[Violation]:
    facts = _owners(context.policy).facts
    seen: dict[str, list[tuple[str, str]]] = {}
    for index, source in enumerate(context.wire.sources):
        host = host_of(source.url)
        end, verdict = facts(host)
        if end in seen:
            verdict = verdict or next((_taken_for(host, *one) for one in seen[end] if _alike(host, one[0])), None)
            seen[end].append((host, source.id))
        else:
            seen[end] = [(host, source.id)]
        if verdict is not None:
            yield _hit(index, "url", source.url, host, verdict)
        if source.archive_url is not None:
            host = host_of(source.archive_url)
            if (verdict := facts(host)[1]) is not None:
                yield _hit(index, "archive_url", source.archive_url, host, verdict)


def _hit(index: int, field: str, url: str, host: str, verdict: Imitation) -> Violation:
    excerpt = next((spelt for spelt in (host, spelt_host(host)) if spelt in url), None)
    spot = Location(("sources", index, field), excerpt=excerpt)
    return Violation(spot, verdict.message, verdict.help, verdict.note)


def _taken_for(host: str, other: str, source_id: str) -> Imitation:
    return Imitation(
        f"{shown(host, 30)} looks like {shown(other, 30)}",
        "open both pages and copy their addresses; one of the two may not be what it seems",
        f"`{source_id}` is on {shown(other)}: people take the two hosts for one, and they count as two",
    )


def _alike(host: str, other: str) -> bool:
    """Whether two hosts look alike up to what somebody registered, and are two owners'."""
    for one, two in zip(reversed(list(_endings(host))), reversed(list(_endings(other))), strict=False):
        if one != two:
            if _looks(one) != _looks(two):
                return False
            first, second = registrable(host), registrable(other)
            return first != second and _looks(first) == _looks(second)
    return False


RULE = Rule(
    id="look-alike-host",
    family="sources",
    scope="wire",
    what="The host of an address imitates another: a provider's own domain, or that of another source of the wire.",
    why="A forged page passes for the provider's own, or one voice for two. Domain names in other scripts pass, "
    "unless they mix Latin letters with look-alikes.",
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
    fix="Find the page at its owner's own address and write that.",
    needs=("sources",),
    check=check,
)
