"""The tab key: in real shells where they are installed, and what each of them is answered."""

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import BASE, BASE_NAME, Place, plain_environment

BASE_ID = BASE_NAME.rpartition("/")[2].removesuffix(".yaml")
OTHER_ID = "01H4000000ZK58P4A1RN4WHB21"
TITLE = "ChatGPT invented case law that lawyers filed in court"
STARTS = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
SETUP = {
    "bash": 'eval "$(_BUTFOR_COMPLETE=bash_source butfor)"',
    "zsh": 'eval "$(_BUTFOR_COMPLETE=zsh_source butfor)"',
    "fish": "_BUTFOR_COMPLETE=fish_source butfor | source",
}
_CONTROL = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07]*\x07|[=>()].?)")


@pytest.fixture
def both(archive: Place) -> Place:
    """An archive with two wires."""
    archive.put(BASE_NAME, BASE)
    archive.put(f"incidents/2023/{OTHER_ID}.yaml", BASE.replace(BASE_ID, OTHER_ID).replace(TITLE, "Another, told so"))
    return archive


def offered(archive: Place, words: str, shell: str = "zsh") -> dict[str, str]:
    """What a shell is offered for the last word of a line, each with its help."""
    environment = {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" ")), "_BUTFOR_COMPLETE": f"{shell}_complete"}
    done = archive.run(**environment)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    return dict(zip(lines[1::3], lines[2::3], strict=True))


def in_bash(archive: Place, line: str, word: str) -> list[str]:
    """What bash has in COMPREPLY behind a line, of which ``word`` is the part that bash takes for the last word."""
    program = archive.root / "bin/butfor"
    archive.put("bin/butfor", f'#!/bin/sh\nexec {sys.executable} -m butfor "$@"\n').chmod(0o755)
    script = (
        'eval "$(_BUTFOR_COMPLETE=bash_source butfor)" || exit 9\nCOMP_LINE=$1 COMP_POINT=${#1} COMP_WORDS=("$2") '
        'COMP_CWORD=0\n_butfor_completion butfor\nfor item in "${COMPREPLY[@]}"; do printf "%s\\n" "$item"; done\n'
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", script, "bash", line, word], cwd=archive.root, capture_output=True, text=True,
        env=plain_environment() | {"PATH": f"{program.parent}:{os.environ['PATH']}"}, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")[:-1]


@pytest.mark.parametrize(
    "command", ["render", "check", "fix", "upgrade", "correct", "retract", "assess", "retract --replaced-by", "explain"]
)
def test_ids_are_offered_with_their_titles(command: str, both: Place) -> None:
    assert offered(both, f"butfor {command} 01h") == {BASE_ID: TITLE, OTHER_ID: "Another, told so"}
    assert offered(both, f"butfor {command} 01H3") == {BASE_ID: TITLE}


def test_of_many_ids_no_title_is_read(both: Place) -> None:
    for number in range(60):
        wire_id = f"01H6{number:022}"
        both.put(f"incidents/2023/{wire_id}.yaml", "broken: [\n")
    assert len(offered(both, "butfor render 01H")) == 62
    assert set(offered(both, "butfor render 01H").values()) == {"_"}
    assert offered(both, "butfor render 01H3") == {BASE_ID: TITLE}


def test_rules_words_and_providers_are_offered(both: Place) -> None:
    assert list(offered(both, "butfor check --select unknown-tier,unsorted-c")) == ["unknown-tier,unsorted-codes"]
    assert "too-few-sources" in offered(both, "butfor explain too-")
    assert offered(both, "butfor explain mit:3.1") == {
        r"mit\:3.1": "schema/codes.yaml: False or misleading information"
    }
    assert {"severity", "SEV-1"} <= set(offered(both, "butfor explain sev"))
    assert {"Microsoft", "Midjourney"} <= set(offered(both, "butfor new --provider mi"))
    assert list(offered(both, "butfor help ass")) == ["assess"]


def test_fields_values_kinds_and_revisions_are_offered(both: Place) -> None:
    assert "severity=" in offered(both, "butfor correct 01H3 --set sev")
    assert offered(both, "butfor correct 01H3 --set harm=n") == {
        "harm=near": "it nearly happened; then `external_factor` says what prevented it",
        "harm=none": "no harm is named; only on bulk entries, and nothing else can be published with it",
    }
    assert "severity=SEV-1" in offered(both, "butfor correct 01H3 --set severity=")
    assert list(offered(both, "butfor new --kind h")) == ["hallucination"]
    assert offered(both, "butfor find 01H3") == {BASE_ID: TITLE}
    subprocess.run(["git", "init", "-q", "-b", "trunk"], cwd=both.root, check=True)
    subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "--allow-empty", "-m", "x"],
        cwd=both.root, check=True,
    )  # fmt: skip
    for words in ("check --since", "check --public", "diff", "ledger --since"):
        assert list(offered(both, f"butfor {words} tr")) == ["trunk"], words


def test_a_command_is_described_in_a_whole_sentence(both: Place) -> None:
    assert [reported for reported in offered(both, "butfor ").values() if reported.endswith("...")] == []


