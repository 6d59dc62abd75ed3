"""`butfor correct` and `butfor retract`: the change and its account in one write, and nothing else touched."""

import json
import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from butfor.archive.wire_file import read_wire
from butfor.edit.corrections import with_entries
from butfor.edit.entries import account_of
from butfor.edit.fields import with_value
from butfor.edit.fix import ChangedMeanwhileError
from butfor.edit.published import check_change, open_wire, write_change
from butfor.engine.check import check
from butfor.engine.context import Base, Options
from butfor.files.git import Repository
from butfor.files.tree import Source
from butfor.findings import Level
from butfor.model.types import native
from butfor.text.prose import canonical
from butfor.yaml.locate import Locator
from butfor.yaml.parse import parse
from clones import OTHER, OTHER_NAME, Clone
from conftest import BASE, BASE_NAME, PLAIN, REPOSITORY, Place, merged, new_archive

ID, OTHER_ID = BASE_NAME[-31:-5], OTHER_NAME[-31:-5]
SIGNED = ("--type", "correction", "--reason", "The fine was reversed.", "--by", "A. Editor", "--date", "2026-06-10")
ENTRY: dict[str, Any] = {
    "date": "2026-06-10", "type": "correction", "changes": [{"field": "severity", "was": "SEV-3", "now": "SEV-4"}],
    "reason": "The fine was reversed.", "by": "A. Editor",
}  # fmt: skip
BLOCK = """\
  - date: "2026-06-10"
    type: correction
    changes:
      - field: severity
        was: SEV-3
        now: SEV-4
    reason: "The fine was reversed."
    by: "A. Editor"
"""
FLOW = (
    '{date: "2026-06-10", type: correction, changes: [{field: severity, was: SEV-3, now: SEV-4}], '
    'reason: "The fine was reversed.", by: "A. Editor"}'
)
OLD = '{date: "2026-06-05", type: clarification, fields: [title], was: A, now: B, reason: Plainer., by: A. Editor}'
OLD_BLOCK = """\
  - date: "2026-06-05"
    type: clarification
    fields: [title]
    was: A
    now: B
    by: A. Editor
    reason: >-
      Plainer,
      and shorter.
"""
WIDE = OLD[1:-1].replace(", ", "\n        ")
RETRACT = ("--reason", "The court withdrew its opinion.", "--by", "A. Editor", "--date", "2026-06-10")


def in_git(place: Place) -> Clone:
    clone = Clone(place.root)
    clone.git("init", "-q", "-b", "main")
    assert clone.git("rev-parse", "--show-toplevel") == str(place.root.resolve())
    return clone


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    """Two published wires, committed on `main`."""
    repository = in_git(new_archive(tmp_path / "archive"))
    repository.put(BASE_NAME, BASE)
    repository.put(OTHER_NAME, OTHER)
    repository.commit()
    return repository


def text(clone: Clone, name: str = BASE_NAME) -> str:
    return (clone.root / name).read_bytes().decode()


def data(clone: Clone, name: str = BASE_NAME) -> dict[str, object]:
    document = parse(Source(name, (clone.root / name).read_bytes()))
    assert not document.parse_errors
    assert isinstance(document.data, dict)
    return document.data


def entries(clone: Clone) -> list[dict[str, Any]]:
    """The changes that the entries tell, in their order."""
    corrections = data(clone).get("corrections", [])
    assert isinstance(corrections, list)
    return [change for correction in corrections for change in correction.get("changes", ())]


