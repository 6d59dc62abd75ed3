"""Reports: what people and programs see, and that no text from a wire or a file name acts on either."""

import dataclasses
import json
import os
import re
import shutil
import unicodedata
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from butfor.engine.check import check
from butfor.files.layout import Layout
from butfor.findings import Finding, Level, Related, Report, Span, Unread
from butfor.report import FORMATS, Style, render, unchecked_findings
from butfor.rules.registry import ALL_RULES
from butfor.text.display import visible
from conftest import BASE_NAME, Place, files_of, merged
from readers import (
    commands,
    gitlab_entries,
    in_concise,
    in_github,
    in_text,
    junit_suite,
    markdown_blocks,
    name_of_uri,
    sarif_run,
    strict,
    unescaped,
)

SETTINGS = settings(deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
FULL = Style(full=True)
RATIONALE = """\
rationale:
  text: "Without it there would have been nothing."
  basis: editor
  by: "A. Editor"
  date: "2026-05-20"
  guide: v1
"""


def screen(report: Report, shape: str = "text") -> list[str]:
    """The lines of a report, as they reach a file."""
    return "\n".join(render(shape, report, style=FULL)).split("\n")


def finding_at(line: str, start: int, end: int, **changes: Any) -> Finding:
    """A finding on the code points ``start`` to ``end`` of a line."""
    return Finding(
        **{
            "file": BASE_NAME, "span": Span(7, start + 1, 7, end + 1), "rule": "wrong-format", "level": Level.ERROR,
            "message": "something is wrong", "note": "Because.", "help": "change it", "path": ("title",), "line": line,
        } | changes
    )  # fmt: skip


def frame_of(finding: Finding) -> tuple[str, str]:
    """The line of code and the line of carets, without the margin."""
    lines = screen(Report((finding,), 1))
    margin = f"{finding.span.line} | "
    index = next(number for number, line in enumerate(lines) if line.startswith(margin))
    return lines[index][len(margin) :], lines[index + 1][len(margin) :]


def under(code: str, carets: str) -> str:
    """What stands above the carets, by the columns that a terminal gives each character."""
    first, last = len(carets) - len(carets.lstrip(" ")), len(carets)
    taken = []
    for index in range(len(code)):
        begin, end = wcswidth(code[:index]), wcswidth(code[: index + 1])
        if (first <= begin < last) or (begin == end and first < begin <= last):
            taken.append(code[index])
    return "".join(taken)


# ---------------------------------------------------------------- text


def test_a_whole_screen(archive: Place) -> None:
    archive.put(BASE_NAME, merged("status: publishd\n"))
    assert (
        archive.run("check").stdout
        == """\
error[unknown-value]: `publishd` is not a value of `status`
  --> incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml:5:9
  |
5 | status: publishd
  |         ^^^^^^^^
  note: `status`: Whether readers see it; a published wire never goes back to
        draft. `butfor explain status` explains the values.
  help: did you mean `published`? The values are `draft`, `published` and
        `retracted`
  fix: `butfor fix --unsafe` applies this guess; read the result

Some fields are not filled in or not valid, so some rules did not run, and some
warnings may become errors. Fix them and check again.

1 file checked: 1 error
"""
    )


def test_a_whole_screen_with_a_related_place_and_a_warning(archive: Place) -> None:
    archive.put(BASE_NAME, merged("severity: SEV-4\nseverity: SEV-3\noccurred: 2023-03-01\n"))
    assert (
        archive.run("check").stdout
        == """\
error[duplicate-key]: the key `severity` is there twice
  --> incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml:9:1
  |
9 | severity: SEV-3
  | ^^^^^^^^
  see: it is here first: incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml:8:1
  note: Programs disagree about which of the two counts, so one wire would say
        two things.
  help: delete one of the two

warning[unquoted-text]: for some programs `2023-03-01` is not text but a date
  --> incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml:13:11
   |
13 | occurred: 2023-03-01
   |           ^^^^^^^^^^
  note: butfor reads the field as text; editors, PyYAML and JSON Schema tools
        see other data.
  help: put it in quotes:
        occurred: "2023-03-01"
  fix: `butfor fix` applies it

1 file checked: 1 error, 1 warning
"""
    )


def test_the_summary_counts(archive: Place) -> None:
    archive.put(BASE_NAME, merged("kind: x\nharm: y\noccurred: 2023-03-01\n"))
    archive.put("incidents/2023/x.yaml", "")
    assert archive.run("check").stdout.splitlines()[-1] == "2 files checked: 3 errors, 1 warning"


def test_an_empty_line_has_no_frame() -> None:
    lines = screen(Report((finding_at("", 0, 0),), 1))
    assert lines == [
        "error[wrong-format]: something is wrong", f"  --> {BASE_NAME}:7:1",
        "  note: Because.", "  help: change it", "",
        "1 file checked: 1 error",
    ]  # fmt: skip


PREFIXES = {
    "ascii": "title: x ",
    "CJK": "標題漢字: ",
    "full width": "ｔｉｔｌｅ： ",
    "hangul": "제목: ",
    "emoji": "😀🚀: ",
    "family": "👩‍👩‍👧‍👦 x: ",
    "flag": "🇩🇪 🇮🇹: ",
    "skin tone": "👍🏽: ",
    "combining": "e\u0301a\u0308o\u0302: ",
    "many marks": "z\u0351\u0357\u035e\u0321: ",
    "tab": "a\tb:\t",
    "tabs first": "\t\tx: ",
    "hebrew": "שלום: ",
    "override": "a\u202eb\u202c: ",
    "zero width": "a\u200bb\ufeff: ",
    "escape": "a\x1b[31mb: ",
    "soft hyphen": "a\u00adb: ",
    "surrogate": "a\udcffb: ",
    "everything": "\t漢😀e\u0301\u202e x: ",
}
MARKED = {
    "ascii": "[bad]",
    "CJK": "漢字漢",
    "emoji": "😀x😀",
    "combining": "e\u0301e\u0301",
    "tab": "a\tb",
    "override": "a\u202eb",
    "blank": "a  b",
}


@pytest.mark.parametrize("marked", MARKED.values(), ids=MARKED)
@pytest.mark.parametrize("prefix", PREFIXES.values(), ids=PREFIXES)
def test_carets_stand_under_what_is_meant(prefix: str, marked: str) -> None:
    line = f"{prefix}{marked} # after 漢"
    code, carets = frame_of(finding_at(line, len(prefix), len(prefix) + len(marked)))
    assert set(carets) == {" ", "^"} or set(carets) == {"^"}
    assert under(code, carets) == visible(marked.replace("\t", " "))
    assert wcswidth(code) <= 80 - 4


@pytest.mark.parametrize(
    "filler", ["a", "a ", "漢", "漢 ", "😀", "e\u0301", "\u202e", "\t", "👩‍👩‍👧", "\u200b"], ids=ascii
)
@pytest.mark.parametrize("where", ["start", "middle", "end"])
def test_a_long_line_is_cut_around_the_span(filler: str, where: str) -> None:
    """Lines of 10,000 characters and more."""
    many = 10_000 // len(filler)
    before = filler * {"start": 0, "middle": many // 2, "end": many}[where]
    after = filler * {"start": many, "middle": many // 2, "end": 0}[where]
    line = f"{before}<bad>{after}"
    code, carets = frame_of(finding_at(line, len(before), len(before) + 5))
    assert wcswidth(code[: code.index("<bad>")]) == len(carets) - 5
    assert carets.endswith("^^^^^") and carets.strip("^ ") == ""
    assert wcswidth(code) <= 76
    assert len(carets) <= 76
    assert code.startswith("...") == (where != "start")
    assert code.endswith("...") == (where != "end")


@pytest.mark.parametrize("filler", ["a", "漢", "😀", "\u202e"], ids=ascii)
def test_a_long_span_is_cut(filler: str) -> None:
    for before in ("", "title: ", filler * 5000):
        line = before + filler * 10_000
        code, carets = frame_of(finding_at(line, len(before), len(line)))
        assert max(wcswidth(code), len(carets)) <= 76
        assert carets.strip()


def test_a_long_line_in_a_wire_is_cut_around_the_span(archive: Place) -> None:
    archive.put(BASE_NAME, merged('x_long: ["' + "漢字 " * 3000 + '", &bad x, "' + "漢字 " * 3000 + '"]\n'))
    lines = archive.run("check").stdout.splitlines()
    index = next(number for number, line in enumerate(lines) if re.match(r"\d+ \| ", line))
    margin = lines[index].index("|") + 2
    assert under(lines[index][margin:], lines[index + 1][margin:]) == "&bad x"
    assert all(wcswidth(line) <= 80 for line in lines)


EXAMPLES = [pytest.param(rule.bad, id=rule.id) for rule in ALL_RULES if rule.bad]
HOSTILE_WIRES = {
    "wide words": 'systems: ["' + "漢字" * 30 + '", "' + "漢字 漢字" * 20 + '"]\n' + RATIONALE,
    "wide title": "title: " + "漢字" * 200 + "\n",
    "long words": 'systems: ["' + "x" * 500 + '"]\n' + RATIONALE,
    "long keys": "x" * 120 + ": 1\n" + "漢" * 100 + ": 2\n",
    "long values": f"kind: {'x' * 500}\nharm: {'漢' * 500}\ntier: {'😀' * 500}\nid: {'y' * 500}\n",
    "long codes": f'codes: ["{"z" * 300}", "{"漢" * 300}"]\nproviders: ["{"漢 " * 200}"]\n',
    "long url": merged("")
    and "sources:\n  - {id: S1, url: 'https://" + "a" * 300 + "', publisher: P, kind: news, title: T}\n",
    "duplicate keys": f"{'k' * 100}: 1\n{'k' * 100}: 2\n",
    "long paragraph": "body: |\n  " + "漢字 " * 100 + "\n\n  " + "word " * 100 + "\n",
}


def is_yaml_of_help(line: str) -> bool:
    return line.startswith(" " * 11)


@pytest.mark.parametrize("snippet", [*EXAMPLES, *(pytest.param(text, id=name) for name, text in HOSTILE_WIRES.items())])
def test_no_line_is_wider_than_80_columns(snippet: str, archive: Place) -> None:
    """But for YAML to copy and single words that can't be broken."""
    if "reserved" in snippet:
        archive.put("butfor.toml", "")
    for name, text in files_of(snippet).items():
        archive.put(name, text)
    for line in screen(archive.check()):
        if not is_yaml_of_help(line) and not line.startswith(("error[", "warning[")):
            assert wcswidth(line) <= 80 or len(line.split("`")[0].split()) <= 1, line


@pytest.mark.parametrize("snippet", [*EXAMPLES, *(pytest.param(text, id=name) for name, text in HOSTILE_WIRES.items())])
def test_no_headline_is_wider_than_80_columns(snippet: str, archive: Place) -> None:
    for name, text in files_of(snippet).items():
        archive.put(name, text)
    for line in screen(archive.check()):
        if line.startswith(("error[", "warning[")):
            assert wcswidth(line) <= 80, line


@pytest.mark.parametrize("columns", [40, 60, 120])
def test_other_widths_are_kept_too(columns: int, archive: Place) -> None:
    archive.put(BASE_NAME, merged("status: publishd\nx_long: ['" + "a " * 500 + "', &b 1]\n"))
    for line in render("text", archive.check(), style=Style(width=columns)):
        if not line.startswith(("error[", "  -->")):
            assert wcswidth(line) <= columns


# ---------------------------------------------------------------- hostile text

PIECES = [
    "::error file=x::y", "::set-output name=a::b", "\n::error::x", " ::add-mask::x", "##[error]x",
    "##[add-path]/x", "%0A", "%0D%0A::x",
    "%25", "\r", "\x1b[31m", "\x1b]0;t\x07", "\x9b31m", "\x7f", "\x00", "\u202e", "\u2066", "\u2069",
    "\u061c", "\u200b", "\u200f",
    "\u2060", "\ufeff", "\u2028", "\u2029", "\x85", "\u00ad", "\U000e0041", "<script>alert(1)</script>",
    "<!--", "]]>", "&amp;", '"', "'",
    "##vso[task.setvariable variable=PATH]x", "##teamcity[x", "</testsuite>", "-->", "@everyone", "#123",
    "![](https://a.example/x.png)", "[[ATTACHMENT|/etc/passwd]]", "```", "~~~", "\ufffe", "\uffff", "\udcff",
    "https://a.example", "<a@b.example>", "- ", "# ", "> ", "\t", "**", "_", "~~", "$x$", "&#10;",
    "`", "|", "[x](javascript:y)", "%s", "{0}", "\\", "\\n", ",", ":", "=", " ", "  ", "漢字", "😀",
    "e\u0301", "word", "S1", "[S1]", "TODO",
]  # fmt: skip
HOSTILE = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join)
NOT_IN_NAMES = re.compile("[\x00/]")
INVISIBLE = re.compile("[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u00ad\U000e0000-\U000e0fff]")


def assert_harmless(output: str) -> None:
    """No control character but newline, nothing that reorders or hides text."""
    for character in set(output):
        assert character == "\n" or unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp"), ascii(character)
        assert unicodedata.bidirectional(character) not in (
            "LRE",
            "RLE",
            "LRO",
            "RLO",
            "PDF",
            "LRI",
            "RLI",
            "FSI",
            "PDI",
        )
    assert not INVISIBLE.search(output)


def assert_only_our_commands(report: Report) -> None:
    output = "\n".join(render("github", report))
    worst_first = unchecked_findings(report)
    worst_first += sorted(report.findings, key=lambda finding: (finding.level != Level.ERROR, finding.order))
    got = commands(output)
    assert len(got) == len(worst_first), got
    for command, finding in zip(got, worst_first, strict=True):
        match = re.fullmatch(r"::(error|warning) ([^\r\n]*?)::([^\r\n]*)", command)
        assert match, command
        properties = dict(part.split("=", 1) for part in match[2].split(","))
        assert match[1] == finding.level
        assert unescaped(properties["file"]) == visible(finding.file)
        assert properties["line"] == str(finding.span.line)
        assert unescaped(properties["title"]) == f"{finding.rule}: {visible(finding.message)}"
        assert set(properties) <= {"file", "line", "endLine", "col", "endColumn", "title"}
        assert not re.search("%(?!25|0A)", match[3])


def shown_in(report: Report, shape: str) -> list[tuple[str, str, int, str]]:
    """(rule, file, line, message) of every finding in a format, by reading it."""
    lines = screen(report, shape)
    output = "\n".join(lines)
    if shape == "json":
        entries = json.loads(output)["findings"]
        return [
            (entry["rule"], visible(entry["file"]), entry["span"]["line"], visible(entry["message"]))
            for entry in entries
        ]
    if shape == "sarif":
        places = [(result, result["locations"][0]["physicalLocation"]) for result in sarif_run(output)["results"]]
        return [
            (
                result["ruleId"],
                visible(name_of_uri(place["artifactLocation"]["uri"])),
                place["region"]["startLine"],
                result["message"]["text"].split("\n")[0].removesuffix("."),
            )
            for result, place in places
        ]
    if shape == "gitlab":
        pairs = list(zip(gitlab_entries(output), report.findings, strict=True))
        assert all(entry["description"].startswith(f"{visible(finding.message)}. ") for entry, finding in pairs)
        return [
            (
                entry["check_name"],
                entry["location"]["path"],
                entry["location"]["lines"]["begin"],
                visible(finding.message),
            )
            for entry, finding in pairs
        ]
    if shape == "junit":
        return in_text("\n\n".join(junit_suite(output).itertext()))
    if shape == "markdown":
        return in_text("\n\n".join(markdown_blocks(output)))
    return {"github": in_github, "concise": in_concise, "text": lambda lines: in_text("\n".join(lines))}[shape](lines)


def plain(shown: tuple[str, str, int, str]) -> tuple[str, str, int, str]:
    """As in the format that alters most: nothing that is a command, a link, an attachment or no XML."""
    rule, file, line, message = shown

    def parted(text: str) -> str:
        text = re.sub(r"##(?=[A-Za-z]*\[)", "## ", text).replace("\ufffe", "<U+FFFE>").replace("\uffff", "<U+FFFF>")
        return text.replace("](", "] (").replace("[[ATTACHMENT|", "[ [ATTACHMENT|")

    return rule, parted(file), line, parted(message)


def assert_valid(report: Report) -> None:
    """Every format is harmless, is what it promises, and shows the same findings."""
    for shape in FORMATS:
        lines = list(render(shape, report, style=FULL))
        assert shape in ("json", "sarif", "junit", "gitlab") or all("\n" not in line for line in lines)
        output = "\n".join(lines)
        assert_harmless(output)
        strict(shape, output)
        wanted = [
            (finding.rule, visible(finding.file), finding.span.line, visible(finding.message))
            for finding in report.findings
        ]
        assert sorted(map(plain, shown_in(report, shape))) == sorted(map(plain, wanted))
        if shape != "github":
            assert commands(output) == []
    assert_only_our_commands(report)


def yaml_text(text: str) -> str:
    """As a double-quoted scalar, raw where the format allows it; escapes never used for what it refuses."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


FIELDS = [
    "title",
    "kind",
    "severity",
    "tier",
    "id",
    "occurred",
    "published",
    "harm",
    "status",
    "x_own",
    "verified_by",
    "legal_status",
]
SOURCE_FIELDS = ["id", "url", "publisher", "kind", "title", "published", "archive_url", "language", "origin"]


@SETTINGS
@given(
    st.dictionaries(
        st.sampled_from([*FIELDS, "body", "systems", "codes", "providers", "related"]), HOSTILE, min_size=1, max_size=4
    )
)
def test_hostile_fields_reach_no_terminal_and_no_runner(home: Place, values: dict[str, str]) -> None:
    snippet = ""
    for key, value in values.items():
        many = key in ("systems", "codes", "providers", "related")
        snippet += (
            f"{key}: [{yaml_text(value)}, {yaml_text(value + '!')}]\n" if many else f"{key}: {yaml_text(value)}\n"
        )
    home.put(BASE_NAME, merged(snippet + RATIONALE))
    assert_valid(check(home.root, home.policy))


@SETTINGS
@given(st.dictionaries(st.sampled_from(SOURCE_FIELDS), HOSTILE, min_size=1, max_size=3), HOSTILE)
def test_hostile_sources_and_keys_reach_no_terminal_and_no_runner(
    home: Place, values: dict[str, str], key: str
) -> None:
    source = {"id": "S1", "url": "https://court.example/1", "publisher": "P", "kind": "court", "title": "T"} | values
    items = ", ".join(f"{name}: {yaml_text(value)}" for name, value in source.items())
    text = merged(f"sources:\n  - {{{items}}}\n  - {{{items}, {yaml_text(key)}: 1}}\n{yaml_text(key)}: [1]\n")
    home.put(BASE_NAME, text)
    assert_valid(check(home.root, home.policy))


@SETTINGS
@given(HOSTILE, st.integers(0, 3))
def test_hostile_yaml_reaches_no_terminal_and_no_runner(home: Place, text: str, how: int) -> None:
    forms = [f"{text}: 1\n", f"title: {text}\n", f"x_own: [{text}]\n", f"body: |\n  {text}\n"]
    home.put(BASE_NAME, merged("schema: 2\n") + forms[how])
    assert_valid(check(home.root, home.policy))


@pytest.mark.parametrize("half", ["\ud800", "\udfff", "\ud800 \udcff"], ids=ascii)
def test_half_a_character_in_a_name_of_windows_stops_no_format(half: str) -> None:
    """No other system can have such a file."""
    finding = dataclasses.replace(finding_at("x: 1", 0, 1), file=f"incidents/2024/{half}.yaml")
    report = Report((finding,), 1, files=(finding.file,))
    assert_valid(report)
    strict("sarif", "\n".join(render("sarif", dataclasses.replace(report, folder=f"{half}/"))))
    (shown,) = json.loads("".join(render("json", report)))["findings"]
    name = " ".join(f"<U+{ord(letter):04X}>" for letter in half.split())
    assert shown["file"] == f"incidents/2024/{name}.yaml", "strict readers of JSON refuse half a character"
    digests = [Layout("", ("x",), {"x": (name,)}, {}, (), in_git=False).digest for name in (half, "\ud801")]
    assert digests[0] != digests[1]


@SETTINGS
@given(st.lists(HOSTILE.map(lambda name: NOT_IN_NAMES.sub("_", name)[:40]), min_size=1, max_size=3, unique=True))
def test_hostile_file_names_reach_no_terminal_and_no_runner(home: Place, names: list[str]) -> None:
    shutil.rmtree(home.root / "incidents")
    for name in names:
        home.put(f"incidents/2023/{name}.yaml", merged(RATIONALE))
    home.put("incidents/2023/" + os.fsdecode(b"x\xff y"), "")
    try:
        assert_valid(check(home.root, home.policy))
    finally:
        shutil.rmtree(home.root / "incidents/2023")


@SETTINGS
@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_a_finding_of_hostile_words_is_harmless_in_every_format(
    file: str, message: str, note: str, help_: str, line: str
) -> None:
    """Whatever a rule puts into its words: reporters don't rely on rules being careful."""
    finding = finding_at(
        line, 0, len(line), file=file.replace("\n", ""), message=message.replace("\n", ""), note=note, help=help_,
        path=(line,), level=Level.WARNING,
    )  # fmt: skip
    with_related = dataclasses.replace(finding, related=(Related(file, Span(1, 1, 1, 1), message),))
    report = Report(
        (finding, with_related), 1, (Unread(file, message),), ((finding, note), (with_related, help_)), files=(file,)
    )
    for shape in FORMATS:
        output = "\n".join(render(shape, report))
        assert_harmless(output)
        strict(shape, output)
        assert shape == "github" or commands(output) == []
    assert_only_our_commands(report)


@pytest.mark.parametrize("text", ["::error file=x::y", "##[error]x", "##[add-mask]x", "::stop-commands::x"])
@pytest.mark.parametrize("where", ["systems", "file", "line", "deep line", "help", "yaml help", "related"])
def test_no_text_becomes_a_command_of_the_runner(where: str, text: str, archive: Place) -> None:
    finding = finding_at("title: x", 7, 8)
    spaces = " x" * 28
    if where == "systems":
        archive.put(BASE_NAME, merged(f'systems: ["{spaces[:30]} {text}"]\n{RATIONALE}'))
        report = archive.check()
        assert report.findings
    elif where == "file":
        archive.put(f"incidents/{spaces} {text}.yaml", merged(RATIONALE))
        archive.put(BASE_NAME, merged(RATIONALE))
        report = archive.check()
        assert report.findings
    else:
        changes: dict[str, Any] = {
            "line": {"line": text},
            "deep line": {"line": f"  title: {text}"},
            "help": {"help": f"write\n{text}"},
            "yaml help": {"help": f"write:\n    {text}"},
            "related": {"note": f"{spaces}{spaces[:12]} {text}"},
        }[where]
        report = Report((dataclasses.replace(finding, **changes),), 1)
    assert_only_our_commands(report)


def test_the_delete_character_in_a_file_name_is_escaped_in_json(archive: Place) -> None:
    archive.put("incidents/2023/a\x7fb.yaml", "")
    output = archive.run("check", "--format", "json").stdout
    assert_harmless(output)
    assert json.loads(output)["findings"][0]["file"] == "incidents/2023/a\x7fb.yaml"


# ---------------------------------------------------------------- concise, json, github

SEVERAL = "kind: nonsense\noccurred: 2023-03-01\nsystems: [漢字, 漢字]\nbody: |\n  One [S1][S2].\n\n  Two.\n"


def test_all_formats_show_the_same_findings_in_order(archive: Place) -> None:
    archive.put(BASE_NAME, merged(SEVERAL))
    archive.put("incidents/2023/x.yaml", "a: *b\n")
    archive.put("incidents/2023/notes.txt", "")
    report = archive.check()
    assert len(report.findings) >= 6
    assert_valid(report)
    for shape in ("concise", "json", "text"):
        assert shown_in(report, shape) == [
            (finding.rule, finding.file, finding.span.line, finding.message) for finding in report.findings
        ]
    order = [(finding.file, finding.span) for finding in report.findings]
    assert order == sorted(order)


def test_concise_names_a_file_with_a_space_so_that_it_opens_on_a_click(archive: Place) -> None:
    archive.put("incidents/2023/a b.yaml", "")
    assert archive.run("check", "--format", "concise").stdout.startswith(
        "incidents/2023/a b.yaml:1:1: error[empty-file]"
    )


def test_concise_is_one_line_for_each_finding(archive: Place) -> None:
    archive.put(BASE_NAME, merged("kind: nonsense\noccurred: 2023-03-01\n"))
    assert archive.run("check", "--format", "concise").stdout == (
        f"{BASE_NAME}:6:7: error[unknown-value] `nonsense` is not a value of `kind`\n"
        f"{BASE_NAME}:12:11: warning[unquoted-text] for some programs `2023-03-01` is not text but a date\n"
        "1 file checked: 1 error, 1 warning\n"
    )


def test_json_holds_everything(archive: Place) -> None:
    archive.put(BASE_NAME, merged("severity: SEV-4\nseverity: SEV-3\n"))
    output = archive.run("check", "--format", "json").stdout
    assert output.isascii()
    report: Any = json.loads(output)
    assert re.fullmatch("[0-9a-f]{32}", report["findings"][0].pop("fingerprint"))
    assert re.fullmatch(r"\d+\.\d+\.\d+", report.pop("butfor"))
    assert report == {
        "version": 1,
        "summary": {
            "checked": 1,
            "errors": 1,
            "warnings": 0,
            "older": {"errors": 0, "warnings": 0},
            "known": 0,
            "unreadable": [],
        },
        "findings": [
            {
                "rule": "duplicate-key",
                "level": "error",
                "file": BASE_NAME,
                "span": {"line": 9, "column": 1, "end_line": 9, "end_column": 9},
                "path": ["severity"],
                "message": "the key `severity` is there twice",
                "note": "Programs disagree about which of the two counts, so one wire would say two things.",
                "help": "delete one of the two",
                "related": [
                    {
                        "file": BASE_NAME,
                        "span": {"line": 8, "column": 1, "end_line": 8, "end_column": 9},
                        "message": "it is here first",
                    }
                ],
                "fix": None,
                "older": False,
            }
        ],
        "waived": [],
        "known": [],
    }


def test_json_holds_fixes_and_what_is_waived(archive: Place) -> None:
    archive.put(BASE_NAME, merged("occurred: 2023-03-01  # butfor: ignore[unquoted-text] -- as the court has it\n"))
    report: Any = json.loads(archive.run("check", "--format", "json").stdout)
    assert (report["findings"], report["summary"]["warnings"]) == ([], 0)
    (suppressed,) = report["waived"]
    span = {"line": 12, "column": 11, "end_line": 12, "end_column": 21}
    assert (suppressed["rule"], suppressed["span"], suppressed["reason"]) == (
        "unquoted-text",
        span,
        "as the court has it",
    )
    assert suppressed["fix"] == {"safe": True, "edits": [{"span": span, "text": '"2023-03-01"'}], "move": None}


def test_json_of_a_clean_archive(archive: Place) -> None:
    archive.put(BASE_NAME, merged(""))
    report: Any = json.loads(archive.run("check", "--format", "json").stdout)
    assert (report["version"], report["findings"], report["summary"]["checked"]) == (1, [], 1)


@pytest.mark.parametrize("above", ["# a comment\n", "\n\n\n", "x_new: added above\n"])
def test_fingerprints_survive_lines_inserted_above(above: str, archive: Place) -> None:
    text = merged(SEVERAL)
    archive.put(BASE_NAME, text)
    before = archive.check().findings
    archive.put(BASE_NAME, text.replace("schema: 2\n", f"{above}schema: 2\n", 1))
    after = archive.check().findings
    assert {finding.fingerprint for finding in before} == {finding.fingerprint for finding in after}
    assert [finding.span.line + above.count("\n") for finding in before] == [finding.span.line for finding in after]


def test_fingerprints_are_different_for_different_findings(archive: Place) -> None:
    archive.put(BASE_NAME, merged(SEVERAL))
    archive.put("incidents/2023/x.yaml", merged(SEVERAL))
    findings = archive.check().findings
    assert len({finding.fingerprint for finding in findings}) == len(findings)


def test_github_shows_the_worst_first(archive: Place) -> None:
    archive.put("incidents/2023/a.yaml", merged("occurred: 2023-03-01\nid: 01H3G6D600ZK58P4A1RN4WHB21\n" + RATIONALE))
    archive.put(BASE_NAME, merged(SEVERAL))
    output = archive.run("check", "--format", "github").stdout
    levels = [line.split(" ")[0] for line in output.splitlines() if line.startswith("::")]
    assert "::warning" in levels
    assert levels == sorted(levels)
    assert levels[0] == "::error"


def test_github_names_the_place_and_says_the_rest_as_text(archive: Place) -> None:
    archive.put(BASE_NAME, merged("kind: nonsense\n"))
    lines = archive.run("check", "--format", "github").stdout.split("\n")
    assert lines[0].startswith(
        f"::error file={BASE_NAME},line=6,endLine=6,col=7,endColumn=14,title=unknown-value%3A `nonsense` is not a value"
    )
    assert lines[1:] == archive.run("check", "--format", "text").stdout.split("\n")


def test_github_escapes_properties_and_data(archive: Place) -> None:
    archive.put("incidents/2023/50%,a:b.yaml", merged('kind: "100%,::a"\n'))
    first = archive.run("check", "--format", "github").stdout.split("\n")[1]
    assert first.startswith("::error file=incidents/2023/50%25%2Ca%3Ab.yaml,line=6,")
    assert "title=unknown-value%3A `100%25%2C%3A%3Aa` is not a value of `kind`::`100%25,::a` is not a value" in first
