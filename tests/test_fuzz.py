"""The fuzzer runs for a few seconds, finds faults where there are some, and what broke something once stays mended."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

import fuzz
from conftest import BASE, BASE_NAME, REPOSITORY, Place
from ground import POLICIES, Ground, Page, WrongError, judge_policy, judge_wire, show_wire

SECONDS = 6


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return Ground.at(tmp_path_factory.mktemp("fuzz") / "archive")


@pytest.mark.robustness
@pytest.mark.parametrize("only", ["wire", "policy"])
def test_a_short_run_finds_nothing(only: str) -> None:
    done = subprocess.run(
        [sys.executable, "bench/fuzz.py", "--seconds", str(SECONDS), "--seed", "20261123", "--only", only],
        cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 failures" in done.stdout
    executions = int(done.stdout.partition(" executions")[0].rpartition(" ")[2])
    assert executions > 20


def test_a_fault_is_found_and_reduced() -> None:
    """The fuzzer itself: a verdict that fails on a letter is caught, and little more than the letter is left."""

    def faulty(data: bytes) -> None:
        if b"Q" in data and b"R" in data:
            raise KeyError("Q")

    data = b"x" * 500 + b"Q" + b"y" * 500 + b"R" + b"z" * 500
    what = fuzz.failure(faulty, data)
    assert what is not None
    assert what.startswith("KeyError")
    assert fuzz.reduced(faulty, data, what) == b"QR"
    assert fuzz.failure(faulty, b"x") is None


def test_the_same_seed_makes_the_same_inputs() -> None:
    seeds = fuzz.wires()
    made = [[fuzz.on_structure(seeds[0], random.Random(7), seeds), fuzz.on_bytes(seeds[1], random.Random(7), seeds)]
            for _ in range(2)]  # fmt: skip
    assert made[0] == made[1]
    assert made[0] != seeds[:2]


# What broke something: our own reductions. The comment says what it did.
BROKE = [
    b"%YAML 1.3\n",  # an assertion in ruamel's parser, exit status 3
    b"%YAML 1.3\n---\ntitle: a\n",
    b"# a\n%YAML 1.10 # b\n---\n",
    b"sources: [{id: S1, url: 'https://" + "".join(map(chr, range(0x4E00, 0x4E00 + 4000))).encode() + b".example'}]",
]


@pytest.mark.parametrize("data", BROKE, ids=lambda data: ascii(data[:20].decode("utf-8", "replace")))
def test_what_broke_something_once(data: bytes, ground: Ground, archive: Place) -> None:
    judge_wire(ground, ground.policy(), data)
    show_wire(ground.policy(), data)
    archive.put(BASE_NAME, data)
    assert archive.run("check").returncode == 1


def test_a_paragraph_that_becomes_code_can_be_told(archive: Place) -> None:
    """It changes no word; without quotations that hold its blanks the comparison ended with an exception."""
    code = BASE.replace("  The court fined", "      The court fined")
    assert code != BASE
    told = '{{date: "2026-06-10", type: clarification, fields: [body], was: "{}", now: "{}", reason: a, by: b}}'
    sentence = "The court fined them and ordered letters to the judges who were named as authors [S1]."
    right = f"corrections:\n  - {told.format(sentence, f'    {sentence}')}\n"
    for after, rules in ((code, ["fact-changed-silently"]), (code + right, [])):
        archive.before.put(BASE_NAME, BASE)
        assert archive.rules_found(after) == rules


def test_a_wire_that_broke_its_page_once(ground: Ground) -> None:
    """It can be read whole, so it has a page, whatever a rule says of its address."""
    data = BASE.replace("https://court.example", "https://[court.example").encode()
    assert data != BASE.encode()
    assert judge_wire(ground, ground.policy(), data) > 0
    assert show_wire(ground.policy(), data)


@pytest.mark.parametrize(
    "page",
    [
        "<p><script>a()</script></p>", "<p onclick='a()'></p>", "<a href=' java\nscript:a()'>x</a>", "<p>", "</p>",
        "<!-- a -->", "<img src='https://a.example'>", "<p><em></p></em>",
    ],
)  # fmt: skip
def test_a_page_that_a_wire_has_broken_is_noticed(page: str) -> None:
    with pytest.raises(WrongError):
        Page(page)


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"%YAML 1.3\n", b"[" * 5000, b"a: &a [*a]", b"x" * 300_000, BASE.encode()]
)
def test_a_policy_file_that_is_none_is_refused(name: str, data: bytes, ground: Ground) -> None:
    if name == "butfor.toml" and not data:
        return  # an empty one is a good one
    assert judge_policy(ground, name, data) > 0


def test_foreign_files_are_all_judged(tmp_path: Path) -> None:
    """`bench/foreign.py` on a folder of files that nobody wrote as wires."""
    for number, data in enumerate(
        [*BROKE[:3], b"", b"\xff\xfe", b"--- !u\n- *a\n", b"? a\n: - b\n", b"{}\n", os.urandom(100)]
    ):
        (tmp_path / f"{number}.yaml").write_bytes(data)
    done = subprocess.run(
        [sys.executable, str(REPOSITORY / "bench/foreign.py"), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("9 files, ")