def correct(clone: Clone, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """`butfor correct` of the base wire; asserts that it was written and that the history rules agree."""
    done = clone.place.run("correct", ID, *arguments, *SIGNED)
    assert done.returncode == 0, done.stdout + done.stderr
    assert clone.rules("--since", "HEAD") == []
    return done


def refused(clone: Clone, status: int, *arguments: str) -> str:
    """What is said where nothing is written; asserts that nothing is."""
    before = {path: path.read_bytes() for path in (clone.root / "incidents").rglob("*") if path.is_file()}
    done = clone.place.run(*arguments)
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert {path: path.read_bytes() for path in (clone.root / "incidents").rglob("*") if path.is_file()} == before
    return done.stdout + done.stderr


# -- where the entry goes --------------------------------------------------------------------------------------------

BEFORE, AFTER = BASE.partition("external_ids:\n")[::2]
AFTER = "external_ids:\n" + AFTER
# (what stands between rationale and external_ids, and what stands there afterwards)
LAYOUTS = {
    "absent": ("", "corrections:\n" + BLOCK),
    "absent, comments": (
        "  # of the rationale\n\n# ids\n",
        "  # of the rationale\ncorrections:\n" + BLOCK + "\n# ids\n",
    ),
    "after conflicts": (
        "conflicts:\n  - {point: Five or six cases., sources: [S1, S3]}  # x\n",
        "conflicts:\n  - {point: Five or six cases., sources: [S1, S3]}  # x\ncorrections:\n" + BLOCK,
    ),
    "empty": ("corrections: []\n", "corrections:\n" + BLOCK),
    "empty, comment": ("corrections: [ ]  # none yet\n", "corrections:  # none yet\n" + BLOCK),
    "empty, lines": ("corrections: [ # none yet\n]\n", f"corrections: [ # none yet\n{FLOW}]\n"),
    "block": (f"corrections:\n{OLD_BLOCK}", f"corrections:\n{OLD_BLOCK}{BLOCK}"),
    "block, blank lines": (f"corrections:\n{OLD_BLOCK}\n\n# x\n", f"corrections:\n{OLD_BLOCK}{BLOCK}\n\n# x\n"),
    "block, comment": (f"corrections:\n{OLD_BLOCK}  # more\n", f"corrections:\n{OLD_BLOCK}  # more\n{BLOCK}"),
    "block at the margin": (
        f"corrections:  # x\n- {OLD}\n# x\n",
        f"corrections:  # x\n- {OLD}\n- {FLOW}\n# x\n",
    ),
    "block, wide": (
        f"corrections:\n    -   {WIDE}\n",
        f"corrections:\n    -   {WIDE}\n    -   " + BLOCK[4:-1].replace("\n", "\n    ") + "\n",
    ),
    "dash alone": (
        "corrections:\n  - # x - y\n" + OLD_BLOCK.replace("  - ", "    ", 1),
        "corrections:\n  - # x - y\n" + OLD_BLOCK.replace("  - ", "    ", 1) + BLOCK,
    ),
    "flow": (f"corrections: [{OLD}] # x\n", f"corrections: [{OLD}, {FLOW}] # x\n"),
    "flow, comma": (f"corrections: [{OLD},]\n", f"corrections: [{OLD}, {FLOW},]\n"),
    "flow, lines": (
        f"corrections: [\n  {OLD}  # x\n]\n",
        f"corrections: [\n  {OLD},  # x\n  {FLOW}\n]\n",
    ),
    "flow, lines, bare": (f"corrections: [\n  {OLD}\n  ]\n", f"corrections: [\n  {OLD},\n  {FLOW}\n  ]\n"),
    "flow, lines, comma": (
        f"corrections: [\n  {OLD},  # x\n]\n",
        f"corrections: [\n  {OLD},  # x\n  {FLOW},\n]\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_entry_goes_to_the_end_in_the_style_that_is_there(layout: str, ending: str, clone: Clone) -> None:
    was, now = ((BEFORE + middle + AFTER).replace("\n", ending) for middle in LAYOUTS[layout])
    clone.put(BASE_NAME, was)
    clone.commit()
    correct(clone, "--set", "severity=SEV-4")
    assert text(clone) == now.replace("severity: SEV-3", "severity: SEV-4")


@pytest.mark.parametrize("final", ["", "\n", "\n\n", "\n# end", "\n...\n"])
def test_at_the_end_of_the_file(final: str, clone: Clone) -> None:
    was = BEFORE.removesuffix("\n")
    clone.put(BASE_NAME, was + final)
    clone.commit()
    correct(clone, "--set", "severity=SEV-4")
    expected = was.replace("severity: SEV-3", "severity: SEV-4") + "\ncorrections:\n" + BLOCK.removesuffix("\n") + final
    assert text(clone) == expected


def test_a_wire_in_braces_is_refused(clone: Clone) -> None:
    clone.put(BASE_NAME, json.dumps(parse(Source("", BASE.encode())).data | {"schema": 2}))
    clone.commit()
    assert "braces" in refused(clone, 2, "correct", ID, "--set", "severity=SEV-4", *SIGNED)
    assert "braces" in refused(clone, 2, "retract", ID, *RETRACT)


# -- nothing else changes --------------------------------------------------------------------------------------------

TITLES = ['"ChatGPT invented case law that lawyers filed"', "'ChatGPT invented case law that lawyers filed'",
          "ChatGPT invented case law that lawyers filed"]  # fmt: skip
SEVERITIES = ["SEV-3", '"SEV-3"', "'SEV-3'", "SEV-3  # as agreed", '"SEV-3" # a "quoted" one: x']
# Where more than one piece is put in, or the brackets of an empty list go, the test above says how.
MIDDLES = [middle for name, (middle, _) in LAYOUTS.items() if name not in ("empty", "empty, comment", "flow, lines")]
NOISE = st.sampled_from(["", "# a comment: of its own\n", "\n# two\n# lines\n", "\n\n"])
NASTY = st.text("abc XYZ\"'\\:#{}[],&*!|>%@`-?=~é日", max_size=60)


@pytest.fixture(scope="module")
def depot(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """One repository for a whole series of generated wires."""
    repository = in_git(new_archive(tmp_path_factory.mktemp("depot") / "archive"))
    repository.put(BASE_NAME, BASE)
    repository.commit()
    return repository


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    middle=st.sampled_from(MIDDLES),
    title=st.sampled_from(TITLES),
    severity=st.sampled_from(SEVERITIES),
    noise=st.lists(NOISE, min_size=4, max_size=4),
    new_title=st.none() | NASTY,
    reason=NASTY,
    ending=st.sampled_from(["\n", "\r\n"]),
    final=st.booleans(),
    tail=st.booleans(),
)
@pytest.mark.robustness
def test_only_the_fields_meant_and_their_entry_change(
    depot: Clone, middle: str, title: str, severity: str, noise: list[str], new_title: str | None, reason: str,
    ending: str, final: bool, tail: bool,
) -> None:  # fmt: skip
    """Comments anywhere, both line endings, with and without the last break, every way to write `corrections`."""
    whole = noise[0] + BEFORE + middle + noise[1] + (AFTER if tail else "") + noise[2]
    whole = re.sub(r"^title: .*$", lambda _: f"title: {title}", whole, flags=re.MULTILINE)
    whole = re.sub(r"^severity: .*\n", lambda _: f"severity: {severity}\n{noise[3]}", whole, flags=re.MULTILINE)
    whole = (whole if final else whole.removesuffix("\n")).replace("\n", ending)
    depot.put(BASE_NAME, whole)
    depot.commit()
    published = open_wire(depot.root, depot.place.policy, BASE_NAME)
    values = {"severity": "SEV-4"}
    if new_title is not None:
        values["title"] = f"ChatGPT in court: {new_title}".strip()
    after = published.text
    for field, value in values.items():
        after = with_value(published, after, field, value, again="")
    account = account_of(published, after, again="")
    assert {change["field"]: change["now"] for change in account.changes} == {
        key: " ".join(value.split()) for key, value in values.items()
    }
    added = [account.entry("2026-06-10", "correction", f"It was so: {reason}".strip(), "A. Editor")]
    after = with_entries(published, after, added)
    check_change(published, after)
    write_change(published, after)

    old, new = parse(published.disk).data, data(depot)
    assert new == {**old, **values, "corrections": [*old.get("corrections", []), *added]}
    report = check(
        depot.root,
        depot.place.policy,
        Options(
            selected=frozenset([BASE_NAME]),
            base=Base(Repository.of(depot.root).tree("HEAD"), depot.place.policy),
        ),
    )
    assert [finding.rule for finding in report.findings if finding.level is Level.ERROR] == []
    was, now = without(published.text, values), without(text(depot), values)
    start, end = common(was, now), common(was[::-1], now[::-1])
    assert start + end >= len(was), "one piece was put in, and nothing taken out"


def without(whole: str, fields: Iterable[str]) -> str:
    """A wire's text without the values of ``fields``."""
    places = Locator(parse(Source(BASE_NAME, whole.encode()))).spans
    for place in sorted((places[field,] for field in fields), key=lambda place: place.start, reverse=True):
        whole = whole[: place.start] + whole[place.end :]
    return whole


def common(first: str, second: str) -> int:
    return next(
        (index for index, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )


# -- what is told ----------------------------------------------------------------------------------------------------


def test_the_entry_of_an_edit_by_hand_quotes_both_versions(clone: Clone) -> None:
    """Every fact that was edited is told, and what is no fact is not."""
    edited = merged(
        """\
severity: SEV-4
legal_status: found
systems: [ChatGPT, GPT-4]
title:   'ChatGPT invented case law that lawyers filed in court'  # quotes are no fact
external_ids: {aiid: 541, cve: CVE-2023-28858}
x_desk: [legal, {floor: 3}]
"""
    )
    clone.put(BASE_NAME, edited)
    done = correct(clone)
    assert native(entries(clone)) == [
        {"field": "severity", "was": "SEV-3", "now": "SEV-4"},
        {"field": "systems", "was": ["ChatGPT"], "now": ["ChatGPT", "GPT-4"]},
        {"field": "legal_status", "now": "found"},
        {"field": "x_desk", "now": ["legal", {"floor": 3}]},
    ]
    assert f"git commit -m 'Correct severity, systems, legal_status and x_desk of {ID}' {BASE_NAME}" in done.stdout
    assert "nothing is left to explain" in refused(clone, 0, "correct", ID, *SIGNED)


def test_sources_and_conflicts_are_explained_one_by_one(clone: Clone) -> None:
    was = merged("conflicts: [{point: Five or six cases., sources: [S1, S3]}]\n")
    clone.put(BASE_NAME, was)
    clone.commit()
    now = was.replace("{point: Five or six cases., sources: [S1, S3]}", "{point: Six or seven., sources: [S3, S1]}")
    now = now.replace('"Judge fines lawyers over fake cases"', '"Judge: fines"\n    language: en')
    clone.put(BASE_NAME, now)
    correct(clone)
    assert entries(clone) == [
        {"field": "sources.S2.title", "was": "Judge fines lawyers over fake cases", "now": "Judge: fines"},
        {"field": "sources.S2.language", "now": "en"},
        {"field": "conflicts", "removed": {"point": "Five or six cases.", "sources": ["S1", "S3"]}},
        {"field": "conflicts", "added": {"point": "Six or seven.", "sources": ["S3", "S1"]}},
    ]
    clone.commit()
    now = re.sub(r"  - id: S3\n(    .*\n)+", "", text(clone)).replace("[S3]", "[S1]")
    now = now.replace("sources: [S3, S1]", "sources: [S2, S1]", 1)
    clone.put(BASE_NAME, now)
    correct(clone)
    (gone,) = (change["removed"] for change in entries(clone) if change["field"] == "sources.S3")
    assert gone["url"] == "https://journal.example/law/ai-citations"


FILLER = "The court went on to say at some length what the filing had cost everybody who had to read it [S1]. " * 8
FILLER = FILLER.strip()
LONG = f"""\
body: |
  Two lawyers filed a brief that cited opinions which do not exist; ChatGPT had produced them [S1][S2].

  {FILLER}
  The court fined them 5000 dollars under rule no. 11. It ordered letters to the judges who were named [S1].

  {FILLER}
  A journal counted six invented opinions [S3].
"""


@pytest.mark.parametrize(
    ("old", "new", "reported"),
    [
        ("5000 dollars", "500 dollars", {"was": "5000", "now": "500"}),
        (
            " It ordered letters to the judges who were named",
            "",
            {"was": "It ordered letters to the judges who were named"},
        ),
        (
            "A journal counted six invented opinions [S3].",
            "A journal counted six. All were invented [S3].",
            {"was": "six invented opinions", "now": "six. All were invented"},
        ),
        (
            "  Two lawyers filed",
            "  It was in New York [S1].\n\n  Two lawyers filed",
            {"now": "It was in New York [S1]."},
        ),
        ("opinions which do", "opinions \u2013 which do", {"now": "\u2013"}),
    ],
    ids=["a word", "a sentence gone", "a sentence split", "a paragraph more", "a sign"],
)
def test_of_a_text_the_words_that_changed_are_explained(
    old: str, new: str, reported: dict[str, str], clone: Clone
) -> None:
    clone.put(BASE_NAME, merged(LONG))
    clone.commit()
    clone.put(BASE_NAME, merged(LONG).replace(old, new))
    correct(clone)
    assert entries(clone) == [{"field": "body", **reported}]


def rewritten(clone: Clone, before: str, after: str) -> list[dict[str, Any]]:
    """The changes that tell those of the body."""
    for which, body in enumerate((before, after)):
        indented = "".join(f"  {line}".rstrip() + "\n" for line in body.split("\n"))
        clone.put(BASE_NAME, merged(f"body: |\n{indented}"))
        if not which:
            clone.commit()
    correct(clone)
    return entries(clone)


def test_places_far_apart_have_a_change_each(clone: Clone) -> None:
    body = f"Two lawyers asked ChatGPT [S1][S2].\n\n{FILLER}\n\nA journal counted six cases [S3]."
    assert rewritten(clone, body, body.replace("Two", "Four").replace("six", "five")) == [
        {"field": "body", "was": "Two", "now": "Four"},
        {"field": "body", "was": "six", "now": "five"},
    ]


def test_a_word_that_stands_twice_is_explained_with_its_neighbours(clone: Clone) -> None:
    body = "Two lawyers asked ChatGPT, and two judges asked them [S1][S2].\n\nNo lawyers asked ChatGPT again [S3]."
    (change,) = rewritten(clone, body, body.replace("two judges asked", "two judges told"))
    assert change == {"field": "body", "was": "judges asked", "now": "judges told"}


def test_a_rewrite_explains_the_former_text_whole(clone: Clone) -> None:
    body = f"Two lawyers asked ChatGPT [S1][S2][S3].\n\n{FILLER}"
    after = (
        "In 2023 a court in New York fined two men for a brief full of inventions [S1][S2].\n\nA journal told it [S3]."
    )
    (change,) = rewritten(clone, body, after)
    assert native(change) == {"field": "body", "was": body, "whole": True}


def test_two_paragraphs_that_become_one_are_explained(clone: Clone) -> None:
    body = f"Two lawyers asked ChatGPT [S1][S2].\n\nIt made up six cases [S3].\n\n{FILLER}"
    reported = rewritten(clone, body, body.replace("\n\nIt", " It"))
    assert [list(change) for change in reported] in ([["field", "was", "now"]], [["field", "was"], ["field", "now"]])


def test_a_second_change_is_explained_from_where_the_first_one_ended(clone: Clone) -> None:
    """Also on a branch, whose entries are not public yet."""
    clone.git("checkout", "-q", "-b", "work")
    correct(clone, "--set", "severity=SEV-4")
    clone.commit()
    assert correct_since_main(clone, "--set", "severity=SEV-2") == [
        {"field": "severity", "was": "SEV-3", "now": "SEV-4"},
        {"field": "severity", "was": "SEV-4", "now": "SEV-2"},
    ]
    clone.commit()
    clone.put(BASE_NAME, text(clone).replace("severity: SEV-2", "severity: SEV-3"))
    assert correct_since_main(clone)[-1] == {"field": "severity", "was": "SEV-2", "now": "SEV-3"}
    clone.put(BASE_NAME, text(clone).replace("severity: SEV-3", "severity: SEV-4"))  # the last entry tells it otherwise
    assert correct_since_main(clone)[1:] == [
        {"field": "severity", "was": "SEV-4", "now": "SEV-2"},
        {"field": "severity", "was": "SEV-2", "now": "SEV-4"},
    ]


@pytest.mark.parametrize(
    "way", [("--no-ff", "-m", "work"), ("--squash",), ("--ff-only",)], ids=["merge", "squash", "rebase"]
)
def test_a_branch_that_corrects_twice_is_merged_in_any_way(way: tuple[str, ...], clone: Clone) -> None:
    """A value, a word, a word there and back, and a source that comes, is changed, and goes."""
    source = '{url: "https://paper.example/a", publisher: "The Paper", kind: news, title: %s, published: "2023-06-24"}'
    clone.git("checkout", "-q", "-b", "work")
    for severity, words, title in (
        ("SEV-4", "seven invented", "Eight"),
        ("SEV-2", "eight or more", "Nine"),
        ("SEV-3", "six invented", ""),
    ):
        new = re.sub(r"severity: .*", f"severity: {severity}", text(clone))
        new = re.sub(r"counted .* opinions(?: \[S7\])?", f"counted {words} opinions{' [S7]' if title else ''}", new)
        clone.put(BASE_NAME, new)
        setting = (
            ("--set", f"sources.S7={source % title}") if title == "Eight" else ("--set", f"sources.S7.title={title}")
        )
        correct_since_main(clone, *(setting if title else ("--set", "sources.S7=")))
        clone.commit()
        assert clone.rules("--since", "HEAD~1") == []
    clone.git("checkout", "-q", "main")
    clone.git("merge", "-q", *way, "work")
    if way == ("--squash",):
        clone.git("commit", "-q", "-m", "work")
    assert clone.rules("--since", "HEAD~1") == []
    done = clone.place.run("ledger", "--verify")
    assert done.returncode == 0, done.stdout


def correct_since_main(clone: Clone, *arguments: str) -> list[dict[str, Any]]:
    done = clone.place.run("correct", ID, *arguments, *SIGNED)
    assert done.returncode == 0, done.stdout + done.stderr
    assert clone.rules("--since", "main") == []
    return entries(clone)


# -- setting fields --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "setting", "after"),
    [
        ("systems: [ChatGPT]  # x\n", "systems=ChatGPT, GPT-4", "systems: [ChatGPT, GPT-4]  # x\n"),
        ("systems: ['ChatGPT', \"B\"]\n", "systems=B: 2,ChatGPT", "systems: [\"B: 2\", 'ChatGPT']\n"),
        ("systems:  # x\n- B # b\n- ChatGPT\n", "systems=ChatGPT,C,B", "systems:  # x\n- ChatGPT\n- C\n- B # b\n"),
        ("occurred: '2023-03-01' # x\n", "occurred=2023-03-02", "occurred: '2023-03-02' # x\n"),
        ("title: ChatGPT invented\n  case law\n", "title=ChatGPT: no law", 'title: "ChatGPT: no law"\n'),
        ("legal_status: found\n", "legal_status=fined", "legal_status: fined\n"),
        ("title: ChatGPT said {law} in court\n", "title={ChatGPTlaw", 'title: "{ChatGPTlaw"\n'),
    ],
)
def test_a_field_is_set_in_the_style_that_is_there(before: str, setting: str, after: str, clone: Clone) -> None:
    clone.put(BASE_NAME, merged(before))
    clone.commit()
    correct(clone, "--set", setting)
    assert after in text(clone)


def test_a_field_that_was_not_there_goes_where_the_format_has_it(clone: Clone) -> None:
    correct(clone, "--set", "legal_status=found", "--set", 'sources.S2.title=Judge fines: "two" #1')
    assert "verified_by: corroboration\nlegal_status: found\nsources:\n" in text(clone)
    assert '    title: "Judge fines: \\"two\\" #1"\n' in text(clone)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("severity", "FIELD=VALUE"),
        ("=SEV-4", "FIELD=VALUE"),
        ("severity=SEV-3", "already"),
        ("title=a\x1bb", "control character"),
        ("sevrity=SEV-4", "did you mean `severity`?"),
        ("status=draft", "butfor retract"),
        ("id=01H3G6D60088JDPVJMJQV9BE1X", "never changes"),
        ("published=2026-06-02T09:00:00Z", "once"),
        ("corrections=x", "records changes and is not a fact"),
        ("conflicts=[", "YAML"),
        ("sources.S9.title=x", "no source `S9`"),
        ("sources.S1.id=S7", "no field `id`"),
        ("title.x=y", "no such field"),
        ("y_a=y", "no field"),
    ],
)
def test_what_cant_be_set_is_said(setting: str, words: str, clone: Clone) -> None:
    assert words in refused(clone, 2, "correct", ID, "--set", setting, *SIGNED)
    assert "twice" in refused(clone, 2, "correct", ID, "--set", "tier=a", "--set", "tier=b", *SIGNED)


# -- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        (("--set", "severity=SEV-9", *SIGNED), "unknown-severity"),
        (("--set", "kind=halucination", *SIGNED), "unknown-value"),
        (("--set", "severity=SEV-4", *SIGNED, "--type", "clarification"), "clarification-of-fact"),
        (("--set", "severity=SEV-4", *SIGNED, "--date", "2026-05-31"), "entry-dated-before"),
        (("--set", "severity=SEV-4", *SIGNED, "--reason", "TODO"), "placeholder"),
        (("--set", "severity=SEV-4", *SIGNED, "--reason", "a \u202e b"), "bidi-control"),
        (("--set", "severity=SEV-4", *SIGNED, "--by", "A\nB"), "wrong-format"),
        (("--set", "related=01H3G6D60088JDPVJMJQV9BE1W", *SIGNED), "self-related"),
        (("--set", "tier=primary", *SIGNED), "unknown-tier"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_check_would_find_is_not_written(arguments: tuple[str, ...], rule: str, clone: Clone) -> None:
    output = refused(clone, 1, "correct", ID, *arguments)
    assert f"error[{rule}]" in output
    assert "nothing was written" in output


def test_an_edit_by_hand_that_no_entry_can_explain_is_refused(clone: Clone) -> None:
    for old, new, rule in [
        ("2026-06-01T09", "2026-06-02T09", "published-moved"),
        ("SEV-3", "SEV-9", "unknown-severity"),
        ("status: published", "status: draft", "status-backwards"),
    ]:
        clone.put(BASE_NAME, BASE.replace(old, new))
        assert f"error[{rule}]" in refused(clone, 1, "correct", ID, *SIGNED)
    clone.put(BASE_NAME, BASE.replace("severity: SEV-3", "severity: [SEV-3"))
    assert "butfor check" in refused(clone, 2, "correct", ID, *SIGNED)


def test_an_error_that_is_public_already_does_not_stand_in_the_way(clone: Clone) -> None:
    clone.put(BASE_NAME, merged("providers: [OpenIA]\n"))
    clone.commit()
    done = clone.place.run("correct", ID, "--set", "severity=SEV-4", *SIGNED)
    assert done.returncode == 0
    assert entries(clone) == [{"field": "severity", "was": "SEV-3", "now": "SEV-4"}]


def test_nor_does_one_that_only_moved(clone: Clone) -> None:
    """A provider above the unknown one; and a source above one with a warning, which is not told again."""
    clone.put(BASE_NAME, merged("providers: [OpenIA]\n").replace('"2023-06-22"', "2023-06-22"))
    clone.commit()
    source = '  - {id: S4, url: "https://daily.example/x", publisher: Daily, kind: news, title: Fines}\n'
    moved = text(clone).replace("providers: [OpenIA]", "providers: [OpenAI, OpenIA]")
    clone.put(
        BASE_NAME, moved.replace("sources:\n", f"sources:\n{source}").replace("opinions [S3]", "opinions [S3][S4]")
    )
    done = clone.place.run("correct", ID, *SIGNED)
    assert (done.returncode, "warning[" in done.stdout) == (0, False), done.stdout
    assert "added `Fines; Daily; news; https://daily.example/x`" in done.stderr


def test_what_is_quoted_must_not_spread_what_was_taken_out(clone: Clone) -> None:
    clone.put(BASE_NAME, merged('title: "ChatGPT told strangers to write to jane.roe@lawfirm.com"\n'))
    clone.commit()
    done = clone.place.run("correct", ID, "--set", "title=ChatGPT told strangers to write to a lawyer", *SIGNED)
    assert done.returncode == 0
    assert "jane.roe" not in done.stdout + done.stderr + text(clone)
    assert data(clone)["corrections"][0]["changes"][0]["was"] == "redacted"
    assert clone.rules("--since", "HEAD") == ["correction-disagrees"]  # a warning: who reads it shall know


@pytest.mark.parametrize(
    "reason",
    ['it\'s "so": # no', "a: b\n- c", "{x}", "no", "2026-06-10", "\u05d0 \u200e", "::error::x", "\\", "%s", "é"],
)
def test_words_come_back_as_they_were_given_or_are_refused(reason: str, clone: Clone) -> None:
    done = clone.place.run("correct", ID, "--set", "severity=SEV-4", *SIGNED, "--reason", reason)
    if done.returncode == 0:
        assert data(clone)["corrections"] == [ENTRY | {"reason": reason}]
        assert clone.rules("--since", "HEAD") == []
    else:
        assert text(clone) == BASE
        assert "error[" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("correct", ID), "nothing to correct"),
        (("correct", ID), f"or name the change: `butfor correct {ID} --set FIELD=VALUE`"),
        (("correct", ID, "--set", "severity=SEV-4"), "--type, --reason and --by missing"),
        (("correct", ID, "--set", "severity=SEV-4", *SIGNED[:4]), "--by missing"),
        (("correct", ID, "--set", "severity=SEV-4", *SIGNED, "--by", " "), "--by: it is empty"),
        (("correct", ID, "--set", "severity=SEV-4", *SIGNED, "--reason", "\x07"), "control character"),
        (("correct", ID, "--set", "severity=SEV-4", *SIGNED, "--date", "2026-02-30"), "--date"),
        (("correct", ID, "--set", "severity=SEV-4", *SIGNED, "--date", "today"), "--date"),
        (("correct", ID[:-1] + "X", *SIGNED), f"did you mean `{ID}`?"),
        (("correct", "nonsense", *SIGNED), "name a file, or an id"),
        (("correct", "incidents/2023", *SIGNED), "not a wire"),
        (("correct", "butfor.toml", *SIGNED), "not a wire"),
        (("retract", ID), "--reason and --by missing"),
        (("retract", ID, *RETRACT, "--replaced-by", ID), "the wire that is retracted"),
        (("retract", ID, *RETRACT, "--replaced-by", "01H3G6D600ZK58P4A1RN4WHB2X"), f"did you mean `{OTHER_ID}`?"),
    ],
)
def test_what_cant_be_done_is_said(arguments: tuple[str, ...], words: str, clone: Clone) -> None:
    assert words in refused(clone, 2, *arguments)


