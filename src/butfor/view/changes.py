"""Entries of corrections as readers see them: fields in words, and in each text the words that differ."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from butfor.changes.facts import WORDING, field_name
from butfor.changes.words import TITLES, WRONG, ChangeWords, in_words
from butfor.model.wire import Correction, Wire
from butfor.view.parts import CorrectionView, SideView
from butfor.view.wording import date_text, field_words, legible, line, value_words

_FIRST = ("title", "severity", "harm", "kind", "legal_status")
"""The fields of which readers hear first."""
FOLDED = ("assessment", "clarification")
"""Types of entries that a page folds away: no fact is other than it was."""
_WORD = re.compile(r"\s+|\S+")


def corrections(wire: Wire) -> tuple[CorrectionView, ...]:
    """Return the entries of a wire, the newest first; of one day the most important first."""
    newest = list(reversed(wire.corrections))
    newest.sort(key=lambda entry: importance(entry.paths))
    newest.sort(key=lambda entry: entry.date, reverse=True)
    return tuple(_correction(entry, wire) for entry in newest)


def importance(paths: Iterable[str]) -> int:
    """Return the place of an entry that changed these fields among those of one day, the most important first."""
    names = set(map(field_name, paths))
    places = [place for place, name in enumerate(_FIRST) if name in names]
    return min(places, default=len(_FIRST) + (names <= WORDING))


def _correction(entry: Correction, wire: Wire) -> CorrectionView:
    changes = [in_readers_words(change) for change in in_words(entry, wire)]
    return CorrectionView(
        when=date_text(entry.date), title=TITLES[entry.type], was_wrong=entry.type in WRONG,
        is_open=entry.type not in FOLDED, reason=legible(entry.reason), by=line(entry.by),
        fields=tuple(dict.fromkeys(line(change.field) for change in changes)),
        sides=tuple(_sides(changes, entry.type in WRONG)),
    )  # fmt: skip


def in_readers_words(change: ChangeWords) -> ChangeWords:
    """Return a change with its fields, and their values, as readers call them; nothing hides in its texts."""
    fields = change.field.split(", ")
    values = (value_words(change.field, text) for text in (change.was, change.now))
    was, now = (None if value is None else legible(value) for value in values)
    return replace(change, field=", ".join(map(field_words, fields)), was=was, now=now)


def _sides(changes: Sequence[ChangeWords], was_wrong: bool) -> Iterator[SideView]:
    """Yield what is to be shown of the changes of one entry, each with its field where there are several."""
    for change in changes:
        name = f" ({change.field})" if len(changes) > 1 else ""
        both = change.was is not None and change.now is not None
        begin, end = _shared(change.was or "", change.now or "") if both else (0, 0)
        for side in change.sides:
            last = len(side.text) - end
            parts = side.text[:begin], side.text[begin:last], side.text[last:]
            if not begin and not end and not was_wrong:  # two texts, or one: the label says all
                parts = side.text, "", ""
            yield SideView(line(f"{side.label}{name}"), *parts, side.stands)


def _shared(was: str, now: str) -> tuple[int, int]:
    """Return how many characters two texts share at their beginning and at their end, in whole words."""
    old, new = _WORD.findall(was), _WORD.findall(now)
    begin = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    room = min(len(old), len(new)) - begin
    ends = zip(reversed(old), reversed(new), strict=False)
    end = next((at for at, (a, b) in enumerate(ends) if a != b or at == room), room)
    return len("".join(old[:begin])), len("".join(old[len(old) - end :]))
