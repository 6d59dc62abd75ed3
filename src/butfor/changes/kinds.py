"""Kinds of entries: what the type of one says of its changes, and what these show by themselves."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from butfor.changes.facts import JUDGED, JUDGEMENTS, PROSE, WORDING, field_name
from butfor.changes.passages import places, word_places
from butfor.changes.redaction import is_redacted
from butfor.model.paths import patterns
from butfor.model.types import PARTIAL_DATE, native
from butfor.model.wire import UNKNOWN, Change, CorrectionType, Wire
from butfor.text.prose import CITATION, canonical

_ENTRIES = "corrections."
_FIGURE = re.compile(r"[0-9]+(?:[., ][0-9]+)*")
_END_SIGN = re.compile(r"(?<![.,;:!?])([.,;:!?]++)(?=\s|\Z)")


def fits(type_: CorrectionType, change: Change, wire: Wire) -> bool:
    """Return whether a change is one that an entry of a type may explain. ``wire``: as it is with the change."""
    return type_ not in _FITS or _FITS[type_](change, wire)


def type_shown(changes: Sequence[Change], wire: Wire) -> CorrectionType | None:
    """Return the type that the changes of an entry show by themselves; None where a person has to say it."""
    if all(map(_withholds_in_entry, changes)):
        return "redaction"
    if all(str(change.field).startswith(_ENTRIES) for change in changes):
        return "clarification"
    is_known = all(_completes(change, wire) for change in changes)
    return "completion" if is_known and any(change.field not in PROSE for change in changes) else None


def figures(value: Any) -> list[str]:
    """Return the figures in a text, or in what it holds, in the order of their size; citations are none."""
    if isinstance(value, Mapping):
        return sorted(figure for part in value.values() for figure in figures(part))
    return sorted(_FIGURE.findall(CITATION.sub("", value))) if isinstance(value, str) else []


def text_now(change: Change, wire: Wire) -> Any:
    """Return what a change of a text says now: its words, or the whole text where it was rewritten."""
    if not change.whole:
        return change.now
    return _whole_text(str(change.field), wire)


def _whole_text(path: str, wire: Wire) -> str:
    name, _, answer = path.partition(".")
    holder = getattr(wire, name, None)
    return canonical(str(getattr(holder, answer, None) or "" if answer else holder or ""))


def _is_wording(change: Change, _: Wire) -> bool:
    path = str(change.field)
    if path.startswith(_ENTRIES):
        return not _withholds_in_entry(change)
    return field_name(path) in WORDING and path not in JUDGEMENTS


def _is_judgement(change: Change, _: Wire) -> bool:
    return field_name(str(change.field)) in JUDGED


def _completes(change: Change, wire: Wire) -> bool:
    """Return whether a source came, unknown became known, a date more precise, or words came to a text."""
    path, was, now = str(change.field), native(change.was), native(change.now)
    if path.startswith(_ENTRIES) or change.removed is not None:
        return False
    if change.added is not None:
        return True
    if path in PROSE:
        words = text_now(change, wire)
        return (was is None or _only_adds(was, words)) and not _is_beside_figure(words, _whole_text(path, wire))
    if now is None or now in (UNKNOWN, [UNKNOWN]):
        return False
    if was is None or was in (UNKNOWN, [UNKNOWN]):
        return True
    is_date = isinstance(was, str) and isinstance(now, str) and PARTIAL_DATE in patterns(path)
    return is_date and now.startswith(f"{was}-") and re.match(PARTIAL_DATE, now) is not None


def _only_adds(was: Any, now: Any) -> bool:
    """Return whether a text holds all words and figures of another, in their order."""
    if not (isinstance(was, str) and isinstance(now, str)) or is_redacted(was):
        return False
    left = iter(_words(now))
    if not all(word in left for word in _words(was)):
        return False
    found = figures(now)
    return all(found.count(figure) >= figures(was).count(figure) for figure in set(figures(was)))


def _is_beside_figure(words: Any, text: str) -> bool:
    """Return whether words stand where a figure of a text goes on beyond them: it was another one before they came."""
    found = places(words, text) if isinstance(words, str) else []
    spans = [match.span() for match in _FIGURE.finditer(text)] if found else []
    return any(start < edge < end for place in found for edge in place for start, end in spans)


def _words(text: str) -> list[str]:
    """Return the words of a text; citations, and the signs that end a word, stand by themselves."""
    parted = _END_SIGN.sub(r" \1", CITATION.sub(r" \g<0> ", text))
    return [parted[start:end] for start, end in word_places(parted)]


def _withholds(change: Change, _: Wire) -> bool:
    return is_redacted(change.was) or is_redacted(change.removed) or _withholds_in_entry(change)


def _withholds_in_entry(change: Change) -> bool:
    return str(change.field).startswith(_ENTRIES) and change.was is None and is_redacted(change.now)


_FITS: Mapping[CorrectionType, Callable[[Change, Wire], bool]] = {
    "clarification": _is_wording,
    "assessment": _is_judgement,
    "completion": _completes,
    "redaction": _withholds,
}
"""Of each type that says that nothing was wrong, which changes it may explain."""
NOTHING_WRONG: tuple[CorrectionType, ...] = tuple(_FITS)
