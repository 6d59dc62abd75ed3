"""From bytes to plain data: which text gives which data, what is refused and where, and that nothing ever raises."""

import json
import math
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import butfor.yaml.events
from butfor.archive.wire_file import read_wire
from butfor.engine.check import check
from butfor.files.tree import MAX_BYTES, Source, read
from butfor.findings import Span
from butfor.model.validate import validate
from butfor.model.wire import Wire
from butfor.report import FORMATS, render
from butfor.yaml.parse import Document, parse
from butfor.yaml.reading import ParseError
from butfor.yaml.scalars import Plain
from butfor.yaml.spans import MAX_DEPTH, line_starts, lines_of, node_spans, offsets_of, span_at
from conftest import BASE, BASE_NAME, REPOSITORY, Place, files_of, merged

SETTINGS = settings(deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
FIXTURES = REPOSITORY / "tests/fixtures"


def source(text: str | bytes) -> Source:
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return Source("x.yaml", data[:MAX_BYTES], len(data) > MAX_BYTES)


def parsed(text: str | bytes) -> Document:
    return parse(source(text))


def only(text: str | bytes) -> ParseError:
    """The one problem of a text that has exactly one."""
    document = parsed(text)
    assert len(document.parse_errors) == 1, document.parse_errors
    return document.parse_errors[0]


def refused(text: str | bytes) -> tuple[str, int, int]:
    """Rule, line and column of the one problem."""
    problem = only(text)
    return problem.rule, problem.span.line, problem.span.column


def excerpt(text: str, span: Span) -> str:
    """What a span covers, by counting lines and columns as an editor does."""
    lines = re.split(r"(?<=\n)", text)
    start = sum(map(len, lines[: span.line - 1])) + span.column - 1
    end = sum(map(len, lines[: span.end_line - 1])) + span.end_column - 1
    return text[start:end]


# ---------------------------------------------------------------- scalars

CORE: list[tuple[str, object]] = [
    # text, although some reader takes it for something else
    ("no", "no"),
    ("Yes", "Yes"),
    ("on", "on"),
    ("OFF", "OFF"),
    ("y", "y"),
    ("N", "N"),
    ("2024-10-01", "2024-10-01"),
    ("2024-10-01T10:00:00Z", "2024-10-01T10:00:00Z"),
    ("1_000", "1_000"),
    ("0b101", "0b101"),
    ("1:30", "1:30"),
    ("1:30:00", "1:30:00"),
    ("=", "="),
    # numbers and booleans of YAML 1.2
    ("0", 0),
    ("12", 12),
    ("-3", -3),
    ("+5", 5),
    ("012", 12),
    ("0o17", 15),
    ("0x1f", 31),
    ("0xFF", 255),
    (".5", 0.5),
    ("-.5", -0.5),
    ("5.", 5.0),
    ("1.25", 1.25),
    ("1e3", 1000.0),
    ("-2.5E-3", -0.0025),
    ("true", True),
    ("True", True),
    ("TRUE", True),
    ("false", False),
    ("False", False),
    ("FALSE", False),
]
TEXTS = [
    "yEs", "tRue", "nULL", "Infinity", "nan", "+.nan", "0o8", "0xg", "-0x1f", "0x", "1.2.3", "1e", "e3", ".", "--1",
    "12a", "2024-1", "1-800", "12:3x", "SEV-3", "mit:3.1", "No, thanks", "1 000", "1,000", "v1", "a:b", "x#y", "null.",
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), CORE)
def test_a_plain_scalar_keeps_its_text_and_has_the_value_of_the_core_schema(text: str, value: object) -> None:
    data = parsed(f"a: {text}\nb: [{text}]\n").data
    for scalar in (data["a"], data["b"][0]):
        assert scalar == text
        assert isinstance(scalar, Plain)
        assert scalar.value == value
        assert type(scalar.value) is type(value)


@pytest.mark.parametrize("text", TEXTS)
def test_what_only_looks_like_a_number_is_text_for_everybody(text: str) -> None:
    scalar = parsed(f"a: {text}\n").data["a"]
    assert scalar == text
    value = scalar.value if isinstance(scalar, Plain) else scalar
    assert type(value) in (str,) or isinstance(value, Plain)
    assert value == text


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
def test_null_is_none(text: str) -> None:
    document = parsed(f"a: {text}\n")
    assert document.data == {"a": None}
    assert not document.parse_errors


@pytest.mark.parametrize("text", [text for text, _ in CORE] + TEXTS + ["~", "null", ".inf", ""])
@pytest.mark.parametrize("form", ['"{}"', "'{}'"])
def test_a_quoted_scalar_is_text_and_nothing_else(text: str, form: str) -> None:
    data = parsed(f"a: {form.format(text)}\n").data
    assert type(data["a"]) is str
    assert data["a"] == text


def test_block_scalars_are_text() -> None:
    data = parsed("a: |\n  12\nb: >-\n  true\nc: |-\n  ~\n").data
    assert data == {"a": "12\n", "b": "true", "c": "~"}
    assert all(type(value) is str for value in data.values())


@pytest.mark.parametrize(
    "text", [".inf", "-.inf", "+.INF", ".Inf", ".nan", ".NaN", ".NAN", "1e999", "-1e999", "9" * 401]
)
def test_a_number_that_json_cant_hold_is_refused_where_it_stands(text: str, archive: Place) -> None:
    archive.put(BASE_NAME, merged(f"x_own: [x, {text}]\n"))
    findings = archive.check().findings
    line = merged("x_own: 1\n").count("\n")
    assert [(finding.rule, finding.span) for finding in findings] == [
        ("not-json", Span(line, 12, line, 12 + len(text)))
    ]


