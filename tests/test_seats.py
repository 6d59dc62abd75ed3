"""Who may sign: by the seats in force where a signature is new, by its day afterwards; all with real git."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from butfor.policy.seats import comparable_name
from conftest import BASE, BASE_NAME, SEATS, Place, merged, new_archive, run_butfor
from test_versions import OTHER, OTHER_NAME, Clone, clone_of, requested

PATH = "schema/seats.yaml"
LEGAL = 'reviews:\n  - {seat: legal, by: "%s", date: "2026-05-21"}\n'
SUPPRESSED = """\
title: "LIVE: An assistant by OpenAI promised a refund that the shop did not give"
deviations:
  - {rule: feed-prefix, reason: "So it is called.", by: "%s", date: "2026-05-21", ledger: "2026-1"}
"""
SOLO = """\
schema: 1
seats:
  - {id: editor, holders: [{name: A. Editor, from: "2026-01-01"}]}
  - {id: legal, holders: [{name: A. Editor, from: "2026-01-01"}]}
"""


def signed(name: str, text: str = OTHER) -> str:
    """A wire whose rationale somebody else signs."""
    assert text.count('by: "A. Editor"') == 1
    return text.replace('by: "A. Editor"', f'by: "{name}"')


@pytest.fixture
def main(tmp_path: Path) -> Clone:
    """An archive on `main`: two editors and more, a counsel and a former one; one published wire."""
    clone = Clone(new_archive(tmp_path / "main").root)
    clone.git("init", "-q", "-b", "main")
    clone.put(BASE_NAME, BASE)
    clone.commit("publish")
    return clone


def hook(main: Clone) -> list[str]:
    """What is found in what lies in the folder, once it is staged."""
    main.git("add", "-A")
    return main.rules("--staged")


# ---------------------------------------------------------------- who takes part


def test_a_solo_maintainer_signs_everything_and_readers_see_it(main: Clone) -> None:
    main.put(PATH, SOLO)
    main.commit("one person")
    main.put(OTHER_NAME, merged("severity: SEV-1\n" + LEGAL % "A. Editor" + SUPPRESSED % "A. Editor", OTHER))
    main.git("add", "-A")
    done = main.place.run("check", "--staged")
    assert done.returncode == 0
    assert sorted(line.split(":")[0] for line in done.stdout.splitlines() if line.startswith("warning")) == [
        "warning[self-review]",
        "warning[self-signed-deviation]",
    ]
    page = " ".join(main.place.run("render", OTHER_NAME).stdout.split())
    assert page.count("A. Editor (who assessed this wire, too)") == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (LEGAL % "B. Counsel" + SUPPRESSED % "B. Editor", []),
        (SUPPRESSED % "B. Counsel", []),
        (SUPPRESSED % "A. Editor", ["self-signed-deviation"]),
        ((LEGAL % "A. Editor").replace("legal", "editor"), ["self-review"]),
        (LEGAL % "A. Editor", ["new-signer-without-seat"]),
        (LEGAL % "The Supreme Court", ["new-signer-without-seat"]),
        (SUPPRESSED % "B. Contributor", ["new-signer-without-seat"]),
    ],
)  # fmt: skip
def test_a_newsroom_of_editors_and_a_counsel(text: str, found: list[str], main: Clone) -> None:
    main.put(OTHER_NAME, merged(text, OTHER))
    assert hook(main) == found


def test_a_contributor_with_a_fork_forges_a_name(main: Clone, tmp_path: Path) -> None:
    """A name is no proof: an editor's name passes, and the account says who sends it; any other is refused."""
    main.put(OTHER_NAME, signed("M. Allory"))
    checkout, environment = requested(main, tmp_path)
    done = checkout.place.run("check", **environment)
    assert done.returncode == 1
    words = " ".join(done.stdout.split())
    assert "error[new-signer-without-seat]: `M. Allory` does not hold the seat `editor` today" in words
    assert (
        "published; 3 independent sources of 2 needed; signed by M. Allory on 2026-05-20; it says that it "
        "was published on 2026-06-01; sent by A " in words
    )
    fork = clone_of(main, tmp_path, name="fork")
    fork.git("switch", "-q", "-c", "mine", "origin/main")
    fork.put(OTHER_NAME, OTHER)
    fork.git("add", "-A")
    fork.git("-c", "user.name=M. Allory", "commit", "-q", "-m", "a wire")
    done = fork.place.run("check", "--since", "origin/main")
    assert done.returncode == 0
    assert (
        "signed by A. Editor on 2026-05-20; it says that it was published on 2026-06-01; sent by M. Allory "
        in " ".join(done.stdout.split())
    )


