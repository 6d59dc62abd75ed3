"""Every output format, read as strictly as those it is made for could: a schema, a parser, the rules of a runner."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

import jsonschema_rs
import xmlschema
from markdown_it import MarkdownIt
from markdown_it.token import Token

from butfor.report import document
from butfor.report.json import FORMAT_VERSION

DATA = Path(__file__).resolve().parent / "data"
_LANGUAGE = "^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$"  # no regular expression; mended in errata 01 of the standard
_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_OURS = re.compile(r"[A-Za-z0-9 .,:'-]*")  # what may stand outside code: no wire has a say in it

Shown = tuple[str, str, int, str]
"""(rule, file, line, headline) of a finding."""


@cache
def sarif_schema() -> jsonschema_rs.Validator:
    """The official schema of SARIF 2.1.0, see tests/data/README.md."""
    text = (DATA / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8")
    fixed = text.replace(json.dumps(_LANGUAGE), json.dumps("^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"))
    assert fixed != text
    return jsonschema_rs.validator_for(json.loads(fixed), validate_formats=True)


@cache
def report_schema() -> jsonschema_rs.Validator:
    """Our own schema of the JSON report, closed: a field that it does not describe is refused here."""

    def closed(node: Any) -> Any:
        if isinstance(node, list):
            return [closed(item) for item in node]
        if not isinstance(node, dict):
            return node
        names = {"additionalProperties": False} if "properties" in node and node.get("type") == "object" else {}
        return names | {key: closed(value) for key, value in node.items()}

    return jsonschema_rs.validator_for(closed(document.report_schema()))


@cache
def junit_schema() -> xmlschema.XMLSchema:
    """The schema that the xUnit plugin of Jenkins holds reports to."""
    return xmlschema.XMLSchema(str(DATA / "junit-10.xsd"))


def strict_json(text: str) -> Any:
    """JSON that every parser reads alike: ASCII, no key twice, no NaN."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len({key for key, _ in pairs}) == len(pairs)
        return dict(pairs)

    def never(constant: str) -> None:
        raise AssertionError(constant)

    assert text.isascii()
    document = json.loads(text, object_pairs_hook=once, parse_constant=never)
    json.dumps(document, ensure_ascii=False).encode("utf-8")  # no lone surrogate
    return document


