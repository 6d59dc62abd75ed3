"""The account against git: every change of a published fact has its correction, and every correction a change.

What was published is what the first-parent commits of the checked-out branch contained, so a pull request counts once,
however it was merged. A wire is followed by path and id, never by likeness, also past versions that can't be read and
past a time when its file was gone. A fault that was made good later, in public, is reported as a warning; entries of
the first edition, which explain in words, are counted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from butfor.engine.parallel import spread
from butfor.files.git import Commit, Repository
from butfor.files.git_process import GitError
from butfor.files.public import public_tips
from butfor.findings import Level
from butfor.ledger.faults import HistoryFault
from butfor.ledger.history import (
    FileChange,
    Objects,
    batches_of,
    families_of,
    file_changes,
    moves_of,
)
from butfor.ledger.line import FirstParentHistory, first_parent_history
from butfor.ledger.merges import lost_in_merges
from butfor.ledger.walk import Result, Walk
from butfor.policy.policy import Policy
from butfor.rules._rule import Rule
from butfor.rules.registry import ALL_RULES

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class HistoryFinding:
    """A change that broke a rule."""

    commit: Commit
    file: str
    rule: str
    level: Level
    message: str
    settled: str = ""
    """How it was made good, in words; empty where it was not."""


@dataclass(frozen=True, slots=True)
class HistoryReport:
    """What the history says."""

    commits: int
    """How many there are."""
    compared: int
    """How many pairs of versions were compared."""
    faults: tuple[HistoryFinding, ...]
    """The oldest first."""
    passed_over: int
    """How many versions can't be read, so that those around them were compared."""
    older: int
    """How many corrections the first version compared already had."""
    unread: tuple[str, ...]
    """Files that can't be read to this day."""
    in_words: int = 0
    """How many facts entries of the first edition explain, in words that no program can hold against them."""
    cut: Commit | None = None
    """The commit at which this clone's history ends too early."""
    notes: tuple[str, ...] = ()
    """What is to be known of the line of commits that was followed."""

    def count(self, level: Level) -> int:
        """Return how many faults have a level."""
        return sum(fault.level is level for fault in self.faults)


def verify(
    repository: Repository, policy: Policy, since: str | None = None, progress: Progress | None = None
) -> HistoryReport:
    """Compare every version of every wire with the one before; from commit ``since`` on, if there is one.

    Raises:
        GitError: git can't answer, or an object is not in this clone.
    """
    history, unknown = _history(repository, policy, since)
    changes = file_changes(repository, history, policy.config.paths.incidents)
    families = families_of(repository, changes)
    rules = [
        rule for rule in ALL_RULES if rule.scope == "change" and policy.levels.get(rule.id, rule.level) is not Level.OFF
    ]
    results: list[Result] = []
    for objects, batch in batches_of(repository, families):
        work = partial(_result_of, batch, objects, rules, since is not None)
        show = partial(_show, progress, len(results), len(families)) if progress else None
        results += spread(work, [str(number) for number in range(len(batch))], show)
    faults = [fault for result in results for fault in result.faults]
    exact = min((result.exact for result in results if result.exact is not None), default=len(history.commits))
    in_words = [fault for fault in faults if fault.in_words and fault.commit < exact]
    faults = [fault for fault in faults if not (fault.in_words and fault.commit < exact)]
    faults += lost_in_merges(repository, history, changes, policy.config.paths.incidents)
    faults += [
        HistoryFault(number, name, "archive-moved", Level.ERROR, words)
        for number, name, words in moves_of(repository, history)
    ]
    faults.sort(key=lambda fault: (fault.commit, fault.file))
    return HistoryReport(
        len(history.commits),
        sum(result.compared for result in results),
        tuple(_finding(fault, history.commits, policy) for fault in faults),
        sum(result.passed_over for result in results),
        sum(result.older for result in results),
        tuple(sorted(name for result in results for name in result.unread)),
        len({(fault.commit, fault.file, fault.message) for fault in in_words}),
        history.commits[0] if history.cut else None,
        (*unknown, *history.notes),
    )


def _history(repository: Repository, policy: Policy, since: str | None) -> tuple[FirstParentHistory, tuple[str, ...]]:
    """Return the history, and why it could not be asked which branch is public, if so."""
    if since is not None:
        return first_parent_history(repository, since), ()
    try:
        tips = public_tips(repository, policy.config.git.public)
    except GitError as error:
        return first_parent_history(repository), (f"{error.args[0]}; the history is followed along first parents",)
    return first_parent_history(repository, None, [tip.oid for tip in tips.bases]), ()


def _result_of(batch: list[list[FileChange]], objects: Objects, rules: list[Rule], begun: bool, number: str) -> Result:
    return Walk(objects, rules, begun).result(batch[int(number)])


def _show(progress: Progress, before: int, of: int, done: int, _: int) -> None:
    progress(before + done, of)


def _finding(fault: HistoryFault, commits: tuple[Commit, ...], policy: Policy) -> HistoryFinding:
    settled, where = fault.settled, ""
    if fault.settled_in is not None:
        where = f" in {commits[fault.settled_in].oid[:12]} of {commits[fault.settled_in].date}"
    level = policy.levels.get(fault.rule) or fault.level
    return HistoryFinding(
        commits[fault.commit], fault.file, fault.rule, Level.WARNING if settled else level, fault.message,
        f"{settled}{where}",
    )  # fmt: skip
