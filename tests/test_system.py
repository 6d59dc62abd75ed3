"""Systems and disks that lack something: simulated where no test runs on them, see docs/maintaining.md."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from butfor.cli import _COMMANDS
from butfor.files.system import SHARES_WORK, locked
from clones import OTHER, OTHER_NAME
from conftest import BASE, BASE_NAME, REPOSITORY, Clone, Place, new_archive, plain_environment
from test_assess import ANSWERS, DRAFT

TESTS = Path(__file__).parent
DRAFT_ID = "01H3G6D600N5YQ0Q8T6ZC7D9KE"
ID, SIGNED = Path(BASE_NAME).stem, ("--reason", "It was found wrong.", "--by", "A. Editor")
RECORD = {"title": "A record", "url": "https://www.herald-sample.com/a", "date": "2024-01-05"}
COMMANDS: list[tuple[str, ...]] = [
    ("--version",), ("help", "check"), ("find", "ChatGPT"), ("explain", "too-few-sources"), ("rules",),
    ("check",), ("check",), ("check", "--staged", "--format", "json"), ("check", BASE_NAME, "--format", "concise"),
    ("render", ID), ("diff",), ("review",), ("ledger",), ("ledger", "--verify"), ("stats",), ("export",),
    ("export", "-o", "../wires.csv", "--format", "csv"), ("schema", "--check"), ("schema", "--write"),
    ("fix", "--diff"), ("baseline", "write"), ("fix",), ("fix",), ("upgrade",), ("baseline", "shrink"),
    ("correct", ID, "--set", "severity=SEV-4", "--type", "correction", *SIGNED), ("assess",), ("assess", ID),
    ("retract", Path(OTHER_NAME).stem, *SIGNED), ("new", "--id", "01HKBEPS00QCET1QJPSDNF5VYK"),
    ("new", "--id", "01HKBEPS00QCET1QJPSDNF5VYK"), ("import", "records.json", "--from", "mapped", "--map", "map.yaml"),
    ("site", "build", "--out", "../site"), ("site", "build", "--out", "../site"), ("init", "../fresh"),
    ("init", "../fresh"), ("check", "nowhere.yaml"), ("frobnicate",),
    ("assess", DRAFT_ID, "--answers", "answers.yaml", "--by", "A. Editor"),
]  # fmt: skip
"""Each command of the help: what it reads, writes, and refuses."""
DONE = [
    ("baseline", "write"), ("baseline", "shrink"),
    ("assess", DRAFT_ID, "--answers", "answers.yaml", "--by", "A. Editor"),
    ("import", "records.json", "--from", "mapped", "--map", "map.yaml"), ("retract", Path(OTHER_NAME).stem, *SIGNED),
]  # fmt: skip
"""What must not only be refused."""
SECONDS = re.compile(rb"(?<=published: \").{10}T.{8}Z")
"""When a wire was published, which the command ran a moment later on the other system."""


def folder_after(system: str, folder: Path) -> tuple[list[list[object]], dict[str, bytes]]:
    """What the commands answer on a system, and the files that they leave."""
    main = Clone(new_archive(folder / "archive").root)
    main.git("init", "-q", "-b", "main")
    main.git("config", "user.name", "B. Writer")
    main.put(BASE_NAME, BASE)
    main.put(OTHER_NAME, OTHER.replace('"mit:3.1", "mit:5.1"', '"mit:5.1", "mit:3.1"'))
    main.put("records.json", json.dumps([RECORD]))
    main.put("map.yaml", "title: title\noccurred: date\nsources:\n  url: url\n")
    main.put(f"incidents/2023/{DRAFT_ID}.yaml", DRAFT.replace(ID, DRAFT_ID))
    main.put("answers.yaml", ANSWERS)
    main.git("add", "-A")
    main.git("commit", "-q", "-m", "begin", GIT_AUTHOR_DATE="2026-06-02T00:00Z", GIT_COMMITTER_DATE="2026-06-02T00:00Z")
    done = subprocess.run(
        [sys.executable, str(TESTS / "other_system.py"), system], input=json.dumps(COMMANDS), cwd=main.root,
        env=plain_environment() | {"XDG_CACHE_HOME": str(folder / "cache")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    kept = (path for path in folder.rglob("*") if path.is_file() and not {".git", "cache"} & set(path.parts))
    files = {path.relative_to(folder).as_posix(): SECONDS.sub(b"now", path.read_bytes()) for path in kept}
    shutil.rmtree(folder)
    return json.loads(done.stdout), files


def test_every_command_answers_without_what_windows_lacks(tmp_path: Path) -> None:
    assert {arguments[0] for arguments in COMMANDS} >= set(_COMMANDS)
    answers, files = folder_after("linux", tmp_path / "here")
    assert not [answer for answer in answers if answer[0] not in (0, 1, 2)], answers
    refused = [answer for arguments, answer in zip(COMMANDS, answers, strict=True) if arguments in DONE and answer[0]]
    assert refused == []
    there, left = folder_after("win32", tmp_path / "here")
    for arguments, answer, other in zip(COMMANDS, answers, there, strict=True):
        assert other == answer, arguments
    assert left == files


def run_script(script: str, *arguments: str) -> None:
    """Run Python beside the tests; it has to end well."""
    path = os.pathsep.join((str(TESTS), os.environ.get("PYTHONPATH", "")))
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], env=os.environ | {"PYTHONPATH": path},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, ""), done.stderr


@pytest.mark.parametrize("name", ["NUL", "con.json", "out/aux", "report:stream", "report.json."])
def test_a_report_goes_into_no_device_and_no_part_of_another_file(name: str, archive: Place) -> None:
    """Windows would take each for something else; other systems have files of these names."""
    archive.put(BASE_NAME, BASE)
    (archive.root / "out").mkdir()
    for system, status in (("win32", 2), ("linux", 0)):
        commands = [["check", "--no-cache", "--output", f"json={name}"], ["export", "-o", f"{name}"]]
        done = subprocess.run(
            [sys.executable, str(TESTS / "other_system.py"), system], input=json.dumps(commands), cwd=archive.root,
            env=plain_environment(), capture_output=True, text=True, check=True,
        )  # fmt: skip
        answers = json.loads(done.stdout)
        assert [answer[0] for answer in answers] == [status, status], answers
        assert all(answer[2].startswith(f"butfor: {name}: Windows has no file") == bool(status) for answer in answers)


WITHOUT_MASKS = """
import os, signal, sys
from pathlib import Path
from other_system import import_as
import_as("win32")
from butfor.files.system import uninterrupted
from butfor.files.write import write
came = []
signal.signal(signal.SIGTERM, lambda number, _: came.append(number))
with uninterrupted():
    with uninterrupted():
        os.kill(os.getpid(), signal.SIGTERM)
    assert came == []
