"""What a version of an archive does to the one that it is compared with."""

from collections.abc import Iterator
from typing import Any

from butfor.account.values import Account, ChangedWire, GoneWire, NewWire
from butfor.archive.wire_file import WireFile
from butfor.changes.facts import APART, Difference, all_differences, field_name
from butfor.changes.versions import WireChange, matched
from butfor.engine.base import Comparison
from butfor.engine.changes import changed_names, names_in
from butfor.engine.context import Base, Context
from butfor.files.git_process import GitError
from butfor.files.git_tree import GitTree
from butfor.model.types import native
from butfor.model.wire import Wire
from butfor.policy.differences import policy_differences
from butfor.policy.policy import Policy
from butfor.policy.voices import groups, needed

_MOST_ASKED = 100  # wires for which git is asked who sent them
_TOLD = frozenset(["corrections", "retraction", "deviations", "reviews", "status"])
"""Fields of which the account tells by themselves."""


def read_account(comparison: Comparison) -> Account:
    """Return what a version does to the one that it is compared with; nothing where there is none.

    Raises:
        OSError: a folder can't be listed.
        GitError: git can't show a file.
    """
    base, policy = comparison.base, comparison.policy
    if base is None:
        return Account()
    new: list[NewWire] = []
    changed: list[ChangedWire] = []
    gone: list[GoneWire] = []
    unread: list[str] = []
    for change in _wire_changes(comparison, base):
        after = change.after
        if after is None:
            title = _readable(change.before, "title") if change.before else None
            gone.append(GoneWire(change.name, title, change.was_draft))
        elif after.wire is None or (change.before and change.before.wire is None):
            unread.append(change.moved or change.name)
        elif change.was is None:
            sent_by = _authors(comparison, after.name) if len(new) < _MOST_ASKED else ()
            new.append(_new_wire(after, policy, change.before is not None, sent_by))
        elif change.now is not None:
            changed.append(_changed_wire(change, change.was, change.now))
    differing = policy_differences(base.policy, comparison.new_policy or policy)
    return Account(tuple(new), tuple(changed), tuple(gone), tuple(unread), tuple(differing), base.only_adds)


def _wire_changes(comparison: Comparison, base: Base) -> Iterator[WireChange]:
    """Yield the wires that differ; one whose file is gone goes with the new file that holds its id."""
    tree = comparison.tree
    former = Context(base.tree, base.policy)
    latter = Context(tree, comparison.policy)
    older = {*names_in(base.tree, base.policy.config.paths.incidents)}
    newer = {*names_in(tree, comparison.policy.config.paths.incidents)}
    changed = sorted(name for name in changed_names(base.tree, tree, comparison.policy) if name.endswith(".yaml"))
    base.tree.prepare(name for name in changed if name in older)
    tree.prepare(name for name in changed if name in newer)
    gone = [name for name in changed if name not in newer]
    came = [name for name in changed if name not in older]
    homes = {_id(_read(latter, name)): name for name in came} if gone else {}
    homes.pop(None, None)
    moved: set[str] = set()
    for name in gone:
        before = _read(former, name)
        home = homes.get(_id(before))
        if home:
            moved.add(home)
        yield WireChange(name, before, _read(latter, home) if home else None, home)
    for name in changed:
        if name in newer and name not in moved:
            yield WireChange(name, _read(former, name) if name in older else None, _read(latter, name))


def _read(context: Context, name: str) -> WireFile:
    try:
        return context.read(name)
    except OSError:
        return WireFile(name)


def _id(file: WireFile) -> str | None:
    found: str | None = _readable(file, "id")
    return found


def _readable(file: WireFile, field: str) -> Any:
    """Return what a field holds, None where it can't be read."""
    return getattr(file.wire, field) if file.wire is not None and field not in file.invalid_fields else None


def _new_wire(file: WireFile, policy: Policy, was_draft: bool, sent_by: tuple[str, ...]) -> NewWire:
    rationale = _readable(file, "rationale")
    by_editor = rationale is not None and rationale.basis == "editor" and rationale.by
    counts = file.wire is not None and not file.invalid_fields & {"sources", "providers"}
    return NewWire(
        file.name,
        _readable(file, "id"),
        _readable(file, "title"),
        _readable(file, "status"),
        was_draft,
        _readable(file, "severity"),
        len(groups(file.wire, policy)[0]) if counts and file.wire else None,
        needed(file.wire, policy)[0] if file.wire else 0,
        (rationale.by, rationale.date) if by_editor else None,
        sent_by,
        tuple(_readable(file, "deviations") or ()),
        tuple(_readable(file, "reviews") or ()),
    )


def _changed_wire(change: WireChange, was: Wire, now: Wire) -> ChangedWire:
    signed = ("deviations", "reviews")  # told apart
    facts = [fact for fact in all_differences(was, now) if fact.field not in signed]
    facts += _withheld(change)
    if was.status != now.status and now.retraction is None:
        facts.insert(0, Difference("status", was.status, now.status))
    told = {field_name(fact.field) for fact in facts} | _TOLD
    older, newer = (wire.model_dump(by_alias=True) for wire in (was, now))
    others = [name for name in {**older, **newer} if name not in told and older.get(name) != newer.get(name)]
    unaccounted = [name for name in others if name in APART and name != "schema"]
    unaccounted += ["corrections"] if None in matched(was, now) else []
    return ChangedWire(
        change.name,
        was.id,
        was.title,
        tuple(facts),
        tuple(correction for _, correction in change.new_corrections),
        now.retraction if now.retraction != was.retraction else None,
        tuple(deviation for deviation in now.deviations if deviation not in was.deviations),
        tuple(review for review in now.reviews if review not in was.reviews),
        tuple(name for name in others if name not in unaccounted),
        tuple(unaccounted),
        change.moved,
    )


def _withheld(change: WireChange) -> list[Difference]:
    """Return the words of older entries that a redaction withholds."""
    found = []
    for old, new in change.matched_corrections:
        for was, now in zip(old.changes, new.changes, strict=False):
            for name in ("was", "now", "removed"):
                before, after = getattr(was, name), getattr(now, name)
                if before != after:
                    found.append(
                        Difference(f"corrections.{old.date}.{was.field}.{name}", native(before), native(after))
                    )
    return found


def _authors(comparison: Comparison, name: str) -> tuple[str, ...]:
    """Return who wrote the commits that brought a file, the first first."""
    tree = comparison.base.tree if comparison.base else None
    if comparison.commits is None or not isinstance(tree, GitTree):
        return ()
    try:
        return tree.repository.authors(*comparison.commits, name)
    except GitError:  # a clone that lacks a part of the history; the account stands without it
        return ()
