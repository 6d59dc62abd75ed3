"""Every rule: its examples run, its fixtures trigger exactly it and what it says of them is as expected, and module,
fixtures, docs and id agree."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from difflib import unified_diff
from functools import cache
from pathlib import Path

import pytest

from butfor.files.tree import Source
from butfor.findings import Finding, Level, Report, Span
from butfor.rules._rule import Rule
from butfor.rules.registry import ALL_RULES, RULES
from butfor.text.display import visible
from butfor.yaml.locate import Locator
from butfor.yaml.parse import parse
from conftest import BASE_NAME, REPOSITORY, Place, new_archive

FIXTURES = REPOSITORY / "tests/fixtures"
EXAMPLE = "rule.bad"  # stands among the bad fixtures for the refused example in the rule's module
EXPECTED = "expected.out"


def put_snippet(archive: Place, text: str) -> None:
    archive.put_versions(text)


def put_fixture(archive: Place, path: Path) -> None:
    """``*.yaml`` is a piece of a wire, ``*.raw`` the bytes of a whole file, or a link that leads nowhere."""
    if path.name == EXAMPLE:
        put_snippet(archive, RULES[path.parent.name].bad)
    elif path.is_symlink():
        link = archive.root / BASE_NAME
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(path.readlink())
    elif path.suffix == ".raw":
        archive.put(BASE_NAME, path.read_bytes())
    else:
        put_snippet(archive, path.read_text(encoding="utf-8"))


OFF_IN_TESTS = {
    "reserved-host",
    "same-incident",
    "backdated-publication",
}  # in the tests' configuration
OFF = {rule.id for rule in ALL_RULES if rule.level is Level.OFF}


def switch_on(rule: str, archive: Place) -> None:
    """Rules that are off in test archives, or everywhere."""
    if rule in OFF_IN_TESTS | OFF:
        off = "".join(f'{other} = "off"\n' for other in sorted(OFF_IN_TESTS - {rule}))
        level = "warning" if rule == "same-incident" else "error"
        text = f'[rules]\n{off}{rule} = "{level}"\n'
        (archive.root / "butfor.toml").write_text(text, encoding="utf-8")


def bad_fixtures(rule: Rule) -> list[Path]:
    """The refused example, if the module has one, and the bad fixtures."""
    folder = FIXTURES / rule.id
    return [*([folder / EXAMPLE] if rule.bad else []), *sorted(folder.glob("bad*"))]


@dataclass(frozen=True)
class Case:
    """A bad fixture in an archive of its own, and the report of a check."""

    archive: Place
    report: Report


@pytest.fixture(scope="module")
def case_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Case]:
    """Check a bad fixture; once, however many tests ask for it."""
    home = tmp_path_factory.mktemp("bad")

    @cache
    def case(path: Path) -> Case:
        archive = new_archive(home / path.parent.name / path.name)
        switch_on(path.parent.name, archive)
        put_fixture(archive, path)
        return Case(archive, archive.check())

    return case


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


every_rule = pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)
every_bad_fixture = pytest.mark.parametrize(
    "path", [path for rule in ALL_RULES for path in bad_fixtures(rule)], ids=name_of
)
BESIDES = {"policy-lets-through": {"unknown-tier"}}  # it speaks of wires that the policy in force refuses


@every_bad_fixture
def test_a_bad_fixture_triggers_exactly_its_rule(path: Path, case_of: Callable[[Path], Case]) -> None:
    rules = {finding.rule for finding in case_of(path).report.findings}
    assert rules == {path.parent.name} | BESIDES.get(path.parent.name, set())


@every_rule
def test_the_passing_example_passes(rule: Rule, archive: Place) -> None:
    switch_on(rule.id, archive)
    put_snippet(archive, rule.good)
    assert archive.check().findings == ()


def described(report: Report) -> Iterator[str]:
    """Everything that users see of a report's findings, as lines of plain text."""
    for finding in report.findings:
        yield headline(finding)
        yield from details(finding)
    for finding, reason in report.suppressed:
        yield f"waived: {headline(finding)} ({visible(reason)})"


def headline(finding: Finding) -> str:
    """Where a finding stands, how much it weighs, and what it is."""
    place = f"{visible(finding.file)}:{finding.span.line}:{finding.span.column}"
    return f"{place}: {finding.level}[{finding.rule}] {visible(finding.message)}"


def details(finding: Finding) -> Iterator[str]:
    """The marked text, the explanations and the fix."""
    span = finding.span
    several = span.end_line > span.line
    marked = finding.line[span.column - 1 : None if several else span.end_column - 1]
    yield f"  marks: `{visible(marked)}`" + (f" to {span.end_line}:{span.end_column}" if several else "")
    for label, words in (("note", finding.note), ("help", undated(finding.help))):
        first, *more = map(visible, words.split("\n"))
        yield f"  {label}: {first}"
        yield from (f"        {line}" for line in more)
    for related in finding.related:
        place = f"{visible(related.file)}:{extent(related.span)}"
        yield f"  see: {place}: {visible(related.message)}"
    if finding.fix:
        move = f", move to {visible(finding.fix.move)}" if finding.fix.move else ""
        yield f"  fix: {finding.fix.applicability}{move}"
        yield from (f"        {extent(edit.span)} becomes `{visible(edit.text)}`" for edit in finding.fix.edits)


