"""The formats that other programs read: SARIF, JUnit, Code Quality, Markdown, and the summary of a job on GitHub."""

import dataclasses
import importlib
import inspect
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, NoReturn

import pytest

from butfor import __version__
from butfor.findings import Applicability, Finding, Fix, Level, Related, Report, RuleError, Span, Unread
from butfor.report import FORMATS, Reporter, render
from butfor.rules._rule import WireContext
from butfor.rules.registry import ALL_RULES, RULES
from conftest import BASE_NAME, REPOSITORY, Place, merged, run_butfor
from readers import commands, gitlab_entries, junit_suite, markdown_blocks, name_of_uri, sarif_run, strict

OTHER = "incidents/2023/01H3G6D600ZK58P4A1RN4WHB21.yaml"
ERROR = "kind: nonsense\n"
WARNING = "occurred: 2023-03-01\n"
SUPPRESSED = "occurred: 2023-03-01  # butfor: ignore[unquoted-text] -- as the court has it\n"
CLEAN = "incidents/2025/01K5AFH400YAVW625FB5AXP1H2.yaml"


def finding(rule: str = "wrong-format", line: int = 7, **changes: Any) -> Finding:
    """A finding, made up."""
    values: dict[str, Any] = {
        "file": BASE_NAME, "span": Span(line, 3, line, 9), "rule": rule, "level": Level.ERROR, "message": "it is wrong",
        "note": "Because.", "help": "change it", "path": ("title",), "line": "title: x",
    }  # fmt: skip
    return Finding(**values | changes)


def rendered(shape: str, report: Report) -> str:
    """A whole report."""
    return "\n".join(render(shape, report))


def of(shape: str, *findings: Finding, **changes: Any) -> str:
    """A report of these findings."""
    return rendered(shape, Report(tuple(sorted(findings, key=lambda finding: finding.order)), 1, **changes))


def twice(shape: str, archive: Place) -> tuple[Any, Any]:
    """The report of one wire with two findings that are equal but for their place, and again two lines further down."""
    body = "body: |\n  Three opinions were invented [S1][S2][S3].\n\n  Uncited words.\n\n  Uncited words.\n"
    archive.put(BASE_NAME, merged(body))
    before = archive.run("check", "--format", shape).stdout
    archive.put(BASE_NAME, merged(body).replace("schema: 2\n", "# a remark\n\nschema: 2\n"))
    return before, archive.run("check", "--format", shape).stdout


# ---------------------------------------------------------------- every format


@pytest.mark.parametrize("shape", FORMATS)
def test_every_format_is_sound_and_agrees_with_the_exit_status(shape: str, archive: Place) -> None:
    archive.put(BASE_NAME, merged(""))
    done = archive.run("check", "--format", shape)
    assert (done.returncode, done.stderr) == (0, "")
    strict(shape, done.stdout)
    archive.put(OTHER, merged(ERROR))
    done = archive.run("check", "--format", shape)
    assert (done.returncode, done.stderr) == (1, "")
    strict(shape, done.stdout)


@pytest.mark.parametrize("shape", FORMATS)
def test_every_format_is_sound_where_nothing_could_be_checked(shape: str, archive: Place) -> None:
    (archive.root / "incidents/2023").mkdir()
    done = archive.run("check", "--format", shape, "incidents/2023")
    assert done.returncode == 2
    assert "nothing was checked" in done.stderr
    strict(shape, done.stdout)


@pytest.mark.parametrize("shape", ["json", "sarif", "junit", "gitlab"])
def test_a_report_for_programs_is_the_same_in_any_encoding(shape: str, archive: Place) -> None:
    """XML declares its encoding, JSON has one; standard output may have another."""
    archive.put("incidents/2023/漢é\u202e😀.yaml", merged('title: 漢\nsystems: ["漢字é", "漢字é"]\nkind: "é"\n'))
    plain = archive.run("check", "--format", shape)
    for encoding in ("ascii", "latin-1", "cp1252"):
        encoded = archive.run("check", "--format", shape, PYTHONIOENCODING=encoding)
        assert (encoded.returncode, encoded.stderr, encoded.stdout) == (1, "", plain.stdout)


