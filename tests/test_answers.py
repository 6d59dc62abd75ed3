"""Answers and signatures as a stranger would cheat with them, and as honest editors of other languages write them."""

import random
import string
from pathlib import Path

import pytest

from clones import OTHER, OTHER_NAME, Clone
from conftest import BASE, BASE_NAME, CONFIG, Place, merged, new_archive
from robustness.checking import within

BULK = """\
published: "2026-05-01T09:00:00Z"
rationale:
  text: "Classified with the launch of the archive; an editor will assess it."
  basis: bulk
  date: "2026-05-10"
  guide: v1
"""
UNNAMED = "[rationale]\nbulk-until = 2026-05-10\n\n[rules]\nreserved-host = 'off'\nsame-incident = 'off'\n"
_OTHER_ID = Path(OTHER_NAME).stem
NAMED = UNNAMED.replace("2026-05-10\n", f'2026-05-10\nbulk-wires = ["{_OTHER_ID}"]\n')


def clone_with(folder: Path, config: str, **files: str) -> Clone:
    """An archive on `main` with this configuration and these wires."""
    clone = Clone(new_archive(folder / "main").root)
    clone.git("init", "-q", "-b", "main")
    clone.put("butfor.toml", config)
    for name, text in files.items():
        clone.put({"base": BASE_NAME, "other": OTHER_NAME}[name], text)
    clone.commit("publish")
    return clone


def staged(clone: Clone) -> list[str]:
    clone.git("add", "-A")
    return clone.rules("--staged")


# ---------------------------------------------------------------- bulk entries are a legacy


def test_no_new_wire_is_a_bulk_entry_whatever_day_it_carries(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, UNNAMED, base=BASE)
    clone.put(OTHER_NAME, merged(BULK, OTHER))
    assert staged(clone) == ["new-bulk-rationale"]
    clone.put("butfor.toml", NAMED)
    assert "new-bulk-rationale" in staged(clone), "a request does not name its own wires"


def test_what_was_assessed_does_not_become_a_bulk_entry(tmp_path: Path) -> None:
    clone = clone_with(tmp_path, UNNAMED, base=merged('published: "2026-05-01T09:00:00Z"\n'))
    clone.put(BASE_NAME, merged(BULK))
    assert "new-bulk-rationale" in staged(clone)


@pytest.mark.parametrize("public", [UNNAMED, NAMED, CONFIG])
def test_a_legacy_that_the_policy_names_comes_with_the_first_wires(public: str, tmp_path: Path) -> None:
    clone = clone_with(tmp_path, public)
    clone.put("butfor.toml", NAMED)
    clone.put(OTHER_NAME, merged(BULK, OTHER))
    assert staged(clone) == ["bulk-rationale"]
    clone.commit("publish")
    clone.put(OTHER_NAME, merged(BULK + "x_note: a\n", OTHER))
    assert "new-bulk-rationale" not in staged(clone)


@pytest.mark.parametrize(
    "public", [None, OTHER, merged("status: draft\n", OTHER), merged("status: draft\n" + BULK, OTHER)]
)
def test_a_name_that_stays_in_the_policy_lets_no_wire_become_a_bulk_entry(public: str | None, tmp_path: Path) -> None:
    """Neither one that is new, nor a draft, nor one that was assessed; whatever day it bears."""
    clone = clone_with(tmp_path, NAMED, base=BASE, **({"other": public} if public else {}))
    clone.put(OTHER_NAME, merged(BULK, OTHER))
    assert "new-bulk-rationale" in staged(clone)


def test_an_archive_begins_with_bulk_entries(tmp_path: Path) -> None:
    clone = Clone(new_archive(tmp_path / "main").root)
    clone.git("init", "-q", "-b", "main")
    clone.git("commit", "-q", "--allow-empty", "-m", "nothing yet")
    clone.put("butfor.toml", UNNAMED)
    clone.put(OTHER_NAME, merged(BULK, OTHER))
    assert staged(clone) == ["bulk-rationale"]


# ---------------------------------------------------------------- who signs alone


