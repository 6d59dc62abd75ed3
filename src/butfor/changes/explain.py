"""Whether changes explain one step, from one version of a wire to the next: exactly, or not.

Of a text each change holds words as they stood and as they stand. Cut out of their texts, with a mark where both were,
they leave two remainders that are equal, sign by sign. Of all else one change holds the two values.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from butfor.changes.facts import CONTENT, PROSE, Difference, Facts, comparable, differing, is_source, needs_entry
from butfor.changes.passages import (
    Cut,
    first_difference,
    holds_mark,
    is_explained,
    lines_alone,
    places,
    remainder,
    why_no_passage,
)
from butfor.changes.redaction import LONGEST, REDACTED, is_redacted, may_be_withheld, withheld_forms, withholds
from butfor.model.paths import fault_of
from butfor.model.types import native
from butfor.model.wire import Change

_MOVED = ("adds words that another change removes", "explain both with a neighbouring word")
_Explained = tuple[str, str, str]  # how a change explains a fact, and the two values for comparing
Numbered = list[tuple[int, Change]]
"""Changes, each with its number among all that are judged."""


@dataclass(frozen=True, slots=True)
class Unexplained:
    """What is wrong with the account of one step."""

    field: str
    index: int | None
    """Of the change that is at fault; None where a difference is explained by none."""
    what: str
    """In a clause."""
    repair: str = ""
    difference: Difference | None = None
    """What differs; None where the field does not."""
    rest: tuple[str, str] | None = None
    """Of a text that is explained in part: the words from where the rest differs first, as they were and are."""


def nothing(path: str, index: int) -> Unexplained:
    """Return what is wrong with a change of what says the same, or of what no field says."""
    if what := fault_of(path):
        return Unexplained(path, index, what, "name the field that changed, or delete it")
    return Unexplained(path, index, "has not changed", "delete it, or make the change that it explains")


def step_faults(was: Facts, now: Facts, explained: Numbered, named_beside: Iterable[str] = ()) -> list[Unexplained]:
    """Return what changes leave unexplained of one step, or explain wrongly; none if they explain it.

    ``named_beside``: fields of which other steps explain something, so that here everything of them needs an entry.
    """
    named: dict[str, Numbered] = {}
    for index, change in explained:
        named.setdefault(str(change.field), []).append((index, change))
    singly = (named.keys() - set(CONTENT)).union(named_beside)
    found = [item for item in differing(was, now) if needs_entry(item) or item.field in singly]
    faults: list[Unexplained] = []
    if whole := named.pop("rationale", []):
        faults += _rationale(was, whole, [item for item in found if _is_answer(item.field)])
        found = [item for item in found if not _is_answer(item.field)]
    by_path: dict[str, list[Difference]] = {}
    for item in found:
        by_path.setdefault(item.field, []).append(item)
    for path, own in by_path.items():
        changes = named.pop(path, [])
        faults += text_faults(own[0], changes) if path in PROSE else _values(own, changes)
    faults += (nothing(path, index) for path, changes in named.items() for index, _ in changes)
    return faults


def _rationale(was: Facts, explained: Numbered, found: list[Difference]) -> Iterator[Unexplained]:
    """Yield what is wrong where an assessment explains the former rationale whole."""
    (index, change), *more = explained
    former = {path.removeprefix("rationale."): value for path, value in was.items() if _is_answer(path)}
    if not found:
        yield nothing("rationale", index)
    elif more:
        yield Unexplained("rationale", more[0][0], "is explained twice", "keep one of the two", found[0])
    elif change.now is not None or comparable("rationale", change.was) != comparable("rationale", former):
        difference = Difference("rationale", former, None)
        repair = "explain each answer with a change of its own; there `redacted` may replace the text"
        what, repair = (
            ("can't be hidden as a whole", repair)
            if withholds(change.was)
            else ("is explained by `was`, the whole former rationale, without `now`", "")
        )
        yield Unexplained("rationale", index, what, repair, difference)


def _is_answer(path: str) -> bool:
    return path.startswith("rationale.")


def _values(found: list[Difference], explained: Numbered) -> Iterator[Unexplained]:
    """Yield what is wrong with the changes of one path that is not a text."""
    open_: dict[_Explained, list[int]] = {}
    for number, item in enumerate(found):
        for form in _forms(item):
            open_.setdefault(form, []).append(number)
    left = dict(enumerate(found))
    wrong: Numbered = []
    for index, change in sorted(explained, key=lambda item: _is_withheld(item[1])):
        numbers = open_.get(_explained(change), [])
        while numbers and numbers[-1] not in left:
            numbers.pop()
        if numbers:
            del left[numbers.pop()]
        else:
            wrong.append((index, change))
    for (index, change), item in zip(wrong, left.values(), strict=False):
        yield Unexplained(item.field, index, _disagreement(change, item), "", item)
    for index, change in wrong[len(left) :]:
        yield Unexplained(change.field, index, "is explained twice, or nothing of this kind changed", "delete it")
    for item in list(left.values())[len(wrong) :]:
        yield Unexplained(item.field, None, "changed, but no new entry explains it", "", item)


def _forms(item: Difference) -> Iterator[_Explained]:
    """Yield how a change may explain a fact: each form is worked out once, for a hostile wire has many of both."""
    path, was, now = item.field, item.was, item.now
    withheld = list(withheld_forms(path, was)) if was is not None else []
    if path in CONTENT or is_source(path):
        if was is None:
            yield "added", comparable(path, now if path in CONTENT else True), ""
        else:
            yield from (("removed", comparable(path, form), "") for form in (was, *withheld))
        return
    present = comparable(path, now)
    yield from (("changed", comparable(path, form), present) for form in (was, *withheld))


def _explained(change: Change) -> _Explained:
    """Return what a change explains, for comparing."""
    path = str(change.field)
    if change.whole:
        return "whole", "", ""
    if change.added is not None:
        return "added", comparable(path, native(change.added) if is_source(path) else change.added), ""
    if change.removed is not None:
        return "removed", comparable(path, change.removed), ""
    return "changed", comparable(path, change.was), comparable(path, change.now)


def _is_withheld(change: Change) -> bool:
    return withholds(change.was) or withholds(change.removed)


def _disagreement(change: Change, item: Difference) -> str:
    """Return how a change differs from the fact that it names."""
    path = item.field
    explained = change.was if change.removed is None else change.removed
    if is_redacted(explained) and item.was is not None and not may_be_withheld(path, item.was):
        return "is hidden, but only free text may be `redacted`"
    if change.added is not None or change.removed is not None or change.whole:
        return "is not quoted as it was"
    if is_source(path):
        return "was added: write `added: true`" if item.was is None else "was removed: write its text in `removed`"
    if is_redacted(change.was) and item.was is None:
        return "`was` is hidden, but nothing was there"
    if _explained(change) in _forms(Difference(path, item.now, item.was)):
        return "`was` and `now` are exchanged"
    if not is_redacted(change.was) and comparable(path, change.was) != comparable(path, item.was):
        return "`was` is not the former value"
    return "`now` is not the new value"


# ---------------------------------------------------------------- texts


@dataclass(slots=True)
class _Side:
    """One of the two texts, with what is cut out of it."""

    text: str
    name: str
    """`was` or `now`."""
    words: str
    cuts: list[Cut] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    """Of each cut, the change."""

    def alone(self) -> Iterator[tuple[frozenset[str], int]]:
        """Yield the lines that only this text has, each with its change."""
        for cut, owner in zip(self.cuts, self.owners, strict=True):
            if cut.number is None:
                yield lines_alone(self.text[cut.start : cut.end]), owner


def text_faults(found: Difference, explained: Numbered) -> Iterator[Unexplained]:
    """Yield what is wrong with the changes of a text, as (number, change)."""
    path = found.field
    older, newer = _Side(found.was or "", "was", "as it was"), _Side(found.now or "", "now", "as it is")
    if not explained:
        yield Unexplained(path, None, "changed, but no new entry explains it", "", found)
        return
    if any(change.whole for _, change in explained) and len(explained) == 1:
        index, change = explained[0]
        if is_redacted(change.was) and ("\n" in older.text or len(older.text) > LONGEST):
            what = f"`{REDACTED}` may replace at most {LONGEST} characters of one paragraph or item"
            yield Unexplained(path, index, what, "quote the other words, and hide only the passage", found)
        elif not is_redacted(change.was) and comparable(path, change.was) != comparable(path, older.text):
            yield Unexplained(path, index, "`was` is not the whole former text", "", found)
        return
    if holds_mark(older.text) or holds_mark(newer.text):
        yield Unexplained(
            path,
            explained[0][0],
            "contains a control character, so its words can't be quoted",
            "use `whole: true`",
            found,
        )
        return
    withheld = set()
    faults: list[Unexplained] = []
    for index, change in explained:
        what, repair = _cut(index, change, older, newer)
        if what:
            faults.append(Unexplained(path, index, what, repair, found))
        elif is_redacted(change.was):
            withheld.add(index)
    for side in (older, newer):
        order = sorted(range(len(side.cuts)), key=lambda at: side.cuts[at].start)
        side.cuts, side.owners = [side.cuts[at] for at in order], [side.owners[at] for at in order]
        for at, cut in enumerate(side.cuts[1:]):
            if cut.start < side.cuts[at].end:
                what = f"`{side.name}` overlaps with that of another change"
                faults.append(Unexplained(path, side.owners[at + 1], what, "explain both in one change", found))
    faults += (Unexplained(path, index, *_MOVED, found) for index in _moved(older, newer))
    yield from faults
    if faults:
        return
    left, right = (remainder(side.text, side.cuts) for side in (older, newer))
    if not is_explained(left, right, frozenset(withheld)):
        rest = first_difference(left, right)
        yield Unexplained(path, None, "changed in a place that no new entry explains", "", found, rest)


def _moved(older: _Side, newer: _Side) -> Iterator[int]:
    """Yield the changes that add words, a paragraph or an item of which another explains that they are gone."""
    former = frozenset(line for lines, _ in older.alone() for line in lines)
    yield from (owner for lines, owner in newer.alone() if not lines.isdisjoint(former))


def _cut(index: int, change: Change, older: _Side, newer: _Side) -> tuple[str, str]:
    """Note what is to be cut out of both texts; return what is wrong with a change instead, and the repair."""
    was, now = change.was, change.now
    if change.whole or change.added is not None or change.removed is not None:
        return "is a text, so `was` and `now` must be words", "quote them, or the whole former text with `whole: true`"
    if not all(value is None or isinstance(value, str) for value in (was, now)):
        return "is a text, but `was` or `now` is not", ""
    if was == now:
        return "`was` and `now` say the same, so nothing changes", "delete it"
    if is_redacted(was) and now is None:
        return f"`{REDACTED}` needs the words that are there now", "write the neighbouring words in `now`"
    marks = was is not None and now is not None
    cuts = []
    for side, words, other in ((older, was, newer), (newer, now, older)):
        if words is None or (side is older and is_redacted(words)):
            continue
        found = places(words, side.text)
        if not found:
            swapped = places(words, other.text) and (not marks or places(was if words is now else now, side.text))
            what = "`was` and `now` are exchanged" if swapped else f"`{side.name}` is not in the text {side.words}"
            return what, "copy the words that changed"
        if len(found) > 1:
            times = "ten times or more" if len(found) == 10 else f"{len(found)} times"
            return f"`{side.name}` occurs {times} in the text {side.words}", "add neighbouring words"
        start, end = found[0]
        if why := why_no_passage(side.text, start, end):
            what, repair = why
            return f"`{side.name}` {what}", repair
        cuts.append((side, Cut(start, end, index if marks else None)))
    for side, cut in cuts:
        side.cuts.append(cut)
        side.owners.append(index)
    return "", ""
