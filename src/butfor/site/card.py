"""What pages other than a wire's own need of it: small and plain."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from butfor.changes.words import BADGES
from butfor.files.tree import digest
from butfor.ledger.account import Item, items_of
from butfor.model.types import bounds, ulid_day
from butfor.model.wire import Wire
from butfor.policy.policy import Policy
from butfor.policy.voices import groups
from butfor.queries.export import as_object
from butfor.queries.stats import WireCounts, wire_counts
from butfor.text.display import clip
from butfor.text.prose import CITATION, blocks
from butfor.text.quotes import sentences
from butfor.text.urls import host_of, spelt_host
from butfor.view.content import last_change, severity_rank, wire_severity
from butfor.view.wording import BASES, evidence, legible, line

PER_PAGE = 50  # wires
ROOM = 60_000  # characters of HTML on a page of a list, by estimate
_FIRST = 220  # characters of a body
_LONGEST = 80  # characters of most names on a list

_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?|[0-9]+|index\.html")  # no folder has such a name
_CITED = re.compile(rf"(?<! ) *{CITATION.pattern}")


@dataclass(frozen=True, slots=True)
class Card:
    """A wire on a list. Texts are legible and short."""

    name: str
    id: str
    status: str
    language: str
    """Of its title and its summary."""
    title: str
    kind: str
    severity: str
    severity_words: str
    rank: int | None
    """See `butfor.view.parts.View`."""
    codes: tuple[str, ...]
    providers: tuple[str, ...]
    tier: str
    evidence: str
    basis: str
    """What kind of date ``occurred`` is, in words."""
    occurred: str
    published: str
    updated: str | None
    """Day of the last significant change, if there was one."""
    summary: str
    """The beginning of the body."""
    corrections: tuple[tuple[str, str, str], ...]
    """(date, type, reason) of each, and of the retraction."""
    digest: str
    """Of all that the wire says."""
    related: tuple[str, ...]
    """Ids of wires that its page names."""
    counts: WireCounts
    """For the statistics."""
    count: int
    """How many independent sources it has."""
    legacy: tuple[str, ...]
    """What readers must know of a bulk entry, in words."""
    items: tuple[tuple[int, Item], ...]
    """Its entries in the ledger, with their places."""

    @property
    def year(self) -> str:
        """The year of the id, which is that of the first source and of the wire's folder."""
        return f"{ulid_day(self.id).year:04}"

    @property
    def change(self) -> str:
        """The weightiest that happened to it since publication, such as ``Corrected``."""
        types = {kind for _, kind, _ in self.corrections}
        return next((word for kind, word in BADGES.items() if kind in types), "")

    @property
    def marks(self) -> tuple[str, ...]:
        """What lists say of it beside its title."""
        change = "Retracted" if self.status == "retracted" else self.change
        return (*((change,) if change else ()), *self.legacy)

    @property
    def first(self) -> str:
        """The first sentence of the body, or as much of it as a list has room for."""
        return clip(next(sentences(self.summary), ""), _FIRST)

    @property
    def description(self) -> str:
        """The summary, with what overrules it."""
        return f"{'Retracted: ' if self.status == 'retracted' else ''}{self.summary}"

    @property
    def order(self) -> tuple[str, str]:
        """The key by which lists are sorted: by publication, so that they grow at their end."""
        return self.published, self.id

    @property
    def size(self) -> int:
        """About how many characters of HTML it takes on a list."""
        return 1000 + len(self.title) + len(self.first) + sum(max(_LONGEST, len(name)) for name in self.providers)

    @property
    def dated(self) -> bool:
        """Whether its dates are ones that a calendar has, so that feeds may carry them."""
        days = (self.published, *(day for day, _, _ in self.corrections))
        return all(bounds(day) is not None for day in days if day)


def card(name: str, wire: Wire, policy: Policy) -> Card:
    """Return the card of a wire."""
    count = len(groups(wire, policy)[0])
    counts = wire_counts(wire, policy, count)
    instead = wire.retraction.replaced_by if wire.retraction else None
    return Card(
        name=name, id=wire.id, status=wire.status, language=policy.language_of(wire),
        title=line(wire.title), kind=wire.kind,
        severity=whole_name(wire.severity), severity_words=wire_severity(wire, policy),
        rank=severity_rank(wire, policy),
        codes=tuple(dict.fromkeys(map(whole_name, wire.codes))),
        providers=tuple(dict.fromkeys(map(whole_name, wire.providers))),
        tier=whole_name(policy.tier(wire.tier).id), basis=BASES[wire.occurred_basis], occurred=wire.occurred,
        evidence=clip(evidence(count, policy.tier(wire.tier).shown), _LONGEST + 20),
        published=wire.published or "", updated=last_change(wire), summary=_summary(wire.body),
        corrections=tuple(_changes(wire)),
        digest=text_digest(as_object(name, wire, policy, count)),
        related=(*filter(None, (wire.variant_of, instead)), *wire.related), counts=counts, count=count,
        legacy=tuple(map(str, counts.by["legacy"])), items=tuple(items_of(name, wire)),
    )  # fmt: skip


