"""Changes explain what differs between two versions of a wire exactly, or not at all."""

import json
import random
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from butfor.archive.wire_file import WireFile, read_wire
from butfor.changes.chain import explains
from butfor.changes.entries import differences
from butfor.changes.passages import between_words
from butfor.changes.propose import proposed
from butfor.changes.versions import WireChange
from butfor.files.tree import Source
from butfor.model.validate import validate
from butfor.model.wire import Change, Wire
from butfor.rules.history import clarification_of_fact
from conftest import BASE, REPOSITORY, Place, merged
from edits import edited_wire, shipped_wires, spoilt
from test_ledger import History, corrections, entry, history  # noqa: F401 - a fixture

WIRES = shipped_wires()


def wire(snippet: str = "") -> Wire:
    read = read_wire(Source("", merged(snippet).encode())).wire
    assert read is not None
    return read


def texts(was: str, now: str) -> tuple[Wire, Wire]:
    base = wire()
    return base.model_copy(update={"body": was}), base.model_copy(update={"body": now})


def faults(was: str, now: str, *changes: dict[str, Any]) -> list[str]:
    """What is wrong with changes of the body."""
    return [
        fault.what
        for fault in explains(*texts(was, now), [Change(**{"field": "body", **change}) for change in changes])
    ]


def judge(older: Wire, chance: random.Random) -> tuple[int, int, int]:
    """Edit a wire at random: what is proposed explains it, and nothing less; how many were told, and refused."""
    newer = edited_wire(older, chance)
    changes = [change for difference in differences(older, newer) for change in proposed(difference)]
    assert explains(older, newer, [Change(**change) for change in changes]) == [], changes
    refused = 0
    for index, change in enumerate(changes):
        others = changes[:index] + changes[index + 1 :]
        assert explains(older, newer, [Change(**other) for other in others]), (changes, index)
        if (wrong := spoilt(change, chance)) is not None:
            assert explains(older, newer, [Change(**other) for other in (*others, wrong)]), (wrong, changes)
            refused += 1
    return bool(changes), len(changes), refused


@given(st.sampled_from(WIRES), st.integers())
@settings(deadline=None)
def test_what_is_proposed_explains_any_edit_and_nothing_less_does(older: Wire, seed: int) -> None:
    judge(older, random.Random(seed))


@pytest.mark.robustness
def test_ten_thousand_edits(record_property: Any) -> None:
    chance = random.Random(14)
    judged = [judge(chance.choice(WIRES), chance) for _ in range(10_000)]
    reported, left_out, wrong = map(sum, zip(*judged, strict=True))
    record_property(
        "edits", f"{reported} told, {left_out} refused with one change left out, {wrong} with one sign changed"
    )
    assert reported > 8_000


@given(st.sampled_from(WIRES), st.integers())
@settings(deadline=None)
def test_corrections_of_different_paragraphs_hold_after_the_other_is_merged(older: Wire, seed: int) -> None:
    chance = random.Random(seed)
    paragraphs = older.body.strip().split("\n\n")
    first, second = chance.sample(range(len(paragraphs)), 2) if len(paragraphs) > 1 else (0, 0)
    if first == second:
        return
    versions = []
    for places in ((first,), (second,), (first, second)):
        new = [
            f"{'Once' if place == first else 'Twice'} {text}" if place in places else text
            for place, text in enumerate(paragraphs)
        ]
        versions.append(older.model_copy(update={"body": "\n\n".join(new)}))
    mine, theirs, both = versions
    reported = [Change(**change) for item in differences(older, mine) for change in proposed(item)]
    assert explains(theirs, both, reported) == []


# ---------------------------------------------------------------- texts