def test_who_commits_is_named_before_the_commit(main: Clone) -> None:
    main.git("config", "user.name", "Somebody [-Else-]")
    main.git("config", "user.email", "else@example.org")
    main.put(OTHER_NAME, OTHER)
    main.git("add", "-A")
    done = main.place.run("check", "--staged")
    assert "sent by Somebody [<U+002D>Else<U+002D>] " in " ".join(done.stdout.split())


def test_who_sends_a_wire_is_the_same_before_and_after_each_commit_and_merge(main: Clone) -> None:
    """Those who wrote the commits that touch it, and who commits what none of them says."""

    def become(name: str) -> None:
        main.git("config", "user.name", name)
        main.git("config", "user.email", "x@example.org")

    def sent(*arguments: str) -> str:
        said = re.findall(r"sent by (.*?)\n    \S", main.place.run(*arguments).stdout, re.DOTALL)[0]
        return " ".join(said.split())

    become("Will Writer")
    main.git("switch", "-q", "-c", "wire")
    main.put(OTHER_NAME, OTHER.replace("status: published", "status: draft"))
    main.git("add", "-A")
    assert sent("check", "--staged") == "Will Writer"
    main.git("-c", "user.name=Will Writer", "commit", "-q", "-m", "a draft")
    become("Ben Birch")
    main.put(OTHER_NAME, OTHER)
    main.git("add", "-A")
    assert sent("check", "--staged") == "Will Writer and Ben Birch"
    main.git("-c", "user.name=Ben Birch", "commit", "-q", "-m", "a wire")
    assert sent("check", "--since", "main") == "Will Writer and Ben Birch"
    main.git("switch", "-q", "main")
    become("Merger")
    main.git("merge", "-q", "--no-ff", "--no-commit", "wire")
    assert sent("check", "--staged") == "Will Writer and Ben Birch"


def test_a_new_review_of_a_public_wire_names_its_sender(main: Clone) -> None:
    main.put(BASE_NAME, merged(LEGAL % "B. Counsel"))
    main.git("config", "user.name", "Somebody")
    main.git("config", "user.email", "s@example.org")
    assert "sent by Somebody\n" in main.place.run("diff").stdout
    plain = json.loads(main.place.run("diff", "--format", "json").stdout)["account"]
    assert plain["changed"][0]["sent_by"] == ["Somebody"]


# ---------------------------------------------------------------- what is new, and what is public


def test_an_editor_who_left(main: Clone, tmp_path: Path) -> None:
    """What they signed stands; nothing that is new can bear their name, whatever its date."""
    main.put(
        PATH, SEATS.replace('A. Editor", from: "1900-01-01"', 'A. Editor", from: "1900-01-01", until: "2026-06-30"')
    )
    assert hook(main) == []
    main.commit("A. Editor leaves")
    assert main.rules() == []
    main.put(BASE_NAME, merged("related: []\n" + LEGAL % "B. Counsel"))
    assert hook(main) == []
    main.put(OTHER_NAME, OTHER)
    assert hook(main) == ["new-signer-without-seat"]
    (main.root / OTHER_NAME).unlink()
    main.put(BASE_NAME, BASE.replace('date: "2026-05-20"', 'date: "2026-05-19"'))
    assert "new-signer-without-seat" in hook(main)
    main.put(BASE_NAME, BASE)
    main.put(OTHER_NAME, OTHER)
    checkout, environment = requested(main, tmp_path)
    assert checkout.rules(status=1, **environment) == ["new-signer-without-seat"]