def test_what_nobody_has_read_is_edited_directly(clone: Clone) -> None:
    clone.put(BASE_NAME, merged("status: draft\n"))
    clone.commit()
    for name in ("correct", "retract"):
        assert "is a draft" in refused(clone, 2, name, ID, *RETRACT)
    clone.put(BASE_NAME, BASE)  # published in the work tree, a draft for readers
    assert "not public yet" in refused(clone, 2, "retract", ID, *RETRACT)
    clone.git("rm", "-q", "--cached", OTHER_NAME)
    clone.git("commit", "-q", "-m", "away")
    assert "not public yet" in refused(clone, 2, "correct", OTHER_ID, *SIGNED)


def test_without_git_nothing_says_what_is_public(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    done = archive.run(
        "correct", ID, "--set", "severity=SEV-4", *SIGNED, GIT_CEILING_DIRECTORIES=str(archive.root.parent)
    )
    assert done.returncode == 2
    assert "git" in done.stderr
    assert (archive.root / BASE_NAME).read_text() == BASE


def test_the_wire_may_be_named_in_any_case_and_by_its_path(clone: Clone) -> None:
    for named in (ID.lower(), BASE_NAME, str(clone.root / BASE_NAME)):
        assert clone.place.run("correct", named, "--set", "severity=SEV-4", *SIGNED, "--diff").returncode == 0
    done = subprocess.run(
        [sys.executable, "-m", "butfor", "correct", Path(BASE_NAME).name, "--set", "severity=SEV-4", *SIGNED],
        cwd=(clone.root / BASE_NAME).parent, env=PLAIN, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    command = done.stdout.partition("commit it:\n")[2]
    clone.git("config", "user.name", "A")
    clone.git("config", "user.email", "a@example.org")
    subprocess.run(f"set -e\n{command}", shell=True, check=True, env=PLAIN, cwd=(clone.root / BASE_NAME).parent,
                   capture_output=True)  # fmt: skip
    assert clone.git("status", "--porcelain") == ""
    assert clone.git("log", "-1", "--format=%s") == f"Correct severity of {ID}"


def test_the_diff_is_what_is_written(clone: Clone) -> None:
    arguments = ("correct", ID, "--set", "severity=SEV-4", *SIGNED)
    shown = clone.place.run(*arguments, "--diff")
    assert (shown.returncode, text(clone)) == (0, BASE)
    assert clone.place.run(*arguments).returncode == 0
    written = text(clone)
    clone.put(BASE_NAME, BASE)
    subprocess.run(["git", "apply", "-p1", "-"], cwd=clone.root, env=PLAIN, input=shown.stdout, text=True, check=True)
    assert text(clone) == written


def test_the_mode_of_the_file_stays(clone: Clone) -> None:
    (clone.root / BASE_NAME).chmod(0o640)
    correct(clone, "--set", "severity=SEV-4")
    assert (clone.root / BASE_NAME).stat().st_mode & 0o777 == 0o640


def test_a_file_that_changed_meanwhile_is_left_alone(clone: Clone) -> None:
    published = open_wire(clone.root, clone.place.policy, BASE_NAME)
    clone.put(BASE_NAME, "an editor has just saved this\n")
    with pytest.raises(ChangedMeanwhileError):
        write_change(published, with_entries(published, published.text, [ENTRY]))
    assert text(clone) == "an editor has just saved this\n"


# -- at a terminal ---------------------------------------------------------------------------------------------------


def at_terminal(
    clone: Clone, arguments: list[str], answers: list[tuple[str, str, Callable[[], object]]]
) -> tuple[int, str]:
    """Run at a pseudo-terminal; each answer waits for its question, and something may happen before it is given."""
    keyboard, screen = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "butfor", *arguments], cwd=clone.root, env=PLAIN | {"TERM": "dumb"},
        stdin=screen, stdout=screen, stderr=screen, close_fds=True,
    )  # fmt: skip
    os.close(screen)
    seen, waiting, end = "", list(answers), time.monotonic() + 60
    while time.monotonic() < end:
        if select.select([keyboard], [], [], 0.2)[0]:
            try:
                seen += os.read(keyboard, 65536).decode()
            except OSError:  # how Linux says that the other end is closed
                break
        if waiting and waiting[0][0] in seen:
            _, words, before = waiting.pop(0)
            before()
            os.write(keyboard, words.encode() + b"\n")
    os.close(keyboard)
    return process.wait(10), seen