@pytest.mark.parametrize(
    ("was", "now", "change"),
    [
        ("The fine was 30 dollars [S1].", "The fine was 31 dollars [S1].", {"was": "30", "now": "31"}),
        ("The fine was 30 dollars [S1].", "The fine was dollars [S1].", {"was": "30"}),
        ("One [S1].\n\nTwo [S1].", "One [S1].\n\nTwo [S1].\n\nThree [S1].", {"now": "Three [S1]."}),
        ("One [S1].\n\nTwo [S1].\n\nThree.", "One [S1].\n\nThree.", {"was": "Two [S1]."}),
        ("- one\n- two\n- three", "- one\n- three", {"was": "- two"}),
        ("A (so) b.", "A (no) b.", {"was": "so", "now": "no"}),
        ("It ended.[S1] Then", "It began.[S1] Then", {"was": "ended", "now": "began"}),
        (
            "\u88ab\u544a\u306f\u8ca0\u3051\u305f",
            "\u88ab\u544a\u306f\u52dd\u3063\u305f",
            {"was": "\u8ca0\u3051", "now": "\u52dd\u3063"},
        ),
        ("One text.", "Another one altogether.", {"was": "One text.", "whole": True}),
        ("One text\nin lines.", "One word\nin lines.", {"was": "text", "now": "word"}),
        ("It was Ann Lee who sued.", "It was somebody who sued.", {"was": "redacted", "now": "somebody"}),
    ],
)
def test_a_change_that_explains_a_text_exactly(was: str, now: str, change: dict[str, Any]) -> None:
    assert faults(was, now, change) == []


@pytest.mark.parametrize(
    ("was", "now", "change", "what"),
    [
        ("a 30 b", "a 31 b", {"was": "31", "now": "30"}, "`was` and `now` are exchanged"),
        ("a 30 b 30", "a 31 b 30", {"was": "30", "now": "31"}, "occurs 2 times"),
        ("a 1,500 b", "a 1,600 b", {"was": "500", "now": "600"}, "inside a word"),
        ("a -16 b", "a 16 b", {"was": "-"}, "inside a word"),
        ("a $5 b", "a \u20ac5 b", {"was": "$", "now": "\u20ac"}, "inside a word"),
        ("a 30 b", "a 31 b", {"was": "32", "now": "31"}, "is not in"),
        ("a 30 b", "a 31 b", {"was": "30", "now": "30"}, "nothing changes"),
        ("a 30 b", "a 31 c", {"was": "30", "now": "31"}, "in a place that no new entry explains"),
        ("One.\n\nTwo 30.", "One. Two 31.", {"was": "30", "now": "31"}, "in a place that no new entry explains"),
        ("a 30 b c", "a b 31 c", {"was": "30", "now": "31"}, "in a place that no new entry explains"),
        ("a 30 b", "a 31 b", {"was": "a 30", "whole": True}, "not the whole former text"),
        ("a 30 b", "a 31 b", {"added": True}, "is a text"),
        (
            "It was Ann.\n\nThen Lee sued.",
            "It was somebody sued.",
            {"was": "redacted", "now": "somebody"},
            "no new entry",
        ),
        ("a " + "x " * 300 + "b", "a somebody b", {"was": "redacted", "now": "somebody"}, "no new entry"),
        ("It was Ann.", "It was.", {"was": "redacted"}, "needs the words"),
        ("a\0b 30", "a\0b 31", {"was": "30", "now": "31"}, "control character"),
    ],
)
def test_a_change_that_explains_a_text_otherwise(was: str, now: str, change: dict[str, Any], what: str) -> None:
    assert any(what in fault for fault in faults(was, now, change))


def test_changes_have_no_order_and_none_is_superfluous() -> None:
    was, now = "one two three four", "five two six four"
    first, second = {"was": "one", "now": "five"}, {"was": "three", "now": "six"}
    assert faults(was, now, first, second) == faults(was, now, second, first) == []
    assert faults(was, now, {"was": "one", "now": "six"}, {"was": "three", "now": "five"}) != []
    assert faults(was, now, first, second, first) != []


