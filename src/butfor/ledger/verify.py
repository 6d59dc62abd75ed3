"""The account against git: every change of a published fact has its entry, and every entry a change.

What was published is what the commits of the checked-out branch's own line held (its first parents), so a pull request
counts once, however it was merged. A wire is followed by path and id, never by likeness, also past versions that can't
be read and past a time when its file was gone.

The rules are those that judge a pull request. A breach that was made good later, in public, is a warning.

In one piece: its parts judge each other's findings, and exact entries will replace it whole.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby, islice
from typing import cast

from butfor.archive.wire_file import WireFile
from butfor.changes.versions import PROSE, WireChange, changed_fields, field_name, filled, says, withheld
from butfor.engine.parallel import spread
from butfor.files.git import Blob, Commit, Repository
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
_Hit = tuple[Rule, Violation]

_MOST = 50  # findings of one rule in one change, and open breaches of one wire that a later entry is compared with

_ENTRY = "correction-without-change"
_UNTOLD = frozenset(["fact-changed-silently", "clarification-of-fact", "correction-disagrees"])
_PLACE = frozenset(["wire-deleted", "wire-renamed"])
_OTHER = frozenset(["id-changed", "id-reused"])  # what stands there is not the wire that was


@dataclass(frozen=True, slots=True)
class HistoryFinding:
    """A change that broke a rule. settled: in words, how it was made good; empty where it was not."""

    commit: Commit
    file: str
    rule: str
    level: Level
    message: str
    settled: str = ""


@dataclass(frozen=True, slots=True)
class HistoryReport:
    """What the history says, the oldest breach first.

    commits: how many the line has. compared: pairs of versions. passed_over: versions that can't be read, so that
    those around them were compared. older: entries that the first version compared already had.
    unread: files that can't be read to this day. cut: the commit at which this clone's history ends too early.
    """

    commits: int
    compared: int
    breaches: tuple[HistoryFinding, ...]
    passed_over: int
    older: int
    unread: tuple[str, ...]
    cut: Commit | None = None

    def count(self, level: Level) -> int:
        """How many breaches have this level."""
        return sum(breach.level is level for breach in self.breaches)


def verify(
    repository: Repository, policy: Policy, since: str | None = None, progress: Progress | None = None
) -> HistoryReport:
    """Compare the line's every version of every wire with the one before; from commit ``since`` on, if it is given.

    Raises:
        GitError: git can't answer, or an object is not in this clone.
    """
    line = first_parent_history(repository, since)
    steps = file_changes(repository, line, policy.config.paths.incidents)
    families = families_of(repository, steps)
    rules = [
        rule for rule in ALL_RULES if rule.scope == "change" and policy.levels.get(rule.id, rule.level) is not Level.OFF
    ]
    results: list[_Result] = []
    for objects, batch in batches_of(repository, families):
        work = partial(_result_of, batch, objects, rules, since is not None)
        show = partial(_show, progress, len(results), len(families)) if progress else None
        results += spread(work, [str(number) for number in range(len(batch))], show)
    found = [one for result in results for one in result.found]
    found += [
        _Found(number, name, "archive-moved", Level.ERROR, words) for number, name, words in moves_of(repository, line)
    ]
    found.sort(key=lambda one: (one.commit, one.file))
    return HistoryReport(
        len(line.commits),
        sum(result.compared for result in results),
        tuple(_breach(one, line.commits, policy) for one in found),
        sum(result.passed_over for result in results),
        sum(result.older for result in results),
        tuple(sorted(name for result in results for name in result.unread)),
        line.commits[0] if line.cut else None,
    )


def _result_of(
    batch: list[list[FileChange]], objects: Objects, rules: list[Rule], begun: bool, number: str
) -> "_Result":
    return _Walk(objects, rules, begun).result(batch[int(number)])


def _show(progress: Progress, before: int, of: int, done: int, _: int) -> None:
    progress(before + done, of)


def _breach(one: "_Found", commits: tuple[Commit, ...], policy: Policy) -> HistoryFinding:
    settled, where = one.settled, ""
    if one.settled_in is not None:
        where = f" in {commits[one.settled_in].oid[:12]} of {commits[one.settled_in].date}"
    level = policy.levels.get(one.rule) or one.level
    return HistoryFinding(
        commits[one.commit], one.file, one.rule, Level.WARNING if settled else level, one.message,
        f"{settled}{where}",
    )  # fmt: skip


# ---------------------------------------------------------------- one wire through history


@dataclass(slots=True)
class _Found:
    """A breach, with commits as numbers. settled: how it was made good, in words, and in which commit."""

    commit: int
    file: str
    rule: str
    level: Level
    message: str
    settled: str = ""
    settled_in: int | None = None


@dataclass(slots=True)
class _Open:
    """A breach that may still be made good. fields: those it is about. entry: the correction, where it is one that
    tells a change which is not there."""

    found: _Found
    rule: Rule
    change: WireChange
    fields: tuple[str, ...] = ()
    entry: Correction | None = None


@dataclass(slots=True)
class _Thread:
    """One wire, followed.

    last: its last version that was public and can be read. public: whether the last that can be read was public.
    unread: whether the very last can't be. id: what the last said.
    """

    name: str
    id: str | None = None
    last: WireFile | None = None
    public: bool = False
    unread: bool = False
    open: list[_Open] = field(default_factory=list)


@dataclass(slots=True)
class _Result:
    """What is said of one family; see `ChangeResult`."""

    found: list[_Found]
    compared: int = 0
    passed_over: int = 0
    older: int = 0
    unread: list[str] = field(default_factory=list)


class _Walk:
    """A family of files through history. begun: there was history before, which nobody looks at."""

    def __init__(self, objects: Objects, rules: list[Rule], begun: bool) -> None:
        self._objects = objects
        self._rules = [(rule, _check_of(rule)) for rule in rules]
        self._begun = begun
        self._there: dict[str, _Thread] = {}
        self._lost: list[_Thread] = []
        self._result = _Result([])
        self._commit = 0

    def result(self, family: list[FileChange]) -> _Result:
        """The verdict on a family, its steps being in order."""
        for commit, steps in groupby(family, key=lambda step: step.commit):
            self._commit = commit
            self._step(list(steps))
        self._result.unread = [thread.name for thread in self._there.values() if thread.unread]
        return self._result

    def _step(self, steps: list[FileChange]) -> None:
        """All that one commit did."""
        now: dict[str, WireFile] = {}
        leaving: list[_Thread] = []
        for step in steps:
            if step.name not in self._there and step.before is not None:
                self._begin(step.name, step.before)
            if step.after is not None:
                now[step.name] = self._objects.entry(step.after)
            else:
                leaving.append(self._there.pop(step.name))
        homes = {thread.id: name for name, thread in self._there.items() if name not in now} if leaving else {}
        homes |= {entry.wire.id: name for name, entry in now.items() if entry.wire and _readable(entry)}
        heirs: dict[str, _Thread] = {}
        for thread in leaving:
            if thread.last is None or thread.last.wire is None:
                continue
            home = homes.get(thread.last.wire.id)
            self._judge(thread, WireChange(thread.name, thread.last, None, home))
            if home is None:
                self._lost.append(thread)
            elif home in self._there:
                self._joins(thread, self._there[home], now.get(home))
            else:
                heirs[home] = thread
        for name, entry in now.items():
            thread = self._there.get(name) or heirs.get(name) or self._again(name, entry) or _Thread(name)
            thread.name = name
            self._there[name] = thread
            self._goes_on(thread, entry)

    def _begin(self, name: str, blob: Blob) -> None:
        """A file that was there before the first commit that is compared."""
        entry = self._objects.entry(blob)
        self._there[name] = thread = _Thread(name)
        if _readable(entry) and entry.wire is not None:
            thread.id, thread.public = entry.wire.id, entry.wire.status != "draft"
            thread.last = filled(entry, entry) if thread.public else None
            self._result.older += len(entry.wire.corrections) if thread.public else 0

    def _again(self, name: str, entry: WireFile) -> _Thread | None:
        """A wire whose file was gone and that is back, by its id or at its old place."""
        its = entry.wire.id if entry.wire is not None and _readable(entry) else None
        found = next((one for one in self._lost if one.last and one.last.wire and one.last.wire.id == its), None)
        found = found or next((one for one in self._lost if one.name == name), None)
        if found is not None:
            self._lost.remove(found)
        return found

    def _joins(self, thread: _Thread, other: _Thread, entry: WireFile | None) -> None:
        """A file is gone, and its wire stands in another that was there already."""
        after = entry if entry is not None and _readable(entry) else other.last
        if thread.last is not None and after is not None:
            self._judge(thread, WireChange(other.name, thread.last, after))
        other.open += thread.open

    def _goes_on(self, thread: _Thread, entry: WireFile) -> None:
        """The wire's next version."""
        thread.unread = not _readable(entry)
        if thread.unread or entry.wire is None:
            self._result.passed_over += 1
            return
        thread.id = entry.wire.id
        public = entry.wire.status != "draft"
        if thread.last is None:
            self._result.older += len(entry.wire.corrections) if public else 0
        elif public or thread.public:
            self._result.compared += 1
            self._judge(thread, WireChange(thread.name, thread.last, filled(entry, entry)))
        if public:
            thread.last = filled(entry, thread.last or entry)
        thread.public = public

    def _judge(self, thread: _Thread, change: WireChange) -> None:
        """What the rules say of one change, and which older breaches it makes good."""
        was, now = _was(change), change.now
        if was == now and not thread.open:
            return
        violations = [
            (rule, violation) for rule, judged_by in self._rules for violation in islice(judged_by(change), _MOST)
        ]
        explained = {name for rule, _ in violations for name in rule.explains}
        violations = [(rule, violation) for rule, violation in violations if rule.id not in explained]
        signed: set[str] = set()
        if now is not None and now.status != "draft":  # a draft tells the public nothing
            signed = set(change.signed)
            if thread.open:
                violations = self._made_good(thread, change, now, violations, signed)
        for rule, violation in violations:
            self._note(thread, change, rule, violation, signed)
        del thread.open[:-_MOST]

    def _note(self, thread: _Thread, change: WireChange, rule: Rule, violation: Violation, signed: set[str]) -> None:
        """A breach; where it was not told before, and is not signed off, it stays open."""
        message = f"{violation.message}; {clip(violation.note, 200)}" if violation.note else violation.message
        # Two versions can't tell an idle entry from a late one; the whole history can, so here the rule's level holds.
        level = rule.level if rule.id == _ENTRY else violation.level or rule.level
        found = _Found(self._commit, change.name, rule.id, level, message)
        self._result.found.append(found)
        entry = _entry_of(violation, change)
        one = _Open(
            found, rule, change, _fields_of(rule, violation, entry, change), entry if rule.id == _ENTRY else None
        )
        if rule.id in signed:
            _settle(found, "signed off", self._commit)
        elif rule.id == "fact-changed-silently":
            before = next((other for other in thread.open if _told_before(other, one)), None)
            if before is not None:
                self._result.found.remove(before.found)
                thread.open.remove(before)
                _settle(found, "told before,", before.found.commit)
        elif self._begun and one.entry is not None and _agrees(one.entry, one.fields, change.now):
            _settle(found, "it may tell a change before those that were compared", None)
        if not found.settled:
            thread.open.append(one)

    def _made_good(
        self, thread: _Thread, change: WireChange, now: Wire, violations: list[_Hit], signed: set[str]
    ) -> list[_Hit]:
        """Settle the older breaches that this change makes good; the hits that are no part of that."""
        account = _Account(change, now, violations)
        restored: list[_Open] = []
        for one in thread.open:
            if one.rule.id in signed:
                _settle(one.found, "signed off", self._commit)
            elif one.rule.id in _UNTOLD:
                if account.tells(one):
                    _settle(one.found, "told later,", self._commit)
            elif one.rule.id != _ENTRY and not _stands(one, change):
                restored.append(one)
                _settle(one.found, "put right", self._commit)
        thread.open[:] = [one for one in thread.open if not one.found.settled]
        repairs = {one.rule.id for one in restored if not _edited_besides(one, change)}
        return [
            (rule, violation)
            for rule, violation in violations
            if rule.id not in repairs and not account.explains(rule, violation)
        ]


