"""What rules across wires read of every wire."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from itertools import islice
from sys import intern
from typing import NamedTuple

from butfor.archive.wire_file import WireFile
from butfor.findings import DataPath
from butfor.model.wire import FORMER_TIERS, NONE_KNOWN, UNKNOWN, Wire
from butfor.text.confusables import UNSPACED, ascii_skeleton
from butfor.text.normalize import casefold_words, pieces
from butfor.text.pages import same_page
from butfor.text.patterns import late
from butfor.text.prose import CITATION, canonical
from butfor.text.substance import beginning, identifying_words, written_as_names

VARIANT_OF: DataPath = ("variant_of",)
REPLACED_BY: DataPath = ("retraction", "replaced_by")
Link = tuple[DataPath, str]
"""Where a wire names another, and the id that it names."""


class IndexEntry(NamedTuple):
    """What rules for all wires read of a wire; None, or empty, where the field is not valid.

    A plain tuple of texts, because hundreds of thousands of them come from other processes and from the cache, and stay
    in memory. Lists are texts with an item on each line.
    """

    name: str
    id: str | None = None
    published: str | None = None
    rationale: str | None = None
    """What the answers but the tested harm say, or the one text: its words without names, see `casefold_words`."""
    without: str = ""
    """What the answer to `without` says, in the same form."""
    pieces: str = ""
    """Of both, see `butfor.text.normalize.pieces`."""
    bulk: bool = False
    """The rationale is a bulk one."""
    status: str | None = None
    title: str | None = None
    """Normalized as the rationale is."""
    severity: str | None = None
    tier: str | None = None
    codes: str | None = None
    providers: str = ""
    systems: str = ""
    occurred: str | None = None
    url_keys: str = ""
    """Of each source, see `url_key`."""
    language: str = "en"
    words: str = ""
    """Those of title, sources' titles and body that identify the incident, see `identifying_words`; with a capital
    letter where the body writes them as names."""
    external_ids: str = ""
    """Each as key, tab, value."""
    links: tuple[Link, ...] = ()
    reports_retraction: bool = False
    """The body says of something that it was retracted; looked up only where there are links."""


def url_key(url: str) -> str:
    """Return what stands for the page behind a URL, however it is written: 16 hexadecimal digits; nothing for a home
    page, which reports everything."""
    page = same_page(url)
    is_home = "/" not in page and "?" not in page
    return "" if is_home else hashlib.blake2b(page.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def split_lines(lines: str | None) -> list[str]:
    """Return the items of a field of an `IndexEntry` that holds one on each line."""
    return lines.split("\n") if lines else []


_MOST_REPLACEMENTS = 20
_RETRACTED = re.compile(r"\bretract", re.IGNORECASE)


_MOST_WORDS = 200  # of one wire; long texts share words by chance


def index_entry(file: WireFile, language: str = "en") -> IndexEntry:
    """Return the index entry of a file; ``language``: of wires that name none."""
    wire, invalid = file.wire, file.invalid_fields
    if wire is None:
        return IndexEntry(file.name)
    links = links_of(wire)
    language = (None if "language" in invalid else wire.language) or language
    rationale, without = (None, "") if "rationale" in invalid else _compared(wire, invalid)
    return IndexEntry(
        file.name,
        None if "id" in invalid else wire.id,
        None if "published" in invalid else wire.published,
        rationale,
        without,
        pieces(rationale) if rationale else "",
        "rationale" not in invalid and wire.rationale.basis == "bulk",
        None if "status" in invalid else intern(wire.status),
        None if "title" in invalid else casefold_words(wire.title),
        None if "severity" in invalid else intern(wire.severity),
        None if "tier" in invalid else intern(FORMER_TIERS.get(wire.tier, wire.tier)),
        None if "codes" in invalid else intern("\n".join(wire.codes)),
        "" if "providers" in invalid else intern("\n".join(wire.providers)),
        "" if "systems" in invalid else intern("\n".join(wire.systems)),
        None if "occurred" in invalid else intern(wire.occurred),
        "" if "sources" in invalid else "\n".join([url_key(source.url) for source in wire.sources]),
        language,
        _telling(wire, invalid, language),
        "\n".join([f"{scheme}\t{value}" for _, scheme, value in wire.ids()]),
        links,
        bool(links) and ("body" in invalid or _RETRACTED.search(canonical(wire.body)) is not None),
    )


def _compared(wire: Wire, invalid: frozenset[str]) -> tuple[str, str]:
    """Return by which texts a rationale is compared with others: all but the tested harm, and `without` alone."""
    fields = {name: text for name, text in wire.rationale.given if name != "tested_harm" and text.strip() != NONE_KNOWN}
    named = [*([] if "systems" in invalid else wire.systems), *([] if "providers" in invalid else wire.providers)]
    names = [words for name in named if (words := casefold_words(name)) and name != UNKNOWN]

    def compared(text: str) -> str:
        words = casefold_words(ascii_skeleton(CITATION.sub(" ", canonical(text))))
        return _without_names(words, names) if names else words

    return compared("\n\n".join(fields.values())), compared(fields.get("without", ""))


def _telling(wire: Wire, invalid: frozenset[str], language: str) -> str:
    """Return the words that identify the incident, without the names that other fields hold."""
    body = "" if "body" in invalid else canonical(wire.body)
    names = [] if "providers" in invalid else [*wire.providers]
    names += [] if "systems" in invalid else wire.systems
    texts = [] if "title" in invalid else [wire.title]
    if "sources" not in invalid:
        names += (source.publisher for source in wire.sources)
        texts += (source.title for source in wire.sources if source.title != UNKNOWN)
    words = islice(identifying_words("\n".join([*texts, body]), language, names), _MOST_WORDS)
    capital = written_as_names(body, language)
    return "\n".join([word.capitalize() if beginning(word) in capital else word for word in words])


_UNSPACED = late(f"[{UNSPACED}]")
_SPACED = rf"[^\W_{UNSPACED}]"  # a letter that belongs to the same word as the one beside it


def _without_names(words: str, names: Iterable[str]) -> str:
    """Return words without names, as `casefold_words` has them; also where one touches a script without spaces."""
    if words.isascii():
        words = f" {words} "
        for name in names:
            words = words.replace(f" {name} ", " ")
        return words.strip()
    for name in names:
        before = "" if _UNSPACED.match(name[0]) else f"(?<!{_SPACED})"
        after = "" if _UNSPACED.match(name[-1]) else f"(?!{_SPACED})"
        words = re.sub(before + re.escape(name) + after, " ", words)
    return " ".join(words.split())


def links_of(wire: Wire) -> tuple[Link, ...]:
    """Return the wires that a wire names."""
    replaced_by = wire.retraction and wire.retraction.replaced_by
    links: list[Link] = [(("related", index), wire_id) for index, wire_id in enumerate(wire.related)]
    if wire.variant_of:
        links.append((VARIANT_OF, wire.variant_of))
    if replaced_by:
        links.append((REPLACED_BY, replaced_by))
    return tuple(links)


def stand_instead(wire: IndexEntry, wires: Mapping[str, IndexEntry]) -> list[str]:
    """Return the ids of the wires that stand instead of a retracted one, each in place of the one before.

    ``wires``: see `Archive.by_id`.
    """
    ids: list[str] = []
    entry: IndexEntry | None = wire
    for _ in range(_MOST_REPLACEMENTS):
        replaced_by = dict(entry.links).get(REPLACED_BY) if entry and entry.status == "retracted" else None
        if replaced_by is None:
            break
        ids.append(replaced_by)
        entry = wires.get(replaced_by)
    return ids


class Archive:
    """The index entries of all wires, in the order of their names; loaded when they are first asked for."""

    def __init__(
        self,
        load: Callable[[], tuple[IndexEntry, ...]],
        selected: frozenset[str] | None = None,
        changed: frozenset[str] | None = None,
    ) -> None:
        """Keep how to ``load`` the entries.

        ``selected`` are the names that were asked about, None for all; ``changed`` those that a change brings.
        """
        self._load = load
        self._selected = selected
        self.preferred = selected or changed or frozenset()
        """Of files with one id those that get a finding."""

    @cached_property
    def wires(self) -> tuple[IndexEntry, ...]:
        """All entries."""
        return self._load()

    def is_selected(self, name: str) -> bool:
        """Return whether findings are wanted for a wire."""
        return not self._selected or name in self._selected

    @staticmethod
    def report_order(wire: IndexEntry) -> tuple[str, str]:
        """Return the sort key that decides which of several wires gets a finding: the last, which was published last.

        It is the same whoever asks: the entry in the baseline and the deviation are of that wire.
        """
        return wire.published or "9", wire.name

    def by_id(self) -> dict[str, IndexEntry]:
        """Return the wires by their ids; of several with one id the last."""
        return {wire.id: wire for wire in self.wires if wire.id is not None}
