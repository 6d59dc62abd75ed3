"""Two wires that may report one incident."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from butfor.archive.index import VARIANT_OF, Archive, IndexEntry, split_lines
from butfor.archive.likeness import is_name, is_one_day, languages_of, names, shared_name, shared_words
from butfor.findings import DataPath, Level, Location, Violation
from butfor.model.types import bounds
from butfor.model.wire import UNKNOWN
from butfor.policy.policy import Policy
from butfor.rules._examples import OTHER_RATIONALE
from butfor.rules._rule import Rule
from butfor.text.display import listed, shown
from butfor.text.normalize import casefold_words
from butfor.text.substance import beginning, weight

_DAYS = 31  # that two accounts of one incident may differ by
_RARE = 12  # wires, at most, that may hold a word which still distinguishes one incident from others
_SHARE = 20  # of how many wires one may hold it: in a small archive 12 are a third of all
_WEEK = 7
_RAREST = (
    3  # wires that may hold a word which identifies the incident alone, where both titles have it, and one day and name
)
_WORDS = 3  # rare words that both must hold, where a name is shared and the dates are a week apart at most
_NAMED = 6  # wires that may name a provider or product that still identifies one incident, on one day, in two languages
_FEWER_WORDS = 2  # of the rarest, where a name is shared and the languages differ
_FAR_WORDS = 2  # of the rarest, which both write as names, where the dates are further apart
_ADDRESSES = 2  # that no third wire cites, and half of those of each wire: they identify the incident on any days
_MORE_WORDS = 2  # for each of these that is not so, and where the language is none of which ordinary words are known
_MOST_WORDS_SHOWN = 6
_MOST_SHOWN = 4  # external ids and addresses that two wires share, and related wires
_YEAR = len("2024")
_SUPPRESSION = "# butfor: ignore[same-incident] -- how the two differ"

Pairs = Mapping[tuple[int, int], "_Near"]
"""By the numbers of two wires, the lower first, what they share."""


class _Near(NamedTuple):
    """What two wires of about one day share."""

    name: str
    """A provider's or a product's; empty where they share none."""
    days: int
    """That their dates are apart at least."""
    words: list[str]
    """Rare ones."""
    url_keys: list[str]
    """Of addresses that no third wire cites, and that identify enough; mostly none."""


def check(archive: Archive, policy: Policy) -> Iterator[tuple[str, Violation]]:
    """Look up, for each wire, what it may share with one before it; of many that share a thing all but the first are
    reported, beside the first."""
    live = (wire for wire in archive.wires if wire.id and wire.status in ("draft", "published"))
    wires = sorted(live, key=archive.report_order)
    keys = [frozenset([*split_lines(wire.external_ids), wire.title or str(wire.id)]) for wire in wires]
    pairs = _pairs(wires)
    families = _families(wires, keys, pairs)
    earlier_numbers: dict[int, list[int]] = {}
    for earlier, number in pairs:
        earlier_numbers.setdefault(number, []).append(earlier)
    holders: dict[Hashable, dict[str, int]] = {}
    reported: set[tuple[str, str]] = set()
    for number, (wire, family) in enumerate(zip(wires, families, strict=True)):
        alike = [earlier for earlier in earlier_numbers.get(number, ()) if families[earlier] != family]
        for key in keys[number]:
            numbers = holders.setdefault(key, {})
            alike += next(([earlier] for name, earlier in numbers.items() if name != family), [])
            numbers.setdefault(family, number)
        first = min(alike, default=number)
        if first < number and (family, families[first]) not in reported:
            reported.add((family, families[first]))
            yield wire.name, _violation(wire, wires[first], pairs.get((first, number)))


def _pairs(wires: Sequence[IndexEntry]) -> Pairs:
    """Return the wires that are near each other: they hold rare words, or cite an address, which few others do."""
    words: dict[str, list[int]] = {}
    addresses: dict[str, list[int]] = {}
    for number, wire in enumerate(wires):
        if wire.occurred:
            for key in dict.fromkeys(map(beginning, split_lines(wire.words))):
                words.setdefault(key, []).append(number)
            for key in dict.fromkeys(filter(None, split_lines(wire.url_keys))):
                addresses.setdefault(key, []).append(number)
    few = max(_RAREST, min(_RARE, len(wires) // _SHARE))
    rare = {key: len(numbers) for key, numbers in words.items() if len(numbers) <= few}
    common = Counter(pair for key in rare for pair in combinations(words[key], 2))
    shared: dict[tuple[int, int], list[str]] = {}
    for key, numbers in addresses.items():
        if len(numbers) == 2:
            shared.setdefault((numbers[0], numbers[1]), []).append(key)
    on_one_day = (pair for pair in common if wires[pair[0]].occurred == wires[pair[1]].occurred)
    enough = (pair for pair, count in common.items() if count >= _FEWER_WORDS)
    rare_names = _of_rare_name(wires)
    candidates = dict.fromkeys([*shared, *enough, *on_one_day, *rare_names])
    pairs: dict[tuple[int, int], _Near] = {}
    for earlier, number in candidates:
        pair = earlier, number
        near = _near(wires[number], wires[earlier], rare, shared.get(pair, []), rare_names.get(pair, ""))
        if near:
            pairs[pair] = near
    return pairs


def _of_rare_name(wires: Sequence[IndexEntry]) -> dict[tuple[int, int], str]:
    """Return the wires of one day, in two languages, that share a provider or product of few wires, and its name."""
    holders: dict[str, list[int]] = {}
    for number, wire in enumerate(wires):
        for name in set(map(casefold_words, names(wire))):
            holders.setdefault(name, []).append(number)
    few = {name: numbers for name, numbers in holders.items() if len(numbers) <= _NAMED}
    pairs = ((pair, name) for name, numbers in few.items() for pair in combinations(numbers, 2))
    return {
        (earlier, number): name
        for (earlier, number), name in pairs
        if is_one_day(wires[earlier], wires[number]) and len(languages_of(wires[earlier], wires[number])) > 1
    }


def _near(
    wire: IndexEntry, earlier: IndexEntry, rare: Mapping[str, int], shared_urls: list[str], rare_name: str
) -> _Near | None:
    """Return what two wires share, None where it is too little to speak of one incident."""
    spans = bounds(wire.occurred or ""), bounds(earlier.occurred or "")
    if spans[0] is None or spans[1] is None:
        return None
    days = max((spans[0][0] - spans[1][1]).days, (spans[1][0] - spans[0][1]).days, 0)
    name = rare_name or shared_name(wire, earlier)
    languages = languages_of(wire, earlier)
    nobody_differs = bool(name) or any(UNKNOWN in split_lines(entry.providers) for entry in (wire, earlier))
    most = max(len(split_lines(entry.url_keys)) for entry in (wire, earlier))
    enough = 1 if nobody_differs and days <= _DAYS else max(_ADDRESSES, most / 2)
    url_keys = shared_urls if len(shared_urls) >= enough else []
    lacking = (not name) + (len(languages) == 1 and languages != {"en"})
    words = shared_words(wire, earlier, rare)
    if days > _DAYS:
        words = _names_of_few(words, earlier, rare)
        words = words if weight(words) >= _FAR_WORDS + _MORE_WORDS * lacking else []
        return _Near(name, days, words, url_keys) if words or url_keys else None
    lacking += (days > _WEEK) + 2 * (_YEAR in (len(wire.occurred or ""), len(earlier.occurred or "")))
    if len(languages) > 1:  # what is one word in two languages is mostly a name
        lacking += 1
        of_few = _of_few(words, rare)
        if name and weight(of_few) >= _FEWER_WORDS - is_one_day(wire, earlier):
            return _Near(name, days, of_few, url_keys)
    if weight(words) < _WORDS + _MORE_WORDS * lacking:
        titles = [set(map(beginning, (entry.title or "").split())) for entry in (wire, earlier)]
        telling = titles[0] & titles[1]
        reported = is_one_day(wire, earlier) and not lacking
        words = [word for word in _of_few(words, rare) if beginning(word) in telling] if reported else []
    return _Near(name, days, words, url_keys) if words or url_keys or rare_name else None


def _of_few(words: Iterable[str], rare: Mapping[str, int]) -> list[str]:
    return [word for word in words if rare[beginning(word)] <= _RAREST]


def _names_of_few(words: Iterable[str], earlier: IndexEntry, rare: Mapping[str, int]) -> list[str]:
    """Return which of shared words both wires write as names, or are figures, and hardly any other wire holds."""
    known = {beginning(word) for word in split_lines(earlier.words) if is_name(word)}
    return [word for word in _of_few(words, rare) if is_name(word) and beginning(word) in known]


def _families(wires: Sequence[IndexEntry], keys: Sequence[frozenset[str]], pairs: Pairs) -> list[str]:
    """Return for each wire the id that stands for it and all that it is linked with, directly or over others.

    Only links between wires that look like one incident count: such a link says that they belong together.
    """
    number = {str(wire.id): index for index, wire in enumerate(wires)}
    leader: dict[str, str] = {}

    def top(name: str) -> str:
        while (above := leader.get(name, name)) != name:
            leader[name] = leader.get(above, above)  # so that no chain grows long
            name = above
        return name

    for own, wire in enumerate(wires):
        for _, target in wire.links:
            other = number.get(target)
            if other is None:
                continue
            if not keys[own].isdisjoint(keys[other]) or (min(own, other), max(own, other)) in pairs:
                wire_top, target_top = top(str(wire.id)), top(target)
                if wire_top != target_top:
                    leader[target_top] = wire_top
    return [top(str(wire.id)) for wire in wires]


def _shared(wire: IndexEntry, earlier: IndexEntry, near: _Near | None) -> Iterator[tuple[DataPath, DataPath, str]]:
    """Yield what two wires share: where in the first, where in the second, in words."""
    earlier_ids = set(split_lines(earlier.external_ids))
    shared_ids = [external_id for external_id in split_lines(wire.external_ids) if external_id in earlier_ids]
    for external_id in shared_ids[:_MOST_SHOWN]:
        key, _, value = external_id.partition("\t")
        yield ("external_ids", key), ("external_ids", key), shown(f"{key}: {value}")
    for url_key in near.url_keys[:_MOST_SHOWN] if near else ():
        index, there = (split_lines(entry.url_keys).index(url_key) for entry in (wire, earlier))
        words = f"the URL at `sources[{index}].url`, which no other wire cites"
        yield ("sources", index, "url"), ("sources", there, "url"), words
    if wire.title and wire.title == earlier.title:
        yield ("title",), ("title",), "the title"
    if near and near.words:
        words = listed([shown(word) for word in near.words[:_MOST_WORDS_SHOWN]], "and")
        yield ("title",), ("title",), f"words that hardly any other wire contains ({words})"
    if near:
        name = f"the name {shown(near.name)}" if near.name else ""
        many = f"{near.days} day{'s' * (near.days > 1)}"
        days = f"dates that are {many} apart" if near.days else "dates that may be one day"
        yield ("title",), ("title",), " and ".join(filter(None, [name, days]))


def _violation(wire: IndexEntry, earlier: IndexEntry, near: _Near | None) -> Violation:
    shared = list(_shared(wire, earlier, near))
    here, there, _ = shared[0]
    words = "; ".join([words for _, _, words in shared])
    related = [name for path, name in wire.links if path[0] == "related"]
    few = len(related) < _MOST_SHOWN
    link = f"\n    related: [{', '.join([*related, str(earlier.id)])}]" if few else f" add `{earlier.id}` to `related`"
    variant = f"\nif this one is a variant:\n    variant_of: {earlier.id}" if VARIANT_OF not in dict(wire.links) else ""
    return Violation(
        Location(here),
        f"this looks like the incident of wire `{earlier.id}`",
        f"if they belong to one series, link them:{link}{variant}\n"
        "if they are one, delete or retract one of the two\n"
        f"if they are not connected, write above this line `{_SUPPRESSION}`",
        f"both have {words}. This is a guess: two different incidents can have that in common",
        related=((Location(there, file=earlier.name), "the other wire"),),
    )


RULE = Rule(
    id="same-incident",
    family="archive",
    scope="archive",
    level=Level.WARNING,
    confidence="likely",
    what="Two wires, neither retracted nor linked, share an external id or the title; or their dates are at most 31 "
    "days apart, and they share rare words, or a URL that no other wire cites together with the provider or "
    "product (or neither names one). Wires with other dates are found if at least two URLs, and half of the "
    "URLs of each, are shared by no other wire, or if they share names that hardly any other wire contains.",
    why="One incident reported in two wires is counted twice. This is a guess: two incidents can have the same "
    "title, or one source that reports both, and a series of incidents shares its words. Link such wires as "
    "`related`; where two only look alike, say so in a comment.",
    basis="A word is rare if at most 12 wires contain it (in a small archive: one wire in 20, or 3), and if accounts "
    "of incidents do not use it anyway; names of months are never rare. Three rare words are needed; two more without "
    "a shared provider or product, for dates more than a week apart, and for two texts of one language other than "
    "English; four more where only the year is known. For one day one word is enough that both titles and at most two "
    "other wires contain. In two languages a shared word is mostly a name: with a shared provider or product two words "
    "of at most 3 wires are enough, on one day one, or a provider or product of at most 6 wires. On any days two names "
    "or figures of at most 3 wires are enough, four without a shared provider or product; a name has a capital letter "
    "inside a sentence. URLs for AMP, for telephones and for sharing count as the article's own URL. Measured on 1,915 "
    "wires made of real records of seven public archives: of the 22 pairs with near dates that two archives name as "
    "one incident, 12 are found; in most of the others one wire names neither provider nor product. Of 34 other pairs "
    "found 12 are one incident, 17 are of one series or campaign, 5 are two incidents. With 238 records in six other "
    "languages all 54 pairs found across languages are one incident. Names find 6 pairs with dates further apart: 5 "
    "are one incident, 1 is of one series. URLs find 8 more: 6 are one incident, 1 is of one series, 1 is two.",
    bad="""\
# file: incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml
external_ids: {aiid: 541}
# file: incidents/2023/01H3G6D600ZK58P4A1RN4WHB21.yaml
id: 01H3G6D600ZK58P4A1RN4WHB21
title: "Court fines two lawyers who trusted ChatGPT"
occurred: "2023-06-22"
external_ids: {aiid: 541}
"""
    + OTHER_RATIONALE,
    good="""\
# file: incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml
external_ids: {aiid: 541}
# file: incidents/2023/01H3G6D600ZK58P4A1RN4WHB21.yaml
id: 01H3G6D600ZK58P4A1RN4WHB21
title: "Court fines two lawyers who trusted ChatGPT"
occurred: "2023-06-22"
external_ids: {aiid: 541}
variant_of: 01H3G6D60088JDPVJMJQV9BE1W
"""
    + OTHER_RATIONALE,
    fix="Delete or retract one of the two, link them with `related` or `variant_of`, or say in a comment that they "
    "are two incidents.",
    check=check,
)
