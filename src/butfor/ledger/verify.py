"""The account against git: every change of a published fact has its correction, and every correction a change.

What was published is what the first-parent commits of the checked-out branch contained, so a pull request counts once,
however it was merged. A wire is followed by path and id, never by likeness, also past versions that can't be read and
past a time when its file was gone.

The rules are those that check a pull request. A breach that was made good later, in public, is reported as a warning.
In one piece: breaches that are made good later go once corrections hold exact changes, and take most of this along.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, groupby, islice
from typing import cast

from butfor.archive.wire_file import WireFile
from butfor.changes.versions import PROSE, WireChange, changed_fields, field_name, filled, says, withheld
from butfor.engine.parallel import spread
from butfor.files.git import Commit, Repository
from butfor.files.git_tree import Blob
from butfor.findings import Level, Violation
from butfor.ledger.history import (
    FileChange,
    Objects,
    batches_of,
    families_of,
    file_changes,
    first_parent_history,
    moves_of,
)
from butfor.model.wire import Correction, Wire
from butfor.policy.policy import Policy
from butfor.rules._rule import ChangeCheck, Rule
from butfor.rules.registry import ALL_RULES
from butfor.text.display import clip

Progress = Callable[[int, int], None]
_RuleViolation = tuple[Rule, Violation]

_MOST = 50  # findings of one rule in one change, and open breaches of one wire that a later entry is compared with

_ENTRY = "correction-without-change"
_UNREPORTED = frozenset(["fact-changed-silently", "clarification-of-fact", "correction-disagrees"])
_PLACE = frozenset(["wire-deleted", "wire-renamed"])
_OTHER = frozenset(["id-changed", "id-reused"])  # what stands there is not the wire that was


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
    breaches: tuple[HistoryFinding, ...]
    """The oldest first."""
    passed_over: int
    """How many versions can't be read, so that those around them were compared."""
    older: int
    """How many corrections the first version compared already had."""
    unread: tuple[str, ...]
    """Files that can't be read to this day."""
    cut: Commit | None = None
    """The commit at which this clone's history ends too early."""

    def count(self, level: Level) -> int:
        """Return how many breaches have a level."""
        return sum(breach.level is level for breach in self.breaches)


def verify(
    repository: Repository, policy: Policy, since: str | None = None, progress: Progress | None = None
) -> HistoryReport:
    """Compare every version of every wire with the one before; from commit ``since`` on, if there is one.

    Raises:
        GitError: git can't answer, or an object is not in this clone.
    """
    history = first_parent_history(repository, since)
    families = families_of(repository, file_changes(repository, history, policy.config.paths.incidents))
    rules = [
        rule for rule in ALL_RULES if rule.scope == "change" and policy.levels.get(rule.id, rule.level) is not Level.OFF
    ]
    results: list[_Result] = []
    for objects, batch in batches_of(repository, families):
        work = partial(_result_of, batch, objects, rules, since is not None)
        show = partial(_show, progress, len(results), len(families)) if progress else None
        results += spread(work, [str(number) for number in range(len(batch))], show)
    breaches = [breach for result in results for breach in result.breaches]
    breaches += [
        _Breach(number, name, "archive-moved", Level.ERROR, words)
        for number, name, words in moves_of(repository, history)
    ]
    breaches.sort(key=lambda breach: (breach.commit, breach.file))
    return HistoryReport(
        len(history.commits),
        sum(result.compared for result in results),
        tuple(_finding(breach, history.commits, policy) for breach in breaches),
        sum(result.passed_over for result in results),
        sum(result.older for result in results),
        tuple(sorted(name for result in results for name in result.unread)),
        history.commits[0] if history.cut else None,
    )


def _result_of(
    batch: list[list[FileChange]], objects: Objects, rules: list[Rule], begun: bool, number: str
) -> "_Result":
    return _Walk(objects, rules, begun).result(batch[int(number)])


def _show(progress: Progress, before: int, of: int, done: int, _: int) -> None:
    progress(before + done, of)


def _finding(breach: "_Breach", commits: tuple[Commit, ...], policy: Policy) -> HistoryFinding:
    settled, where = breach.settled, ""
    if breach.settled_in is not None:
        where = f" in {commits[breach.settled_in].oid[:12]} of {commits[breach.settled_in].date}"
    level = policy.levels.get(breach.rule) or breach.level
    return HistoryFinding(
        commits[breach.commit], breach.file, breach.rule, Level.WARNING if settled else level, breach.message,
        f"{settled}{where}",
    )  # fmt: skip


# ---------------------------------------------------------------- one wire through history


@dataclass(slots=True)
class _Breach:
    """A breach, with commits as indexes into the history's commits."""

    commit: int
    file: str
    rule: str
    level: Level
    message: str
    settled: str = ""
    """How it was made good, in words."""
    settled_in: int | None = None
    """In which commit."""