@pytest.mark.parametrize("shape", FORMATS)
def test_hostile_file_names_in_a_real_run(shape: str, archive: Place) -> None:
    """Of an archive on a disk: an undecodable name, and all that a name may hold."""
    names = [
        os.fsdecode(b"\xff\xfe \xf0.yaml"),
        "##[error]x.yaml",
        "::error file=x::y.yaml",
        "\x1b[31mred\x07.yaml",
        "a\nb\r\n::error::c.yaml",
        "\u202etxt.yaml",
        "]]><script>alert(1)</script>.yaml",
        "![](https:..a.example) @everyone #123 `|` ``` %0A.yaml",
        "\ufffe\uffff\x85\u2028.yaml",
    ]
    for name in names:
        archive.put(f"incidents/2023/{name}", merged(ERROR))
    done = archive.run("check", "--format", shape)
    assert (done.returncode, done.stderr) == (1, "")
    strict(shape, done.stdout)
    raw = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e\ud800-\udfff]")
    assert not raw.search(done.stdout)
    obeyed = commands(done.stdout)
    assert len(obeyed) == (len(archive.check().findings) if shape == "github" else 0)
    if shape == "sarif":
        uris = {
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            for result in sarif_run(done.stdout)["results"]
        }
        # A folder can be named, too, where its name is one that Windows can't have.
        assert {name_of_uri(uri) for uri in uris} >= {f"incidents/2023/{name}" for name in names}


