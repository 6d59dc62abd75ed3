"""Breaches of the account in a history, and what makes one good: an entry that explains the step exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from butfor.archive.wire_file import WireFile
from butfor.changes.chain import explains
from butfor.changes.entries import differences, explained, new_corrections
from butfor.changes.facts import field_name
from butfor.changes.versions import WireChange
from butfor.findings import Level, Violation
from butfor.model.wire import Change, Wire
from butfor.rules._rule import ChangeCheck, Rule
from butfor.rules.registry import ALL_RULES

ACCOUNT = frozenset(["fact-changed-silently", "correction-disagrees", "correction-without-change"])
_PLACE = frozenset(["wire-deleted", "wire-renamed"])
_OTHER = frozenset(["id-changed", "id-reused"])  # what stands there is not the wire that was


@dataclass(slots=True)
class HistoryFault:
    """A change that broke a rule, with commits as indexes into the history's commits."""

    commit: int
    file: str
    rule: str
    level: Level
    message: str
    settled: str = ""
    """How it was made good, in words."""
    settled_in: int | None = None
    """In which commit."""
    in_words: bool = False
    """An entry of the first edition explains the field, which no program can hold against the change."""


@dataclass(slots=True)
class OpenFault:
    """A fault that may still be made good."""

    fault: HistoryFault
    rule: Rule
    change: WireChange
    field: str
    """Of a fault of the account, the path of the fact."""


def settle(fault: HistoryFault, words: str, commit: int | None) -> None:
    """Note how a fault was made good."""
    fault.settled, fault.settled_in = words, commit


def fact_of(change: WireChange, rule: Rule, violation: Violation) -> str:
    """Return the path of the fact that a fault of the account is about; empty for another fault."""
    if rule.id not in ACCOUNT:
        return ""
    path = violation.location.path
    faults = (
        fault.field
        for place, fault in change.unexplained
        if (place == path if place is not None else path == (field_name(fault.field),))
    )
    return next(faults, "")


def is_explained_in_words(change: WireChange, path: str) -> bool:
    """Return whether a new entry of the first edition names the field, and says something of it."""
    fields = {field_name(str(name)) for _, entry in change.new_corrections for name in entry.fields}
    return (field_name(path) in fields) if path else bool(fields)


def is_edited_besides(unsettled: OpenFault, change: WireChange) -> bool:
    """Return whether a change that puts earlier corrections right edits others."""
    right, was = unsettled.change.was, change.was
    if unsettled.rule.id != "correction-edited" or right is None or was is None:
        return False
    entries = [*right.corrections, *was.corrections[len(right.corrections) :]]
    repaired = WireFile("", wire=was.model_copy(update={"corrections": entries}))
    return any(check_of(unsettled.rule)(WireChange(change.name, repaired, change.after)))


def is_explained_later(unsettled: OpenFault, change: WireChange) -> bool:
    """Return whether the new entries explain a step that none explained when it was made: as it was, taken back, or
    with all that came since."""
    older, newer, now = unsettled.change.was, unsettled.change.now, change.now
    if older is None or newer is None or now is None:
        return False
    path = unsettled.field
    late = [item for _, item in explained(change.new_corrections) if item.field == path]
    own = [item for _, item in explained(unsettled.change.new_corrections) if item.field == path]
    if not late and unsettled.rule.id != "correction-without-change":
        return False
    if _explains(older, newer, [*own, *late], path) or is_explained_whole(unsettled, change):
        return True
    is_back = path not in {item.field for item in differences(older, now)}
    return is_back and _explains(newer, older, late, path)


def is_explained_whole(unsettled: OpenFault, change: WireChange) -> bool:
    """Return whether entries explain exactly how the fact went from before a fault to what it is now."""
    older, now = unsettled.change.was, change.now
    if older is None or now is None:
        return False
    return _explains(older, now, [item for _, item in explained(new_corrections(older, now))], unsettled.field)


def _explains(older: Wire, newer: Wire, changes: Sequence[Change], path: str) -> bool:
    """Return whether changes explain a fact that differs, exactly."""
    if path not in {item.field for item in differences(older, newer)}:
        return False
    return path not in {fault.field for fault in explains(older, newer, changes)}


def check_of(rule: Rule) -> ChangeCheck:
    """Return the check of a rule about a change."""
    return cast(ChangeCheck, rule.check)


def stands(unsettled: OpenFault, change: WireChange) -> bool:
    """Return whether a rule still finds a fault between the version before it and what the wire is now."""
    again = WireChange(change.name, unsettled.change.before, change.after)
    rules = [unsettled.rule]
    if unsettled.rule.id in _PLACE:
        rules = [rule for rule in ALL_RULES if rule.id in _PLACE | _OTHER]
        if unsettled.change.name != change.name:
            again = WireChange(unsettled.change.name, unsettled.change.before, None, change.name)
    return any(rule.scope == "change" and any(check_of(rule)(again)) for rule in rules)
