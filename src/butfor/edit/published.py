"""A wire that is about to change, as readers know it and as it is now, and what a check finds in the change."""

import errno
import stat
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from butfor.archive.wire_file import read_wire
from butfor.changes.versions import complete_wire
from butfor.edit.fix import FixResult, apply
from butfor.engine.baseline import Fault, fault_of
from butfor.engine.cache import Cache
from butfor.engine.check import check
from butfor.engine.context import Base, Options
from butfor.engine.trust import trusted_policy
from butfor.files.git import Repository
from butfor.files.git_tree import GitTree
from butfor.files.public import BaseCommit, public_bases
from butfor.files.tree import NotRegularFileError, Source, Tree, WorkTree
from butfor.findings import DataPath, Finding, Level, dotted
from butfor.model.validate import STAND_IN
from butfor.model.wire import ANSWERS, Wire
from butfor.policy.baseline import Baseline
from butfor.policy.policy import Policy
from butfor.policy.seats import SeatsFile
from butfor.rules.registry import RULES
from butfor.text.display import listed, typed


class RefusedError(Exception):
    """It can't be done; ``args`` say why and what to do, a line each."""


class FailsCheckError(Exception):
    """A check would find errors, so nothing was written; ``args`` are these findings."""


@dataclass(frozen=True, slots=True)
class OpenWire:
    """A wire that is about to change; readers may not know it yet."""

    root: Path
    policy: Policy
    disk: Source
    """Its file as it lies there."""
    data: dict[str, Any]
    """What the file holds, plain."""
    wire: Wire
    """The same as a record."""
    base: Tree
    """The archive as readers know it."""
    bases: tuple[BaseCommit, ...]
    """The commits in which they do."""
    seats: SeatsFile | None
    """Who may sign, as readers know the archive: a change names nobody who signs in it."""

    @property
    def name(self) -> str:
        """The file's path in the archive."""
        return self.disk.name

    @property
    def text(self) -> str:
        """What the file holds."""
        return self.disk.data.decode("utf-8")


@dataclass(frozen=True, slots=True)
class PublishedWire(OpenWire):
    """A published wire that is about to change."""

    public: Wire
    """The wire as readers know it."""
    head: Wire
    """The wire as it was committed last."""


def not_checked_out(name: str) -> RefusedError:
    """Return the error that a sparse checkout leaves a wire out, so that it can't be written."""
    folder = name.rpartition("/")[0]
    return RefusedError(
        f"{name} is not checked out, so it can't be changed here", typed("git", "sparse-checkout", "add", folder)
    )


def open_wire(root: Path, policy: Policy, name: str) -> PublishedWire:
    """Return a wire that readers know, as it is for them and as it is now.

    Raises:
        RefusedError: it is a draft, not public yet, or can't be read whole.
        GitError: git can't say what is public.
        OSError: the file can't be read.
    """
    opened = open_any(root, policy, name)
    if isinstance(opened, PublishedWire):
        return opened
    why = "is a draft" if opened.wire.status == "draft" else "is not public yet"
    raise RefusedError(f"{name} {why}", "readers have not seen it yet, so it needs no entry: edit it directly")


def open_any(root: Path, policy: Policy, name: str) -> OpenWire:
    """Return a wire; a `PublishedWire` where readers know it.

    Raises:
        RefusedError: it can't be read whole.
        GitError: git can't say what is public.
        OSError: the file can't be read.
    """
    repository, tree = Repository.of(root), WorkTree(root)
    disk, data, wire = _read(tree, name)
    head = repository.head()
    bases = public_bases(repository, head, policy.config.git.public, merged=repository.merged()).bases
    revision, base = bases[0].oid, repository.tree(bases[0].oid)
    if any(repository.tree(other.oid).kind(name) != base.kind(name) for other in bases[1:]):
        raise RefusedError(f"{name} differs between public branches", "merge them into this branch first")
    seats = trusted_policy(base, bases[0], tree, policy).seats
    public = _published(base, name)
    if public is None:
        _require_unknown(base, name, wire)
        return OpenWire(root, policy, disk, data, wire, base, bases, seats)
    committed = _published(repository.tree(head), name) if head and head != revision else None
    return PublishedWire(root, policy, disk, data, wire, base, bases, seats, public, committed or public)


