"""Building the whole site: reading the archive, planning its files, writing those that changed."""

from dataclasses import dataclass
from pathlib import Path

from butfor.engine.parallel import Progress
from butfor.files.system import locked
from butfor.model.wire import Status, choices
from butfor.policy.policy import Policy
from butfor.queries.load import Missed, load_valid_wires
from butfor.site.card import card
from butfor.site.contents import Contents, key_of
from butfor.site.history import ArchiveHistory
from butfor.site.output import OutputFolder, output_path
from butfor.site.plan import plan

PAGE_LIMIT = 100_000  # bytes; a page that is larger is named


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build did."""

    wires: int
    drafts: int
    files: int
    """How many there are now, as for pages."""
    pages: int
    written: int
    removed: int
    large: tuple[tuple[str, int], ...]
    """Pages over `PAGE_LIMIT`, with their bytes."""
    gone: tuple[str, ...]
    """Ids of wires whose pages were there and are not any more."""
    missed: tuple[Missed, ...]
    """Files that should be on the site and are not."""
    kept: tuple[str, ...]
    """See `Update`."""
    stranger: str | None
    """See `ArchiveHistory`."""


def build(root: Path, policy: Policy, out: Path, base: str | None, progress: Progress | None = None) -> Built:
    """Write the site of the archive at ``root`` into the folder ``out``; ``base``: its URL, ending in ``/``.

    Raises:
        SiteError: ``out`` is not a folder for it.
        GitError: there is a repository, and git can't read it.
        OSError: something can't be read or written.
    """
    path = output_path(root, policy, out)
    path.mkdir(parents=True, exist_ok=True)
    with locked(path):  # children of a build that was killed hold it until they are gone
        folder = OutputFolder(path)
        wires, missed = load_valid_wires(root, policy, lambda name, wire: card(name, wire, policy), choices(Status))
        history = ArchiveHistory.read(root, policy.config.paths.incidents)
        key = key_of(policy)
        contents = Contents(root=root, policy=policy, base=base, out=path, wires=wires, history=history, key=key)
        update = folder.update(plan(contents), progress)
    pages = {file: size for file, size in sorted(update.sizes.items()) if file.endswith(".html")}
    removed = [file for file in update.removed if file.startswith("wire/") and file.endswith("/index.html")]
    return Built(
        wires=len(contents.cards),
        drafts=len(wires) - len(contents.cards) + sum(file.status == "draft" for file in missed),
        files=len(update.sizes),
        pages=len(pages),
        written=update.written,
        removed=len(update.removed),
        large=tuple((file, size) for file, size in pages.items() if size > PAGE_LIMIT),
        gone=tuple(file.split("/")[1] for file in removed),
        missed=tuple(file for file in missed if file.status != "draft"),
        kept=update.kept,
        stranger=history.stranger,
    )
