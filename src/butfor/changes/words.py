"""What entries and differences say, in words: the one place for terminal, Markdown, pages, ledger and messages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

from butfor.model.types import native
from butfor.model.wire import ANSWERS, UNKNOWN, Change, Correction, Wire, shown_answer
from butfor.text.prose import canonical
from butfor.yaml.emit import flow

TITLES: Mapping[str, str] = {
    "correction": "Corrected", "clarification": "Wording made clearer", "update": "Updated", "reversal": "Reversed",
    "assessment": "Assessed again", "completion": "Completed", "redaction": "Words hidden",
}  # fmt: skip
"""What an entry of each type says that was done."""
BADGES: Mapping[str, str] = {
    "reversal": "Reversed", "correction": "Corrected", "update": "Updated", "redaction": "Words hidden",
    "completion": "Completed", "assessment": "Assessed again",
}  # fmt: skip
"""What lists say of a wire that has entries of these types: of the first that it has, the weightiest standing first."""
WRONG = ("correction", "reversal")
"""The types that say that the wire was wrong."""
_RATIONALE = {
    "tested_harm": "the harm that is tested", "without": "without the system", "other_causes": "other causes",
    "limits": "limits of the test", "test": "does the harm pass the test", "text": "the rationale",
}  # fmt: skip
"""What readers call the parts of a rationale."""
_BARE = ("title", "publisher", "kind")  # of a source: they say by themselves what they are
_GONE = "a source that is no longer in the wire"


class Side(NamedTuple):
    """What a fact said, or says."""

    label: str
    """What is shown before it, such as ``Was``."""
    text: str
    """Paragraphs and items of a text on lines of their own."""
    stands: bool
    """It is what the wire says since, and not what it said before."""


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """A change of an entry, in words."""

    field: str
    how: Literal["changed", "added", "removed", "rewritten"]
    was: str | None
    """None: nothing was there."""
    now: str | None
    """None: nothing is there, or the whole field says it."""

    @property
    def sides(self) -> Iterator[Side]:
        """What is to be shown of it."""
        was, now = {
            "changed": ("Was", "Now"),
            "added": ("", "Added"),
            "removed": ("Removed", ""),
            "rewritten": ("Rewritten; it was", ""),
        }[self.how]
        if self.was is not None:
            yield Side(was, self.was, stands=False)
        if self.now is not None:
            yield Side(now, self.now, stands=True)


def in_words(entry: Correction, wire: Wire) -> Iterator[ChangeWords]:
    """Yield each change of an entry of a wire; one for all that an entry of the first edition explains."""
    if entry.fields:
        yield ChangeWords(", ".join(map(str, entry.fields)), "changed", entry.was, entry.now)
    for change in entry.changes:
        field = str(change.field)
        if field == "rationale" and isinstance(change.was, Mapping):
            yield from _judged_anew(entry, change.was, wire)
        else:
            part = field.removeprefix("rationale.")
            yield replace(change_in_words(change, wire), field=_RATIONALE.get(part, field) if part != field else field)


def _judged_anew(entry: Correction, was: Mapping[str, Any], wire: Wire) -> Iterator[ChangeWords]:
    """Yield each answer that a new rationale says otherwise: what it was, and what it was from then on.

    The entry holds what was; what followed is what the next one explains, or what the wire says. Of an answer of which
    a part was explained since, only what was is shown.
    """
    later = [change for other in wire.corrections[wire.corrections.index(entry) + 1 :] for change in other.changes]
    now: Mapping[str, Any] = wire.rationale.model_dump(exclude_none=True)
    since: set[str] = set()
    for change in later:
        if str(change.field) == "rationale" and isinstance(change.was, Mapping):
            now = change.was
            break
        since.add(str(change.field).removeprefix("rationale."))
    if "text" in was and "text" not in now:
        answers = "\n".join(answer for name in ANSWERS if (answer := _answer(now, name)))
        yield ChangeWords(_RATIONALE["text"], "changed", _answer(was, "text"), None if since else answers)
        return
    for name, words in _RATIONALE.items():
        old, new = _answer(was, name), _answer(now, name)
        if old == new:
            continue
        if name in since:
            yield ChangeWords(words, "rewritten", old, None)
        else:
            yield ChangeWords(words, "added" if old is None else "removed" if new is None else "changed", old, new)


def _answer(rationale: Mapping[str, Any], name: str) -> str | None:
    """Return what readers see of a part of a rationale."""
    answer = value_in_words(rationale.get(name))
    return canonical(shown_answer(name, answer)) if answer else None


def change_in_words(change: Change, wire: Wire) -> ChangeWords:
    """Return one change of an entry of a wire, which says what a source says that was added."""
    field = str(change.field)
    if change.added is not None:
        is_named = native(change.added) is True
        return ChangeWords(field, "added", None, _source(field, wire) if is_named else value_in_words(change.added))
    if change.removed is not None:
        return ChangeWords(field, "removed", value_in_words(change.removed), None)
    if change.whole or (field == "rationale" and change.now is None):
        return ChangeWords(field, "rewritten", value_in_words(change.was), None)
    was, now = both_in_words(change.was, change.now)
    return ChangeWords(field, "added" if was is None else "removed" if now is None else "changed", was, now)


def labelled(changes: Sequence[ChangeWords]) -> Iterator[Side]:
    """Yield what is to be shown of the changes of one entry, each with its field where there are several."""
    for change in changes:
        name = f" ({change.field})" if len(changes) > 1 else ""
        yield from (side._replace(label=f"{side.label}{name}") for side in change.sides)


def _source(path: str, wire: Wire) -> str:
    """Return what a source says that was added: today, or when it was removed again."""
    for source in wire.sources:
        if path == f"sources.{source.id}":
            return str(value_in_words(source.model_dump(exclude={"id"}, exclude_none=True)))
    later = (change.removed for entry in wire.corrections for change in entry.changes if str(change.field) == path)
    return next((str(value_in_words(removed)) for removed in later if removed is not None), _GONE)


def both_in_words(was: Any, now: Any) -> tuple[str | None, str | None]:
    """Return two values that differ, in words that differ too: as YAML where only their kind does, as of 1 and "1"."""
    words = value_in_words(was), value_in_words(now)
    return (flow(native(was)), flow(native(now))) if words[0] == words[1] and words[0] is not None else words


def value_in_words(value: Any) -> str | None:
    """Return a value as readers see it; None for none. A list stands in brackets, a source and a conflict as a page
    has them: without the `quote` of a source, which may change without an entry."""
    value = native(value)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(str(value_in_words(item)) for item in value)}]"
    if not isinstance(value, Mapping):
        return str(value)
    fields = {str(key): str(value_in_words(item)) for key, item in value.items() if item is not None and item != []}
    if fields.keys() == {"point", "sources"}:
        return f"{fields['point']} ({fields['sources'].strip('[]')})"
    if not fields.keys() >= {"url", *_BARE}:
        return "; ".join(f"{key}: {words}" for key, words in fields.items())
    title = "title not seen" if fields["title"].casefold() == UNKNOWN else fields["title"]
    others = [f"{key}: {words}" for key, words in fields.items() if key not in ("id", "url", "quote", *_BARE)]
    return "; ".join([title, fields["publisher"], fields["kind"], *others, fields["url"]])
