"""What butfor is made from and how it gets to others: dependencies, jobs that judge and release, the threat model."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from butfor.rules.registry import RULES
from conftest import REPOSITORY, Place
from test_init import PLAIN, WORKFLOWS, git, steps, yaml

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
CI, RELEASE = (REPOSITORY / f".github/workflows/{name}.yml" for name in ("ci", "release"))
NETWORK = {"asyncio", "ftplib", "http", "httpx", "imaplib", "poplib", "requests", "smtplib", "socket", "ssl", "urllib3"}


def test_every_dependency_has_a_range() -> None:
    needed, extras = PROJECT["project"]["dependencies"], PROJECT["project"]["optional-dependencies"]
    assert (len(needed), len(extras["site"])) == (10, 2)
    for one in (*needed, *extras["site"]):
        assert re.fullmatch(r"[a-z0-9.-]+>=[0-9.]+,<[0-9.]+", one), one
    ours, *tools = extras["dev"]
    assert ours == "butfor[site]"
    for one in (*PROJECT["build-system"]["requires"], *tools):
        assert re.fullmatch(r"[a-z.-]+>=[0-9.]+", one), one


def imported(node: ast.AST) -> list[str]:
    """The full names that a statement imports."""
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{one.name}" for one in node.names]
    return [one.name for one in node.names] if isinstance(node, ast.Import) else []


def test_no_module_can_open_a_connection() -> None:
    """But one, which listens on this machine for who writes a wire; only `butfor site serve` imports it, when it runs,
    so nothing that checks, mends or builds does."""
    package = REPOSITORY / "src/butfor"
    found, importers = set(), set()
    for path in package.rglob("*.py"):
        name = path.relative_to(package).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = [one for node in ast.walk(tree) for one in imported(node)]
        found |= {name for one in names if one.split(".")[0] in NETWORK or one.startswith("urllib.request")}
        for part in tree.body:
            lazy = part.name if isinstance(part, ast.FunctionDef) else ""
            inner = [one for node in ast.walk(part) for one in imported(node)]
            importers |= {(name, lazy) for one in inner if one.startswith("butfor.site.serve")}
    assert found == {"site/serve.py"}
    assert importers == {("cli/site.py", "serve_command")}


def test_ci_runs_every_test_that_the_default_leaves_out() -> None:
    options = PROJECT["tool"]["pytest"]["ini_options"]
    markers = [line.partition(":")[0] for line in options["markers"]]
    words = " or ".join(markers)
    assert f"not ({words})" in options["addopts"]
    assert f'-m "{words}"\n' in (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    run = (REPOSITORY / ".ci/run").read_text(encoding="utf-8")
    assert "\nmake test " in run
    assert "\nfor task in robustness slow; do\n" in run


# ---------------------------------------------------------------- the job that judges a request


@pytest.mark.install
def test_a_request_runs_nothing_in_the_job_that_judges_it(tmp_path: Path) -> None:
    """The steps as a runner runs them, in a checkout where a request has laid what Python finds first."""
    runs = [step["run"] for step in yaml(CI)["jobs"]["wires"]["steps"] if "run" in step]
    venv, install = (next(one for one in runs if word in one) for word in (" -m venv ", " -m pip "))
    for name in ("pip", "venv", "runpy"):
        (tmp_path / f"{name}.py").write_text("print('the request runs here')", encoding="utf-8")
    environment = PLAIN | {
        "RUNNER_TEMP": str(tmp_path / "temp"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }  # fmt: skip

    def said(command: str) -> bool:
        done = subprocess.run(
            ["bash", "-ec", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        return "the request runs here" in done.stdout

    assert not said(venv)
    assert (tmp_path / "temp/venv/bin/python").exists()
    assert not said(install), "it finds nothing to install; what matters is what it imports"
    assert said(venv.replace(" -I", "")), "without -I it would"
    assert said(install.replace(" -I", ""))
    assert all(" -m " not in one for one in runs if one not in (venv, install))


def test_no_workflow_gives_a_request_a_secret_or_a_right() -> None:
    for path in WORKFLOWS:
        reported = yaml(path)
        assert reported["permissions"] == {}
        assert not {"pull_request_target", "workflow_run", "issue_comment"} & set(reported["on"])
        assert "secrets." not in path.read_text(encoding="utf-8")
        for job in reported["jobs"].values():
            if "pull_request" in reported["on"]:
                assert job["permissions"] == {"contents": "read"}


# ---------------------------------------------------------------- the release


def test_no_job_of_a_release_that_may_write_runs_what_the_repository_holds() -> None:
    jobs: dict[str, Any] = yaml(RELEASE)["jobs"]
    assert {name: dict(job["permissions"]) for name, job in jobs.items()} == {
        "build": {"contents": "read"},
        "attest": {"id-token": "write", "attestations": "write"},
        "announce": {"contents": "write"},
    }
    assert jobs["announce"]["environment"] == "release"
    assert [jobs[name]["needs"] for name in ("attest", "announce")] == ["build", "attest"]
    for name in ("attest", "announce"):
        assert not any(step.get("uses", "").startswith("actions/checkout@") for step in jobs[name]["steps"])
        assert all(step["run"].startswith("gh release create ") for step in jobs[name]["steps"] if "run" in step)


@pytest.mark.parametrize(
    ("kind", "verified", "tag", "branch", "goes"),
    [
        ("tag", "true", "v{}", "main", True),
        ("commit", "true", "v{}", "main", False),
        ("tag", "false", "v{}", "main", False),
        ("tag", "true", "v9.9.9", "main", False),
        ("tag", "true", "v{}", "other", False),
        ("", "", "v{}", "main", False),
    ],
    ids=["signed", "a mere name", "not signed", "of another version", "on a branch", "no answer"],
)
def test_only_a_signed_tag_of_main_is_released(
    kind: str, verified: str, tag: str, branch: str, goes: bool, tmp_path: Path
) -> None:
    """The step as a runner runs it, with a real git. GitHub's two answers can't be had here, so a script gives them in
    the place of its client."""
    place = Place(tmp_path)
    place.put("checkout/pyproject.toml", (REPOSITORY / "pyproject.toml").read_bytes())
    checkout = tmp_path / "checkout"
    git(checkout, "init", "-q", "-b", "main")
    git(checkout, "add", "-A")
    git(checkout, "commit", "-qm", "main")
    git(checkout, "update-ref", "refs/remotes/origin/main", "HEAD")
    if branch != "main":
        git(checkout, "commit", "-qm", "not merged", "--allow-empty")
    commit = git(checkout, "rev-parse", "HEAD")
    answers = (
        f'case "$2" in */git/ref/tags/*) echo "{kind} 0123" ;; */git/tags/0123) echo "{verified} {commit}" ;; esac'
    )
    if not kind:
        answers = "exit 1"
    place.put("bin/gh", f"#!/bin/sh\n{answers}\n").chmod(0o755)
    (step,) = (one for one in steps(RELEASE) if one.get("name", "").startswith("the tag is signed"))
    environment = PLAIN | {
        "PATH": f"{tmp_path}/bin{os.pathsep}{os.environ['PATH']}", "GITHUB_SHA": commit,
        "GITHUB_REPOSITORY": "example/butfor", "GITHUB_REF_NAME": tag.format(PROJECT["project"]["version"]),
    }  # fmt: skip
    done = subprocess.run(
        ["bash", "-e", "-c", step["run"]], cwd=checkout, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode == 0) is goes, done.stdout + done.stderr


# ---------------------------------------------------------------- the threat model


def test_what_the_threat_model_names_is_there() -> None:
    text = (REPOSITORY / "SECURITY.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/\w+\.py)(?:::(\w+))?`", text)
    assert len(named) > 20
    for file, test in named:
        assert not test or f"\ndef {test}(" in (REPOSITORY / file).read_text(encoding="utf-8"), test
    rules = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", text)) - {"pip-audit"}
    assert rules <= RULES.keys(), rules - RULES.keys()
    for path in re.findall(r"`((?:\.ci|\.github|src|docs)/[\w./-]+[\w])`", text):
        assert (REPOSITORY / path).exists() or path == ".github/CODEOWNERS", path
