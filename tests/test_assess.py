"""`butfor assess`: an editor answers, signs and publishes in one act, and nothing is written by halves."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from butfor.archive.wire_file import read_wire
from butfor.files.tree import Source
from butfor.model.wire import Wire
from butfor.text.prose import canonical
from conftest import BASE, BASE_NAME, REPOSITORY, merged, new_archive, plain_environment
from test_versions import OTHER_NAME, Clone

ID, BULK_ID = BASE_NAME[-31:-5], OTHER_NAME[-31:-5]  # the configuration of the tests' archives names the second
BULK_TEXT = "Launch-archive bulk classification of 10 May 2026. The editor may amend the rationale per-wire."
BULK = merged(
    f"""\
id: {BULK_ID}
title: "An assistant by OpenAI promised a refund that the shop did not give"
harm: none
codes: [M1, F10]
occurred: "2021-05-01"
published: "2026-05-10T00:00:00Z"
external_ids: {{aiid: 542}}
rationale: {{text: "{BULK_TEXT}", basis: bulk, date: "2026-05-10", guide: v1}}  # amend it
"""
)
ONE_TEXT = merged(
    """\
rationale:
  text: |
    Without ChatGPT's invented opinions there would have been nothing false to cite, and the court would not have
    spent its time on them. The lawyers' failure to check was a second necessary cause.
  basis: editor
  by: "A. Editor"
  date: "2026-05-20"
  guide: v1
""",
    BASE.replace("schema: 2", "schema: 1"),
)
DRAFT = re.sub(r"^published: .*\n", "", BASE, flags=re.MULTILINE)
DRAFT = DRAFT.replace("status: published", 'status: draft  # waits\nsubmitted_by: "V. Volunteer"').replace(
    '  basis: editor\n  by: "A. Editor"\n  date: "2026-05-20"\n', "  basis: proposed\n"
)
ANSWERS = """\
tested_harm: |
  The judges looked for opinions that nobody had written.

  The passenger's lawyers were fined as well.
without: >-
  Had ChatGPT not been asked, the brief of the two lawyers would have cited real opinions,
  or none, and the court would have had nothing false to look for.