def _read(tree: WorkTree, name: str) -> tuple[Source, dict[str, Any], Wire]:
    """Return a wire's file, plain and as a record.

    Raises:
        RefusedError: it can't be read whole.
        OSError: the file can't be read.
    """
    if tree.is_left_out(name):
        raise not_checked_out(name)
    try:
        disk = tree.source(name)
    except NotRegularFileError as error:
        raise RefusedError(f"{name} is {error}, not a wire") from error
    file = read_wire(disk)
    wire = file.wire
    unexplained = any(error.path == ("retraction",) for error in file.schema_errors)
    if file.status == "retracted" and unexplained:
        raise RefusedError(
            f"{name} says that it is retracted, but not why", "write `status: published` back; then run this"
        )
    if wire is None or file.valid_wire is None:
        kept_open = [error for error in file.schema_errors if error.rule == "placeholder"]
        others = [error for error in file.schema_errors if error.rule != "placeholder"]
        if file.document is None or file.document.parse_errors or others or not kept_open:
            advice = f"fix them: {typed('butfor', 'check', name)}"
            raise RefusedError(f"{name} has errors because of which it can't be read completely", advice)
        if left := sorted({dotted(error.path) for error in kept_open if not _is_asked(error.path)}):
            raise RefusedError(f"{name} is not finished: it still lacks {listed(left, 'and')}", "write that first")
        wire = _unanswered(file.data, [error.path for error in kept_open])
    return disk, file.data, wire


_ASKED: Mapping[str, Any] = {"kind": "", "harm": "", "external_factor": None, "severity": "", "codes": []}
"""Fields that an editor is asked beside the rationale, with what stands for no answer."""


def _is_asked(path: DataPath) -> bool:
    return path[0] in _ASKED or (path[0] == "rationale" and path[-1] in (*ANSWERS, "test", "by", "date"))


def _unanswered(data: dict[str, Any], paths: Sequence[DataPath]) -> Wire:
    """Return a wire that is whole but for what an editor is asked; what is at ``paths`` is no answer."""
    missing = {str(path[0]): _ASKED[str(path[0])] for path in paths if path[0] in _ASKED}
    signed = {key: value for key, value in data["rationale"].items() if ("rationale", key) not in paths}
    known = {key: value for key, value in data.items() if key not in missing} | {"rationale": signed}
    stand_in = STAND_IN.model_dump(include=set(missing))
    return Wire.model_validate(stand_in | known).model_copy(update=missing)


def _published(tree: GitTree, name: str) -> Wire | None:
    """Return a wire of a version if it is valid there and no draft."""
    try:
        wire = complete_wire(read_wire(tree.source(name)))
    except (FileNotFoundError, NotRegularFileError):
        return None
    return wire if wire is not None and wire.status != "draft" else None


def _require_unknown(base: GitTree, name: str, wire: Wire) -> None:
    """Check that what is public holds no such file, or a draft; or nothing that can be read, where it is a draft now.

    Raises:
        RefusedError: readers know it, and its former version is not known.
    """
    status = read_wire(base.source(name)).status if name in base.blobs else "draft"
    if (status or wire.status) != "draft":
        raise RefusedError(
            f"the public version of {name} can't be read completely", "butfor can't quote it: write the entry by hand"
        )


def check_change(
    opened: OpenWire, text: str, *, everywhere: bool = False, before_entries: bool = False
) -> tuple[Finding, ...]:
    """Return the warnings that a check finds with ``text`` in the file, and not with the public version.

    It looks at this wire, or ``everywhere``. Where readers don't know the wire all of its own findings count.
    ``before_entries``: what the change itself needs is still to come.

    Raises:
        FailsCheckError: it finds such errors.
        RefusedError: a rule raised.
        OSError: the folder of incidents can't be listed.
        GitError: git can't say what is public.
    """
    name, policy = opened.name, replace(opened.policy, baseline=Baseline())  # what a draft has is no less a fault
    selected = None if everywhere else frozenset([name])
    base = Base(opened.base, replace(policy, seats=opened.seats), only_adds=True)
    options = Options(selected=selected, base=base, cache=Cache.of(opened.root))
    tree = WorkTree(opened.root, {name: Source(name, text.encode())})
    after = check(tree, policy, options)
    if after.rule_errors:
        raise RefusedError(*map(str, after.rule_errors), "this is a bug in butfor; nothing was written")
    known: Counter[Fault] = Counter()
    if isinstance(opened, PublishedWire):
        former = WorkTree(opened.root, {name: opened.base.source(name)})
        known.update(map(fault_of, check(former, policy, options).findings))
    new = []
    for finding in after.findings:
        fault = fault_of(finding)
        if not known[fault]:
            new.append(finding)
        known[fault] -= known[fault] > 0
    errors = [finding for finding in new if finding.level is Level.ERROR]
    if before_entries:
        errors = [finding for finding in errors if not RULES[finding.rule].of_change]
    if errors:
        raise FailsCheckError(*errors)
    return tuple(finding for finding in new if finding.level is not Level.ERROR)


def write_change(published: OpenWire, text: str) -> None:
    """Write the file.

    Raises:
        ChangedMeanwhileError: it is not what was opened.
        OSError: it can't be written; then nothing has changed.
    """
    if not (published.root / published.name).stat().st_mode & stat.S_IWUSR:  # a new file would take its place
        raise PermissionError(errno.EACCES, "it is read-only, so it was not changed")
    apply(published.root, FixResult(published.name, published.disk.data, text.encode()))