def nothing() -> None:
    return


def test_what_is_missing_is_asked_for_on_a_terminal(clone: Clone) -> None:
    status, seen = at_terminal(
        clone, ["correct", ID, "--set", "severity=SEV-4", "--date", "2026-06-10"],
        [("Type:", "", nothing), ("it needs an answer", "correction", nothing),
         ("Reason:", ENTRY["reason"], nothing), ("By", "A. Editor", nothing)],
    )  # fmt: skip
    assert status == 0, seen
    assert "was `SEV-3`\r\n  now `SEV-4`" in seen
    assert data(clone)["corrections"] == [ENTRY]


def test_a_file_saved_while_the_questions_stand_is_left_alone(clone: Clone) -> None:
    saved = BASE.replace("A journal counted", "One journal counted")
    status, seen = at_terminal(
        clone, ["retract", ID, "--reason", "The court withdrew its opinion."],
        [("By", "A. Editor", lambda: clone.put(BASE_NAME, saved))],
    )  # fmt: skip
    assert status == 2, seen
    assert "changed meanwhile" in seen
    assert text(clone) == saved


# -- retractions -----------------------------------------------------------------------------------------------------

RECORD = """\
retraction:
  date: "2026-06-10"
  reason: "The court withdrew its opinion."
  by: "A. Editor"
"""


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_retracted_wire_stays_marked(ending: str, clone: Clone) -> None:
    was = BASE.replace("status: published", "status:  'published'  # since June").replace("\n", ending)
    clone.put(BASE_NAME, was)
    clone.commit()
    done = clone.place.run("retract", ID.lower(), *RETRACT, "--replaced-by", OTHER_ID.lower())
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"git commit -m 'Retract {ID}' {BASE_NAME}" in done.stdout
    record = f'{RECORD}  replaced_by: "{OTHER_ID}"\n'.replace("\n", ending)
    expected = was.replace("'published'", "'retracted'").replace("external_ids:", record + "external_ids:")
    assert text(clone) == expected
    assert clone.rules("--since", "HEAD") == []
    assert "already" in refused(clone, 2, "retract", ID, *RETRACT)
    clone.commit()
    assert "already" in refused(clone, 2, "retract", ID, *RETRACT)
    correct(clone, "--set", "severity=SEV-4")  # the facts of a retracted wire may still be corrected


