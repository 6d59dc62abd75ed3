"""The lists of wires: by year, with what archive.js reads, and by what they carry."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from butfor.model.types import ulid_day
from butfor.model.wire import Wire
from butfor.policy.policy import Policy
from butfor.site import feeds
from butfor.site.card import Card, Leaf, leaves, texts
from butfor.site.contents import Contents
from butfor.site.groupings import FED, GROUPINGS, ListHead, Meaning, counted, known_names, meaning, sections
from butfor.site.output import Output, compact
from butfor.site.pages import shard
from butfor.view.wording import short_date

_NEWEST = 25  # wires on the front page and at the top of the archive


def lists(contents: Contents) -> Iterator[Output]:
    """Yield the pages of all lists."""
    yield from _archive(contents)
    for folder in GROUPINGS:
        yield from _grouping(contents, folder)


def newest(contents: Contents) -> list[Card]:
    """Return the newest wires, the newest first."""
    return contents.cards[-_NEWEST:][::-1]


def digests(cards: Iterable[Card]) -> list[str]:
    """Return what a page depends on that shows these cards."""
    return [card.digest for card in cards]


def _leaf_parts(leaf: Leaf[Card]) -> list[str]:
    return [str(leaf.older), str(leaf.newer), *digests(leaf.cards)]


def _span(days: Iterable[str], length: int = 7) -> str:
    """Return ``Jan 2023 to Mar 2026``, the first and the last of partial dates or timestamps; ``length``: of what is
    taken of each."""
    known = sorted(day[:length] for day in days if day)
    first, last = (short_date(known[at]) for at in (0, -1)) if known else ("", "")
    return first if first == last else f"{first} to {last}"


# -- by year ---------------------------------------------------------------------------------------------------------


def _archive(contents: Contents) -> Iterator[Output]:
    latest = newest(contents)
    paths: list[str] = []
    years: dict[str, tuple[tuple[int, int], list[tuple[str, str]]]] = {}
    for year, cards in sorted(_grouped(contents.cards, lambda card: (card.year,)).items(), reverse=True):
        pages = list(leaves(f"archive/{year}/", cards))
        paths += [leaf.path.removeprefix("archive/") for leaf in pages]
        for leaf in pages:
            files = tuple(leaf.path + name for name in ("index.html", "cards.json", "texts.json"))
            yield contents.output(files, _leaf_parts(leaf), partial(_year, contents, year, leaf))
        years[year] = counted(cards), list(zip((leaf.path for leaf in pages[::-1]), _labels(pages[::-1]), strict=True))
    yield contents.file("archive/lists.json", paths, lambda: compact(paths))
    values = _filter_values(contents.policy, contents.cards)
    parts = [json.dumps([years, values]), *digests(latest)]
    yield contents.page("archive.html", "archive/", parts, wires=latest, years=years, choices=values)


def _labels(pages: Sequence[Leaf[Card]]) -> list[str]:
    """Return what distinguishes the pages of a year: when their wires were published, else their sources."""
    labels: list[str] = []
    for what, length, days in (
        ("published", 7, lambda card: card.published), ("published", 10, lambda card: card.published),
        ("first sources", 7, lambda card: ulid_day(card.id).isoformat()),
    ):  # fmt: skip
        labels = [f"{what} {_span(map(days, page.cards), length)}" for page in pages]
        if len(set(labels)) == len(labels):
            break
    return labels


def _year(contents: Contents, year: str, leaf: Leaf[Card]) -> tuple[bytes, ...]:
    searched = [texts(Wire.model_validate(json.loads(contents.data(card)))) for card in leaf.cards]
    head = ListHead(year, "Year of the first source", Meaning(year))
    return contents.site.list(leaf, head), shard(leaf), compact(searched)


def _filter_values(policy: Policy, cards: Sequence[Card]) -> dict[str, list[str]]:
    """Return for each filter the values that wires have, in the policy's order, others after."""
    filters: dict[str, tuple[Iterable[str], Callable[[Card], Iterable[str]]]] = {
        name: (known, GROUPINGS[name].values_of) for name, known in known_names(policy).items()
    }
    filters["mark"] = (), lambda card: card.marks
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


# -- by what they carry ----------------------------------------------------------------------------------------------


def _grouping(contents: Contents, folder: str) -> Iterator[Output]:
    """Yield a list for each value, and the list of these lists."""
    by, slugs = GROUPINGS[folder], contents.site.slugs[folder]
    grouped = _grouped(contents.cards, by.values_of)
    for name, slug in slugs.items():
        cards = grouped.get(name, [])
        page = f"{folder}/{slug}/"
        feed = f"{page}feed.atom" if contents.base is not None and folder in FED else ""
        if contents.base is not None and feed:
            fed = feeds.chosen(cards)
            words = meaning(contents.policy, folder, name).words
            make_feed = partial(feeds.atom, fed, contents.policy, contents.base, page, words)
            yield contents.file(feed, digests(fed), make_feed)
        for leaf in leaves(page, cards):
            head = replace(_head(contents.policy, folder, name, cards if leaf.newer is None else ()), feed=feed)
            make = partial(contents.site.list, leaf, head)
            yield contents.file(f"{leaf.path}index.html", [repr(head), *_leaf_parts(leaf)], make)
    most = max((counted(cards)[0] for cards in grouped.values()), default=0) or 1
    shown = []
    for section in sections(contents.policy, folder, slugs):
        rows = []
        for name in section.names:
            sense, counts = meaning(contents.policy, folder, name), counted(grouped.get(name, ()))
            about = sense.about if folder in ("severity", "tier") else ""
            rows.append((sense.words, sense.id, about, counts, 100 * counts[0] // most, f"{folder}/{slugs[name]}/"))
        if folder == "provider":
            rows.sort(key=lambda row: -row[3][0])
        folds = folder in ("code", "provider")
        unused = [row for row in rows if folds and not any(row[3])]
        shown.append((section, [row for row in rows if any(row[3]) or not folds], unused))
    parts = [repr(shown)]
    yield contents.page("index.html", f"{folder}/", parts, title=by.title, intro=by.intro, sections=shown)


def _head(policy: Policy, folder: str, name: str, cards: Sequence[Card]) -> ListHead:
    """Return what stands above a list: what the value means and, on its newest page, its wires in numbers."""
    sense = meaning(policy, folder, name)
    standing = [card for card in cards if card.status != "retracted"]
    counts = Counter((card.rank or 99, card.severity) for card in standing)
    most = max(counts.values(), default=1)
    split = tuple((level, rank % 99, count, 100 * count // most) for (rank, level), count in sorted(counts.items()))
    return ListHead(
        sense.words, " ".join(filter(None, (GROUPINGS[folder].noun, sense.id))), sense, counted(cards),
        _span(card.occurred for card in standing), split if folder != "severity" else (),
    )  # fmt: skip
