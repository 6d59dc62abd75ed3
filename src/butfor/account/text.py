"""The account of a change as lines of text, which act on nothing whatever they quote."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from butfor.account.effects import EFFECTS, NEW_EVIDENCE
from butfor.account.values import Account, ChangedWire, GoneWire, NewWire
from butfor.account.words import Piece, joined, pieces, shortened, space_between
from butfor.changes.entries import explained
from butfor.changes.facts import PROSE, Difference, field_name
from butfor.changes.passages import word_places
from butfor.changes.words import both_in_words
from butfor.files.tree import CONFIG
from butfor.policy.differences import PolicyDifference
from butfor.policy.seats import SEATS, comparable_name
from butfor.policy.vocabularies import EVIDENCE
from butfor.text.display import BREAK, inert, listed, visible, wrapped

T = TypeVar("T")

_MOST = 20  # wires of a kind, and parts of one wire, that are shown where not all are asked for
_NAMED = 3  # of the wires that only look otherwise
_LONGEST_ANSWER = 160  # characters
_LONGEST = 700  # characters of one part that are shown then
_MARK = re.compile(r"(?<=\[)-|-(?=\])|(?<=\{)\+|\+(?=\})|[\u00b6\u00a0\u1680\u2000-\u200a\u202f\u205f]")
_RESULTS = {
    "passes": "passing the test", "passes-in-part": "passing the test in part", "fails": "failing the test",
}  # fmt: skip
_SURROUND = {"out": "[-{}-]", "in": "{{+{}+}}", "same": "{}"}


def render(account: Account, width: int = 80, whole: bool = False, answers: bool = False) -> Iterator[str]:
    """Yield the lines of an account, no wider than ``width`` where the words allow it.

    ``whole``: nothing is left out or cut; ``answers``: no answer of a new wire is.
    """
    return map(inert, _render(account, width, whole, None if whole or answers else _LONGEST_ANSWER))


def _render(account: Account, width: int, whole: bool, longest: int | None) -> Iterator[str]:
    drafts = [wire for wire in account.new if wire.status == "draft"]
    wires = [wire for wire in account.new if wire.status != "draft"]
    retracted = [wire for wire in account.changed if wire.retraction]
    form = [wire for wire in account.changed if wire.is_form]
    changed = [wire for wire in account.changed if not wire.retraction and not wire.is_form]
    section = _Sections(width, whole)
    new = partial(_new, longest=longest)
    yield from section(drafts, "draft", ", for an editor to assess", new)
    yield from section(wires, "new wire", "", new)
    yield from section(changed, "changed wire", "", _changed)
    yield from section(retracted, "retracted wire", "", _changed)
    if form:
        yield from wrapped(visible(_form(form)), width, "", "  ")
    yield from section(account.gone, "wire", " whose file was deleted", _gone)
    yield from section(
        account.unread, "file", " that can't be read as a wire, before or after the change", lambda name: [name]
    )
    if account.no_longer_known:
        holders = {entry.wire for entry in account.no_longer_known}
        fewer = f"{_count(len(account.no_longer_known), 'fault')} fewer, of {_count(len(holders), 'wire')}"
        yield from wrapped(f"The baseline contains {fewer}", width, "", "  ")
    if account.policy:
        yield from wrapped(_policy_title(account), width, "", "")
        yield from section.parts(account.policy, _policy)


class _Sections:
    """Writes things of one kind below a title."""

    def __init__(self, width: int, whole: bool) -> None:
        self.width, self.whole = width, whole

    def __call__(self, items: Sequence[T], name: str, more: str, words: Callable[[T], Sequence[str]]) -> Iterator[str]:
        """Yield the title with the count, and each item; nothing where there is none."""
        if items:
            yield f"{len(items)} {name}{'' if len(items) == 1 else 's'}{more}"
            yield from self.parts(items, words)

    def parts(self, items: Sequence[T], words: Callable[[T], Sequence[str]]) -> Iterator[str]:
        """Yield each item: its first line, and the others below it."""
        shown = items if self.whole else items[:_MOST]
        for item in shown:
            first, *others = words(item)
            yield from self._filled(first, "  ", "    ")
            for line in others if self.whole else others[:_MOST]:
                yield from self._filled(line, "    ", "      ")
            if not self.whole and len(others) > _MOST:
                yield f"    {len(others) - _MOST} more: `butfor diff` shows all"
        if len(shown) < len(items):
            yield f"  {len(items) - len(shown)} more: `butfor diff` shows all"

    def _filled(self, words: str, first: str, rest: str) -> Iterator[str]:
        return wrapped(visible(words if self.whole else _clipped(words)), self.width, first, rest)


def _clipped(words: str) -> str:
    """Return words, or their beginning: cut between two of them, with what is marked there closed."""
    if len(words) <= _LONGEST:
        return words
    kept = words[:_LONGEST].rpartition(" ")[0] or words[:_LONGEST]
    kept = kept.removesuffix("-").removesuffix("+")  # half of a mark
    ends = [end for start, end in (("[-", "-]"), ("{+", "+}")) if kept.rfind(start) > kept.rfind(end)]
    return f"{kept} ...{''.join(ends)} (cut: `butfor diff` shows all)"


def _new(wire: NewWire, longest: int | None) -> list[str]:
    former = ", changed" if wire.status == "draft" else ", was a draft"
    about = [f"{wire.status}{former if wire.was_draft else ''}"]
    if wire.voices is not None:
        of = ", it is not known yet how many are needed" if wire.needed is None else f" of {wire.needed} needed"
        about.append(_count(wire.voices, "independent source") + of)
    about.append("signed by {} on {}".format(*wire.assessed) if wire.assessed else "signed by nobody")
    if wire.former:
        about.append(_former(wire.former, wire))
    if wire.is_backdated:
        about.append(f"it says that it was published on {(wire.published or '')[:10]}")
    about += _sent(wire)
    head = ", ".join(part for part in (wire.id or wire.name, wire.severity) if part)
    title = wire.title or "without a readable title"
    lines = [f"test: {wire.test}"] if wire.test else []
    lines += [f"{name}: {shortened(text, longest)}" for name, text in wire.answers]
    return [_unmarked(line) for line in (f"{head}: {title}", "; ".join(about), *_signed(wire), *lines)]


def _former(former: tuple[str, str, str], now: NewWire) -> str:
    """Return what an editor had found of a draft, and that the same one finds another thing on the same day."""
    test, by, day = former
    words = f"before, it was signed as {_RESULTS[test]} by {by} on {day}"
    if now.assessed and comparable_name(now.assessed[0]) == comparable_name(by) and now.assessed[1] == day:
        words += f"; assessed again by {by} on the same day: was {test}, is {now.test}"
    return words


def _changed(wire: ChangedWire) -> list[str]:
    lines = []
    if wire.moved:
        lines.append(f"moved from {wire.name} to {wire.moved}")
    if entry := wire.retraction:
        replaced = f" Replaced by {entry.replaced_by}." if entry.replaced_by else ""
        lines.append(f"retracted on {entry.date} by {entry.by}: {entry.reason}{replaced}")
    lines += (f"{entry.type} of {entry.date} by {entry.by}: {entry.reason}" for entry in wire.corrections)
    lines += [*_signed(wire), *_sent(wire)]
    if wire.others:
        lines.append(f"also changed, which needs no correction: {listed(wire.others, 'and')}")
    if wire.unreadable:
        lines.append(f"can't be read, so its changes are not shown: {listed(wire.unreadable, 'and')}")
    others = [f"also changed, which no entry can explain: {_fact(fact)}" for fact in wire.unaccounted]
    lines = [*map(_fact, wire.facts), *others, *_in_between(wire), *map(_unmarked, lines)]
    return [_unmarked(f"{wire.id}: {wire.title}"), *lines]


def _in_between(wire: ChangedWire) -> Iterator[str]:
    """Yield what new entries say of fields that are as they were: no public version said it, but the ledger will."""
    changed = {field_name(fact.field) for fact in wire.facts}.union(wire.others)
    for _, change in explained(list(enumerate(wire.corrections))):
        sides = (a if b is None else b for a, b in ((change.was, change.removed), (change.now, change.added)))
        if field_name(path := str(change.field)) not in changed:
            yield f"an entry speaks of {_unmarked(path)}, which is as it was: {_both(*sides)}"


def _form(wires: Sequence[ChangedWire]) -> str:
    """Return which wires only look otherwise, in one line."""
    names = [_unmarked(wire.id) for wire in wires[:_NAMED]]
    names += [f"{len(wires) - _NAMED} more"] if len(wires) > _NAMED else []
    fields = dict.fromkeys(field for wire in wires for field in wire.others)
    where = f" ({listed(fields, 'and')})" if fields else ""
    return f"{_count(len(wires), 'wire')} changed in form only{where}: {listed(names, 'and')}"


def _gone(wire: GoneWire) -> list[str]:
    line = f"{wire.name}{', a draft' if wire.was_draft else ''}: {wire.title or 'could not be read'}"
    if wire.former:
        line += "; {1} signed it as {0} on {2}".format(_RESULTS[wire.former[0]], *wire.former[1:])
    return [_unmarked(line)]


def _signed(wire: NewWire | ChangedWire) -> Iterator[str]:
    for deviation in wire.deviations:
        yield f"deviates from {deviation.rule}, signed by {deviation.by} on {deviation.date}: {deviation.reason}"
    for review in wire.reviews:
        yield f"reviewed by {review.by} for the seat {review.seat} on {review.date}"


def _sent(wire: NewWire | ChangedWire) -> Iterator[str]:
    if wire.sent_by:
        yield f"sent by {listed(wire.sent_by[:3], 'and')}"


def _fact(fact: Difference) -> str:
    field = _unmarked(fact.field)
    if all(fact.field in PROSE or _is_text(side) for side in (fact.was, fact.now)) and fact.was and fact.now:
        return f"{field}: {_marked(list(pieces(fact.was, fact.now)))}"
    return f"{field}: {_both(fact.was, fact.now)}"


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and sum(1 for _ in word_places(value)) > 3


def _marked(found: Sequence[Piece]) -> str:
    """Return the pieces of two texts in a row."""
    text = last = ""
    for piece in found:
        if piece.kind == "gap":
            text, last = f"{text} ... ".lstrip(" "), ""
            continue
        words = ["\0" if word.startswith("\n") else word for word in piece.words]  # no text holds a NUL
        text += space_between(last, words[0])
        text += _SURROUND[piece.kind].format(_unmarked(joined(words)).replace("\0", BREAK))
        last = words[-1]
    return text.rstrip(" ")


def _both(was: Any, now: Any) -> str:
    """Return what was and what is, each with its mark, if there is one."""
    sides = zip(("out", "in"), both_in_words(was, now), strict=True)
    return " ".join(_SURROUND[kind].format(_on_one_line(words)) for kind, words in sides if words is not None)


def _on_one_line(words: str) -> str:
    return BREAK.join(_unmarked(line) for line in words.split("\n") if line)


def _unmarked(words: str) -> str:
    """Return words in which nothing looks like a mark of what was put in or taken out."""
    return _MARK.sub(lambda match: f"<U+{ord(match[0]):04X}>", words)


def _policy_title(account: Account) -> str:
    if account.only_adds:
        return (
            "Policy: this change only adds entries, and they take no name and no domain from others. Wires of this "
            "change may already use them; all else is checked with the policy before the change"
        )
    if account.new or account.changed:
        return (
            "Policy: it does more than add, so CI checks the wires of this change with the old policy: merge the "
            "policy first, in a request of its own"
        )
    return "Policy: it does more than add, so it applies only to later requests"


_LISTS = {("archives",): "archive copies", ("schemes",): "external ids"}
"""Lists without which a policy does not ask for something."""


def _policy(difference: PolicyDifference) -> list[str]:
    name = difference.file.rpartition("/")[2]
    # Else the file's name says what its list holds.
    is_named = difference.file == CONFIG or name == EVIDENCE or len(difference.path) == 1
    path = " / ".join(map(_unmarked, difference.path if is_named else difference.path[1:]))
    line = f"{difference.file}: {path}{': ' if path else ''}{_both(*_items(difference))}"
    is_item = difference.was is None and isinstance(difference.now, Mapping)
    effect = _seat_effect(difference) if name == SEATS else EFFECTS.get((name, is_item))
    if name == EVIDENCE and is_item:
        effect = NEW_EVIDENCE.get(difference.path[0], EFFECTS[EVIDENCE, False])
    if name == EVIDENCE and difference.path in _LISTS and None in (difference.was, difference.now):
        effect = f"after the merge {_LISTS[difference.path]} {'are' if difference.was is None else 'are not'} checked"
    return [line, *([effect] if effect else [])]


def _without_flags(value: Any) -> Any:
    """Return an entry of a policy file without the flags that it does not set."""
    if not isinstance(value, Mapping):
        return value
    entry = {
        key: [_without_flags(item) for item in part] if isinstance(part, list) else part for key, part in value.items()
    }
    return {key: part for key, part in entry.items() if part is not False}


def _items(difference: PolicyDifference) -> tuple[Any, Any]:
    """Return what was and what is; of two lists the items that are gone and those that came, if there are any."""
    was, now = map(_without_flags, (difference.was, difference.now))
    if not (isinstance(was, list) and isinstance(now, list)):
        return was, now
    gone, came = [item for item in was if item not in now], [item for item in now if item not in was]
    return (gone or None, came or None) if gone or came else (was, now)


def _seat_effect(difference: PolicyDifference) -> str:
    """Return what a change to who may sign does."""
    match difference.path, difference.was, difference.now:
        case ("seats", seat, "holders", name), None, {"from": first}:
            return _unmarked(f"{name} joins: can sign for the seat {seat} from {first} on, once this is merged")
        case ("seats", seat, "holders", name), {}, None:
            return _unmarked(f"{name} is deleted: so are their signatures for the seat {seat}; `until` keeps them")
        case ("seats", seat, "holders", name, "until"), None, last:
            return _unmarked(f"{name} leaves: can sign for the seat {seat} until {last}")
        case (), None, _:
            return "after the merge only its holders can sign"
        case (), _, None:
            return "after the merge anybody can sign"
    return "decides who can sign"


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"