def test_the_record_comes_behind_the_corrections(clone: Clone) -> None:
    clone.put(BASE_NAME, BEFORE + LAYOUTS["block, comment"][0] + AFTER)
    clone.commit()
    assert clone.place.run("retract", ID, *RETRACT).returncode == 0
    assert text(clone).replace("retracted\n", "published\n") == BEFORE + LAYOUTS["block, comment"][0] + RECORD + AFTER


def test_what_stands_instead_must_stand(clone: Clone) -> None:
    for snippet, words in [
        ("status: draft\n", "is a draft"),
        (f"status: retracted\n{RECORD}  replaced_by: 01HPJEKH00VNYQGT3ZJACN1J7B\n", "name one that is not retracted"),
        (f"status: retracted\n{RECORD}  replaced_by: {ID}\n", "name one that is not retracted"),  # would be a circle
        ("severity: [\n", "butfor check"),
    ]:
        clone.put(OTHER_NAME, merged(snippet, OTHER))
        assert words in refused(clone, 2, "retract", ID, *RETRACT, "--replaced-by", OTHER_ID)


def test_who_names_a_retracted_wire_is_said(clone: Clone) -> None:
    clone.put(OTHER_NAME, merged(f"related: [{ID}]\n", OTHER))
    clone.commit()
    done = clone.place.run("retract", ID, *RETRACT)
    assert done.returncode == 0
    assert "warning[retracted-related]" in done.stdout
    assert OTHER_NAME in done.stdout