def test_moved_words_are_explained_with_those_beside_them() -> None:
    was, now = "He did not say that it went [S1].", "He did say that it not went [S1]."
    assert "adds words" in faults(was, now, {"was": "not"}, {"now": "not"})[0]
    assert faults(was, now, {"was": "did not", "now": "did"}, {"now": "not"}) == []


@pytest.mark.parametrize(
    ("was", "now", "moved"),
    [
        ("One two [S1].\n\nSix [S1].\n\nSeven.", "Six [S1].\n\nOne two [S1].\n\nSeven.", "Six [S1]."),
        ("Acquitted:\n\n- A B\n- C\n\nGuilty:\n\n- D", "Acquitted:\n\n- C\n\nGuilty:\n\n- D\n- A B", "- A B"),
    ],
)
def test_a_moved_paragraph_or_item_is_explained_with_a_word_beside_it(was: str, now: str, moved: str) -> None:
    assert "adds words" in faults(was, now, {"was": moved}, {"now": moved})[0]
    (difference,) = differences(*texts(was, now))
    reported = proposed(difference)
    assert faults(was, now, *({key: change[key] for key in change if key != "field"} for change in reported)) == []
    assert any({"was", "now"} <= change.keys() for change in reported)


@pytest.mark.parametrize(
    ("was", "now", "gone", "come"),
    [
        ("> Mallory said it. [S2]", "Court (p. 5) > said it. [S2]", "Mallory", "Court (p. 5)"),
        ("One.\n\n- not guilty", "One.\n\nIn 2023 - guilty", "not", "In 2023"),
        ("> Mallory said it.\n>\n> Nobody did.", "> Court said it.\n\n> Nobody did.", "Mallory", "Court"),
        ("Mallory - guilty", "- guilty of it", "Mallory", "of it"),
    ],
)
def test_a_quotation_or_item_that_becomes_a_paragraph_is_explained_whole(
    was: str, now: str, gone: str, come: str
) -> None:
    assert faults(was, now, {"was": gone}, {"now": come}) == ["changed in a place that no new entry explains"]
    (difference,) = differences(*texts(was, now))
    assert explains(*texts(was, now), [Change(**change) for change in proposed(difference)]) == []


def test_a_mark_is_explained_with_its_whole_line() -> None:
    assert "not its whole line" in faults("It fell.", "- It fell.", {"now": "-"})[0]
    assert faults("It fell.", "- It fell.", {"was": "It fell.", "now": "- It fell."}) == []
    assert faults("- a\n- b\n- c", "- - b\n- c", {"was": "a"}) != []
    assert faults("> a\n>\n> b\n>\n> c", "> a\n>\n> c", {"was": ">\n> b"}) == []


def test_of_many_withheld_passages_none_is_compared_for_long() -> None:
    was = "a " * 50_000
    changes = [{"was": "redacted", "now": f"b{number}"} for number in range(100)]
    assert faults(was, "a ".join(change["now"] for change in changes), *changes) != []


@pytest.mark.parametrize("text", ["“mistake”, he said [S1][S2].", "1,500.25 -16% $5", "日本 US語"])
def test_no_figure_is_cut_in_two(text: str) -> None:
    for match in re.finditer(r"[-$]?[0-9][0-9.,]*[0-9]%?|[A-Za-z]+(?!\])", text):
        assert between_words(text, match.start()) or match[0].startswith("S")
        assert not any(between_words(text, at) for at in range(match.start() + 1, match.end()))


@pytest.mark.parametrize("word", ["２０２４", "ＡＢＣ", "👍🏽👍", "👩\u200d🔬", "한국어"])
def test_no_word_of_wide_signs_is_cut_in_two(word: str) -> None:
    assert not any(between_words(f"日 {word} 年", at) for at in range(3, 2 + len(word)))


# ---------------------------------------------------------------- all other facts


