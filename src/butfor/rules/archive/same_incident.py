"""Two wires that may tell of one incident."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

from butfor.archive.index import VARIANT_OF, Archive, IndexEntry, split_lines
from butfor.findings import DataPath, Level, Location, Violation
from butfor.model.wire import UNKNOWN
from butfor.policy.policy import Policy
from butfor.rules._rule import Rule
from butfor.text.display import listed, shown

Keys = tuple[list[Hashable], list[Hashable]]
"""What a wire holds that others may share, and what it seeks among what others hold."""

_DAY = len("2024-10-01")
_MOST_SHOWN = 4  # things that two wires share, and related wires


def check(archive: Archive, policy: Policy) -> Iterator[tuple[str, Violation]]:
    """Look up, for each wire, what it may share with one before it; many that share a thing are told of the first."""
    live = [wire for wire in archive.wires if wire.id and wire.status in ("draft", "published")]
    addresses = _addresses(list(_near(live)))
    wires = sorted(_alike(live, addresses), key=archive.report_order)
    keys = [_keys(wire, addresses.get(wire.name, ())) for wire in wires]
    families = _families(wires, keys)
    holders: dict[Hashable, dict[str, int]] = {}
    for number, (wire, family, (held, sought)) in enumerate(zip(wires, families, keys, strict=True)):
        first = number
        for key in sought:
            earlier = holders.get(key)
            if earlier and family not in earlier:
                first = min(first, next(iter(earlier.values())))
        for key in held:
            holders.setdefault(key, {}).setdefault(family, number)
        if first < number:
            yield wire.name, _hit(wire, wires[first])


def _alike(wires: Sequence[IndexEntry], addresses: Mapping[str, Sequence[str]]) -> Iterator[IndexEntry]:
    """The wires that share an external id, a title or an address with another; most share nothing."""
    ids = Counter(one for wire in wires for one in split_lines(wire.external_ids))
    titles = Counter(wire.title for wire in wires)
    for wire in wires:
        if (
            titles[wire.title] > 1
            or addresses.get(wire.name)
            or any(ids[one] > 1 for one in split_lines(wire.external_ids))
        ):
            yield wire


def _families(wires: Sequence[IndexEntry], keys: Sequence[Keys]) -> list[str]:
    """For each wire the id that stands for it and all that it is linked with, directly or over others, as far as they
    look like one incident: who links to one of several has said that they belong together."""
    number = {str(wire.id): index for index, wire in enumerate(wires)}
    leader: dict[str, str] = {}

    def top(name: str) -> str:
        while (above := leader.get(name, name)) != name:
            leader[name] = leader.get(above, above)  # so that no chain grows long
            name = above
        return name

    for wire, (held, _) in zip(wires, keys, strict=True):
        mine = set(held) if wire.links else set()
        for _, other in wire.links:
            if other in number and not mine.isdisjoint(keys[number[other]][1]):
                one, two = top(str(wire.id)), top(other)
                if one != two:
                    leader[two] = one
    return [top(str(wire.id)) for wire in wires]


def _near(wires: Sequence[IndexEntry]) -> Iterator[IndexEntry]:
    """The wires that share a provider and a date with another, and some that may; most are near no other."""
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
    """By name of the wire: its addresses that another of these wires has too."""
    seen: set[str] = set()
    shared: set[str] = set()
    for wire in wires:
        own = {*split_lines(wire.url_keys)}
        shared |= own & seen
        seen |= own
    found = ((wire.name, [one for one in dict.fromkeys(split_lines(wire.url_keys)) if one in shared]) for wire in wires)
    return {name: addresses for name, addresses in found if addresses}


def _keys(wire: IndexEntry, urls: Iterable[str]) -> Keys:
    """Under which keys a wire is held for later ones, and under which it seeks earlier ones.

    Dates as precise as they are known overlap where one begins with the other, so a wire is held under its own date
    and under all that it lies in, and seeks those dates and its own.
    """
    held: list[Hashable] = list(_ids(wire))
    if wire.title:
        held.append(wire.title)
    sought = held.copy()
    date = wire.occurred or ""
    around = {date[:4], date[:7], date}
    for url in urls:
        for provider in split_lines(wire.providers):
            if provider != UNKNOWN:  # nobody's name joins
                held.append((provider, url, date, "is"))
                held += ((provider, url, split_lines, "within") for split_lines in around)
                sought.append((provider, url, date, "within"))
                sought += ((provider, url, split_lines, "is") for split_lines in around)
    return held, sought


def _ids(wire: IndexEntry) -> Iterator[str]:
    """The external ids that say something."""
    for one in split_lines(wire.external_ids):
        if one.partition("\t")[2].casefold() != UNKNOWN:
            yield one


def _shared(wire: IndexEntry, other: IndexEntry) -> Iterator[tuple[DataPath, DataPath, str]]:
    """What two wires share: where in the one, where in the other, in words."""
    theirs = set(_ids(other))
    for one in _ids(wire):
        if one in theirs:
            key, _, value = one.partition("\t")
            yield ("external_ids", key), ("external_ids", key), shown(f"{key}: {value}")
    mine, yours = wire.occurred or "", other.occurred or ""
    providers = set(split_lines(other.providers)) - {UNKNOWN}
    provider = next((name for name in split_lines(wire.providers) if name in providers), None)
    if provider and mine and yours and (mine.startswith(yours) or yours.startswith(mine)):
        places = {address: index for index, address in enumerate(split_lines(other.url_keys))}
        for index, address in enumerate(split_lines(wire.url_keys)):
            if address in places:
                there = ("sources", places[address], "url")
                words = f"the address at `sources[{index}].url` (provider {shown(provider)}, dates that overlap)"
                yield ("sources", index, "url"), there, words
                break
    if wire.title and wire.title == other.title:
        yield ("title",), ("title",), "the title"


def _hit(wire: IndexEntry, other: IndexEntry) -> Violation:
    shared = list(_shared(wire, other))
    here, there, _ = shared[0]
    words = listed([words for _, _, words in shared[:_MOST_SHOWN]], "and")
    related = [name for path, name in wire.links if path[0] == "related"]
    few = len(related) < _MOST_SHOWN
    link = f"\n    related: [{', '.join([*related, str(other.id)])}]" if few else f" add `{other.id}` to `related`"
    variant = f"\nif this one is a variant:\n    variant_of: {other.id}" if VARIANT_OF not in dict(wire.links) else ""
    return Violation(
        Location(here),
        f"this looks like the incident of wire `{other.id}`",
        f"if they are two, link them:{link}{variant}\nif they are one, withdraw one of the two",
        f"both have {words}; this is a guess: two incidents can have that in common",
        related=((Location(there, file=other.name), "the wire that was first"),),
    )


RULE = Rule(
    id="same-incident",
    family="archive",
    scope="archive",
    level=Level.WARNING,
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
rationale:
  text: "Had ChatGPT not been asked, no invented case would have reached the second court."
  basis: editor
  by: "A. Editor"
  date: "2026-05-21"
  guide: v1
""",
    good="""\
# file: incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml
external_ids: {aiid: 541}
# file: incidents/2023/01H3G6D600ZK58P4A1RN4WHB21.yaml
id: 01H3G6D600ZK58P4A1RN4WHB21
title: "Court fines two lawyers who trusted ChatGPT"
occurred: "2023-06-22"
external_ids: {aiid: 541}
variant_of: 01H3G6D60088JDPVJMJQV9BE1W
rationale:
  text: "Had ChatGPT not been asked, no invented case would have reached the second court."
  basis: editor
  by: "A. Editor"
  date: "2026-05-21"
  guide: v1
""",
    fix="Link the two with `related` or `variant_of`, or withdraw one of them.",
    check=check,
)