def test_a_retraction_takes_no_change_along_that_nobody_explains(clone: Clone) -> None:
    clone.put(BASE_NAME, BASE.replace("severity: SEV-3", "severity: SEV-4"))
    assert "error[fact-changed-silently]" in refused(clone, 1, "retract", ID, *RETRACT)
    assert "error[placeholder]" in refused(clone, 1, "retract", OTHER_ID, *RETRACT, "--reason", "TODO")


@pytest.mark.robustness
def test_every_shipped_wire_can_be_corrected_and_retracted(tmp_path: Path) -> None:
    place = new_archive(tmp_path / "archive")
    clone = in_git(place)
    for path in sorted((REPOSITORY / "incidents").rglob("*.yaml")):
        clone.put(path.relative_to(REPOSITORY).as_posix(), path.read_text(encoding="utf-8"))
    clone.commit()
    for path in sorted((place.root / "incidents").rglob("*.yaml")):
        published = open_wire(place.root, place.policy, path.relative_to(place.root).as_posix())
        after = with_value(published, published.text, "title", f"{published.wire.title[:150]}, again", again="")
        account = account_of(published, after, again="")
        result = with_entries(published, after, [account.entry(account.earliest, "correction", "Why.", "A. Editor")])
        assert read_wire(Source("", result.encode())).wire is not None
        check_change(published, result)


# -- kinds and form --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("was", "setting", "kind"),
    [
        ('"2023"', "occurred=2023-03", "completion"),
        ('"2023-03"', "occurred=2023-03-01", "completion"),
        ('"2023-03"', "occurred=2023-04-01", None),
        ('"2023-03-01"', "occurred=2023-03", None),
    ],
)
def test_a_date_that_gains_precision_is_a_completion(was: str, setting: str, kind: str | None, clone: Clone) -> None:
    clone.put(BASE_NAME, merged(f"occurred: {was}\n"))
    clone.commit()
    done = clone.place.run("correct", ID, "--set", setting, "--reason", "So.", "--by", "A. Editor")
    assert (f"type: {kind}" in done.stderr) if kind else ("--type missing" in done.stderr)


@pytest.mark.parametrize(("broken_at", "width"), [(104, 104), (80, 80), (200, 100)])
def test_prose_is_written_in_lines_as_wide_as_the_body(broken_at: int, width: int, clone: Clone) -> None:
    line = "w" * (broken_at - 7) + " [S1]"
    clone.put(BASE_NAME, merged(f"body: |\n  {line}\n\n  Two [S2].\n\n  Three [S3].\n"))
    clone.commit()
    prose = f"> {'But for ChatGPT it would not have come to it. ' * 12}[S1]\n\n- one item {'of words ' * 20}\n- another"
    prose += "\n\nThe lawyers would have searched the opinions themselves before they filed the brief in the court."
    correct(clone, "--set", f"rationale.without={prose}")
    rationale = data(clone)["rationale"]
    assert isinstance(rationale, dict)
    assert canonical(rationale["without"]) == canonical(prose)
    lines = ("  without:" + text(clone).partition("  without:")[2].partition("  other_causes:")[0]).splitlines()
    assert width - 12 < max(map(len, lines)) <= width
    assert "  without: |" in lines


def test_what_needs_no_entry_is_written_without_one(clone: Clone) -> None:
    done = clone.place.run("correct", ID, "--set", "sources.S1.accessed=2026-06-02")
    assert done.returncode == 0, done.stderr
    assert "no change in it needs an entry" in done.stdout
    assert all(words in done.stderr for words in ("accessed", "reviews", "deviations"))
    assert 'accessed: "2026-06-02"' in text(clone)
    assert entries(clone) == []


