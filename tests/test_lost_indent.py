"""A paragraph of a block text that has lost its indentation: the finding is at it, and its help can be followed."""

import json
import re

import pytest

from conftest import BASE, BASE_NAME, Place

ENTRY = """\
corrections:
  - date: "2026-06-10"
    type: correction
    changes:
      - field: body
        was: |
          What it said.
        now: |
          What it says.
    reason: |
      The court gave another date.
    by: "A. Editor"
"""
WIRE = BASE.replace('title: "Citations that never were"\n', "title: |\n      Citations that never were\n") + ENTRY
ENDS = {
    "body": "opinions [S3].\n",
    "rationale.without": "on them.\n",
    "rationale.other_causes": "second necessary cause.\n",
    "sources[2].title": "Citations that never were\n",
    "corrections[0].changes[0].was": "What it said.\n",
    "corrections[0].reason": "another date.\n",
}
NESTED = [
    "A paragraph.\n",
    "  A paragraph\n  of two lines.\n",
    "Note: it says more.\n",
    "Note: it says more,\nand more.\n",
    "harm: none shown,\nas it says.\n",
    "Note: a paragraph.\n\nAnd a second\nparagraph.\n",
    "\u3000\u3000A paragraph.\n",
    "The court said:\n\n> that it is so.\n",
    "[S1] says more.\n",
]
UNKNOWN = {("body", NESTED[2]), ("sources[2].title", NESTED[2])}  # YAML reads them as fields
LOST = [
    *((owner, paragraph) for owner in ENDS for paragraph in NESTED if (owner, paragraph) not in UNKNOWN),
    *(("body", f" {words}") for words in ("A paragraph [S3].\n", "Note: a paragraph [S3].\n", "- An item [S3].\n")),
    ("corrections[0].reason", "    A paragraph.\n"),
    ("sources[2].title", "    Note: it says more,\n    and more.\n"),
]


@pytest.mark.parametrize(("owner", "paragraph"), LOST)
def test_the_paragraph_is_named_and_the_help_can_be_followed(owner: str, paragraph: str, archive: Place) -> None:
    assert WIRE.count(ENDS[owner]) == 1
    before, end, after = WIRE.partition(ENDS[owner])
    paragraph = paragraph if owner != "body" else paragraph.replace("  ", " ")
    archive.put(BASE_NAME, f"{before}{end}\n{paragraph}{after}")
    first = json.loads(archive.run("check", "--format", "json").stdout)["findings"][0]
    assert (first["rule"], first["span"]["line"]) == ("syntax-error", (before + end).count("\n") + 2), first
    assert f"does not belong to `{owner}`" in first["message"]
    spaces = re.match(r"write (\d+) spaces before each line of this paragraph", first["help"])
    assert spaces
    mended = "".join(f"{' ' * int(spaces[1])}{line.strip()}\n" if line else "\n" for line in paragraph.splitlines())
    assert "syntax-error" not in archive.rules_found(f"{before}{end}\n{mended}{after}")


SLIPS = [
    ("rationale:\n", "legal_status\n", "a key without a colon"),
    ("rationale:\n", "x_desk:legal\n", "a key and its value need a colon and a space"),
    ("rationale:\n", "x_desk:\n  a: b\n  c\n", "a key without a colon"),
    ("rationale:\n", "own: b\nharm:\n  - c: d\n    e\n", "a key without a colon"),
    ("  test: passes\n", "   language: en\n", "not aligned"),
    ("    reason: |\n", "      - was: b\n        field title\n", "a key without a colon"),
    ("  test: passes\n", "  limts: a: b\n", "a colon and a space"),
    ("  test: passes\n", "  limits: a: b\n", "a colon and a space"),
    ("  test: passes\n", "\tlimits: none\n", "indented with a tab"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "slip", "said"), SLIPS)
def test_a_slip_outside_of_a_text_is_no_lost_paragraph(before: str, slip: str, said: str, archive: Place) -> None:
    assert WIRE.count(before) == 1
    start, _, rest = WIRE.partition(before)
    archive.put(BASE_NAME, f"{start}{slip}{before}{rest}")
    assert said in archive.check().findings[0].message


@pytest.mark.parametrize(
    ("owner", "paragraph"), [("body", "harm: none shown [S1].\n"), ("rationale.without", "  tested_harm: none.\n")]
)
def test_a_key_that_is_there_twice_may_be_a_paragraph(owner: str, paragraph: str, archive: Place) -> None:
    before, end, after = WIRE.partition(ENDS[owner])
    archive.put(BASE_NAME, f"{before}{end}\n{paragraph}{after}")
    first = next(one for one in archive.check().findings if one.rule == "duplicate-key")
    assert first.span.line == (before + end).count("\n") + 2
    assert first.help == f"if it belongs to `{owner}`, indent it like that text; else delete one of the two"


@pytest.mark.parametrize("behind", ["@", "%", "\tx: 1"])
def test_what_stands_behind_the_end_of_the_document_is_no_defect(behind: str, archive: Place) -> None:
    archive.put(BASE_NAME, f"id: x\nbody: |\n  It happened.\n...\n{behind}\n")
    report = archive.check()
    assert report.rule_errors == ()
    assert {finding.rule for finding in report.findings} == {"syntax-error"}