assert came == [signal.SIGTERM]
path = Path(sys.argv[1])
path.write_bytes(b"before")
try:
    write(path, b"after", new=True)
except FileExistsError:
    pass
assert path.read_bytes() == b"before"
write(path.with_name("new"), b"whole", new=True)
assert sorted(each.name for each in path.parent.iterdir()) == ["new", "there"]
assert path.with_name("new").read_bytes() == b"whole"
"""


def test_without_masks_and_links_writing_is_not_stopped_and_overwrites_nothing(tmp_path: Path) -> None:
    run_script(WITHOUT_MASKS, str(tmp_path / "there"))


SPAWNED = """
import os
from other_system import import_as
import_as("darwin")
from butfor.engine import parallel
from spawned import process_of
found = parallel.spread(process_of, [str(number) for number in range(1000)], jobs=2, sendable=True)
assert len(set(found)) == 2 and os.getpid() not in found, set(found)
"""
REPORT = """
import os, sys
from other_system import import_as
import_as(sys.argv[1])
from butfor.engine import parallel
parallel._WORTH_IT["spawn"] = 1
begun, parallel._start = [], lambda process, start=parallel._start: (begun.append(1), start(process))
import butfor.cli
sys.argv = ["butfor", "check", "--no-cache", "--jobs", "2", "--format", "json", "--archive", sys.argv[2], *sys.argv[3:]]
assert butfor.cli.main() == 1
assert begun
"""


def test_processes_that_begin_with_nothing_share_the_work() -> None:
    run_script(SPAWNED)


@pytest.mark.parametrize("more", [[], ["--staged"]])
@pytest.mark.skipif(SHARES_WORK != "fork", reason="this system shares no work by forked processes to compare with")
@pytest.mark.robustness
def test_processes_that_begin_with_nothing_come_to_the_same_report(more: list[str], main: Clone) -> None:
    for number in range(200):
        main.put(f"incidents/2023/{number:03}.yaml", BASE if number % 2 else "a: [\n")
    main.git("add", "-A")
    reports = []
    for system in ("linux", "darwin"):
        done = subprocess.run(
            [sys.executable, "-c", REPORT, system, str(main.root), *more], capture_output=True, check=False,
            env=plain_environment() | {"PYTHONPATH": f"{TESTS}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"},
        )  # fmt: skip
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        reports.append(json.loads(done.stdout))
    assert len(reports[0]["findings"]) > 200
    assert reports[0] == reports[1]


def test_one_module_asks_what_the_system_has() -> None:
    """Else the simulation above says nothing of the modules that ask themselves."""
    asks = re.compile(
        r"sys\.platform|os\.name\b|hasattr\((?:os|signal)|import (?:fcntl|msvcrt|pwd|resource)|os\.(?:link|getuid)"
    )
    here = {"files/system.py", "cli/_questions.py"}  # the other: keys that wait on a terminal
    package = REPOSITORY / "src/butfor"
    paths = {path.relative_to(package).as_posix(): path.read_text(encoding="utf-8") for path in package.rglob("*.py")}
    assert {name for name, text in paths.items() if asks.search(text)} == here


def test_who_waits_for_a_lock_says_for_what(archive: Place) -> None:
    archive.put(BASE_NAME, BASE.replace("severity: SEV-3", "severity: SEV-3  "))
    folder = archive.root / "incidents/2023"
    with locked(folder):
        process = subprocess.Popen(
            [sys.executable, "-m", "butfor", "fix"], cwd=archive.root, env=plain_environment(),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stderr is not None
        assert process.stderr.readline() == f"butfor: waiting for another butfor that writes in {folder}\n"
    assert process.communicate()[0].endswith("1 fixed, 0 left\n")
    assert process.returncode == 0


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="this system bounds no file's length")
def test_what_can_not_be_written_is_not_called_fixed(archive: Place) -> None:
    text = BASE.replace("severity: SEV-3", "severity: SEV-3  ")
    path = archive.put(BASE_NAME, text)
    done = subprocess.run(
        ["bash", "-c", 'ulimit -f 0; exec "$0" -m butfor fix', sys.executable], cwd=archive.root,
        env=plain_environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "0 fixed, 0 left; 1 file could not be written\n")
    assert done.stderr == f"butfor: {BASE_NAME}: File too large\n"
    assert path.read_text(encoding="utf-8") == text


def test_too_little_memory_is_no_bug(archive: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.put(BASE_NAME, BASE)

    def starve(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("butfor.rules.sources.too_few_sources.groups", starve)
    done = archive.run("check", "--no-cache")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "butfor: not enough memory; close other programs, or name fewer files\n"


def test_git_is_never_taken_from_the_current_folder(archive: Place, tmp_path: Path) -> None:
    trap = archive.root / "git"
    trap.write_text(f"#!/bin/sh\ntouch '{tmp_path}/taken'\n")
    trap.chmod(0o755)
    done = archive.run("check", "--since", "HEAD", PATH=f".{os.pathsep}{os.pathsep}{os.environ['PATH']}")
    assert done.returncode == 2 and not (tmp_path / "taken").exists()
    assert "No such file" in archive.run("check", "--since", "HEAD", PATH=".").stderr
