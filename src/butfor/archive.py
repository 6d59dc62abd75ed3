"""The archive: its files, each understood as far as it goes, and the facts that rules across wires need."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from butfor.model.judge import Flaw, judge, salvage
from butfor.model.wire import Wire
from butfor.parse import Document, parse
from butfor.source import Source
from butfor.text import folded

IGNORED_NAMES = frozenset(["README.md", ".gitkeep"])
"""What may lie in the incidents folder beside wires."""


@dataclass(slots=True)
class Entry:
    """One file under the incidents folder, as far as it could be understood.

    name: path relative to the archive, with ``/``. bad: top-level fields that must not be read.
    wire is None where nothing of it can be trusted; irregular says what lies there instead of a file.
    """

    name: str
    document: Document | None = None
    wire: Wire | None = None
    flaws: list[Flaw] = field(default_factory=list)
    bad: frozenset[str] = frozenset()
    irregular: str | None = None

    @property
    def data(self) -> Any:
        """The plain data, None where there is none that can be trusted."""
        return None if self.document is None or self.document.broken else self.document.data


def examine(source: Source) -> Entry:
    """Parse and judge one wire; whatever is in it, the result is an `Entry`."""
    document = parse(source)
    entry = Entry(source.name, document)
    if document.broken or document.data is None:
        return entry
    entry.wire, entry.flaws = judge(Wire, document.data)
    if entry.wire is None and isinstance(document.data, dict):
        entry.wire, entry.bad = salvage(document.data, entry.flaws)
    return entry


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules across wires need of one; None where it is not sound. ``rationale`` is
    levelled for comparing; ``bulk``: it is one."""

    name: str
    id: str | None = None
    published: str | None = None
    rationale: str | None = None
    bulk: bool = False


def facts_of(entry: Entry) -> Facts:
    """The facts of an entry."""
    wire, bad = entry.wire, entry.bad
    if wire is None:
        return Facts(entry.name)
    return Facts(
        entry.name,
        None if "id" in bad else wire.id,
        None if "published" in bad else wire.published,
        None if "rationale" in bad else folded(wire.rationale.text),
        "rationale" not in bad and wire.rationale.basis == "bulk",
    )


@dataclass(frozen=True, slots=True)
class Archive:
    """The facts of all wires, in the order of their names; ``chosen`` are the names that were asked about.

    Where two wires clash, the one asked about is told, else the later one.
    """

    wires: tuple[Facts, ...]
    chosen: frozenset[str] = frozenset()


def names_below(root: Path, folder: str) -> Iterable[str]:
    """Every path under ``folder`` that is not a real folder, relative to ``root``, sorted.

    Links are named, not followed. A folder whose name ends like a wire is named too.

    Raises:
        OSError: a folder can't be listed.
    """
    names = []
    todo = [folder]
    while todo:
        here = todo.pop()
        with os.scandir(root / here) as items:
            for item in items:
                name = f"{here}/{item.name}"
                if item.is_dir(follow_symlinks=False) and not item.name.endswith((".yaml", ".yml")):
                    todo.append(name)
                elif not (item.name in IGNORED_NAMES and item.is_file(follow_symlinks=False)):
                    names.append(name)
    return sorted(names)
