"""Whatever field of a wire is missing or of another kind, every command says so in words."""

import re
from pathlib import Path

import pytest

from butfor.model.fields import keys_of
from butfor.model.wire import Wire
from clones import Clone
from conftest import BASE, BASE_NAME, REPOSITORY, Place, blocks

ID = BASE_NAME[-31:-5]
FULL = (REPOSITORY / "tests/data/full.yaml").read_text(encoding="utf-8")
FORMER = re.sub("^tier: .*", "tier: primary", BASE, flags=re.MULTILINE)
DRAFT = re.sub("^published: .*\n", "", BASE, flags=re.MULTILINE).replace("status: published", "status: draft")
REPORTED = ("--reason", "It was found to be so.", "--by", "A. Editor", "--diff")
ANSWERS = """\
tested_harm: The judges looked for opinions that nobody had written.
without: Had ChatGPT not been asked, the brief would have cited real opinions, or none.
other_causes: none-known
test: passes
"""
OTHERS = ("5", "[]", "{}", "x", "")


def damaged(text: str, field: str, value: str | None) -> str:
    """A wire in which a field says something else; None: without it."""
    line = "" if value is None else f"{field}: {value}\n"
    return "".join(line if key == field else lines for key, lines in blocks(text))


def try_all(main: Clone, public: str, now: str) -> None:
    """Run every command on a wire; nothing but 0, 1 or 2, and never a traceback."""
    main.put(BASE_NAME, public)
    main.commit()
    main.put(BASE_NAME, now)
    answers = main.root.parent / "answers.yaml"
    answers.write_text(ANSWERS, encoding="utf-8")
    for command in (
        ("check",),
        ("check", "--since", "main"),
        ("upgrade", "--diff"),
        ("assess", ID, "--answers", str(answers), "--by", "A. Editor", "--diff"),
        ("correct", ID, "--set", "severity=SEV-4", "--type", "correction", *REPORTED),
        ("retract", ID, *REPORTED),
        ("review",),
        ("render", ID),
        ("diff",),
    ):
        done = main.place.run(*command)
        assert done.returncode in (0, 1, 2), (command, done.stderr)
        assert "Traceback" not in done.stderr
        assert "bug in butfor" not in done.stderr


@pytest.mark.parametrize("field", ["schema", "status", "rationale", "tier"])
def test_without_a_field_that_every_wire_has(field: str, main: Clone) -> None:
    try_all(main, FORMER, damaged(FORMER, field, None))
    try_all(main, damaged(DRAFT, field, None), DRAFT)


@pytest.mark.robustness
@pytest.mark.parametrize("field", sorted(keys_of(Wire)))
def test_with_any_field_of_another_kind(field: str, main: Clone, tmp_path: Path) -> None:
    for text in (FORMER, DRAFT, FULL):
        for value in (None, *OTHERS):
            broken = damaged(text, field, value)
            try_all(main, text, broken)
            try_all(main, broken, text)
            try_all(main, broken, f"{broken}# and more\n")


def test_a_required_field_under_another_name_is_asked_about_and_not_deleted(archive: Place) -> None:
    archive.put(BASE_NAME, BASE.replace("\nsources:", "\nreferences:"))
    helps = {finding.message: finding.help for finding in archive.check().findings if finding.rule == "unknown-field"}
    asked = "if it is `sources`, which is missing, rename it; else delete it"
    assert helps == {"unknown field `references`": asked}
    archive.put(BASE_NAME, BASE + "references: [a]\n")
    assert [f.help for f in archive.check().findings] == ["delete it; a field of your own must start with `x_`"]