def test_a_large_number_that_json_can_hold_is_exact() -> None:
    number = 10**300 + 7
    assert parsed(f"a: {number}\n").data["a"].value == number


def test_keys_are_text_whatever_they_look_like() -> None:
    assert parsed("no: 1\n12: 2\n2024-10-01: 3\n1.5: 4\ntrue: 5\n").data == {
        "no": "1", "12": "2", "2024-10-01": "3", "1.5": "4", "true": "5",
    }  # fmt: skip


@pytest.mark.parametrize("key", ["null", "~"])
def test_a_null_key_is_refused_or_text(key: str) -> None:
    """JSON has no null keys; its text is what every JSON writer makes of it."""
    document = parsed(f"{key}: 1\n")
    assert document.parse_errors or document.data == {key: "1"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("541", 541), ("0o17", 15), ("0x1f", 31), ("012", 12), ("1e3", 1000), ('"541"', "541"), ("no",
        "no"), ("abc", "abc"),
        ("2024-10-01", "2024-10-01"), ("1_000", "1_000"), ("1:30", "1:30"),
    ],
)  # fmt: skip
def test_an_external_id_is_what_json_readers_see(text: str, value: object) -> None:
    entry = read_wire(source(merged(f"external_ids:\n  aiid: {text}\n")))
    assert entry.schema_errors == []
    assert entry.wire is not None
    assert entry.wire.external_ids == {"aiid": value}
    assert type(entry.wire.external_ids["aiid"]) is type(value)


@pytest.mark.parametrize("text", ["true", "1.5", ".5", "[[1]]", "{a: 1}"])
def test_an_external_id_is_text_or_a_whole_number(text: str, archive: Place) -> None:
    assert archive.rules_found(merged(f"external_ids:\n  aiid: {text}\n")) == ["wrong-type"]


@pytest.mark.parametrize("text", ["2", "02", "0x2", "0o2", "2.0"])
def test_the_format_version_is_the_number_two(text: str, archive: Place) -> None:
    assert archive.rules_found(merged(f"schema: {text}\n")) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("3", "unknown-value"), ("0", "unknown-value"), ("-1", "unknown-value"), ('"1"', "wrong-type"),
        ("true", "wrong-type"),
        ("1.5", "wrong-type"), ("one", "wrong-type"), ("1_0", "wrong-type"), ("~", "empty-field"), ("[1]",
        "wrong-type"),
    ],
)  # fmt: skip
def test_any_other_format_version_is_one_finding(text: str, rule: str, archive: Place) -> None:
    assert archive.rules_found(merged(f"schema: {text}\n")) == [rule]


@pytest.mark.parametrize(
    "text", ["01234567890123456789012345", "01500000000000000000000000", "01E50000000000000000000000"]
)
def test_an_id_that_yaml_takes_for_a_number_is_its_text(text: str) -> None:
    entry = read_wire(source(merged(f"id: {text}\n")))
    assert entry.schema_errors == []
    assert entry.wire is not None
    assert entry.wire.id == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("codes: [mit:3.1]", ["mit:3.1"]),
        ("codes: [mit:3.1, mit:5.1]", ["mit:3.1", "mit:5.1"]),
        ("codes: [a:b:c, d]", ["a:b:c", "d"]),
        ("codes: [https://a.example/x?y=1]", ["https://a.example/x?y=1"]),
        ("codes: {a: mit:3.1}", {"a": "mit:3.1"}),
    ],
)  # fmt: skip
def test_good_yaml_1_2_in_brackets_is_accepted(text: str, value: object) -> None:
    document = parsed(text)
    assert document.parse_errors == []
    assert document.data == {"codes": value}


def test_a_code_with_a_colon_needs_no_quotes(archive: Place) -> None:
    assert archive.rules_found(merged("codes: [mit:3.1]\n")) == []


# ---------------------------------------------------------------- duplicate keys

DUPLICATES = [
    ("a: 1\nb: 2\na: 3\n", (3, 1), (1, 1)),
    ("a:\n  b: 1\n  c: 2\n  b: 3\n", (4, 3), (2, 3)),
    ("x:\n  - y: 1\n    z: 2\n    y: 3\n", (4, 5), (2, 5)),
    ("a: [1, 2]\na: 3\n", (2, 1), (1, 1)),
    ("a:\n  - 1\n  - 2\nb: 1\na: 3\n", (5, 1), (1, 1)),
    ("a:\n  k: v\na:\n  k: v\n", (3, 1), (1, 1)),
    ("z: 0\na: {k: v, l: {m: n}}\na: [1]\n", (3, 1), (2, 1)),
    ("{a: 1, b: 2, a: 3}\n", (1, 14), (1, 2)),
    ("x: [{a: 1, a: 2}]\n", (1, 12), (1, 6)),
    ("a: 1\n\"a\": 2\n", (2, 1), (1, 1)),
    ("'a': 1\na: 2\n", (2, 1), (1, 1)),
    ("a: 1\n? a\n: 2\n", (2, 3), (1, 1)),
    ("漢😀: 1\nb: {x: 1, \"漢😀\": 2}\n漢😀: 3\n", (3, 1), (1, 1)),
    ("a:\r\n  é: 1\r\n  é: 2\r\n", (3, 3), (2, 3)),
    ("a:\n  b: 1\na:\n  b: 2\n  b: 3\n", (3, 1), (1, 1)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "second", "first"), DUPLICATES)