def test_what_is_hostile_in_a_title_stays_on_its_line(both: Place) -> None:
    both.put(BASE_NAME, BASE.replace(TITLE, "A\\nplain\\u202e"))
    assert offered(both, "butfor render 01H3") == {BASE_ID: "A<U+000A>plain<U+202E>"}


def test_where_nothing_can_be_offered_nothing_is_said(tmp_path: Path) -> None:
    place = Place(tmp_path)
    assert offered(place, "butfor render 01") == {}
    place.put("butfor.toml", "[[[")
    assert offered(place, "butfor render 01") == {}
    assert "severity" in offered(place, "butfor explain sev")


def test_files_are_offered_where_no_id_begins_so(both: Place) -> None:
    environment = {"COMP_WORDS": "butfor check incid", "COMP_CWORD": "incid", "_BUTFOR_COMPLETE": "fish_complete"}
    assert both.run(**environment).stdout == "file,incid\n"


def test_a_shell_that_is_not_known_is_refused(tmp_path: Path) -> None:
    done = Place(tmp_path).run(_BUTFOR_COMPLETE="tcsh_source")
    assert (done.returncode, done.stdout) == (2, "")
    assert "bash_source, zsh_source or fish_source" in done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_printed_with_status_0(shell: str, tmp_path: Path) -> None:
    done = Place(tmp_path).run(_BUTFOR_COMPLETE=f"{shell}_source")
    assert (done.returncode, done.stderr) == (0, "")
    assert "_butfor_completion" in done.stdout


def test_bash_shows_what_distinguishes_candidates_and_writes_only_the_id(both: Place) -> None:
    assert in_bash(both, "butfor render 01H", "01H") == [f"{BASE_ID}  {TITLE[:50]}", f"{OTHER_ID}  Another, told so"]
    assert in_bash(both, "butfor render 01H3", "01H3") == [BASE_ID]


def test_bash_is_answered_for_the_part_behind_a_colon(both: Place) -> None:
    assert in_bash(both, "butfor explain mit:3.1", "3.1") == ["3.1"]
    assert in_bash(both, "butfor explain mit:", ":")[0].startswith("1.1  ")
    assert in_bash(both, "butfor explain mit:3.1", "mit:3.1") == ["mit:3.1"], "where a colon ends no word"
    assert in_bash(both, "butfor explain Just", "Just") == [r"Just\ Walk\ Out"]
    assert in_bash(both, 'butfor explain "Just', '"Just') == ["Just Walk Out"]
    assert in_bash(both, "butfor correct 01H3 --set severity=SEV-1", "SEV-1") == ["SEV-1"]


def test_bash_is_offered_nothing_where_nothing_is_known(both: Place) -> None:
    """Not an empty candidate either, which would write a space."""
    assert in_bash(both, "butfor check --since nothing-of-this", "nothing-of-this") == []


@pytest.mark.parametrize("shell", STARTS)
def test_the_tab_key_writes_an_id(shell: str, both: Place, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    both.put("bin/butfor", f'#!/bin/sh\nexec {sys.executable} -m butfor "$@"\n').chmod(0o755)
    setup = SETUP[shell]
    (tmp_path / ".zshrc").write_text(f"autoload -Uz compinit; compinit -u\n{setup}\necho ready-$((1+1))\n")
    process, terminal = pty.fork()
    if process == 0:  # the child becomes the shell
        os.chdir(both.root)
        path = f"{both.root}/bin:{os.environ['PATH']}"
        home = {"HOME": str(tmp_path), "ZDOTDIR": str(tmp_path), "PATH": path, "TERM": "xterm", "PS1": "$ "}
        os.execvpe(STARTS[shell][0], STARTS[shell], plain_environment() | home)
    try:
        if shell != "zsh":
            typed(terminal, f"{setup}\n{'echo ready-(math 1+1)' if shell == 'fish' else 'echo ready-$((1+1))'}\n")
        assert "ready-2" in shown_until(terminal, "ready-2")
        typed(terminal, "butfor render 01H3\t")
        assert BASE_ID in shown_until(terminal, BASE_ID)
    finally:
        os.close(terminal)
        os.waitpid(process, 0)


def typed(terminal: int, text: str) -> None:
    """Type into a shell."""
    os.write(terminal, text.encode())


def shown_until(terminal: int, words: str, seconds: float = 60) -> str:
    """What a shell shows until some words stand there; it is told what terminals answer to its questions."""
    text, end = "", time.monotonic() + seconds
    while words not in _CONTROL.sub("", text).replace("\x08", "") and time.monotonic() < end:
        if select.select([terminal], [], [], 0.5)[0]:
            data = os.read(terminal, 65536)
            text += data.decode("utf-8", "replace")
            if b"\x1b[c" in data or b"\x1b[0c" in data:
                os.write(terminal, b"\x1b[?1;2c")
            if b"\x1b[6n" in data:
                os.write(terminal, b"\x1b[1;1R")
    return _CONTROL.sub("", text).replace("\x08", "")
