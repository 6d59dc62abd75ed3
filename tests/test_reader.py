"""Whatever lies under the incidents folder: a finding or a clear error, never a traceback, a hang or a clean bill."""

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import BASE, BASE_NAME, Place, merged, run_butfor

ESC = "\x1b"
NESTED = b"x_deep: " + b"[" * 12_500 + b"]" * 12_500 + b"\n"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + level)}: &{chr(98 + level)} [{', '.join(f'*{chr(97 + level)}' for _ in range(10))}]\n"
    for level in range(8)
)


def assert_clear(done: "subprocess.CompletedProcess[str]") -> None:
    """Refused, in words: neither clean nor a crash, and nothing that a terminal would act on."""
    assert done.returncode in (1, 2), (done.returncode, done.stdout, done.stderr)
    for output in (done.stdout, done.stderr):
        assert "Traceback" not in output
        assert "internal error" not in output
        assert ESC not in output
        assert "\r" not in output
    if done.returncode == 1:
        assert done.stdout.strip()
    else:
        assert done.stderr.startswith(("butfor: ", "Usage: butfor "))


def findings_of(archive: Place, *paths: str) -> list[tuple[str, str]]:
    """(rule, file) of everything that the command line finds."""
    done = archive.run("check", "--format", "json", "--", *paths)
    assert_clear(done)
    report: Any = json.loads(done.stdout)
    return [(finding["rule"], finding["file"]) for finding in report["findings"]]


