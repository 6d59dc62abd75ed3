"""The command line: what it prints where, and with which status it ends."""

import contextlib
import errno
import io
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from butfor.cli import cli, main
from butfor.files.tree import MAX_BYTES, Source
from butfor.files.write import left_behind, write
from butfor.findings import Violation
from butfor.model.types import ulid_day
from butfor.rules.registry import ALL_RULES
from butfor.text.display import columns, wrapped
from butfor.view.parts import CountRow
from butfor.view.terminal import count_table
from butfor.yaml.parse import parse
from clones import Clone
from conftest import BASE, BASE_NAME, CONFIG, REPOSITORY, Place, merged, run_butfor, run_process

Done = subprocess.CompletedProcess[str]
OTHER_ID = "01H3G6D600ZK58P4A1RN4WHB21"
OTHER_NAME = f"incidents/2023/{OTHER_ID}.yaml"
BAD = merged("kind: nonsense\n")
WARNED = merged("occurred: 2023-03-01\n")
"""A wire with one warning and no error."""


def quick(archive: Place, *arguments: str) -> Done:
    """The command line inside this process: the same but for the last resort around it."""
    command, *rest = arguments
    result = CliRunner().invoke(cli, [command, "--archive", str(archive.root), *rest])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return subprocess.CompletedProcess(arguments, result.exit_code, result.stdout, result.stderr)


def assert_could_not_check(done: Done, *words: str) -> None:
    """Status 2, nothing on standard output, and words that help on standard error."""
    assert (done.returncode, done.stdout) == (2, ""), done
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stderr
    for word in words:
        assert word in done.stderr


def assert_policy_refused(done: Done, *words: str) -> None:
    """Status 2, the findings of policy files as findings of wires are shown, and a word that nothing else was."""
    assert done.returncode == 2, done
    assert done.stderr.startswith("butfor: the policy has errors, so nothing else was checked\n")
    for word in words:
        assert word in done.stdout


# ---------------------------------------------------------------- exit status


