"""Entries of one fact that follow each other, judged as one step: as a merge or a squash of their commits is."""

import random
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from butfor.changes.chain import explains
from butfor.changes.entries import changes_by_entry, new_corrections
from butfor.changes.propose import unreported
from butfor.model.wire import Change, Correction, Wire
from edits import edited_wire, shipped_wires, spoilt
from test_changes import texts, wire

WIRES = shipped_wires()
POINT, OTHER_POINT = ({"point": words, "sources": ["S1", "S2"]} for words in ("Five or six.", "Five."))


def with_entry(wire: Wire, changes: list[dict[str, Any]]) -> Wire:
    """The wire with one more entry."""
    entry = Correction(
        date="2026-06-10", type="correction", changes=[Change(**change) for change in changes], reason="So.", by="A."
    )
    return wire.model_copy(update={"corrections": [*wire.corrections, entry]})


def entries_of(older: Wire, newer: Wire) -> list[list[Change]]:
    return changes_by_entry(new_corrections(older, newer))


def branch(public: Wire, chance: random.Random) -> list[Wire]:
    """The versions of a branch: of each what `butfor correct` writes."""
    versions = [public]
    for _ in range(chance.randrange(2, 5)):
        head = versions[-1]
        after = edited_wire(head, chance)
        changes = unreported(public, head, after, lambda _: False)
        assert changes is not None
        versions.append(with_entry(after, changes) if changes else after)
    return versions


def judge(public: Wire, chance: random.Random) -> tuple[int, int]:
    """Each step of a branch is explained, and all as one; no entry spoilt in one place is."""
    versions = branch(public, chance)
    for older, newer in [*pairwise(versions), (public, versions[-1])]:
        assert explains(older, newer, *entries_of(older, newer)) == []
    entries = entries_of(public, versions[-1])
    refused, rewritten = 0, set[str]()
    for number, entry in enumerate(entries):
        for place, change in enumerate(entry):
            wrong = spoilt(change.model_dump(exclude_none=True), chance)
            if wrong is not None and not change.field.startswith(
                tuple(rewritten)
            ):  # no version shows what it said then
                spoilt_entry = [*entry[:place], Change(**wrong), *entry[place + 1 :]]
                reported = [*entries[:number], spoilt_entry, *entries[number + 1 :]]
                assert explains(public, versions[-1], *reported), (wrong, entries)
                refused += 1
        rewritten |= {change.field for change in entry if change.whole or change.added is not None}
    return len(entries) > 1, refused


@given(st.sampled_from(WIRES), st.integers())
@settings(deadline=None, max_examples=40)
def test_what_correct_writes_commit_by_commit_holds_as_one_step(public: Wire, seed: int) -> None:
    judge(public, random.Random(seed))


def test_a_third_entry_after_two_that_do_not_say_where_their_words_were() -> None:
    """What the first two explain together stays explained, whatever is explained after them."""
    was = "It may be in the United Nations.\n\nThe text ends."
    entries: list[list[dict[str, Any]]] = [
        [{"now": "> he said"}],
        [{"was": "United"}, {"was": "may", "now": "might"}],
        [{"was": "The text", "now": "It might.\n\nThe text"}],  # which says the new word once more
    ]
    entries = [[{"field": "body", **change} for change in entry] for entry in entries]
    now = "> he said\n\nIt might be in the Nations.\n\nIt might.\n\nThe text ends."
    assert what(*texts(was, now), *entries) == []
    assert what(*texts(was, now.replace("ends", "end")), *entries) != []


@pytest.mark.robustness
def test_a_thousand_branches(record_property: Any) -> None:
    chance = random.Random(14)
    several, refused = map(sum, zip(*(judge(chance.choice(WIRES), chance) for _ in range(1_000)), strict=True))
    record_property("branches", f"{several} with several entries, {refused} entries with one sign changed refused")
    assert several > 700


# ---------------------------------------------------------------- single chains


def copied(address: str | None, title: str) -> Wire:
    """A wire of which the second source has a copy."""
    source = wire().sources[1].model_copy(update={"archive_url": address, "title": title})
    return wire().model_copy(update={"sources": [wire().sources[0], source, *wire().sources[2:]]})


def test_what_needs_no_entry_needs_one_where_an_entry_speaks_of_it() -> None:
    """Else an entry takes a copy back, the next speaks of something else, and another copy comes in silently."""
    first, second = (f"https://web.archive.org/web/2023010{day}/https://a.example/" for day in (1, 2))
    taken_back = [{"field": "sources.S2.archive_url", "was": first}]
    title = [{"field": "sources.S2.title", "was": "A", "now": "B"}]
    assert what(copied(first, "A"), copied(None, "B"), taken_back, title) == []
    assert what(copied(first, "A"), copied(second, "B"), taken_back, title) != []
    head = with_entry(copied(None, "A"), taken_back)
    found = unreported(copied(first, "A"), head, copied(second, "B"), lambda _: False)
    assert found is not None
    assert {change["field"] for change in found} == {"sources.S2.archive_url", "sources.S2.title"}


def what(older: Wire, newer: Wire, *entries: list[dict[str, Any]]) -> list[tuple[int | None, str]]:
    """What is wrong with entries, each with the number of the change at fault."""
    reported = [[Change(**change) for change in entry] for entry in entries]
    return [(fault.index, fault.what) for fault in explains(older, newer, *reported)]


def body(was: str, now: str, *entries: dict[str, Any]) -> list[tuple[int | None, str]]:
    """The same of entries on the body, one change each."""
    return what(*texts(was, now), *([{"field": "body", **entry}] for entry in entries))