@pytest.mark.parametrize("shape", ["github", "sarif", "gitlab"])
@pytest.mark.parametrize("linked", [False, True], ids=["repository", "work tree"])
def test_paths_start_at_the_root_of_the_repository(shape: str, linked: bool, archive: Place) -> None:
    """An archive may lie in a folder of a repository; CI systems count from its root."""
    inner = Place(archive.root / "data/my wires")
    shutil.copytree(archive.root / "schema", inner.root / "schema")
    (archive.root / "butfor.toml").rename(inner.root / "butfor.toml")
    inner.put(BASE_NAME, merged(ERROR))
    if linked:
        (archive.root / ".git").write_text("gitdir: elsewhere\n", encoding="utf-8")
    else:
        subprocess.run(["git", "init", "-q", str(archive.root)], check=True)
    output = inner.run("check", "--format", shape).stdout
    name = f"data/my wires/{BASE_NAME}"
    if shape == "github":
        assert output.startswith(f"::error file={name},line=6,")
    elif shape == "gitlab":
        assert [entry["location"]["path"] for entry in gitlab_entries(output)] == [name]
    else:
        (result,) = sarif_run(output)["results"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == name.replace(" ", "%20")


@pytest.mark.parametrize("shape", FORMATS)
def test_every_format_has_a_reporter(shape: str) -> None:
    module = importlib.import_module(f"butfor.report.{shape}")
    _, *expected = inspect.signature(Reporter.__call__).parameters.values()
    assert list(inspect.signature(module.render).parameters.values()) == expected


# ---------------------------------------------------------------- a rule that raised

RULE_ERROR = RuleError("too-few-sources", BASE_NAME, "ValueError: ::error::x ```")
RAISED = Report((), 1, files=(BASE_NAME,), rule_errors=(RULE_ERROR,))
"""A report without findings that proves nothing."""


@pytest.mark.parametrize("shape", FORMATS)
def test_a_rule_that_raised_is_no_success(shape: str, archive: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a real run: the report is valid, and the exit status and standard error say it too."""

    def fail(context: WireContext) -> NoReturn:
        raise ValueError("of this rule")

    broken = dataclasses.replace(RULES["too-few-sources"], check=fail)
    working = [rule for rule in ALL_RULES if rule.id != broken.id]
    monkeypatch.setattr("butfor.engine.context.ALL_RULES", (*working, broken))
    archive.put(BASE_NAME, merged(""))
    done = archive.run("check", "--format", shape, "--no-cache")
    assert done.returncode == 3
    assert f"{BASE_NAME}: rule `too-few-sources` failed: ValueError: of this rule" in done.stderr
    strict(shape, done.stdout)
    if shape not in ("text", "concise"):
        assert "too-few-sources` failed: ValueError: of this rule" in done.stdout


def test_json_holds_a_rule_that_raised() -> None:
    assert json.loads(rendered("json", RAISED))["summary"]["unreadable"] == [str(RULE_ERROR)]


def test_sarif_is_no_success_where_a_rule_raised() -> None:
    (invocation,) = sarif_run(rendered("sarif", RAISED))["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [note["message"]["text"] for note in invocation["toolExecutionNotifications"]] == [str(RULE_ERROR)]


def test_junit_has_an_error_where_a_rule_raised() -> None:
    suite = junit_suite(rendered("junit", RAISED))
    assert (suite.get("tests"), suite.get("errors")) == ("2", "1")
    assert [part.text for part in suite[1]] == [str(RULE_ERROR)]


def test_gitlab_has_a_blocker_where_a_rule_raised() -> None:
    (entry,) = gitlab_entries(of("gitlab", rule_errors=(RULE_ERROR,), folder="data/"))
    assert (entry["severity"], entry["check_name"]) == ("blocker", "could-not-check")
    assert entry["location"]["path"] == f"data/{BASE_NAME}"
    assert entry["description"].startswith(f"could not be checked: {RULE_ERROR}. ")


def test_github_begins_with_a_rule_that_raised() -> None:
    first, *more = commands(of("github", finding(), rule_errors=(RULE_ERROR,)))
    assert first.startswith(f"::error file={BASE_NAME},line=1,endLine=1,col=1,endColumn=1,title=could-not-check%3A ")
    assert f"::could not be checked: {RULE_ERROR}%0A" in first
    assert len(more) == 1


def test_markdown_begins_with_a_rule_that_raised() -> None:
    output = rendered("markdown", RAISED)
    assert output.startswith("### butfor: not everything could be checked\n")
    assert markdown_blocks(output) == [str(RULE_ERROR)]


# ---------------------------------------------------------------- SARIF


def test_sarif_of_a_wire(archive: Place) -> None:
    archive.put(BASE_NAME, merged("severity: SEV-4\nseverity: SEV-3\n"))
    log = json.loads(archive.run("check", "--format", "sarif").stdout)
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("/sarif-schema-2.1.0.json")
    run = sarif_run(json.dumps(log))
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("butfor", __version__)
    assert re.fullmatch(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?", driver["semanticVersion"])
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]
    file = {"uri": BASE_NAME, "uriBaseId": "%SRCROOT%"}
    (result,) = run["results"]
    assert re.fullmatch("[0-9a-f]{32}", result["partialFingerprints"].pop("butfor/v1"))
    assert driver["rules"][result.pop("ruleIndex")]["id"] == "duplicate-key"
    assert result == {
        "ruleId": "duplicate-key",
        "level": "error",
        "message": {
            "text": "the key `severity` is there twice.\n"
            "Programs disagree about which of the two counts, so one wire would say two things.\n"
            "help: delete one of the two\n"
            "see [line 8](1): it is here first"
        },
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": file,
                    "region": {"startLine": 9, "startColumn": 1, "endLine": 9, "endColumn": 9},
                }
            }
        ],
        "relatedLocations": [
            {
                "id": 1,
                "physicalLocation": {
                    "artifactLocation": file,
                    "region": {"startLine": 8, "startColumn": 1, "endLine": 8, "endColumn": 9},
                },
                "message": {"text": "it is here first"},
            }
        ],
        "partialFingerprints": {},
    }


def test_sarif_columns_are_code_points(archive: Place) -> None:
    archive.put(BASE_NAME, merged('codes: ["😀", "mit:5.1"]\n'))
    results = sarif_run(archive.run("check", "--format", "sarif").stdout)["results"]
    region = results[0]["locations"][0]["physicalLocation"]["region"]
    assert (region["startColumn"], region["endColumn"]) == (9, 12)


def test_sarif_says_everything_about_every_rule(archive: Place) -> None:
    archive.put(BASE_NAME, merged(""))
    rules = sarif_run(archive.run("check", "--format", "sarif").stdout)["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.id for rule in ALL_RULES]
    for rule, shown in zip(ALL_RULES, rules, strict=True):
        for key in ("shortDescription", "fullDescription"):
            assert 0 < len(shown[key]["text"]) <= 1024  # GitHub's limit
        assert rule.fix.split("`")[0] in shown["help"]["text"]
        for part in (rule.why, rule.fix, rule.basis):
            assert part in shown["help"]["markdown"]
        assert shown["properties"]["tags"] == [rule.family]
        assert shown["properties"]["precision"] == {"certain": "very-high", "likely": "medium"}[rule.confidence]
        assert shown["properties"]["problem.severity"] == shown["defaultConfiguration"]["level"]
        assert "helpUri" not in shown
        assert shown["defaultConfiguration"]["enabled"] == (rule.level is not Level.OFF)
        if rule.level is not Level.OFF:
            assert shown["defaultConfiguration"]["level"] == rule.level
        if rule.good:
            assert rule.good.split("\n")[0] in shown["help"]["markdown"]


def test_sarif_fingerprints_survive_moved_lines_and_are_unique(archive: Place) -> None:
    before, after = map(sarif_run, twice("sarif", archive))
    prints = [[result["partialFingerprints"] for result in run["results"]] for run in (before, after)]
    assert prints[0] == prints[1]
    lines = [
        [result["locations"][0]["physicalLocation"]["region"]["startLine"] for result in run["results"]]
        for run in (before, after)
    ]
    assert [line + 2 for line in lines[0]] == lines[1]
    assert [result["ruleId"] for result in before["results"]] == ["uncited-paragraph"] * 2


def test_a_suppression_does_not_renumber_equal_findings() -> None:
    first, second = finding(line=7), finding(line=9)
    both = sarif_run(of("sarif", first, second))["results"]
    standing = sarif_run(of("sarif", second, suppressed=((first, "x"),)))["results"]
    prints = [[result["partialFingerprints"] for result in results] for results in (both, standing)]
    assert prints[0][1:] == prints[1]


def test_sarif_offers_the_safe_fixes_only(archive: Place) -> None:
    archive.put(BASE_NAME, merged("status: publishd\n" + WARNING))
    unsafe, safe = sarif_run(archive.run("check", "--format", "sarif").stdout)["results"]
    assert (unsafe["ruleId"], safe["ruleId"]) == ("unknown-value", "unquoted-text")
    assert "fixes" not in unsafe
    ((change,),) = (fix["artifactChanges"] for fix in safe["fixes"])
    assert change["artifactLocation"]["uri"] == BASE_NAME
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 12, "startColumn": 11, "endLine": 12, "endColumn": 21},
            "insertedContent": {"text": '"2023-03-01"'},
        }
    ]


def test_a_move_is_no_fix_for_a_viewer() -> None:
    (result,) = sarif_run(of("sarif", finding(fix=Fix((), Applicability.SAFE, OTHER))))["results"]
    assert "fixes" not in result


def test_sarif_has_no_more_results_than_github_takes() -> None:
    """And says in itself how many are left out; what is suppressed does not count."""
    errors = [finding(line=line) for line in range(1, 12_502)]
    warnings = [finding("unquoted-text", line, level=Level.WARNING) for line in range(1, 12_501)]
    run = sarif_run(of("sarif", *warnings, *errors, suppressed=((finding(line=13_000), "x"),)))
    levels = [result["level"] for result in run["results"]]
    assert (levels.count("error"), levels.count("warning")) == (12_501, 12_499)
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is True
    (note,) = invocation["toolExecutionNotifications"]
    assert note["level"] == "warning" and "; 1 are left out" in note["message"]["text"]


def test_sarif_leaves_out_what_is_suppressed(archive: Place) -> None:
    """GitHub would show it as open."""
    archive.put(BASE_NAME, merged(SUPPRESSED + ERROR))
    done = archive.run("check", "--format", "sarif")
    assert [result["ruleId"] for result in sarif_run(done.stdout)["results"]] == ["unknown-value"]


def test_sarif_links_to_the_site_that_the_policy_names(archive: Place) -> None:
    archive.put("butfor.toml", '[site]\nbase-url = "https://wires.example/a"\n')
    archive.put(BASE_NAME, merged(""))
    for _ in range(2):  # the second run has a cache
        rules = sarif_run(archive.run("check", "--format", "sarif").stdout)["tool"]["driver"]["rules"]
        assert {rule["helpUri"] for rule in rules} == {
            f"https://wires.example/a/rules/{rule.id}/" for rule in ALL_RULES
        }


def test_sarif_says_what_could_not_be_checked() -> None:
    run = sarif_run(of("sarif", unreadable=(Unread(BASE_NAME, "Permission denied"),)))
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    (note,) = invocation["toolExecutionNotifications"]
    assert (note["level"], note["message"]["text"]) == ("error", f"{BASE_NAME}: Permission denied")


def test_a_related_place_in_another_file_is_named() -> None:
    related = Related(OTHER, Span(3, 1, 3, 5), "the same [x](https://a.example)")
    (result,) = sarif_run(of("sarif", finding(related=(related,))))["results"]
    last = result["message"]["text"].split("\n")[-1]
    assert last == f"see [line 3](1) of {OTHER}: the same [x] (https://a.example)"
    assert result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == OTHER


# ---------------------------------------------------------------- JUnit


def test_junit_has_a_case_for_each_file(archive: Place) -> None:
    archive.put(BASE_NAME, merged(ERROR + "harm: x\n" + WARNING))
    archive.put("incidents/2023/notes.txt", "")
    archive.put(CLEAN, (REPOSITORY / CLEAN).read_text(encoding="utf-8").replace("butfor founding editors", "A. Editor"))
    suite = junit_suite(archive.run("check", "--format", "junit").stdout)
    cases = {case.get("name"): case for case in suite}
    assert {case.get("classname") for case in suite} == {"butfor.check"}
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "2", "0")
    both = cases[BASE_NAME]
    assert [part.tag for part in both] == ["failure", "system-out"]
    assert both[0].get("message") == "`nonsense` is not a value of `kind` (and 1 more)"
    assert both[0].get("type") == "unknown-value"
    text = archive.run("check", BASE_NAME).stdout.split("\n\n")
    assert both[0].text == "\n\n".join(text[:2])
    assert both[1].text == text[2]
    assert list(cases[CLEAN]) == []


def test_junit_fails_only_where_check_does(archive: Place) -> None:
    archive.put(BASE_NAME, merged(WARNING))
    done = archive.run("check", "--format", "junit")
    suite = junit_suite(done.stdout)
    assert (done.returncode, suite.get("failures")) == (0, "0")
    assert [part.tag for part in suite[0]] == ["system-out"]


def test_junit_names_file_and_line_of_the_worst(archive: Place) -> None:
    archive.put(BASE_NAME, merged("occurred: 2023-03-01\n"))
    archive.put(OTHER, merged("id: 01H3G6D600ZK58P4A1RN4WHB21\nwas_known: 1\nkind: nonsense\n" + WARNING))
    archive.put(CLEAN, merged(""))
    suite = junit_suite(archive.run("check", "--format", "junit").stdout)
    places = {case.get("file"): case.get("line") for case in suite}
    assert places[BASE_NAME] == "12"
    lines = (archive.root / OTHER).read_text(encoding="utf-8").splitlines()
    assert lines[int(str(places[OTHER])) - 1] in ("kind: nonsense", "was_known: 1", "id: 01H3G6D600ZK58P4A1RN4WHB21")
    assert CLEAN in places
    report = of("junit", finding(), folder="data/wires/")
    assert [case.get("file") for case in junit_suite(report)] == [f"data/wires/{BASE_NAME}"]


def test_junit_skips_what_is_waived(archive: Place) -> None:
    archive.put(BASE_NAME, merged(SUPPRESSED))
    checked, suppressed = junit_suite(archive.run("check", "--format", "junit").stdout)
    assert (checked.get("name"), list(checked)) == (BASE_NAME, [])
    assert (suppressed.get("classname"), suppressed.get("name")) == ("butfor.waived", f"{BASE_NAME}: unquoted-text")
    (skipped,) = suppressed
    assert (skipped.tag, skipped.get("message"), skipped.text) == ("skipped", *["as the court has it"] * 2)


def test_junit_names_no_case_twice() -> None:
    """Of two with one name GitLab drops the second."""
    suppressed = ((finding(line=7), "one"), (finding(line=9), "two"))
    suite = junit_suite(of("junit", finding(line=11), suppressed=suppressed, files=(BASE_NAME,)))
    assert [(case.get("classname"), len(case)) for case in suite] == [("butfor.check", 1), ("butfor.waived", 1)]
    assert suite[1][0].text == "one; two"


def test_junit_errors_are_what_could_not_be_checked() -> None:
    suite = junit_suite(of("junit", unreadable=(Unread(BASE_NAME, "Permission denied"),)))
    (case,) = suite
    assert (suite.get("errors"), case.get("name")) == ("1", f"{BASE_NAME}: Permission denied")
    assert junit_suite(rendered("junit", Report((), 0, selected=True))).get("errors") == "1"


def test_junit_is_xml_whatever_the_text() -> None:
    everything = "".join(map(chr, [*range(0x20), 0x7F, 0x85, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF]))
    hostile = f"]]></failure></testsuite><x a='\"'>&amp;&#0; [[ATTACHMENT|/etc/passwd]] {everything}"
    error = finding(message=hostile, note=hostile, help=hostile, file=f"a/{hostile.replace(chr(10), '')}")
    error = dataclasses.replace(error, line=hostile)
    warning = dataclasses.replace(error, level=Level.WARNING)
    suite = junit_suite(
        of("junit", error, warning, suppressed=((error, hostile),), unreadable=(Unread(hostile, "no"),))
    )
    assert [case[0].tag for case in suite] == ["failure", "skipped", "error"]
    assert "]]></failure></testsuite><x a='\"'>&amp;&#0;" in str(suite[0][0].text)


# ---------------------------------------------------------------- GitLab's Code Quality


def test_gitlab_of_a_wire(archive: Place) -> None:
    archive.put(BASE_NAME, merged(ERROR + WARNING))
    error, warning = gitlab_entries(archive.run("check", "--format", "gitlab").stdout)
    assert re.fullmatch("[0-9a-f]{32}", error.pop("fingerprint"))
    assert error.pop("description").startswith("`nonsense` is not a value of `kind`. ")
    assert error == {
        "check_name": "unknown-value",
        "severity": "critical",
        "location": {"path": BASE_NAME, "lines": {"begin": 6}},
    }
    assert (warning["check_name"], warning["severity"]) == ("unquoted-text", "minor")
    assert warning["description"] == (
        "for some programs `2023-03-01` is not text but a date. butfor reads the field as text; editors, PyYAML and "
        'JSON Schema tools see other data. help: put it in quotes:     occurred: "2023-03-01"'
    )


def test_gitlab_has_all_five_severities() -> None:
    kinds = [("duplicate-key", Level.ERROR), ("too-few-sources", Level.ERROR), ("unquoted-text", Level.WARNING)]
    guess = next(rule.id for rule in ALL_RULES if rule.confidence == "likely")
    made = [finding(rule, line, level=level) for line, (rule, level) in enumerate([*kinds, (guess, Level.WARNING)], 1)]
    entries = gitlab_entries(of("gitlab", *made, unreadable=(Unread("x", "Permission denied"),)))
    assert [entry["severity"] for entry in entries] == ["critical", "major", "minor", "info", "blocker"]


def test_gitlab_fingerprints_survive_moved_lines_and_are_unique(archive: Place) -> None:
    before, after = map(gitlab_entries, twice("gitlab", archive))
    assert [entry["fingerprint"] for entry in before] == [entry["fingerprint"] for entry in after]
    assert [entry["location"]["lines"]["begin"] + 2 for entry in before] == [
        entry["location"]["lines"]["begin"] for entry in after
    ]
    assert len(before) == 2


def test_gitlab_leaves_out_what_is_waived(archive: Place) -> None:
    archive.put(BASE_NAME, merged(SUPPRESSED))
    assert gitlab_entries(archive.run("check", "--format", "gitlab").stdout) == []


# ---------------------------------------------------------------- Markdown


def test_markdown_of_a_wire(archive: Place) -> None:
    archive.put(
        BASE_NAME,
        merged(f"{WARNING}status: publishd\ncodes: [mit:5.1, mit:3.1]  # butfor: ignore[unsorted-codes] -- as found\n"),
    )
    output = archive.run("check", "--format", "markdown").stdout
    warning, error = (block.rstrip("\n") for block in archive.run("check").stdout.split("\n\n")[:2])
    if error.startswith("warning"):
        warning, error = error, warning
    assert output == (
        "### butfor: 1 error to fix\n\n"
        "1 file checked: 1 error, 1 warning, 1 suppressed.\n\n"
        "`butfor fix` fixes 1 of them. `butfor check` shows the same on your machine. `butfor explain RULE` explains "
        "a rule.\n\n"
        "| level | rule | found |\n| --- | --- | --- |\n| error | `unknown-value` | 1 |\n"
        "| warning | `unquoted-text` | 1 |\n\n"
        f"```text\n{error}\n```\n\n```text\n{warning}\n```\n\n"
        f"1 suppressed:\n\n```text\nunsorted-codes in {BASE_NAME}:9: as found\n```\n\n"
    )


@pytest.mark.parametrize(
    ("text", "headline"),
    [("", "nothing to fix"), (WARNING, "1 warning to review"), (ERROR + "harm: x\n" + WARNING, "2 errors to fix")],
)
def test_markdown_begins_with_what_to_do(text: str, headline: str, archive: Place) -> None:
    archive.put(BASE_NAME, merged(text))
    assert archive.run("check", "--format", "markdown").stdout.split("\n")[0] == f"### butfor: {headline}"


def test_markdown_says_what_could_not_be_checked() -> None:
    output = of("markdown", finding(), unreadable=(Unread(BASE_NAME, "Permission denied"),))
    assert output.startswith("### butfor: not everything could be checked\n")
    assert markdown_blocks(output)[0] == f"{BASE_NAME}: Permission denied"


def test_markdown_shows_the_worst_first_and_fits_into_a_comment() -> None:
    warnings = [finding("unquoted-text", line, level=Level.WARNING) for line in range(1, 40)]
    errors = [finding("wrong-format", line) for line in range(50, 90)]
    output = of("markdown", *warnings, *errors)
    blocks = markdown_blocks(output)
    assert [block.split("[")[0] for block in blocks] == ["error", "warning"]
    places = "\n".join(f"    {line}:3  it is wrong" for line in range(51, 70))
    assert blocks[0].endswith(f"\n  also in {BASE_NAME}\n{places}")
    assert blocks[1].endswith("\n  ... and 38 more of unquoted-text in 1 file; `--full` shows them")
    assert "\n20 more: `butfor check` shows them all.\n" in output


@pytest.mark.parametrize("text", ["`" * 9_000, "`~" * 5_000, "漢 " * 9_000, "x\n" * 9_000, "    - a: `b`\n" * 2_000])
def test_markdown_fits_into_a_comment_whatever_the_text(text: str) -> None:
    many = [finding(rule.id, line, help=text, note=text) for line, rule in enumerate(ALL_RULES[:99], 1)]
    suppressed = tuple((suppressed, text) for suppressed in many)
    output = of(
        "markdown", *many, suppressed=suppressed, unreadable=tuple(Unread(str(line), text) for line in range(100))
    )
    assert len(output) < 65_536
    assert len(markdown_blocks(output)) > 3
    assert " more: `butfor check`" in output


def test_markdown_holds_nothing_of_a_wire_outside_code() -> None:
    """What `markdown_blocks` asks for, with all that Markdown on GitHub knows."""
    hostile = (
        "@everyone #123 GH-1 <b>x</b> <!-- --> <https://a.example> [x](javascript:y) ![](https://a.example/x.png) "
        "https://a.example www.a.example a@b.example :tada: $x$ **x** _x_ ~~x~~ | a | b | \\ &lt; `x` ``` ~~~ "
        "```mermaid [^1] [S1]: https://a.example"
    )
    lines = "\n".join(["---", "# x", "- x", "> x", "| a |", "| - |", "```", "~~~", "<details>", "    x", hostile])
    hostile_finding = finding(message=hostile, note=lines, help=lines, line=hostile, file=f"incidents/{hostile}")
    output = of(
        "markdown",
        hostile_finding,
        suppressed=((hostile_finding, hostile),),
        unreadable=(Unread("```", "~~~~"), Unread(hostile, hostile)),
    )
    assert [hostile.split(" ")[0] in block for block in markdown_blocks(output)] == [True] * 3


# ---------------------------------------------------------------- several reports of one run


def test_several_reports_of_one_run(archive: Place, tmp_path: Path) -> None:
    archive.put(BASE_NAME, merged("kind: 漢字\n" + SUPPRESSED))
    plain = archive.run("check")
    outputs = [f"--output={shape}={tmp_path / shape}" for shape in FORMATS]
    for _ in range(2):  # over the reports of the run before, and from the cache
        done = archive.run("check", *outputs)
        assert (done.returncode, done.stdout, done.stderr) == (1, plain.stdout, "")
        for shape in FORMATS:
            written = (tmp_path / shape).read_text(encoding="utf-8")
            strict(shape, written)
            assert written == archive.run("check", "--format", shape).stdout


@pytest.mark.parametrize("command", [["check", "--output", "json=README"], ["export", "-o", "README"]])
def test_no_output_goes_over_a_file_of_the_larger_repository(command: list[str], archive: Place) -> None:
    around = archive.root.parent
    (around / "README").write_text("held", encoding="utf-8")
    for arguments in (["init", "-q"], ["add", "README"]):
        subprocess.run(["git", *arguments], cwd=around, check=True)
    done = run_butfor(around, *command, "--archive", "archive")
    assert (done.returncode, "git contains this file" in done.stderr) == (2, True), done.stderr
    assert (around / "README").read_text(encoding="utf-8") == "held"


def test_where_no_policy_says_where_wires_are_no_report_goes_over_a_file(archive: Place) -> None:
    config = (archive.root / "butfor.toml").read_text(encoding="utf-8")
    archive.put("butfor.toml", f"x=[\n{config}")
    draft = archive.put("wires/2024/d.yaml", "mine")
    done = archive.run("check", "--output", "sarif=wires/2024/d.yaml")
    assert (done.returncode, "may be a wire" in done.stderr) == (2, True), done.stderr
    assert draft.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("sarif", "write it as sarif=results.sarif"),
        ("xml=a.xml", "write it as sarif=results.sarif"),
        ("sarif=-", "write it as sarif=results.sarif"),
        ("sarif=no/a.sarif", "there is no folder"),
        (f"json={BASE_NAME}", "written into the archive itself"),
        ("json=butfor.toml", "written into the archive itself"),
        ("json=schema/wire.schema.json", "written into the archive itself"),
        ("json=.git/config", "git's own folder"),
        ("json=.GIT/config", "git's own folder"),
        ("json=apart/info/a.json", "git's own folder"),
        ("json=held.md", "git contains this file"),
        ("json=incidents", "not a regular file"),
        ("json=linked/a.json", "a symbolic link"),
        ("json=linked/../a.json", None),
        ("json=link", "a symbolic link"),
        ("json=gone.md", "git contains this file"),
    ],
)
def test_a_report_takes_nothing_away_and_follows_no_link(
    output: str, words: str | None, archive: Place, tmp_path: Path
) -> None:
    archive.put(BASE_NAME, merged(ERROR))
    archive.put("held.md", "held")
    gone = archive.put("gone.md", "held")
    for command in (
        ["init", "-q"],
        ["add", "held.md", "gone.md"],
        ["init", "-q", "--separate-git-dir", "apart", "elsewhere"],
    ):
        subprocess.run(["git", *command], cwd=archive.root, check=True)
    gone.unlink()
    victim = Place(tmp_path).put("outside/a.json", "precious")
    (archive.root / "linked").symlink_to(victim.parent)
    (archive.root / "link").symlink_to(victim)
    before = {name: (archive.root / name).read_bytes() for name in (BASE_NAME, "butfor.toml", ".git/config")}
    done = archive.run("check", "--output", output)
    if words is None:
        name = output.rpartition("/")[2].removeprefix("json=")
        assert done.returncode == 1 and not (archive.root / name).is_symlink()
        strict("json", (archive.root / name).read_text(encoding="utf-8"))
    else:
        assert done.returncode == 2 and words in done.stderr, done.stderr
        assert done.stdout == ""
        for other in ("export", "ledger"):  # what they write is no other case
            if output.startswith("json="):
                done = archive.run(other, "--output", output.removeprefix("json="))
                assert done.returncode == 2 and ("is a directory" if "regular" in words else words) in done.stderr
    assert victim.read_text() == "precious"
    assert before == {name: (archive.root / name).read_bytes() for name in before}


@pytest.mark.parametrize(
    ("name", "text", "found", "reason"),
    [
        ("schema/codes.yaml", "nonsense\n", ["schema/codes.yaml:1"], "the policy has errors"),
        ("butfor.toml", "# a\n[rules\n", ["butfor.toml:2"], "the policy has errors"),
        ("schema/codes.yaml", None, [], "schema/codes.yaml can't be read"),
    ],
)
def test_each_report_says_that_nothing_could_be_checked_and_why(
    name: str, text: str | None, found: list[str], reason: str, archive: Place
) -> None:
    """A policy that can't be used is no other end of a run: each report says it, in place of one that lay there."""
    if text is None:
        (archive.root / name).unlink()
    else:
        archive.put(name, text)
    formats = ("json", "sarif", "junit", "gitlab", "github", "markdown", "concise", "text")
    for format_ in formats:
        archive.put(f"report.{format_}", "of another run")
    done = archive.run("check", *(f"--output={format_}=report.{format_}" for format_ in formats))
    assert done.returncode == 2 and reason in done.stderr
    reports = {format_: (archive.root / f"report.{format_}").read_text(encoding="utf-8") for format_ in formats}
    document, log = json.loads(reports["json"]), json.loads(reports["sarif"])
    strict("json", reports["json"])
    assert [f"{one['file']}:{one['span']['line']}" for one in document["findings"]] == found
    assert reason in document["summary"]["unreadable"][0]
    (run,) = log["runs"]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert [one["ruleId"] for one in run["results"]] == [one["rule"] for one in document["findings"]]
    blocker = json.loads(reports["gitlab"])[-1]
    assert (blocker["severity"], blocker["location"]["path"]) == ("blocker", name)
    assert f"::error file={name},line=1," in reports["github"].splitlines()[0]
    assert 'message="could not be checked"' in reports["junit"]
    assert "title=could-not-check" in reports["github"] and "not everything could be checked" in reports["markdown"]
    *places, why = reports["concise"].splitlines()
    assert [":".join(line.split(":")[:2]) for line in places] == found
    assert reason in why and reason in reports["text"], "no standard error stands beside a file"
    assert reason not in archive.run("check", "--format", "concise").stdout


# ---------------------------------------------------------------- GitHub's summary of a job


def test_the_summary_of_a_job_is_appended(archive: Place, tmp_path: Path) -> None:
    archive.put(BASE_NAME, merged(ERROR))
    summary = tmp_path / "summary.md"
    summary.write_text("what stood here before", encoding="utf-8")
    done = archive.run("check", "--format", "github", GITHUB_STEP_SUMMARY=str(summary))
    assert (done.returncode, done.stderr) == (1, "")
    markdown = archive.run("check", "--format", "markdown").stdout
    assert summary.read_text(encoding="utf-8") == f"what stood here before\n{markdown}"
    markdown_blocks(markdown)
    archive.run("check", "--format", "github", GITHUB_STEP_SUMMARY=str(summary))
    assert summary.read_text(encoding="utf-8").count("### butfor: 1 error to fix") == 2


def test_the_summary_of_a_job_is_utf_8(archive: Place, tmp_path: Path) -> None:
    archive.put(BASE_NAME, merged("kind: 漢字\n"))
    summary = tmp_path / "summary.md"
    archive.run(
        "check", "--format", "github", GITHUB_STEP_SUMMARY=str(summary), LC_ALL="C", PYTHONUTF8="0",
        PYTHONIOENCODING="ascii",
    )  # fmt: skip
    assert "`漢字` is not a value of `kind`" in summary.read_text(encoding="utf-8")


def test_the_summary_of_a_job_is_for_the_github_format_only(archive: Place, tmp_path: Path) -> None:
    archive.put(BASE_NAME, merged(ERROR))
    summary = tmp_path / "summary.md"
    for shape in set(FORMATS) - {"github"}:
        archive.run("check", "--format", shape, GITHUB_STEP_SUMMARY=str(summary))
    archive.run("check", "--format", "github", GITHUB_STEP_SUMMARY="")
    assert not summary.exists()


@pytest.mark.parametrize("place", ["a folder", "gone/away"])
def test_a_summary_that_cant_be_written_changes_no_verdict(place: str, archive: Place, tmp_path: Path) -> None:
    (tmp_path / "a folder").mkdir()
    for text, status in ((ERROR, 1), ("", 0)):
        archive.put(BASE_NAME, merged(text))
        done = archive.run("check", "--format", "github", GITHUB_STEP_SUMMARY=str(tmp_path / place))
        assert done.returncode == status
        assert done.stdout == archive.run("check", "--format", "github").stdout
        assert done.stderr.startswith("butfor: can't write the summary of the job: ")
        assert done.stderr.count("\n") == 1