@dataclass(slots=True)
class _OpenBreach:
    """A breach that may still be made good."""

    breach: _Breach
    rule: Rule
    change: WireChange
    fields: tuple[str, ...] = ()
    """Those that it is about."""
    entry: Correction | None = None
    """The correction, where it is one that reports a change which is not there."""


@dataclass(slots=True)
class _Thread:
    """One wire, followed."""

    name: str
    id: str | None = None
    """What the last version says."""
    last: WireFile | None = None
    """Its last version that was public and can be read."""
    public: bool = False
    """Whether the last version that can be read was public."""
    unread: bool = False
    """Whether the very last version can't be read."""
    open: list[_OpenBreach] = field(default_factory=list)


@dataclass(slots=True)
class _Result:
    """What is reported of one family; see `HistoryReport`."""

    breaches: list[_Breach]
    compared: int = 0
    passed_over: int = 0
    older: int = 0
    unread: list[str] = field(default_factory=list)


class _Walk:
    """A family of files through history."""

    def __init__(self, objects: Objects, rules: list[Rule], begun: bool) -> None:
        """``begun``: there was history before, which nobody looks at."""
        self._objects = objects
        self._rules = [(rule, _check_of(rule)) for rule in rules]
        self._begun = begun
        self._threads: dict[str, _Thread] = {}
        self._lost: list[_Thread] = []
        self._result = _Result([])
        self._commit = 0

    def result(self, family: list[FileChange]) -> _Result:
        """Return the result for a family, whose changes are in order."""
        for commit, changes in groupby(family, key=lambda change: change.commit):
            self._commit = commit
            self._step(list(changes))
        self._result.unread = [thread.name for thread in self._threads.values() if thread.unread]
        return self._result

    def _step(self, changes: list[FileChange]) -> None:
        """Follow all that one commit did."""
        now: dict[str, WireFile] = {}
        leaving: list[_Thread] = []
        for change in changes:
            if change.name not in self._threads and change.before is not None:
                self._begin(change.name, change.before)
            if change.after is not None:
                now[change.name] = self._objects.read(change.after)
            else:
                leaving.append(self._threads.pop(change.name))
        homes = {thread.id: name for name, thread in self._threads.items() if name not in now} if leaving else {}
        homes |= {file.wire.id: name for name, file in now.items() if file.wire and _readable(file)}
        heirs: dict[str, _Thread] = {}
        for thread in leaving:
            if thread.last is None or thread.last.wire is None:
                continue
            home = homes.get(thread.last.wire.id)
            self._check(thread, WireChange(thread.name, thread.last, None, home))
            if home is None:
                self._lost.append(thread)
            elif home in self._threads:
                self._join(thread, self._threads[home], now.get(home))
            else:
                heirs[home] = thread
        for name, file in now.items():
            thread = self._threads.get(name) or heirs.get(name) or self._returned(name, file) or _Thread(name)
            thread.name = name
            self._threads[name] = thread
            self._continue(thread, file)

    def _begin(self, name: str, blob: Blob) -> None:
        """Start with a file that was there before the first commit that is compared."""
        file = self._objects.read(blob)
        self._threads[name] = thread = _Thread(name)
        if _readable(file) and file.wire is not None:
            thread.id, thread.public = file.wire.id, file.wire.status != "draft"
            thread.last = filled(file, file) if thread.public else None
            self._result.older += len(file.wire.corrections) if thread.public else 0

    def _returned(self, name: str, file: WireFile) -> _Thread | None:
        """Return the wire whose file was gone and that is back, by its id or at its old place."""
        wire_id = file.wire.id if file.wire is not None and _readable(file) else None
        same_id = (
            thread for thread in self._lost if thread.last and thread.last.wire and thread.last.wire.id == wire_id
        )
        same_name = (thread for thread in self._lost if thread.name == name)
        thread = next(chain(same_id, same_name), None)
        if thread is not None:
            self._lost.remove(thread)
        return thread

    def _join(self, thread: _Thread, heir: _Thread, file: WireFile | None) -> None:
        """Let a wire whose file is gone go on in another file that was there already."""
        after = file if file is not None and _readable(file) else heir.last
        if thread.last is not None and after is not None:
            self._check(thread, WireChange(heir.name, thread.last, after))
        heir.open += thread.open

    def _continue(self, thread: _Thread, file: WireFile) -> None:
        """Follow a wire to its next version."""
        thread.unread = not _readable(file)
        if thread.unread or file.wire is None:
            self._result.passed_over += 1
            return
        thread.id = file.wire.id
        public = file.wire.status != "draft"
        if thread.last is None:
            self._result.older += len(file.wire.corrections) if public else 0
        elif public or thread.public:
            self._result.compared += 1
            self._check(thread, WireChange(thread.name, thread.last, filled(file, file)))
        if public:
            thread.last = filled(file, thread.last or file)
        thread.public = public

    def _check(self, thread: _Thread, change: WireChange) -> None:
        """Run the rules on one change, and settle the older breaches that it makes good."""
        was, now = _was(change), change.now
        if was == now and not thread.open:
            return
        violations = [(rule, violation) for rule, check in self._rules for violation in islice(check(change), _MOST)]
        explained = {name for rule, _ in violations for name in rule.explains}
        violations = [(rule, violation) for rule, violation in violations if rule.id not in explained]
        signed: set[str] = set()
        if now is not None and now.status != "draft":  # a draft says nothing to the public
            signed = set(change.signed)
            if thread.open:
                violations = self._made_good(thread, change, now, violations, signed)
        for rule, violation in violations:
            self._note(thread, change, rule, violation, signed)
        del thread.open[:-_MOST]

    def _note(self, thread: _Thread, change: WireChange, rule: Rule, violation: Violation, signed: set[str]) -> None:
        """Record a breach; where no earlier correction reports it, and nobody signed it off, it stays open."""
        message = f"{violation.message}; {clip(violation.note, 200)}" if violation.note else violation.message
        # Two versions can't tell an idle entry from a late one; the whole history can, so here the rule's level holds.
        level = rule.level if rule.id == _ENTRY else violation.level or rule.level
        breach = _Breach(self._commit, change.name, rule.id, level, message)
        self._result.breaches.append(breach)
        entry = _entry_of(violation, change)
        unsettled = _OpenBreach(
            breach, rule, change, _fields_of(rule, violation, entry, change), entry if rule.id == _ENTRY else None
        )
        if rule.id in signed:
            _settle(breach, "signed off", self._commit)
        elif rule.id == "fact-changed-silently":
            earlier = next((candidate for candidate in thread.open if _reports_later(candidate, unsettled)), None)
            if earlier is not None:
                self._result.breaches.remove(earlier.breach)
                thread.open.remove(earlier)
                _settle(breach, "told before,", earlier.breach.commit)
        elif self._begun and unsettled.entry is not None and _agrees(unsettled.entry, unsettled.fields, change.now):
            _settle(breach, "it may tell a change before those that were compared", None)
        if not breach.settled:
            thread.open.append(unsettled)

    def _made_good(
        self, thread: _Thread, change: WireChange, now: Wire, violations: list[_RuleViolation], signed: set[str]
    ) -> list[_RuleViolation]:
        """Settle the older breaches that this change makes good; return the violations that are no part of that."""
        account = _Account(change, now, violations)
        restored: list[_OpenBreach] = []
        for unsettled in thread.open:
            if unsettled.rule.id in signed:
                _settle(unsettled.breach, "signed off", self._commit)
            elif unsettled.rule.id in _UNREPORTED:
                if account.reports(unsettled):
                    _settle(unsettled.breach, "told later,", self._commit)
            elif unsettled.rule.id != _ENTRY and not _stands(unsettled, change):
                restored.append(unsettled)
                _settle(unsettled.breach, "put right", self._commit)
        thread.open[:] = [unsettled for unsettled in thread.open if not unsettled.breach.settled]
        repairs = {unsettled.rule.id for unsettled in restored if not _edited_besides(unsettled, change)}
        return [
            (rule, violation)
            for rule, violation in violations
            if rule.id not in repairs and not account.explains(rule, violation)
        ]