def test_a_duplicate_key_is_found_at_the_second_and_shows_the_first(
    text: str, second: tuple[int, int], first: tuple[int, int], archive: Place
) -> None:
    archive.put(BASE_NAME, text)
    findings = [finding for finding in archive.check().findings if finding.rule == "duplicate-key"]
    at = findings[0]
    assert (at.span.line, at.span.column) == second
    assert excerpt(text, at.span).strip("\"'") in at.message
    assert [(related.file, related.span.line, related.span.column) for related in at.related] == [(BASE_NAME, *first)]
    assert excerpt(text, at.related[0].span).strip("\"'") == excerpt(text, at.span).strip("\"'")


def test_a_key_three_times_is_two_findings_that_show_the_first(archive: Place) -> None:
    archive.put(BASE_NAME, "a: 1\na: 2\na: 3\n")
    duplicates = [finding for finding in archive.check().findings if finding.rule == "duplicate-key"]
    assert [(finding.span.line, finding.related[0].span.line) for finding in duplicates] == [(2, 1), (3, 1)]


def test_the_value_of_the_first_key_counts() -> None:
    document = parsed("a: [1]\na: {b: 2}\nc:\n  d: 1\n  d: [2, {e: 3}]\n")
    assert document.data == {"a": ["1"], "c": {"d": "1"}}
    assert [problem.rule for problem in document.parse_errors] == ["duplicate-key"] * 2
    assert not document.unparsable


def test_same_keys_in_different_mappings_are_fine() -> None:
    assert parsed("a: {k: 1}\nb: {k: 1}\nc: [{k: 1}, {k: 2}]\n").parse_errors == []


def test_the_first_place_is_shown_although_the_rest_of_the_file_is_refused(archive: Place) -> None:
    archive.put(BASE_NAME, "x: 1\na: 1\na: 2\nb: *alias\n")
    by_rule = {finding.rule: finding for finding in archive.check().findings}
    assert set(by_rule) == {"duplicate-key", "yaml-alias"}
    assert [(related.span.line, related.span.column) for related in by_rule["duplicate-key"].related] == [(2, 1)]


# ---------------------------------------------------------------- guards