def test_a_draft_that_is_published_is_signed_by_who_holds_the_seat_now(main: Clone) -> None:
    draft = merged("status: draft\n", OTHER)
    main.put(OTHER_NAME, draft)
    main.commit("a draft")
    main.put(
        PATH, SEATS.replace('A. Editor", from: "1900-01-01"', 'A. Editor", from: "1900-01-01", until: "2026-06-30"')
    )
    main.commit("A. Editor leaves")
    main.put(OTHER_NAME, draft.replace("six invented", "seven invented"))
    assert hook(main) == []
    main.put(OTHER_NAME, draft.replace("severity: SEV-3", "severity: SEV-4"))
    assert hook(main) == ["signed-draft-changed"]
    main.put(OTHER_NAME, OTHER)
    assert hook(main) == ["new-signer-without-seat"]
    main.put(OTHER_NAME, signed("B. Editor"))
    assert hook(main) == []


def test_who_joins_can_sign_from_their_first_day_on(main: Clone) -> None:
    main.put(PATH, SEATS.replace('B. Editor", from: "1900-01-01"', 'B. Editor", from: "2099-01-01"'))
    main.commit("B. Editor joins later")
    main.put(OTHER_NAME, signed("B. Editor"))
    main.git("add", "-A")
    done = main.place.run("check", "--staged")
    assert (done.returncode, done.stdout.count("error[")) == (1, 1)
    words = "`B. Editor` has `editor` from 2099-01-01; `A. Editor` or `C. Editor` can sign today"
    assert words in " ".join(done.stdout.split())


def test_a_request_that_names_itself_and_signs(main: Clone, tmp_path: Path) -> None:
    main.put(PATH, SEATS.replace("C. Editor", "M. Allory"))
    main.put(OTHER_NAME, signed("M. Allory"))
    assert "new-signer-without-seat" in hook(main)
    checkout, environment = requested(main, tmp_path)
    done = checkout.place.run("check", **environment)
    assert done.returncode == 1
    assert "error[new-signer-without-seat]" in done.stdout
    words = " ".join(done.stdout.split())
    assert "Policy: it does more than add, so CI checks the wires of this change with the old policy: " in (words)
    assert "M. Allory joins: can sign for the seat editor from 1900-01-01 on, once this is merged" in words
    assert "C. Editor is deleted: so are their signatures for the seat editor" in words


def test_a_request_that_takes_the_seats_away_is_judged_by_them(main: Clone, tmp_path: Path) -> None:
    (main.root / PATH).unlink()
    main.put(OTHER_NAME, signed("M. Allory"))
    assert "new-signer-without-seat" in hook(main)
    checkout, environment = requested(main, tmp_path)
    done = checkout.place.run("check", **environment)
    assert (done.returncode, "error[new-signer-without-seat]" in done.stdout) == (1, True)
    assert "after the merge anybody can sign" in done.stdout


def test_seats_that_change_alone_are_reported(main: Clone, tmp_path: Path) -> None:
    text = SEATS.replace('B. Editor", from: "1900-01-01"', 'B. Editor", from: "1900-01-01", until: "2099-01-01"')
    main.put(PATH, text.replace("  - id: legal\n", '      - {name: D. Editor, from: "2026-11-01"}\n  - id: legal\n'))
    checkout, environment = requested(main, tmp_path)
    done = checkout.place.run("check", **environment)
    words = " ".join(done.stdout.split())
    assert done.returncode == 0
    assert "Policy: it does more than add, so it applies only to later requests" in words
    assert "B. Editor leaves: can sign for the seat editor until 2099-01-01" in words
    assert "D. Editor joins: can sign for the seat editor from 2026-11-01 on" in words