def test_every_example_of_the_format_is_a_change() -> None:
    page = (REPOSITORY / "docs/wire-format.md").read_text(encoding="utf-8")
    section = page.partition("## Changes\n")[2]
    examples = YAML(typ="safe").load(re.findall("```yaml\n(.*?)```", section, re.DOTALL)[0])["changes"]
    entry_data = {"date": "2026-06-10", "type": "correction", "changes": examples, "reason": "So.", "by": "A."}
    data = YAML(typ="safe").load(BASE) | {"corrections": [entry_data]}
    assert validate(Wire, data)[1] == []
    assert len(examples) > 10
    text, reported, refused = "The court fined them 5,000 dollars [S1].", {"was": "5,000", "now": "500"}, {"was": "5"}
    assert text in page
    assert faults(text, text.replace("5,000", "500"), reported) == []
    assert faults(text, text.replace("5,000", "500"), refused) != []


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ("related: []\n", "x_change: '-5'\n", [{"field": "x_change", "now": "-5"}]),
        ("x_change: true\n", "x_change: 'true'\n", [{"field": "x_change", "was": True, "now": "true"}]),
        (
            "external_ids: {aiid: 1}\n",
            "external_ids: {aiid: 2}\n",
            [{"field": "external_ids.aiid", "was": "1", "now": "2"}],
        ),
        ("external_ids: {aiid: 1}\n", "external_ids: {aiid: [2, 1]}\n", []),
        ("external_ids: {aiid: [1, 2]}\n", "external_ids: {aiid: [2, 1]}\n", []),
        ("external_ids: {cve: 'C-1, C-2'}\n", "external_ids: {cve: [C-1, C-2]}\n", []),
        (
            "external_ids: {cve: 'C-1, C-2'}\n",
            "external_ids: {cve: 'C-1,C-2'}\n",
            [{"field": "external_ids.cve", "was": "C-1, C-2", "now": "C-1,C-2"}],
        ),
        (
            "external_ids: {aiid: [1, 2]}\n",
            "external_ids: {aiid: [3, 1]}\n",
            [{"field": "external_ids.aiid", "was": [2, 1], "now": [1, 3]}],
        ),
        (
            "external_ids: {aiid: [1, 2]}\n",
            "external_ids: {aiid: 1}\n",
            [{"field": "external_ids.aiid", "was": [1, 2], "now": 1}],
        ),
        ("external_ids: {a.b: x}\n", "external_ids: {aiid: 2}\n", [{"field": "external_ids.a.b", "was": "x"}]),
        ("codes: [a, b]\n", "codes: [b, a]\n", []),
        (
            'x_note: {"a ": one, a: two}\n',
            'x_note: {"a ": three, a: two}\n',
            [{"field": "x_note", "was": {"a ": "one", "a": "two"}, "now": {"a ": "three", "a": "two"}}],
        ),
    ],
)
def test_values_are_explained_as_what_they_are(before: str, after: str, changes: list[dict[str, Any]]) -> None:
    older, newer = wire(before), wire(after)
    assert explains(older, newer, [Change(**change) for change in changes]) == []
    for index in range(len(changes)):
        assert explains(older, newer, [Change(**change) for change in changes[:index]]) != []


def test_an_assessment_explains_the_former_rationale_whole() -> None:
    older = wire()
    newer = older.model_copy(
        update={"rationale": older.rationale.model_copy(update={"text": "Anew.", "by": "B. Editor"})}
    )
    former = older.rationale.model_dump(exclude_none=True)
    assert explains(older, newer, [Change(field="rationale", was=former)]) == []
    assert explains(older, newer, [Change(field="rationale", was=former | {"by": "C. Editor"})]) != []
    assert explains(older, newer, []) != []


@pytest.mark.parametrize(
    "reported", [{"was": "redacted"}, {"was": "redacted", "now": "Nothing."}, {"was": {"text": "redacted"}}]
)
def test_a_former_rationale_is_not_withheld(reported: dict[str, Any]) -> None:
    older = wire()
    newer = older.model_copy(update={"rationale": older.rationale.model_copy(update={"text": "Anew."})})
    assert explains(older, newer, [Change(field="rationale", **reported)]) != []
    assert explains(older, newer, [Change(field="rationale.text", was="redacted", whole=True)]) == []