class _Account:
    """The new entries of one change, and what they tell of older changes.

    late: the entries that do not tell what this change did to a field, each as (number, field). told: those that tell
    an older change. whole: those that tell all that came after it, too.
    """

    def __init__(self, change: WireChange, now: Wire, violations: list[_Hit]) -> None:
        self._now = now
        self._entries = change.new_corrections
        self._late: set[tuple[int, str]] = set()
        self._told: set[tuple[int, str]] = set()
        self._whole: set[tuple[int, str]] = set()
        for rule, violation in violations:
            self._late |= self._keys(rule, violation)

    def tells(self, one: _Open) -> bool:
        """Whether an entry tells a change that was not told when it was made."""
        before, after = _was(one.change), one.change.now
        if after is None or not one.fields:
            return False
        for index, entry in self._entries:
            keys = {(index, name) for name in one.fields}
            back = all(_takes_back(entry, name, before, after, self._now) for name in one.fields)
            forth = keys <= self._late and all(_tells(entry, name, before, after, self._now) for name in one.fields)
            if back or forth or keys <= self._whole:
                self._told |= keys
                if _agrees(entry, one.fields, self._now):
                    self._whole |= keys
                return True
        return False

    def explains(self, rule: Rule, violation: Violation) -> bool:
        """Whether a rule finds only that an entry tells an older change."""
        keys = self._keys(rule, violation)
        return bool(keys) and keys <= (self._told if rule.id == _ENTRY else self._whole)

    def _keys(self, rule: Rule, violation: Violation) -> set[tuple[int, str]]:
        """The entry that a hit calls wrong about what was, with the fields concerned."""
        match rule.id, violation.location.path:
            case "correction-without-change", (_, int(index), "fields", int(number)):
                return {(index, field_name(self._now.corrections[index].fields[number]))}
            case "correction-disagrees", (_, int(index), "was"):
                return {(index, name) for name in _tops(self._now.corrections[index])}
        return set()


