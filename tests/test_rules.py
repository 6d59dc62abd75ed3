"""Every rule: its examples run, its fixtures trigger exactly it, and module, fixtures, docs and id agree."""

import re
import shutil
from pathlib import Path

import pytest

from butfor.files.tree import Source
from butfor.findings import Level
from butfor.rules._rule import Rule
from butfor.rules.registry import ALL_RULES
from butfor.yaml.locate import Finder
from butfor.yaml.parse import parse
from conftest import BASE_NAME, REPOSITORY, Place

FIXTURES = REPOSITORY / "tests/fixtures"


def put_snippet(archive: Place, text: str) -> None:
    archive.put_versions(text)


def put_fixture(archive: Place, path: Path) -> None:
    """``*.yaml`` is a piece of a wire, ``*.raw`` the bytes of a whole file, or a link that leads nowhere."""
    if path.is_symlink():
        link = archive.root / BASE_NAME
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(path.readlink())
    elif path.suffix == ".raw":
        archive.put(BASE_NAME, path.read_bytes())
    else:
        put_snippet(archive, path.read_text(encoding="utf-8"))


OFF = {rule.id for rule in ALL_RULES if rule.level is Level.OFF}


def switch_on(rule: str, archive: Place) -> None:
    """Rules that are off in test archives, or everywhere."""
    if rule == "reserved-host" or rule in OFF:
        off = "" if rule == "reserved-host" else 'reserved-host = "off"\n'
        text = f'[rules]\n{off}{rule} = "error"\n'
        (archive.root / "butfor.toml").write_text(text, encoding="utf-8")


def found(archive: Place) -> set[str]:
    return {finding.rule for finding in archive.check().findings}


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)
def test_the_refused_example_triggers_exactly_its_rule(rule: Rule, archive: Place) -> None:
    switch_on(rule.id, archive)
    if rule.bad:
        put_snippet(archive, rule.bad)
        assert found(archive) == {rule.id}


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)
def test_the_passing_example_passes(rule: Rule, archive: Place) -> None:
    switch_on(rule.id, archive)
    put_snippet(archive, rule.good)
    assert found(archive) == set()


BESIDES = {"policy-lets-through": {"unknown-tier"}}  # it speaks of wires that the policy in force refuses


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*/bad*")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_bad_fixture_triggers_exactly_its_rule(path: Path, archive: Place) -> None:
    switch_on(path.parent.name, archive)
    put_fixture(archive, path)
    assert found(archive) == {path.parent.name} | BESIDES.get(path.parent.name, set())


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)
def test_a_rule_offers_the_fixes_that_its_page_promises(rule: Rule, archive: Place) -> None:
    switch_on(rule.id, archive)
    offered = set()
    for path in (FIXTURES / rule.id).glob("bad*"):
        shutil.rmtree(archive.root / "incidents")
        shutil.rmtree(archive.before.root, ignore_errors=True)
        (archive.root / "incidents").mkdir()
        put_fixture(archive, path)
        offered |= {"safe" if finding.fix.safe else "unsafe" for finding in archive.check().findings if finding.fix}
    assert offered == set(rule.fixes)


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*/bad*")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_lines_printed_as_help_mend_what_they_are_printed_for(path: Path, archive: Place) -> None:
    """Whoever copies the YAML of a help text over the field it stands for is done with that finding."""
    switch_on(path.parent.name, archive)
    put_fixture(archive, path)
    for finding in archive.check().findings:
        lines = re.findall(r"^    (.*)$", finding.help, re.MULTILINE)
        key = lines[0].partition(":")[0] if lines else ""
        whole = "\n".join(lines)
        if not key or "TODO" in whole or "..." in whole or key not in finding.path or whole.startswith("#"):
            continue  # a form to fill in, or no single field
        text = (archive.root / finding.file).read_text(encoding="utf-8")
        finder = Finder(parse(Source(finding.file, text.encode())))
        place = finder.places[finding.path[: finding.path.index(key) + 1]]
        assert place.key is not None
        start = finder.starts[place.key.line - 1] + place.key.column - 1
        indented = whole.replace("\n", "\n" + " " * (place.key.column - 1))
        line_break = "\n" if text[place.end - 1 : place.end] == "\n" else ""
        archive.put(finding.file, text[:start] + indented + line_break + text[place.end :])
        after = archive.check().findings
        assert finding.fingerprint not in {other.fingerprint for other in after}, whole
        assert not {other.rule for other in after} - {
            path.parent.name,
            "source-never-cited",
            "correction-without-change",
        }  # what comes next
        archive.put(finding.file, text)


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*/good*")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_good_fixture_passes(path: Path, archive: Place) -> None:
    if path.parent.name in OFF:
        switch_on(path.parent.name, archive)
    put_fixture(archive, path)
    assert found(archive) == set()


def test_module_fixtures_docs_and_id_agree() -> None:
    package = REPOSITORY / "src/butfor/rules"
    modules = {
        path.stem.replace("_", "-"): path.parent.name for path in package.glob("*/*.py") if path.stem != "__init__"
    }
    assert modules == {rule.id: rule.family for rule in ALL_RULES}
    assert {path.stem for path in (REPOSITORY / "docs/rules").glob("*.md")} - {"README"} == set(modules)
    assert {path.name for path in FIXTURES.iterdir()} == set(modules)
    for name in modules:
        kinds = {path.name.partition("-")[0].partition(".")[0] for path in (FIXTURES / name).iterdir()}
        assert kinds == {"bad", "good"}, name


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)
def test_a_rule_says_everything_about_itself(rule: Rule) -> None:
    for words in (rule.what, rule.why, rule.basis, rule.fix, rule.good):
        assert words.strip()
    assert rule.what[0].isupper() or rule.what[0] == "`"
    assert any((rule.entry, rule.wire, rule.archive, rule.history, rule.request, rule.waiver))
    assert not (rule.mandatory and rule.level is not Level.ERROR)
    if "guess" in rule.why:
        assert rule.level is Level.WARNING or rule.id in ("mixed-script", "private-data")  # guess in a lesser case


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*/bad*")), ids=lambda path: path.parent.name)
def test_headlines_fit_a_terminal(path: Path, archive: Place) -> None:
    put_fixture(archive, path)
    for finding in archive.check().findings:
        assert len(finding.message) <= 80
        assert not finding.message.endswith(".")
        assert finding.help
