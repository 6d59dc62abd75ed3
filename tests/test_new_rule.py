"""A new rule begins with a script: what it writes runs, and passes its tests once the TODOs are filled in."""

import importlib.util
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from butfor.rules._rule import Scope
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
        shutil.copytree(REPOSITORY / folder, root / folder, symlinks=True)
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
        env=plain_environment() | {"PYTHONPATH": str(checkout / "src"), "PYTHONDONTWRITEBYTECODE": ""},
    )  # fmt: skip


def run_tests(checkout: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return run(checkout, "-m", "pytest", "-p", "no:cacheprovider", "tests/test_rules.py", *arguments)


@pytest.mark.robustness  # the tests of rules run twice inside this one
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
    assert 'basis="TODO: the fact or published guide behind it, with a link."' in unfilled.stdout
    assert f"{name}/good-todo.yaml" in unfilled.stdout

    text = module.read_text(encoding="utf-8")
    text = re.sub(r"    yield from \(\)  # TODO.*\n", CHECK, text)
    text = text.replace(
        "import Rule, WireContext\n", "import Rule, WireContext\nfrom butfor.text.urls import host_of\n"
    )
    text = text.replace("# TODO: fields of a wire with the violation\n", BAD)
    text = text.replace("# TODO: the same fields without it\n", GOOD).replace("needs=()", 'needs=("sources",)')
    text = re.sub(r"TODO: (?=[a-z].*\")", "Its ", text)
    module.write_text(re.sub(r" *# TODO: .*", "", text), encoding="utf-8")
    (fixtures / "bad-todo.yaml").rename(fixtures / "bad-host.yaml").write_text(BAD, encoding="utf-8")
    (fixtures / "good-todo.yaml").rename(fixtures / "good-name.yaml").write_text(GOOD, encoding="utf-8")

    assert run(checkout, "scripts/generate.py").stdout.split("\n")[0] == f"wrote docs/rules/{name}.md"
    passed = run_tests(checkout, "-k", f"{name} or agree", "--update")
    assert passed.returncode == 0, passed.stdout
    assert "error[tried-by-a-test] the publisher is a host" in (fixtures / "expected.out").read_text(encoding="utf-8")


@pytest.fixture
def begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """The script, in a place that holds nothing but the list of the rules."""
    spec = importlib.util.spec_from_file_location("new_rule", REPOSITORY / "scripts/new_rule.py")
    assert spec and spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    registry = tmp_path / script.REGISTRY.relative_to(REPOSITORY)
    for folder in (registry.parent / "scope", tmp_path / "tests/fixtures"):
        folder.mkdir(parents=True)
    shutil.copy(script.REGISTRY, registry)
    monkeypatch.setattr(script, "ROOT", tmp_path)
    monkeypatch.setattr(script, "REGISTRY", registry)

    def run_script(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["new_rule.py", "--family", "scope", *arguments])
        return int(script.main())

    return run_script


@pytest.mark.parametrize("scope", get_args(Scope))
def test_a_rule_of_any_scope_can_be_begun(scope: str, begin: Callable[..., int], tmp_path: Path) -> None:
    assert begin("--scope", scope, f"begun-{scope}") == 0
    assert runpy.run_path(str(tmp_path / f"src/butfor/rules/scope/begun_{scope}.py"))["RULE"].scope == scope
    assert f"\nscope.begun_{scope}\n" in (tmp_path / "src/butfor/rules/registry.py").read_text(encoding="utf-8")
    fixture = (tmp_path / f"tests/fixtures/begun-{scope}/bad-todo.yaml").read_text(encoding="utf-8")
    assert fixture.startswith("# before\n") == any(
        rule.good.startswith("# before") for rule in ALL_RULES if rule.scope == scope
    )


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
def test_an_id_that_cant_be_new_is_refused(
    name: str,
    words: str,
    begin: Callable[..., int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(RETIRED, "old-rule", "too-few-sources")
    with pytest.raises(SystemExit, match="2"):
        begin("--", name)
    assert words in capsys.readouterr().err
    assert list((tmp_path / "tests/fixtures").iterdir()) == []


def test_ids_of_rules_that_are_gone_are_listed_and_never_used_again() -> None:
    assert RETIRED.keys().isdisjoint(RULES)
    deleted = subprocess.run(
        ["git", "log", "--diff-filter=D", "--no-renames", "--format=", "--name-only", "--", "docs/rules"],
        cwd=REPOSITORY, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert {Path(page).stem for page in deleted} <= {*RULES, *RETIRED}