other_causes: none-known
test: passes
kind: hallucination
harm: actual
severity: SEV-4
codes: ["mit:3.1"]
"""
OTHER_ANSWERS = """\
tested_harm: "A customer paid, and two lawyers told the shop so in vain."
without: "Had ChatGPT been off, nobody would have promised the money back, and no brief would have been needed."
other_causes: "A clerk of the shop had to refuse."
test: passes
harm: actual
codes: ["mit:3.1"]
"""
NOTHING = "The outcome described would not have occurred without the deployment in that role, as explained elsewhere."
WIDE = "\u5f01\u8b77\u58eb\u304c\u88c1\u5224\u6240\u306b\u507d\u306e\u5224\u4f8b\u3092\u63d0\u51fa\u3057\u305f" * 9


@pytest.fixture(autouse=True)
def state_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place of its own for what is kept of answers."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


def clone_with(tmp_path: Path, text: str, name: str = BASE_NAME) -> Clone:
    clone = Clone(new_archive(tmp_path / "archive").root)
    clone.git("init", "-q", "-b", "main")
    clone.git("config", "user.name", "A. Editor")
    clone.put(name, text)
    clone.commit()
    clone.git("switch", "-q", "-c", "assessment")
    return clone


def assess(
    clone: Clone, *arguments: str, answers: str = ANSWERS, status: int = 0
) -> "subprocess.CompletedProcess[str]":
    path = clone.root.parent / "answers.yaml"
    path.write_text(answers, encoding="utf-8")
    done = clone.place.run("assess", *arguments, "--answers", str(path))
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


def text(clone: Clone, name: str = BASE_NAME) -> str:
    return (clone.root / name).read_text(encoding="utf-8")


def wire_in(clone: Clone, name: str = BASE_NAME) -> Wire:
    wire = read_wire(Source(name, text(clone, name).encode())).valid_wire
    assert wire is not None
    return wire


def is_clean(clone: Clone) -> None:
    """The commit passes, and history and account agree."""
    clone.commit("assess")
    errors = json.loads(clone.place.run("check", "--since", "main", "--format", "json").stdout)
    assert [finding for finding in errors["findings"] if finding["level"] == "error"] == []
    verified = clone.place.run("ledger", "--verify")
    assert verified.returncode == 0, verified.stdout


def test_a_draft_is_signed_stamped_and_published(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, DRAFT)
    done = assess(clone, ID)
    wire = wire_in(clone)
    assert (wire.status, wire.submitted_by, wire.severity) == ("published", "V. Volunteer", "SEV-4")
    rationale = wire.rationale
    today = time.strftime("%Y-%m-%d", time.gmtime())
    assert (rationale.basis, rationale.by, rationale.date, rationale.test) == ("editor", "A. Editor", today, "passes")
    assert (wire.published or "")[:10] == today
    assert wire.corrections == [], "nobody has read it yet"
    assert (
        text(clone)
        .split("rationale:\n")[1]
        .startswith(
            "  tested_harm: |\n    The judges looked for opinions that nobody had written.\n\n"
            "    The passenger's lawyers were fined as well.\n  without: |\n    Had ChatGPT not been asked"
        )
    ), "prose stands in literal blocks"
    assert "status: published  # waits\n" in text(clone), "comments elsewhere stay"
    assert done.stdout.endswith(f"commit it:\n  git add {BASE_NAME}\n  git commit -m 'Publish {ID}' {BASE_NAME}\n")
    is_clean(clone)


def test_what_is_left_out_stays_as_it_was_proposed(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, DRAFT)
    assess(clone, ID, answers="severity: SEV-3\n")
    was = read_wire(Source(BASE_NAME, DRAFT.encode())).wire
    assert was is not None
    answers = DRAFT[DRAFT.index("  tested_harm:") : DRAFT.index("  test: passes")]
    assert answers in text(clone), "no line of what nobody changed differs"
    now = wire_in(clone).rationale.given
    assert [(name, canonical(said)) for name, said in now] == [
        (name, canonical(said)) for name, said in was.rationale.given
    ]
    is_clean(clone)


def test_of_a_bulk_entry_the_former_rationale_is_explained_whole(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, BULK, OTHER_NAME)
    assert clone.rules(OTHER_NAME) == ["bulk-rationale"]
    done = assess(clone, BULK_ID)
    wire = wire_in(clone, OTHER_NAME)
    (entry,) = wire.corrections
    assert (entry.type, entry.by) == ("assessment", "A. Editor")
    assert [(change.field, change.was, change.now) for change in entry.changes] == [
        ("harm", "none", "actual"),
        ("severity", "SEV-3", "SEV-4"),
        ("codes", ["M1", "F10"], ["mit:3.1"]),
        ("rationale", {"text": BULK_TEXT, "basis": "bulk", "date": "2026-05-10", "guide": "v1"}, None),
    ] or {change.field for change in entry.changes} == {"harm", "severity", "codes", "rationale"}
    assert (wire.rationale.basis, wire.rationale.text) == ("editor", None)
    assert wire.published == "2026-05-10T00:00:00Z", "it was public since then"
    assert "  # amend it\n" in text(clone, OTHER_NAME)
    assert f"git commit -m 'Assess {BULK_ID}'" in done.stdout
    is_clean(clone)
    assert clone.rules(OTHER_NAME) == [], "its id in `bulk-wires` does no harm"


@pytest.mark.parametrize(
    ("name", "before", "private"),
    [
        (OTHER_NAME, BULK.replace("The editor may", "Ask ann.lee@firm.org, the editor may"), ["rationale.text"]),
        (
            BASE_NAME,
            BASE.replace("  test: passes\n", '  limits: "Only ann.lee@firm.org says so."\n  test: passes\n'),
            ["rationale.limits"],
        ),
        (
            BASE_NAME,
            BASE.replace("The lawyers' failure to check", "That bob@firm.org failed to ask ann.lee@firm.org"),
            ["rationale.other_causes"],
        ),
    ],
    ids=["bulk", "an answer that goes", "an answer that is another"],
)
def test_of_a_rationale_with_private_words_each_answer_is_explained_by_itself(
    name: str, before: str, private: list[str], tmp_path: Path
) -> None:
    assert "@firm.org" in before
    clone = clone_with(tmp_path, before, name)
    assess(clone, name[-31:-5], answers=ANSWERS + 'limits: ""\n')
    (entry,) = wire_in(clone, name).corrections
    assert "firm.org" not in text(clone, name), "what must not be spread is not quoted"
    assert [str(change.field) for change in entry.changes if change.was == "redacted"] == private
    is_clean(clone)


def test_a_long_rationale_with_private_words_is_assessed_once_these_are_withheld(tmp_path: Path) -> None:
    long = "The editor may amend the rationale per-wire. " * 14 + "Ask ann.lee@firm.org."
    clone = clone_with(tmp_path, BULK.replace("The editor may amend the rationale per-wire.", long), OTHER_NAME)
    refused = assess(clone, BULK_ID, status=2)
    assert "--type redaction" in refused.stderr
    clone.put(OTHER_NAME, text(clone, OTHER_NAME).replace("ann.lee@firm.org", "a lawyer"))
    done = clone.place.run("correct", BULK_ID, "--type", "redaction", "--reason", "Private.", "--by", "A. Editor")
    assert done.returncode == 0, done.stderr
    clone.commit()
    assess(clone, BULK_ID)
    assert "firm.org" not in text(clone, OTHER_NAME)
    is_clean(clone)


def test_an_older_text_of_an_older_format(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, ONE_TEXT)
    assess(clone, ID, answers=ANSWERS + "reason: The guide asks for answers now.\n")
    wire = wire_in(clone)
    (entry,) = wire.corrections
    assert (wire.schema_, entry.type, entry.reason) == (2, "assessment", "The guide asks for answers now.")
    is_clean(clone)


def test_a_wire_that_was_assessed_can_be_judged_anew_and_twice_in_one_branch(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, BASE)
    assess(clone, ID)
    clone.commit()
    assess(clone, ID, answers=ANSWERS.replace("looked for", "searched for"))
    assert "searched for" in text(clone)
    assert len(wire_in(clone).corrections) == 2, "each step is told"
    assess(clone, ID, answers=ANSWERS.replace("looked for", "hunted for"))
    assert len(wire_in(clone).corrections) == 2, "what is not committed is no step"
    again = ANSWERS.replace("looked for", "hunted for") + "reason: A reader asked; twice.\n"
    assess(clone, ID, "--by", "B. Editor", answers=again)
    entry = wire_in(clone).corrections[-1]
    assert (entry.reason, entry.by) == ("A reader asked; twice.", "B. Editor")
    is_clean(clone)


def test_a_draft_that_fails_stays_one(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, DRAFT)
    done = assess(clone, ID, answers=ANSWERS.replace("test: passes", "test: fails"))
    wire = wire_in(clone)
    assert (wire.status, wire.published, wire.rationale.test, wire.rationale.by) == (
        "draft",
        None,
        "fails",
        "A. Editor",
    )
    assert "the harm does not pass the test: the wire stays a draft" in done.stderr
    assert wire.severity == "SEV-4", "what was answered is written"
    for wrong in ("severity: SEV-9", "harm: near", "kind: nonsense"):
        clone.put(BASE_NAME, DRAFT)
        assess(clone, ID, answers=f"test: fails\n{wrong}\n", status=1)
        assert text(clone) == DRAFT
    assess(clone, ID, answers="test: fails\n")
    clone.commit()
    queue = json.loads(clone.place.run("review", "--format", "json").stdout)
    assert (queue["wires"], queue["summary"]["waiting"]) == ([], 0), "it waits for nobody"
    assert assess(clone, "--next").stderr == "no wire waits to be assessed\n"


def test_a_draft_that_failed_is_not_changed_under_its_signature_but_handed_in_again(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, DRAFT)
    assess(clone, ID, answers=ANSWERS.replace("test: passes", "test: fails"))
    clone.commit()
    clone.git("switch", "-q", "main")
    clone.git("merge", "-q", "assessment")
    assert clone.rules("--since", "main") == []
    clone.git("switch", "-q", "-c", "contributor")
    failed = text(clone)
    turned = failed.replace("test: fails", "test: passes")
    for changed in (turned, turned.replace("status: draft", 'status: published\npublished: "2026-05-21T00:00:00Z"')):
        clone.put(BASE_NAME, changed)
        clone.commit()
        assert "signed-draft-changed" in clone.rules("--since", "main")
        assert "signed as failing the test by A. Editor" in " ".join(clone.place.run("diff", "main").stdout.split())
    clone.put(BASE_NAME, re.sub(r"  (by|date): .*\n", "", turned.replace("basis: editor", "basis: proposed"), count=2))
    clone.commit()
    assert clone.rules("--since", "main") == []
    assert "signed as failing the test by A. Editor" in " ".join(clone.place.run("diff", "main").stdout.split())
    (waiting,) = json.loads(clone.place.run("review", "--format", "json").stdout)["wires"]
    assert waiting["command"] == f"butfor assess {ID}"
    account = json.loads(clone.place.run("diff", "main", "--format", "json").stdout)["account"]
    assert account["new"][0]["former_verdict"]["test"] == "fails"
    assess(clone, ID)  # the same editor changes their mind on the same day
    clone.commit()
    assert clone.rules("--since", "main", status=0) == ["signed-draft-changed"]
    shown = " ".join(clone.place.run("diff", "main").stdout.split())
    assert "assessed again by A. Editor on the same day: was fails, is passes" in shown


def test_a_name_is_written_as_the_seats_spell_it(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, DRAFT)
    assess(clone, ID, "--by", " b.\u00a0 EDITOR")
    assert wire_in(clone).rationale.by == "B. Editor"


def test_what_passed_fails_with_other_answers_only(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, BASE)
    refused = assess(clone, ID, answers="test: fails", status=2)
    assert "the answers still say that it passed: write a new answer to `without`" in " ".join(refused.stderr.split())
    assert text(clone) == BASE
    assess(clone, ID, answers='test: fails\nwithout: "The brief would have cited the same opinions, from a book."')
    assert "from a book" in text(clone)
    is_clean(clone)


def test_a_near_miss_that_became_a_harm_has_no_factor_that_kept_it_away(tmp_path: Path) -> None:
    near = "harm: near\nexternal_factor: A clerk of the court read the brief before the judge did.\n"
    clone = clone_with(tmp_path, merged(near))
    clone.put(BASE_NAME, merged(near).replace("harm: near", "harm: actual"))
    assert "factor-without-near" in clone.rules(BASE_NAME)
    clone.put(BASE_NAME, merged(near))
    assess(clone, ID)
    assert wire_in(clone).external_factor is None
    (entry,) = wire_in(clone).corrections
    assert {"harm", "external_factor"} <= {str(change.field) for change in entry.changes}
    is_clean(clone)


def test_a_public_wire_that_fails_is_retracted(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, BULK, OTHER_NAME)
    answers = ANSWERS.replace("test: passes", "test: fails").replace(
        "none-known", "The shop's own page was wrong, too."
    )
    done = assess(clone, BULK_ID, answers=answers)
    wire = wire_in(clone, OTHER_NAME)
    assert (wire.status, wire.harm) == ("retracted", "none")
    assert wire.retraction is not None
    assert wire.retraction.reason.startswith(
        "The harm does not pass the but-for test. The judges looked for opinions that nobody had written."
    )
    assert "What else was necessary: The shop's own page was wrong, too." in wire.retraction.reason
    assert f"git commit -m 'Retract {BULK_ID}'" in done.stdout
    unused = "has no place for these answers, so they are left out: severity, harm and codes"
    assert unused in " ".join(done.stderr.split())
    is_clean(clone)
    page = " ".join(clone.place.run("render", OTHER_NAME).stdout.split())
    assert "Bulk classification of" in page
    assert "No editor has yet" not in page
    assert "is retracted" in assess(clone, BULK_ID, status=2).stderr


@pytest.mark.parametrize(
    ("by", "words"),
    [("V. Volunteer", "`V. Volunteer` does not hold the seat `editor` today"), ("C. Former", "does not hold the seat")],
)
def test_who_holds_no_seat_signs_nothing(by: str, words: str, tmp_path: Path) -> None:
    clone = clone_with(tmp_path, DRAFT)
    done = assess(clone, ID, "--by", by, status=1)
    assert words in done.stderr
    assert "can sign today" in done.stderr
    assert text(clone) == DRAFT


def test_nobody_names_themselves_an_editor_and_signs_in_one_branch(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, DRAFT)
    seats = clone.root / "schema/seats.yaml"
    seats.write_text(seats.read_text().replace("C. Editor", "V. Volunteer"))
    clone.commit()
    done = assess(clone, ID, "--by", "V. Volunteer", status=1)
    assert "`V. Volunteer` does not hold" in done.stderr
    assert "in this folder names them, but its public version decides: merge that first" in done.stderr
    assert text(clone) == DRAFT


def test_answers_about_nothing_are_shown_and_an_error_is_never_written(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, DRAFT)
    hollow = f"tested_harm: {NOTHING}\nwithout: {NOTHING.replace('outcome', 'result')}\n"
    assert "warning[answers-about-nothing]" in assess(clone, ID, answers=hollow).stdout, "a guess is no error"
    clone.put(BASE_NAME, DRAFT)
    for wrong, rule in (
        ("severity: SEV-9", "unknown-severity"),
        ("test: perhaps", "unknown-value"),
        ("harm: none", "harm-none"),
    ):
        done = assess(clone, ID, answers=wrong, status=1)
        assert f"error[{rule}]" in done.stdout
        assert "nothing was written, because butfor check would find this" in done.stderr
        assert text(clone) == DRAFT


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ("severty: SEV-3", "`severty` is not one of the answers; did you mean `severity`?"),
        ("codes: mit:3.1", "`codes` has to be a list, such as `[mit:3.1]`"),
        ("without: 3", "`without` has to be text: put it in quotes"),
        ("without: [", "line 1: it can't be read"),
        ("- a", "it can't be read"),
        ("tested_harm:", "no answer to tested_harm"),
        ("harm: near", "no answer to external_factor"),
        ("test: passes-in-part", "no answer to limits"),
        ("{}", "answers nothing, so nothing can be signed"),
        ("# a comment\nreason: It is time.", "answers nothing, so nothing can be signed"),
        (ANSWERS + "# " + "x" * 256 * 1024, "has more than 256 KiB"),
    ],
    ids=lambda value: value[:40],
)
def test_a_file_of_answers_that_says_something_else(answers: str, words: str, tmp_path: Path) -> None:
    clone = clone_with(tmp_path, DRAFT)
    assert words in assess(clone, ID, answers=answers, status=2).stderr
    assert text(clone) == DRAFT


def test_answers_that_are_still_to_be_written_are_asked_and_other_gaps_are_named(tmp_path: Path) -> None:
    open_ = re.sub(r"(tested_harm|without|other_causes): \|\n(    .*\n)+", r"\1: TODO\n", DRAFT)
    open_ = re.sub(r"^(  test|kind|harm|severity): .*", r"\1: TODO", open_, flags=re.MULTILINE)
    open_ = re.sub(r"^codes: .*", "codes: [TODO]", open_, flags=re.MULTILINE)
    clone = clone_with(tmp_path, open_)
    without = assess(clone, ID, answers=ANSWERS.partition("test:")[0], status=2)
    assert "no answer to test, kind, harm, severity and codes" in without.stderr
    assess(clone, ID)
    is_clean(clone)
    clone.put(BASE_NAME, merged("title: TODO\n", open_))
    assert "is not finished: it still lacks title" in assess(clone, ID, status=2).stderr


def test_what_could_not_be_read_in_public_and_is_a_draft_now_can_be_published(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, "a: [\n")
    clone.put(BASE_NAME, DRAFT)
    assess(clone, ID)
    assert wire_in(clone).status == "published"


def test_a_file_that_is_read_only_is_left_alone(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, DRAFT)
    (clone.root / BASE_NAME).chmod(0o444)
    assert "it is read-only" in assess(clone, ID, status=2).stderr
    assert text(clone) == DRAFT


def test_codes_may_be_given_in_any_order(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, DRAFT)
    assess(clone, ID, answers=ANSWERS.replace('codes: ["mit:3.1"]', 'codes: ["mit:5.1", "mit:3.1", "mit:5.1"]'))
    assert wire_in(clone).codes == ["mit:3.1", "mit:5.1"]


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(
    "words", ["", WIDE, "- one\n- two of them\n\n> Said so,\n> they did.", 'He said: "# no" \\ {x}']
)
def test_words_come_back_as_they_were_answered(words: str, ending: str, tmp_path: Path) -> None:
    clone = clone_with(tmp_path, DRAFT.replace("\n", ending))
    answers: dict[str, Any] = {"limits": words, "harm": "near", "external_factor": "A clerk looked: it up."}
    assess(clone, ID, answers=json.dumps(answers, ensure_ascii=False))
    wire = wire_in(clone)
    assert canonical(wire.rationale.limits or "") == canonical(words)
    assert (wire.harm, wire.external_factor) == ("near", "A clerk looked: it up.")
    data = (clone.root / BASE_NAME).read_bytes()
    assert data.count(b"\r\n") == (data.count(b"\n") if ending == "\r\n" else 0)


def test_what_else_changed_in_the_file_is_no_part_of_an_assessment(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, BASE)
    clone.put(BASE_NAME, BASE.replace("six invented", "seven invented"))
    done = assess(clone, ID, status=2)
    assert "`body` changed" in done.stderr
    assert f"explain it first: `butfor correct {ID}`" in done.stderr
    signed = ("--type", "correction", "--reason", "The journal says seven.", "--by", "V. Volunteer")
    assert clone.place.run("correct", ID, *signed).returncode == 0
    assess(clone, ID)
    assert [entry.type for entry in wire_in(clone).corrections] == ["correction", "assessment"]
    is_clean(clone)


def test_a_contributor_proposes_and_an_editor_publishes_on_that_branch(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, BULK, OTHER_NAME)
    clone.git("config", "user.name", "V. Volunteer")
    name = clone.place.run("new", "--date", "2023-06-22").stdout.strip()
    started = read_wire(Source(name, text(clone, name).encode())).data
    assert (started["status"], started["submitted_by"], started["rationale"]["basis"]) == (
        "draft", "V. Volunteer", "proposed",
    )  # fmt: skip
    assert not {"published"} & started.keys()
    assert not {"by", "date"} & started["rationale"].keys()
    (clone.root / name).unlink()
    clone.put(BASE_NAME, DRAFT)
    clone.commit("a draft")
    assert clone.rules("--since", "main") == []
    assert "does not hold the seat" in assess(clone, ID, status=1).stderr, "git's user.name signs"
    assess(clone, ID, "--by", "B. Editor")
    assert wire_in(clone).rationale.by == "B. Editor"
    is_clean(clone)
    clone.git("switch", "-q", "main")
    clone.git("merge", "-q", "--no-ff", "-m", "merge", "assessment")
    assert clone.place.run("ledger", "--verify").returncode == 0
    assert clone.rules() == ["bulk-rationale"]


def test_the_diff_writes_nothing(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, DRAFT)
    assert "+status: published" in assess(clone, ID, "--diff").stdout
    assert text(clone) == DRAFT


def test_the_next_one_is_the_oldest_draft(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, BULK, OTHER_NAME)
    clone.put(BASE_NAME, DRAFT)
    clone.commit()
    listed = clone.place.run("review").stdout
    assert "\n2 to assess: `butfor assess --next`\n" in listed
    assert listed.index(ID) < listed.index(BULK_ID)
    done = assess(clone, "--next")
    assert f"'Publish {ID}'" in done.stdout
    assert "1 of 2 to be assessed\n" in done.stderr
    clone.commit()
    done = assess(clone, "--next", answers=OTHER_ANSWERS)
    assert f"'Assess {BULK_ID}'" in done.stdout
    assert "1 of 1 to be assessed\n" in done.stderr
    assert "`butfor assess --next`" not in clone.place.run("review").stdout


@pytest.mark.parametrize("arguments", [(), (ID, "--next"), (ID, "--by", " "), (ID, "--by", "\x07"), ("nonsense",)])
def test_wrong_usage_is_2(arguments: tuple[str, ...], tmp_path: Path) -> None:
    clone = clone_with(tmp_path, DRAFT)
    assess(clone, *arguments, status=2)
    assert text(clone) == DRAFT


def test_without_a_terminal_nobody_is_asked(tmp_path: Path) -> None:
    done = clone_with(tmp_path, DRAFT).place.run("assess", ID)
    assert (done.returncode, done.stdout) == (2, "")
    assert "use --answers FILE" in done.stderr


def test_many_bulk_entries_in_one_branch_are_no_mass_change(tmp_path: Path) -> None:
    launch(tmp_path, 6, most=5)


@pytest.mark.robustness
def test_two_hundred_bulk_entries_in_one_branch(tmp_path: Path) -> None:
    launch(tmp_path, 200, most=25)


def launch(tmp_path: Path, count: int, most: int) -> None:
    """Assess so many bulk entries by files of answers, and compare the branch as CI does."""
    clone = clone_with(tmp_path, BASE)
    clone.git("switch", "-q", "main")
    config = (clone.root / "butfor.toml").read_text()
    ids = [f"01H3G6D600ZK58P4A1RN4W{number:04}" for number in range(count)]
    config = re.sub(r"bulk-wires = .*", f"bulk-wires = {json.dumps(ids)}", config)
    (clone.root / "butfor.toml").write_text(f"{config}\n[history]\nmost-changed = {most}\n")
    for number, wire_id in enumerate(ids):
        snippet = f'id: {wire_id}\ntitle: "An assistant gave {word(number)} to a customer who had asked for help"\n'
        snippet += f'occurred: "{2000 + number // 300}-{number % 12 + 1:02}-{number % 28 + 1:02}"\n'
        bulk = merged(snippet + f"external_ids: {{aiid: {1000 + number}}}\n", BULK).replace(
            "harm: none", "harm: actual"
        )
        clone.put(f"incidents/2023/{wire_id}.yaml", bulk.replace(".example/", f".example/{number}/"))
    clone.commit("launch")
    clone.git("switch", "-q", "-C", "assessment")
    for number, wire_id in enumerate(ids):
        said = " ".join(word(number * 31 + place) for place in range(24))
        answers = ANSWERS.replace("The passenger's lawyers", f"{said} and {word(number)}").replace(
            "or none, and the court", f"or {' '.join(reversed(said.split()))}, and {word(number)}"
        )
        assess(clone, wire_id, answers=answers)
    clone.commit("assess them all")
    found = clone.rules("--since", "main")
    assert "mass-change" not in found
    done = clone.place.run("check", "--since", "main", "--format", "json")
    assert [found for found in json.loads(done.stdout)["findings"] if found["level"] == "error"] == []
    assert clone.place.run("ledger", "--verify").returncode == 0
    for wire_id in ids:  # the same, without an editor's word
        name = f"incidents/2023/{wire_id}.yaml"
        clone.put(name, text(clone, name).replace("type: assessment", "type: correction"))
    assert "mass-change" in clone.rules("--since", "main")
    clone.git("restore", ".")
    clone.git("switch", "-q", "main")
    clone.git("merge", "-q", "assessment")
    clone.git("switch", "-q", "-C", "signed-anew")
    for wire_id in ids:  # signed by somebody else, and not judged
        assess(clone, wire_id, "--by", "B. Editor", answers="severity: SEV-3\nlimits: It rests on one look.\n")
    clone.commit("sign them all")
    assert "mass-change" in clone.rules("--since", "main")


def word(number: int) -> str:
    """A word that no other number has."""
    letters = "bdfgklmnprstvz"
    number += 1
    made = ""
    while number:
        number, at = divmod(number, len(letters))
        made += letters[at] + "aeiou"[(number + at) % 5]
    return f"ko{made}"


# ---------------------------------------------------------------- at a terminal


class Terminal:
    """`butfor assess` as somebody at a terminal meets it."""

    def __init__(self, clone: Clone, *arguments: str, **environment: str) -> None:
        self.pid, self.end = pty.fork()
        if self.pid == 0:
            os.chdir(clone.root)
            variables = plain_environment() | {"TERM": "dumb", "COLUMNS": "80", "PYTHONPATH": str(REPOSITORY / "src")}
            command = [sys.executable, "-m", "butfor", "assess", *arguments]
            os.execve(sys.executable, command, variables | environment)
        self.shown, self.read = "", 0

    def until(self, words: str) -> str:
        """What is shown up to these words, which must come."""
        limit = time.monotonic() + 60
        while words not in self.shown[self.read :]:
            assert time.monotonic() < limit, self.shown
            if select.select([self.end], [], [], 0.2)[0]:
                self.shown += os.read(self.end, 65536).decode("utf-8", "replace")
        start, self.read = self.read, self.shown.index(words, self.read) + len(words)
        return self.shown[start : self.read]

    def type(self, *lines: str) -> None:
        """Type lines, one after the other, each where it is asked for."""
        for line in lines:
            self.until("> ")
            os.write(self.end, f"{line}\n".encode())

    def confirm(self, question: str, answer: str = "") -> str:
        """Answer a question that asks for yes or no; return what was shown before it."""
        shown = self.until(f"{question} [Y/n]: ")
        os.write(self.end, f"{answer}\n".encode())
        return shown

    def status(self) -> int:
        """How it ended."""
        while select.select([self.end], [], [], 10)[0]:
            try:
                if not (data := os.read(self.end, 65536)):
                    break
            except OSError:
                break
            self.shown += data.decode("utf-8", "replace")
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


@pytest.fixture
def bulk(tmp_path: Path) -> Iterator[Clone]:
    yield clone_with(tmp_path, BULK, OTHER_NAME)


SENTENCES = (
    "The judges looked for opinions that nobody had written.\n",
    "Had ChatGPT not been asked, the brief of the two lawyers\nwould have cited real opinions.\n",
)


def test_asked_interrupted_and_resumed(bulk: Clone, tmp_path: Path) -> None:
    first = Terminal(bulk, BULK_ID)
    shown = first.until("tested_harm: ")
    assert "Why it needs an editor" in shown
    assert "Voices: 3 counted, 2 needed" in shown
    assert re.search("S1 +District Court +court.example +yes ", shown)
    first.type(*SENTENCES)
    first.until("other_causes: ")
    os.kill(first.pid, signal.SIGINT)
    assert first.status() == 130
    assert "your answers are kept" in first.shown
    assert [path.stat().st_mode & 0o077 for path in (tmp_path / "state").glob("butfor/assess/*")] == [0]
    assert text(bulk, OTHER_NAME) == BULK, "nothing is written by halves"

    second = Terminal(bulk, BULK_ID)
    second.confirm("Continue with these answers?")
    assert "already answered: tested_harm and without" in second.until("other_causes: ")
    os.write(second.end, b"\x04")  # Ctrl-D
    assert second.status() == 130
    assert "your answers are kept" in second.shown.partition("other_causes")[2]

    second = Terminal(bulk, BULK_ID)
    second.confirm("Continue with these answers?")
    second.type("none-known", "-", "perhaps", "passes", "", "actual", "SEV-9", "SEV-4", "mit:5.1,mit:3.1", "")
    shown = " ".join(second.confirm("write it?").split())
    assert f"assesses again {BULK_ID}: passes, SEV-4, mit:3.1, mit:5.1; signed by A. Editor write it?" in shown
    assert second.status() == 0
    assert "perhaps is not one of them" in second.shown
    assert "SEV-9 is not one of them" in second.shown
    wire = wire_in(bulk, OTHER_NAME)
    assert (wire.severity, wire.codes, wire.harm) == ("SEV-4", ["mit:3.1", "mit:5.1"], "actual")
    assert "would have cited real opinions" in (wire.rationale.without or "")
    is_clean(bulk)


def test_what_is_pasted_is_one_answer_and_paragraphs_can_be_typed(bulk: Clone) -> None:
    terminal = Terminal(bulk, BULK_ID)
    terminal.type("The judges looked for opinions that nobody had written.\n\nThe lawyers were fined for them.")
    terminal.until("The lawyers were fined for them.")
    os.write(terminal.end, b"\n\n")
    terminal.until("without: ")
    terminal.type("Had ChatGPT not been asked, the brief would have cited real opinions.")
    for line in ("+", "No judge would have looked for them.", ""):
        terminal.until("  ")
        os.write(terminal.end, f"{line}\n".encode())
    terminal.type("none-known", "-", "passes", "", "actual", "SEV-4", "mit:3.1", "It is time.\nNobody had asked.\n")
    shown = terminal.confirm("write it?")
    assert "without: Had ChatGPT not been asked" in shown.rpartition("reason")[0], "all is shown once more"
    assert terminal.status() == 0, terminal.shown
    rationale = wire_in(bulk, OTHER_NAME).rationale
    assert rationale.tested_harm is not None
    assert "nobody had written.\n\nThe lawyers were fined" in rationale.tested_harm
    assert "real opinions.\n\nNo judge" in (rationale.without or "")
    assert wire_in(bulk, OTHER_NAME).corrections[0].reason == "It is time. Nobody had asked."


def test_the_summary_is_declined_and_all_is_asked_again_with_what_was_answered(bulk: Clone) -> None:
    first = Terminal(bulk, BULK_ID)
    first.type(*SENTENCES, "none-known", "", "passes", "", "actual", "SEV-4", "mit:3.1", "")
    first.confirm("write it?", "n")
    assert first.status() == 1
    assert "nothing was written; your answers are kept" in first.shown
    assert text(bulk, OTHER_NAME) == BULK
    again = Terminal(bulk, BULK_ID)
    again.confirm("Continue with these answers?")
    again.type(*([""] * 7), "SEV-3", "", "")
    again.confirm("write it?")
    assert again.status() == 0
    assert (wire_in(bulk, OTHER_NAME).severity, wire_in(bulk, OTHER_NAME).codes) == ("SEV-3", ["mit:3.1"])


def test_each_answer_is_judged_where_it_is_given(bulk: Clone) -> None:
    terminal = Terminal(bulk, BULK_ID)
    terminal.until("tested_harm: ")
    terminal.type("-")
    assert "it can't be deleted: it needs an answer" in terminal.until("deleted: it needs an answer")
    terminal.type(*SENTENCES, "none known\n", "none-known", "", "passes", "", "actual", "SEV-1", "SEV-4")
    terminal.until("codes: ")
    shown = " ".join(terminal.shown.split())
    assert "means `none-known`, but is written differently: write `other_causes: none-known`" in shown
    assert "`SEV-1` needs a review by the legal seat" in shown
    terminal.type("3.1", "mit:3.1 mit:5.1", "mit:3.1,mit:5.1", "")
    terminal.confirm("write it?")
    shown = " ".join(terminal.shown.split())
    assert "3.1 is not one of them; did you mean mit:3.1?" in shown
    assert "mit:3.1 mit:5.1 is not one of them; separate several with commas" in shown
    assert terminal.status() == 0
    assert wire_in(bulk, OTHER_NAME).rationale.other_causes == "none-known"


def test_what_no_answer_fixes_is_said_before_anything_is_asked(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, DRAFT.replace("severity: SEV-3", "severity: SEV-1"))
    done = assess(clone, ID, answers="limits: The judges' hours were not counted.\n", status=1)
    assert done.stdout.count("error[") == 1
    assert "error[severity-asks-more]" in done.stdout
    terminal = Terminal(clone, ID)
    shown = " ".join(terminal.until("tested_harm: ").split())
    assert "SEV-1 needs a review by the legal seat, but the wire has none" in shown
    terminal.type(*([""] * 7))
    terminal.until("severity: ")
    terminal.type("", "SEV-3", "")
    terminal.confirm("write it?")
    assert terminal.status() == 0

    clone.put(BASE_NAME, DRAFT.replace("[S2]", "[S9]"))
    terminal = Terminal(clone, ID)
    assert terminal.status() == 1
    assert "error[" in terminal.shown
    assert "no answer fixes this, so nothing is asked" in " ".join(terminal.shown.split())
    assert "tested_harm: " not in terminal.shown


def test_a_wire_that_is_not_there_is_said_before_a_terminal_is_missed(tmp_path: Path) -> None:
    done = clone_with(tmp_path, DRAFT).place.run("assess", ID[:-1] + "0")
    assert (done.returncode, "no wire here has the id" in done.stderr) == (2, True)


def test_a_name_that_only_looks_like_an_editors_is_spelt_out(tmp_path: Path) -> None:
    done = assess(clone_with(tmp_path, DRAFT), ID, "--by", "A. Edit\u043er", status=1)
    assert "is written with U+043E" in done.stderr


def test_only_what_an_editor_can_fix_is_shown(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, BULK, OTHER_NAME)
    done = assess(clone, BULK_ID, answers=f"{ANSWERS.replace('test: passes', 'test: perhaps')}", status=1)
    assert re.findall(r"error\[(.*)\]", done.stdout) == ["unknown-value"]


def test_the_lines_that_are_printed_commit_a_file_that_git_does_not_know(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, BULK, OTHER_NAME)
    clone.git("config", "user.email", "editor@example.org")
    clone.put(BASE_NAME, DRAFT)
    done = assess(clone, ID)
    commands = done.stdout.partition("commit it:\n")[2]
    subprocess.run(f"set -e\n{commands}", shell=True, check=True, cwd=clone.root, env=plain_environment())
    assert clone.git("status", "--porcelain") == ""
    assert clone.git("log", "-1", "--format=%s") == f"Publish {ID}"


def test_kept_answers_never_overwrite_what_the_wire_says_since(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, DRAFT)
    first = Terminal(clone, ID)
    first.type(*SENTENCES)
    first.until("other_causes: ")
    os.kill(first.pid, signal.SIGINT)
    assert first.status() == 130
    newer = DRAFT.replace("severity: SEV-3", "severity: SEV-4").replace('codes: ["mit:3.1"]', 'codes: ["mit:5.1"]')
    newer = re.sub(r"  tested_harm: .*\n", "  tested_harm: Two lawyers and a judge lost days over a brief.\n", newer)
    assert "Two lawyers and a judge" in newer
    clone.put(BASE_NAME, newer)
    clone.commit()
    again = Terminal(clone, ID)
    said = " ".join(again.until("Continue with these answers? [Y/n]: ").split())
    assert f"{BASE_NAME} changed after you answered questions about it" in said
    os.write(again.end, b"\n")
    shown = " ".join(again.until("tested_harm: ").split())
    assert "left out, because the wire changed since: tested_harm" in shown
    again.type("", *([""] * 7))
    again.confirm("write it?")
    assert again.status() == 0
    wire = wire_in(clone)
    assert (wire.severity, wire.codes) == ("SEV-4", read_wire(Source(BASE_NAME, newer.encode())).data["codes"])
    assert (wire.rationale.tested_harm or "").startswith("Two lawyers and a judge lost days over a brief.")
    assert "would have cited real opinions" in (wire.rationale.without or ""), "what nobody changed is kept"


def test_what_is_found_is_asked_again_and_a_hangup_loses_nothing(bulk: Clone) -> None:
    config = bulk.root / "butfor.toml"
    config.write_text(config.read_text() + 'answers-about-nothing = "error"\n')
    bulk.commit()
    terminal = Terminal(bulk, "--next")
    hollow = f"{NOTHING}\n"
    terminal.type(hollow, hollow)
    assert "`rationale.without` repeats `rationale.tested_harm`" in " ".join(terminal.until("> ").split())
    os.write(terminal.end, f"{hollow.replace('outcome', 'result')}\n".encode())
    terminal.type("none-known", "", "passes", "", "actual", "", "mit:3.1", "")
    terminal.until("Change the answers? [Y/n]: ")
    assert "error[answers-about-nothing]" in terminal.shown
    assert text(bulk, OTHER_NAME) == BULK
    os.write(terminal.end, b"\n")
    terminal.until("tested_harm: ")
    os.close(terminal.end)  # the window is closed
    code = os.waitstatus_to_exitcode(os.waitpid(terminal.pid, 0)[1])
    assert code in (129, -signal.SIGHUP, 2)  # the signal, or the end of what can be read, whichever comes first
    assert text(bulk, OTHER_NAME) == BULK
    again = Terminal(bulk, "--next")
    again.until("Continue with these answers? [Y/n]: ")
    os.write(again.end, b"\n")
    again.type(*SENTENCES, *([""] * 8))
    again.confirm("write it?")
    assert again.status() == 0
    assert "no other wire waits to be assessed" in again.shown
    is_clean(bulk)


def editor(tmp_path: Path, script: str) -> dict[str, str]:
    """The environment with an editor that is a script of the shell; `given.yaml` is what it gets."""
    path = tmp_path / "editor"
    path.write_text(f'#!/bin/sh\ncp "$1" "{tmp_path}/given.yaml"\n{script}\n')
    path.chmod(0o755)
    (tmp_path / "answers").write_text(ANSWERS)
    return {"EDITOR": str(path), "VISUAL": str(path)}


def test_in_an_editor_of_ones_own(bulk: Clone, tmp_path: Path) -> None:
    terminal = Terminal(bulk, BULK_ID, "--editor", **editor(tmp_path, f'cat "{tmp_path}/answers" > "$1"'))
    terminal.confirm("write it?")
    assert terminal.status() == 0, terminal.shown
    given = (tmp_path / "given.yaml").read_text()
    assert "# Which harm was done, and to whom?" in given
    assert "nothing is signed and nothing is written" in given
    assert "#   mit:3.1: False or misleading information" in given
    assert "severity: SEV-3\n" in given
    assert max(map(len, given.splitlines())) <= 100
    is_clean(bulk)
    assert list((tmp_path / "state").glob("butfor/assess/*/*")) == []


@pytest.mark.parametrize("script", ["true", 'touch "$1"', ': > "$1"', 'sed -i "/^[^#]/d" "$1"'])
def test_an_editor_that_changes_nothing_signs_nothing(script: str, tmp_path: Path) -> None:
    clone = clone_with(tmp_path, DRAFT)
    terminal = Terminal(clone, ID, "--editor", **editor(tmp_path, script))
    assert terminal.status() == 1
    assert "you changed nothing, so nothing was signed" in terminal.shown
    assert f"to sign the present text: `butfor assess {ID}`" in terminal.shown
    assert text(clone) == DRAFT
    again = Terminal(clone, ID, "--editor", **editor(tmp_path, script))
    assert again.status() == 1
    assert "before" not in again.shown, "nothing was answered"


@pytest.mark.parametrize(
    ("script", "ending", "status", "words"),
    [
        ('printf "without: [\\n# my work\\n" > "$1"', "n", 2, "it can't be read: "),
        ('printf "without: [\\n# my work\\n" > "$1"', "\x03", 130, "it can't be read: "),
        ('echo "severity: SEV-4 # my work" >> "$1"; exit 1', "", 2, "Editing failed"),
        ('sed -i "s/SEV-3$/SEV-9 # my work/" "$1"', "n", 1, "unknown-severity"),
        ('(echo; yes "# x" | head -c 300000; echo "# my work") >> "$1"', "n", 2, "has more than 256 KiB"),
    ],
)
def test_what_was_written_in_an_editor_is_offered_again(
    script: str, ending: str, status: int, words: str, tmp_path: Path
) -> None:
    clone = clone_with(tmp_path, DRAFT)
    terminal = Terminal(clone, ID, "--editor", **editor(tmp_path, script))
    if ending:
        terminal.until("? [Y/n]: ")
        time.sleep(0.3)  # a signal that comes before the question waits for a key is seen with the next one only
        os.write(terminal.end, ending.encode() + (b"\n" if ending == "n" else b""))
    assert terminal.status() == status, terminal.shown
    assert words in terminal.shown
    assert "your answers are kept" in " ".join(terminal.shown.split())
    again = Terminal(clone, ID, "--editor", **editor(tmp_path, f'cat "{tmp_path}/answers" > "$1"'))
    again.confirm("Continue with these answers?")
    again.confirm("write it?")
    assert again.status() == 0, again.shown
    assert "my work" in (tmp_path / "given.yaml").read_text()
    clone.put(BASE_NAME, DRAFT)


def test_an_older_text_of_an_editor_is_shown_and_taken_for_no_answer(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, DRAFT)
    terminal = Terminal(clone, ID, "--editor", **editor(tmp_path, 'sed -i "s/^test: .*/test: fails/" "$1"; exit 1'))
    assert terminal.status() == 2
    clone.put(BASE_NAME, DRAFT.replace("severity: SEV-3", "severity: SEV-4"))
    again = Terminal(clone, ID, "--editor", **editor(tmp_path, "true"))
    again.confirm("Continue with these answers?")
    assert again.status() == 1
    given = (tmp_path / "given.yaml").read_text()
    assert "\nseverity: SEV-4\n" in given
    assert "\ntest: passes\n" in given
    assert "\n# test: fails\n" in given
    assert "\n# severity: SEV-3\n" in given


def test_an_editor_and_a_file_of_answers_exclude_each_other(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, DRAFT)
    assert "use one of them" in assess(clone, ID, "--editor", status=2).stderr


def test_a_draft_needs_no_reason(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, DRAFT)
    assert "a draft needs no reason" in assess(clone, ID, answers=ANSWERS + "reason: Because.\n").stderr
    assert wire_in(clone).status == "published"
