"""The archive: its files, each understood as far as it goes, and the facts that rules across wires need."""

from dataclasses import dataclass, field
from typing import Any

from butfor.files.tree import Source
from butfor.model.validate import Flaw, judge, salvage
from butfor.model.wire import Wire
from butfor.yaml.parse import Document, parse


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
    def whole(self) -> Wire | None:
        """The wire, if its file can be read whole: no fault of shape, and none of reading."""
        return None if self.flaws or (self.document and self.document.problems) else self.wire

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