GUARDS: list[tuple[str | bytes, str, int, int]] = [
    ("a: &x 1\n", "yaml-alias", 1, 4),
    ("a:\n  - b\n  - &x [1]\n", "yaml-alias", 3, 5),
    ("&x a: 1\n", "yaml-alias", 1, 1),
    ("a: *x\n", "yaml-alias", 1, 4),
    ("é😀: 1\na: [1, *x]\n", "yaml-alias", 2, 8),
    ("*x : 1\n", "yaml-alias", 1, 1),
    ("a:\n  <<: {b: 1}\n", "yaml-alias", 2, 3),
    ("a: !!str 1\n", "yaml-tag", 1, 4),
    ("a: !x {b: 1}\n", "yaml-tag", 1, 4),
    ("a: ! 1\n", "yaml-tag", 1, 4),
    ("a:\n- !!python/object:os.system x\n", "yaml-tag", 2, 3),
    ("!!map\na: 1\n", "yaml-tag", 1, 1),
    ("%YAML 1.2\n---\na: 1\n", "yaml-tag", 1, 1),
    ("%TAG ! tag:x,2000:\n---\na: 1\n", "yaml-tag", 1, 1),
    ("a: 1\n---\nb: 2\n", "several-documents", 2, 1),
    ("a: 1\n...\n---\nb: 2\n", "several-documents", 3, 1),
    ("---\na: 1\n---\n", "several-documents", 3, 1),
    ("? [1, 2]\n: 3\n", "not-json", 1, 3),
    ("? {a: 1}\n: 3\n", "not-json", 1, 3),
    ("a: 1\n{b: 1}: 3\n", "not-json", 2, 1),
    (": 3\n", "not-json", 1, 1),
    (b"\xef\xbb\xbfa: 1\n", "bad-encoding", 1, 1),
    ("a: 1\n".encode("utf-16-le"), "bad-encoding", 1, 1),
    ("a: 1\n".encode("utf-16-be"), "bad-encoding", 1, 1),
    ("a: 1\n".encode("utf-32-le"), "bad-encoding", 1, 1),
    ("a: 1\n".encode("utf-32-be"), "bad-encoding", 1, 1),
    ("# 記事の題名\n".encode("utf-16-le")[:-1], "bad-encoding", 1, 1),  # cut short
    ("# 記事の題名\n".encode("utf-16-be")[:7], "bad-encoding", 1, 1),
    (b"\0" * 7, "bad-encoding", 1, 1),
    (b"a: 1\nb: 2" + b"\0" * 4096, "bad-encoding", 2, 5),
    ("a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> other\n", "conflict-mark", 2, 1),
    ("body: |\n  x\n<<<<<<< HEAD\n  y\n||||||| 1a2b3c4\n=======\n  z\n>>>>>>> other\n", "conflict-mark", 3, 1),
    ("body: |\r\n  x\r\n<<<<<<< HEAD\r\n  y\r\n=======\r\n  z\r\n>>>>>>> other\r\n", "conflict-mark", 3, 1),
    ("body: |\n  x\n=======\n", "conflict-mark", 3, 1),
    ("body: |\n  x\n>>>>>>> other", "conflict-mark", 3, 1),
    ("\ufeffa: 1\n".encode("utf-16-le"), "bad-encoding", 1, 1),
    ("\ufeffa: 1\n".encode("utf-16-be"), "bad-encoding", 1, 1),
    (b"a: 1\nb: caf\xe9\n", "bad-encoding", 2, 7),
    (b"a: \xc3\xa9\xf0\x9f\x98\x80\xff\n", "bad-encoding", 1, 6),
    (b"a: 1\r\nb: \xe2\x82\n", "bad-encoding", 2, 4),
    (b"a: \xed\xa0\x80\n", "bad-encoding", 1, 4),
    (b"a: \xc0\xaf\n", "bad-encoding", 1, 4),
    (b"a: \xf4\x90\x80\x80\n", "bad-encoding", 1, 4),
    ("a: x\0y\n", "control-character", 1, 5),
    ("é😀: \x1b[31m\n", "control-character", 1, 5),
    ("a: \x08\n", "control-character", 1, 4),
    ("a: 1\n\x7f\n", "control-character", 2, 1),
    ("a: \x85b\n", "control-character", 1, 4),
    ("a: b\u2028c: d\n", "control-character", 1, 5),
    ("a: b\u2029c\n", "control-character", 1, 5),
    ("a: b\rc: d\n", "control-character", 1, 5),
    ("a: 1\r\nb: 2\r", "control-character", 2, 5),
    ("a: 1\r\r\n", "control-character", 1, 5),
    ("a: x\ufeff\n", "control-character", 1, 5),
    ("# \x0c\na: 1\n", "control-character", 1, 3),
    ("a: \ufffe\n", "control-character", 1, 4),
    (r'a: "x\0"' + "\n", "control-character", 1, 4),
    (r'a: "\e[31m"' + "\n", "control-character", 1, 4),
    (r'a: "\x1b"' + "\n", "control-character", 1, 4),
    (r'a: "\u0007"' + "\n", "control-character", 1, 4),
    (r'a: "\r"' + "\n", "control-character", 1, 4),
    (r'a: "\N"' + "\n", "control-character", 1, 4),
    (r'a: "\L"' + "\n", "control-character", 1, 4),
    (r'a: "\P"' + "\n", "control-character", 1, 4),
    (r'a: "\ud800"' + "\n", "control-character", 1, 4),
    (r'b: 1' + "\n" + r'a: [1, "\uDFFF"]' + "\n", "control-character", 2, 8),
    (r'"\b": 1' + "\n", "control-character", 1, 1),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rule", "line", "column"), GUARDS)
def test_what_the_format_forbids_is_refused_at_its_exact_place(
    text: str | bytes, rule: str, line: int, column: int
) -> None:
    assert refused(text) == (rule, line, column)
    assert parsed(text).unparsable


@pytest.mark.parametrize("text", [r'a: "\x41\u00e9\U0001F600\t\n\\\"\/\_"', 'a: "\ud83d"'])
def test_harmless_escapes_are_fine_and_half_a_character_in_the_file_is_not(text: str) -> None:
    if "\ud83d" in text:
        assert refused(text) == ("bad-encoding", 1, 5)
    else:
        assert parsed(text).data == {"a": 'Aé😀\t\n\\"/\xa0'}


def test_a_quoted_double_arrow_is_an_ordinary_key() -> None:
    assert parsed('"<<": 1\n').data == {"<<": "1"}


def test_signs_inside_text_are_text() -> None:
    document = parsed("a: R&D * 2 !\nb: 'a & b'\nc: x<<y\nd: 100 %\n")
    assert document.parse_errors == []
    assert document.data == {"a": "R&D * 2 !", "b": "a & b", "c": "x<<y", "d": "100 %"}


def test_one_document_may_be_marked() -> None:
    for text in ("---\na: x\n", "a: x\n...\n", "---\na: x\n...\n# end\n"):
        assert (parsed(text).data, parsed(text).parse_errors) == ({"a": "x"}, [])


@pytest.mark.parametrize("opening", ["[", "{a: "])
def test_depth_32_passes_and_33_does_not(opening: str) -> None:
    closing = "]" if opening == "[" else "}"
    good = opening * MAX_DEPTH + closing * MAX_DEPTH
    bad = opening * (MAX_DEPTH + 1) + closing * (MAX_DEPTH + 1)
    assert MAX_DEPTH == 32
    assert parsed(good).parse_errors == []
    assert refused(bad) == ("too-deep", 1, 1 + MAX_DEPTH * len(opening))


def test_depth_counts_block_collections_too() -> None:
    nested = "".join(f"{' ' * depth}a:\n" for depth in range(32)) + " " * 32 + "b\n"
    assert parsed(nested).parse_errors == []
    deeper = "".join(f"{' ' * depth}a:\n" for depth in range(33)) + " " * 33 + "b\n"
    assert refused(deeper) == ("too-deep", 33, 33)


def test_depth_in_a_duplicate_key_counts_too() -> None:
    text = "a: 1\na: " + "[" * 32 + "]" * 32 + "\n"
    assert [problem.rule for problem in parsed(text).parse_errors] == ["duplicate-key", "too-deep"]


def test_a_file_of_256_kib_passes_and_one_byte_more_does_not(archive: Place) -> None:
    filler = "# " + "x" * (MAX_BYTES - len(BASE.encode()) - 3) + "\n"
    assert MAX_BYTES == 256 * 1024
    assert archive.rules_found(BASE + filler) == []
    assert archive.rules_found(BASE + filler + "#") == ["too-large"]


def test_only_what_is_needed_of_a_large_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(b"#" * (MAX_BYTES * 4))
    got = read(tmp_path / "x.yaml", "x.yaml")
    assert (len(got.data), got.truncated) == (MAX_BYTES, True)


def test_many_control_characters_do_not_bury_the_report() -> None:
    assert 1 <= len(parsed("a: " + "\x07" * 5000).parse_errors) <= 20


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "--- \n...\n", "~\n"])
def test_a_file_that_says_nothing_is_empty(text: str, archive: Place) -> None:
    assert archive.rules_found(text) == ["empty-file"]


