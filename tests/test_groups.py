"""What a report tells once: fields to fill in, and repeats of a rule; and the options that make it say more or less."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from wcwidth import wcswidth

from conftest import BASE_NAME, Clone, Place, merged, plain_environment

UNSEEN = "unknown-source-title"


def unseen(number: int) -> str:
    """A wire, the titles of whose sources nobody has seen."""
    listed = "".join(
        f'  - {{id: S{item}, url: "https://news{item}.example/{item}", publisher: "House {item}", kind: news, '
        'title: unknown, published: "2023-06-01"}\n'
        for item in range(1, number + 1)
    )
    cited = "".join(f"[S{item}]" for item in range(1, number + 1))
    return merged(f"verified_by: corroboration\nsources:\n{listed}body: |\n  A court spent its time on it {cited}.\n")


def named(index: int) -> str:
    return f"incidents/2023/01H3G6D60088JDPVJMJQV9BE{index}W.yaml"


def new_wire(archive: Place) -> str:
    return archive.run("new", "--date", "2023-02-08").stdout.strip()


def lines_to_fill(archive: Place, name: str) -> list[int]:
    """Those that hold TODO, but for a comment."""
    lines = (archive.root / name).read_text(encoding="utf-8").splitlines()
    return [number for number, line in enumerate(lines, 1) if "TODO" in line and not line.startswith("#")]


# ---------------------------------------------------------------- fields to fill in


def test_a_new_wire_has_one_list_of_what_to_fill_in_and_it_fits_a_screen(archive: Place) -> None:
    name = new_wire(archive)
    done = archive.run("check", name)
    lines = done.stdout.splitlines()
    assert done.returncode == 0
    assert lines[0] == f"warning[placeholder]: {len(lines_to_fill(archive, name))} fields are not filled in yet"
    assert len(lines) <= 40
    assert max(map(wcswidth, lines)) <= 80
    assert [line for line in lines if re.match(r"\w+\[", line)] == lines[:1]
    words = " ".join(" ".join(lines).split())
    assert "title (line 21): names the system and the harm on one line" in words
    assert "harm (24): write one of `actual` or `near` severity" in words
    assert "severity (25): write one of `SEV-1`, `SEV-2`, `SEV-3` or `SEV-4`" in words
    assert 'occurred (29): write a date as precise as it is known: `"YYYY"`, `"YYYY-MM"` or `"YYYY-MM-DD"`' in words
    assert "sources: url (35, 41): write a URL" in words


def test_programs_get_a_place_for_each_field_to_fill_in(archive: Place) -> None:
    name = new_wire(archive)
    todo = lines_to_fill(archive, name)
    findings = json.loads(archive.run("check", name, "--format", "json").stdout)["findings"]
    assert [finding["span"]["line"] for finding in findings] == todo
    concise = archive.run("check", name, "--format", "concise").stdout.splitlines()
    assert len(concise) == len(todo) + 1  # with the summary


def test_full_shows_each_field_to_fill_in_with_its_line(archive: Place) -> None:
    name = new_wire(archive)
    shown = archive.run("check", name, "--full").stdout
    assert shown.count("warning[placeholder]") == len(lines_to_fill(archive, name))
    assert "25 | severity: TODO\n   |           ^^^^\n" in shown


def test_the_last_field_to_fill_in_is_a_finding_as_any_other(archive: Place) -> None:
    archive.put(BASE_NAME, merged("status: draft\nseverity: TODO\n"))
    shown = archive.run("check").stdout
    assert shown.startswith("warning[placeholder]: `severity` still contains the placeholder `TODO`\n")
    assert "help: write one of `SEV-1`, `SEV-2`, `SEV-3` or `SEV-4`\n" in shown


def test_each_file_has_its_own_list(archive: Place) -> None:
    first, second = new_wire(archive), new_wire(archive)
    shown = archive.run("check").stdout
    assert shown.count(" fields are not filled in yet") == 2
    assert f"--> {first}:" in shown
    assert f"--> {second}:" in shown


@pytest.mark.parametrize("field", ["title", "kind", "harm", "severity", "tier", "occurred", "verified_by"])
def test_what_depends_on_a_field_to_fill_in_is_no_second_finding(field: str, archive: Place) -> None:
    archive.put(BASE_NAME, merged(f"{field}: TODO\n"))
    assert [finding.rule for finding in archive.check().findings] == ["placeholder"]


@pytest.mark.parametrize("field", ["id", "url", "publisher", "kind", "title"])
def test_nor_what_depends_on_a_field_of_a_source(field: str, archive: Place) -> None:
    text = re.sub(rf"^(  (?:-| ) {field}:) .*$", r"\1 TODO", merged(""), count=1, flags=re.MULTILINE)
    archive.put(BASE_NAME, text)
    assert [finding.rule for finding in archive.check().findings] == ["placeholder"]


# ---------------------------------------------------------------- unknown fields


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("references:\n  - {url: TODO, title: }\n", [("references",)]),
        ("references: TODO\n", [("references",)]),
        ("references:\n", [("references",)]),
        ("titel: TODO\n", [("titel",)]),
    ],
)
def test_nothing_is_found_inside_an_unknown_field(text: str, paths: list[tuple[str]], archive: Place) -> None:
    archive.put(BASE_NAME, merged(text))
    assert [(finding.rule, finding.path) for finding in archive.check().findings] == [
        ("unknown-field", path) for path in paths
    ]


@pytest.mark.parametrize("value", ["TODO", "", "{name: TODO}"])
def test_nor_inside_an_unknown_field_of_a_source(value: str, archive: Place) -> None:
    archive.put(
        BASE_NAME, merged("").replace("    publisher:", f"    author: {value}\n    publisher:".replace(" \n", "\n"), 1)
    )
    assert [(finding.rule, finding.path) for finding in archive.check().findings] == [
        ("unknown-field", ("sources", 0, "author"))
    ]


# ---------------------------------------------------------------- repeats


def test_few_repeats_of_a_warning_are_listed(archive: Place) -> None:
    archive.put(BASE_NAME, unseen(3))
    shown = archive.run("check").stdout
    assert shown.count("help:") == 1
    assert f"  also in {BASE_NAME}\n" in shown
    assert shown.count("  the title of `S2` is unknown\n") == shown.count("  the title of `S3` is unknown\n") == 1
    assert shown.endswith("1 file checked: 3 warnings\n")


def test_of_many_repeats_of_a_warning_the_number_is_said(archive: Place) -> None:
    for index in (1, 2, 3):
        archive.put(named(index), unseen(5).replace("01H3G6D60088JDPVJMJQV9BE1W", Path(named(index)).stem))
    shown = archive.run("check", "--select", UNSEEN).stdout
    assert "\n  ... and 14 more of unknown-source-title in 3 files; `--full` shows them\n" in shown
    assert shown.count("help:") == 1
    assert archive.run("check", "--select", UNSEEN, "--full").stdout.count("help:") == 15


def test_every_error_is_named_however_many_there_are(archive: Place) -> None:
    paragraphs = "\n".join(f"  Paragraph {number} of it says nothing that is cited.\n" for number in range(30))
    archive.put(BASE_NAME, merged(f"body: |\n  A court spent its time on it [S1][S2].\n\n{paragraphs}"))
    findings = [finding for finding in archive.check().findings if finding.rule == "uncited-paragraph"]
    assert len(findings) == 30
    shown = archive.run("check").stdout
    assert shown.count("error[uncited-paragraph]") == 1
    places = re.findall(r"^    (\d+):\d+  ", shown, re.MULTILINE)
    assert places == [str(finding.span.line) for finding in findings[1:]]


def test_findings_that_ask_for_something_else_are_shown_whole_up_to_three(archive: Place) -> None:
    archive.put(BASE_NAME, merged('codes: ["mit:3.11", "mit:5.11", "mit:7.31", "mit:2.11"]\n'))
    findings = [finding for finding in archive.check().findings if finding.rule == "unknown-code"]
    assert len({finding.help for finding in findings}) == 4
    shown = archive.run("check").stdout
    assert shown.count("error[unknown-code]") == 3
    assert f"  also in {BASE_NAME}\n    " in shown


# ---------------------------------------------------------------- less, and other


def test_quiet_shows_what_fails_and_nothing_else(archive: Place) -> None:
    archive.put(BASE_NAME, unseen(2))
    done = archive.run("check", "-q")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = archive.run("check", "--quiet", "--fail-on", "warning")
    assert done.returncode == 1
    assert done.stdout.startswith("warning[unknown-source-title]")
    assert "checked" not in done.stdout
    archive.put(BASE_NAME, unseen(2).replace("harm: actual", "harm: real"))
    assert archive.run("check", "-q", "--format", "concise").stdout == (
        f"{BASE_NAME}:7:7: error[unknown-value] `real` is not a value of `harm`\n"
    )


def test_quiet_says_that_something_could_not_be_checked(archive: Place) -> None:
    done = archive.run("check", "-q", str(archive.root / "incidents"))
    assert done.returncode == 2
    assert "could not check" in done.stderr


def test_statistics_count_by_rule(archive: Place) -> None:
    archive.put(named(1), unseen(3).replace("01H3G6D60088JDPVJMJQV9BE1W", Path(named(1)).stem))
    archive.put(named(2), merged(f"id: {Path(named(2)).stem}\nharm: real\nkind: nonsense\n"))
    done = archive.run("check", "--statistics", "--ignore", "answers-about-nothing,same-rationale")
    assert done.stdout == (
        "     2  error    unknown-value, in 1 file\n"
        "     3  warning  unknown-source-title, in 1 file\n\n"
        "Some fields are not filled in or not valid, so some rules did not run, and some\n"
        "warnings may become errors. Fix them and check again.\n\n"
        "2 files checked: 2 errors, 3 warnings (all rules but `answers-about-nothing` and\n`same-rationale`)\n"
    )
    assert done.returncode == 1
    assert archive.run("check", "--statistics", "--format", "json").returncode == 2


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--ignore", UNSEEN], f"all rules but `{UNSEEN}`"),
        (["--select", f"{UNSEEN},unknown-tier", "--ignore", "unknown-tier"], f"only `{UNSEEN}` and `unknown-tier` but"),
    ],
)
def test_a_run_that_leaves_rules_out_says_so(options: list[str], said: str, archive: Place) -> None:
    archive.put(BASE_NAME, unseen(2))
    assert said in " ".join(archive.run("check", *options).stdout.split("file checked")[-1].split())
    for other in (["-q"], ["--format", "json"], ["--format", "sarif"], ["--format", "junit"], ["--format", "gitlab"]):
        assert said in " ".join(archive.run("check", *options, *other).stderr.split())


def test_in_ci_every_rule_judges(main: Clone) -> None:
    ci = {"BUTFOR_BASE": "none"}
    for option in ("--ignore", "--select"):
        done = main.place.run("check", option, UNSEEN, **ci)
        assert done.returncode == 2
        assert "in CI all rules run" in done.stderr
        done = main.place.run("check", option, UNSEEN, "--fail-on", "never", **ci)
        assert done.returncode == 0
        assert UNSEEN in done.stdout.rpartition("checked")[2]


def test_a_terminal_gets_no_line_that_is_wider(archive: Place) -> None:
    fcntl, pty, termios = (pytest.importorskip(name) for name in ("fcntl", "pty", "termios"))
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, b"\x28\x00\x50\x00\x00\x00\x00\x00")  # 40 lines of 80 columns
    command = [sys.executable, "-m", "butfor", "check", "--select", "no-such-rule", "--archive", "."]
    command += ["--fail-on", "warning", "incidents", "/" + "somewhere/" * 12 + "x"]
    environment = {key: value for key, value in plain_environment().items() if key != "COLUMNS"}
    done = subprocess.Popen(command, cwd=archive.root, stdout=follower, stderr=follower, env=environment)
    os.close(follower)
    done.wait()
    lines = os.read(leader, 65_536).decode().splitlines()
    os.close(leader)
    assert len(lines) > 1
    assert lines[0].startswith("butfor:")
    assert max(map(wcswidth, lines)) <= 80


def test_errors_that_ask_for_other_things_name_the_option_that_shows_what(archive: Place) -> None:
    """Four unknown names ask each for an entry of its own; three are shown whole."""
    archive.put(BASE_NAME, merged("providers: [Aaronsoft, Bertasoft, Carolsoft, Dorasoft]\n"))
    shown = archive.run("check").stdout
    assert "Dorasoft" in shown and "- name: Dorasoft" not in shown
    assert "`--full` shows what to write for each" in shown
    assert "- name: Dorasoft" in archive.run("check", "--full").stdout
