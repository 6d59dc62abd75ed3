"""Which addresses an archive has already, and who publishes where."""

from dataclasses import dataclass, field
from pathlib import Path

from butfor.archive.index import url_key
from butfor.engine.context import Context
from butfor.engine.parallel import spread
from butfor.files.tree import WorkTree
from butfor.model.types import native
from butfor.policy.addresses import Page, page_at
from butfor.policy.policy import Policy
from butfor.text.urls import host_of


@dataclass(frozen=True, slots=True)
class KnownSources:
    """The sources of all wires, drafts and half-written ones among them."""

    names: tuple[str, ...]
    """The files of the archive."""
    wires: dict[str, list[str]] = field(default_factory=dict)
    """By the key of a page (`butfor.archive.index.url_key`): the files that name it."""
    publishers: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    """By host: addresses there, each with who stands under `publisher`."""

    def publisher(self, page: Page, policy: Policy) -> str | None:
        """Return who publishes at the place of a page; None where no wire says it, or wires say several."""
        there = self.publishers.get(_host(page.url), ()) if page.place else ()
        found = {publisher for url, publisher in there if page_at(url, policy).place == page.place}
        return next(iter(found)) if len(found) == 1 else None


def known_sources(root: Path, policy: Policy) -> KnownSources:
    """Read the sources of every wire that can be read.

    Raises:
        OSError: the folder of incidents can't be listed.
    """
    tree = WorkTree(root)
    context = Context(tree, policy)
    names = tuple(tree.names(policy.config.paths.incidents))
    tree.prepare(names)
    known = KnownSources(names)
    for name, sources in zip(names, spread(lambda name: _sources(context, name), names), strict=True):
        for url, publisher in sources:
            if key := url_key(url):
                known.wires.setdefault(key, []).append(name)
            if publisher:
                known.publishers.setdefault(_host(url), set()).add((url, publisher))
    return known


def _host(url: str) -> str:
    return host_of(url).removeprefix("www.")


def _sources(context: Context, name: str) -> list[tuple[str, str]]:
    """Return address and publisher of each source of a file, as far as they are texts."""
    try:
        data = native(context.read(name).data)
    except OSError:  # `butfor check` says so
        return []
    sources = data.get("sources") if isinstance(data, dict) else None
    pairs = []
    for source in sources if isinstance(sources, list) else ():
        url, publisher = (source.get(key) for key in ("url", "publisher")) if isinstance(source, dict) else (None, None)
        if isinstance(url, str) and url != "TODO":
            pairs.append((url, publisher if isinstance(publisher, str) and publisher != "TODO" else ""))
    return pairs
