"""A new rule begins with a script: what it writes runs, and passes its tests once the TODOs are filled in."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from butfor.rules.registry import ALL_RULES, RULES
from butfor.rules.retired import RETIRED
from conftest import REPOSITORY, plain_environment

CHECK = """\
    for index, source in enumerate(context.wire.sources):
        if source.publisher == host_of(source.url):
            yield Violation(Location(("sources", index, "publisher")), "the publisher is a host", "write its name")
"""
SOURCES = """\
sources:
  - {{id: S1, url: 'https://court.example/54', publisher: {}, kind: court, title: Opinion}}
  - {{id: S2, url: 'https://news.example/cases', publisher: Herald, kind: news, title: Cases}}
body: Two lawyers filed invented opinions [S1][S2].
"""
BAD, GOOD = SOURCES.format("court.example"), SOURCES.format("Court")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a rule is made of."""
    root = tmp_path_factory.mktemp("checkout")
    for folder in ("src", "scripts", "schema", "docs/rules", "tests/data", "tests/fixtures", "incidents"):
        shutil.copytree(REPOSITORY / folder, root / folder, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    for file in (
        "pyproject.toml",
        "butfor.toml",
        "docs/wire-format.md",
        "tests/conftest.py",
        "tests/clones.py",
        "tests/test_rules.py",
    ):
        shutil.copy(REPOSITORY / file, root / file)
    return root


def run(checkout: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *arguments], cwd=checkout, capture_output=True, text=True, check=False, timeout=120,
        env=plain_environment() | {"PYTHONPATH": str(checkout / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip


def run_tests(checkout: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return run(checkout, "-m", "pytest", "-p", "no:cacheprovider", "tests/test_rules.py", *arguments)


def test_a_new_rule_waits_for_its_todos_and_then_passes(checkout: Path) -> None:
    name = "tried-by-a-test"
    done = run(checkout, "scripts/new_rule.py", name, "--family", "sources")
    assert (done.returncode, done.stderr) == (0, "")
    module, fixtures = checkout / "src/butfor/rules/sources/tried_by_a_test.py", checkout / "tests/fixtures" / name
    assert f"wrote {module.relative_to(checkout)}" in done.stdout
    last = [rule for rule in ALL_RULES if rule.family == "sources"][-1].id
    ids = run(checkout, "-c", "from butfor.rules.registry import RULES; print(*RULES)").stdout.split()
    assert ids == [new for rule in RULES for new in ([rule, name] if rule == last else [rule])]

    unfilled = run_tests(checkout, "-k", name)
    assert unfilled.returncode == 1
    assert "test_a_bad_fixture_triggers_exactly_its_rule" in unfilled.stdout

    text = module.read_text(encoding="utf-8")
    text = re.sub(r"    yield from \(\)  # TODO.*\n", CHECK, text)
    text = text.replace(
        "import Rule, WireContext\n", "import Rule, WireContext\nfrom butfor.text.urls import host_of\n"
    )
    text = text.replace("# TODO: fields of a wire with the violation\n", BAD)
    text = text.replace("# TODO: the same fields without it\n", GOOD).replace("needs=()", 'needs=("sources",)')
    module.write_text(re.sub(r"TODO: (?=[a-z].*\")", "Its ", text), encoding="utf-8")
    (fixtures / "bad-todo.yaml").rename(fixtures / "bad-host.yaml").write_text(BAD, encoding="utf-8")
    (fixtures / "good-todo.yaml").rename(fixtures / "good-name.yaml").write_text(GOOD, encoding="utf-8")

    assert run_tests(checkout, "-k", name, "--update").returncode == 0
    assert "error[tried-by-a-test] the publisher is a host" in (fixtures / "expected.out").read_text(encoding="utf-8")
    assert run(checkout, "scripts/generate.py").stdout.split("\n")[0] == f"wrote docs/rules/{name}.md"
    passed = run_tests(checkout, "-k", f"{name} or agree")
    assert passed.returncode == 0, passed.stdout


@pytest.mark.parametrize("scope", ["file", "archive", "change", "changeset", "suppression"])
def test_a_rule_of_any_scope_can_be_begun(scope: str, checkout: Path) -> None:
    done = run(checkout, "scripts/new_rule.py", f"begun-{scope}", "--family", "scope", "--scope", scope)
    assert done.returncode == 0, done.stderr
    program = f"from butfor.rules.registry import RULES; print(RULES['begun-{scope}'].scope)"
    assert run(checkout, "-c", program).stdout == f"{scope}\n"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("too-few-sources", "there is a rule too-few-sources"),
        ("old-rule", "old-rule was a rule"),
        ("Host_As_Publisher", "kebab case"),
        ("-host", "kebab case"),
        ("../host", "kebab case"),
    ],
)
def test_an_id_that_cant_be_new_is_refused(name: str, words: str, checkout: Path) -> None:
    retired = checkout / "src/butfor/rules/retired.py"
    text = retired.read_text(encoding="utf-8")
    retired.write_text(text.replace("= {", '= {"old-rule": "too-few-sources", '), encoding="utf-8")
    done = run(checkout, "scripts/new_rule.py", "--family", "sources", "--", name)
    assert done.returncode == 2
    assert words in done.stderr
    assert not (checkout / "tests/fixtures" / name / "bad-todo.yaml").exists()


def test_ids_of_rules_that_are_gone_are_listed_and_never_used_again() -> None:
    assert RETIRED.keys().isdisjoint(RULES)
    deleted = subprocess.run(
        ["git", "log", "--diff-filter=D", "--no-renames", "--format=", "--name-only", "--", "docs/rules"],
        cwd=REPOSITORY, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert {Path(page).stem for page in deleted} <= {*RULES, *RETIRED}