def test_a_figure_behind_withheld_words_is_looked_at() -> None:
    reported = "  - {date: '2026-06-10', type: clarification, changes: [%s], reason: So., by: A.}\n"
    for was, now, is_found in (("5,000", "9,000", True), ("Ann Lee", "a person", False)):
        older = wire().model_copy(update={"body": f"It fined {was} today [S1]."})
        entry = reported % f"{{field: body, was: redacted, now: '{now}'}}"
        newer = wire(corrections(entry)).model_copy(update={"body": f"It fined {now} today [S1]."})
        change = WireChange("", WireFile("", wire=older), WireFile("", wire=newer))
        assert change.unexplained == []
        assert bool(list(clarification_of_fact.check(change))) == is_found


def test_of_a_deviation_or_review_that_is_gone_only_the_reason_is_withheld() -> None:
    signed = {"by": "A. Editor", "date": "2026-06-01"}
    deviation = {"rule": "too-few-sources", "reason": "Ann Lee said so.", **signed, "ledger": "2026-1"}
    older = wire(f"deviations: [{deviation}]\nreviews: [{ {'seat': 'legal', **signed} }]\n")
    review = Change(field="reviews", removed={"seat": "legal", **signed})
    reported = Change(field="deviations", removed=deviation | {"reason": "redacted"})
    assert explains(older, wire(), [review, reported]) == []
    for name in ("rule", "by", "date"):
        other = Change(field="deviations", removed=deviation | {name: "redacted"})
        assert explains(older, wire(), [review, other]) != [], name
    assert explains(older, wire(), [Change(field="reviews", removed="redacted"), reported]) != []


def test_of_two_equal_conflicts_each_is_explained() -> None:
    point = {"point": "Five or six.", "sources": ["S1", "S2"]}
    older = wire(f"conflicts: [{point}, {point}]\n")
    newer = wire()
    gone = Change(field="conflicts", removed=point)
    assert explains(older, newer, [gone, gone]) == []
    assert explains(older, newer, [gone]) != []
    assert explains(older, newer, [gone, gone, gone]) != []


# ---------------------------------------------------------------- steps and histories


def test_there_and_back_is_explained_step_by_step() -> None:
    """Where one step can't show it: the words came and went, and neither entry says where they stood."""
    entry = "  - {{date: '2026-06-10', type: update, changes: [{{field: body, {}: X.}}], reason: So., by: A.}}\n"
    there, back = entry.format("now"), entry.format("was")
    first = WireFile("", wire=wire())
    last = WireFile("", wire=wire(corrections(there, back)))
    middle, silent = (WireFile("", wire=wire(entries)) for entries in (corrections(there), ""))
    for file in (middle, silent):
        assert file.wire is not None
        file.wire = file.wire.model_copy(update={"body": f"{file.wire.body}\n\nX."})
    assert WireChange("", first, last).unexplained != []
    assert WireChange("", first, last, between=lambda: [middle]).unexplained == []
    assert WireChange("", first, last, between=lambda: [silent]).unexplained != []


SIX = "  - {date: '2026-06-10', type: correction, changes: [{field: body, was: six, now: %s}], reason: So., by: A.}\n"


def test_a_public_entry_is_redacted_by_an_entry_only() -> None:
    def version(*entries: str) -> WireFile:
        file = WireFile("", wire=wire(corrections(*entries)))
        assert file.wire is not None
        five = file.wire.body.replace("six", "five")
        return WireFile("", wire=file.wire.model_copy(update={"body": five}))

    said = "  - {date: '2026-06-11', type: redaction, reason: A name., by: A.}\n"
    first, reported = WireFile("", wire=wire()), version(SIX % "five")
    withheld, silent = version(SIX % "redacted", said), version(SIX % "redacted")
    assert WireChange("", first, withheld, between=lambda: [reported]).unexplained == []
    assert WireChange("", first, silent, between=lambda: [reported]).unexplained != []