def _readable(entry: WireFile) -> bool:
    """Whether it is known which wire this is, and whether it was public."""
    return entry.wire is not None and entry.invalid_fields.isdisjoint(("id", "status"))


def _was(change: WireChange) -> Wire:
    """The earlier version: here it is always there, and public."""
    assert change.was is not None
    return change.was


def _told_before(entry: _Open, one: _Open) -> bool:
    """Whether an entry that told a change which was not there told the one that came after it."""
    after = one.change.now
    return entry.entry is not None and after is not None and all(
        _tells(entry.entry, name, _was(one.change), after, after) for name in one.fields
    )  # fmt: skip


def _settle(found: _Found, words: str, commit: int | None) -> None:
    found.settled, found.settled_in = words, commit


def _tops(entry: Correction) -> set[str]:
    return set(map(field_name, entry.fields))


def _agrees(entry: Correction, names: Iterable[str], now: Wire | None) -> bool:
    """Whether an entry says of fields what they say themselves."""
    return now is not None and all(says(entry.now, now, name, len(_tops(entry)) == 1) for name in names)


def _entry_of(violation: Violation, change: WireChange) -> Correction | None:
    """The correction that a hit speaks of."""
    match violation.location.path:
        case ("corrections", int(index), *_) if change.now is not None:
            return change.now.corrections[index]
    return None


