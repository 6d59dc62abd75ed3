"""Paths that lead elsewhere, or look like something else: refused or handled, in words, in every command."""

import json
import os
import socket
import subprocess
from pathlib import Path

import pytest

from conftest import BASE, BASE_NAME, CONFIG, Place, merged, run_butfor

OUTSIDE = merged("kind: nonsense\n")


def refused(done: "subprocess.CompletedProcess[str]", *words: str) -> None:
    """Could not check, in words on few lines."""
    assert (done.returncode, done.stdout) == (2, ""), (done.stdout, done.stderr)
    assert done.stderr.startswith(("butfor: ", "Usage: butfor "))
    assert "Traceback" not in done.stderr
    assert all(word in done.stderr for word in words), done.stderr


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the archive, with a wire that has an error."""
    (tmp_path / "outside/2023").mkdir(parents=True)
    (tmp_path / "outside/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml").write_text(OUTSIDE, encoding="utf-8")
    return tmp_path / "outside"


def listing(folder: Path) -> dict[str, bytes | None]:
    """All that lies in a folder."""
    return {str(path): path.read_bytes() if path.is_file() else None for path in sorted(folder.rglob("*"))}


def refused_for_its_folders(done: subprocess.CompletedProcess[str]) -> None:
    """Nothing was done; the line of `butfor.toml` is named."""
    said = done.stdout + done.stderr
    assert (done.returncode, "butfor.toml:2:" in said, "Traceback" in said) == (2, True, False), said


# ---------------------------------------------------------------- configuration


@pytest.mark.parametrize("key", ["incidents", "schema"])
@pytest.mark.parametrize(
    "value",
    ["../outside", "..", ".", "/etc", "a/b", "a\\\\b", "", ".git", "incidents/../../outside", "a\\nb", "\\u0000"],
)
def test_a_folder_in_the_configuration_is_one_name_inside_the_archive(
    key: str, value: str, archive: Place, outside: Path
) -> None:
    archive.put(BASE_NAME, BASE)
    archive.put("butfor.toml", f'[paths]\n{key} = "{value}"\n{CONFIG}')
    before = listing(outside)
    for command in (("check",), ("fix",), ("new",), ("schema", "--write"), ("export",)):
        refused_for_its_folders(archive.run(*command))
    assert listing(outside) == before


def test_a_folder_that_is_named_like_an_option_is_a_folder(archive: Place) -> None:
    archive.put("butfor.toml", f'[paths]\nincidents = "--output=x"\n{CONFIG}')
    archive.put(BASE_NAME.replace("incidents/", "--output=x/"), BASE)
    done = archive.run("check", "--format", "concise")
    assert (done.returncode, done.stdout) == (0, "1 file checked, nothing found\n"), done.stderr


# ---------------------------------------------------------------- links


def test_incidents_that_are_a_link_are_refused(archive: Place, outside: Path) -> None:
    (archive.root / "incidents").rmdir()
    (archive.root / "incidents").symlink_to(outside)
    before = listing(outside)
    for command in (("check",), ("fix",), ("stats",), ("review",), ("export",), ("ledger",)):
        refused(archive.run(*command), "symbolic link")
    refused(archive.run("new", "--date", "2024-02-14"), "link")
    assert listing(outside) == before


def test_policy_behind_a_link_is_refused(archive: Place, outside: Path) -> None:
    archive.put(BASE_NAME, BASE)
    (archive.root / "schema").rename(outside / "schema")
    (archive.root / "schema").symlink_to(outside / "schema")
    before = listing(outside)
    for command in (("check",), ("fix",), ("schema", "--write"), ("new",)):
        refused(archive.run(*command), "schema", "symbolic link")
    assert listing(outside) == before


@pytest.mark.parametrize("name", ["butfor.toml", "schema/codes.yaml"])
def test_a_policy_file_that_is_a_link_is_refused(name: str, archive: Place, outside: Path) -> None:
    archive.put(BASE_NAME, BASE)
    (archive.root / name).rename(outside / "policy")
    (archive.root / name).symlink_to(outside / "policy")
    refused(archive.run("check"), Path(name).name, "symbolic link")


def test_no_command_writes_through_a_linked_folder(archive: Place, outside: Path) -> None:
    (archive.root / "incidents/2024").symlink_to(outside)
    before = listing(outside)
    refused(archive.run("new", "--date", "2024-02-14"), "link")
    archive.put(BASE_NAME.replace("2023", "2022"), BASE)
    (archive.root / "incidents/2023").symlink_to(outside)
    archive.run("fix")
    assert listing(outside) == before
    assert (archive.root / BASE_NAME.replace("2023", "2022")).exists()


def test_a_staged_link_is_a_finding_and_is_not_followed(archive: Place, outside: Path) -> None:
    (archive.root / "incidents/2023").mkdir()
    (archive.root / BASE_NAME).symlink_to(outside / "2023/01H3G6D60088JDPVJMJQV9BE1W.yaml")
    subprocess.run(["git", "init", "-q"], cwd=archive.root, check=True)
    subprocess.run(["git", "add", "-A"], cwd=archive.root, check=True)
    done = archive.run("check", "--staged", "--format", "concise")
    assert done.returncode == 1, done.stderr
    assert "error[not-a-regular-file] this is a symbolic link" in done.stdout
    assert "unknown-value" not in done.stdout


# ---------------------------------------------------------------- no regular file where one should be


@pytest.mark.parametrize("name", ["incidents", "schema"])
@pytest.mark.parametrize("what", ["file", "pipe", "socket", "nothing"])
def test_something_else_where_a_folder_should_be(
    name: str, what: str, archive: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    (archive.root / name).rename(archive.root / "elsewhere")
    monkeypatch.chdir(archive.root)  # a socket's name has few characters
    if what == "file":
        Path(name).write_text("", encoding="utf-8")
    elif what == "pipe":
        os.mkfifo(name)
    elif what == "socket":
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(name)
    for command in (("check",), ("fix",), ("stats",), ("export",)):
        refused(archive.run(*command), name)
    done = archive.run("check", "--format", "json")
    assert done.returncode == 2 and name in json.loads(done.stdout)["summary"]["unreadable"][0]


@pytest.mark.parametrize("name", ["butfor.toml", "schema/codes.yaml", BASE_NAME])
def test_a_pipe_is_never_waited_for(name: str, archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    (archive.root / name).unlink()
    os.mkfifo(archive.root / name)
    for command in (("check",), ("fix",), ("stats",), ("export",), ("ledger",), ("review",)):
        done = archive.run(*command)
        assert done.returncode in (0, 1, 2)
        assert "Traceback" not in done.stderr


# ---------------------------------------------------------------- names


@pytest.mark.parametrize("revision", ["--output=made", "-p", "--", "", "HEAD:butfor.toml", "\x1b[31m", "a\nb", ":/x"])
def test_a_revision_that_looks_like_an_option_is_none(revision: str, archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    subprocess.run(["git", "init", "-q"], cwd=archive.root, check=True)
    done = archive.run("check", f"--since={revision}")
    refused(done, "revision")
    assert "\x1b" not in done.stderr
    assert not (archive.root / "made").exists()


@pytest.mark.parametrize(
    "raw", [b"bad\xff.yaml", b"\xed\xa0\x80.yaml", b"\xc3.yaml", b"a\x1b[31m.yaml", b"-x.yaml", b"a\nb.yaml"]
)
def test_a_strange_name_is_handled_by_every_command(raw: bytes, archive: Place) -> None:
    name = f"incidents/2023/{os.fsdecode(raw)}"
    archive.put(name, BASE.replace('["mit:3.1", "mit:5.1"]', '["mit:5.1", "mit:3.1"]'))
    subprocess.run(["git", "init", "-q"], cwd=archive.root, check=True)
    subprocess.run(["git", "add", "-A"], cwd=archive.root, check=True)
    for command in (
        ("check",), ("check", "--staged"), ("check", "--format", "sarif"), ("check", "--", name), ("fix", "--diff"),
        ("fix",), ("stats",), ("export",), ("export", "--format", "csv"), ("ledger",), ("review",),
    ):  # fmt: skip
        done = archive.run(*command)
        assert done.returncode in (0, 1), (command, done.stderr)
        assert "Traceback" not in done.stderr
        assert "\x1b" not in done.stdout + done.stderr


def test_names_that_differ_in_case_only_are_found_and_never_written_over_each_other(archive: Place) -> None:
    """On a file system that knows no case one of them would be lost."""
    lower = BASE_NAME.lower()
    archive.put(BASE_NAME, BASE)
    archive.put(lower, merged("severity: SEV-4\n"))
    done = archive.run("check", "--format", "concise")
    assert done.returncode == 1
    assert f"{lower}:" in done.stdout
    archive.run("fix", "--unsafe")
    assert (archive.root / BASE_NAME).read_text(encoding="utf-8") == BASE
    assert "SEV-4" in (archive.root / lower).read_text(encoding="utf-8")


def test_folders_that_differ_in_case_only_are_one_elsewhere(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    archive.put(BASE_NAME.replace("incidents", "Incidents"), OUTSIDE)
    done = run_butfor(archive.root, "check", "--format", "concise")
    assert done.returncode == 1
    assert "Incidents:1:1: error[name-differs-in-case]" in done.stdout
    refused(archive.run("check", BASE_NAME.replace("incidents", "Incidents")), "not a wire")


# ---------------------------------------------------------------- commands that show, correct and build


CORRECT = ("--set", "severity=SEV-4", "--type", "correction", "--reason", "It was wrong.", "--by", "A. Editor")
WIRE_ID = Path(BASE_NAME).stem
NEWER = (
    ("site", "build", "--out", "../site"), ("render", WIRE_ID), ("correct", WIRE_ID, *CORRECT),
    ("retract", WIRE_ID, *CORRECT[4:]), ("ledger", "--verify"),
)  # fmt: skip


def committed(archive: Place) -> None:
    for arguments in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-q", "-m", "good")):
        subprocess.run(
            ["git", "-c", "user.name=A", "-c", "user.email=a@a.example", *arguments], cwd=archive.root, check=True
        )


@pytest.mark.parametrize("command", NEWER, ids=lambda command: command[0])
@pytest.mark.parametrize("value", ["../outside", "/etc", "..", "a/b", ".git", "\\u0000"])
def test_a_folder_elsewhere_is_refused_by_the_newer_commands_too(
    value: str, command: tuple[str, ...], archive: Place, outside: Path
) -> None:
    archive.put(BASE_NAME, BASE)
    archive.put("butfor.toml", f'[paths]\nincidents = "{value}"\n{CONFIG}')
    before = listing(outside.parent)
    refused_for_its_folders(archive.run(*command))
    assert listing(outside.parent) == before


@pytest.mark.parametrize("command", NEWER, ids=lambda command: command[0])
@pytest.mark.parametrize("linked", ["incidents", "incidents/2023", BASE_NAME, "schema", "butfor.toml"])
def test_what_lies_behind_a_link_is_neither_shown_nor_changed(
    linked: str, command: tuple[str, ...], archive: Place, outside: Path
) -> None:
    """For `check` such a link is a finding; no command takes what it leads to."""
    archive.put(BASE_NAME, BASE)
    committed(archive)
    secret = outside / "secret"
    (archive.root / linked).rename(secret)
    (archive.root / linked).symlink_to(secret)
    before = listing(outside)
    done = archive.run(*command)
    assert "Traceback" not in done.stderr
    assert listing(outside) == before
    assert (archive.root / linked).is_symlink()
    assert WIRE_ID not in done.stdout
    assert not (archive.root.parent / f"site/wire/{WIRE_ID}").exists()
    if command[0] == "ledger" and linked.startswith("incidents"):
        assert done.returncode == 0, "it reads what was committed"
    else:
        assert done.returncode == 2, (done.stdout, done.stderr)


@pytest.mark.parametrize("name", ["-x.yaml", "--out=made.yaml", "a\x1b[31m.yaml", os.fsdecode(b"bad\xff.yaml")])
def test_a_strange_name_is_handled_by_the_newer_commands(name: str, archive: Place) -> None:
    strange = f"incidents/2023/{name}"
    archive.put(strange, BASE)
    committed(archive)
    before = listing(archive.root)
    commands = [("render", strange), ("correct", strange, *CORRECT), ("retract", strange, *CORRECT[4:]), *NEWER]
    for command in commands:
        done = archive.run(*command)
        assert done.returncode in (0, 1, 2), (command, done.stderr)
        assert "Traceback" not in done.stderr
        assert "\x1b" not in done.stdout + done.stderr
    for command in ("render", "correct", "retract"):
        done = run_butfor(archive.root / "incidents/2023", command, name)
        assert done.returncode == 2 or (command != "retract" and not name.startswith("-")), done.stderr
        assert "Traceback" not in done.stderr
    after = listing(archive.root)
    wires = {path for path in before if path.endswith(".yaml")}
    assert {path for path in after if path.endswith(".yaml")} == wires, "none comes and none goes"
    assert not (archive.root / "made.yaml").exists()


def test_names_that_differ_in_case_only_are_never_shown_for_each_other(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    archive.put(BASE_NAME.lower(), merged('title: "Another wire that has the same name in small letters"\n'))
    for wire in (WIRE_ID, WIRE_ID.lower(), BASE_NAME):
        assert "Another wire" not in archive.run("render", wire).stdout
    archive.run("correct", WIRE_ID, *CORRECT)
    assert "SEV-4" not in (archive.root / BASE_NAME.lower()).read_text(encoding="utf-8")
    archive.run("site", "build", "--out", "../site")
    page = archive.root.parent / f"site/wire/{WIRE_ID}/index.html"
    assert "Another wire" not in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("out", ["-x", "--", "a\nb", os.fsdecode(b"bad\xff"), "\x1b[31m", "a/../b", "link/site"])
def test_an_output_folder_with_a_strange_name_is_a_folder_or_refused(out: str, archive: Place, outside: Path) -> None:
    archive.put(BASE_NAME, BASE)
    (archive.root / "link").symlink_to(outside)
    before = listing(outside)
    done = archive.run("site", "build", f"--out={out}")
    assert "\x1b" not in done.stdout
    if out == "link/site":  # a request could lay the link
        assert done.returncode == 2 and "this is a link" in done.stderr
        assert listing(outside) == before
        return
    assert done.returncode == 0, done.stderr
    assert ((archive.root / out).resolve() / f"wire/{WIRE_ID}/index.html").is_file()
    assert listing(outside) == before


@pytest.mark.parametrize("place", ["link", "link/in", "a/../../fresh", "-x", "a\nb"])
def test_init_writes_into_the_folder_that_is_named_and_nowhere_else(place: str, tmp_path: Path, outside: Path) -> None:
    """A link that the user names is theirs to follow; one inside the folder is not."""
    work = tmp_path / "work"
    (work / "a").mkdir(parents=True)
    (work / "link").symlink_to(outside)
    before = listing(outside)
    done = run_butfor(work, "init", "--", place)
    assert "Traceback" not in done.stderr
    assert before.items() <= listing(outside).items()
    if done.returncode == 0:
        assert (work / place / "butfor.toml").is_file()
    else:
        assert done.returncode == 2


@pytest.mark.parametrize("linked", ["schema", "incidents", ".github", "CONTRIBUTING.md", "butfor.toml"])
def test_init_follows_no_link_that_lies_in_the_folder(linked: str, tmp_path: Path, outside: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / linked).symlink_to(outside / "new")
    before = listing(outside)
    done = run_butfor(work, "init")
    assert "Traceback" not in done.stderr
    assert listing(outside) == before, done.stdout