def sarif_run(text: str) -> dict[str, Any]:
    """The one run of a valid SARIF log, with what the schema leaves to the standard's prose."""
    log = strict_json(text)
    sarif_schema().validate(log)
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(set(rules)) == len(rules)
    for rule in run["tool"]["driver"]["rules"]:
        assert re.fullmatch("[A-Z][A-Za-z]+", rule["name"])
    assert len(run["results"]) <= 25_000 and re.fullmatch("butfor/(.+/)?", run["automationDetails"]["id"])
    worst = [result["level"] != "error" for result in run["results"]]
    assert worst == sorted(worst)
    prints = [result["partialFingerprints"]["butfor/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints)
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        links = re.findall(r"\]\(([^)]*)\)", result["message"]["text"])
        assert links == [str(related["id"]) for related in result["relatedLocations"]]
        for place in (*result["locations"], *result["relatedLocations"]):
            where = place["physicalLocation"]
            assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", where["artifactLocation"]["uri"])
            assert where["artifactLocation"]["uriBaseId"] in run["originalUriBaseIds"]
            region = where["region"]
            start, end = (region["startLine"], region["startColumn"]), (region["endLine"], region["endColumn"])
            assert start <= end
    return run


def junit_suite(text: str) -> ElementTree.Element:
    """The one suite of a valid JUnit report; its counts are true."""
    assert text.isascii()
    root = ElementTree.fromstring(text)
    (suite,) = root
    plain = ElementTree.fromstring(text)
    for case in plain.iter("testcase"):  # GitLab reads the first, some actions both, which the schema does not know
        assert ("line" in case.attrib) <= (case.attrib.pop("file", None) is not None)
        case.attrib.pop("line", None)
    junit_schema().validate(plain)
    names = [(case.get("classname"), case.get("name")) for case in suite]
    assert len(set(names)) == len(names)  # GitLab drops the second
    for key, kind in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert suite.get(key) == str(len(suite.findall(f".//{kind}")))
    assert "[[ATTACHMENT|" not in "".join(root.itertext())
    return suite


def gitlab_entries(text: str) -> list[dict[str, Any]]:
    """A Code Quality report with the fields that GitLab documents, and no others."""
    entries = strict_json(text)
    assert isinstance(entries, list)
    for entry in entries:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert all(isinstance(entry[key], str) and entry[key] for key in set(entry) - {"location"})
        assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert set(entry["location"]) == {"path", "lines"}
        assert not entry["location"]["path"].startswith(("/", "./"))
        assert set(entry["location"]["lines"]) == {"begin"} and type(entry["location"]["lines"]["begin"]) is int
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    return entries


def markdown_blocks(text: str) -> list[str]:
    """The blocks of code of a summary; everything else in it is ours: no HTML, link, image or mention."""
    assert len(text) < 65_536
    tokens = _MARKDOWN.parse(text)
    for token in _all(tokens):
        assert token.type.removesuffix("_open").removesuffix("_close") in (
            "heading", "paragraph", "table", "thead", "tbody", "tr", "th", "td",
            "inline", "text", "code_inline", "softbreak", "fence",
        ), token.type  # fmt: skip
        if token.type in ("text", "code_inline"):
            assert _OURS.fullmatch(token.content), token.content
        if token.type == "fence":
            assert token.info == "text"
    assert tokens[0].type == "heading_open"
    return [token.content.removesuffix("\n") for token in tokens if token.type == "fence"]


def _all(tokens: list[Token]) -> list[Token]:
    return [inner for token in tokens for inner in (token, *_all(token.children or []))]


def strict(shape: str, output: str) -> None:
    """The output is what its format promises."""
    if shape == "json":
        report = strict_json(output)
        assert report["version"] == FORMAT_VERSION
        report_schema().validate(report)
    elif shape == "sarif":
        sarif_run(output)
    elif shape == "junit":
        junit_suite(output)
    elif shape == "gitlab":
        gitlab_entries(output)
    elif shape == "markdown":
        markdown_blocks(output)


def name_of_uri(uri: str) -> str:
    """The file that a relative address stands for."""
    name = unquote_to_bytes(uri)
    try:
        return name.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return name.decode("utf-8", "surrogateescape")


def in_text(text: str) -> list[Shown]:
    """The findings of the format for people."""
    text = re.sub(r"^\| (?=\s*::)", "", text, flags=re.MULTILINE)
    pattern = r"^(?:error|warning)\[([a-z-]+)\]: ((?:.|\n(?=       ))*)\n  --> (.*):(\d+):\d+$"
    return [
        (match[1], match[3], int(match[4]), re.sub(r"\n +", " ", match[2]))
        for match in re.finditer(pattern, text, re.MULTILINE)
    ]


def in_concise(lines: list[str]) -> list[Shown]:
    """The findings of the format with one line for each."""
    pattern = re.compile(r'("(?:[^"\\]|\\.)*"|.*?):(\d+):\d+: (?:error|warning)\[([a-z-]+)\] (.*)', re.DOTALL)
    found = [match for line in lines[:-1] if (match := pattern.fullmatch(line))]
    return [
        (match[3], json.loads(match[1]) if match[1].startswith('"') else match[1], int(match[2]), match[4])
        for match in found
    ]


def in_github(lines: list[str]) -> list[Shown]:
    """The findings of the workflow commands."""
    found = []
    for line in lines:
        if line.startswith(("::error ", "::warning ")):
            properties = dict(part.split("=", 1) for part in line.split(" ", 1)[1].split("::")[0].split(","))
            rule, _, message = unescaped(properties["title"]).partition(": ")
            found.append((rule, unescaped(properties["file"]), int(properties["line"]), message))
    return found


def unescaped(words: str) -> str:
    """What a runner makes of a property of a workflow command."""
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        words = words.replace(escape, character)
    return words


def commands(output: str) -> list[str]:
    """The lines that a runner obeys: GitHub's skips blanks before ``::``, and finds ``##[`` anywhere in others, as
    those of Azure and TeamCity find theirs."""
    lines = [line.lstrip() for line in output.split("\n")]
    return [line for line in lines if line.startswith("::") or re.search(r"##[a-z]*\[", line)]
