"""The changes that explain a difference: of a text as few words as say where they stand, of all else the two values."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal

from butfor.changes.chain import explains
from butfor.changes.entries import all_differences, changes_by_entry, differences, new_corrections
from butfor.changes.explain import text_faults
from butfor.changes.facts import CONTENT, PROSE, Difference, comparable, facts, field_name, is_source
from butfor.changes.passages import lines_alone, places, why_no_passage, word_places
from butfor.changes.redaction import REDACTED, is_redacted, may_be_withheld
from butfor.model.wire import Change, Wire

_MOST_PAIRS = 4_000_000  # of words to compare
_MOST_EQUAL_PAIRS = 200_000  # of words that are equal: comparing takes as many steps, again and again
_MOST_PLACES = 12  # of one text; from there on it is a rewrite
_CLOSE = 2  # words between two places that are explained as one

Form = Literal["words", "both", "whole"]
"""How a text is explained: by the words that differ; by words in both versions, so that it can be undone; whole."""
FORMS: tuple[Form, ...] = ("words", "both", "whole")
Proposal = dict[str, Any]
_Place = tuple[int, int, int, int]  # words of the older text (from, to), of the newer (from, to)


def proposed(
    difference: Difference, withheld: Callable[[str], bool] = lambda _: False, form: Form = "words"
) -> list[Proposal]:
    """Return the changes that explain a difference, as an entry holds them; what is ``withheld`` is not repeated."""
    path, was, now = difference.field, difference.was, difference.now
    if path in PROSE:
        return _of_text(difference, withheld, form)
    if may_be_withheld(path, was) and any(map(withheld, texts_in(was))):
        was = REDACTED
    if path in CONTENT or is_source(path):
        added = now if path in CONTENT else True
        return [{"field": path, "added": added} if was is None else {"field": path, "removed": was}]
    values = {"was": was, "now": now}
    return [{"field": path, **{key: value for key, value in values.items() if value is not None}}]


def texts_in(value: Any) -> Iterator[str]:
    """Yield the texts in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for part in value.values() for text in texts_in(part))
    elif isinstance(value, list):
        yield from (text for part in value for text in texts_in(part))


def key_of(change: Change | Proposal) -> tuple[str, ...]:
    """Return what a change explains, for comparing; without whether it explains a text whole."""
    fields = change if isinstance(change, dict) else vars(change)
    path = str(fields["field"])
    return path, *(comparable(path, fields.get(name)) for name in ("was", "now", "added", "removed"))


def unreported(
    public: Wire, head: Wire, after: Wire, withheld: Callable[[str], bool], whole: str = ""
) -> list[Proposal] | None:
    """Return the changes that explain what no entry explains yet; None where no entry can. Of the field ``whole`` one
    change quotes the former value, unless words of it are ``withheld``: then each part is explained by itself.

    They begin at the last commit, where the entries of this branch explain how the public version became that: then
    each commit is explained by itself, and all of them as one. Else they begin at the public version.
    """
    in_steps = not explains(public, head, *_entries(public, head))
    for before in (head, public) if in_steps else (public, head):
        entries = _entries(before, after)
        fields = {fault.field for fault in explains(before, after, *entries)}
        found = [difference for difference in differences(before, after) if difference.field in fields]
        found += _withheld_in_entries(before, after)
        former = _former(before, whole)
        explained_whole = "" if any(map(withheld, texts_in(former))) else whole
        parts = [difference for difference in found if field_name(difference.field) != explained_whole]
        names = {field_name(difference.field) for difference in found}
        explained = {key_of(change) for entry in entries for change in entry if field_name(change.field) in names}
        for form in FORMS:
            new = [former] if len(parts) < len(found) else []
            new += (change for difference in parts for change in proposed(difference, withheld, form))
            new = [change for change in new if key_of(change) not in explained]
            entry = [[Change(**change) for change in new]] if new else []
            steps = [(before, entries), (public, _entries(public, after))] if in_steps else [(before, entries)]
            if not any(explains(older, after, *others, *entry) for older, others in steps):
                return new
    return None


def _former(wire: Wire, name: str) -> Proposal:
    """Return the change that explains a field whole, as it was."""
    return {"field": name, "was": {path.removeprefix(f"{name}."): value for path, value in facts(wire, {name}).items()}}


def _withheld_in_entries(older: Wire, newer: Wire) -> Iterator[Difference]:
    """Yield what is withheld of earlier entries, where no new entry says that it withholds whatever is."""
    if not any(entry.type == "redaction" and not entry.changes for _, entry in new_corrections(older, newer)):
        found = all_differences(older, newer)
        yield from (item for item in found if item.field.startswith("corrections.") and item.was is None)


def _entries(older: Wire, newer: Wire) -> list[list[Change]]:
    return changes_by_entry(new_corrections(older, newer))


def _of_text(difference: Difference, withheld: Callable[[str], bool], form: Form) -> list[Proposal]:
    older, newer = difference.was or "", difference.now or ""
    texts = _Texts(older, newer, withheld, both=form == "both")
    for found in (texts.places(), texts.one_place()) if form != "whole" else ():
        changes = [{"field": difference.field, **texts.words(place)} for place in found]
        is_rewrite = "\n\n" in older and any(change.get("was") == older for change in changes)
        if 0 < len(changes) <= _MOST_PLACES and not is_rewrite and _explained(difference, changes):
            return changes
    return [{"field": difference.field, "was": REDACTED if withheld(older) else older, "whole": True}]


def _explained(difference: Difference, changes: Sequence[Proposal]) -> bool:
    return not list(text_faults(difference, [(index, Change(**change)) for index, change in enumerate(changes)]))