@pytest.mark.parametrize("text", ["just text\n", "[a, b]\n", "- a\n- b\n", "12\n", '"x"\n', "|\n  text\n"])
def test_a_file_that_is_no_mapping_is_one_finding(text: str, archive: Place) -> None:
    assert archive.rules_found(text) == ["wrong-type"]


SYNTAX = [
    ("title: ChatGPT in court: a story\n", 1, 24),
    ("a: 1\n\tb: 2\n", 2, 1),
    ("a: [1, 2\n", 2, 1),
    ("a: {b: 1\nc: 2\n", 2, 2),
    ('a: "x\n', 1, 4),
    ("a: 1\nb: 'x\n", 2, 4),
    ("a: @x\n", 1, 4),
    ("a: `x`\n", 1, 4),
    ("a: 1\nb\n", 2, 1),
    ("a: 1\n  b: 2\n", 2, 4),
    ('a: "x" y\n', 1, 8),
    ('é😀: "\\q"\n', 1, 6),
    ('a: 1\nb: "x\\U00110000y"\n', 2, 6),
    ('漢: "\\xZZ"\n', 1, 7),
]


@pytest.mark.parametrize(("text", "line", "column"), SYNTAX)
def test_bad_yaml_is_one_finding_at_the_line_where_it_breaks(text: str, line: int, column: int) -> None:
    problem = only(text)
    assert problem.rule == "syntax-error"
    assert problem.span.line == line
    assert abs(problem.span.column - column) <= 3, problem.span


# ---------------------------------------------------------------- places

PLACES = """\
plain: v1
"double": "v2"
'single': 'v3'
漢字キー: v4 # comment
😀👩‍👩‍👧: ["漢字😀", v5, {k: v6, 漢: 'v7'}]
e\u0301: {a\u0308: "e\u0301v8"}
tabs: "v\t9"
more: [v10, "x\ty", v11]
block:
  - name: v12
    漢: "v13"
  -   - v14
      - {a: [v15, [v16]]}
  - "multi
    line v17"
אבג: v18
literal: |
  v19 😀
  more
folded: >-
  v20

  漢字
after: v21
"""
MARKED = {
    ("plain",): "v1",
    ("double",): '"v2"',
    ("single",): "'v3'",
    ("漢字キー",): "v4",
    ("😀👩‍👩‍👧", 0): '"漢字😀"',
    ("😀👩‍👩‍👧", 1): "v5",
    ("😀👩‍👩‍👧", 2, "k"): "v6",
    ("😀👩‍👩‍👧", 2, "漢"): "'v7'",
    ("e\u0301", "a\u0308"): '"e\u0301v8"',
    ("tabs",): '"v\t9"',
    ("more", 0): "v10",
    ("more", 1): '"x\ty"',
    ("more", 2): "v11",
    ("block", 0, "name"): "v12",
    ("block", 0, "漢"): '"v13"',
    ("block", 1, 0): "v14",
    ("block", 1, 1, "a", 0): "v15",
    ("block", 1, 1, "a", 1, 0): "v16",
    ("block", 2): '"multi\n    line v17"',
    ("אבג",): "v18",
    ("after",): "v21",
}
KEYS = {
    ("漢字キー",): "漢字キー",
    ("double",): '"double"',
    ("single",): "'single'",
    ("😀👩‍👩‍👧", 2, "漢"): "漢",
    ("e\u0301",): "e\u0301",
    ("e\u0301", "a\u0308"): "a\u0308",
    ("more",): "more",
    ("block", 0, "漢"): "漢",
    ("literal",): "literal",
    ("אבג",): "אבג",
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("path", MARKED, ids=str)
def test_the_span_of_a_value_is_exact_in_code_points(path: tuple[str | int, ...], newline: str) -> None:
    text, wanted = PLACES.replace("\n", newline), MARKED[path].replace("\n", newline)
    place = node_spans(source(text))[path]
    assert text[place.start : place.end] == wanted
    assert excerpt(text, place.value) == wanted
    assert place.value == span_at(line_starts(text), place.start, place.end)
    assert offsets_of(line_starts(text), place.value) == (place.start, place.end)
    assert text.count(wanted) == 1 or wanted in ("v1", "v2"), "the sample must be unambiguous"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("path", KEYS, ids=str)
def test_the_span_of_a_key_is_exact_in_code_points(path: tuple[str | int, ...], newline: str) -> None:
    text = PLACES.replace("\n", newline)
    key = node_spans(source(text))[path].key
    assert key is not None
    assert excerpt(text, key) == KEYS[path]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_block_scalar_spans_its_lines(newline: str) -> None:
    text = PLACES.replace("\n", newline)
    spans = node_spans(source(text))
    literal, folded = spans["literal",], spans["folded",]
    assert text[literal.start : literal.end].rstrip() == f"|{newline}  v19 😀{newline}  more"
    assert text[folded.start : folded.end].rstrip() == f">-{newline}  v20{newline}{newline}  漢字"


def test_every_value_has_a_place() -> None:
    def paths(value: Any, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        return {path}.union(*(paths(item, (*path, step)) for step, item in items))

    for text in (PLACES, BASE, "- a\n- [b, {c: }]\n-\n", "{a: , b: {c, d: e}}\n"):
        assert set(node_spans(source(text))) == paths(parsed(text).data)


# ---------------------------------------------------------------- generated data in several styles

CHARACTERS = st.characters(
    exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufeff\ufffe\uffff", include_characters="\n\t"
)
TEXT = st.one_of(
    st.text(CHARACTERS, max_size=20),
    st.sampled_from(["", " ", "no", "~", "null", "1", "2024-10-01", ".inf", "- a", "a: b", "# c", "'",
    '"', "\\", "{}", "a #b",
                     "*a", "&a", "!a", "%a", "@", "`", "|", ">", "<<", "=", "---", "...", "a\n\nb\n",
                     "a\n\n", "漢字\n😀", "?"]),
    st.text("ab 漢😀\n\t'\"\\:#-,[]{}", max_size=12),
)  # fmt: skip
STYLES = st.integers(0, 11)
_PLAIN = re.compile(r"[A-Za-z漢😀é][A-Za-z0-9漢😀é]*( [A-Za-z0-9漢😀é]+)*")


@st.composite
def written(draw: st.DrawFn, depth: int = 3) -> tuple[Any, Any]:
    """Data, and the same with a style for each value: ``(style, value)``, values of collections styled in turn."""
    kind = draw(st.sampled_from(["scalar", "scalar", "list", "map"] if depth else ["scalar"]))
    style = draw(STYLES)
    if kind == "list":
        items = draw(st.lists(written(depth - 1), max_size=4))
        return [item for item, _ in items], (style, [styled for _, styled in items])
    if kind == "map":
        pairs = draw(st.dictionaries(TEXT, st.tuples(STYLES, written(depth - 1)), max_size=4))
        data = {key: item for key, (_, (item, _)) in pairs.items()}
        return data, (style, {key: (key_style, styled) for key, (key_style, (_, styled)) in pairs.items()})
    scalar = draw(st.one_of(
        TEXT, TEXT, TEXT, st.none(), st.booleans(), st.integers(-(10**30), 10**30),
        st.floats(allow_nan=False, allow_infinity=False),
    ))  # fmt: skip
    return scalar, (style, scalar)


def is_literal(value: Any, style: int) -> bool:
    return isinstance(value, str) and style % 4 == 3 and value[:1] not in ("", " ", "\t", "\n")


def quote(text: str, style: int) -> str:
    """A text on one line: plain where that is safe, single or double quotes."""
    safe = _PLAIN.fullmatch(text) and text.casefold() != "null"
    if style % 3 == 0 and safe:
        return text
    if style % 3 == 1 and "\n" not in text:
        return "'" + text.replace("'", "''") + "'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


def flow(styled: tuple[int, Any]) -> str:
    style, value = styled
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quote(key, s)}: {flow(item)}" for key, (s, item) in value.items()) + "}"
    if value is None:
        return ["~", "null", "NULL"][style % 3]
    return quote(value, style) if isinstance(value, str) else json.dumps(value)


