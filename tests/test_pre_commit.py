"""The real pre-commit with real git: this archive's own hooks, and the hook that other archives use."""

import datetime
import re
import shutil
import tomllib
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from conftest import BASE, BASE_NAME, CONFIG, REPOSITORY
from work import Work, environment

SHIPPED = "incidents/2024/01HPJEKH00VNYQGT3ZJACN1J7B.yaml"

CORRECTION = f"""
  - date: "{datetime.datetime.now(datetime.UTC).date()}"
    type: clarification
    changes:
      - {{field: body, was: "declined to pay the refund", now: "refused to pay"}}
    reason: "It is shorter."
    by: "A. Editor"
external_ids:
"""
"""Behind the wire's own entries, which are older, whatever day it is."""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pre-commit-home")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Work:
    """A clone of this repository's files with its hooks installed, as a contributor has it."""
    root = tmp_path_factory.mktemp("checkout") / "archive"
    left_out = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", ".hypothesis")
    shutil.copytree(REPOSITORY, root, ignore=left_out, symlinks=True)
    work = Work(root, environment(cache))
    work.git("init", "-q", "-b", "main")
    work.git("add", "-A")
    work.git("commit", "-qm", "everything", "--no-verify")
    assert work.run("pre-commit", "install").returncode == 0
    return work


@pytest.mark.precommit
def test_a_bad_wire_and_a_silent_change_are_refused_with_our_words_and_a_good_one_goes_through(checkout: Work) -> None:
    path = checkout.root / SHIPPED
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("\ntier: standard\n", "\ntier: standrd\n"), encoding="utf-8")
    checkout.git("add", "-A")
    refused = checkout.run("git", "commit", "-m", "bad")
    assert refused.returncode == 1
    output = refused.stdout + refused.stderr
    assert "error[unknown-tier]: unknown tier `standrd`" in output
    assert "did you mean `standard`?" in output
    assert "--> " + SHIPPED in output
    assert "everything" in checkout.git("log", "-1", "--format=%s")

    changed = good.replace("Air Canada declined to pay the\n  refund", "Air Canada refused to\n  pay")
    assert changed != good
    path.write_text(changed, encoding="utf-8")
    checkout.git("add", "-A")
    silent = checkout.run("git", "commit", "-m", "silent")
    assert silent.returncode == 1
    assert "error[fact-changed-silently]" in silent.stdout + silent.stderr

    path.write_text(changed.replace("\nexternal_ids:\n", CORRECTION), encoding="utf-8")
    checkout.git("add", "-A")
    accepted = checkout.run("git", "commit", "-m", "good")
    assert accepted.returncode == 0, accepted.stdout + accepted.stderr
    assert "Passed" in accepted.stdout + accepted.stderr
    assert "good" in checkout.git("log", "-1", "--format=%s")


@pytest.mark.precommit
def test_what_is_not_staged_does_not_count(checkout: Work) -> None:
    path = checkout.root / SHIPPED
    good = path.read_text(encoding="utf-8")
    path.write_text(good + "# staged and fine\n", encoding="utf-8")
    checkout.git("add", "-A")
    path.write_text("not: [a wire", encoding="utf-8")
    done = checkout.run("git", "commit", "-m", "only what is staged")
    assert done.returncode == 0, done.stdout + done.stderr
    assert path.read_text(encoding="utf-8") == "not: [a wire"
    checkout.git("checkout", "-q", "--", ".")


@pytest.mark.precommit
def test_a_policy_change_is_checked_against_every_wire_and_the_schemas(checkout: Work) -> None:
    providers = checkout.root / "schema/providers.yaml"
    providers.write_text(providers.read_text(encoding="utf-8").replace("name: xAI\n", "name: YAI\n"), encoding="utf-8")
    checkout.git("add", "-A")
    refused = checkout.run("git", "commit", "-m", "rename a provider")
    output = refused.stdout + refused.stderr
    assert refused.returncode == 1
    assert "error[unknown-provider]" in output
    assert output.count("- hook id:") == 1, "one hook says it all"
    assert "stale: schema/wire.schema.json" in output
    checkout.git("reset", "-q", "--hard")