class _Texts:
    """Two texts as words."""

    def __init__(self, older: str, newer: str, withheld: Callable[[str], bool], *, both: bool) -> None:
        self._older, self._newer, self._withheld, self._both = older, newer, withheld, both
        self._old, self._new = list(word_places(older)), list(word_places(newer))

    def places(self) -> list[_Place]:
        """Return where the texts differ, each widened until its words stand once."""
        raw = list(self._differing())
        changed = sum(max(b - a, d - c) for a, b, c, d in raw)
        if changed > 40 and changed * 10 > 7 * max(len(self._old), len(self._new)):
            return []
        found: list[_Place] = []
        for place in raw:
            if found and place[0] - found[-1][1] <= _CLOSE:
                place = _joined(found.pop(), place)
            found.append(place)
        if len(found) > 10 * _MOST_PLACES:
            return []
        at = 0
        while at < len(found):
            is_clear = self._stands_once(found[at]) and not self._is_moved(found[at], found)
            if is_clear or (wider := self._widened(found[at])) is None:
                at += 1
                continue
            found[at] = wider
            for left in (at, at - 1):
                if 0 <= left < len(found) - 1 and found[left][1] >= found[left + 1][0]:
                    found[left : left + 2] = [_joined(found[left], found[left + 1])]
                    at = left
        return found

    def one_place(self) -> list[_Place]:
        """Return one place that holds all that differs."""
        found = self.places() or list(self._differing())
        place = _joined(found[0], found[-1]) if found else None
        while place is not None and not self._stands_once(place):
            place = self._widened(place)
        return [place] if place else []

    def words(self, place: _Place) -> Proposal:
        """Return `was` and `now` of a place."""
        was, now = self._passages(place)
        if was and self._withheld(was):
            was = REDACTED
        return {key: text for key, text in (("was", was), ("now", now)) if text}

    def _passages(self, place: _Place) -> tuple[str, str]:
        a, b, c, d = place
        was = self._older[self._old[a][0] : self._old[b - 1][1]] if b > a else ""
        now = self._newer[self._new[c][0] : self._new[d - 1][1]] if d > c else ""
        return was, now

    def _stands_once(self, place: _Place) -> bool:
        was, now = self._passages(place)
        if was == now or is_redacted(was) or (was and not now and self._withheld(was)):
            return False
        if self._both and not (was and now):
            return False
        return all(
            not words or (len(found := places(words, text)) == 1 and not why_no_passage(text, *found[0]))
            for words, text in ((was, self._older), (now, self._newer))
        )

    def _is_moved(self, place: _Place, others: Sequence[_Place]) -> bool:
        """Return whether only words are gone, or came, that another place has the other way round."""
        was, now = self._passages(place)
        if was and now:
            return False
        lines = lines_alone(was or now)
        for gone, come in map(self._passages, others):
            other = come if was else gone
            if not (gone and come) and not lines.isdisjoint(lines_alone(other)):
                return True
        return False

    def _widened(self, place: _Place) -> _Place | None:
        """Return a place with one word more, of its own line if there is one; None where there is none."""
        a, b, c, d = place
        left = (a - 1, b, c - 1, d) if a and c else None
        right = (a, b + 1, c, d + 1) if b < len(self._old) and d < len(self._new) else None
        if left and right and "\n" in self._older[self._old[a - 1][1] : self._start(a)]:
            return right
        return left or right

    def _start(self, word: int) -> int:
        return self._old[word][0] if word < len(self._old) else len(self._older)

    def _differing(self) -> Iterator[_Place]:
        """Yield where the texts differ: first by lines, and within those by words."""
        lines = self._older.split("\n"), self._newer.split("\n")
        old_ends, new_ends = (list(_word_counts(part)) for part in lines)
        for i, j, k, m in _differing(*lines):
            a, b, c, d = old_ends[i], old_ends[j], new_ends[k], new_ends[m]
            old, new = _keys(self._older, self._old[a:b]), _keys(self._newer, self._new[c:d])
            for e, f, g, h in _differing(old, new):
                moved = e < f and g < h and e and g and _break(old[e]) != _break(new[g])
                yield a + e - bool(moved), a + f, c + g - bool(moved), c + h


def _keys(text: str, words: Sequence[tuple[int, int]]) -> list[str]:
    """Return words for comparing: each with the line break before it, but for the first."""
    before = [words[0][0] if words else 0, *(end for _, end in words)]
    gaps = [text[end:start] for end, (start, _) in zip(before, words, strict=False)]
    return [(gap if "\n" in gap else "") + text[start:end] for gap, (start, end) in zip(gaps, words, strict=True)]


def _differing(old: Sequence[str], new: Sequence[str]) -> Iterator[_Place]:
    """Yield where two lists differ; between their equal ends in one place, if comparing would take too long."""
    shorter = min(len(old), len(new))
    head = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    tail = next((at for at in range(shorter - head) if old[-1 - at] != new[-1 - at]), shorter - head)
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    counts = Counter(new)
    if len(old) * len(new) > _MOST_PAIRS or sum(counts[key] for key in old) > _MOST_EQUAL_PAIRS:
        yield head, head + len(old), head, head + len(new)
        return
    from difflib import SequenceMatcher  # most runs compare no two texts

    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield head + a, head + b, head + c, head + d


def _break(key: str) -> str:
    return key[: len(key) - len(key.lstrip("\n"))]


def _joined(first: _Place, last: _Place) -> _Place:
    return first[0], max(first[1], last[1]), first[2], max(first[3], last[3])


def _word_counts(lines: Sequence[str]) -> Iterator[int]:
    """Yield how many words stand before each line, and in all."""
    count = 0
    for line in lines:
        yield count
        count += sum(1 for _ in word_places(line))
    yield count