def block(styled: tuple[int, Any], indent: int) -> str:
    """What stands after ``key:`` or ``-``."""
    style, value = styled
    inner = " " * (indent + 2)
    if isinstance(value, list) and value and style % 2:
        return "".join(f"\n{inner}-{block(item, indent + 2)}" for item in value)
    if isinstance(value, dict) and value and style % 2:
        return "".join(f"\n{inner}{quote(key, s)}:{block(item, indent + 2)}" for key, (s, item) in value.items())
    if is_literal(value, style):
        body = value.rstrip("\n")
        ends = len(value) - len(body)
        lines = [*body.split("\n"), *[""] * (ends - 1)]
        chomp = "-" if ends == 0 else "" if ends == 1 else "+"
        return f" |{chomp}" + "".join(f"\n{inner}{line}" if line else "\n" for line in lines)
    if value is None and style % 4 == 3:
        return ""
    return " " + flow(styled)


def assert_same(got: Any, wanted: Any) -> None:
    if isinstance(wanted, list):
        assert isinstance(got, list)
        assert len(got) == len(wanted)
        for item, wanted_item in zip(got, wanted, strict=True):
            assert_same(item, wanted_item)
    elif isinstance(wanted, dict):
        assert isinstance(got, dict)
        assert list(got) == list(wanted)
        for key in wanted:
            assert_same(got[key], wanted[key])
    elif wanted is None:
        assert got is None
    elif isinstance(wanted, str):
        assert isinstance(got, str)
        assert str(got) == wanted
    else:
        assert isinstance(got, Plain)
        assert str(got) == json.dumps(wanted)
        assert got.value == wanted
        assert math.copysign(1, got.value) == math.copysign(1, wanted)  # type: ignore[arg-type]
        assert isinstance(got.value, bool) == isinstance(wanted, bool)


def at(data: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


@SETTINGS
@given(written(), st.sampled_from(["\n", "\r\n"]))
def test_data_written_in_any_style_comes_back_and_every_place_cuts_out_its_source(
    pair: tuple[Any, Any], newline: str
) -> None:
    data, styled = pair
    text = f"---{block(styled, 0)}\n".replace("\n", newline)
    document = parsed(text)
    assert document.parse_errors == []
    assert not document.unparsable
    assert_same(document.data, data)
    for path, place in node_spans(source(text)).items():
        assert span_at(line_starts(text), place.start, place.end) == place.value
        value = at(document.data, path)
        assert place.block == isinstance(value, (dict, list))
        if not place.block:
            alone = parsed(text[place.start : place.end])
            assert alone.parse_errors == []
            assert (alone.data, type(alone.data)) == (value, type(value))
        if place.key is not None:
            assert parsed(excerpt(text, place.key) + ": x").data == {path[-1]: "x"}


# ---------------------------------------------------------------- nothing raises

TOKENS = st.sampled_from(
    ["\n", "\r\n", "  ", "\t", "- ", ": ", "? ", "[", "]", "{", "}", ",", "|", ">", "|2-", '"', "'", "\\",
    "#", " #", "&a", "*a",
     "!t", "!!str", "%YAML 1.2", "---", "...", "<<", "~", "a", "漢", "😀", "e\u0301", "\u202e", "\x00",
     "\x1b", "\ufeff", "\u2028",
     "\x85", "\r", "\ud800", "\\ud800", "\\U00110000", "\\x", ".inf", "1e999", "012", "true", "id",
     "title", "sources", "rationale",
     "text: ", "\nid: ", "\ncodes: ", "\nsources:\n  - ", "\nrationale:\n  ", "\nbody: |\n  ", "[S1]",
     "`" * 3, "https://", "@"]
)  # fmt: skip
SOUP = st.lists(TOKENS, max_size=40).map("".join)
NASTY = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), TEXT, SOUP.map(lambda soup: soup.encode("utf-8",
    "replace").decode()),
    st.lists(TEXT, max_size=3), st.dictionaries(TEXT, TEXT, max_size=3), st.just([]), st.just({}),
    st.lists(st.none(), max_size=2),
    st.lists(st.dictionaries(st.sampled_from(["id", "url", "kind", "origin", "published"]), TEXT,
    max_size=4), max_size=3),
)  # fmt: skip
FIELDS = sorted({*Wire.model_fields, "schema", "x_own", "titel"} - {"schema_"})