class _Account:
    """The new corrections of one change, and what they report of older changes."""

    def __init__(self, change: WireChange, now: Wire, violations: list[_RuleViolation]) -> None:
        self._now = now
        self._entries = change.new_corrections
        self._late: set[tuple[int, str]] = set()
        """Those that do not report what this change did to a field, as (index, field)."""
        self._used: set[tuple[int, str]] = set()
        """Those that report an older change."""
        self._whole: set[tuple[int, str]] = set()
        """Those that report all that came after it, too."""
        for rule, violation in violations:
            self._late |= self._keys(rule, violation)

    def reports(self, unsettled: _OpenBreach) -> bool:
        """Return whether a correction reports a change that none reported when it was made."""
        before, after = _was(unsettled.change), unsettled.change.now
        if after is None or not unsettled.fields:
            return False
        for index, entry in self._entries:
            keys = {(index, name) for name in unsettled.fields}
            back = all(_takes_back(entry, name, before, after, self._now) for name in unsettled.fields)
            forth = keys <= self._late and all(
                _reports(entry, name, before, after, self._now) for name in unsettled.fields
            )
            if back or forth or keys <= self._whole:
                self._used |= keys
                if _agrees(entry, unsettled.fields, self._now):
                    self._whole |= keys
                return True
        return False

    def explains(self, rule: Rule, violation: Violation) -> bool:
        """Return whether a rule finds only that a correction reports an older change."""
        keys = self._keys(rule, violation)
        return bool(keys) and keys <= (self._used if rule.id == _ENTRY else self._whole)

    def _keys(self, rule: Rule, violation: Violation) -> set[tuple[int, str]]:
        """Return the correction that a violation calls wrong about what was, with the fields concerned."""
        match rule.id, violation.location.path:
            case "correction-without-change", (_, int(index), "fields", int(number)):
                return {(index, field_name(self._now.corrections[index].fields[number]))}
            case "correction-disagrees", (_, int(index), "was"):
                return {(index, name) for name in _field_names(self._now.corrections[index])}
        return set()


