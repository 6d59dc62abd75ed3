"""What a version of an archive does to the one that it is compared with."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from butfor.account.values import Account, ChangedWire, GoneWire, NewWire
from butfor.account.words import without_words_gone
from butfor.archive.wire_file import WireFile
from butfor.changes.entries import all_differences, edited_entries
from butfor.changes.facts import APART, Difference, field_name
from butfor.changes.propose import texts_in
from butfor.changes.redaction import is_redacted
from butfor.changes.versions import WireChange
from butfor.engine.base import Comparison
from butfor.engine.context import Base, Context
from butfor.engine.differing import changed_names, names_in
from butfor.files.git_process import GitError
from butfor.files.git_tree import GitTree
from butfor.files.line_ends import with_lf
from butfor.files.tree import NotRegularFileError, Tree
from butfor.model.today import Today
from butfor.model.types import native
from butfor.model.wire import Rationale, Wire
from butfor.policy.differences import policy_differences
from butfor.policy.policy import Policy
from butfor.policy.voices import groups, needed
from butfor.rules.scope.private_data import private
from butfor.text.prose import canonical

_LATE = timedelta(days=7)
_MOST_ASKED = 100  # wires for which git is asked who sent them
_WITHHELD = "(withheld)"
"""What stands for words that must not be repeated."""
_SHOWN_ALONE = frozenset(["corrections", "retraction", "deviations", "reviews", "status"])
"""Fields that the account explains on lines of their own."""


def read_account(comparison: Comparison) -> Account:
    """Return what a version does to the one that it is compared with; nothing where there is none.

    Raises:
        OSError: a folder can't be listed.
        GitError: git can't show a file.
    """
    base, policy = comparison.base, comparison.policy
    if base is None:
        return Account()
    today = Context(base.tree, policy).today
    new: list[NewWire] = []
    changed: list[ChangedWire] = []
    gone: list[GoneWire] = []
    unread: list[str] = []
    for change in _wire_changes(comparison, base):
        after = change.after
        if after is None:
            title = _readable(change.before, "title") if change.before else None
            former = _former_verdict(change.before, None) if change.before and change.was_draft else None
            gone.append(GoneWire(change.name, title, change.was_draft, former))
        elif after.wire is None or (change.before and change.before.wire is None):
            unread.append(change.moved or change.name)
        elif change.was is None:
            sent_by = _authors(comparison, after.name) if len(new) < _MOST_ASKED else ()
            new.append(_new_wire(after, policy, today, before=change.before, sent_by=sent_by))
        elif change.now is not None:
            asks = bool(change.new_signatures) and len(changed) < _MOST_ASKED
            sent_by = _authors(comparison, after.name) if asks else ()
            changed.append(_changed_wire(change, change.was, change.now, sent_by))
    differing = policy_differences(base.policy, comparison.new_policy or policy)
    known = tuple(sorted((base.policy.baseline.counts - policy.baseline.counts).elements()))
    return Account(tuple(new), tuple(changed), tuple(gone), tuple(unread), tuple(differing), known, base.only_adds)


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


def _new_wire(
    file: WireFile, policy: Policy, today: Today, *, before: WireFile | None, sent_by: tuple[str, ...]
) -> NewWire:
    rationale = _readable(file, "rationale")
    by_editor = rationale is not None and rationale.basis == "editor" and rationale.by
    counts = file.wire is not None and not file.invalid_fields & {"sources", "providers"}
    return NewWire(
        file.name,
        _readable(file, "id"),
        _readable(file, "title"),
        _readable(file, "status"),
        before is not None,
        _readable(file, "severity"),
        len(groups(file.wire, policy)[0]) if counts and file.wire else None,
        needed(file.wire, policy)[0] if file.wire and not file.invalid_fields & {"verified_by", "severity"} else None,
        (rationale.by, rationale.date) if by_editor else None,
        sent_by,
        tuple(_readable(file, "deviations") or ()),
        tuple(_readable(file, "reviews") or ()),
        _former_verdict(before, rationale) if before is not None else None,
        rationale.test if rationale is not None else None,
        tuple((name, canonical(text)) for name, text in rationale.given) if rationale is not None else (),
        (published := _readable(file, "published")),
        published is not None and published[:10] < (date.fromisoformat(today.utc) - _LATE).isoformat(),
    )


def _former_verdict(before: WireFile, now: Rationale | None) -> tuple[str, str, str] | None:
    """Return what an editor had found of a draft: result, name, day; None where that is what it says now, too."""
    was: Rationale | None = _readable(before, "rationale")
    if was is None or was.basis != "editor" or not was.test or not was.by or (now is not None and now.test == was.test):
        return None
    return was.test, was.by, was.date or ""


def _changed_wire(change: WireChange, was: Wire, now: Wire, sent_by: tuple[str, ...]) -> ChangedWire:
    signed = ("deviations", "reviews")  # what is added to them is listed apart
    found = (fact for fact in all_differences(was, now) if fact.field not in signed or fact.now is None)
    facts = [_without_withheld(change, fact) for fact in found]
    if was.status != now.status and now.retraction is None:
        facts.insert(0, Difference("status", was.status, now.status))
    shown_names = {field_name(fact.field) for fact in facts} | _SHOWN_ALONE
    older, newer = (wire.model_dump(by_alias=True, exclude_none=True) for wire in (was, now))
    others = [name for name in {**older, **newer} if name not in shown_names and older.get(name) != newer.get(name)]
    unaccounted = [
        Difference(name, older.get(name), newer.get(name)) for name in others if name in APART and name != "schema"
    ]
    edited = dict(edited_entries(was, now))
    versions = [file for file in (change.before, change.after) if file is not None]
    return ChangedWire(
        change.name,
        was.id,
        now.title if change.withholds("title") else was.title,
        tuple(facts),
        tuple(correction for index, correction in change.new_corrections if index not in edited.values()),
        now.retraction if now.retraction != was.retraction else None,
        tuple(deviation for deviation in now.deviations if deviation not in was.deviations),
        tuple(review for review in now.reviews if review not in was.reviews),
        tuple(name for name in others if name not in APART or name == "schema"),
        (*unaccounted, *_edited(was, now, edited)),
        tuple(sorted({name for file in versions for name in file.invalid_fields})),
        change.moved,
        sent_by,
    )


def _edited(was: Wire, now: Wire, edited: Mapping[int, int | None]) -> Iterator[Difference]:
    """Yield what differs in earlier entries and no entry may explain."""
    for number, place in edited.items():
        old = was.corrections[number].model_dump(exclude_none=True)
        new = {} if place is None else now.corrections[place].model_dump(exclude_none=True)
        name = f"the entry of {was.corrections[number].date}"
        if not new:
            yield Difference(name, native(old), None)
        for key in {**old, **new} if new else ():
            if old.get(key) != new.get(key):
                is_withheld = any(map(is_redacted, texts_in(new.get(key))))
                yield Difference(
                    f"{name}: {key}", _WITHHELD if is_withheld else native(old.get(key)), native(new.get(key))
                )


def _without_withheld(change: WireChange, fact: Difference) -> Difference:
    """Return a fact without what must not be repeated: what a new entry withholds, or a private address."""
    is_withheld = change.withholds(fact.field) or any(map(private, texts_in(fact.was)))
    if fact.was is None or not is_withheld:
        return fact
    if isinstance(fact.was, str) and isinstance(fact.now, str):
        return Difference(fact.field, without_words_gone(fact.was, fact.now, _WITHHELD), fact.now)
    return Difference(fact.field, _WITHHELD, fact.now)


def _authors(comparison: Comparison, name: str) -> tuple[str, ...]:
    """Return who wrote the commits that brought a file, and who commits here what none of them says.

    A merge that is under way brings the commits of the other side.
    """
    tree = comparison.base.tree if comparison.base else None
    if not isinstance(tree, GitTree):
        return ()
    repository = tree.repository
    try:
        base, head = comparison.commits or ("", "")
        if comparison.committed:
            return repository.authors(base, [head], name) if base else ()
        heads = [head, *repository.merged()] if base else []
        authors = repository.authors(base, heads, name) if heads else ()
        text = _text_of(comparison.tree, name)
        is_new = all(text != _text_of(repository.tree(commit), name) for commit in heads)
        return tuple(dict.fromkeys([*authors, *(repository.own_name() if is_new else ())]))
    except GitError:  # a clone that lacks a part of the history; the account stands without it
        return ()


def _text_of(tree: Tree, name: str) -> bytes | None:
    """Return what a version has in a file, whatever its line ends; None for nothing."""
    try:
        return with_lf(tree.source(name).data)
    except (OSError, NotRegularFileError):
        return None
