"""A published wire that is about to change, and what a check finds in the change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from butfor.archive.wire_file import read_wire
from butfor.changes.versions import complete_wire
from butfor.edit.fix import FixResult, apply
from butfor.engine.check import check
from butfor.engine.context import Base, Context, Options
from butfor.engine.older import Version
from butfor.files.git import Repository
from butfor.files.git_tree import GitTree
from butfor.files.public import BaseCommit, public_bases
from butfor.files.steps import Steps
from butfor.files.tree import NotRegularFileError, Source, Tree, WorkTree
from butfor.findings import Finding, Level
from butfor.model.types import home_of
from butfor.model.wire import Wire
from butfor.policy.policy import Policy
from butfor.rules.registry import RULES
from butfor.text.display import listed, shown
from butfor.text.suggest import closest


class RefusedError(Exception):
    """It can't be done; ``args`` say why and what to do, a line each."""


class FailsCheckError(Exception):
    """A check would find errors, so nothing was written; ``args`` are these findings."""


@dataclass(frozen=True, slots=True)
class PublishedWire:
    """A published wire that is about to change."""

    root: Path
    policy: Policy
    disk: Source
    """Its file as it lies there."""
    data: dict[str, Any]
    """What the file holds, plain."""
    wire: Wire
    """The same as a record."""
    public: Wire
    """The wire as readers know it."""
    head: Wire
    """The wire as it was committed last."""
    base: Tree
    """The archive as readers know it."""
    bases: tuple[BaseCommit, ...]
    """The commits in which they do."""
    versions: Callable[[str], Sequence[Source]]
    """Returns the versions of a file that are committed since then, see `Base`."""

    @property
    def name(self) -> str:
        """The file's path in the archive."""
        return self.disk.name

    @property
    def text(self) -> str:
        """What the file holds."""
        return self.disk.data.decode("utf-8")


def path_of(root: Path, policy: Policy, wire_id: str) -> str:
    """Return the path of the file that is named by an id (a well-formed ULID).

    Raises:
        RefusedError: there is none, or several.
        OSError: the folder of incidents can't be listed.
    """
    folder = policy.config.paths.incidents
    paths = [name for name in WorkTree(root).names(folder) if name.endswith(f"/{wire_id}.yaml")]
    home = f"{folder}/{home_of(wire_id)}"
    if home in paths or len(paths) == 1:
        return home if home in paths else paths[0]
    if paths:
        raise RefusedError(f"several files have this name: {listed(paths, 'and')}", "give the path of one")
    raise unknown_id(root, policy, wire_id)


def unknown_id(root: Path, policy: Policy, wire_id: str) -> RefusedError:
    """Return the error that no wire has this id, with the one that may be meant."""
    names = WorkTree(root).names(policy.config.paths.incidents)
    guess = closest(wire_id, [name.rpartition("/")[2].removesuffix(".yaml") for name in names])
    return RefusedError(f"no wire here has the id {shown(wire_id)}" + (f"; did you mean `{guess}`?" if guess else ""))


def not_checked_out(name: str) -> RefusedError:
    """Return the error that a sparse checkout leaves a wire out, so that it can't be written."""
    folder = name.rpartition("/")[0]
    return RefusedError(f"{name} is not checked out, so it can't be changed here", f"git sparse-checkout add {folder}")


def open_wire(root: Path, policy: Policy, name: str) -> PublishedWire:
    """Return a wire that readers know, as it is for them and as it is now.

    Raises:
        RefusedError: it is a draft, not public yet, or can't be read whole.
        GitError: git can't say what is public.
        OSError: the file can't be read.
    """
    repository, tree = Repository.of(root), WorkTree(root)
    if tree.is_left_out(name):
        raise not_checked_out(name)
    try:
        disk = tree.source(name)
    except NotRegularFileError as error:
        raise RefusedError(f"{name} is {error}, no wire") from error
    file = read_wire(disk)
    wire = file.wire
    unexplained = any(error.path == ("retraction",) for error in file.schema_errors)
    if wire is not None and wire.status == "retracted" and unexplained:
        raise RefusedError(
            f"{name} says that it is retracted, and not why", "write `status: published` back; then run this"
        )
    if wire is None or file.valid_wire is None:
        raise RefusedError(f"{name} has errors that keep it from being read whole", f"mend them: butfor check {name}")
    head = repository.commit("HEAD")
    bases = public_bases(repository, head, policy.config.git.public, merged=repository.merged()).bases
    revision, base = bases[0].oid, repository.tree(bases[0].oid)
    if any(repository.tree(other.oid).kind(name) != base.kind(name) for other in bases[1:]):
        raise RefusedError(f"{name} differs between public branches", "merge what is public into this branch first")
    public = _published(base, name)
    if public is None:
        raise RefusedError(*_not_public(base, name, wire))
    steps = Steps(repository, revision, head or revision, with_newer=True).versions
    committed = _published(repository.tree(head), name) if head and head != revision else None
    return PublishedWire(root, policy, disk, file.data, wire, public, committed or public, base, bases, steps)