def extent(span: Span) -> str:
    return f"{span.line}:{span.column}-{span.end_line}:{span.end_column}"


def undated(words: str) -> str:
    """Words in which a correction to be written is of no certain day: today, or yesterday if midnight has passed."""
    now = datetime.now(UTC)
    for day in (now, now - timedelta(days=1)):
        words = words.replace(f'- date: "{day.date()}"', '- date: "<today>"')
    return words


@every_rule
def test_findings_are_as_expected(rule: Rule, case_of: Callable[[Path], Case], pytestconfig: pytest.Config) -> None:
    sections = ("\n".join([f"== {path.name}", *described(case_of(path).report)]) for path in bad_fixtures(rule))
    actual = "\n\n".join(sections) + "\n"
    path = FIXTURES / rule.id / EXPECTED
    if pytestconfig.getoption("update"):
        path.write_text(actual, encoding="utf-8")
    expected = path.read_text(encoding="utf-8") if path.exists() else ""
    if actual != expected:
        difference = unified_diff(
            expected.split("\n"), actual.split("\n"), f"{path.relative_to(REPOSITORY)}", "now", lineterm=""
        )
        advice = "If that is what users should see: `pytest tests/test_rules.py --update` rewrites the file."
        pytest.fail("\n".join([*difference, advice]), pytrace=False)


@every_rule
def test_a_rule_offers_the_fixes_that_its_page_promises(rule: Rule, case_of: Callable[[Path], Case]) -> None:
    findings = [finding for path in bad_fixtures(rule) for finding in case_of(path).report.findings]
    assert {finding.fix.applicability for finding in findings if finding.fix} == set(rule.fixes)


@every_bad_fixture
def test_lines_printed_as_help_fix_what_they_are_printed_for(path: Path, case_of: Callable[[Path], Case]) -> None:
    """Whoever copies the YAML of a help text over the field it stands for is done with that finding."""
    archive = case_of(path).archive
    for finding in case_of(path).report.findings:
        lines = re.findall(r"^    (.*)$", finding.help, re.MULTILINE)
        key = lines[0].partition(":")[0] if lines else ""
        whole = "\n".join(lines)
        if not key or "TODO" in whole or "..." in whole or key not in finding.path or whole.startswith("#"):
            continue  # a form to fill in, or no single field
        text = (archive.root / finding.file).read_text(encoding="utf-8")
        locator = Locator(parse(Source(finding.file, text.encode())))
        place = locator.spans[finding.path[: finding.path.index(key) + 1]]
        assert place.key is not None
        start = locator.starts[place.key.line - 1] + place.key.column - 1
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


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*/good*")), ids=name_of)
def test_a_good_fixture_passes(path: Path, archive: Place) -> None:
    if path.parent.name in OFF or path.parent.name == "same-incident":
        switch_on(path.parent.name, archive)
    put_fixture(archive, path)
    assert archive.check().findings == ()


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
        assert kinds == {"bad", "good", "expected"}, name
        assert [path.name for path in (FIXTURES / name).glob("expected*")] == [EXPECTED]


@every_rule
def test_its_author_has_written_everything(rule: Rule) -> None:
    module = REPOSITORY / "src/butfor/rules" / rule.family / f"{rule.id.replace('-', '_')}.py"
    lines = enumerate(module.read_text(encoding="utf-8").splitlines(), 1)
    left = [f"{module.name}:{number}: {line.strip()}" for number, line in lines if "TODO: " in line]
    left += [name_of(path) for path in (FIXTURES / rule.id).glob("*.yaml") if "# TODO: " in path.read_text("utf-8")]
    assert not left, "\n".join(["scripts/new_rule.py left these for you to write; replace each TODO:", *left])


@every_rule
def test_a_rule_says_everything_about_itself(rule: Rule) -> None:
    for words in (rule.what, rule.why, rule.basis, rule.fix, rule.good):
        assert words.strip()
    assert rule.what[0].isupper() or rule.what[0] == "`"
    assert not (rule.mandatory and rule.level is not Level.ERROR)
    assert (rule.confidence == "likely") == ("guess" in rule.why)


@every_rule
def test_a_rule_that_guesses_is_at_most_a_warning(rule: Rule, case_of: Callable[[Path], Case]) -> None:
    if rule.confidence == "likely":
        findings = [finding for path in bad_fixtures(rule) for finding in case_of(path).report.findings]
        assert {finding.level for finding in findings} == {Level.WARNING}
        with pytest.raises(ValueError, match=rule.id):
            replace(rule, level=Level.ERROR)


@every_rule
def test_headlines_fit_a_terminal(rule: Rule, case_of: Callable[[Path], Case]) -> None:
    for finding in (finding for path in bad_fixtures(rule) for finding in case_of(path).report.findings):
        assert len(finding.message) <= 80
        assert not finding.message.endswith(".")
        assert finding.help