def severity(*values: str) -> list[list[dict[str, Any]]]:
    """An entry for each step from one severity to the next."""
    return [[{"field": "severity", "was": was, "now": now}] for was, now in pairwise(values)]


def test_a_value_is_followed_from_entry_to_entry() -> None:
    older, newer = wire(), wire("severity: SEV-1\n")
    assert what(older, newer, *severity("SEV-3", "SEV-4", "SEV-2", "SEV-1")) == []
    assert what(older, older, *severity("SEV-3", "SEV-4", "SEV-3")) == []
    assert what(older, newer, *severity("SEV-3", "SEV-4"), *severity("SEV-2", "SEV-1")) == [
        (1, "`was` is not the former value, after the new entry before this one")
    ]
    assert what(older, newer, *severity("SEV-3", "SEV-4", "SEV-2")) == [
        (1, "`now` is not the new value, after the new entry before this one")
    ]
    assert what(older, newer, *reversed(severity("SEV-3", "SEV-4", "SEV-1"))) != []
    assert what(older, older, *severity("SEV-3", "SEV-3")) == [(0, "has not changed")]


@pytest.mark.parametrize(
    ("was", "now", "entries"),
    [
        ("a 30 b", "a 32 b", [{"was": "30", "now": "31"}, {"was": "31", "now": "32"}]),
        ("a 30 b", "a 30 b", [{"was": "30", "now": "31"}, {"was": "31", "now": "30"}]),
        ("a 30 b", "a b", [{"was": "30", "now": "31"}, {"was": "31"}]),
        ("a b", "a 31 b", [{"now": "30"}, {"was": "30", "now": "31"}]),
        ("a b", "a b", [{"now": "30"}, {"was": "a 30", "now": "a"}]),
        ("a b c", "x y c", [{"was": "a b c", "whole": True}, {"was": "x c", "now": "x y c"}]),
        ("a b c", "x y z", [{"was": "a", "now": "x"}, {"was": "x b c", "whole": True}]),
        ("a b c", "q r s", [{"was": "a b c", "whole": True}, {"was": "x y z", "whole": True}]),
        ("He is Ann.", "He is one.", [{"was": "redacted", "now": "it"}, {"was": "it", "now": "one"}]),
        ("a\n\nb", "a\n\n- c\n- e", [{"was": "b", "now": "- c\n- d"}, {"was": "- d", "now": "- e"}]),
    ],
)
def test_a_text_is_followed_from_entry_to_entry(was: str, now: str, entries: list[dict[str, Any]]) -> None:
    assert body(was, now, *entries) == []
    if was != now:
        assert body(was, now, *entries[1:]) != []
    assert body(was, now, *entries, {"was": "a", "now": "b"}) != []


def test_words_that_come_and_go_without_their_place_are_named() -> None:
    faults = body("a b", "a b", {"now": "30"}, {"was": "30"})
    assert faults == [
        (number, "is explained by several new entries that do not say where the words were") for number in (0, 1)
    ]
    rewritten = {"was": "a b", "whole": True}
    assert body("a b", "x y", rewritten, {"was": "z"}) == [faults[1]]
    assert body("a b", "x y", rewritten, {"was": "y z", "now": "y"}) == []


def test_a_conflict_comes_and_goes() -> None:
    older, newer = wire(), wire(f"conflicts: [{OTHER_POINT}]\n")
    come, changed = (
        [{"field": "conflicts", "added": POINT}],
        [
            {"field": "conflicts", "removed": POINT},
            {"field": "conflicts", "added": OTHER_POINT},
        ],
    )
    assert what(older, older, come, changed[:1]) == []
    assert what(older, newer, come, changed) == []
    assert what(older, older, come) == [(0, "has not changed")]
    assert what(older, older, come, [{"field": "conflicts", "removed": OTHER_POINT}]) != []


def test_a_source_comes_is_changed_and_goes() -> None:
    older = wire()
    source = {"url": "https://x.example/a", "publisher": "P", "kind": "news", "title": "T"}
    whole = older.model_dump(by_alias=True, exclude_none=True, exclude={"corrections"})
    newer = Wire.model_validate({**whole, "sources": [*whole["sources"], {"id": "S7", **source, "title": "U"}]})
    come = [{"field": "sources.S7", "added": True}]
    title = [{"field": "sources.S7.title", "was": "T", "now": "U"}]
    gone = [{"field": "sources.S7", "removed": {**source, "title": "U"}}]
    assert (
        what(older, newer, come, title) == what(older, older, come, title, gone) == what(older, older, come, gone) == []
    )
    assert what(newer, newer, gone, come) == []
    assert what(older, newer, come, [{**title[0], "now": "V"}]) != []
    assert what(older, older, come, title, [{"field": "sources.S7", "removed": source}]) != []


def test_an_assessment_and_a_word_of_it() -> None:
    older = wire()
    newer = older.model_copy(update={"rationale": older.rationale.model_copy(update={"text": "Judged twice."})})
    former = older.rationale.model_dump(exclude_none=True)
    word = {"field": "rationale.text", "was": "once", "now": "twice"}
    assert what(older, newer, [{"field": "rationale", "was": former}], [word]) == []
    assert what(older, newer, [{"field": "rationale", "was": former}], [{**word, "now": "thrice"}]) != []


def test_of_one_fact_a_hundred_entries_are_read() -> None:
    values = [f"SEV-{number}" for number in range(102)]
    older, newer = wire("severity: SEV-0\n"), wire("severity: SEV-101\n")
    reported = [[Change(**change) for change in entry] for entry in severity(*values)]
    assert "at most 100 entries" in explains(older, newer, *reported)[0].repair
    assert explains(older, wire("severity: SEV-100\n"), *reported[:-1]) == []
