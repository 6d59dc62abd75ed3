"""Two wires that may tell of one incident."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

from butfor.archive.index import VARIANT_OF, Archive, IndexEntry, split_lines
from butfor.findings import DataPath, Level, Location, Violation
from butfor.model.wire import UNKNOWN
from butfor.policy.policy import Policy
from butfor.rules._examples import OTHER_RATIONALE
from butfor.rules._rule import Rule
from butfor.text.display import listed, shown

Keys = tuple[list[Hashable], list[Hashable]]
"""Under which keys later wires find a wire, and under which it looks for earlier ones."""

_DAY = len("2024-10-01")
_MOST_SHOWN = 4  # things that two wires share, and related wires


def check(archive: Archive, policy: Policy) -> Iterator[tuple[str, Violation]]:
    """Look up, for each wire, what it may share with one before it; of many that share a thing all but the first are
    reported, beside the first."""
    live = [wire for wire in archive.wires if wire.id and wire.status in ("draft", "published")]
    addresses = _addresses(list(_near(live)))
    wires = sorted(_alike(live, addresses), key=archive.report_order)
    keys = [_keys(wire, addresses.get(wire.name, ())) for wire in wires]
    families = _families(wires, keys)
    holders: dict[Hashable, dict[str, int]] = {}
    for number, (wire, family, (own_keys, sought_keys)) in enumerate(zip(wires, families, keys, strict=True)):
        first = number
        for key in sought_keys:
            earlier = holders.get(key)
            if earlier and family not in earlier:
                first = min(first, next(iter(earlier.values())))
        for key in own_keys:
            holders.setdefault(key, {}).setdefault(family, number)
        if first < number:
            yield wire.name, _violation(wire, wires[first])


def _alike(wires: Sequence[IndexEntry], addresses: Mapping[str, Sequence[str]]) -> Iterator[IndexEntry]:
    """Yield the wires that share an external id, a title or a URL with another; most share nothing."""
    ids = Counter(external_id for wire in wires for external_id in split_lines(wire.external_ids))
    titles = Counter(wire.title for wire in wires)
    for wire in wires:
        if (
            titles[wire.title] > 1
            or addresses.get(wire.name)
            or any(ids[external_id] > 1 for external_id in split_lines(wire.external_ids))
        ):
            yield wire


def _families(wires: Sequence[IndexEntry], keys: Sequence[Keys]) -> list[str]:
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

    for wire, (own_keys, _) in zip(wires, keys, strict=True):
        keys_of_wire = set(own_keys) if wire.links else set()
        for _, target in wire.links:
            if target in number and not keys_of_wire.isdisjoint(keys[number[target]][1]):
                wire_top, target_top = top(str(wire.id)), top(target)
                if wire_top != target_top:
                    leader[target_top] = wire_top
    return [top(str(wire.id)) for wire in wires]


def _near(wires: Sequence[IndexEntry]) -> Iterator[IndexEntry]:
    """Yield the wires that share a provider and a date with another, and some that may; most are near no other."""
    dates = Counter((provider, wire.occurred) for wire in wires for provider in split_lines(wire.providers))
    vague = {key for key in dates if len(key[1] or "") < _DAY}
    for wire in wires:
        day = wire.occurred or ""
        if day and any(
            dates[provider, day] > 1 or (provider, day[:7]) in vague or (provider, day[:4]) in vague
            for provider in split_lines(wire.providers)
        ):
            yield wire


def _addresses(wires: Sequence[IndexEntry]) -> dict[str, list[str]]:
    """Return, by name of the wire, its URLs that another of these wires has too."""
    seen: set[str] = set()
    shared: set[str] = set()
    for wire in wires:
        own = {*split_lines(wire.url_keys)}
        shared |= own & seen
        seen |= own
    by_name = {wire.name: [url for url in dict.fromkeys(split_lines(wire.url_keys)) if url in shared] for wire in wires}
    return {name: urls for name, urls in by_name.items() if urls}


def _keys(wire: IndexEntry, urls: Iterable[str]) -> Keys:
    """Return under which keys later wires find a wire, and under which it looks for earlier ones.

    Dates as precise as they are known overlap where one begins with the other, so a wire is found under its own date
    and under all that it lies in, and looks for those dates and its own.
    """
    own_keys: list[Hashable] = list(split_lines(wire.external_ids))
    if wire.title:
        own_keys.append(wire.title)
    sought_keys = own_keys.copy()
    date = wire.occurred or ""
    around = {date[:4], date[:7], date}
    for url in urls:
        for provider in split_lines(wire.providers):
            if provider != UNKNOWN:  # nobody's name joins
                own_keys.append((provider, url, date, "is"))
                own_keys += ((provider, url, span, "within") for span in around)
                sought_keys.append((provider, url, date, "within"))
                sought_keys += ((provider, url, span, "is") for span in around)
    return own_keys, sought_keys


def _shared(wire: IndexEntry, earlier: IndexEntry) -> Iterator[tuple[DataPath, DataPath, str]]:
    """Yield what two wires share: where in the first, where in the second, in words."""
    earlier_ids = set(split_lines(earlier.external_ids))
    for external_id in split_lines(wire.external_ids):
        if external_id in earlier_ids:
            key, _, value = external_id.partition("\t")
            yield ("external_ids", key), ("external_ids", key), shown(f"{key}: {value}")
    date, earlier_date = wire.occurred or "", earlier.occurred or ""
    overlap = date and earlier_date and (date.startswith(earlier_date) or earlier_date.startswith(date))
    providers = set(split_lines(earlier.providers)) - {UNKNOWN}
    provider = next((name for name in split_lines(wire.providers) if name in providers), None)
    if provider and overlap:
        places = {url: index for index, url in enumerate(split_lines(earlier.url_keys))}
        for index, url in enumerate(split_lines(wire.url_keys)):
            if url in places:
                there = ("sources", places[url], "url")
                words = f"the address at `sources[{index}].url` (provider {shown(provider)}, dates that overlap)"
                yield ("sources", index, "url"), there, words
                break
    if wire.title and wire.title == earlier.title:
        yield ("title",), ("title",), "the title"


def _violation(wire: IndexEntry, earlier: IndexEntry) -> Violation:
    shared = list(_shared(wire, earlier))
    here, there, _ = shared[0]
    words = listed([words for _, _, words in shared[:_MOST_SHOWN]], "and")
    related = [name for path, name in wire.links if path[0] == "related"]
    few = len(related) < _MOST_SHOWN
    link = f"\n    related: [{', '.join([*related, str(earlier.id)])}]" if few else f" add `{earlier.id}` to `related`"
    variant = f"\nif this one is a variant:\n    variant_of: {earlier.id}" if VARIANT_OF not in dict(wire.links) else ""
    return Violation(
        Location(here),
        f"this looks like the incident of wire `{earlier.id}`",
        f"if they are two, link them:{link}{variant}\nif they are one, withdraw one of the two",
        f"both have {words}; this is a guess: two incidents can have that in common",
        related=((Location(there, file=earlier.name), "the other wire"),),
    )


RULE = Rule(
    id="same-incident",
    family="archive",
    scope="archive",
    level=Level.WARNING,
    confidence="likely",
    what="Two wires, neither retracted nor linked, share an external id, the title, or provider, date and source.",
    why="One incident told twice counts twice. This is a guess: two incidents can have one title, or one source that "
    "tells of both. A shared source alone is no finding.",
    basis="In five of six public incident archives 19 to 69 % of the records share an address with another, so it "
    "counts only together with provider and date.",
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
    fix="Link the two with `related` or `variant_of`, or withdraw one of them.",
    check=check,
)