def test_a_private_passage_is_withheld_and_no_whole_text(clone: Clone) -> None:
    """A rewrite of a long text that holds an address: the passage first, then the rest."""
    mail = "Write to jane.roe@lawfirm.com"
    body = f"{mail} [S1]. " + "The lawyers filed it [S1]. " * 30
    clone.put(BASE_NAME, merged(f'body: "{body}\\n\\nThree [S2][S3]."\n'))
    clone.commit()
    clone.put(BASE_NAME, merged('body: "Entirely other words of few [S1][S2][S3]."\n'))
    assert "delete only the words that must be hidden" in refused(clone, 2, "correct", ID, *SIGNED)
    first = body.replace(mail, "Write to nobody")
    clone.put(BASE_NAME, merged(f'body: "{first}\\n\\nThree [S2][S3]."\n'))
    done = clone.place.run("correct", ID, *SIGNED)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "lawfirm" not in text(clone)
    assert clone.rules("--since", "HEAD") == ["correction-disagrees"]  # the warning that something is withheld


def test_two_branches_that_append_entries(clone: Clone) -> None:
    """git can't join them: both are kept, and nothing is left to explain."""
    clone.put(BASE_NAME, merged(f"corrections:\n  - {OLD}\n"))
    clone.commit()
    for name, setting in (("mine", "severity=SEV-4"), ("theirs", "legal_status=found")):
        clone.git("checkout", "-q", "-b", name, "main")
        clone.place.run("correct", ID, "--set", setting, *SIGNED)
        clone.commit()
    clone.git("checkout", "-q", "main")
    clone.git("merge", "-q", "theirs")
    clone.git("checkout", "-q", "mine")
    subprocess.run(["git", "merge", "-q", "main"], cwd=clone.root, env=PLAIN, capture_output=True, check=False)
    joined = text(clone)
    assert "<<<<<<< HEAD" in joined
    joined = re.sub(r"^(<<<<<<<|=======|>>>>>>>).*\n", "", joined, flags=re.MULTILINE)
    clone.put(BASE_NAME, joined)
    assert "nothing is left to explain" in refused(clone, 0, "correct", ID, *SIGNED)
    clone.commit()
    assert clone.rules("--since", "main") == []


PUBLIC = (
    'corrections:\n  - {date: "2026-06-05", type: correction, changes: [{field: body, was: "Judge P. Ann Lee", now: '
    '"A judge"}], reason: "A tpyo.", by: "A. Editro"}\n'
)


def public_entry(clone: Clone) -> None:
    clone.put(BASE_NAME, merged(PUBLIC))
    clone.commit()


def last_entry(clone: Clone) -> dict[str, Any]:
    corrections = data(clone)["corrections"]
    assert isinstance(corrections, list)
    entry: dict[str, Any] = native(corrections[-1])
    return entry


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("A tpyo.", "A typo.", {"field": "corrections.1.reason", "was": "A tpyo.", "now": "A typo."}),
        ("A. Editro", "A. Editor", {"field": "corrections.1.by", "was": "A. Editro", "now": "A. Editor"}),
    ],
)
def test_a_slip_in_an_earlier_entry_is_explained_in_one_step(
    old: str, new: str, change: dict[str, str], clone: Clone
) -> None:
    public_entry(clone)
    clone.put(BASE_NAME, text(clone).replace(old, new))
    assert clone.rules("--since", "HEAD")[0] == "fact-changed-silently"
    done = clone.place.run("correct", ID, *SIGNED[2:])
    assert done.returncode == 0, done.stdout + done.stderr
    assert (last_entry(clone)["type"], last_entry(clone)["changes"]) == ("clarification", [change])
    assert clone.rules("--since", "HEAD") == []
    clone.put(
        BASE_NAME, text(clone).replace(f"now: {change['now']}", "now: B").replace(f'now: "{change["now"]}"', "now: B")
    )
    assert clone.rules("--since", "HEAD") == ["correction-disagrees"]


@pytest.mark.parametrize("type_", [(), ("--type", "redaction")])
def test_what_is_withheld_of_an_earlier_entry_is_explained_by_a_redaction(type_: tuple[str, ...], clone: Clone) -> None:
    public_entry(clone)
    clone.put(BASE_NAME, text(clone).replace('"Judge P. Ann Lee"', "redacted"))
    assert clone.rules("--since", "HEAD") == ["correction-edited"]
    done = clone.place.run("correct", ID, *type_, *SIGNED[2:])
    assert done.returncode == 0, done.stdout + done.stderr
    assert last_entry(clone)["type"] == "redaction"
    assert last_entry(clone)["changes"] == [{"field": "corrections.1.changes.1.was", "now": "redacted"}]
    assert clone.rules("--since", "HEAD") == []
    for arguments in (("diff",), ("diff", "--format", "json"), ("check", "--since", "HEAD"), ("ledger",)):
        assert "Ann Lee" not in clone.place.run(*arguments).stdout, arguments


def test_a_redaction_does_not_repeat_what_it_withholds(clone: Clone) -> None:
    clone.put(
        BASE_NAME, merged('body: "Judge P. Kevin Castel fined two lawyers of the firm 5,000 dollars [S1][S2][S3]."\n')
    )
    clone.commit()
    clone.put(BASE_NAME, text(clone).replace("Judge P. Kevin Castel fined", "A judge fined"))
    done = clone.place.run("correct", ID, "--type", "redaction", *SIGNED[2:])
    assert done.returncode == 0, done.stdout + done.stderr
    assert last_entry(clone)["changes"] == [{"field": "body", "was": "redacted", "now": "A judge"}]
    assert "Castel" not in text(clone) + done.stdout + done.stderr
    said = " ".join(clone.place.run("diff").stdout.split())
    assert "body: [-(withheld)-] {+A judge+} fined two lawyers" in said
    environment = {"GITHUB_STEP_SUMMARY": str(clone.root.parent / "summary.md")}
    shown = [
        clone.place.run(*arguments, **environment).stdout
        for arguments in (
            ("diff", "--format", "json"),
            ("diff", "--format", "markdown"),
            ("check", "--since", "HEAD"),
            ("check", "--since", "HEAD", "--format", "json"),
            ("check", "--since", "HEAD", "--format", "github"),
        )
    ]
    summary = clone.root.parent / "summary.md"
    shown += [summary.read_text(encoding="utf-8")] if summary.exists() else []
    assert all("Castel" not in text for text in shown)
    clone.put(BASE_NAME, text(clone).replace("two lawyers of", "three lawyers of"))  # what is left is not told
    assert "Castel" not in clone.place.run("check", "--since", "HEAD").stdout


