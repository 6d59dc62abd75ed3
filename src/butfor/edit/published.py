"""A published wire that is about to change, and the verdict on the change."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from butfor.archive.wire_file import read_wire
from butfor.changes.versions import complete_wire
from butfor.edit.fix import FixResult
from butfor.engine.check import check
from butfor.engine.context import Base, Options
from butfor.files.git import GitTree, Repository
from butfor.files.tree import NotRegularFileError, Source, Tree, WorkTree, read
from butfor.findings import Finding, Level
from butfor.model.types import home_of
from butfor.model.wire import Wire
from butfor.policy.policy import Policy
from butfor.text.display import listed, shown
from butfor.text.suggest import closest


class RefusedError(Exception):
    """It can't be done; ``args`` say why and what to do, a line each."""


@dataclass(frozen=True, slots=True)
class PublishedWire:
    """A published wire that is about to change.

    disk, wire: its file as it lies there. public: as readers know it. head: as it was committed last.
    base: the archive as readers know it. data: what the file holds, plain.
    """

    root: Path
    policy: Policy
    disk: Source
    data: dict[str, Any]
    wire: Wire
    public: Wire
    head: Wire
    base: Tree

    @property
    def name(self) -> str:
        """The file's path in the archive."""
        return self.disk.name

    @property
    def text(self) -> str:
        """What the file holds."""
        return self.disk.data.decode("utf-8")


def find(root: Path, policy: Policy, wire_id: str) -> str:
    """The path of the file that is named by an id (a well-formed ULID).

    Raises:
        RefusedError: there is none, or several.
        OSError: the folder of incidents can't be listed.
    """
    folder = policy.config.paths.incidents
    names = WorkTree(root).names(folder)
    found = [name for name in names if name.endswith(f"/{wire_id}.yaml")]
    home = f"{folder}/{home_of(wire_id)}"
    if home in found or len(found) == 1:
        return home if home in found else found[0]
    if found:
        raise RefusedError(f"several files have this name: {listed(found, 'and')}", "give the path of one")
    raise RefusedError(unknown(root, policy, wire_id))


def unknown(root: Path, policy: Policy, named: str) -> str:
    """That no wire is named so, and which was meant."""
    names = WorkTree(root).names(policy.config.paths.incidents)
    guess = closest(named, [name.rpartition("/")[2].removesuffix(".yaml") for name in names])
    return f"no wire here has the id {shown(named)}" + (f"; did you mean `{guess}`?" if guess else "")


def open_wire(root: Path, policy: Policy, name: str) -> PublishedWire:
    """A wire that readers know, as it is for them and as it is now.

    Raises:
        RefusedError: it is a draft, not public yet, or can't be read whole.
        GitError: git can't say what is public.
        OSError: the file can't be read.
    """
    repository = Repository.of(root)
    try:
        disk = read(root / name, name)
    except NotRegularFileError as error:
        raise RefusedError(f"{name} is {error}, no wire") from error
    entry = read_wire(disk)
    wire, document = entry.wire, entry.document
    if (
        wire is not None
        and any(flaw.path == ("retraction",) for flaw in entry.schema_errors)
        and wire.status == "retracted"
    ):
        raise RefusedError(
            f"{name} says that it is retracted, and not why", "write `status: published` back; then run this"
        )
    if wire is None or document is None or entry.valid_wire is None:
        raise RefusedError(f"{name} has errors that keep it from being read whole", f"mend them: butfor check {name}")
    published = repository.published()
    base = repository.tree(published)
    public = _published(base, name)
    if public is None:
        raise RefusedError(*_not_public(base, name, wire))
    commit = repository.commit("HEAD")
    head = _published(repository.tree(commit), name) if commit and commit != published else None
    return PublishedWire(root, policy, disk, document.data, wire, public, head or public, base)


def _published(tree: GitTree, name: str) -> Wire | None:
    """A wire of a version, if it is sound there and no draft."""
    try:
        wire = complete_wire(read_wire(tree.source(name)))
    except (FileNotFoundError, NotRegularFileError):
        return None
    return wire if wire is not None and wire.status != "draft" else None


def _not_public(base: GitTree, name: str, wire: Wire) -> tuple[str, str]:
    if wire.status == "draft":
        return f"{name} is a draft", "nobody has read it yet, so there is nothing to account for: edit it directly"
    known = read_wire(base.source(name)).wire if name in base.blobs else None
    if name in base.blobs and (known is None or known.status != "draft"):
        return f"the public version of {name} can't be read whole", "no entry can quote it: write it by hand"
    return f"{name} is not public yet", "nobody has read it, so there is nothing to account for: edit it directly"


@dataclass(frozen=True, slots=True)
class ChangeResult:
    """What a check finds with the change that it does not find in the public version."""

    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]


def check_change(opened: PublishedWire, text: str, everywhere: bool = False) -> ChangeResult:
    """What would be found that is not found with the public version in its place: in this wire, or ``everywhere``.

    Raises:
        OSError: the folder of incidents can't be listed.
        GitError: git can't say what is public.
    """
    selected = None if everywhere else frozenset([opened.name])
    options = Options(selected=selected, base=Base(opened.base, opened.policy))

    def found(source: Source) -> tuple[Finding, ...]:
        return check(WorkTree(opened.root, {opened.name: source}), opened.policy, options).findings

    had = {finding.fingerprint for finding in found(opened.base.source(opened.name))}
    new = [one for one in found(Source(opened.name, text.encode())) if one.fingerprint not in had]
    return ChangeResult(
        tuple(one for one in new if one.level is Level.ERROR),
        tuple(one for one in new if one.level is not Level.ERROR),
    )


def apply_fixes(opened: PublishedWire, text: str) -> FixResult:
    """The change as `butfor.edit.fix.apply` writes it."""
    return FixResult(opened.name, opened.disk.data, text.encode())


def successor(root: Path, policy: Policy, opened: PublishedWire, name: str) -> str:
    """The id of the wire that stands in the place of a retracted one.

    Raises:
        RefusedError: it does not stand itself, or is the one that is retracted.
        OSError: the file can't be read.
    """
    wire = _whole(root, name)
    if name == opened.name or wire.id == opened.wire.id:
        raise RefusedError("--replaced-by names the wire that is retracted", "name the one that stands instead")
    if wire.status == "draft":
        raise RefusedError(f"--replaced-by: {wire.id} is a draft", "publish it first, or retract without it")
    if wire.retraction is not None:
        end = _end(root, policy, wire, {opened.wire.id})
        rather = f"name {end}, which stands instead" if end else "name one that stands"
        raise RefusedError(f"--replaced-by: {wire.id} is retracted itself", rather)
    return wire.id


def _end(root: Path, policy: Policy, wire: Wire, seen: set[str]) -> str | None:
    """The wire that stands at the end of the trail of a retracted one, if there is one."""
    while wire.retraction is not None:
        following = wire.retraction.replaced_by
        if following is None or following in seen:
            return None
        seen.add(following)
        try:
            wire = _whole(root, find(root, policy, following))
        except RefusedError:
            return None
    return wire.id if wire.status == "published" else None


def _whole(root: Path, name: str) -> Wire:
    """A wire that can be read whole."""
    try:
        wire = complete_wire(read_wire(read(root / name, name)))
    except NotRegularFileError as error:
        raise RefusedError(f"--replaced-by: {name} is {error}, no wire") from error
    if wire is None:
        raise RefusedError(f"--replaced-by: {name} has errors that keep it from being read", f"butfor check {name}")
    return wire