@pytest.mark.precommit
def test_of_a_commit_that_is_well_the_hook_says_what_it_compared_with_and_no_more(checkout: Work) -> None:
    checkout.git("switch", "-qc", "mine")
    path = checkout.root / "README.md"
    path.write_text(path.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    checkout.git("add", "-A")
    done = checkout.run("git", "commit", "-m", "a page")
    assert done.returncode == 0, done.stdout + done.stderr
    said = done.stderr.partition("- duration:")[2].partition("\n")[2].strip()
    assert re.fullmatch(r"compared with main at [0-9a-f]+", said), done.stderr
    checkout.git("switch", "-q", "main")


@pytest.mark.precommit
def test_a_link_in_place_of_a_wire_is_refused(checkout: Work) -> None:
    (checkout.root / "incidents/2024/01HQ9M6000QH03HEBTJPZD7HY1.yaml").symlink_to("01HPJEKH00VNYQGT3ZJACN1J7B.yaml")
    checkout.git("add", "-A")
    refused = checkout.run("git", "commit", "-m", "link")
    assert refused.returncode == 1
    assert "error[not-a-regular-file]" in refused.stdout + refused.stderr
    checkout.git("reset", "-q", "--hard")


@pytest.mark.precommit
def test_a_deleted_wire_is_refused(checkout: Work) -> None:
    (checkout.root / SHIPPED).unlink()
    checkout.git("add", "-A")
    refused = checkout.run("git", "commit", "-m", "delete")
    assert refused.returncode == 1
    assert "error[wire-deleted]" in refused.stdout + refused.stderr
    checkout.git("reset", "-q", "--hard")


@pytest.mark.precommit
def test_another_archive_uses_the_hook(checkout: Work, tmp_path: Path, cache: Path) -> None:
    consumer = Work(tmp_path, environment(cache))
    shutil.copytree(REPOSITORY / "schema", tmp_path / "schema")
    (tmp_path / "butfor.toml").write_text(CONFIG, encoding="utf-8")
    wire = tmp_path / BASE_NAME
    wire.parent.mkdir(parents=True)
    (tmp_path / "schema/seats.yaml").unlink()  # who signs in that archive is not who signs here
    wire.write_text(BASE, encoding="utf-8")
    consumer.git("init", "-q", "-b", "main")
    consumer.git("add", "-A")
    command = ("pre-commit", "try-repo", str(checkout.root), "butfor-check", "--all-files")
    passed = consumer.run(*command)
    assert passed.returncode == 0, passed.stdout + passed.stderr
    wire.write_text(BASE.replace("severity: SEV-3", "severity: SEV-9"), encoding="utf-8")
    consumer.git("add", "-A")
    refused = consumer.run(*command)
    assert refused.returncode == 1
    assert "error[unknown-severity]: unknown severity `SEV-9`" in refused.stdout


@pytest.mark.precommit
def test_the_hook_that_fixes_stops_the_commit_that_it_changes(checkout: Work, tmp_path: Path, cache: Path) -> None:
    """As others use it: in a folder of their repository."""
    consumer = Work(tmp_path, environment(cache))
    shutil.copytree(REPOSITORY / "schema", tmp_path / "archive/schema")
    (tmp_path / "archive/schema/seats.yaml").unlink()  # who signs in that archive is not who signs here
    consumer.put("archive/butfor.toml", CONFIG)
    consumer.put(f"archive/{BASE_NAME}", BASE.replace("kind: hallucination", "kind: Hallucination"))
    consumer.put("notes/incidents.yaml", "not: a wire\n")
    consumer.git("init", "-q", "-b", "main")
    consumer.git("add", "-A")
    config = f"""\
repos:
  - repo: {checkout.root}
    rev: {checkout.git("rev-parse", "HEAD").strip()}
    hooks:
      - id: butfor-fix
        args: ["--archive", archive]
"""
    consumer.put(".pre-commit-config.yaml", config)
    consumer.git("add", "-A")
    changed = consumer.run("pre-commit", "run", "--all-files")
    assert changed.returncode == 1
    assert f"fixed archive/{BASE_NAME}: 1 unknown-value" in changed.stdout
    assert (tmp_path / "archive" / BASE_NAME).read_text(encoding="utf-8") == BASE
    consumer.git("add", "-A")
    again = consumer.run("pre-commit", "run", "--all-files")
    assert again.returncode == 0, again.stdout
    assert "fixed" not in again.stdout


def test_the_local_hooks_install_what_the_package_needs() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    config = YAML(typ="safe").load(REPOSITORY / ".pre-commit-config.yaml")
    for hook in config["repos"][-1]["hooks"]:
        assert hook["additional_dependencies"] == project["dependencies"]
