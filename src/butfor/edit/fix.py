"""Apply the fixes of findings to the bytes of files, check them again, and write them whole or not at all.

A fix is a few edits of the text, never a load and a dump: what it is not about stays as it is, to the byte.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from butfor.archive.suppressions import parse_suppressions
from butfor.archive.wire_file import WireFile, read_wire
from butfor.engine.check import check
from butfor.engine.context import Context, Options
from butfor.engine.files import find_violations
from butfor.files.system import locked, uninterrupted
from butfor.files.tree import MAX_BYTES, NotRegularFileError, Source, WorkTree, read
from butfor.files.write import leads_out, write
from butfor.findings import Applicability, Edit, Finding, Level, Report, RuleError
from butfor.model.types import native
from butfor.policy.baseline import Baseline
from butfor.policy.policy import Policy
from butfor.scaffold.wire import help_edit
from butfor.yaml.locate import edited, overlap

_MOST_ROUNDS = 20
_MOST_BYTES = 2 * 1024 * 1024  # of one file, each time it is checked again in one run counted: 8 times the largest


@dataclass(frozen=True, slots=True)
class _Checked:
    """What a check of one file alone finds in some bytes."""

    readable: bool
    """They can be read without a doubt."""
    findings: tuple[Finding, ...]
    file: WireFile

    @property
    def means(self) -> object:
        """What the file says, comments that suppress findings included; other comments are not."""
        suppressions = parse_suppressions(self.file)
        return native(self.file.data), [(each.rule, each.reason, each.until, each.blocks) for each in suppressions]

    @property
    def fails(self) -> bool:
        """Whether there is an error."""
        return any(finding.level is Level.ERROR for finding in self.findings)


@dataclass(slots=True)
class FixResult:
    """What fixing makes of one file."""

    name: str
    before: bytes
    after: bytes
    fixed: list[Finding] = field(default_factory=list)
    move: str | None = None
    """Path to which the file goes, if it moves."""
    done: tuple[str, ...] = ()
    """What was done where no finding asked for it, in words."""
    checked: _Checked | None = None
    """What was found in ``after``, once that is known."""
    checked_bytes: int = 0
    """How much of it was checked again, each time counted."""

    @property
    def exhausted(self) -> bool:
        """Whether one run has tried all that it may; a file made for that would take minutes."""
        return self.checked_bytes > _MOST_BYTES


@dataclass(frozen=True, slots=True)
class FixPlan:
    """What fixing comes to, before anything is written."""

    results: tuple[FixResult, ...]
    """The files that change."""
    report: Report
    """What will be left."""
    unfinished: tuple[str, ...] = ()
    """Files with more fixes than one run tries."""
    left_out: tuple[str, ...] = ()
    """Files with fixes that a sparse checkout leaves out."""


class ChangedMeanwhileError(Exception):
    """A file is no longer what was checked; nothing was written to it."""


def plan(root: Path, policy: Policy, selected: frozenset[str] | None = None, unsafe: bool = False) -> FixPlan:
    """Work out every fix until none is left to apply; writes nothing.

    A fix is taken only if its finding goes and the file, if it passed before, still passes.

    Raises:
        OSError: the folder of incidents can't be listed.
    """
    results: dict[str, FixResult] = {}
    refused: set[str] = set()
    options, disk = Options(selected=selected), WorkTree(root, named=selected or frozenset())
    bare = replace(policy, baseline=Baseline())  # what is known is fixed like anything else
    first = report = _here(check(disk, bare, options), disk)
    for _ in range(_MOST_ROUNDS):
        context = Context(disk, policy, Options(per_rule=None))  # what is counted is not cut
        progress, refused_before = False, len(refused)
        for name, findings in _fixable(report, unsafe, refused).items():
            if name not in results:
                results[name] = _unchanged(root, name)
            progress |= _fix(results[name], findings, context, refused)
        if not progress and len(refused) == refused_before:
            break
        report = _here(check(_overlaid(disk, results.values()), bare, options), disk)
    unfinished = tuple(_fixable(report, unsafe, refused))
    newly_failing = _failing(report) - _failing(first)
    results = {name: result for name, result in results.items() if name not in newly_failing}
    _take_help_off(disk, report, context, results)
    _move_files(root, report, context, results)
    changed = tuple(result for result in results.values() if result.after != result.before or result.move)
    last = check(_overlaid(disk, changed), policy, options)
    moved = {finding.fingerprint for result in changed if result.move for finding in result.fixed}
    left = tuple(finding for finding in last.findings if finding.fingerprint not in moved)
    rule_errors = tuple(dict.fromkeys((*first.rule_errors, *last.rule_errors)))
    if (over := shrunk(policy, last)) is not None:
        changed += (over,)
        left = tuple(finding for finding in left if finding not in over.fixed)
    left_out = dict.fromkeys(finding.file for finding in left if finding.fix and disk.is_left_out(finding.file))
    return FixPlan(changed, replace(last, findings=left, rule_errors=rule_errors), unfinished, tuple(left_out))


def _take_help_off(disk: WorkTree, report: Report, context: Context, results: dict[str, FixResult]) -> None:
    """Add to ``results`` the wires that are filled in, without the comment of their template."""
    for name in report.files:
        try:
            result = results.get(name) or _unchanged(disk.root, name)
            edit = help_edit(result.after.decode("utf-8"), context.policy)
        except (OSError, NotRegularFileError, UnicodeDecodeError):  # a finding says so, or it is not checked out
            continue
        if edit and _accept(result, (), (edit,), context):
            result.done = ("the comment of `butfor new`",)
            results[name] = result


def shrunk(policy: Policy, report: Report) -> FixResult | None:
    """Return the baseline without the entries that a report calls stale; None where it calls none so."""
    source = policy.baseline.source
    stale = [finding for finding in report.findings if finding.rule == "stale-baseline"]
    if source is None or not stale:
        return None
    edits = tuple(edit for finding in stale if finding.fix for edit in finding.fix.edits)
    text = source.data.decode("utf-8")
    after = edited(text if text.endswith("\n") else f"{text}\n", edits)
    return FixResult(source.name, source.data, after.encode("utf-8"), stale)


def apply(root: Path, result: FixResult) -> None:
    """Write one file.

    Raises:
        ChangedMeanwhileError: it is not what was checked.
        OSError: it can't be written; then nothing has changed.
    """
    path = root / result.name
    moved = result.move is not None and _holds(root / result.move, result.after)  # by a run that was cut short
    if leads_out(root, result.move or result.name):
        raise ChangedMeanwhileError(result.name)
    with locked(path.parent):
        if read(path, result.name, max(MAX_BYTES, len(result.before))).data != result.before:
            raise ChangedMeanwhileError(result.name)
        if result.move is None:
            write(path, result.after)
            return
        with uninterrupted():  # not in two places, nor in none
            if not moved:
                write(root / result.move, result.after, new=True)
            path.unlink()


def _unchanged(root: Path, name: str) -> FixResult:
    data = read(root / name, name).data
    return FixResult(name, data, data)


def _here(report: Report, disk: WorkTree) -> Report:
    """Return the findings in files that lie on disk, and can be written."""
    return replace(report, findings=tuple(found for found in report.findings if not disk.is_left_out(found.file)))


def _overlaid(disk: WorkTree, results: Iterable[FixResult]) -> WorkTree:
    """Return the archive as it would be with these results, files at their old places."""
    return WorkTree(disk.root, {result.name: Source(result.name, result.after) for result in results}, disk.named)


def _failing(report: Report) -> set[str]:
    return {finding.file for finding in report.findings if finding.level is Level.ERROR}


def _fixable(report: Report, unsafe: bool, refused: set[str]) -> dict[str, list[Finding]]:
    """Return the findings that can be fixed by edits, by file."""
    by_file: dict[str, list[Finding]] = {}
    for finding in report.findings:
        if (
            finding.fix
            and finding.fix.edits
            and (unsafe or finding.fix.applicability is Applicability.SAFE)
            and finding.fingerprint not in refused
        ):
            by_file.setdefault(finding.file, []).append(finding)
    return by_file


def _fix(result: FixResult, findings: Sequence[Finding], context: Context, refused: set[str]) -> bool:
    """Apply all fixes that do not touch each other; where the result is refused, the first that is accepted alone.

    Returns whether anything was applied; ``refused`` gets the fingerprints of the findings whose fix was refused.
    """
    if result.exhausted:
        return False
    taken: list[Finding] = []
    edits: list[Edit] = []
    for finding in findings:
        own = finding.fix.edits if finding.fix else ()
        if not any(overlap(edit, taken_edit) for edit in own for taken_edit in edits):
            taken.append(finding)
            edits += own
    if _accept(result, taken, edits, context):
        return True
    if len(taken) == 1:
        refused.add(taken[0].fingerprint)
        return False
    for finding in taken:  # the rest is applied in the next round, when the spans are right again
        if result.exhausted:
            return False
        if finding.fix and _accept(result, [finding], finding.fix.edits, context):
            return True
        refused.add(finding.fingerprint)
    return False


def _accept(result: FixResult, findings: Sequence[Finding], edits: Sequence[Edit], context: Context) -> bool:
    """Take the edits if they remove their findings and a file that passed still passes; return whether they do."""
    data = edited(result.after.decode("utf-8"), tuple(edits)).encode("utf-8")
    before = result.checked = result.checked or _check_alone(result.name, result.after, context)
    after = _check_alone(result.name, data, context)
    result.checked_bytes += len(data)
    if before.readable and not after.readable:
        return False
    counts_before, counts_after = (Counter(finding.rule for finding in checked.findings) for checked in (before, after))
    left = {finding.fingerprint for finding in after.findings}
    for finding in findings:  # what follows a removed item of a list takes its place, so its path is not enough
        if finding.fingerprint in left and counts_after[finding.rule] >= counts_before[finding.rule]:
            return False
    if after.fails and not before.fails:
        return False
    if not findings and not (counts_after <= counts_before and after.means == before.means):
        return False  # what no finding asked for changes nothing that counts
    result.after, result.checked = data, after
    result.fixed += findings
    return True


def _check_alone(name: str, data: bytes, context: Context) -> _Checked:
    """Check one file without comparing it with any other."""
    file = read_wire(Source(name, data))
    errors: list[RuleError] = []  # `check` reports them
    violations = [  # thousands, of which only rule, path and words count: looking for the lines would take a second
        (rule, replace(violation, fix=None, related=(), location=replace(violation.location, excerpt=None)))
        for rule, violation in find_violations(file, context, context.today, errors)
    ]
    readable = file.document is not None and not file.document.parse_errors
    return _Checked(readable, tuple(context.locate(file, violations)), file)


def _holds(path: Path, data: bytes) -> bool:
    """Return whether a file is there and holds exactly this."""
    try:
        return read(path, path.name).data == data
    except (OSError, NotRegularFileError):
        return False


def _move_files(root: Path, report: Report, context: Context, results: dict[str, FixResult]) -> None:
    """Add to ``results`` the moves of files that belong elsewhere, where their place is free."""
    for finding in report.findings:
        if finding.fix is None or finding.fix.move is None:
            continue
        target = finding.fix.move
        if leads_out(root, target) or any(result.move == target for result in results.values()):
            continue
        if finding.file not in results:
            results[finding.file] = _unchanged(root, finding.file)
        result = results[finding.file]
        if (root / target).exists() and not _holds(root / target, result.after):
            continue
        if all(at_target.rule != finding.rule for at_target in _check_alone(target, result.after, context).findings):
            result.move = target
            result.fixed.append(finding)
