"""Whatever stops a command that writes: every file is whole, old or new, and the exit status says what happened.

A few tries of one command of each kind; `python bench/interrupts.py` makes hundreds of all and prints the table.
"""

import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import BASE, BASE_NAME, Place
from interrupts import Row, Trial, at_random, at_steps, build, full_disk, limited, may_mount

TRIED = ["check", "fix", "init", "site build again"]
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGKILL]


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("interrupts")


@pytest.fixture(scope="module")
def template(scratch: Path) -> Path:
    build(scratch / "template")
    return scratch / "template"


@pytest.fixture(scope="module", params=TRIED)
def trial(request: pytest.FixtureRequest, template: Path, scratch: Path) -> Iterator[Trial]:
    yield Trial.of(template, scratch, request.param)


def assert_nothing_lost(row: Row) -> None:
    assert row.tried
    assert row.lost == []


@pytest.mark.interrupt
def test_a_command_does_its_work(trial: Trial) -> None:
    assert trial.after != trial.before, "else nothing could be lost"


@pytest.mark.interrupt
def test_a_site_that_was_there_becomes_the_one_that_is_built_from_nothing(template: Path, scratch: Path) -> None:
    """So whatever comes to the end of the one has come to the end of the other."""
    new, old = (Trial.of(template, scratch, name).after for name in ("site build", "site build again"))
    built = {name.removeprefix("new/"): data for name, data in new.items() if name.startswith("new/site/")}
    assert built == {name: data for name, data in old.items() if name.startswith("site/")}


@pytest.mark.interrupt
@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_at_some_time_loses_nothing(trial: Trial, number: signal.Signals) -> None:
    assert_nothing_lost(at_random(trial, number, 1, random.Random(trial.name)))


@pytest.mark.interrupt
@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_at_the_first_steps_of_writing_loses_nothing(trial: Trial, number: signal.Signals) -> None:
    row = at_steps(trial, number, 4)
    assert row.struck >= 3, "the signal is sent while files are written"
    assert_nothing_lost(row)
    assert row.left == 0 or number is signal.SIGKILL


@pytest.mark.interrupt
def test_a_limit_on_files_loses_nothing(trial: Trial) -> None:
    row = limited(trial, 1)
    assert row.struck or trial.name == "check"  # which does without its cache
    assert_nothing_lost(row)


@pytest.mark.interrupt
def test_a_full_disk_loses_nothing(trial: Trial, scratch: Path) -> None:
    if not may_mount(scratch):
        pytest.skip("a file system can't be mounted here")
    row = full_disk(trial, 2)
    assert row.struck or trial.name == "check", "no space was left"
    assert_nothing_lost(row)


def test_what_a_killed_write_leaves_is_named_and_not_committed(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    name = "incidents/2023/.butfor-abcd1234.tmp"
    archive.put(name, BASE[:100])
    done = archive.run("check", "--format", "concise")
    assert done.returncode == 1
    assert f"{name}:1:1: error[stray-file] a write that was cut short left this file behind" in done.stdout
    assert done.stdout.count("error") == 2, "the finding and the last line"


def test_a_move_that_was_cut_short_is_finished_by_the_next_run(archive: Place) -> None:
    """Killed between the two steps of a move, a wire lies in both places; neither is lost, and one goes."""
    archive.put(BASE_NAME, BASE)
    wrong = BASE_NAME.replace("/2023/", "/2022/")
    archive.put(wrong, BASE)
    archive.run("fix")
    assert (archive.root / BASE_NAME).read_text(encoding="utf-8") == BASE
    assert not (archive.root / wrong).exists()
    assert archive.run("check", "--fail-on", "warning").returncode == 0


def test_a_move_never_replaces_another_wire(archive: Place) -> None:
    archive.put(BASE_NAME, BASE + "x_note: another\n")
    wrong = BASE_NAME.replace("/2023/", "/2022/")
    archive.put(wrong, BASE)
    archive.run("fix")
    assert (archive.root / BASE_NAME).read_text(encoding="utf-8").endswith("x_note: another\n")
    assert (archive.root / wrong).read_text(encoding="utf-8") == BASE


@pytest.mark.interrupt
@pytest.mark.parametrize(
    ("number", "status", "word"), [(signal.SIGINT, 130, b"interrupted"), (signal.SIGTERM, 143, b"terminated")]
)
def test_a_command_that_is_told_to_stop_says_so(
    number: signal.Signals, status: int, word: bytes, archive: Place
) -> None:
    waiting = subprocess.Popen(
        [sys.executable, "-m", "butfor", "check", "-", "--stdin-filename", BASE_NAME],
        cwd=archive.root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert waiting.stdin is not None
    waiting.stdin.write(b"#" * 250_000)  # more than a pipe holds: once written, butfor is reading
    waiting.stdin.flush()
    waiting.send_signal(number)
    output, errors = waiting.communicate(timeout=60)
    assert (waiting.returncode, output, errors.strip()) == (status, b"", word)