def test_clean_is_0(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    done = archive.run_process("check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "1 file checked, nothing found\n", "")


def test_an_empty_archive_is_clean(archive: Place) -> None:
    assert archive.run("check").returncode == 0


def test_findings_are_1_and_go_to_standard_output(archive: Place) -> None:
    archive.put(BASE_NAME, BAD)
    done = archive.run_process("check")
    assert (done.returncode, done.stderr) == (1, "")
    assert "error[unknown-value]" in done.stdout


def test_a_warning_alone_is_0(archive: Place) -> None:
    archive.put(BASE_NAME, WARNED)
    done = archive.run("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "warning[unquoted-text]" in done.stdout


@pytest.mark.parametrize(
    ("text", "level", "status"),
    [
        (BASE, "warning", 0),
        (WARNED, "error", 0),
        (WARNED, "warning", 1),
        (WARNED, "never", 0),
        (BAD, "error", 1),
        (BAD, "warning", 1),
        (BAD, "never", 0),
    ],
)
def test_fail_on_decides_what_makes_the_status_1(text: str, level: str, status: int, archive: Place) -> None:
    archive.put(BASE_NAME, text)
    done = archive.run("check", "--fail-on", level)
    assert done.returncode == status
    assert ("nothing found" in done.stdout) == (text == BASE)


def test_fail_on_never_does_not_make_what_could_not_be_read_a_success(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    assert_could_not_check(archive.run("check", "--fail-on", "never", "nowhere.yaml"), "nowhere.yaml")


def test_outside_an_archive_is_2(tmp_path: Path) -> None:
    assert_could_not_check(run_process(tmp_path, "check"), "butfor.toml", "--archive")
    assert_could_not_check(run_butfor(tmp_path, "new"), "butfor.toml")
    assert_could_not_check(run_butfor(tmp_path, "schema"), "butfor.toml")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--frobnicate"], ["--frobnicate"]),
        (["frobnicate"], ["frobnicate"]),
        (["check", "--frobnicate"], ["--frobnicate"]),
        (["check", "--format", "xml"], ["xml", "concise"]),
        (["check", "--fail-on", "info"], ["info", "never"]),
        (["check", "--color", "maybe"], ["maybe"]),
        (["check", "--archive", "nowhere"], ["nowhere"]),
        (["check", "--archive", "butfor.toml"], ["butfor.toml"]),
        (["check", "--archive", "\x1b[31m"], ["--archive"]),
        (["check", "--\x1b[31m"], ["option"]),
        (["\x1b[31m"], ["command"]),
        (["check", "--format", "\x1b[31m"], ["--format"]),
        (["new", "--date", "yesterday"], ["yesterday"]),
        (["new", "--date", "\x1b[31m"], ["--date"]),
        (["schema", "--frobnicate"], ["--frobnicate"]),
        (["rules", "extra"], ["extra"]),
    ],
)  # fmt: skip
def test_wrong_usage_is_2(arguments: list[str], words: list[str], archive: Place) -> None:
    assert_could_not_check(archive.run(*arguments), *words)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("nowhere.yaml", ["nowhere.yaml"]),
        ("incidents/nowhere", ["incidents/nowhere"]),
        ("/etc/passwd", ["/etc/passwd", "outside"]),
        ("..", ["outside"]),
        ("../outside.yaml", ["outside"]),
        ("incidents/../../outside.yaml", ["outside"]),
        ("docs", ["incidents/"]),
        ("docs/wire.yaml", ["incidents/"]),
        ("schema/wire.schema.json", ["incidents/"]),
        ("-", ["--stdin-filename"]),
    ],
)  # fmt: skip
def test_a_path_that_is_no_wire_of_the_archive_is_2(
    path: str, words: list[str], archive: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.put(BASE_NAME, BASE)
    archive.put("docs/wire.yaml", BASE)
    archive.put("schema/wire.schema.json", "{}")
    archive.put("../outside.yaml", BASE)
    monkeypatch.chdir(archive.root)
    assert_could_not_check(quick(archive, "check", path), *words)
    assert_could_not_check(quick(archive, "check", BASE_NAME, path), *words)


@pytest.mark.parametrize("path", ["incidents/2020", "incidents/README.md", "incidents"])
def test_a_path_without_a_wire_is_2(path: str, archive: Place) -> None:
    (archive.root / "incidents/2020").mkdir()
    archive.put("incidents/README.md", "# Wires\n")
    done = archive.run("check", path)
    assert done.returncode == 2
    assert "nothing was checked" in done.stderr


# ---------------------------------------------------------------- butfor.toml

CONFIGS = [
    ("a = ", ["butfor.toml"]),
    ("[rules\n", ["butfor.toml:1:7", "not valid TOML"]),
    ("[rules]\na = 1\na = 2\n", ["butfor.toml"]),
    ("\ufeff[rules]\n", ["butfor.toml"]),
    ("a = " + "[" * 5000 + "\n", ["butfor.toml"]),
    ("a = " + "9" * 5000 + "\n", ["butfor.toml"]),
    ("# " + "x" * MAX_BYTES + "\n[rules]\nno-such-rule = 'off'\n", ["butfor.toml"]),
    ("[rule]\n", ["`rule`", "`rules`"]),
    ("[rationale]\nbulk_until = 2026-05-10\n", ["bulk_until", "bulk-until"]),
    ("[paths]\nincident = 'x'\n", ["incident", "incidents"]),
    ("[paths]\nincidents = '../x'\n", ["`incidents`"]),
    ("[paths]\nincidents = '/etc'\n", ["`incidents`"]),
    ("[paths]\nincidents = 'nowhere'\n", ["nowhere"]),
    ("[paths]\nschema = 'nowhere'\n", ["nowhere"]),
    ("rationale = 3\n", ["rationale"]),
    ("[rationale]\nsimilar = 900\n", ["`similar`", "at most 100"]),
    ("[rationale]\nsimilar = 'x'\n", ["`similar`"]),
    ("[rationale]\nbulk-until = 'x'\n", ["`bulk-until`"]),
    ("[rationale]\nbulk-wires = ['x']\n", ["bulk-wires"]),
    ("[rules]\nsame-rational = 'off'\n", ["same-rational", "did you mean `same-rationale`"]),
    ("[rules]\n'\\u001b[31m' = 'off'\n", ["butfor.toml"]),
    ("[rules]\n\"\\u001b[31m\" = 'off'\n", ["butfor.toml"]),
    ("[rules]\nsame-rationale = 'loud'\n", ["same-rationale", "loud", "warning"]),
    ("[rules]\nsame-rationale = 1\n", ["same-rationale"]),
    ("[rules]\nsame-rationale = true\n", ["same-rationale"]),
    *((f"[rules]\n{rule.id} = '{level}'\n", [rule.id, "other rules depend"])
      for rule in ALL_RULES[:1] for level in ("off", "warning")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"), CONFIGS, ids=lambda value: str(value)[:40].encode("ascii", "replace").decode()
)
def test_a_configuration_that_cant_be_used_is_2(text: str, words: list[str], archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    archive.put("butfor.toml", text)
    done = quick(archive, "check")
    said = done.stdout + done.stderr
    assert (done.returncode, "checked, nothing found" in said, "\x1b" in said) == (2, False, False)
    assert [word for word in words if word not in said] == [], said


def test_a_configuration_that_is_not_utf_8_is_2(archive: Place) -> None:
    archive.put("butfor.toml", b"# caf\xe9\n")
    done = archive.run("check", "--format", "concise")
    assert (done.returncode, done.stdout) == (2, "butfor.toml:1:6: error[bad-encoding] byte 0xE9 is not UTF-8\n")


FAULTY = """\
history = {most-changed = "x"}
# [rules]
[site]
title = "a\\u200Bb" # one
description = \"\"\"
[rules]
x = 1 \"\"\"
"base-\\u0075rl" = "ftp://x"
licence = {name = 'a', url = [
  "b",
]}

[ "rules" ]
nosuch = 'error'
missing-field = "off"
too-few-sources = "loud"
[paths]
incidents = "Schema"
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_all_faults_of_the_configuration_are_reported_at_once_each_at_its_place(end: str, archive: Place) -> None:
    archive.put("butfor.toml", FAULTY.replace("\n", end).encode())
    done = archive.run("check", "--format", "json")
    found = [
        (":".join(map(str, (one["span"]["line"], one["span"]["column"]))), one["rule"], one["path"][-1])
        for one in json.loads(done.stdout)["findings"]
    ]
    assert found == [
        ("1:27", "wrong-type", "most-changed"), ("4:9", "wrong-format", "title"),
        ("5:1", "wrong-format", "description"), ("8:19", "wrong-format", "base-url"), ("9:24", "wrong-type", "url"),
        ("14:1", "unknown-field", "nosuch"), ("15:17", "unknown-value", "missing-field"),
        ("16:19", "unknown-value", "too-few-sources"), ("17:2", "wrong-format", "schema"),
    ]  # fmt: skip
    assert done.returncode == 2
    assert "butfor.toml:4:9" in archive.run("ledger").stderr, "every other command says the same"


PLACES = [
    ("# comment\nfoo.bar = 1\n", [(2, "foo")]),
    ("foo.bar = 1\n[foo.zip]\n", [(1, "foo")]),
    ("[site]\n[site2.title]\n", [(2, "site2")]),
    ("# comment\n[history]\nzip.zap = 1\n", [(3, "zip")]),
    ("[site]\ntitle = 'a'\n[site.'zot'.zit]\n", [(3, "'zot'")]),
    ("[git]\npublic.a = 'main'\n", [(2, "public")]),
    ("[rationale]\nbulk-marks = [ # which\n  'a',\n  1.5, '[',\n  2,\n]\n", [(4, "1.5"), (5, "2")]),
    ("site = {title = 'a', zot.zit = [1, {}], zap = 1979-05-27 07:32:00, licence = {name = 1, url = 'https://x.org'}}\n",
     [(1, "zap"), (1, "zot"), (1, "1,")]),
    ("# comment\n[history]\nmost-changed = " + "9" * 5000 + "\n", [(3, "most-changed")]),
    ("# comment\nfoo = '['\nbar = " + "[" * 5000 + "\n", [(3, "bar")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "places"), PLACES, ids=lambda value: str(value)[:30])
def test_a_fault_of_the_configuration_is_at_the_words_that_it_is_about(
    text: str, places: list[tuple[int, str]], archive: Place
) -> None:
    archive.put("butfor.toml", text)
    spans = [one["span"] for one in json.loads(archive.run("check", "--format", "json").stdout)["findings"]]
    lines = text.split("\n")
    said = {(span["line"], lines[span["line"] - 1][span["column"] - 1 :]) for span in spans}
    missing = [place for place in places if not any(at == place[0] and rest.startswith(place[1]) for at, rest in said)]
    assert (missing, len(said)) == ([], len(places)), said


def test_no_mandatory_rule_can_be_lowered(archive: Place) -> None:
    from butfor.policy.policy import PolicyInvalidError

    for rule in ALL_RULES:
        for level in ("off", "warning", "error"):
            archive.put("butfor.toml", f"[rules]\n{rule.id} = '{level}'\n")
            if rule.mandatory and level != "error":
                with pytest.raises(PolicyInvalidError, match=rule.id):
                    _ = archive.policy
            else:
                assert archive.policy.levels == {rule.id: level}


@pytest.mark.parametrize(
    ("level", "status", "output"),
    [
        ("off", 0, "1 file checked, nothing found\n"),
        ("warning", 0, "warning[unknown-code]"),
        ("error", 1, "error[unknown-code]"),
    ],
)
def test_the_level_of_a_rule_is_the_archives_choice(level: str, status: int, output: str, archive: Place) -> None:
    archive.put("butfor.toml", CONFIG + f'unknown-code = "{level}"\n')
    archive.put(BASE_NAME, merged('codes: ["mit:9.9"]\n'))
    done = archive.run("check")
    assert done.returncode == status
    assert output in done.stdout


def test_a_warning_can_be_made_an_error(archive: Place) -> None:
    archive.put("butfor.toml", CONFIG + 'unquoted-text = "error"\n')
    archive.put(BASE_NAME, WARNED)
    done = archive.run("check")
    assert done.returncode == 1
    assert "error[unquoted-text]" in done.stdout


def test_another_folder_can_hold_the_wires(archive: Place) -> None:
    archive.put("butfor.toml", CONFIG + '[paths]\nincidents = "wires"\n')
    archive.put(BASE_NAME.replace("incidents", "wires"), BASE)
    assert archive.run("check").stdout == "1 file checked, nothing found\n"


# ---------------------------------------------------------------- policy files


def insert_after(archive: Place, name: str, anchor: str, line: str) -> tuple[int, str]:
    """Put a line after the first that holds ``anchor``; its number and what was there."""
    path = archive.root / "schema" / name
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    index = next(number for number, text in enumerate(lines) if anchor in text)
    lines.insert(index + 1, line + "\n")
    path.write_text("".join(lines), encoding="utf-8")
    return index + 2, lines[index]


POLICY_FLAWS = [
    ("codes.yaml", "id: M1", "      - {id: M8, lable: Nothing}", "lable", "unknown-field", "did you mean `label`"),
    ("codes.yaml", "id: M1", "      - {id: M8, label: [a]}", "label", "wrong-type", "text"),
    ("codes.yaml", "id: M1", "      - {label: Nothing}", "{", "missing-field", "`id`"),
    ("codes.yaml", "id: M1", "      - {id: M8, label: null, retired: maybe}", "maybe", "wrong-type", "true or false"),
    ("codes.yaml", "id: M1", "      - {id: M8, id: M9, label: null}", "id: M9", "duplicate-key", "`id`"),
    ("codes.yaml", "schema: 1", "taxonomy: []", "taxonomy", "unknown-field", "`taxonomy`"),
    ("codes.yaml", "id: M1", "      - {id: M8, label: @}", "@", "syntax-error", "@"),
    ("severities.yaml", "levels:", "  - {id: S, definition: x, independent_sources: x1}", "x1", "wrong-type", "number"),
    ("providers.yaml", "providers:", "  - {name: A, domains: [https://a.b]}", "https", "wrong-format", "a.b"),
    ("evidence.yaml", "tiers:", "  - {id: x, label: x, definition: x, independent_sources: 99}", "99",
    "wrong-format", "9"),
    (
        "evidence.yaml", "tiers:", "  - {id: x, label: x, definition: x, independent_sources: 1, verified_by: [luck]}",
        "luck", "unknown-value", "corroboration",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "anchor", "line", "marker", "rule", "word"), POLICY_FLAWS)
def test_a_policy_file_has_the_same_diagnostics_as_a_wire(
    name: str, anchor: str, line: str, marker: str, rule: str, word: str, archive: Place
) -> None:
    archive.put(BASE_NAME, BASE)
    number, _ = insert_after(archive, name, anchor, line)
    done = quick(archive, "check")
    assert_policy_refused(done, f"error[{rule}]", f"schema/{name}:{number}:{line.index(marker) + 1}\n", word)


@pytest.mark.parametrize(
    ("name", "anchor", "line"),
    [
        ("codes.yaml", "id: M2", "      - {id: M1, label: null}"),
        ("codes.yaml", "id: M2", "      - {id: M8, label: null, retired: true, replaced_by: [M99]}"),
        ("severities.yaml", "levels:", "  - {id: SEV-1, definition: x}"),
        ("providers.yaml", "providers:", "  - {name: OpenAI}"),
        ("providers.yaml", "providers:", "  - {name: Acme, aliases: [OpenAI]}"),
        ("evidence.yaml", "tiers:", "  - {id: standard, label: x, definition: x, independent_sources: 1}"),
    ],
)
def test_the_same_name_twice_in_a_policy_file_is_shown_where_it_stands(
    name: str, anchor: str, line: str, archive: Place
) -> None:
    archive.put(BASE_NAME, BASE)
    insert_after(archive, name, anchor, line)
    done = quick(archive, "check")
    assert_policy_refused(done)
    assert re.search(rf"schema/{name}:[0-9]+:[0-9]+\n", done.stdout), done.stdout


@pytest.mark.parametrize(
    "text",
    ["", "# nothing\n", "[]\n", "text\n", "schema: 1\n", "\x00", "a: *b\n", "{}\n", "schema: 1\ntaxonomies: []\n"],
)
def test_a_policy_file_that_says_nothing_is_2(text: str, archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    archive.put("schema/codes.yaml", text)
    done = quick(archive, "check")
    assert_policy_refused(done, "schema/codes.yaml:")
    assert "butfor new" not in done.stdout, "that starts a wire, not a policy file"
    assert "a wire must be" not in done.stdout


def test_a_policy_file_that_is_missing_is_2(archive: Place) -> None:
    for name in ("codes.yaml", "severities.yaml", "providers.yaml", "evidence.yaml"):
        whole = (archive.root / "schema" / name).read_bytes()
        (archive.root / "schema" / name).unlink()
        assert_could_not_check(quick(archive, "check"), f"schema/{name}")
        (archive.root / "schema" / name).write_bytes(whole)


def test_findings_in_several_policy_files_are_shown_at_once(archive: Place) -> None:
    insert_after(archive, "codes.yaml", "id: M1", "      - {id: M8, lable: Nothing}")
    insert_after(archive, "providers.yaml", "providers:", "  - {nam: Acme}")
    assert_policy_refused(quick(archive, "check"), "schema/codes.yaml:", "schema/providers.yaml:")


# ---------------------------------------------------------------- paths


def put_two(archive: Place) -> None:
    """Two wires with one rationale; the finding is on the one that was published later."""
    archive.put(BASE_NAME, BASE)
    link = f"related: [{BASE_NAME[15:41]}]\n"
    archive.put(OTHER_NAME, merged(f'id: {OTHER_ID}\npublished: "2026-06-02T09:00:00Z"\n{link}'))


def findings(done: Done) -> list[tuple[str, str]]:
    report: Any = json.loads(done.stdout)
    return [(finding["file"], finding["rule"]) for finding in report["findings"]]


def test_a_single_path_is_compared_with_all_wires(archive: Place) -> None:
    put_two(archive)
    assert findings(archive.run("check", "--format", "json", OTHER_NAME)) == [(OTHER_NAME, "same-rationale")]


def test_findings_are_shown_for_the_paths_only(archive: Place) -> None:
    archive.put(BASE_NAME, BAD)
    archive.put(OTHER_NAME, merged(f"id: {OTHER_ID}\nharm: nonsense\nrationale: {{}}\n"))
    assert {file for file, _ in findings(archive.run("check", "--format", "json", BASE_NAME))} == {BASE_NAME}
    assert {file for file, _ in findings(archive.run("check", "--format", "json"))} == {BASE_NAME, OTHER_NAME}
    both = archive.run("check", "--format", "json", BASE_NAME, OTHER_NAME, BASE_NAME, "incidents")
    assert both.stdout == archive.run("check", "--format", "json").stdout


@pytest.mark.parametrize(
    "path",
    [
        "incidents",
        "incidents/",
        "./incidents/2023",
        "incidents/2023/",
        ".",
        "incidents/../incidents",
        "incidents/2023/..",
    ],
)
def test_a_folder_stands_for_its_wires(path: str, archive: Place) -> None:
    archive.put(BASE_NAME, BAD)
    assert findings(archive.run("check", "--format", "json", path)) == [(BASE_NAME, "unknown-value")]


def test_paths_are_relative_to_where_one_stands(archive: Place) -> None:
    archive.put(BASE_NAME, BAD)
    folder = archive.root / "incidents/2023"
    for path in (Path(BASE_NAME).name, ".", str(archive.root / BASE_NAME), "..", f"../2023/{Path(BASE_NAME).name}"):
        assert findings(run_butfor(folder, "check", "--format", "json", path)) == [(BASE_NAME, "unknown-value")]
    assert findings(run_butfor(folder, "check", "--format", "json")) == [(BASE_NAME, "unknown-value")]


def test_the_archive_can_be_named(archive: Place, tmp_path: Path) -> None:
    archive.put(BASE_NAME, BAD)
    for where in ("archive", "./archive/", str(archive.root)):
        done = run_butfor(tmp_path, "check", "--format", "json", "--archive", where)
        assert findings(done) == [(BASE_NAME, "unknown-value")]


def test_an_archive_within_an_archive_is_refused_from_wherever_one_stands(archive: Place, tmp_path: Path) -> None:
    archive.put("incidents/butfor.toml", '[paths]\nincidents = "2023"\n[rules]\nreserved-host = "off"\n')
    archive.put(BASE_NAME, BAD)
    for folder, arguments in (
        (archive.root / "incidents/2023", ["check"]),
        (archive.root / "incidents/2023", ["explain"]),
        (archive.root / "incidents/2023", ["explain", "SEV-3"]),
        (tmp_path, ["check", f"archive/{BASE_NAME}"]),
        (tmp_path, ["check", "--archive", "archive/incidents"]),
        (tmp_path, ["fix", f"archive/{BASE_NAME}"]),
    ):
        done = run_butfor(folder, *arguments)
        assert done.returncode == 2 and "makes an archive within the archive" in done.stderr
    (archive.root / "incidents/.git").mkdir()  # then whoever changes the outer one can't change it
    assert "within the archive" not in run_butfor(archive.root / "incidents/2023", "check").stderr


def test_what_is_missing_outside_of_any_archive_is_said_first(archive: Place, tmp_path: Path) -> None:
    done = run_butfor(tmp_path, "check", "nothere")
    assert done.stderr.startswith("butfor: nothing lies at nothere, and an id says nothing outside of an archive\n")
    assert done.returncode == 2
    assert done.stderr.endswith("archive is an archive: --archive archive\n")
    assert "archive/nope: No such file" in run_butfor(tmp_path, "check", "archive/nope").stderr


def test_paths_name_the_archive_where_one_stands_in_none(archive: Place, tmp_path: Path) -> None:
    archive.put(BASE_NAME, BAD)
    for path in ("archive", "archive/incidents", f"archive/{BASE_NAME}", str(archive.root), "archive/butfor.toml"):
        done = run_butfor(tmp_path, "check", "--format", "concise", path)
        assert done.stdout.startswith(f"archive/{BASE_NAME}:6:7: error[unknown-value]"), done.stderr
        assert done.stderr == ""
    done = run_butfor(tmp_path, "fix", "--diff", f"archive/{BASE_NAME}")
    assert done.returncode in (0, 1), done.stderr
    assert "no butfor.toml here" in run_butfor(tmp_path, "check", Path(BASE_NAME).stem).stderr
    other = Place(tmp_path / "other")
    other.put("butfor.toml", "")
    done = run_butfor(tmp_path, "check", "archive", "other")
    assert done.returncode == 2 and "are in several archives" in done.stderr


def test_a_path_behind_a_link_names_no_archive(archive: Place, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "link").symlink_to(archive.root)
    done = run_butfor(tmp_path, "check", "link/incidents")
    assert done.returncode == 2 and "a symbolic link" in done.stderr


@pytest.mark.parametrize("where", ["archive/incidents", ".", "beside", "/"])
def test_a_command_that_is_printed_can_be_copied_where_one_stands(where: str, archive: Place, tmp_path: Path) -> None:
    archive.put(BASE_NAME, merged("severity: SEV-4\nharm: none\n"))
    here = tmp_path / where
    here.mkdir(exist_ok=True)
    seen = os.path.relpath(archive.root, here)
    done = run_butfor(here, "review", "--archive", str(archive.root))
    command = re.search(r"butfor -C .*", done.stdout)[0]  # type: ignore[index]
    assert command.startswith(f"butfor -C {seen} assess ")
    assert "standard input is not a terminal" in run_butfor(here, *shlex.split(command)[1:]).stderr
    assert run_butfor(here, "-C", seen, "review").stdout == done.stdout  # the shell stands where it stood
    done = run_butfor(here, "check", "--archive", str(archive.root), "-q", "--fail-on", "warning")
    assert f"--> {os.path.relpath(archive.root / BASE_NAME, here)}:" in done.stdout
    archive.put(BASE_NAME, "a: [\n")  # its reason names a command
    as_json = run_butfor(here, "review", "--format", "json", "--archive", str(archive.root)).stdout
    assert as_json == archive.run("review", "--format", "json").stdout, "a program gets the archive's own commands"


def test_a_folder_behind_a_link_can_be_named_by_no_option(archive: Place, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "link").symlink_to(archive.root)
    done = run_butfor(tmp_path, "-C", "link", "check")
    assert done.returncode == 2 and "symbolic link" in done.stderr


def test_text_shows_paths_as_one_sees_them(archive: Place, tmp_path: Path) -> None:
    archive.put(BASE_NAME, merged("severity: SEV-4\nseverity: SEV-3\n"))
    for folder, name in (
        (archive.root / "incidents/2023", Path(BASE_NAME).name),
        (archive.root / "schema", f"../{BASE_NAME}"),
        (tmp_path, f"archive/{BASE_NAME}"),
    ):
        lines = run_butfor(folder, "check", "--archive", str(archive.root)).stdout.splitlines()
        assert lines[1] == f"  --> {name}:9:1"
        assert f"{name}:8:1" in "\n".join(lines[2:8])


def test_an_archive_that_is_named_is_that_folder_and_no_other(archive: Place, tmp_path: Path) -> None:
    """A workflow names it; a change must not put another one in its place."""
    (tmp_path / "link").symlink_to(archive.root)
    for where, words in (
        ("link", "a symbolic link"),
        ("link/incidents", "a symbolic link"),
        ("archive/incidents", "no butfor.toml"),
    ):
        done = run_butfor(tmp_path, "check", "--archive", where)
        assert done.returncode == 2 and words in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check",), "butfor: ../incidents: No such file or directory\n"),
        (("stats",), "butfor: ../incidents: No such file or directory\n"),
        (("import", "../map.yaml", "--from", "mapped", "--map", "../map.yaml"), "butfor: ../map.yaml: syntax-error"),
    ],
)
def test_what_can_not_be_read_is_named_as_it_is_seen_from_here(
    arguments: tuple[str, ...], words: str, archive: Place
) -> None:
    archive.put("map.yaml", "a: [")
    archive.put("docs/x", "")
    (archive.root / "incidents").rmdir()
    done = run_butfor(archive.root / "docs", *arguments)
    assert (done.returncode, done.stderr.startswith(words)) == (2, True), done.stderr


@pytest.mark.parametrize("folder", ["incidents", "schema"])
def test_what_lies_behind_a_link_is_not_taken_for_the_archive(folder: str, archive: Place) -> None:
    (archive.root / folder).rename(archive.root / "elsewhere")
    (archive.root / folder).symlink_to("elsewhere")
    done = archive.run("check")
    assert done.returncode == 2 and "symbolic link" in done.stderr


@pytest.mark.parametrize("path", ["butfor.toml", "schema", "schema/codes.yaml", "schema/evidence.yaml"])
def test_a_policy_file_as_path_checks_everything(path: str, archive: Place) -> None:
    archive.put(BASE_NAME, BAD)
    archive.put(OTHER_NAME, merged(f"id: {OTHER_ID}\nharm: nonsense\n"))
    for paths in ((path,), (BASE_NAME, path)):
        assert (
            archive.run("check", "--format", "json", *paths).stdout == archive.run("check", "--format", "json").stdout
        )


# ---------------------------------------------------------------- standard input


def test_standard_input_stands_for_a_file(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    done = archive.run("check", "-", "--stdin-filename", BASE_NAME, "--format", "json", stdin=BAD.encode())
    assert findings(done) == [(BASE_NAME, "unknown-value")]
    assert (archive.root / BASE_NAME).read_text(encoding="utf-8") == BASE
    archive.put(BASE_NAME, BAD)
    assert archive.run("check", "-", "--stdin-filename", BASE_NAME, stdin=BASE.encode()).returncode == 0


def test_standard_input_can_stand_for_a_file_that_is_not_there_yet(archive: Place) -> None:
    done = archive.run("check", "-", "--stdin-filename", BASE_NAME, stdin=BASE.encode())
    assert (done.returncode, done.stdout) == (0, "1 file checked, nothing found\n")
    name = str(archive.root / BASE_NAME)
    assert archive.run("check", "-", "--stdin-filename", name, stdin=BASE.encode()).returncode == 0


def test_standard_input_is_compared_with_all_wires(archive: Place) -> None:
    put_two(archive)
    text = (archive.root / OTHER_NAME).read_bytes()
    (archive.root / OTHER_NAME).unlink()
    done = archive.run("check", "-", "--stdin-filename", OTHER_NAME, "--format", "json", stdin=text)
    assert findings(done) == [(OTHER_NAME, "same-rationale")]


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "empty-file"),
        (b"\xff\xfe", "bad-encoding"),
        (b"\x00", "control-character"),
        (b"#" * (MAX_BYTES + 1), "too-large"),
        (b"[" * 100_000, "too-deep"),
    ],
    ids=["empty", "encoding", "control", "large", "deep"],  # pytest hands the id on in the environment: 128 KiB at most
)
def test_hostile_standard_input_is_a_finding(data: bytes, rule: str, archive: Place) -> None:
    done = archive.run("check", "-", "--stdin-filename", BASE_NAME, "--format", "json", stdin=data)
    assert done.returncode == 1
    assert findings(done) == [(BASE_NAME, rule)]


@pytest.mark.parametrize("name", ["../x.yaml", "/etc/passwd", "x.yaml", "docs/x.yaml", "incidents", "", ".", "schema"])
def test_standard_input_must_stand_for_a_wire(name: str, archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    assert_could_not_check(archive.run("check", "-", "--stdin-filename", name, stdin=BASE.encode()))


@pytest.mark.parametrize("name", ["schema/codes.yaml", "butfor.toml"])
def test_a_policy_file_on_standard_input_is_never_passed_unread(name: str, archive: Place) -> None:
    """Either it is judged as what it stands for, or it is refused; it is no wire and not clean by default."""
    archive.put(BASE_NAME, BASE)
    done = archive.run("check", "-", "--stdin-filename", name, stdin=b"nonsense: [1\n")
    assert done.returncode == 2, done.stdout


def test_a_name_for_standard_input_that_is_not_read_is_an_error(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    assert_could_not_check(archive.run("check", "--stdin-filename", BASE_NAME, stdin=BAD.encode()))


# ---------------------------------------------------------------- colour, encoding, signals, pipes


@pytest.mark.parametrize(
    ("option", "environment", "coloured"),
    [
        (None, {}, False),
        (None, {"FORCE_COLOR": "1"}, True),
        (None, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (None, {"NO_COLOR": "", "FORCE_COLOR": "1"}, True),
        ("auto", {}, False),
        ("always", {}, True),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour(option: str | None, environment: dict[str, str], coloured: bool, archive: Place) -> None:
    archive.put(BASE_NAME, BAD)
    done = archive.run("check", *(["--color", option] if option else []), **environment)
    assert ("\x1b[" in done.stdout) == coloured
    plain = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
    assert plain == archive.run("check").stdout


@pytest.mark.parametrize("shape", ["json", "github"])
def test_formats_for_programs_have_no_colour(shape: str, archive: Place) -> None:
    archive.put(BASE_NAME, BAD)
    assert "\x1b" not in archive.run("check", "--format", shape, "--color", "always").stdout


def test_an_ascii_terminal_gets_every_finding(archive: Place) -> None:
    archive.put(
        "incidents/2023/漢字é😀.yaml", merged('title: 漢\nsystems: ["\u202e漢字é", "漢字é\u202e"]\nkind: "é"\n')
    )
    for shape in ("text", "concise", "json", "github"):
        done = archive.run_process("check", "--format", shape, PYTHONIOENCODING="ascii", LC_ALL="C", PYTHONUTF8="0")
        assert done.returncode == 1, done.stderr
        assert done.stderr == ""
        assert "unknown-value" in done.stdout
    for arguments in (["explain", "é"], ["check", "é"], ["new", "--title", "漢字"], ["schema"], ["rules"]):
        done = archive.run_process(*arguments, PYTHONIOENCODING="ascii")
        assert done.returncode in (0, 2), done.stderr
        assert "bug in butfor" not in done.stderr


def start(archive: Place, *arguments: str, **how: Any) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "butfor", *arguments], cwd=archive.root, **how)


@pytest.mark.interrupt
def test_an_interrupt_is_130(archive: Place) -> None:
    process = start(archive, "check", "-", "--stdin-filename", BASE_NAME,
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(b"#" * (MAX_BYTES - 1000))  # more than a pipe holds: once written, butfor is reading
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert output == b""
    assert errors.decode().strip() == "interrupted"


def running(group: int) -> list[str]:
    """The processes of a group that have not ended; one that has may wait long for somebody to ask for its status."""
    states = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            states.append(path.read_text().rpartition(")")[2].split())
    return [state for state, _, its_group, *_ in states if int(its_group) == group and state not in "ZX"]


@pytest.mark.interrupt
def test_an_interrupt_ends_the_check_of_a_large_archive(archive: Place) -> None:
    """Many wires, judged by several processes: none of them stays, and none prints a traceback."""
    for number in range(3000):
        archive.put(f"incidents/2023/{number:05}.yaml", BAD)
    process = start(
        archive, "check", "--format", "concise",
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    helpers = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    try:
        while process.poll() is None and not helpers.read_text():
            pass  # until the first helper is there
        os.killpg(process.pid, signal.SIGINT)
        output, errors = process.communicate(timeout=20)
        assert b"Traceback" not in errors
        assert (process.returncode, output) == (130, b""), errors
        end = time.monotonic() + 20
        while running(process.pid):
            assert time.monotonic() < end
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


HOOKED = """
import os, signal, sys
from pathlib import Path
from butfor.cli import run
class Stopped:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
def hook(event, arguments):
    {}
sys.addaudithook(hook)
run()
"""
"""Runs butfor, and hears of all that it does with files."""


@pytest.mark.interrupt
def test_a_signal_in_a_destructor_ends_the_process_too(archive: Place) -> None:
    """There Python drops the errors that are raised, those of a handler of signals among them."""
    name = archive.put(BASE_NAME, BASE).name
    code = HOOKED.format(f"if event == 'open' and str(arguments[0]).endswith({name!r}): Stopped()")
    command = [sys.executable, "-c", code, "check"]
    done = subprocess.run(command, cwd=archive.root, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (143, b"", b"terminated\n")


@pytest.mark.interrupt
def test_a_server_that_is_stopped_tidies_up(archive: Place, tmp_path: Path) -> None:
    """Its temporary folder goes; a file that it is writing is finished, though the signal may reach another thread."""
    archive.put(BASE_NAME, BASE)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    marker, out = tmp_path / "marker", tmp_path / "out"
    code = HOOKED.format(f"if event == 'os.rename' and os.path.exists({str(marker)!r}): Stopped()")
    for arguments in ([], ["--out", str(out)]):
        process = subprocess.Popen(
            [sys.executable, "-c", code, "site", "serve", "--port", "0", *arguments], cwd=archive.root,
            env=os.environ | {"TMPDIR": str(temporary)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        while not process.stdout.readline().startswith("serving"):
            assert process.poll() is None
        marker.touch()
        archive.put(BASE_NAME, BASE.replace("SEV-3", "SEV-2") if arguments else BASE.replace("SEV-3", "SEV-4"))
        errors = process.communicate(timeout=60)[1]
        assert process.returncode == 143
        assert "Traceback" not in errors
        marker.unlink()
    assert list(temporary.iterdir()) == []
    assert (out / "index.html").is_file()
    assert [path for path in out.rglob("*") if left_behind(path.name)] == []


def test_a_reader_that_goes_away_early_sees_no_traceback(archive: Place) -> None:
    for number in range(900):
        archive.put(f"incidents/2023/{number:05}.yaml", BAD + 'title: ""\nsystems: []\n')
    process = start(archive, "check", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline().startswith(b"error[")
    process.stdout.close()
    errors = process.stderr.read()
    assert process.wait(timeout=60) == 141
    assert errors == b""
    process.stderr.close()


@pytest.mark.parametrize("arguments", [["check"], ["rules"], ["explain", "too-few-sources"], ["schema"], ["--help"]])
def test_a_reader_that_was_never_there_sees_no_traceback(arguments: list[str], archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    reading, writing = os.pipe()
    os.close(reading)
    process = start(archive, *arguments, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    errors = process.communicate(timeout=60)[1]
    assert errors == b""
    assert process.returncode == 141, "neither findings nor a check that failed"


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="this system bounds no file's length")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_what_a_full_disk_cuts_is_not_a_success(unbuffered: str, tmp_path: Path) -> None:
    """Without a buffer, Python says nothing of the bytes that were not written."""
    done = subprocess.run(
        ["bash", "-c", 'ulimit -f 1; exec "$0" -m butfor schema --report > cut', sys.executable], cwd=tmp_path,
        # else Python leaves modules behind that are cut, too
        env=os.environ | {"PYTHONUNBUFFERED": unbuffered, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert 0 < (tmp_path / "cut").stat().st_size <= 1024
    assert (done.returncode, done.stderr) == (2, "butfor: File too large\n")


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", ">/dev/full 2>&-"])
def test_a_closed_standard_stream_is_refused_in_words_where_there_is_room_for_them(closed: str, archive: Place) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -m butfor check {closed}'],
        cwd=archive.root, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    said = "" if " " in closed else "butfor: standard output or error is closed; redirect it to /dev/null\n"
    assert (done.returncode, done.stdout + done.stderr) == (2, said)


# ---------------------------------------------------------------- select, ignore


THREE = merged('codes: ["mit:5.1", "mit:3.1"]\noccurred: 2023-03-01\ntier: standrd\n')
"""A wire with findings of unquoted-text, unsorted-codes and unknown-tier."""


def rules_of(done: Done) -> list[str]:
    return re.findall(r"^\S+: \w+\[([a-z-]+)\]", done.stdout, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "rules", "status"),
    [
        ([], ["unquoted-text", "unknown-tier", "unsorted-codes"], 1),
        (["--select", "unsorted-codes"], ["unsorted-codes"], 0),
        (["--select", "unsorted-codes,unknown-tier"], ["unknown-tier", "unsorted-codes"], 1),
        (["--select", "unsorted-codes, unknown-tier"], ["unknown-tier", "unsorted-codes"], 1),
        (["--select", "unsorted-codes", "--select", "unknown-tier"], ["unknown-tier", "unsorted-codes"], 1),
        (["--select", "duplicate-id"], [], 0),
        (["--ignore", "unknown-tier"], ["unquoted-text", "unsorted-codes"], 0),
        (["--ignore", "unknown-tier,unquoted-text"], ["unsorted-codes"], 0),
        (["--select", "unsorted-codes,unknown-tier", "--ignore", "unknown-tier"], ["unsorted-codes"], 0),
    ],
)
def test_select_and_ignore_choose_what_is_reported(
    arguments: list[str], rules: list[str], status: int, archive: Place
) -> None:
    archive.put(BASE_NAME, THREE)
    done = archive.run("check", "--format", "concise", *arguments)
    assert (sorted(rules_of(done)), done.returncode, done.stderr) == (sorted(rules), status, "")


@pytest.mark.parametrize("option", ["--select", "--ignore"])
@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("unsorted-code", "there is no rule `unsorted-code`; did you mean `unsorted-codes`?"),
        ("unknown-tier,unsorted-code", "did you mean `unsorted-codes`?"),
        ("qqqqqqqq", "`butfor rules` lists them all"),
        ("", "there is no rule ``"),
        ("unknown-tier,", "there is no rule ``"),
    ],
)
def test_a_rule_to_select_or_ignore_that_is_none_is_2(option: str, names: str, words: str, archive: Place) -> None:
    archive.put(BASE_NAME, THREE)
    assert_could_not_check(archive.run("check", option, names), words)


@pytest.mark.parametrize(
    ("level", "rule"), [(None, "missing-archive-copy"), ("off", "unknown-tier"), ("warning", "missing-archive-copy")]
)
def test_a_rule_that_is_off_is_not_selected_in_silence(level: str | None, rule: str, archive: Place) -> None:
    archive.put(BASE_NAME, THREE)
    if level is not None:
        archive.put("butfor.toml", f'{CONFIG}{rule} = "{level}"\n')
    done = archive.run("check", "--format", "concise", "--select", rule)
    if level == "warning":
        assert rules_of(done) == [rule]
    else:
        assert_could_not_check(done, f"`{rule}` is off;", "butfor.toml")


def test_errors_of_reading_are_reported_whatever_is_selected(archive: Place) -> None:
    archive.put(BASE_NAME, merged('codes: ["mit:5.1", "mit:3.1"]\nsystem: [ChatGPT]\n'))
    archive.put(OTHER_NAME, "title: ChatGPT: a\n")
    for option, rules in (("--select", ["syntax-error", "unknown-field"]), ("--ignore", ["syntax-error"])):
        done = archive.run("check", "--format", "concise", option, "unknown-tier")
        assert done.returncode == 1
        assert set(rules) <= set(rules_of(done))
    assert "unknown-field" in rules_of(archive.run("check", "--format", "concise", "--ignore", "unknown-field"))


def test_a_comment_on_a_rule_that_is_not_selected_is_not_called_unused(archive: Place) -> None:
    used = 'codes: ["mit:5.1", "mit:3.1"]  # butfor: ignore[unsorted-codes] -- as in the ruling\n'
    archive.put(BASE_NAME, merged(used))
    for arguments in (["--select", "unused-suppression"], ["--ignore", "unsorted-codes"], ["--select", "unknown-tier"]):
        done = archive.run("check", *arguments)
        assert (done.returncode, done.stdout.partition(" (")[0]) == (0, "1 file checked, nothing found")
    suppressed = archive.run("check", "--select", "unsorted-codes").stdout
    assert "nothing found, 1 suppressed (only `unsorted-codes`, and" in suppressed
    archive.put(BASE_NAME, merged(used.replace('"mit:5.1", "mit:3.1"', '"mit:3.1"')))
    done = archive.run("check", "--format", "concise", "--select", "unused-suppression")
    assert rules_of(done) == ["unused-suppression"]


def test_a_finding_that_another_rule_accounts_for_is_shown_where_that_one_is_not_selected(archive: Place) -> None:
    archive.put(BASE_NAME, merged("providers: [Nobody Inc, Anthropic]\nsystems: [Gadget]\n"))
    assert rules_of(archive.run("check", "--format", "concise")) == ["unknown-provider"]
    done = archive.run("check", "--format", "concise", "--select", "provider-not-in-text")
    assert rules_of(done) == ["provider-not-in-text"]


def test_select_goes_with_rules_about_a_change(archive: Place) -> None:
    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        subprocess.run(["git", *identity, *arguments], cwd=archive.root, check=True, capture_output=True)

    def rules_since(*arguments: str) -> list[str]:
        return rules_of(archive.run("check", "--format", "concise", "--since", "HEAD", *arguments))

    archive.put(BASE_NAME, BASE)
    git("init", "-b", "main")
    git("add", ".")
    git("commit", "-m", "first")
    archive.put(BASE_NAME, THREE.replace("severity: SEV-3", "severity: SEV-4"))
    everything = set(rules_since())
    assert {"fact-changed-silently", "unknown-tier", "unsorted-codes"} <= everything
    assert set(rules_since("--select", "fact-changed-silently")) == {"fact-changed-silently"}
    assert rules_since("--select", "unknown-tier") == ["unknown-tier"]
    assert set(rules_since("--ignore", "fact-changed-silently")) == everything - {"fact-changed-silently"}


# ---------------------------------------------------------------- explain, rules


@pytest.mark.parametrize("name", ["too-few-sources", "[too-few-sources]", "TOO-FEW-SOURCES", " too-few-sources "])
def test_explain_says_what_why_and_how_to_repair(name: str, archive: Place) -> None:
    done = archive.run("explain", name)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("too-few-sources (error")
    for label in ("What", "Why", "Basis", "How to fix", "Refused", "Passes"):
        assert f"\n{label}\n" in done.stdout


@pytest.mark.parametrize("name", [BASE_NAME, BASE_NAME.rpartition("/")[2].removesuffix(".yaml")])
def test_explain_of_a_wire_shows_the_count(name: str, archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    done = archive.run("explain", name)
    assert (done.returncode, done.stdout) == (0, archive.run("explain", BASE_NAME).stdout)
    assert "Voices: " in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "reported", "said"),
    [
        ("kind: hallucination", "kind: TODO", "Voices: 3 counted, 2 needed", ""),
        (
            "url: https://news.example",
            "url: http://news.example",
            "Voices: 2 counted, 2 needed",
            "write:\n    url: http",
        ),
        ("verified_by: corroboration", "verified_by: TODO", "Voices: 3 counted; what can't be read", "`verified_by`"),
        ("providers: [OpenAI]", "providers: []", "Voices: 3 counted, 2 needed", "`providers`"),
    ],
)
def test_the_count_is_shown_as_far_as_the_wire_can_be_read(
    old: str, new: str, reported: str, said: str, archive: Place
) -> None:
    assert old in BASE
    archive.put(BASE_NAME, BASE.replace(old, new, 1))
    done = archive.run("explain", BASE_NAME)
    assert (done.returncode, reported in done.stdout) == (2 if said else 0, True), done
    assert said in done.stderr
    assert bool(said) == (f"left out: {BASE_NAME}:" in " ".join(done.stderr.split()))


@pytest.mark.parametrize("sources", ["sources: TODO\n", "source: []\n", "sources: [[]\n", "sources: [1, {id: S1}]\n"])
def test_without_sources_nothing_is_counted_and_it_is_said(sources: str, archive: Place) -> None:
    archive.put(BASE_NAME, re.sub(r"^sources:\n(?:  .*\n)+", sources, BASE, flags=re.MULTILINE))
    done = archive.run("explain", BASE_NAME)
    assert done.returncode == 2
    assert "not a valid wire" in done.stderr or "Voices: 0 counted" in done.stdout


def test_the_count_fits_its_width_and_breaks_hosts_behind_a_dot() -> None:
    host = "incident-reports-of-everything.incidentdatabase.ai"
    long = CountRow(
        "S1000000000000",
        "The Paper of Nowhere in Particular",
        host,
        "with S1000000000000",
        f"incident-database ({host})",
    )
    for width in (40, 80, 120):
        lines = list(count_table([long, CountRow("S1", "漢字" * 30, "x", "yes", "a website of its own")], width))
        assert max(map(columns, lines)) <= width
    assert [*wrapped("(incidentdatabase.ai)", 20, "", "")] == ["(incidentdatabase.", "ai)"]


def test_explain_of_a_seat_says_who_holds_it(archive: Place) -> None:
    done = archive.run("explain", "legal")
    assert done.stdout.splitlines()[:5] == [
        "legal (a seat of authority)",
        "",
        "Holders",
        "  B. Counsel, from 1900-01-01",
        "  C. Former, from 2020-01-01 until 2026-06-30",
    ]
    assert "\nlegal (a value of reviews[].seat)\n" in done.stdout
    archive.put("schema/seats.yaml", "schema: 1\nseats: [{id: editor, holders: []}]\n")
    assert "Nobody holds it" in archive.run("explain", "editor").stdout
    (archive.root / "schema/seats.yaml").unlink()
    assert "no schema/seats.yaml" in archive.run("explain", "editor").stdout


def test_explain_needs_no_archive_and_fits_80_columns(tmp_path: Path) -> None:
    assert run_butfor(tmp_path, "explain", "same-rationale").returncode == 0
    for rule in ALL_RULES:
        result = CliRunner().invoke(cli, ["explain", rule.id])
        assert result.exit_code == 0
        assert all(len(line) <= 80 or " " not in line.strip() for line in result.output.splitlines()), rule.id
        example = rule.good.split()
        assert result.output.partition("\nPasses\n")[2].split()[: len(example)] == example, "only broken, not changed"


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("too-few-source", "too-few-sources"),
        ("duplicate_key", "duplicate-key"),
        ("yaml_aliases", "yaml-alias"),
        ("qqqqqqqq", None),
        ("", None),
        ("\x1b[31m", None),
    ],
)
def test_explain_of_an_unknown_rule_suggests(name: str, suggestion: str | None, archive: Place) -> None:
    done = archive.run("explain", name)
    assert_could_not_check(
        done, f"did you mean `{suggestion}`" if suggestion else "`butfor explain` lists what there is"
    )
    assert done.stderr.count("\n") == 1


def test_rules_lists_every_rule(tmp_path: Path) -> None:
    done = run_butfor(tmp_path, "rules")
    assert (done.returncode, done.stderr) == (0, "")
    for rule in ALL_RULES:
        (words,) = re.findall(rf"^  {rule.id} +{rule.level} (.*(?:\n {{30}}.*)*)", done.stdout, re.MULTILINE)
        assert words.endswith(f"({rule.remark})") == bool(rule.remark)
    assert all(len(line) <= 80 for line in done.stdout.splitlines())


def test_rules_as_json(tmp_path: Path) -> None:
    done = run_butfor(tmp_path, "rules", "--format", "json")
    rows: Any = json.loads(done.stdout)
    assert [(row["id"], row["family"], row["level"], row["mandatory"], row["confidence"]) for row in rows] == [
        (rule.id, rule.family, rule.level, rule.mandatory, rule.confidence) for rule in ALL_RULES
    ]
    assert all(row["what"] for row in rows)


def test_help_names_every_command_and_status(tmp_path: Path) -> None:
    for arguments in (["--help"], ["-h"]):
        done = run_butfor(tmp_path, *arguments)
        assert done.returncode == 0
        for word in ("check", "explain", "new", "rules", "schema", "130"):
            assert word in done.stdout
    assert re.fullmatch(r"butfor, version \d+\.\d+\.\d+\n", run_butfor(tmp_path, "--version").stdout)


# ---------------------------------------------------------------- schema


def test_schema_prints_the_schema_of_wires(archive: Place) -> None:
    done = archive.run("schema")
    assert (done.returncode, done.stderr) == (0, "")
    schema: Any = json.loads(done.stdout)
    assert schema["$schema"].startswith("http://json-schema.org/draft-07/schema")
    assert "mit:3.1" in schema["properties"]["codes"]["items"]["then"]["enum"]


def test_schemas_go_stale_with_the_vocabulary_and_are_written_anew(archive: Place) -> None:
    archive.run("schema", "--write")
    done = archive.run("schema", "--check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    insert_after(archive, "codes.yaml", "id: M1", "      - {id: M8, label: New code}")
    done = archive.run("schema", "--check")
    assert done.returncode == 1
    assert done.stdout == "stale: schema/wire.schema.json\nstale: schema/wire-1.schema.json\n"
    assert "butfor schema --write" in done.stderr
    assert archive.run("schema", "--write").stdout == "wrote schema/wire.schema.json\nwrote schema/wire-1.schema.json\n"
    assert archive.run("schema", "--check").returncode == 0
    assert "M8" in (archive.root / "schema/wire.schema.json").read_text(encoding="utf-8")
    assert archive.run("schema", "--write").stdout == "", "nothing to do the second time"


def test_a_missing_or_edited_schema_is_stale(archive: Place) -> None:
    archive.run("schema", "--write")
    (archive.root / "schema/codes.schema.json").unlink()
    archive.put("schema/evidence.schema.json", "{}\n")
    done = archive.run("schema", "--check")
    assert done.returncode == 1
    assert done.stdout == "stale: schema/codes.schema.json\nstale: schema/evidence.schema.json\n"


@pytest.mark.parametrize("refused", ["tempfile.mkstemp", "pathlib.Path.replace"])
def test_what_cant_be_written_is_named_and_not_its_temporary_file(
    refused: str, archive: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", f"{archive.root}/schema/.butfor-abc.tmp", None, "schema/x")

    monkeypatch.setattr(refused, refuse)
    done = archive.run("schema", "--write")
    assert (done.returncode, done.stderr) == (2, "butfor: schema/wire.schema.json: Permission denied\n")


def test_a_defect_is_no_interruption(archive: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """click takes each EOFError for the end of input: one came from a compiled module that a full disk had cut."""

    def cut(*_: object, **__: object) -> None:
        raise EOFError("marshal data too short")

    monkeypatch.setattr("tempfile.mkstemp", cut)
    done = archive.run("schema", "--write")
    assert done.returncode == 3
    assert done.stderr.strip().startswith("butfor: internal error: EOFError: marshal data too short")


def test_a_schema_that_cant_be_written_is_2(archive: Place) -> None:
    archive.run("schema", "--write")
    (archive.root / "schema/wire.schema.json").unlink()
    (archive.root / "schema/wire.schema.json").mkdir()
    assert archive.run("schema", "--check").returncode in (1, 2)
    assert_could_not_check(archive.run("schema", "--write"), "wire.schema.json")
    assert not list((archive.root / "schema").glob(".butfor-*"))


def test_the_schemas_of_this_repository_are_up_to_date() -> None:
    done = run_butfor(REPOSITORY, "schema", "--check")
    assert (done.returncode, done.stdout) == (0, "")


# ---------------------------------------------------------------- new


def new(archive: Place, *arguments: str) -> Path:
    done = quick(archive, "new", *arguments)
    assert done.returncode == 0, done
    path = archive.root / done.stdout.removesuffix("\n")
    name, folder = path.relative_to(archive.root), os.path.relpath(archive.root)
    assert done.stderr.endswith(f"next: replace each TODO, then run\n  butfor -C {folder} check {name}\n")
    assert path.is_file()
    return path


@pytest.mark.parametrize(
    "title", ['x"\nstatus: retracted\nkind: "', "\x1b[31m", "漢字 e\u0301", os.fsdecode(b"\xff")], ids=ascii
)
def test_new_as_a_process(title: str, archive: Place) -> None:
    done = archive.run_process("new", "--date", "2023-06-22", "--title", title)
    assert (done.returncode, done.stderr) == (0, f"next: replace each TODO, then run\n  butfor check {done.stdout}")
    assert re.fullmatch(r"incidents/2023/01H3G6D600[0-9A-Z]{16}\.yaml\n", done.stdout)
    assert (archive.root / done.stdout.strip()).read_text(encoding="utf-8").count("\nstatus:") == 1


def data_of(path: Path) -> Any:
    document = parse(Source(path.name, path.read_bytes()))
    assert document.parse_errors == []
    return document.data


@pytest.mark.parametrize("day", ["2023-06-22", "1999-12-31", "1970-01-01", "2024-02-29"])
def test_new_puts_a_wire_at_its_right_place(day: str, archive: Place) -> None:
    path = new(archive, "--date", day)
    data = data_of(path)
    assert path.relative_to(archive.root).as_posix() == f"incidents/{day[:4]}/{data['id']}.yaml"
    assert ulid_day(data["id"]).isoformat() == day
    assert data["sources"][0]["published"] == day
    assert re.match(
        r"# yaml-language-server: \$schema=\.\./\.\./schema/wire\.schema\.json\n", path.read_text(encoding="utf-8")
    )


def test_new_takes_a_time_too(archive: Place) -> None:
    assert ulid_day(data_of(new(archive, "--date", "2023-06-22T23:59:59Z"))["id"]).isoformat() == "2023-06-22"


def test_new_without_a_date_is_of_today(archive: Place) -> None:
    before = datetime.now(UTC).date()
    day = ulid_day(data_of(new(archive))["id"])
    assert before <= day <= datetime.now(UTC).date()


@pytest.mark.parametrize(
    "arguments", [(), ("--date", "2023-06-22"), ("--date", "2023-06-22", "--title", "ChatGPT invented case law")]
)
def test_a_new_wire_lacks_what_its_placeholders_say_and_nothing_else(
    arguments: tuple[str, ...], archive: Place
) -> None:
    path = new(archive, *arguments)
    done = quick(archive, "check", "--format", "json", str(path))
    assert done.returncode == 0, "a draft may be unfinished"
    rules = [rule for _, rule in findings(done)]
    assert set(rules) == {"placeholder"}
    left = re.findall(r"^[^#\n]*\bTODO\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rules) == len(left), "every TODO is found, and nothing else"


def test_a_new_wire_passes_once_it_is_filled_in(archive: Place) -> None:
    path = new(archive, "--date", "2023-06-22", "--title", "ChatGPT invented case law that lawyers filed")
    text = path.read_text(encoding="utf-8")
    for key, value in {
        "kind": "hallucination", "harm": "actual", "severity": "SEV-3", "codes": "[mit:3.1]", "providers": "[OpenAI]",
        "systems": "[ChatGPT]", "occurred": '"2023-03"', "verified_by": "corroboration", "submitted_by": "V. Volunteer",
    }.items():  # fmt: skip
        text = re.sub(rf'^( *{key}:) \[?"?TODO"?\]?', rf"\1 {value}", text, count=1, flags=re.MULTILINE)
    for number, kind in ((1, "court"), (2, "news")):
        for key, value in {
            "url": f"https://site{number}.example/a",
            "publisher": f"Publisher {number}",
            "kind": kind,
            "title": "T",
        }.items():
            text = re.sub(rf'^(    {key}:) "?TODO"?', rf"\1 {value}", text, count=1, flags=re.MULTILINE)
    for key, words in {
        "tested_harm": "A court looked for opinions that nobody had written.",
        "without": "Without ChatGPT no opinions would have been invented.",
        "other_causes": "none-known",
    }.items():
        text = text.replace(f"{key}: |\n    TODO", f"{key}: |\n    {words}")
    text = text.replace("test: TODO", "test: passes")
    text = text.replace("body: |\n  TODO", "body: |\n  Two lawyers filed invented opinions [S1][S2].")
    path.write_text(text, encoding="utf-8")
    done = quick(archive, "check")
    assert (done.returncode, done.stdout) == (0, "1 file checked, nothing found\n")


def test_new_refuses_the_future_and_what_no_id_can_carry(archive: Place) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    for day in (tomorrow, "2999-01-01", "1969-12-31", "0001-01-01"):
        assert_could_not_check(quick(archive, "new", "--date", day), day)
    assert list((archive.root / "incidents").iterdir()) == []


TITLES = [
    'x"\nstatus: retracted\nkind: "', "x\nschema: 2", "a: b", "- a", "# c", "'", '"', "\\", '\\"', "\\n",
    "{title}", "{0}", "%s", "&a", "*a",
    "!!str x", "@x", "`x`", "|", ">", "~", "null", "no", "12", "[a", "{a", "", " ", "\t", "---", "...",
    "漢字😀 e\u0301", "\u202eabc",
    "a\u2028b", "a\x85b", "x" * 5000,
]  # fmt: skip
CONTROL_TITLES = ["\x1b[31m", "\r", "\x07", "\x7f", "\ufeff", "\uffff", os.fsdecode(b"\xff")]


@pytest.mark.parametrize("title", [*TITLES, *CONTROL_TITLES], ids=ascii)
def test_a_hostile_title_stays_on_its_line(title: str, archive: Place) -> None:
    path = new(archive, "--date", "2023-06-22", "--title", title)
    text = path.read_text(encoding="utf-8")
    plain = new(archive, "--date", "2023-06-22").read_text(encoding="utf-8")
    shape = re.compile(r"^(title: ).*$|^(id: ).*$|^(published: ).*$|check incidents/.*`", re.MULTILINE)
    assert shape.sub("", text) == shape.sub("", plain)
    if title in TITLES and not re.search("[\u2028\x85]", title):
        assert data_of(path)["title"] == title
    shown = quick(archive, "check", str(path)).stdout
    assert "placeholder" in shown or "error[" in shown


def test_new_takes_a_month(archive: Place) -> None:
    data = data_of(new(archive, "--date", "2023-06"))
    assert (ulid_day(data["id"]).isoformat(), data["sources"][0]["published"]) == ("2023-06-01", "2023-06")


def test_new_fills_in_what_addresses_say(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    article, page = "https://news.example/2023/07/04/other", "https://openai.com/index/x"
    arguments = ("--source", article, "--source", page, "--provider", "OpenAI", "--kind", "hallucination")
    data = data_of(new(archive, *arguments))
    assert ulid_day(data["id"]).isoformat() == "2023-07-04"
    first, second = data["sources"]
    assert (first["url"], first["publisher"], first["published"]) == (article, "The Example Herald", "2023-07-04")
    assert (second["url"], second["publisher"], second["kind"]) == (page, "OpenAI", "provider")
    assert (data["providers"], data["kind"]) == (["OpenAI"], "hallucination")


def test_new_says_at_once_where_the_archive_has_an_address(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    done = quick(archive, "new", "--source", "https://www.news.example/2023/06/23/fake-cases/?utm_source=x")
    assert done.returncode == 0
    assert f"the archive has this URL already, in\n  {BASE_NAME}:\n  https://www.news.example/2023/" in done.stderr
    words = " ".join(done.stderr.split())
    change = f"butfor -C {os.path.relpath(archive.root)} correct {BASE_NAME[-31:-5]} --set FIELD=VALUE"
    assert f"change that wire: `{change}`, or edit it if it is a" in words


@pytest.mark.parametrize(
    ("known", "url", "publisher"),
    [
        ("https://venturebeat.com/a", "https://www.google.com/amp/s/venturebeat.com/ai/x/amp/", "VentureBeat"),
        ("https://venturebeat.com/a", "https://www.google.com/url?q=https://venturebeat.com/b&sa=D", "VentureBeat"),
        ("https://venturebeat.com/a", "https://web.archive.org/web/2025/https://www.venturebeat.com/b", "VentureBeat"),
        ("https://www.google.com/amp/s/venturebeat.com/a", "https://www.google.com/amp/s/other.example/b", "TODO"),
        ("https://news.google.com/articles/a", "https://news.google.com/articles/b", "TODO"),
        ("https://chatgpt.com/share/a", "https://chatgpt.com/share/b", "TODO"),
        ("https://x.com/grok/status/1", "https://x.com/grok/status/2", "TODO"),
        ("https://x.com/jane/status/1", "https://x.com/john/status/2", "TODO"),
        ("https://github.com/jane/x", "https://github.com/john/y", "TODO"),
        ("https://github.com/jane/x", "https://github.com/Jane/y", "Jane Roe"),
        ("https://www.courtlistener.com/docket/1/a/", "https://www.courtlistener.com/docket/2/b/", "TODO"),
    ],
)
def test_new_reads_an_address_as_counting_does(known: str, url: str, publisher: str, archive: Place) -> None:
    named = "VentureBeat" if "venturebeat" in known else "Jane Roe"
    wire = BASE.replace("https://news.example/2023/06/23/fake-cases", known).replace("The Example Herald", named)
    assert known in wire
    archive.put(BASE_NAME, wire)
    source = data_of(new(archive, "--date", "2023-07-04", "--source", url))["sources"][0]
    assert (source["publisher"], source["kind"]) == (publisher, "TODO")


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("/world/2024/feb/08/title", "2024-02-08"),
        ("/2024/September/8/title", "2024-09-08"),
        ("/2025/4/18/24066169/title", "2025-04-18"),
        ("/en/article/20240222-title", "2024-02-22"),
        ("/a-2024-02-22", "2024-02-22"),
        ("/questions/20191101/title", None),
        ("/news/uk-20191101", None),
        ("/2024/feb/30/title", None),
        ("/2024/02/14/20240213-title", None),
        ("/2999/02/14/title", None),
    ],
)
def test_new_says_which_day_the_id_has(address: str, day: str | None, archive: Place) -> None:
    done = quick(archive, "new", "--source", f"https://paper.example{address}")
    data = data_of(archive.root / done.stdout.strip())
    reported = ulid_day(data["id"]).isoformat()
    if day is None:
        assert f"the id contains today's date, {reported}," in done.stderr
    else:
        assert reported == day
        assert f"the id contains the date {day}, from the URL of S1\n" in done.stderr
    assert (data["sources"][0]["published"]) == (day or "TODO")
    assert max(map(len, done.stderr.splitlines()[:-1])) <= 80


def test_new_says_which_day_of_a_month_the_id_has(archive: Place) -> None:
    done = quick(archive, "new", "--date", "2025-04")
    assert "the id contains the date 2025-04-01, the first of 2025-04\n" in done.stderr
    assert data_of(archive.root / done.stdout.strip())["sources"][0]["published"] == "2025-04"


def test_new_keeps_an_id_that_a_wire_has_elsewhere(archive: Place) -> None:
    wire_id = "01HPJEKH00VNYQGT3ZJACN1J7B"
    path = new(archive, "--id", wire_id.lower(), "--date", "2024-02-16")
    assert (path.stem, data_of(path)["sources"][0]["published"]) == (wire_id, "2024-02-16")
    assert_could_not_check(quick(archive, "new", "--id", wire_id), f"{path.relative_to(archive.root)} has it")
    assert_could_not_check(quick(archive, "new", "--id", "7ZZZZZZZZZVNYQGT3ZJACN1J7B"), "in the future")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--kind", "halucination"), "did you mean `hallucination`?"),
        (("--provider", "OpenAl"), "write `OpenAI`;"),
        (("--provider", "ChatGPT"), "is a product, not a provider"),
        (("--provider", "Nobody at all"), "\nA new provider is added to `schema/providers.yaml`"),
        (("--provider", "Nobody at all"), '\n  - name: "Nobody at all"\n    domains: [TODO]'),
        (("--id", "abc"), "a ULID"),
        (("--source", "news.example/a"), "whole URL"),
        (("--source", "https:// x\x1b[31m"), "whole URL"),
        (("--source", "https://openai.com@evil.example/x"), "delete everything before the `@`"),
        (("--source", "https://paper.example/x?token=ghp_1"), "a key, or a link for one person"),
        (("--source", "https://paper.example/a\u202eb"), "right-to-left override"),
        (("--source", "https://127.0.0.1/x"), "is a number, not a name"),
        (("--source", "http://paper.example/x"), "    url: https://paper.example/x"),
        (("--date", "2023-13"), "YYYY-MM"),
    ],
)
def test_new_refuses_words_that_the_policy_does_not_have(
    arguments: tuple[str, ...], words: str, archive: Place
) -> None:
    assert_could_not_check(quick(archive, "new", *arguments), words)
    assert list((archive.root / "incidents").iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--provider", "openai", "--provider", "OpenAI"), "--provider openai is written `OpenAI`"),
        (("--source", "https://a.example/x", "--source", "https://m.a.example/x"), "`S2` is the same page as `S1`"),
        (("--source", "https://a.example/2024/02/01/x", "--date", "2024-03"), "URL of S1 contains the date 2024-02-01"),
        (("--id", "01HPJEKH00VNYQGT3ZJACN1J7B", "--date", "2023-01-01"), "--id contains the date 2024-02-14"),
    ],
)
def test_new_says_what_it_took_otherwise_or_what_does_not_fit(
    arguments: tuple[str, ...], said: str, archive: Place
) -> None:
    done = quick(archive, "new", *arguments)
    assert (done.returncode, said in " ".join(done.stderr.split())) == (0, True), done.stderr
    providers = data_of(archive.root / done.stdout.strip())["providers"]
    assert providers == (["OpenAI"] if "--provider" in arguments else ["TODO"])


def test_new_opens_the_editor_on_the_file(archive: Place) -> None:
    done = archive.run_process("new", "--edit", EDITOR="sed -i s/^severity:.*/severity:\\ SEV-3/")
    assert done.returncode == 0, done.stderr
    assert data_of(archive.root / done.stdout.strip())["severity"] == "SEV-3"


def test_new_never_overwrites(tmp_path: Path, archive: Place) -> None:
    paths = {new(archive, "--date", "2023-06-22") for _ in range(3)}
    assert len(paths) == 3
    for path in (tmp_path / "file", tmp_path / "dangling"):
        if path.name == "file":
            path.write_bytes(b"mine")
        else:
            path.symlink_to("nowhere")
        with pytest.raises(FileExistsError):
            write(path, b"yours", new=True)
    assert (tmp_path / "file").read_bytes() == b"mine"
    assert (tmp_path / "dangling").is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive", "dangling", "file"]


def test_writing_replaces_whole_files_and_keeps_their_mode(tmp_path: Path) -> None:
    path = tmp_path / "deep/file"
    write(path, b"one")
    path.chmod(0o640)
    write(path, b"two")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"two", 0o640)
    assert [item.name for item in path.parent.iterdir()] == ["file"]


def test_new_where_no_folder_can_be_made_is_2(archive: Place) -> None:
    archive.put("incidents/2023", "a file")
    assert_could_not_check(archive.run("new", "--date", "2023-06-22"), "incidents/2023")


def test_new_from_elsewhere_says_where_the_file_is(archive: Place, tmp_path: Path) -> None:
    done = run_butfor(tmp_path, "new", "--archive", "archive", "--date", "2023-06-22")
    assert Path(tmp_path / done.stdout.strip()).is_file()
    done = run_butfor(archive.root / "schema", "new", "--date", "2023-06-22")
    assert (archive.root / "schema" / done.stdout.strip()).is_file()


# ---------------------------------------------------------------- a bug in butfor


def break_rule(patch: pytest.MonkeyPatch, name: str) -> None:
    """Put a check in place that raises where its first violation is asked for."""

    def check(*arguments: object) -> Iterator[Violation]:
        yield from ()
        raise ValueError("boom")

    rules = tuple(replace(rule, check=check) if rule.id == name else rule for rule in ALL_RULES)
    patch.setattr("butfor.engine.context.ALL_RULES", rules)


RAISING = [
    ("unknown-value", OTHER_NAME),
    ("unsorted-codes", OTHER_NAME),
    ("same-rationale", "the archive"),
    ("fact-changed-silently", BASE_NAME),
    ("mass-change", "the archive"),
    ("unused-suppression", BASE_NAME),
]
"""A rule of each scope, and what it reads as it raises."""


@pytest.fixture
def changed(archive: Place) -> Place:
    """An archive in git that was good, and now has something to find for rules of each scope."""
    clone = Clone(archive.root)
    clone.git("init", "-q", "-b", "main")
    archive.put(BASE_NAME, BASE)
    clone.commit()
    archive.put(BASE_NAME, merged("severity: SEV-2  # butfor: ignore[mixed-script] -- as in the ruling\n"))
    bad_fields = 'kind: nonsense\nproviders: [Open AI]\ncodes: ["mit:5.1", "mit:3.1"]\n'
    archive.put(OTHER_NAME, merged(f"id: {OTHER_ID}\n{bad_fields}"))
    return archive


@pytest.mark.parametrize(("rule", "file"), RAISING)
def test_a_rule_that_raises_is_named_and_all_else_is_checked(
    rule: str, file: str, changed: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("check", "--since", "HEAD", "--format", "concise", "--no-cache")
    lines = changed.run(*arguments).stdout.splitlines()[:-1]
    assert rule == "mass-change" or any(f"[{rule}]" in line for line in lines)
    with monkeypatch.context() as patch:
        break_rule(patch, rule)
        done = changed.run(*arguments)
    assert done.returncode == 3
    assert done.stdout.splitlines()[:-1] == [line for line in lines if f"[{rule}]" not in line]
    assert f"butfor: could not check: {file}: rule `{rule}` failed: ValueError: boom\n" in done.stderr
    assert done.stderr.endswith(
        "\nthis is a bug in butfor, not in your wire; please report it with the rule and the file\n"
    )


def test_a_rule_that_raises_over_a_policy_file_is_named(archive: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.put("schema/codes.yaml", "schema: 1\ntaxonomies: nonsense\n")
    plain = archive.run("check")
    assert plain.returncode == 2
    break_rule(monkeypatch, "wrong-type")
    monkeypatch.setattr("butfor.engine.check.ALL_RULES", sys.modules["butfor.engine.context"].ALL_RULES)
    done = archive.run("check")
    assert done.returncode == 3
    assert "butfor: could not check: schema/codes.yaml: rule `wrong-type` failed: ValueError: boom\n" in done.stderr


@pytest.mark.parametrize("rule", ["unsorted-codes", "same-rationale", "unused-suppression"])
def test_nothing_is_kept_of_a_rule_that_raised(rule: str, changed: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        break_rule(patch, rule)
        assert [changed.run("check").returncode for _ in range(2)] == [3, 3]
    done = changed.run("check")
    assert f"[{rule}]" in done.stdout
    assert done.stdout == changed.run("check", "--no-cache").stdout


@pytest.mark.parametrize(
    ("rule", "file"), [row for row in RAISING if row[0] not in ("fact-changed-silently", "mass-change")]
)
def test_fix_names_a_rule_that_raises_and_fixes_what_others_find(
    rule: str, file: str, changed: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_rule(monkeypatch, rule)
    done = changed.run("fix")
    assert done.returncode == 3
    assert "unknown-provider" in done.stdout
    assert "providers: [OpenAI]\n" in (changed.root / OTHER_NAME).read_text(encoding="utf-8")
    assert f"butfor: could not check: {file}: rule `{rule}` failed: ValueError: boom\n" in done.stderr


def test_a_full_disk_behind_no_real_file_is_not_a_success(archive: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    archive.put(BASE_NAME, BAD)
    errors = io.StringIO()
    monkeypatch.chdir(archive.root)
    monkeypatch.setattr(sys, "argv", ["butfor", "check"])
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(Full(), encoding="utf-8", write_through=True))
    monkeypatch.setattr(sys, "stderr", errors)
    assert main() == 2
    assert errors.getvalue() == "butfor: No space left on device\n"


# ---------------------------------------------------------------- as a program


def test_it_runs_straight_from_a_checkout(archive: Place) -> None:
    archive.put(BASE_NAME, BAD)
    done = subprocess.run(
        [sys.executable, str(REPOSITORY / "src/butfor"), "check", "--format", "json"],
        cwd=archive.root, capture_output=True, timeout=60, check=False, encoding="utf-8",
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "")
    assert findings(done) == [(BASE_NAME, "unknown-value")]


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", "--format", "json"],
        ["check", "-", "--stdin-filename", BASE_NAME],
        ["check", os.fsdecode(b"incidents/2023/\xff.yaml")],
        ["explain", "\u202e\u6f22"],
        ["frobnicate"],
    ],
    ids=ascii,
)
def test_a_command_says_the_same_inside_the_process_of_the_tests(arguments: list[str], archive: Place) -> None:
    """Most tests run it there; this holds their runner against the program."""
    archive.put(BASE_NAME, merged('title: "\u6f22 \\u202e"\n'))
    archive.put(os.fsdecode(b"incidents/2023/\xff.yaml"), BAD)
    inside, process = (
        run(*arguments, stdin=BAD.encode(), FORCE_COLOR="1") for run in (archive.run, archive.run_process)
    )
    assert (inside.returncode, inside.stdout, inside.stderr) == (process.returncode, process.stdout, process.stderr)
    assert inside.returncode in (1, 2)


def test_a_run_inside_the_process_of_the_tests_leaves_no_trace_in_it(
    archive: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def state() -> tuple[object, ...]:
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        handlers = [signal.getsignal(number) for number in numbers]
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, ())
        streams = (sys.stdin, sys.stdout, sys.stderr, sys.unraisablehook, sys.__unraisablehook__)
        return Path.cwd(), dict(os.environ), list(sys.argv), handlers, blocked, streams

    monkeypatch.setenv("GIT_DIR", "nowhere")
    before = state()
    assert archive.run("check", BUTFOR_OWN="1").returncode == 0
    assert archive.run("frobnicate").returncode == 2
    monkeypatch.setattr("butfor.cli.common.find_root", None)  # a bug, of which there is none to be had
    done = archive.run("check")
    assert done.returncode == 3
    assert "this is a bug in butfor" in done.stderr
    assert state() == before


def test_a_large_archive_gives_the_same_report_as_a_small_one(archive: Place) -> None:
    """Above some number of wires several processes share the work; nobody can tell from the report."""
    unknown_severity = merged('severity: SEV-9\ncodes: ["mit:3.1"]\n')
    for number in range(240):
        archive.put(f"incidents/2023/{number:05}.yaml", BAD if number % 7 else unknown_severity)
    many = json.loads(archive.run_process("check", "--format", "json").stdout)
    for number in range(40, 240):
        (archive.root / f"incidents/2023/{number:05}.yaml").unlink()
    few = json.loads(archive.run("check", "--format", "json").stdout)
    assert many["summary"]["checked"] == 240
    same = [finding for finding in many["findings"] if finding["file"] <= "incidents/2023/00039.yaml"]
    assert same == few["findings"]
    files = [finding["file"] for finding in many["findings"]]
    assert files == sorted(files)


def test_a_selection_that_leaves_no_rule_is_refused(archive: Place) -> None:
    done = quick(archive, "check", "--select", "unknown-tier", "--ignore", "unknown-tier")
    assert_could_not_check(done, "--ignore", "--select")


def test_a_selection_hides_no_field_that_could_not_be_read(archive: Place) -> None:
    """Where the address is invalid the selected rule can't run; the rule that reports the address does."""
    archive.put(BASE_NAME, BASE.replace("https://court", "http://court", 1))
    for option in (["--select", "too-few-sources"], ["--ignore", "bad-url"]):
        done = archive.run("check", "--format", "concise", *option)
        assert (done.returncode, "error[bad-url]" in done.stdout) == (1, True)


def test_a_rule_that_is_off_where_it_judges_is_not_selected_in_silence(archive: Place) -> None:
    """The policy that is staged judges, whatever lies beside it."""
    archive.put(BASE_NAME, BASE)
    archive.put("butfor.toml", CONFIG + 'unknown-source-title = "off"\n')
    for arguments in (["init", "-q", "-b", "main"], ["add", "-A"]):
        subprocess.run(["git", *arguments], cwd=archive.root, check=True)
    archive.put("butfor.toml", CONFIG)
    done = archive.run("check", "--staged", "--select", "unknown-source-title")
    assert (done.returncode, "`unknown-source-title` is off;" in done.stderr) == (2, True)


@pytest.mark.parametrize("command", ["check", "fix", "upgrade", "render"])
def test_a_wire_may_be_named_by_its_id(command: str, archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    wire_id = BASE_NAME.rpartition("/")[2].removesuffix(".yaml")
    for named in (wire_id, wire_id.lower()):
        done = archive.run(command, named)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
    other = archive.run(command, wire_id[:-1] + "Z")
    assert other.returncode == 2 and f"did you mean `{wire_id}`?" in other.stderr
    assert "or the id of a wire" in archive.run("check", "incident/x").stderr