def test_a_holder_who_is_taken_out_leaves_wires_unsigned(main: Clone, tmp_path: Path) -> None:
    main.put(PATH, SEATS.replace("A. Editor", "Z. Editor"))
    assert "signer-without-seat" in hook(main)
    checkout, environment = requested(main, tmp_path)
    assert "policy-fails-wires" in checkout.rules(status=1, **environment)


# ---------------------------------------------------------------- where there is no file, or none yet


def test_without_the_file_nothing_is_asked_and_that_is_said_once(main: Clone) -> None:
    (main.root / PATH).unlink()
    main.commit("no seats")
    main.put(OTHER_NAME, signed("M. Allory"))
    main.git("add", "-A")
    for arguments in (["check"], ["check"], ["check", "--since", "main"]):  # the second run remembers the first
        done = main.place.run(*arguments)
        assert done.returncode == 0, done.stdout
        assert done.stderr.count("schema/seats.yaml does not exist, so signatures are not checked") == 1


def test_a_file_that_appears_counts_at_once(main: Clone) -> None:
    (main.root / PATH).unlink()
    main.commit("no seats")
    assert main.rules() == main.rules() == []
    main.put(PATH, SOLO.replace("A. Editor", "Z. Editor"))
    assert main.rules() == ["signer-without-seat"]
    (main.root / PATH).unlink()
    assert main.rules() == []


def test_the_first_archive_is_judged_by_its_own_seats(tmp_path: Path) -> None:
    clone = Clone(new_archive(tmp_path / "first").root)
    clone.git("init", "-q", "-b", "main")
    clone.put(BASE_NAME, BASE)
    assert hook(clone) == []
    clone.put(BASE_NAME, signed("M. Allory", BASE))
    assert hook(clone) == ["new-signer-without-seat"]


# ---------------------------------------------------------------- names, and the file itself


def test_names_are_compared_exactly_but_for_case_spaces_and_form() -> None:
    assert comparable_name(" Zo\u00eb  VAN\tDIJK ") == comparable_name("zoe\u0308 van Dijk")
    assert comparable_name("STRASSE") == comparable_name("stra\u00dfe")
    for other in ("\u0410. Editor", "A.Editor", "A. Edit\u200bor", "A. Ed\u0131tor", "\uff21. Editor"):
        assert comparable_name(other) != comparable_name("A. Editor")


@pytest.mark.parametrize("name", ["\u0410. Editor", "A. Edit\u200bor", "\uff21. Editor"])
def test_a_name_that_looks_like_a_holders_is_none(name: str, main: Clone) -> None:
    main.put(OTHER_NAME, signed(name))
    assert "new-signer-without-seat" in hook(main)


def test_nobody_signs_away_that_they_can_not_sign(main: Clone) -> None:
    suppression = SUPPRESSED % "M. Allory"
    main.put(
        OTHER_NAME, merged(suppression.replace("feed-prefix", "new-signer-without-seat").replace("LIVE: ", ""), OTHER)
    )
    assert sorted(hook(main)) == ["new-signer-without-seat", "unwaivable-rule"]


HOLDER = '{name: A. Editor, from: "2026-01-01"}'


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (HOLDER, '{name: A. Editor, from: "2026-02-30"}', "a real date"),
        (HOLDER, '{name: A. Editor, from: "2026-02-01", until: "2026-01-31"}', "a date that is not before `from`"),
        (HOLDER, f'{HOLDER}, {HOLDER.replace("A.", "a.")}', "duplicate-item"),
        (HOLDER, "{name: A. Editor}", "`from`"),
        (HOLDER, HOLDER.replace("A. Editor", "x" * 101), "wrong-format"),
        ("id: legal", "id: editor", "duplicate-item"),
        ("id: legal", "id: chief", "unknown-value"),
        ("schema: 1", "schema: 1\nmachine: []", "did you mean `machines`"),
        ("schema: 1", f"schema: 1\nmachines: {[*range(501)]}".replace(", ", ", m").replace("[", "[m"), "machines"),
    ],
)  # fmt: skip
def test_a_file_of_seats_with_a_fault(old: str, new: str, words: str, main: Clone) -> None:
    main.put(PATH, SOLO.replace(old, new, 1))
    done = main.place.run("check")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert PATH in done.stdout
    assert words in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    "make", [Path.mkdir, lambda path: path.symlink_to("codes.yaml"), lambda path: path.symlink_to("x")]
)
def test_what_lies_in_its_place_is_no_missing_file(make: Callable[[Path], None], archive: Place) -> None:
    (archive.root / PATH).unlink()
    make(archive.root / PATH)
    done = archive.run("check")
    assert (done.returncode, PATH in done.stderr) == (2, True)


