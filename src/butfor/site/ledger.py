"""The ledger's pages and its feed: what was wrong or changed stands open, what only was assessed again is folded."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from butfor.changes.words import BADGES, TITLES, Side, labelled
from butfor.ledger.account import KIND_MEANINGS, Item
from butfor.site import feeds
from butfor.site.card import Card, leaves
from butfor.site.contents import Contents
from butfor.site.output import Output
from butfor.text.display import clip
from butfor.view.changes import FOLDED, importance, in_readers_words
from butfor.view.wording import field_words, legible, line

_LONGEST = 1200  # characters of a text; the wire's page has all of it
_MOST_ENTRIES = 40  # of one wire and day, on one card
_KINDS = ("retraction", *(kind for kind in BADGES if kind not in FOLDED), "deviation", *FOLDED)
"""The kinds of entries, the weightiest first."""
_TITLES = {**TITLES, "retraction": "Retracted", "deviation": "Rule suppressed"}
_FEED = "ledger/feed.atom"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One entry of the ledger as a page shows it."""

    kind: str
    title: str
    """What was done, such as ``Corrected``."""
    fields: str
    reason: str
    texts: tuple[tuple[str, str], ...]
    """(name, text) of each of the rest."""


@dataclass(frozen=True, slots=True)
class LedgerDay:
    """The ledger's entries about one wire on one day, the weightiest first."""

    date: str
    wire: str
    language: str
    title: str
    entries: tuple[LedgerEntry, ...]
    anchor: str
    """Its id on the page; empty where an earlier card of the same wire and day has it."""

    @property
    def weight(self) -> int:
        """The place of its weightiest entry in `_KINDS`."""
        return _KINDS.index(self.entries[0].kind)

    @property
    def folded(self) -> bool:
        """Whether no fact is other than it was."""
        return self.entries[0].kind in FOLDED

    @property
    def size(self) -> int:
        """About how many characters of HTML it takes."""
        texts = sum(len(entry.reason) + sum(80 + len(text) for _, text in entry.texts) for entry in self.entries)
        return 700 + len(self.title) + 500 * len(self.entries) + texts


def ledger(contents: Contents) -> Iterator[Output]:
    """Yield the pages of the ledger, and its feed."""
    days = sorted(_days(contents.cards), key=lambda day: (day.date, -day.weight, day.wire))
    first: dict[str, str] = {}
    counts = Counter(entry.kind for day in days for entry in day.entries)
    for leaf in leaves("ledger/", days):
        first |= {entry.kind: f"{leaf.path}#{day.date}-{day.wire}" for day in leaf.cards[::-1] for entry in day.entries}
        groups = [list(group) for _, group in groupby(leaf.cards, lambda day: (day.date, day.folded))]
        shown = [(group[0].folded, _counted(group), group) for group in groups]
        said = [kind for kind in _KINDS if counts[kind] and not leaf.newer]
        kinds = [(_TITLES[kind], KIND_MEANINGS[kind], counts[kind], first[kind]) for kind in said]
        context = {"groups": shown, "kinds": kinds}
        parts = [str(leaf.older), str(leaf.newer), repr(context)]
        feed = _FEED if contents.base is not None else ""
        yield contents.page("ledger.html", leaf.path, parts, leaf=leaf, feed=feed, **context)
    if contents.base is not None:
        cards = _changed(contents.cards)
        make = partial(feeds.atom, cards, contents.policy, contents.base, "ledger/", "Ledger", by_day=True)
        yield contents.file(_FEED, [repr((card.digest, card.corrections)) for card in cards], make)


def _days(cards: Iterable[Card]) -> Iterator[LedgerDay]:
    for card in cards:
        newest = sorted(card.items, key=lambda placed: (placed[1].date, placed[0]), reverse=True)
        for date, group in groupby((item for _, item in newest), key=lambda item: item.date):
            items = sorted(group, key=lambda item: (_KINDS.index(item.kind), importance(item.fields)))
            for at in range(0, len(items), _MOST_ENTRIES):
                entries = tuple(map(_entry, items[at : at + _MOST_ENTRIES]))
                anchor = "" if at else f"{date}-{card.id}"
                yield LedgerDay(date, card.id, card.language, line(items[0].title), entries, anchor)


def _counted(days: Sequence[LedgerDay]) -> str:
    """Return what days hold, in words, such as ``Assessed again: 15``."""
    counts = Counter(entry.title for day in days for entry in day.entries)
    return ", ".join(f"{title}: {count}" for title, count in counts.items())


def _changed(cards: Iterable[Card]) -> list[Card]:
    """Return for each day on which a fact of a wire changed, or it was retracted, the wire as changed on that day."""
    changed = []
    for card in cards:
        entries = sorted(entry for entry in card.corrections if entry[1] not in FOLDED)
        days = [tuple(group) for _, group in groupby(entries, key=lambda entry: entry[0])]
        changed += [replace(card, corrections=day) for day in days if card.dated and card.published]
    return feeds.chosen(changed)


def _entry(item: Item) -> LedgerEntry:
    sides: Iterable[Side] = labelled([in_readers_words(change) for change in item.changes])
    texts = (
        *((line(side.label), side.text) for side in sides), ("Rule", item.rule), ("Until", item.until),
        ("Replaced by", item.replaced_by), ("Ledger", item.ledger), ("By", item.by),
    )  # fmt: skip
    shown = tuple((name, clip(legible(text), _LONGEST)) for name, text in texts if text)
    fields = ", ".join(dict.fromkeys(map(field_words, item.fields))) or item.rule or ""
    return LedgerEntry(item.kind, _TITLES[item.kind], line(fields), clip(legible(item.reason), _LONGEST), shown)
