"""What the site is made of, and what all of its files depend on."""

import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from butfor import __version__
from butfor.engine.context import Context
from butfor.files.line_ends import with_lf
from butfor.files.tree import MAX_BYTES, NotRegularFileError, WorkTree, digest, read
from butfor.model.wire import Wire
from butfor.policy.policy import Policy
from butfor.queries.export import as_object
from butfor.queries.load import Loaded
from butfor.site.card import Card, slugs, text_digest
from butfor.site.groupings import GROUPINGS, known_names
from butfor.site.history import ArchiveHistory
from butfor.site.output import Output
from butfor.site.pages import Site
from butfor.view.parts import Titles

GUIDE = "docs/editors-guide.md"


def key_of(policy: Policy) -> str:
    """Return a digest of what every page depends on: this program with its templates, and the policy."""
    package = Path(str(files("butfor")))
    suffixes = (".py", ".html", ".css", ".js", ".md", ".svg", ".txt")
    paths = sorted(path for path in package.rglob("*") if path.suffix in suffixes)
    program = [f"{path.relative_to(package).as_posix()} {digest(path.read_bytes())}" for path in paths]
    libraries = [version(name) for name in ("jinja2", "markdown-it-py", "publicsuffixlist")]
    return text_digest(__version__, sys.version, unicodedata.unidata_version, policy.state, *libraries, *program)


@dataclass(frozen=True, kw_only=True)
class Contents:
    """An archive as its site shows it."""

    root: Path
    policy: Policy
    base: str | None
    """The URL of the site, ending in ``/``; None where nobody has said it."""
    out: Path
    """Where the site is, or will be."""
    wires: Sequence[Loaded[Card]]
    """Of any status."""
    history: ArchiveHistory
    key: str
    """See `key_of`."""

    @cached_property
    def cards(self) -> list[Card]:
        """The wires that have a page, the oldest first."""
        return sorted((wire.made for wire in self.wires if wire.status != "draft"), key=lambda card: card.order)

    @cached_property
    def titles(self) -> Titles:
        """What pages say of other wires."""
        return {card.id: (card.title, card.status) for card in self.cards}

    @cached_property
    def guide(self) -> str | None:
        """The Editor's Guide of this archive, if it has one.

        Raises:
            OSError: it can't be read.
        """
        try:
            return with_lf(self._context.tree.source(GUIDE).data).decode("utf-8", "replace")
        except (FileNotFoundError, NotRegularFileError):
            return None

    @cached_property
    def site(self) -> Site:
        """What all pages share."""
        known = known_names(self.policy)
        used = {
            folder: {name for card in self.cards for name in by.values_of(card)} for folder, by in GROUPINGS.items()
        }
        return Site(
            policy=self.policy, base=self.base, has_guide=self.guide is not None,
            slugs={folder: slugs([*known[folder], *sorted(used[folder])]) for folder in GROUPINGS},
            prefix=self.history.prefix, wires=self.titles.keys(),
        )  # fmt: skip

    @cached_property
    def _context(self) -> Context:
        return Context(WorkTree(self.root), self.policy)

    def output(self, files: tuple[str, ...], parts: Iterable[str], make: Callable[[], tuple[bytes, ...]]) -> Output:
        """Return files that are made of ``parts`` and of what all files are made of."""
        shared = (self.key, self.base or "", str(self.guide is not None), self.history.prefix)
        return Output(files, text_digest(*shared, *files, *parts), make)

    def file(self, path: str, parts: Iterable[str], make: Callable[[], bytes]) -> Output:
        """Return the same for one file."""
        return self.output((path,), parts, lambda: (make(),))

    def page(self, template: str, folder: str, parts: Iterable[str], **context: Any) -> Output:
        """Return the same for the page of a folder, made from a template."""
        path = f"{folder}index.html"
        return self.file(path, parts, lambda: self.site.page(template, path, **context))

    def read(self, card: Card) -> tuple[Wire, str]:
        """Return the wire of a card, read again, and all that it says as JSON.

        Raises:
            OSError: it is no longer what it was when the build began.
        """
        wire = self._context.read(card.name).valid_wire
        data = as_object(card.name, wire, self.policy, card.count) if wire is not None else ""
        if wire is None or text_digest(data) != card.digest:
            raise OSError(None, "changed while the site was being built; build again", card.name)
        return wire, data

    def data(self, card: Card) -> str:
        """Return all that the wire of a card says as JSON: what is written of it, if that is to the letter what it says
        now, since reading that is faster than reading the wire.

        Raises:
            OSError: as for `read`.
        """
        try:
            path = self.out / f"wire/{card.id}/wire.json"
            text = read(path, path.name, MAX_BYTES * 4).data.decode()
        except (OSError, NotRegularFileError, UnicodeDecodeError):
            text = ""
        return text if text_digest(text) == card.digest else self.read(card)[1]
