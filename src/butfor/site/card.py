"""What pages other than a wire's own need of it: small, plain, and kept between builds."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from butfor.ledger.account import Item, items_of
from butfor.model.types import bounds, ulid_day
from butfor.model.wire import Wire
from butfor.policy.policy import Policy
from butfor.policy.voices import groups
from butfor.queries.export import as_object
from butfor.queries.stats import WireCounts, wire_counts
from butfor.text.display import clip
from butfor.view.content import changed, evidence, line

PER_PAGE = 50  # wires
ROOM = 60_000  # characters of HTML on a page of a list, by estimate
_LONGEST = 80  # characters of a name on a list

_MARKS = re.compile(r"\[S[1-9][0-9]{0,2}\]|[*_`#>~]")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?|[0-9]+|index\.html")  # no folder has such a name
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Card:
    """A wire on a list. Texts are legible and short.

    rank: see `butfor.view.content.View`. updated: day of the last significant change, if there was one. summary: the
    beginning of the body. digest: of all that the wire says. related: ids of wires that its page names.
    facts: for the statistics. items: its entries in the ledger, with their places.
    """

    name: str
    id: str
    status: str
    title: str
    kind: str
    severity: str
    rank: int | None
    codes: tuple[str, ...]
    providers: tuple[str, ...]
    tier: str
    evidence: str
    occurred: str
    published: str
    updated: str | None
    summary: str
    corrections: tuple[tuple[str, str, str], ...]
    digest: str
    related: tuple[str, ...]
    facts: WireCounts
    items: tuple[tuple[int, Item], ...]

    @property
    def year(self) -> str:
        """The year of the id, which is that of the first source and of the wire's folder."""
        return f"{ulid_day(self.id).year:04}"

    @property
    def order(self) -> tuple[str, str]:
        """Lists grow at their end: by publication."""
        return self.published, self.id

    @property
    def size(self) -> int:
        """About how many characters of HTML it takes on a list."""
        return 1000 + len(self.title) + _LONGEST * len(self.providers)

    @property
    def dated(self) -> bool:
        """Whether its dates are ones that a calendar has, so that feeds may carry them."""
        return all(bounds(day) is not None for day in (self.published, self.updated) if day)


def card(name: str, wire: Wire, policy: Policy) -> Card:
    """The card of a wire."""
    count = len(groups(wire, policy)[0])
    ranks = list(policy.severities)
    first = wire.body.strip().replace("\r\n", "\n").partition("\n\n")[0][:2000]
    instead = wire.retraction.replaced_by if wire.retraction else None
    related = [*(one for one in (wire.variant_of, instead) if one), *wire.related]
    return Card(
        name=name, id=wire.id, status=wire.status, title=line(wire.title), kind=wire.kind,
        severity=_short(wire.severity),
        rank=ranks.index(wire.severity) + 1 if wire.severity in policy.severities else None,
        codes=tuple(dict.fromkeys(map(_short, wire.codes))),
        providers=tuple(dict.fromkeys(map(_short, wire.providers))),
        tier=_short(wire.tier), evidence=clip(evidence(count, wire.tier), _LONGEST + 20), occurred=wire.occurred,
        published=wire.published or "", updated=changed(wire), summary=line(_MARKS.sub("", first)),
        corrections=tuple((one.date, one.type, line(one.reason)) for one in wire.corrections),
        digest=digest_of(name, wire, policy),
        related=tuple(related), facts=wire_counts(wire, policy), items=tuple(items_of(name, wire)),
    )  # fmt: skip


def digest_of(name: str, wire: Wire, policy: Policy) -> str:
    """A digest of all that a wire says, and of how many independent sources it has."""
    text = as_object(name, wire, len(groups(wire, policy)[0]))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _short(text: str) -> str:
    return clip(line(text), _LONGEST)


def search_form(text: str) -> str:
    """Text for searching, as archive.js folds what readers type: without accents and capitals."""
    if text.isascii():
        return text.lower()
    return "".join(char for char in unicodedata.normalize("NFKD", text) if unicodedata.category(char)[0] != "M").lower()


def words(wire: Wire) -> str:
    """The words of title, body and rationale, and the id, each once."""
    text = search_form(f"{wire.title}\n{_MARKS.sub(' ', wire.body)}\n{wire.rationale.text}\n{wire.id}")
    return " ".join(dict.fromkeys(_WORD.findall(text)))


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a list. path: ``archive/2024/`` for the newest, ``archive/2024/1/`` for the oldest.

    cards: the newest first. older, newer: paths of its neighbours. all: of the newest page only: every other, newest
    first."""

    path: str
    cards: Sequence[Any]
    older: str | None
    newer: str | None
    all: tuple[str, ...] = ()


def leaves(base: str, cards: Sequence[Any]) -> Iterator[Leaf]:
    """Pages of a list, the oldest first: page 1, 2, ... are full and stay as they are when the list grows; what is
    newer is on the page ``base`` itself. ``cards``, the oldest first, know their ``size``."""
    lots: list[list[Any]] = [[]]
    room = ROOM
    for one in cards:
        if lots[-1] and (len(lots[-1]) == PER_PAGE or one.size > room):
            lots.append([])
            room = ROOM
        lots[-1].append(one)
        room -= one.size
    paths = [*(f"{base}{number}/" for number in range(1, len(lots))), base]
    for at, (path, lot) in enumerate(zip(paths, lots, strict=True)):
        older = paths[at - 1] if at else None
        newer = paths[at + 1] if at + 1 < len(paths) else None
        yield Leaf(path, lot[::-1], older, newer, tuple(paths[-2::-1]) if path == base else ())


def slugs(names: Sequence[str]) -> dict[str, str]:
    """Names as parts of an address: safe on every file system, each once. What comes first has the plain one."""
    slug_of: dict[str, str] = {}
    taken: set[str] = set()
    for name in dict.fromkeys(names):
        plain = re.sub(r"[^a-z0-9.]+", "-", search_form(name))[:60].strip("-.")
        mark = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
        tries = [plain] if plain and not _DEVICE.fullmatch(plain) else []
        tries += [f"{plain}-{mark[:length]}".strip("-") for length in (8, 16, 32, 64)]
        slug_of[name] = next(one for one in tries if one not in taken)
        taken.add(slug_of[name])
    return slug_of
