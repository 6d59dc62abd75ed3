"""Whatever stops a command that writes: every file is whole, old or new, and the exit status says what happened.

By default a few tries of some commands; `pytest tests/robustness/test_interrupts.py -m interrupt --thorough` makes
hundreds of all, at each step of their work on files.
"""

import contextlib
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import BASE, BASE_NAME, Place
from robustness.interruptions import BEGIN, COMMANDS, STATUS, STEP, Done, Trial, build, finish, start


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try some commands, or all."""
    if "trial" in metafunc.fixturenames:
        names = list(COMMANDS)[: None if metafunc.config.getoption("--thorough", False) else 4]
        metafunc.parametrize("trial", names, indirect=True, scope="module")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder."""
    return tmp_path_factory.mktemp("interrupts")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What commands are tried on."""
    root = tmp_path_factory.mktemp("template")
    build(root)
    return root


@pytest.fixture(scope="module")
def trial(request: pytest.FixtureRequest, template: Path, place: Path) -> Trial:
    return Trial.of(template, place, request.param)


@pytest.mark.interrupt
def test_a_command_does_its_work(trial: Trial) -> None:
    assert trial.after != trial.before, "else nothing could be lost"


@pytest.mark.interrupt
def test_a_site_that_was_there_becomes_the_one_that_is_built_from_nothing(template: Path, place: Path) -> None:
    """So whatever comes to the end of the one has come to the end of the other."""
    new, old = (Trial.of(template, place, name).after for name in ("site build", "site build again"))
    built = {name.removeprefix("new/"): data for name, data in new.items() if name.startswith("new/site/")}
    assert built == {name: data for name, data in old.items() if name.startswith("site/")}


@pytest.mark.interrupt
@pytest.mark.parametrize("number", STATUS)
def test_a_signal_at_some_time_loses_nothing(trial: Trial, number: signal.Signals, thorough: bool, seed: int) -> None:
    """From butfor's first line on: what Python does before is not ours."""
    moments = random.Random(f"{trial.name}{seed}")

    def stop(root: Path) -> Done:
        reading, writing = os.pipe()
        process = start(root, trial.arguments, "-c", BEGIN, str(writing), pipe=writing)
        os.close(writing)
        os.read(reading, 1)
        os.close(reading)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(moments.random() * trial.seconds * 1.05)
        process.send_signal(number)
        return finish(process)

    for _ in range(30 if thorough else 1):
        assert trial.attempt(stop, STATUS[number])[1] == []


@pytest.mark.interrupt
@pytest.mark.parametrize("number", STATUS)
def test_a_signal_at_a_step_of_writing_loses_nothing(trial: Trial, number: signal.Signals, thorough: bool) -> None:
    """Right before the step, one try for each; of many steps only some."""
    step, struck = 1, 0
    while step <= (2000 if thorough else 4):

        def stop(root: Path, step: int = step) -> Done:
            return finish(start(root, trial.arguments, "-c", STEP, str(int(number)), str(step)))

        is_step, problems = trial.attempt(stop, STATUS[number])
        assert problems == []
        if not is_step:
            break
        struck += 1
        step += 1 + max(step - 20, 0) // 8
    assert struck >= 3, "the signal is sent while files are written"


@pytest.mark.interrupt
def test_a_limit_on_the_size_of_files_loses_nothing(trial: Trial, thorough: bool) -> None:
    """The system says "File too large"."""
    largest = max(len(data) for name, data in trial.after.items() if trial.before.get(name) != data)
    for limit in range(0, largest, largest // 12 + 1) if thorough else [0]:
        is_struck, problems = trial.attempt(lambda root: finish(start(root, trial.arguments, limit=limit)), 2)  # noqa: B023
        assert problems == []
        assert is_struck or trial.name == "check"  # which does without its cache


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 16 MB, mounted for one test."""
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", tmp_path], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a file system can't be mounted here")
    yield tmp_path
    subprocess.run(["umount", tmp_path], check=True)


@pytest.mark.interrupt
def test_a_full_disk_loses_nothing(trial: Trial, small_disk: Path, thorough: bool) -> None:
    for pages in range(12 if thorough else 2):
        errors = b""

        def stop(root: Path, pages: int = pages) -> Done:
            nonlocal errors
            filler = small_disk / "filler"
            with filler.open("wb", buffering=0) as file:
                with contextlib.suppress(OSError):
                    while file.write(b"\0" * 4096) == 4096:
                        pass
                file.truncate(max(file.tell() - 4096 * (pages % 3), 0))
            done = finish(start(root, trial.arguments))
            filler.unlink()
            errors = done.stderr
            return done

        is_struck, problems = replace(trial, place=small_disk).attempt(stop, 2)
        assert problems == []
        assert b"No space left on device" in errors or not is_struck
        assert is_struck or b"No space left on device" in errors or pages or trial.name == "check"


def test_what_a_killed_write_leaves_is_no_wire(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    archive.put("incidents/2023/.butfor-abcd1234.tmp", BASE[:100])
    done = archive.run("check", "--format", "concise")
    assert (done.returncode, done.stdout) == (0, "1 file checked, nothing found\n")


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
def test_a_command_that_is_asked_to_stop_says_so(
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