def test_one_person_may_hold_a_seat_twice(main: Clone) -> None:
    twice = f'{{name: A. Editor, from: "2020-01-01", until: "2020-12-31"}}, {HOLDER}'
    main.put(PATH, SOLO.replace(HOLDER, twice, 1))
    assert main.rules() == []


# ---------------------------------------------------------------- a new archive


def test_a_new_archive_names_its_editors_if_they_are_given(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    done = run_butfor(tmp_path, "init", str(folder), "--editor", 'Zo\u00eb "Z": O\'Neil #1', "--editor", "A. Editor")
    assert done.returncode == 0, done.stderr
    archive = Place(folder)
    assert archive.policy.seats is not None
    holders = archive.policy.seats.seats[0].holders
    assert [holder.name for holder in holders] == ['Zo\u00eb "Z": O\'Neil #1', "A. Editor"]
    assert archive.run("check").stderr == ""
    archive.put(BASE_NAME, BASE)
    (folder / PATH).unlink()
    done = run_butfor(folder, "init", "--editor", "A. Editor")
    assert (done.returncode, (folder / PATH).exists()) == (2, False)
    assert "--editor is for a new archive" in done.stderr


def test_a_new_archive_says_that_nobody_is_named(tmp_path: Path) -> None:
    done = run_butfor(tmp_path, "init", str(tmp_path / "new"))
    assert not (tmp_path / "new" / PATH).exists()
    assert "schema/seats.yaml" in done.stdout
    for name in ("a\nb", "x" * 101, " "):
        assert run_butfor(tmp_path, "init", str(tmp_path / "other"), "--editor", name).returncode == 2


@pytest.mark.parametrize(
    ("type_", "by", "rule"),
    [
        ("assessment", "V. Volunteer", "new-signer-without-seat"),
        ("assessment", "C. Former", "new-signer-without-seat"),
        ("assessment", "ChatGPT", "machine-as-signer"),
        ("correction", "ChatGPT", "machine-as-signer"),
        ("correction", "V. Volunteer", None),
        ("assessment", "a. editor", None),
    ],
)
def test_to_judge_anew_needs_the_seat_and_no_machine_corrects(
    type_: str, by: str, rule: str | None, main: Clone
) -> None:
    reported = ("--set", "severity=SEV-4", "--type", type_, "--reason", "The loss was small.", "--by", by)
    done = main.place.run("correct", BASE_NAME, *reported)
    assert done.returncode == (1 if rule else 0), done.stderr
    assert rule is None or rule in done.stdout
    assert "Traceback" not in done.stderr


def test_a_retraction_is_signed_by_an_editor(main: Clone) -> None:
    today = time.strftime("%Y-%m-%d", time.gmtime())
    retracted = f'status: retracted\nretraction: {{date: "{today}", reason: "No court says so.", by: "%s"}}\n'
    for name in ("V. Volunteer", "B. Counsel", "C. Former"):
        main.put(BASE_NAME, merged(retracted % name))
        assert hook(main) == ["new-signer-without-seat"]
    reported = ("--reason", "No court says so.", "--by", "V. Volunteer")
    main.put(BASE_NAME, BASE)
    done = main.place.run("retract", BASE_NAME, *reported)
    assert (done.returncode, "does not hold the seat" in done.stdout) == (1, True)
    main.put(BASE_NAME, merged(retracted % "B. Editor"))
    assert hook(main) == []
    main.commit("retract")
    assert main.rules() == []