def _changes(wire: Wire) -> Iterator[tuple[str, str, str]]:
    for entry in wire.corrections:
        yield entry.date, entry.type, line(entry.reason)
    if wire.retraction:
        yield wire.retraction.date, "retraction", line(wire.retraction.reason)


def _summary(body: str) -> str:
    """Return the beginning of a body without its citations, and without the space before each."""
    return line(_CITED.sub("", " ".join(blocks(body)[0].parts)))


def text_digest(*parts: str) -> str:
    """Return a digest of texts: 32 hexadecimal digits."""
    return digest("\0".join(parts).encode("utf-8", "surrogatepass"))


def whole_name(text: str) -> str:
    """Return a name as lists and their addresses have it: never cut, or two that begin alike would be one."""
    return legible(" ".join(text.split()))


def texts(wire: Wire) -> list[str]:
    """Return what searching looks into beside title and providers: paragraphs, answers, sources with
    their addresses, ids; each legible and
    on one line."""
    paragraphs = [part for text in (wire.body, wire.rationale.prose) for block in blocks(text) for part in block.parts]
    texts = [legible(" ".join(_CITED.sub("", text).split())) for text in (*paragraphs, ", ".join(wire.systems))]
    texts += [
        line(f"{source.publisher}: {source.title} ({spelt_host(host_of(source.url))})") for source in wire.sources
    ]
    texts += [line(source.url) for source in wire.sources]
    ids = ", ".join(f"{scheme}:{external}" for _, scheme, external in wire.ids())
    return [*filter(None, texts), line(" ".join((wire.id, ids)))]


class Listed(Protocol):
    """Something that stands on a list."""

    @property
    def size(self) -> int:
        """About how many characters of HTML it takes."""


L = TypeVar("L", bound=Listed)


@dataclass(frozen=True, slots=True)
class Leaf(Generic[L]):
    """One page of a list."""

    path: str
    """``archive/2024/`` for the newest, ``archive/2024/1/`` for the oldest."""
    cards: Sequence[L]
    """The newest first."""
    older: str | None
    """Path of the page before, as ``newer`` of the one after."""
    newer: str | None
    all: tuple[str, ...] = ()
    """Of the newest page only: every other page, the newest first."""


def leaves(base: str, cards: Iterable[L]) -> Iterator[Leaf[L]]:
    """Yield pages of a list, the oldest first: page 1, 2, ... are full and stay as they are when the list grows; what
    is newer is on the page ``base`` itself. ``cards`` come the oldest first."""
    lots: list[list[L]] = [[]]
    room = ROOM
    for card in cards:
        if lots[-1] and (len(lots[-1]) == PER_PAGE or card.size > room):
            lots.append([])
            room = ROOM
        lots[-1].append(card)
        room -= card.size
    paths = [*(f"{base}{number}/" for number in range(1, len(lots))), base]
    for older, path, newer, lot in zip([None, *paths], paths, [*paths[1:], None], lots, strict=False):
        yield Leaf(path, lot[::-1], older, newer, tuple(paths[-2::-1]) if path == base else ())


def _folded(text: str) -> str:
    """Return text without accents and capitals."""
    if text.isascii():
        return text.lower()
    return "".join(char for char in unicodedata.normalize("NFKD", text) if unicodedata.category(char)[0] != "M").lower()


def slugs(names: Sequence[str]) -> dict[str, str]:
    """Return names as parts of a URL: safe on every file system, each once. What comes first has the plain one."""
    slug_of: dict[str, str] = {}
    taken: set[str] = set()
    for name in dict.fromkeys(names):
        plain = re.sub(r"[^a-z0-9.]+", "-", _folded(name))[:60].strip("-.")
        mark = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
        choices = [plain] if plain and not _DEVICE.fullmatch(plain) else []
        choices += [f"{plain}-{mark[:length]}".strip("-") for length in (8, 16, 32, 64)]
        slug_of[name] = next(slug for slug in choices if slug not in taken)
        taken.add(slug_of[name])
    return slug_of