def _published(tree: GitTree, name: str) -> Wire | None:
    """Return a wire of a version if it is valid there and no draft."""
    try:
        wire = complete_wire(read_wire(tree.source(name)))
    except (FileNotFoundError, NotRegularFileError):
        return None
    return wire if wire is not None and wire.status != "draft" else None


def _not_public(base: GitTree, name: str, wire: Wire) -> tuple[str, str]:
    """Return why readers don't know a wire, and what to do."""
    if wire.status == "draft":
        return f"{name} is a draft", "nobody has read it yet, so there is nothing to account for: edit it directly"
    public = read_wire(base.source(name)).wire if name in base.blobs else None
    if name in base.blobs and (public is None or public.status != "draft"):
        return f"the public version of {name} can't be read whole", "no entry can quote it: write it by hand"
    return f"{name} is not public yet", "nobody has read it, so there is nothing to account for: edit it directly"


def check_change(
    published: PublishedWire, text: str, *, everywhere: bool = False, before_entries: bool = False
) -> tuple[Finding, ...]:
    """Return the warnings that a check finds with ``text`` in the file, and not with the public version.

    It looks at this wire, or ``everywhere``. ``before_entries``: what the change itself needs is still to come.

    Raises:
        FailsCheckError: it finds such errors.
        RefusedError: a rule raised.
        OSError: the folder of incidents can't be listed.
        GitError: git can't say what is public.
    """
    selected = None if everywhere else frozenset([published.name])
    base = Base(published.base, published.policy, versions=published.versions)
    options = Options(selected=selected, base=base)
    sources = published.base.source(published.name), Source(published.name, text.encode())
    trees = [WorkTree(published.root, {published.name: source}) for source in sources]
    before, after = (check(tree, published.policy, options) for tree in trees)
    if after.rule_errors:
        raise RefusedError(*map(str, after.rule_errors), "this is a bug in butfor; nothing was written")
    older, newer = (Version(Context(tree, published.policy), by_line=False) for tree in trees)
    known = {older.key(finding) for finding in before.findings}
    new = [finding for finding in after.findings if newer.key(finding) not in known]
    errors = [finding for finding in new if finding.level is Level.ERROR]
    if before_entries:
        errors = [finding for finding in errors if not RULES[finding.rule].of_change]
    if errors:
        raise FailsCheckError(*errors)
    return tuple(finding for finding in new if finding.level is not Level.ERROR)


def write_change(published: PublishedWire, text: str) -> None:
    """Write the file.

    Raises:
        ChangedMeanwhileError: it is not what was opened.
        OSError: it can't be written; then nothing has changed.
    """
    apply(published.root, FixResult(published.name, published.disk.data, text.encode()))


def require_not_retracted(published: PublishedWire) -> None:
    """Check that the wire stands.

    Raises:
        RefusedError: it is retracted.
    """
    if published.wire.status != "retracted":
        return
    if published.public.status == "retracted":
        where, advice = "", "its record stays as it is; only `replaced_by` may be added to it, once, by hand"
    else:
        where, advice = "in this file ", "nobody has read that yet: edit `retraction` there"
    raise RefusedError(f"{published.wire.id} is retracted {where}already", advice)


def successor(published: PublishedWire, name: str) -> str:
    """Return the id of the wire, in the file ``name``, that stands in the place of a retracted one.

    Raises:
        RefusedError: it does not stand itself, or is the one that is retracted.
        OSError: the file can't be read.
    """
    wire = _valid_wire(published.root, name)
    if name == published.name or wire.id == published.wire.id:
        raise RefusedError("--replaced-by names the wire that is retracted", "name the one that stands instead")
    if wire.status == "draft":
        raise RefusedError(f"--replaced-by: {wire.id} is a draft", "publish it first, or retract without it")
    if wire.retraction is not None:
        last = _last_successor(published, wire)
        advice = f"name {last}, which stands instead" if last else "name one that stands"
        raise RefusedError(f"--replaced-by: {wire.id} is retracted itself", advice)
    return wire.id


def _last_successor(published: PublishedWire, wire: Wire) -> str | None:
    """Return the id of the wire that stands at the end of the trail of a retracted one, if there is one."""
    seen = {published.wire.id}
    while wire.retraction is not None:
        following = wire.retraction.replaced_by
        if following is None or following in seen:
            return None
        seen.add(following)
        try:
            wire = _valid_wire(published.root, path_of(published.root, published.policy, following))
        except RefusedError:
            return None
    return wire.id if wire.status == "published" else None


def _valid_wire(root: Path, name: str) -> Wire:
    """Read a wire.

    Raises:
        RefusedError: it can't be read whole.
        OSError: the file can't be read.
    """
    try:
        wire = complete_wire(read_wire(WorkTree(root).source(name)))
    except NotRegularFileError as error:
        raise RefusedError(f"--replaced-by: {name} is {error}, no wire") from error
    if wire is None:
        raise RefusedError(f"--replaced-by: {name} has errors that keep it from being read", f"butfor check {name}")
    return wire
