"""Mending: the fixes of findings, applied to the bytes of the files, checked again, and written whole or not at all.

A fix is a few edits of the text, never a load and a dump: what it is not about stays as it is, to the byte.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from butfor.archive.wire_file import read_wire
from butfor.engine.check import check
from butfor.engine.context import Context, Options
from butfor.engine.files import find_violations
from butfor.files.tree import NotRegularFileError, Source, WorkTree, read
from butfor.files.write import leads_out, locked, uninterrupted, write
from butfor.findings import Applicability, Edit, Finding, Level, Report, RuleError
from butfor.policy.policy import Policy
from butfor.yaml.locate import edited, overlap

_MOST_ROUNDS = 20
_MOST_BYTES = 2 * 1024 * 1024  # of one file, each time it is checked again in one run counted: 8 times the largest


@dataclass(slots=True)
class FixResult:
    """One file: its bytes before and after, the findings that were mended, and where it goes if it moves.

    tried: bytes that have been checked again. found: what `_alone` says of it as it is now."""

    name: str
    before: bytes
    after: bytes
    done: list[Finding] = field(default_factory=list)
    move: str | None = None
    tried: int = 0
    found: "tuple[bool, tuple[Finding, ...]] | None" = None

    @property
    def worn_out(self) -> bool:
        """Whether one run has tried all on it that it may; a file made for that would take minutes."""
        return self.tried > _MOST_BYTES


@dataclass(frozen=True, slots=True)
class FixPlan:
    """What fixing comes to, before anything is written: the files that change, and the findings that will be left.

    more: files with fixes that were not tried, because there are more than one run tries."""

    mended: tuple[FixResult, ...]
    report: Report
    more: tuple[str, ...] = ()


class ChangedMeanwhileError(Exception):
    """A file is not any more what was checked; nothing was written to it."""


def plan(root: Path, policy: Policy, selected: frozenset[str] | None = None, unsafe: bool = False) -> FixPlan:
    """Work out every fix until none is left to apply; writes nothing.

    A fix is taken only if its finding goes and the file, if it passed before, still passes.

    Raises:
        OSError: the folder of incidents can't be listed.
    """
    files: dict[str, FixResult] = {}
    refused: set[str] = set()
    options = Options(selected=selected)
    first = report = check(root, policy, options)
    for _ in range(_MOST_ROUNDS):
        context = Context(WorkTree(root), policy, Options(per_rule=None))  # what is counted is not cut
        progress, known = False, len(refused)
        for name, findings in _fixable(report, unsafe, refused):
            if name not in files:
                source = read(root / name, name)
                files[name] = FixResult(name, source.data, source.data)
            progress |= _fix(files[name], findings, context, refused)
        if not progress and len(refused) == known:
            break
        overlay = {one.name: Source(one.name, one.after) for one in files.values()}
        report = check(WorkTree(root, overlay), policy, options)
    more = tuple(name for name, _ in _fixable(report, unsafe, refused))
    files = {name: one for name, one in files.items() if not _newly_fails(name, first, report)}
    _moves(root, report, context, files)
    changed = [one for one in files.values() if one.after != one.before or one.move]
    overlay = {one.name: Source(one.name, one.after) for one in changed}
    last = check(WorkTree(root, overlay), policy, options)
    moved = {finding.fingerprint for one in changed if one.move for finding in one.done}
    left = tuple(finding for finding in last.findings if finding.fingerprint not in moved)
    return FixPlan(tuple(changed), replace(last, findings=left), more)


def apply(root: Path, mended: FixResult) -> None:
    """Write one file.

    Raises:
        ChangedMeanwhileError: it is not what was checked.
        OSError: it can't be written; then nothing has changed.
    """
    path = root / mended.name
    moved = mended.move is not None and _holds(root / mended.move, mended.after)  # by a run that was cut short
    if leads_out(root, mended.move or mended.name):
        raise ChangedMeanwhileError(mended.name)
    with locked(path.parent):
        if read(path, mended.name).data != mended.before:
            raise ChangedMeanwhileError(mended.name)
        if mended.move is None:
            write(path, mended.after)
            return
        with uninterrupted():  # not in two places, nor in none
            if not moved:
                write(root / mended.move, mended.after, new=True)
            path.unlink()


def _fixable(report: Report, unsafe: bool, refused: set[str]) -> Iterator[tuple[str, list[Finding]]]:
    """The findings that can be fixed by edits, file by file."""
    by_file: dict[str, list[Finding]] = {}
    for finding in report.findings:
        if (
            finding.fix
            and finding.fix.edits
            and (unsafe or finding.fix.applicability is Applicability.SAFE)
            and finding.fingerprint not in refused
        ):
            by_file.setdefault(finding.file, []).append(finding)
    yield from by_file.items()


def _fix(one: FixResult, findings: Sequence[Finding], context: Context, refused: set[str]) -> bool:
    """Apply all fixes that do not touch each other; where that does not do, one after the other. True if any did."""
    if one.worn_out:
        return False
    taken: list[Finding] = []
    edits: list[Edit] = []
    for finding in findings:
        own = finding.fix.edits if finding.fix else ()
        if not any(overlap(edit, other) for edit in own for other in edits):
            taken.append(finding)
            edits += own
    if _accept(one, taken, edits, context):
        return True
    if len(taken) == 1:
        refused.add(taken[0].fingerprint)
        return False
    for finding in taken:  # the others find their place in the next round, when the spans are right again
        if one.worn_out:
            return False
        if finding.fix and _accept(one, [finding], finding.fix.edits, context):
            return True
        refused.add(finding.fingerprint)
    return False


def _accept(one: FixResult, findings: Sequence[Finding], edits: Sequence[Edit], context: Context) -> bool:
    """Take the edits if they mend what they are for and nothing comes up in a file that passed."""
    after = edited(one.after.decode("utf-8"), tuple(edits)).encode("utf-8")
    readable, before_found = one.found = one.found or _alone(one.name, one.after, context)
    still, after_found = now = _alone(one.name, after, context)
    one.tried += len(after)
    if readable and not still:
        return False
    had, has = (Counter(finding.rule for finding in found) for found in (before_found, after_found))
    there = {finding.fingerprint for finding in after_found}
    if any(each.fingerprint in there and has[each.rule] >= had[each.rule] for each in findings):
        return False  # what follows a removed item of a list takes its place, so its path alone does not tell
    if not any(map(_fails, before_found)) and any(map(_fails, after_found)):
        return False
    one.after, one.found = after, now
    one.done += findings
    return True


def _alone(name: str, data: bytes, context: Context) -> tuple[bool, tuple[Finding, ...]]:
    """Whether a file can be read without a doubt, and what is found in it by itself."""
    entry = read_wire(Source(name, data))
    errors: list[RuleError] = []  # `check` reports them
    readable = entry.document is not None and not entry.document.parse_errors
    violations = (  # thousands, of which only rule, path and words count: looking for the lines would take a second
        (rule, replace(violation, fix=None, related=(), location=replace(violation.location, excerpt=None)))
        for rule, violation in find_violations(entry, context, context.today, errors)
    )
    return readable, tuple(context.locate(entry, list(violations)))


def _fails(finding: Finding) -> bool:
    return finding.level is Level.ERROR


def _newly_fails(name: str, first: Report, last: Report) -> bool:
    """Whether a file passed and, compared with all others, no longer does."""
    failed, fails = (any(_fails(one) and one.file == name for one in report.findings) for report in (first, last))
    return fails and not failed


def _holds(path: Path, data: bytes) -> bool:
    """Whether a file is there and holds exactly this."""
    try:
        return read(path, path.name).data == data
    except (OSError, NotRegularFileError):
        return False


def _moves(root: Path, report: Report, context: Context, files: dict[str, FixResult]) -> None:
    """Files that belong elsewhere, where their place is free."""
    for finding in report.findings:
        if finding.fix is None or finding.fix.move is None:
            continue
        name, target = finding.file, finding.fix.move
        if leads_out(root, target) or any(one.move == target for one in files.values()):
            continue
        if name not in files:
            data = read(root / name, name).data
            files[name] = FixResult(name, data, data)
        one = files[name]
        if (root / target).exists() and not _holds(root / target, one.after):
            continue
        if not any(other.rule == finding.rule for other in _alone(target, one.after, context)[1]):
            one.move = target
            one.done.append(finding)