def test_what_is_not_public_is_one_step(history: History) -> None:  # noqa: F811
    """Each commit tells what it does, and nobody has read the first; so what is merged is judged, in one step."""
    there, back = (
        f"  - {{date: '2026-06-10', type: update, changes: [{{field: body, {side}: X.}}], reason: So., by: A.}}\n"
        for side in ("now", "was")
    )
    body = BASE[BASE.index("body: |") : BASE.index("rationale:")]
    history.commit("related: []\n")
    history.git("branch", "base")
    history.git("switch", "-q", "-c", "request")
    history.commit(f"{body}\n  X.\n", corrections(there))
    history.commit("related: []\n", corrections(there, back))
    found = json.loads(history.run("check", "--since", "base", "--format", "json").stdout)["findings"]
    assert [finding["rule"] for finding in found] == ["correction-disagrees", "correction-disagrees"]
    history.git("switch", "-q", "main")
    history.git("merge", "-q", "--ff-only", "request")  # from now on each of them was public
    assert history.run("check", "--since", "base").returncode == 0


def test_a_merge_that_takes_the_place_of_the_public_branch_is_named(history: History) -> None:  # noqa: F811
    history.commit("related: []\n")
    history.git("branch", "stale")
    history.commit("severity: SEV-4\n", corrections(entry("SEV-3", "SEV-4")))
    history.git("switch", "-q", "stale")
    history.put("notes.md", "mine")
    history.commit()
    history.git("merge", "-q", "-s", "ours", "main")
    assert [rule for _, rule in history.open_faults()] == ["correction-edited", "fact-changed-silently"]
    assert " is a foxtrot merge: " in history.run("ledger", "--verify").stderr
    history.git("branch", "-q", "-D", "main")  # so that nobody knows which of the two was public
    assert [rule for _, rule in history.open_faults()] == ["correction-edited"]


def test_an_honest_merge_is_not(history: History) -> None:  # noqa: F811
    history.commit("related: []\n")
    history.git("branch", "side")
    history.commit("severity: SEV-4\n", corrections(entry("SEV-3", "SEV-4")))
    history.git("switch", "-q", "side")
    history.put("notes.md", "mine")
    history.commit()
    history.git("switch", "-q", "main")
    history.git("merge", "-q", "--no-ff", "side")
    assert history.verify() == []


def test_old_entries_are_explained_in_words_until_the_first_exact_one(history: History) -> None:  # noqa: F811
    old = "  - {date: '2026-06-10', type: update, fields: [body], was: six, now: 'about seven', reason: So., by: A.}\n"
    body = BASE[BASE.index("body: |") : BASE.index("rationale:")]
    history.commit("related: []\n")
    history.commit(body.replace("counted six", "counted five"), corrections(old))
    done = history.run("ledger", "--verify")
    assert done.returncode == 0
    assert "1 change explained in words, by entries of the first edition" in done.stdout
    exact = entry("SEV-3", "SEV-4")
    history.commit(body.replace("counted six", "counted five"), "severity: SEV-4\n", corrections(old, exact))
    again = old.replace("about seven", "nearly eight")
    last = history.commit(
        body.replace("counted six", "counted two"), "severity: SEV-4\n", corrections(old, exact, again)
    )
    assert {commit for commit, _ in history.open_faults()} == {last}


def test_a_redacted_entry_of_another_form_is_refused(archive: Place) -> None:
    reported = '{date: "2026-06-10", type: correction, changes: [{field: title%s}], reason: So., by: A.}'
    for rest in ("", ", was: a, whole: true, now: b", ", added: true, was: a", ", whole: true"):
        archive.put("incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml", merged(f"corrections: [{reported % rest}]\n"))
        assert [finding.rule for finding in archive.check().findings] == ["wrong-format"], rest