def _fields_of(rule: Rule, violation: Violation, entry: Correction | None, change: WireChange) -> tuple[str, ...]:
    """The fields of the wire that a breach of the account is about."""
    match violation.location.path:
        case ("corrections", _, "fields", int(number)) if entry is not None:
            return (field_name(entry.fields[number]),)
        case ("corrections", _, "was" | "now") if entry is not None and change.now is not None:
            return tuple(name for name in change.differs if name in _tops(entry))
        case (str(name),) if rule.id in _UNTOLD:
            return (name,)
    return ()


def _tells(entry: Correction, name: str, before: Wire, after: Wire, now: Wire) -> bool:
    """Whether an entry tells that a field went from what it was ``before`` to what it was ``after``, or is ``now``."""
    alone = len(_tops(entry)) == 1
    if entry.type == "clarification" and name not in PROSE:
        return False
    if name not in _tops(entry) or not (withheld(entry) or says(entry.was, before, name, alone)):
        return False
    if name in PROSE and alone and (says(entry.was, after, name, alone) or says(entry.now, before, name, alone)):
        return False  # passages that stand in both versions tell no change
    return says(entry.now, after, name, alone) or says(entry.now, now, name, alone)


def _takes_back(entry: Correction, name: str, before: Wire, after: Wire, now: Wire) -> bool:
    """Whether an entry tells that a field that went from ``before`` to ``after`` is again as it was."""
    return _tells(entry, name, after, before, now) and name not in changed_fields(before, now)


def _check_of(rule: Rule) -> ChangeCheck:
    return cast(ChangeCheck, rule.check)


def _stands(one: _Open, change: WireChange) -> bool:
    """Whether a breach that no entry can tell still stands: the rule finds it in what the wire is now."""
    rules = [one.rule]
    again = WireChange(change.name, one.change.before, change.after)
    if one.rule.id in _PLACE:
        rules = [rule for rule in ALL_RULES if rule.id in _PLACE | _OTHER]
        if one.change.name != change.name:
            again = WireChange(one.change.name, one.change.before, None, change.name)
    return any(rule.scope == "change" and any(_check_of(rule)(again)) for rule in rules)


def _edited_besides(one: _Open, change: WireChange) -> bool:
    """Whether a change that puts earlier corrections right edits others."""
    if one.rule.id != "correction-edited":
        return False
    right = _was(one.change).corrections
    mended = _was(change).model_copy(update={"corrections": [*right, *_was(change).corrections[len(right) :]]})
    return any(_check_of(one.rule)(WireChange(change.name, WireFile("", wire=mended), change.after)))
