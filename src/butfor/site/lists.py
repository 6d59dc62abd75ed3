"""The lists: wires by year (with what archive.js reads), by code and by provider, and the ledger."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from butfor.changes.words import labelled
from butfor.ledger.account import Item
from butfor.policy.policy import Policy
from butfor.site.card import Card, Leaf, leaves, words
from butfor.site.contents import Contents
from butfor.site.output import Output, compact
from butfor.site.pages import shard
from butfor.text.display import clip
from butfor.view.wording import KINDS, legible, line

_NEWEST = 25  # wires on the front page and at the top of the archive
_LONGEST = 1200  # characters of a text in the ledger; the wire's page has all of it
_MOST_CHOICES = 200  # of one filter
_MOST_ROWS = 500  # codes or providers on one index


def lists(contents: Contents) -> Iterator[Output]:
    """Yield the pages of all lists."""
    site = contents.site
    yield from _archive(contents)
    yield from _index(contents, "Code", "Each code with the wires that carry it.", site.codes, _codes)
    yield from _index(contents, "Provider", "Each provider with its wires.", site.providers, _providers)
    yield from _ledger(contents)


def newest(contents: Contents) -> list[Card]:
    """Return the newest wires, the newest first."""
    return contents.cards[-_NEWEST:][::-1]


def digests(cards: Iterable[Card]) -> list[str]:
    """Return what a page depends on that shows these cards."""
    return [card.digest for card in cards]


def _leaf_parts(leaf: Leaf[Card]) -> list[str]:
    return [str(leaf.older), str(leaf.newer), *digests(leaf.cards)]


def _codes(card: Card) -> tuple[str, ...]:
    return card.codes


def _providers(card: Card) -> tuple[str, ...]:
    return card.providers


# -- by year ---------------------------------------------------------------------------------------------------------


def _archive(contents: Contents) -> Iterator[Output]:
    latest = newest(contents)
    years: dict[str, tuple[int, Sequence[str]]] = {}
    for year, cards in sorted(_grouped(contents.cards, lambda card: (card.year,)).items(), reverse=True):
        for leaf in leaves(f"archive/{year}/", cards):
            files = tuple(leaf.path + name for name in ("index.html", "cards.json", "words.json"))
            yield contents.output(files, _leaf_parts(leaf), partial(_year, contents, year, leaf))
        years[year] = len(cards), leaf.all
    values = _filter_values(contents.policy, contents.cards)
    parts = [json.dumps([years, values]), *digests(latest)]
    choices = {name: listed[:_MOST_CHOICES] for name, listed in values.items()}
    yield contents.page("archive.html", "archive/", parts, wires=latest, years=years, choices=choices)


def _year(contents: Contents, year: str, leaf: Leaf[Card]) -> tuple[bytes, ...]:
    searched = [words(contents.read(card)) for card in leaf.cards]
    return contents.site.list(year, leaf), shard(leaf), compact(searched)


def _filter_values(policy: Policy, cards: Sequence[Card]) -> dict[str, list[str]]:
    """Return for each filter the values that wires have, in the policy's order, others after."""
    filters: dict[str, tuple[Iterable[str], Callable[[Card], Iterable[str]]]] = {
        "severity": (policy.severities, lambda card: (card.severity,)),
        "kind": (KINDS, lambda card: (card.kind,)),
        "code": (policy.codes, _codes),
        "provider": (sorted(policy.provider_names(), key=str.casefold), _providers),
        "tier": (policy.tiers, lambda card: (card.tier,)),
    }
    values = {}
    for name, (order, values_of) in filters.items():
        used = {value for card in cards for value in values_of(card)}
        ordered = [value for value in order if value in used]
        values[name] = [*ordered, *sorted(used.difference(ordered))]
    return values


def _grouped(cards: Iterable[Card], values_of: Callable[[Card], Sequence[str]]) -> dict[str, list[Card]]:
    grouped: dict[str, list[Card]] = {}
    for card in cards:
        for value in values_of(card):
            grouped.setdefault(value, []).append(card)
    return grouped


# -- by code and provider --------------------------------------------------------------------------------------------


def _index(
    contents: Contents, noun: str, intro: str, slugs: Mapping[str, str], values_of: Callable[[Card], Sequence[str]]
) -> Iterator[Output]:
    """Yield a list for each value, and the list of these lists."""
    site, folder = contents.site, f"{noun.lower()}/"
    grouped = _grouped(contents.cards, values_of)
    rows = []
    for name, slug in slugs.items():
        code = contents.policy.codes.get(name) if slugs is site.codes else None
        about = (code.label or "No public meaning is known for this code.") if code else ""
        note = f"Retired; use {', '.join(code.replaced_by) or 'another'}." if code and code.retired else ""
        cards, heading = grouped.get(name, []), f"{noun} {line(name)}"
        rows.append((line(name), code.label if code else None, len(cards), f"{folder}{slug}/"))
        for leaf in leaves(f"{folder}{slug}/", cards):
            make = partial(site.list, heading, leaf, about, note)
            yield contents.file(f"{leaf.path}index.html", [heading, about, note, *_leaf_parts(leaf)], make)
    rows = rows[:_MOST_ROWS]
    yield contents.page("index.html", folder, [json.dumps(rows)], title=f"{noun}s", intro=intro, rows=rows)


# -- the ledger ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One entry of the ledger as a page shows it."""

    kind: str
    date: str
    wire: str
    language: str
    title: str
    texts: tuple[tuple[str, str], ...]
    """(name, text) of each."""

    @property
    def size(self) -> int:
        """About how many characters of HTML it takes."""
        return 500 + len(self.title) + sum(60 + len(text) for _, text in self.texts)


def _ledger(contents: Contents) -> Iterator[Output]:
    items = [(item.date, item.wire, place, item, card) for card in contents.cards for place, item in card.items]
    rows = [_row(item, card.language) for *_, item, card in sorted(items, key=lambda keyed: keyed[:3])]
    for leaf in leaves("ledger/", rows):
        parts = [str(leaf.older), str(leaf.newer), *map(repr, leaf.cards)]
        yield contents.page("ledger.html", leaf.path, parts, leaf=leaf)


def _row(item: Item, language: str) -> LedgerRow:
    texts = (
        ("Fields", ", ".join(item.fields)), *((line(side.label), side.text) for side in labelled(item.changes)),
        ("Rule", item.rule), ("Why", item.reason), ("By", item.by), ("Until", item.until),
        ("Replaced by", item.replaced_by), ("Ledger", item.ledger),
    )  # fmt: skip
    shown = tuple((name, clip(legible(text), _LONGEST)) for name, text in texts if text)
    return LedgerRow(item.kind, item.date, item.wire, language, line(item.title), shown)
