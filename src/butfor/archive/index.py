"""What rules across wires read of every wire."""

import hashlib
import re
from dataclasses import dataclass
from sys import intern
from typing import NamedTuple

from butfor.archive.wire_file import Entry
from butfor.findings import Path
from butfor.model.wire import Wire
from butfor.text.confusables import levelled
from butfor.text.normalize import folded, pieces
from butfor.text.urls import normal

VARIANT_OF: Path = ("variant_of",)
REPLACED_BY: Path = ("retraction", "replaced_by")
Link = tuple[Path, str]
"""Where a wire names another, and the id that it names."""


class Facts(NamedTuple):
    """What rules across wires need of one; None, or nothing in it, where it is not sound.

    A plain tuple of texts, because hundreds of thousands of them come from other processes and from the cache, and stay
    in memory. ``rationale`` and ``title`` are levelled for comparing; ``pieces``: see `butfor.text.normalize.pieces`, of the
    rationale; ``bulk``: the rationale is one; ``tells_retraction``: the body says of something that it was retracted
    (looked up only where there are links). ``codes``, ``providers``, ``addresses`` (see `address`, of each source) and
    ``external_ids`` (key, tab, value) hold one on each line.
    """

    name: str
    id: str | None = None
    published: str | None = None
    rationale: str | None = None
    pieces: str = ""
    bulk: bool = False
    status: str | None = None
    title: str | None = None
    severity: str | None = None
    codes: str | None = None
    providers: str = ""
    occurred: str | None = None
    addresses: str = ""
    external_ids: str = ""
    links: tuple[Link, ...] = ()
    tells_retraction: bool = False


def address(url: str) -> str:
    """What stands for a URL, however it is written: 16 hexadecimal digits."""
    return hashlib.blake2b(normal(url).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def each(lines: str | None) -> list[str]:
    """What stands on each line of one of the facts."""
    return lines.split("\n") if lines else []


_RETRACTED = re.compile(r"\bretract", re.IGNORECASE)


def facts_of(entry: Entry) -> Facts:
    """The facts of an entry."""
    wire, bad = entry.wire, entry.bad
    if wire is None:
        return Facts(entry.name)
    links = links_of(wire)
    rationale = None if "rationale" in bad else folded(levelled(wire.rationale.text))
    return Facts(
        entry.name,
        None if "id" in bad else wire.id,
        None if "published" in bad else wire.published,
        rationale,
        pieces(rationale) if rationale else "",
        "rationale" not in bad and wire.rationale.basis == "bulk",
        None if "status" in bad else intern(wire.status),
        None if "title" in bad else folded(wire.title),
        None if "severity" in bad else intern(wire.severity),
        None if "codes" in bad else intern("\n".join(wire.codes)),
        "" if "providers" in bad else intern("\n".join(wire.providers)),
        None if "occurred" in bad else intern(wire.occurred),
        "" if "sources" in bad else "\n".join([address(source.url) for source in wire.sources]),
        "\n".join([f"{key}\t{value}" for key, value in wire.external_ids.items()]),
        links,
        bool(links) and ("body" in bad or _RETRACTED.search(wire.body) is not None),
    )


def links_of(wire: Wire) -> tuple[Link, ...]:
    """The wires that one names."""
    replaced_by = wire.retraction and wire.retraction.replaced_by
    if not (wire.related or wire.variant_of or replaced_by):  # nearly always
        return ()
    links: list[Link] = [(("related", index), other) for index, other in enumerate(wire.related)]
    if wire.variant_of:
        links.append((VARIANT_OF, wire.variant_of))
    if replaced_by:
        links.append((REPLACED_BY, replaced_by))
    return tuple(links)


@dataclass(frozen=True, slots=True)
class Archive:
    """The facts of all wires, in the order of their names; ``chosen`` are the names that were asked about.

    Where two wires clash, the one asked about is told, else the later one.
    """

    wires: tuple[Facts, ...]
    chosen: frozenset[str] = frozenset()

    def turn(self, wire: Facts) -> tuple[bool, str, str]:
        """The order in which wires have a claim to what only one can have: where they clash, the last is told."""
        return wire.name in self.chosen, wire.published or "9", wire.name

    def by_id(self) -> dict[str, Facts]:
        """The wires by their ids; of several with one id the last."""
        return {wire.id: wire for wire in self.wires if wire.id is not None}
