"""Codes of the policy: the last of a chain of retired ones is named, a chain that ends nowhere is refused."""

import pytest

from conftest import BASE, BASE_NAME, Place

CHAIN = """\
  - id: chain
    name: Codes that were renamed again and again
    prefix: chain
    reference: https://airisk.mit.edu
    version: unknown
    codes:
"""


def add_codes(archive: Place, **replaced_by: str) -> None:
    """Add retired codes with what replaces each; ``in_use`` is one that is not retired."""
    path = archive.root / "schema/codes.yaml"
    lines = [
        f"      - {{id: {name}, label: X, retired: true, replaced_by: [{by}]}}\n" for name, by in replaced_by.items()
    ]
    path.write_text(f"{path.read_text(encoding='utf-8')}{CHAIN}{''.join(lines)}", encoding="utf-8")


@pytest.mark.parametrize(
    ("codes", "instead"),
    [
        ({"a": '"chain:b"', "b": '"mit:3.1"'}, "write `mit:3.1` instead"),
        ({"a": '"chain:b"', "b": '"chain:c"', "c": '"mit:3.1"'}, "write `mit:3.1` instead"),
        ({"a": '"chain:b", "mit:3.2"', "b": '"mit:3.1", "mit:3.2"'}, "write `mit:3.2` or `mit:3.1` instead"),
    ],
)
def test_a_retired_code_names_the_last_of_its_chain(codes: dict[str, str], instead: str, archive: Place) -> None:
    add_codes(archive, **codes)
    archive.put(BASE_NAME, BASE.replace('codes: ["mit:3.1"', 'codes: ["chain:a"'))
    done = archive.run("check")
    assert "code `chain:a` is retired" in done.stdout
    assert instead in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    "codes",
    [
        {"a": '"chain:a"'},
        {"a": '"chain:b"', "b": '"chain:a"'},
        {"a": '"chain:b"', "b": '"chain:c"', "c": '"chain:b"'},
        {"a": '"chain:b"', "b": ""},
    ],
    ids=["itself", "two in a circle", "into a circle", "a dead end"],
)
def test_a_chain_that_leads_to_no_code_in_use_is_refused(codes: dict[str, str], archive: Place) -> None:
    add_codes(archive, **codes)
    archive.put(BASE_NAME, BASE)
    done = archive.run("check", "--format", "concise")
    assert done.returncode == 2
    assert "error[unknown-value]" in done.stdout
    assert "is retired, and leads to no code in use" in done.stdout


def test_a_code_that_other_programs_read_as_a_number_is_reported_with_its_line(archive: Place) -> None:
    add_codes(archive)
    path = archive.root / "schema/codes.yaml"
    text = f"{path.read_text(encoding='utf-8')}      - {{id: 1e5, label: X}}\n"
    path.write_text(text, encoding="utf-8")
    archive.put(BASE_NAME, BASE)
    done = archive.run("check")
    assert done.returncode == 0
    line = text.count("\n")
    assert f"schema/codes.yaml, line {line}: other programs read `1e5` as a number" in done.stderr
    assert 'write `"1e5"`' in done.stderr


def test_two_spellings_of_one_name_in_the_policy_are_refused(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    composed, pieces = "Soci\u00e9t\u00e9", "Socie\u0301te\u0301"
    path = archive.root / "schema/providers.yaml"
    before = path.read_text(encoding="utf-8")
    path.write_text(f"{before}  - {{name: {composed}}}\n  - {{name: {pieces}}}\n", encoding="utf-8")
    assert "error[duplicate-item]" in archive.run("check").stdout
    path.write_text(f"{before}  - {{name: {pieces}}}\n", encoding="utf-8")
    done = archive.run("check")
    assert "error[wrong-format]" in done.stdout
    assert "as one character (Unicode's NFC)" in " ".join(done.stdout.split())