@pytest.mark.parametrize(
    ("type_", "old", "new", "rules"),
    [
        ("completion", "16 per cent", "12 per cent", ["clarification-of-fact"]),
        ("completion", "16 per cent", "16 per cent, in May,", []),
        ("completion", "16 per cent", "16,5 per cent", ["clarification-of-fact"]),
        ("completion", "16 per cent", "16 000 per cent", ["clarification-of-fact"]),
        ("completion", " of the firm", "", ["clarification-of-fact"]),
        ("assessment", "16 per cent", "12 per cent", ["clarification-of-fact"]),
        ("redaction", "16 per cent", "12 per cent", []),
        ("correction", "16 per cent", "12 per cent", []),
        ("update", "16 per cent", "12 per cent", []),
        ("clarification", "16 per cent", "about 16 per cent", []),
    ],
)
def test_a_type_is_judged_by_its_changes(type_: str, old: str, new: str, rules: list[str], clone: Clone) -> None:
    clone.put(BASE_NAME, merged('body: "A judge fined lawyers of the firm 16 per cent of it [S1][S2][S3]."\n'))
    clone.commit()
    clone.put(BASE_NAME, text(clone).replace(old, new))
    done = clone.place.run("correct", ID, "--type", type_, *SIGNED[2:])
    assert (done.returncode, "clarification-of-fact" in done.stdout) == (1 if rules else 0, bool(rules)), done.stdout


@pytest.mark.parametrize(
    ("type_", "setting"),
    [
        ("assessment", "severity=SEV-4"),
        ("assessment", "rationale.limits=Nobody tested it with other lawyers of the firm in court."),
        ("completion", "legal_status=found"),
        ("update", "occurred=2023-03-02"),
    ],
)
def test_a_type_may_explain_what_is_its_own(type_: str, setting: str, clone: Clone) -> None:
    done = clone.place.run("correct", ID, "--set", setting, "--type", type_, *SIGNED[2:])
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("type_", "setting"),
    [
        ("assessment", "occurred=2023-03-02"),
        ("redaction", "severity=SEV-4"),
        ("redaction", "legal_status=found"),
        ("completion", "title=ChatGPT invented case law that lawyers used in court"),
        ("clarification", "sources.S1.publisher=Somebody"),
    ],
)
def test_a_type_that_says_that_nothing_was_wrong_says_nothing_else(type_: str, setting: str, clone: Clone) -> None:
    said = refused(clone, 1, "correct", ID, "--set", setting, "--type", type_, *SIGNED[2:])
    assert "clarification-of-fact" in said and "`type: correction` if it was wrong" in said


def test_an_entry_that_is_not_committed_is_written_anew(clone: Clone) -> None:
    """What it tells of other facts stays; where all is taken back, no entry is left."""
    correct(clone, "--set", "severity=SEV-4", "--set", "legal_status=found")
    done = clone.place.run("correct", ID, "--set", "severity=SEV-2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the entry of 2026-06-10 is not committed yet, so it is replaced" in done.stderr
    assert entries(clone) == [
        {"field": "legal_status", "now": "found"},
        {"field": "severity", "was": "SEV-3", "now": "SEV-2"},
    ]
    assert last_entry(clone)["reason"] == "The fine was reversed."
    assert clone.rules("--since", "HEAD") == []
    assert clone.place.run("correct", ID, "--set", "severity=SEV-3").returncode == 0
    assert clone.place.run("correct", ID, "--set", "legal_status=").returncode == 0
    assert text(clone) == BASE


def test_a_fact_corrected_again_on_a_branch_goes_on_from_the_committed_entry(clone: Clone) -> None:
    clone.git("checkout", "-q", "-b", "work")
    clone.put(BASE_NAME, text(clone).replace("six", "seven"))
    correct(clone, "--set", "severity=SEV-4")
    clone.commit()
    clone.put(BASE_NAME, text(clone).replace("severity: SEV-4", "severity: SEV-2"))
    said = " ".join(clone.place.run("check", "--since", "main").stdout.split())
    assert "as `butfor correct` writes it: {field: severity, was: SEV-3, now: SEV-2}" in said
    correct_since_main(clone)
    assert last_entry(clone)["changes"] == [{"field": "severity", "was": "SEV-4", "now": "SEV-2"}]


def test_two_corrections_of_one_fact_that_are_merged(clone: Clone) -> None:
    """The entry is named, with its line and what is to be written there; once it is, all is told."""
    for name, setting in (("mine", "severity=SEV-4"), ("theirs", "severity=SEV-2")):
        clone.git("checkout", "-q", "-b", name, "main")
        assert clone.place.run("correct", ID, "--set", setting, *SIGNED).returncode == 0
        clone.commit()
    clone.git("checkout", "-q", "main")
    clone.git("merge", "-q", "theirs")
    clone.git("checkout", "-q", "mine")
    subprocess.run(["git", "merge", "-q", "main"], cwd=clone.root, env=PLAIN, capture_output=True, check=False)
    theirs, mine = BLOCK.replace("SEV-4", "SEV-2"), BLOCK
    kept = BASE.replace("severity: SEV-3", "severity: SEV-4").rstrip("\n") + f"\ncorrections:\n{theirs}{mine}"
    clone.put(BASE_NAME, kept)
    said = refused(clone, 2, "correct", ID, *SIGNED)
    line = kept[: kept.rindex("- field: severity")].count("\n") + 1
    assert f"the entry of 2026-06-10 in line {line} of {BASE_NAME}" in said
    assert "write it as {field: severity, was: SEV-2, now: SEV-4}; then run: `butfor correct" in said
    clone.put(BASE_NAME, kept[: kept.rindex("SEV-3")] + "SEV-2" + kept[kept.rindex("SEV-3") + 5 :])
    clone.commit()
    assert clone.rules("--since", "main") == []
    assert "nothing is left to explain" in refused(clone, 0, "correct", ID, *SIGNED)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("legal", "is not a field of a wire; did you mean `legal_status`?"),
        ("sources.S1.publsher", "is not a field of a wire; did you mean `sources.S1.publisher`?"),
        ("rationale.witout", "is not a field of a wire; did you mean `rationale.without`?"),
        ("status", "is a field that no entry can explain"),
        ("severity", "has not changed"),
    ],
)
def test_a_change_of_no_field_is_said(field: str, words: str, clone: Clone) -> None:
    change = f"[{{field: {field}, was: A, now: B}}]"
    entry = f'{{date: "2026-06-10", type: correction, changes: {change}, reason: So., by: A.}}'
    clone.put(BASE_NAME, merged(f"corrections: [{entry}]\n"))
    assert words in " ".join(clone.place.run("check", "--since", "HEAD").stdout.split())


def test_what_a_finding_suggests_has_the_type_of_the_change_and_no_address(clone: Clone) -> None:
    source = '{id: S9, url: "https://www.reuters.com/a/b", publisher: Reuters, kind: news, title: "An article"}'
    clone.put(BASE_NAME, BASE.replace("sources:\n", f"sources:\n  - {source}\n"))
    assert "type: completion" in clone.place.run("check", "--since", "HEAD").stdout
    clone.put(BASE_NAME, merged("x_note: {to: jane.roe@lawfirm.com}\n"))
    clone.commit()
    clone.put(BASE_NAME, merged("x_note: {to: nobody, cc: john.roe@lawfirm.com}\n"))
    said = clone.place.run("check", "--since", "HEAD").stdout
    shown = [line for line in said.splitlines() if "lawfirm" in line and "|" not in line and "{+" not in line]
    assert "fact-changed-silently" in said and "jane" not in said and not shown, said