def test_a_new_review_is_no_older_than_today(tmp_path: Path) -> None:
    """Nobody else held the seat on the day that it bears; today somebody does."""
    clone = clone_with(tmp_path, UNNAMED, base=BASE)
    clone.put(
        "schema/seats.yaml",
        "schema: 1\nseats:\n  - {id: editor, holders: [{name: A. Editor, from: '2020-01-01'}]}\n"
        "  - {id: legal, holders: [{name: A. Editor, from: '2020-01-01'}, {name: B. Counsel, from: '2026-06-01'}]}\n",
    )
    clone.commit("a counsel comes")
    review = 'reviews:\n  - {seat: legal, by: "A. Editor", date: "2026-05-21"}\n'
    clone.put(BASE_NAME, merged(review))
    assert staged(clone) == ["new-self-signature"]
    clone.put(BASE_NAME, merged(review.replace("A. Editor", "B. Counsel").replace("05-21", "06-02")))
    assert staged(clone) == []


# ---------------------------------------------------------------- the same for another wire


def test_answers_of_the_same_blocks_are_compared_quickly(archive: Place) -> None:
    """Each shares all its pieces with all others, and is like none of them; one that stands in another is found."""
    chance = random.Random(5)
    blocks = ["".join(chance.choices(string.ascii_lowercase, k=40)) for _ in range(25)] * 2
    stolen = ""
    for number in range(16):
        answers = ["".join(chance.sample(blocks, len(blocks)))[: chance.randint(1100, 2000)] for _ in range(3)]
        answers[0] = stolen or answers[0]
        stolen = answers[2][:700] if number == 14 else ""
        wire_id = f"01H3G6D600ZK58P4A1RN4W{number:04}"
        archive.put(
            f"incidents/2023/{wire_id}.yaml",
            merged(
                f"id: {wire_id}\npublished: '2026-06-02T09:00:{number:02}Z'\nrationale:\n  tested_harm: 'A court was "
                f"misled.'\n  without: {answers[0]}\n  other_causes: {answers[1]}\n  limits: {answers[2]}\n"
                "  test: passes\n  basis: editor\n  by: A. Editor\n  date: '2026-05-20'\n  guide: v1\n"
            ),
        )
    with within(30):  # to compare everything with everything takes a minute
        found = [finding.file for finding in archive.check().findings if finding.rule == "same-rationale"]
    assert found == [f"incidents/2023/{wire_id}.yaml"]


def test_likeness_is_100_only_where_nothing_differs(archive: Place) -> None:
    """Not where another text has all words of one, and two clauses more."""
    said = " ".join(f"The {word} court read opinion {at} of the brief." for at, word in enumerate("abcdefgh"))
    for number, more in enumerate(["", " The clerk looked in vain. Nobody else had checked."]):
        wire_id = f"01H3G6D600ZK58P4A1RN4W000{number}"
        archive.put(
            f"incidents/2023/{wire_id}.yaml",
            merged(
                f"id: {wire_id}\npublished: '2026-06-02T09:00:0{number}Z'\nrationale:\n  tested_harm: 'A court was "
                f"misled.'\n  without: '{said}{more}'\n  other_causes: none-known\n"
                "  test: passes\n  basis: editor\n  by: A. Editor\n  date: '2026-05-20'\n  guide: v1\n"
            ),
        )
    (finding,) = (found for found in archive.check().findings if found.rule == "same-rationale")
    assert " 99 % the same" in finding.message


# ---------------------------------------------------------------- names in the file of seats


@pytest.mark.parametrize(
    ("holders", "found"),
    [
        ("{name: Işık Yılmaz, from: '2026-01-01'}, {name: Иван Роса, from: '2026-01-01'}", False),
        ("{name: A. Editor, from: '2026-01-01', until: '2026-02-01'}, {name: a. editor, from: '2026-02-02'}", False),
        ("{name: A. Editor, from: '2026-01-01', until: '2026-02-01'}, {name: a. editor, from: '2026-02-01'}", True),
        ("{name: A. Editor, from: '2026-02-01'}, {name: A.  Editor, from: '2026-01-01'}", True),
        ("{name: А. Editor, from: '2026-01-01'}", True),
        ("{name: A. Edit\u043er, from: '2026-01-01'}", True),
        ("{name: \"A. Ed\u200bitor\", from: '2026-01-01'}", True),
    ],
)
def test_every_holder_has_one_plain_name(holders: str, found: bool, archive: Place) -> None:
    archive.put("schema/seats.yaml", f"schema: 1\nseats:\n  - {{id: editor, holders: [{holders}]}}\n")
    done = archive.run("check")
    assert (done.returncode != 0) == found, done.stdout + done.stderr
    assert ("schema/seats.yaml:3" in done.stdout) == found