def _readable(file: WireFile) -> bool:
    """Return whether it can be read which wire this is, and whether it was public."""
    return file.wire is not None and file.invalid_fields.isdisjoint(("id", "status"))


def _was(change: WireChange) -> Wire:
    """Return the earlier version: here it is always there, and public."""
    assert change.was is not None
    return change.was


def _reports_later(earlier: _OpenBreach, later: _OpenBreach) -> bool:
    """Return whether a correction that reported a change which was not there reported the one that came after it."""
    entry, after = earlier.entry, later.change.now
    return entry is not None and after is not None and all(
        _reports(entry, name, _was(later.change), after, after) for name in later.fields
    )  # fmt: skip


def _settle(breach: _Breach, words: str, commit: int | None) -> None:
    breach.settled, breach.settled_in = words, commit


def _field_names(entry: Correction) -> set[str]:
    return set(map(field_name, entry.fields))


def _agrees(entry: Correction, names: Iterable[str], now: Wire | None) -> bool:
    """Return whether a correction says of fields what they say themselves."""
    return now is not None and all(says(entry.now, now, name, len(_field_names(entry)) == 1) for name in names)


def _entry_of(violation: Violation, change: WireChange) -> Correction | None:
    """Return the correction that a violation speaks of."""
    match violation.location.path:
        case ("corrections", int(index), *_) if change.now is not None:
            return change.now.corrections[index]
    return None


def _fields_of(rule: Rule, violation: Violation, entry: Correction | None, change: WireChange) -> tuple[str, ...]:
    """Return the fields of the wire that a breach of the account is about."""
    match violation.location.path:
        case ("corrections", _, "fields", int(number)) if entry is not None:
            return (field_name(entry.fields[number]),)
        case ("corrections", _, "was" | "now") if entry is not None and change.now is not None:
            return tuple(name for name in change.differs if name in _field_names(entry))
        case (str(name),) if rule.id in _UNREPORTED:
            return (name,)
    return ()


def _reports(entry: Correction, name: str, before: Wire, after: Wire, now: Wire) -> bool:
    """Return whether a correction reports that a field went from ``before`` to ``after``, or to what it is ``now``."""
    alone = len(_field_names(entry)) == 1
    if entry.type == "clarification" and name not in PROSE:
        return False
    if name not in _field_names(entry) or not (withheld(entry) or says(entry.was, before, name, alone)):
        return False
    if name in PROSE and alone and (says(entry.was, after, name, alone) or says(entry.now, before, name, alone)):
        return False  # passages that stand in both versions report no change
    return says(entry.now, after, name, alone) or says(entry.now, now, name, alone)


def _takes_back(entry: Correction, name: str, before: Wire, after: Wire, now: Wire) -> bool:
    """Return whether a correction reports that a field that went from ``before`` to ``after`` is again as it was."""
    return _reports(entry, name, after, before, now) and name not in changed_fields(before, now)


def _check_of(rule: Rule) -> ChangeCheck:
    return cast(ChangeCheck, rule.check)


def _stands(unsettled: _OpenBreach, change: WireChange) -> bool:
    """Return whether a breach that no correction can report still stands: the rule finds it in what the wire is now."""
    rules = [unsettled.rule]
    again = WireChange(change.name, unsettled.change.before, change.after)
    if unsettled.rule.id in _PLACE:
        rules = [rule for rule in ALL_RULES if rule.id in _PLACE | _OTHER]
        if unsettled.change.name != change.name:
            again = WireChange(unsettled.change.name, unsettled.change.before, None, change.name)
    return any(rule.scope == "change" and any(_check_of(rule)(again)) for rule in rules)


def _edited_besides(unsettled: _OpenBreach, change: WireChange) -> bool:
    """Return whether a change that puts earlier corrections right edits others."""
    if unsettled.rule.id != "correction-edited":
        return False
    right = _was(unsettled.change).corrections
    repaired = _was(change).model_copy(update={"corrections": [*right, *_was(change).corrections[len(right) :]]})
    return any(_check_of(unsettled.rule)(WireChange(change.name, WireFile("", wire=repaired), change.after)))