HOSTILE: list[tuple[str, bytes, str]] = [
    ("nested brackets, 25 KB", NESTED, "too-deep"),
    ("100,000 brackets", b"[" * 100_000, "too-deep"),
    ("60,000 braces", b"{" * 60_000, "not-json"),
    ("60,000 braces with keys", b"{a: " * 15_000, "too-deep"),
    ("nested block lists", b"".join(b" " * n + b"-\n" for n in range(500)), "too-deep"),
    ("nested in one line", b"- " * 50_000, "too-deep"),
    ("alias bomb of nine levels", BOMB.encode(), "yaml-alias"),
    ("merge key", b"a: 1\n<<: {b: 1}\n", "yaml-alias"),
    ("NUL", b"title: a\x00b\n", "control-character"),
    ("NUL only", b"\x00" * 1000, "bad-encoding"),
    ("surrogate escape", b'title: "\\ud800"\n', "control-character"),
    ("surrogate bytes", b"title: \xed\xa0\x80\n", "bad-encoding"),
    ("UTF-16 LE", BASE.encode("utf-16-le").join([b"\xff\xfe", b""]), "bad-encoding"),
    ("UTF-16 BE", BASE.encode("utf-16-be").join([b"\xfe\xff", b""]), "bad-encoding"),
    ("UTF-16 without mark", BASE.encode("utf-16-le"), "bad-encoding"),
    ("UTF-8 with mark", b"\xef\xbb\xbf" + BASE.encode(), "bad-encoding"),
    ("Latin-1", "title: Época Negócios\n".encode("latin-1"), "bad-encoding"),
    ("random bytes", bytes(range(128, 256)) * 10, "bad-encoding"),
    ("empty", b"", "empty-file"),
    ("blank", b" \n\n", "empty-file"),
    ("5 MB", b"a: b\n" * 1_000_000, "too-large"),
    ("a program", b"\x7fELF\x02\x01\x01\x00", "control-character"),
    ("object tag", b"!!python/object/apply:os.system ['true']\n", "yaml-tag"),
    ("a number with 100,000 digits", b"x_n: " + b"9" * 100_000 + b"\n", "not-json"),
    ("an escape outside Unicode", b'title: "\\U00110000"\n', "syntax-error"),
    ("a key of 100,000 characters", b"k" * 100_000 + b"\n: 1\n", "syntax-error"),
    ("quotes only", b'"' * 60_001, "syntax-error"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "rule"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_hostile_bytes_are_a_finding(data: bytes, rule: str, archive: Place) -> None:
    archive.put(BASE_NAME, data)
    rules = [name for name, _ in findings_of(archive)]
    assert rule in rules
    assert len(rules) <= 20 or rule == "not-json"


def test_hostile_bytes_beside_good_wires_hide_nothing(archive: Place) -> None:
    for number, (_, data, _) in enumerate(HOSTILE):
        archive.put(f"incidents/2024/{number:02}.yaml", data)
    archive.put(BASE_NAME, merged("kind: nonsense\n"))
    done = archive.run("check", "--format", "json")
    assert_clear(done)
    files = {finding["file"] for finding in json.loads(done.stdout)["findings"]}
    assert files == {BASE_NAME, *(f"incidents/2024/{number:02}.yaml" for number in range(len(HOSTILE)))}


# ---------------------------------------------------------------- not a regular file

STRANGE = "incidents/2023/strange.yaml"


def assert_not_a_file(archive: Place, what: str, name: str = STRANGE) -> None:
    for paths in ((), (name,)):
        done = archive.run("check", "--format", "concise", *paths)
        assert_clear(done)
        assert done.returncode == 1, done.stderr
        assert f"{name}:1:1: error[not-a-regular-file] this is {what}" in done.stdout


def test_a_folder_named_like_a_wire(archive: Place) -> None:
    (archive.root / STRANGE).mkdir(parents=True)
    assert_not_a_file(archive, "a folder")


def test_a_wire_inside_a_folder_named_like_a_wire_is_never_clean(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    archive.put(f"{STRANGE}/inner.yaml", BASE)
    for paths in ((), (f"{STRANGE}/inner.yaml",), (f"{STRANGE}/inner.yaml", BASE_NAME)):
        assert_clear(archive.run("check", *paths))


def test_a_dangling_link(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    (archive.root / STRANGE).symlink_to("nowhere.yaml")
    assert_not_a_file(archive, "a symbolic link")


def test_a_link_to_a_good_wire_outside(archive: Place, tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text(BASE, encoding="utf-8")
    (archive.root / BASE_NAME).parent.mkdir()
    (archive.root / BASE_NAME).symlink_to(tmp_path / "outside.yaml")
    assert_not_a_file(archive, "a symbolic link", BASE_NAME)


def test_a_link_to_itself(archive: Place) -> None:
    (archive.root / "incidents/2023").mkdir()
    (archive.root / STRANGE).symlink_to("strange.yaml")
    assert_not_a_file(archive, "a symbolic link")


def test_a_link_to_a_device(archive: Place) -> None:
    (archive.root / "incidents/2023").mkdir()
    (archive.root / STRANGE).symlink_to("/dev/zero")
    assert_not_a_file(archive, "a symbolic link")


def test_a_linked_folder_is_a_finding_and_is_not_followed(archive: Place, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/x.yaml").write_text(BASE, encoding="utf-8")
    (archive.root / "incidents/2023").symlink_to(tmp_path / "outside")
    for findings in (findings_of(archive), findings_of(archive, "incidents/2023")):
        assert [file for _, file in findings] == ["incidents/2023"]
    done = archive.run("check", "incidents/2023/x.yaml")
    assert_clear(done)
    assert done.returncode == 2
    assert "outside the archive" in done.stderr


def test_no_link_stands_for_the_folder_of_all_wires(archive: Place) -> None:
    """git sees no wires behind it: what is changed there would be told by nobody."""
    archive.put(BASE_NAME, BASE)
    (archive.root / "incidents").rename(archive.root / "elsewhere")
    (archive.root / "incidents").symlink_to("elsewhere")
    for command in (["check"], ["check", BASE_NAME], ["fix"], ["stats"], ["export"]):
        done = archive.run(*command)
        assert (done.returncode, done.stdout) == (2, ""), command
        assert len(done.stderr.splitlines()) == 1


def test_a_linked_folder_named_like_a_wire(archive: Place, tmp_path: Path) -> None:
    (archive.root / "incidents/2023").mkdir()
    (archive.root / STRANGE).symlink_to(tmp_path)
    assert_not_a_file(archive, "a symbolic link")


def test_a_link_to_the_folder_above_does_not_go_round(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    (archive.root / "incidents/2023/loop").symlink_to("..")
    assert [file for _, file in findings_of(archive)] == ["incidents/2023/loop"]


def test_a_named_pipe_is_not_waited_for(archive: Place) -> None:
    (archive.root / "incidents/2023").mkdir()
    os.mkfifo(archive.root / STRANGE)
    assert_not_a_file(archive, "a named pipe")


def test_a_socket(archive: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    (archive.root / "incidents/2023").mkdir()
    monkeypatch.chdir(archive.root / "incidents/2023")  # a socket's name has few characters
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("strange.yaml")
        assert_not_a_file(archive, "a socket")


def test_policy_that_is_a_pipe_is_not_waited_for(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    (archive.root / "schema/codes.yaml").unlink()
    os.mkfifo(archive.root / "schema/codes.yaml")
    done = archive.run("check")
    assert_clear(done)
    assert "schema/codes.yaml" in done.stderr
    (archive.root / "butfor.toml").unlink()
    os.mkfifo(archive.root / "butfor.toml")
    assert_clear(archive.run("check"))


# ---------------------------------------------------------------- unreadable


def run_unprivileged(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run ``butfor`` so that file modes count, also when the tests run as root."""
    drop = "-dac_override,-dac_read_search"
    prefix = ["setpriv", f"--bounding-set={drop}", f"--inh-caps={drop}"] if os.geteuid() == 0 else []
    return subprocess.run(
        [*prefix, sys.executable, "-m", "butfor", *arguments],
        cwd=folder, capture_output=True, timeout=120, check=False, encoding="utf-8",
    )  # fmt: skip


@pytest.mark.parametrize("paths", [(), (BASE_NAME,), ("incidents",)])
def test_an_unreadable_wire_is_named_and_not_clean(archive: Place, paths: tuple[str, ...]) -> None:
    archive.put("incidents/2024/other.yaml", merged("kind: nonsense\n"))
    archive.put(BASE_NAME, BASE).chmod(0)
    done = run_unprivileged(archive.root, "check", *paths)
    assert_clear(done)
    assert done.returncode == 2
    assert BASE_NAME in done.stderr
    assert "ermission denied" in done.stderr or "not readable" in done.stderr
    assert ("unknown-value" in done.stdout) == (paths != (BASE_NAME,)), "what could be read is reported all the same"


def test_what_could_not_be_read_is_not_counted_as_checked(archive: Place) -> None:
    archive.put("incidents/2024/other.yaml", BASE)
    archive.put(BASE_NAME, BASE).chmod(0)
    done = run_unprivileged(archive.root, "check")
    assert done.stdout.splitlines()[-1].startswith("1 file checked")
    assert json.loads(run_unprivileged(archive.root, "check", "--format", "json").stdout)["summary"] == {
        "checked": 1, "errors": 1, "warnings": 0, "known": 0, "unreadable": [f"{BASE_NAME}: Permission denied"],
        "older": {"errors": 0, "warnings": 0},
    }  # fmt: skip


@pytest.mark.parametrize("name", [f"{ESC}[31m.yaml", "rtl\u202e.yaml", "new\nline.yaml"], ids=ascii)
def test_the_name_of_an_unreadable_wire_is_shown_harmless(name: str, archive: Place) -> None:
    archive.put(f"incidents/2023/{name}", BASE).chmod(0)
    for paths in ((), (f"incidents/2023/{name}",)):
        done = run_unprivileged(archive.root, "check", *paths)
        assert_clear(done)
        assert done.returncode == 2
        assert "\u202e" not in done.stderr
        assert "incidents/2023/new\n" not in done.stderr


@pytest.mark.parametrize("name", ["incidents/2023", "incidents", "butfor.toml", "schema/codes.yaml", "schema"])
def test_an_unreadable_folder_or_policy_is_named_and_not_clean(archive: Place, name: str) -> None:
    archive.put(BASE_NAME, BASE)
    (archive.root / name).chmod(0)
    try:
        done = run_unprivileged(archive.root, "check")
    finally:
        (archive.root / name).chmod(0o755)
    assert_clear(done)
    assert done.returncode == 2
    assert Path(name).name in done.stderr


# ---------------------------------------------------------------- names

NAMES = [
    "a b.yaml", " .yaml", "it's.yaml", 'say "x".yaml', "$(touch pwned).yaml", "back\\slash.yaml",
    "new\nline.yaml", "tab\t.yaml",
    "cr\r.yaml", f"esc{ESC}[31m.yaml", f"{ESC}]0;title\x07.yaml", "del\x7f.yaml", os.fsdecode(b"bad\xff.yaml"),
    os.fsdecode(b"\xed\xa0\x80.yaml"), "-.yaml", "-rf.yaml", "--format=json.yaml", "%0A.yaml",
    "::error file=x::y.yaml", "*.yaml",
    "漢字😀.yaml", "rtl\u202e.yaml", "\u2028.yaml", "~.yaml", "hidden.yaml", "CON.yaml", "x" * 240 + ".yaml",
]  # fmt: skip


def test_strange_names_are_findings_all_at_once(archive: Place) -> None:
    for name in NAMES:
        archive.put(f"incidents/2023/{name}", BASE)
    assert {file for _, file in findings_of(archive)} == {
        re.sub("[\udc80-\udcff]", lambda match: f"<U+{ord(match[0]):04X}>", f"incidents/2023/{name}") for name in NAMES
    }  # no half characters: other programs refuse JSON that holds them
    for shape in ("text", "concise", "github"):
        done = archive.run("check", "--format", shape)
        assert_clear(done)
        assert done.returncode == 1


def test_strange_names_can_be_given_as_paths(archive: Place) -> None:
    for name in NAMES:
        archive.put(f"incidents/2023/{name}", merged("kind: nonsense\n"))
    done = run_butfor(archive.root / "incidents/2023", "check", "--format", "concise", "--", *NAMES)
    assert_clear(done)
    assert done.returncode == 1, done.stderr
    assert done.stdout.count("error[unknown-value]") == len(NAMES)
    assert all(line.count("incidents/2023/") <= 2 for line in done.stdout.splitlines())


def test_a_name_that_starts_with_a_dash_is_not_silently_an_option(archive: Place) -> None:
    archive.put("incidents/2023/--fail-on=never", BASE)
    archive.put("incidents/2023/-x.yaml", BASE)
    folder = archive.root / "incidents/2023"
    assert_clear(run_butfor(folder, "check", "-x.yaml"))
    assert_clear(run_butfor(folder, "check", "--", "--fail-on=never"))
    assert_clear(run_butfor(folder, "check", "./-x.yaml"))


@pytest.mark.parametrize("name", ["-", "notes.txt", "x.yml", "X.YAML", "x.yaml.orig", "yaml", "x.yaml "])
def test_what_is_not_named_like_a_wire_is_a_finding(name: str, archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    archive.put(f"incidents/2023/{name}", BASE)
    assert findings_of(archive)[0] == ("stray-file", f"incidents/2023/{name}")


@pytest.mark.parametrize(
    "path", ["nowhere.yaml", f"{ESC}[31m.yaml", os.fsdecode(b"\xff.yaml"), "new\nline", "x" * 5000, "a\u202eb"]
)
def test_a_path_that_is_not_there_is_an_error_on_one_line(path: str, archive: Place) -> None:
    done = archive.run("check", path)
    assert_clear(done)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "\u202e" not in done.stderr


def test_a_folder_without_wires_named_as_path_is_not_clean(archive: Place) -> None:
    (archive.root / "incidents/2023").mkdir()
    done = archive.run("check", "incidents/2023")
    assert_clear(done)
    assert done.returncode == 2


@pytest.mark.parametrize("data", ["%YAML 1.3\n", "%YAML 1.3\n---\ntitle: a\n", "# a\n%YAML 1.10 # b\n---\n"])
def test_a_version_of_yaml_that_nobody_knows_is_a_finding(data: str, archive: Place) -> None:
    archive.put(BASE_NAME, data)
    assert ("yaml-tag", BASE_NAME) in findings_of(archive)
