"""What is said of a slip in a policy file: where it is, and what to write, so that it can be followed."""

import re

import pytest
from pydantic import BaseModel

from butfor.model.types import FORMATS
from butfor.model.wire import Wire
from butfor.policy.vocabularies import POLICY_FILES
from conftest import Place

SLIPS = [
    ("providers.yaml", "ambiguous: true ", "ambiguous: yes ", "ambiguous: true"),
    ("providers.yaml", "ambiguous: true ", 'ambiguous: "no" ', "ambiguous: false"),
    ("providers.yaml", "ambiguous: true ", "ambiguous: perhaps ", "ambiguous: true"),
    ("evidence.yaml", "houses:\n", "houses:\n  - {name: X, hosts: [waz.de]}\n", "hosts: - host: mirror.co.uk from: "),
    ("evidence.yaml", "houses:\n", "houses: [Reach]\nformer:\n", "houses: - name: Reach hosts: - host: mirror.co.uk"),
    ("evidence.yaml", "agencies:\n", "agencies: [Ansa]\nformer:\n", "agencies: - name: Reuters"),
    (
        "evidence.yaml",
        "agencies:\n",
        "agencies:\n  - {name: Ansa, forms: ANSA}\n",
        "write it in this form: forms: [ANSA]",
    ),
    ("evidence.yaml", "host: mirror.co.uk,", "host: Mirror.co.uk,", "a host in small letters, without `https://`"),
    ("evidence.yaml", "host: mirror.co.uk,", 'host: "https://mirror.co.uk/",', "a host in small letters"),
    (
        "evidence.yaml",
        '"github.com/{voice}"',
        '"https://github.com/{voice}"',
        "in which `{voice}` may replace the publisher once",
    ),
    ("evidence.yaml", "- id: satire", "- id: satire of all kinds", "and no space"),
    ("evidence.yaml", 'mirror.co.uk, from: "2017"', 'mirror.co.uk, from: "2117"', "`from` can't be `2117`"),
    (
        "evidence.yaml",
        'mirror.co.uk, from: "2017"',
        'mirror.co.uk, from: "2017-13"',
        "a real one in the years 1900 to 2099",
    ),
    ("evidence.yaml", 'mirror.co.uk, from: "2017"', 'mirror.co.uk, from: "in 2017"', "has the wrong form: `in 2017`"),
    ("evidence.yaml", 'why: "Its news is invented."', 'why: "Its news is invented.', "Nothing of the file can be read"),
]


@pytest.mark.parametrize(("name", "old", "new", "said"), SLIPS)
def test_the_help_can_be_followed(name: str, old: str, new: str, said: str, archive: Place) -> None:
    path = archive.root / "schema" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    done = archive.run("check")
    assert done.returncode == 2
    assert said in re.sub(r"[\s|]+", " ", done.stdout), done.stdout
    assert "butfor fix" not in done.stdout  # which writes wires only


@pytest.mark.parametrize("model", [Wire, *POLICY_FILES.values()])
def test_every_form_has_words(model: type[BaseModel]) -> None:
    """Pydantic's own schema has every pattern of every field below a model."""
    patterns = set(re.findall(r"'pattern': ('(?:[^'\\]|\\.)*')", str(model.model_json_schema(by_alias=True))))
    assert {pattern for pattern in patterns if pattern not in map(repr, FORMATS)} == set()


@pytest.mark.parametrize("name", ["butfor.toml", "schema/codes.yaml"])
def test_a_comment_that_is_shown_in_another_order_is_refused(name: str, archive: Place) -> None:
    """A reviewer would read another policy than the one that counts."""
    text = (archive.root / name).read_text(encoding="utf-8")
    archive.put(name, f"# off \u202e on \u202c\n{text}")
    done = archive.run("check")
    assert done.returncode == 2
    assert f"{name}:1" in done.stdout + done.stderr
    assert "<U+202E>" in done.stdout + done.stderr


@pytest.mark.parametrize("is_link", [False, True])
def test_a_config_that_is_no_file_is_refused_not_passed_over(is_link: bool, archive: Place) -> None:
    """Else the archive around is checked, whose policy is another."""
    config = archive.root / "butfor.toml"
    config.unlink()
    config.symlink_to("nowhere") if is_link else config.mkdir()
    done = archive.run("check")
    assert done.returncode == 2
    assert "butfor.toml can't be read" in done.stderr