def assert_survives(data: bytes, home: Place) -> None:
    """Every stage on these bytes, the whole pipeline and all reports too."""
    whole = source(data)
    document = parse(whole)
    if "bad-encoding" not in {problem.rule for problem in document.parse_errors}:
        node_spans(whole)
    if document.data is not None:
        validate(Wire, document.data)
    home.put(BASE_NAME, data)
    report = check(home.root, home.policy)
    assert report.checked == 1
    assert report.unreadable == ()
    lines = lines_of(data[:MAX_BYTES].decode("utf-8", "replace"))
    for finding in report.findings:
        assert finding.span.line >= 1
        assert finding.span.column >= 1
        assert (finding.span.end_line, finding.span.end_column) >= (finding.span.line, finding.span.column)
        assert finding.span.line <= len(lines) + 1
        assert finding.message
        assert finding.help
    for shape in FORMATS:
        assert list(render(shape, report))
    if document.unparsable:
        assert report.findings, "what can't be read is never clean"


@pytest.mark.parametrize("data", [b"\xff", b"a: \xe9\n", b"a: 1\nb: \xed\xa0\x80\n", "\ufeffa: 1".encode("utf-16")])
def test_places_of_what_is_not_utf_8_never_raises(data: bytes) -> None:
    assert isinstance(node_spans(source(data)), dict)


@SETTINGS
@given(st.one_of(st.binary(max_size=120), st.text(max_size=80).map(lambda t: t.encode("utf-8", "surrogatepass"))))
def test_arbitrary_bytes_never_raise(home: Place, data: bytes) -> None:
    assert_survives(data, home)


@SETTINGS
@given(SOUP)
def test_yaml_like_text_never_raises(home: Place, text: str) -> None:
    assert_survives(text.encode("utf-8", "surrogatepass"), home)


@SETTINGS
@given(SOUP, st.integers(0, len(BASE)), st.integers(0, 30))
def test_a_good_wire_with_a_hole_or_a_patch_never_raises(home: Place, patch: str, start: int, cut: int) -> None:
    assert_survives((BASE[:start] + patch + BASE[start + cut :]).encode("utf-8", "surrogatepass"), home)


@SETTINGS
@given(st.dictionaries(st.sampled_from(FIELDS), NASTY, min_size=1, max_size=4))
def test_any_value_in_any_field_never_raises(home: Place, values: dict[str, Any]) -> None:
    snippet = "".join(f"{key}: {json.dumps(value)}\n" for key, value in values.items())
    assert_survives(merged(snippet).encode("utf-8", "surrogatepass"), home)


# ---------------------------------------------------------------- without the C extension

OWN = [
    *(f"x_{number}: {text}\n" for number, (text, _) in enumerate(CORE)),
    "codes: [mit:3.1]\n",
    "title: ChatGPT in court: a story\n",
    "title: \"never closed\n",
    "title: 'ChatGPT' invented case law\n",
    "codes: [mit:3.1\n",
    "providers: OpenAI, Anthropic]\n",
    "systems: {a, b: }\n",
    "systems: [&name ChatGPT, *name]\n",
    "systems: [!!str ChatGPT]\n",
    "x_a: .inf\nx_b: 1e999\n",
    "x_deep: " + "[" * 33 + "]" * 33 + "\n",
    "severity: SEV-3\nseverity: SEV-4\n",
    "rationale:\n  text: x\n  text: y\n   basis: editor\n",
    "rationale:\n\ttext: x\n",
    "occurred: 2023-03-01\npublished: 2026-06-01T09:00:00Z\n",
    "occurred: 1 March 2023\n",
    "body: |\n  漢字😀 e\u0301 [S1][S2]\n\n  uncited 漢字\n\n  [S3] [source]\n",
    "body: >\n   folded [S1]\n  less [S2]\n",
    "body: \"multi\n  line [S1][S2]\n\n  漢字 [S3] [S9]\"\n",
    "body: plain\n  goes on [S1][S2]\n  and on [S3] [s1]\n",
    "title: \"\\ud800\"\n",
    "title: \"\\U00110000 is not a character\"\n",
    "title: \"\\q is no escape\"\n",
    "title: `x`\n",
    "title: %x\n",
    "title: @x\n",
    "? [a]\n: b\n",
    ": b\n",
    "---\nx_second: 1\n",
    "%YAML 1.2\n",
    "x\n",
    "x_tab:\t[\ta,\tb]\n",
    "x_a: {\"b\":1, c:2, [d]: 3}\n",
    "x_a: [a: b, ? c]\n",
    "x_a: - b\n",
    "x_a: 'it''s'\nx_b: 'never\n",
    "x_a: |3\n  wrong indent\n",
    "x_a: |0\n  x\n",
    "x_a: >+-\n  x\n",
    "x_a: a\n x_b: c\n",
    "x_a: [a\n# comment\n, b] c\n",
    "x_a: [,]\n",
    "x_a: [a b, c d: e f, {g}]\nx_a: 1\n",
    "x_a:\n- a\n - b\n",
    "x_a: http://x:80/ # c\n",
    "x_a: a#b\n",
    "x_a: [a, b]c: d\n",
    "x_a: \"a\"\"b\"\n",
    "legal_status:\nsystems: [ChatGPT, ]\n",
    "systems:\n  -\n  - ChatGPT\n",
    "systems: # which\n  - # none\n  - ChatGPT\n",
    "x_tab: a\t# comment\n",
    "x_tab:\ta\n",
    "x_a: |\n \n   \n  text\n",
    "x_a: >\n \n   \nx_b: 1\n",
    "x_a: |# c\n  text\n",
    "x_a: |\n \n  text\n",
    "x_a: >-\n\n \n  text\n",
    "x_a: [\"x\":y]\n",
    "x_a: b\t\n" + "# a long file\n" * 5000,
    "x_a: b\n...\n...\n",
]  # fmt: skip
RAW = [b"", b"# nothing\n", b"\xff", b"\xef\xbb\xbfa: 1\n", b"a: \xe9\n", b"a: \x00\n", b"[a]\n",
b"text\n", b"a: b\rc\n",
       "a: 1\n".encode("utf-16"), b"[" * 5000, b"a: [*x]\n", b"- a\n- b: c\n  d\n",
       b"{a: 1, a: [1, 2], b}\n"]  # fmt: skip
