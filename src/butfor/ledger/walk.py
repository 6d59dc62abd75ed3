"""One wire through history: what each change did to it, and what of that its account does not explain.

The rules are those that check a pull request. A fault is made good where the rule no longer finds it between the
version before it and a later one: the value is back, or an entry explains the step exactly.
"""

from dataclasses import dataclass, field
from itertools import chain, groupby, islice

from butfor.archive.wire_file import WireFile
from butfor.changes.versions import WireChange, filled
from butfor.files.git_tree import Blob
from butfor.findings import Level, Violation
from butfor.ledger.faults import (
    ACCOUNT,
    HistoryFault,
    OpenFault,
    check_of,
    fact_of,
    is_edited_besides,
    is_explained_in_words,
    is_explained_later,
    is_explained_whole,
    settle,
    stands,
)
from butfor.ledger.history import FileChange, Objects
from butfor.rules._rule import Rule
from butfor.text.display import clip

_RuleViolation = tuple[Rule, Violation]

_MOST = 50  # findings of one rule in one change, and open faults of one wire that a later version is compared with


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
    open: list[OpenFault] = field(default_factory=list)


@dataclass(slots=True)
class Result:
    """What is reported of one family of files."""

    faults: list[HistoryFault]
    compared: int = 0
    passed_over: int = 0
    older: int = 0
    unread: list[str] = field(default_factory=list)
    exact: int | None = None
    """The first commit that brought an entry with `changes`."""


class Walk:
    """A family of files through history."""

    def __init__(self, objects: Objects, rules: list[Rule], begun: bool) -> None:
        """``begun``: there was history before, which nobody looks at."""
        self._objects = objects
        self._rules = [(rule, check_of(rule)) for rule in rules]
        self._begun = begun
        self._threads: dict[str, _Thread] = {}
        self._lost: list[_Thread] = []
        self._result = Result([])
        self._commit = 0

    def result(self, family: list[FileChange]) -> Result:
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
        """Run the rules on one change, and settle the older faults that it makes good."""
        now = change.now
        if self._result.exact is None and any(entry.changes for _, entry in change.new_corrections):
            self._result.exact = self._commit
        violations = [(rule, violation) for rule, check in self._rules for violation in islice(check(change), _MOST)]
        explained = {name for rule, _ in violations for name in rule.explains}
        violations = [(rule, violation) for rule, violation in violations if rule.id not in explained]
        signed: frozenset[str] = frozenset()
        if now is not None and now.status != "draft":  # a draft says nothing to the public
            signed = change.signed
            violations = self._made_good(thread, change, violations, signed)
        for rule, violation in violations:
            self._note(thread, change, rule, violation, signed)
        del thread.open[:-_MOST]

    def _note(
        self, thread: _Thread, change: WireChange, rule: Rule, violation: Violation, signed: frozenset[str]
    ) -> None:
        """Record a fault; where nobody signed it off, it stays open."""
        message = f"{violation.message}; {clip(violation.note, 200)}" if violation.note else violation.message
        fault = HistoryFault(self._commit, change.name, rule.id, violation.level or rule.level, message)
        path = fact_of(change, rule, violation)
        fault.in_words = rule.id in ACCOUNT and is_explained_in_words(change, path)
        self._result.faults.append(fault)
        if rule.id in signed:
            settle(fault, "signed off", self._commit)
        elif self._begun and rule.id == "correction-without-change":
            settle(fault, "it may explain a change older than those compared", None)
        elif fault.level is Level.ERROR:
            thread.open.append(OpenFault(fault, rule, change, path))

    def _made_good(
        self, thread: _Thread, change: WireChange, violations: list[_RuleViolation], signed: frozenset[str]
    ) -> list[_RuleViolation]:
        """Settle the older faults that this change makes good; return the violations that are no part of that."""
        facts: set[str] = set()
        whole: set[str] = set()  # of which an entry explains all that came since an older version
        rules: set[str] = set()
        for unsettled in thread.open:
            if unsettled.rule.id in signed:
                settle(unsettled.fault, "signed off", self._commit)
            elif unsettled.rule.id in ACCOUNT:
                if unsettled.field in whole or is_explained_later(unsettled, change):
                    settle(unsettled.fault, "explained later,", self._commit)
                    facts.add(unsettled.field)
                    whole |= {unsettled.field} if is_explained_whole(unsettled, change) else set()
            elif not stands(unsettled, change):
                settle(unsettled.fault, "put right", self._commit)
                if not is_edited_besides(unsettled, change):
                    rules.add(unsettled.rule.id)
        thread.open[:] = [unsettled for unsettled in thread.open if not unsettled.fault.settled]
        return [
            (rule, violation)
            for rule, violation in violations
            if not (fact_of(change, rule, violation) in facts if rule.id in ACCOUNT else rule.id in rules)
        ]


def _readable(file: WireFile) -> bool:
    """Return whether it can be read which wire this is, and whether it was public."""
    return file.wire is not None and file.invalid_fields.isdisjoint(("id", "status"))