WITHOUT_C = """
import sys
sys.modules["yaml._yaml"] = None
import butfor.yaml.events
assert butfor.yaml.events.CParser is None, butfor.yaml.events.CParser
from butfor.cli import main
sys.exit(main())
"""


def report_without_c(archive: Place) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_C, "check", "--format", "json"],
        cwd=archive.root, capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr.decode()
    return json.loads(done.stdout)


def test_the_c_extension_is_there() -> None:
    from butfor.yaml.events import CParser

    assert CParser is not None


PIECES = ["a", "b: ", "- ", "\n", "\n ", "\n  ", "\n   ", " ", "\t", ":", "[", "]", "{", "}", ",", "|", "|2", ">",
          "|-", "|+", "#", "'", '"', "? ", "?", "-", "%", "...", "\r\n", "\\", "@",
          "<<: ", "x: y\n", '"q"', '"z":']  # fmt: skip


@SETTINGS
@given(st.lists(st.sampled_from(PIECES), min_size=2, max_size=12).map("".join))
def test_both_parsers_give_the_same_verdict(text: str) -> None:
    """The same data, or a refusal; which rule refuses may depend on what a parser comes to first."""
    answers = []
    for parser in (butfor.yaml.events.CParser, None):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("butfor.yaml.events.CParser", parser)
            document = parsed(f"k: {text}")
        answers.append(document.unparsable or document.data)
    assert answers[0] == answers[1]


def texts_of_fixtures() -> list[str | bytes]:
    """The files of all fixtures."""
    texts: list[str | bytes] = []
    for fixture in sorted(FIXTURES.glob("*/*")):
        if not fixture.is_file():
            continue
        if fixture.suffix == ".raw":
            texts.append(fixture.read_bytes())
        elif fixture.suffix == ".yaml":
            texts += files_of(fixture.read_text(encoding="utf-8")).values()
    return texts


def texts_of_our_own() -> list[str | bytes]:
    """Wires with everything that YAML knows, with both kinds of line ends, and files that are no wires."""
    texts: list[str | bytes] = [merged(snippet) for snippet in OWN]
    texts += [merged(snippet).replace("\n", "\r\n") for snippet in OWN[-40:]]
    return texts + RAW


@pytest.mark.parametrize("texts_of", [texts_of_our_own, pytest.param(texts_of_fixtures, marks=pytest.mark.robustness)])
def test_without_the_c_extension_the_report_is_the_same(
    texts_of: Callable[[], list[str | bytes]], archive: Place
) -> None:
    texts = texts_of()
    for number, text in enumerate(texts):
        archive.put(f"incidents/2023/{number:04}.yaml", text)
    done = archive.run_process("check", "--format", "json")
    assert done.returncode == 1, done.stderr
    with_c, without = json.loads(done.stdout), report_without_c(archive)
    assert len(with_c["findings"]) > len(texts)
    by_file: list[dict[str, list[Any]]] = [{}, {}]
    for index, report in enumerate((with_c, without)):
        for finding in report["findings"]:
            by_file[index].setdefault(finding["file"], []).append(finding)
    names = [f"incidents/2023/{number:04}.yaml" for number in range(len(texts))]
    different = [texts[number] for number, name in enumerate(names) if by_file[0].get(name) != by_file[1].get(name)]
    assert [text[-60:] for text in different] == []
    assert with_c == without


@pytest.mark.parametrize("snippet", ["title: ChatGPT in court: a story\n", "x_a: @\n"])
def test_without_the_c_extension_the_report_on_a_large_file_is_the_same(snippet: str, archive: Place) -> None:
    archive.put("incidents/2023/large.yaml", merged(snippet) + "#" * 100_000 + "\n")
    archive.put("incidents/2023/never-clean.yaml", "")
    assert json.loads(archive.run("check", "--format", "json").stdout) == report_without_c(archive)
