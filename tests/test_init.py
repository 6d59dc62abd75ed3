"""`butfor init`, the hooks and workflows that it writes, and the action: run as git and runners do."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from check_jsonschema.cli import main as check_jsonschema
from click.testing import CliRunner
from ruamel.yaml import YAML

from butfor.policy.config import Config
from butfor.policy.policy import CONFIG
from butfor.policy.vocabularies import OPTIONAL_FILES, POLICY_FILES
from butfor.rules.registry import load_policy
from conftest import BASE, BASE_NAME, REPOSITORY, Place, run_butfor
from readers import sarif_run
from work import Work, environment

URL = "https://github.com/example/butfor"
REV = "0123456789abcdef0123456789abcdef01234567"
VARIANTS = {
    "nowhere": (),
    "github": ("--tool-repo", URL, "--tool-rev", REV),
    "elsewhere": ("--tool-repo", "https://git.example.org/tools/butfor.git", "--tool-rev", REV),
}
WRITTEN = {
    CONFIG, "README.md", "CONTRIBUTING.md", ".gitignore", ".gitattributes",
    "incidents/.gitkeep", "schema/wire.schema.json", "schema/wire-1.schema.json", "schema/butfor.schema.json",
    *(f"schema/{name}" for name in POLICY_FILES if name not in OPTIONAL_FILES),
    *(f"schema/{name.replace('.yaml', '.schema.json')}" for name in POLICY_FILES),
    ".pre-commit-config.yaml", ".github/workflows/butfor.yml", ".github/PULL_REQUEST_TEMPLATE.md",
    ".github/ISSUE_TEMPLATE/incident.yml", ".github/workflows/incident.yml", ".github/CODEOWNERS",
}  # fmt: skip
PLAIN = {
    key: value
    for key, value in os.environ.items()
    if not key.startswith(("GIT", "CI", "PYTHON", "VIRTUAL", "PRE_COMMIT", "RUNNER")) and key != "FORCE_COLOR"
}
WHO = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")


def begin(folder: Path, *arguments: str) -> str:
    """What `butfor init` says."""
    folder.mkdir(exist_ok=True)
    done = run_butfor(folder, "init", *arguments)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def refusal(folder: Path, *arguments: str) -> str:
    """Why `butfor init` does nothing; asserts that it did nothing."""
    before = contents(folder)
    done = run_butfor(folder, "init", *arguments)
    assert (done.returncode, done.stdout) == (2, ""), done.stdout
    assert contents(folder) == before
    return done.stderr


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but git's, with what it holds."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    names = {path.relative_to(folder).as_posix(): path for path in files}
    return {name: path.read_bytes() for name, path in names.items() if not name.startswith((".git/", ".venv/"))}


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *WHO, *arguments], cwd=folder, env=PLAIN, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def yaml(path: Path) -> Any:
    return YAML(typ="safe").load(path)


# ---------------------------------------------------------------- what it writes


@pytest.mark.parametrize("variant", VARIANTS)
def test_an_empty_folder_becomes_an_archive_that_passes(variant: str, tmp_path: Path) -> None:
    output = begin(tmp_path / "new", *VARIANTS[variant])
    assert set(contents(tmp_path / "new")) == WRITTEN
    assert {line.removeprefix("wrote ") for line in output.splitlines() if line.startswith("wrote ")} == WRITTEN
    assert run_butfor(tmp_path / "new", "check").stdout == "0 files checked, nothing found\n"
    fresh = run_butfor(tmp_path / "new", "schema", "--check")
    assert (fresh.returncode, fresh.stdout) == (0, "")
    for text in contents(tmp_path / "new").values():
        assert not re.search(rb"@[A-Z]+@", text)


def test_a_wire_can_be_started_at_once(tmp_path: Path) -> None:
    begin(tmp_path)
    path = run_butfor(tmp_path, "new", "--date", "2024-02-14").stdout.strip()
    assert (tmp_path / path).is_file()
    done = run_butfor(tmp_path, "check", "--format", "concise")
    assert "warning[placeholder]" in done.stdout
    assert done.returncode == 0


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    output = begin(tmp_path, "a/new folder")
    assert set(contents(tmp_path / "a/new folder")) == WRITTEN
    assert f"cd '{tmp_path}/a/new folder' && git init -b main" in output


def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    begin(tmp_path)
    before = contents(tmp_path)
    output = begin(tmp_path)
    assert contents(tmp_path) == before
    assert "wrote" not in output
    assert "kept butfor.toml\n" in output
    assert "git add" not in output


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    output = begin(tmp_path, "--dry-run")
    assert contents(tmp_path) == {"README.md": b"mine"}
    assert "would write butfor.toml\n" in output
    assert "kept README.md: the policy is a copy under CC BY 4.0; add its credit\n" in output
    assert "next:" not in output


def test_the_policy_is_that_of_this_repository(tmp_path: Path) -> None:
    begin(tmp_path)
    for name in sorted(POLICY_FILES.keys() - OPTIONAL_FILES):
        assert (tmp_path / "schema" / name).read_bytes() == (REPOSITORY / "schema" / name).read_bytes()


def test_the_settings_name_every_key_and_mean_the_defaults(tmp_path: Path) -> None:
    begin(tmp_path)
    text = (tmp_path / CONFIG).read_text(encoding="utf-8")
    keys = {
        (table, name.rstrip("_").replace("_", "-"))
        for table, part in Config.model_fields.items()
        for name in (getattr(part.annotation, "model_fields", None) or {"unknown-source-title": None})
    }
    everything = tomllib.loads(re.sub(r"^# (?=[a-z-]+ = )", "", text, flags=re.MULTILINE))
    assert {(table, key) for table, values in everything.items() for key in values} == keys
    assert load_policy(tmp_path).config == Config()
    (tmp_path / CONFIG).write_text(re.sub(r"^# (?=[a-z-]+ = )", "", text, flags=re.MULTILINE), encoding="utf-8")
    assert load_policy(tmp_path).config != Config()


# ---------------------------------------------------------------- what is there already


def test_what_is_there_stays_and_what_it_lacks_is_said(tmp_path: Path) -> None:
    theirs = {
        "README.rst": "mine",
        "CODEOWNERS": "* @me\n",
        "docs/pull_request_template.md": "mine",
        ".gitignore": "mine",
        ".gitattributes": "*.png binary\n",
        ".pre-commit-config.yaml": "repos: []\n",
        "schema/providers.yaml": "schema: 1\nproviders:\n  - name: Acme\n",
        "schema/wire.schema.json": "{}\n",
        "incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml": "mine",
    }
    for name, text in theirs.items():
        Place(tmp_path).put(name, text)
    output = begin(tmp_path, *VARIANTS["github"])
    now = contents(tmp_path)
    for name, text in theirs.items():
        assert now[name].decode() == text
    for name in ("README.md", ".github/CODEOWNERS", ".github/PULL_REQUEST_TEMPLATE.md", "incidents/.gitkeep"):
        assert name not in now
    assert "kept README.rst: the policy is a copy under CC BY 4.0; add its credit\n" in output
    assert "kept docs/pull_request_template.md\n" in output
    kept = "kept .gitattributes: it does not set line endings; add\n\n/incidents/**/*.yaml text eol=lf\n"
    assert kept in output
    assert "kept schema/wire.schema.json: it does not follow from the policy; run `butfor schema --write`\n" in output
    assert (
        "kept CODEOWNERS: it names no owner of the policy; add, with the names of your editors\n\n/butfor.toml @edi"
        in output
    )
    lines = output.partition("kept .pre-commit-config.yaml: it does not run butfor; under `repos:` add\n\n")[2]
    added = YAML(typ="safe").load("repos:\n" + lines.partition("\n\n")[0])
    assert added["repos"][0]["repo"] == URL
    assert [hook["id"] for hook in added["repos"][0]["hooks"]] == ["butfor-check"]
    assert run_butfor(tmp_path, "schema", "--write").returncode == 0
    assert '"Acme"' in (tmp_path / "schema/wire.schema.json").read_text(encoding="utf-8")


def test_settings_that_are_there_say_where_things_go(tmp_path: Path) -> None:
    Place(tmp_path).put(CONFIG, '[paths]\nincidents = "wires"\nschema = "policy"\n')
    Place(tmp_path).put("schema/codes.yaml", "of another program")
    begin(tmp_path)
    now = contents(tmp_path)
    assert {"wires/.gitkeep", "policy/codes.yaml", "policy/wire.schema.json"} < set(now)
    assert [name for name in now if name.startswith(("schema/", "incidents/"))] == ["schema/codes.yaml"]
    assert b"# /policy/ @editors" in now[".github/CODEOWNERS"]
    assert b"`policy/*.yaml`" in now["README.md"]
    assert run_butfor(tmp_path, "check").returncode == run_butfor(tmp_path, "schema", "--check").returncode == 0


def test_a_workflow_without_an_address_learns_the_address(tmp_path: Path) -> None:
    begin(tmp_path)
    output = begin(tmp_path, *VARIANTS["elsewhere"])
    assert f'\nTOOL_REPO: "https://git.example.org/tools/butfor.git"\nTOOL_REV: "{REV}"\n' in output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--tool-repo", URL), "need each other"),
        (("--tool-repo", URL, "--tool-rev", "v1"), "full id of a commit"),
        (("--tool-repo", "https://token@github.com/a/b", "--tool-rev", REV), "without a user or a token"),
        (("--tool-repo", "https://github.com/a/b\n- x", "--tool-rev", REV), "https://HOST/PATH"),
        (("--tool-repo", "git@github.com:a/b", "--tool-rev", REV), "https://HOST/PATH"),
    ],
)
def test_a_tool_that_nobody_can_install_is_refused(arguments: tuple[str, ...], words: str, tmp_path: Path) -> None:
    assert words in refusal(tmp_path, *arguments)


def test_nothing_is_written_where_something_is_in_the_way(tmp_path: Path) -> None:
    begin(tmp_path / "outer")
    (tmp_path / "outer/inner").mkdir()
    assert "is in the archive" in refusal(tmp_path / "outer/inner")

    link = tmp_path / "link"
    (link / "elsewhere").mkdir(parents=True)
    (link / "in").mkdir()
    (link / "in/.github").symlink_to("../elsewhere")
    assert ".github/workflows/butfor.yml: its folder is a link that leads out" in refusal(link / "in")
    assert list((link / "elsewhere").iterdir()) == []

    Place(tmp_path / "file").put(".github", "no folder")
    assert ".github is not a folder" in refusal(tmp_path / "file")

    Place(tmp_path / "policy").put("schema/codes.yaml", "of another program")
    assert "the policy has errors" in refusal(tmp_path / "policy")

    Place(tmp_path / "settings").put(CONFIG, "[path]\n")
    assert "did you mean `paths`?" in refusal(tmp_path / "settings")

    (tmp_path / "repository").mkdir()
    git(tmp_path / "repository", "init", "-q")
    assert "name the folder with letters" in refusal(tmp_path / "repository", "an odd\nname")


# ---------------------------------------------------------------- the hooks


@pytest.mark.precommit
def test_the_next_commands_lead_to_a_first_commit_and_the_hook_holds(tmp_path: Path) -> None:
    work = Work(tmp_path / "archive", environment(tmp_path / "cache"))
    output = begin(work.root)
    commands = [line.strip() for line in output.partition("next:\n")[2].partition("\n\n")[0].splitlines()]
    assert "fill in TOOL_REPO and TOOL_REV" in output
    assert len(commands) == 4
    for command in commands[:3]:
        done = work.run("bash", "-ec", command.replace("pip install pre-commit && ", ""))
        assert done.returncode == 0, done.stdout + done.stderr
    assert set(work.git("ls-files").split()) == WRITTEN
    everything = work.run("pre-commit", "run", "--all-files")
    assert everything.returncode == 0, everything.stdout
    assert everything.stdout.count("Passed") == 1

    Place(work.root).put(BASE_NAME, BASE)
    work.git("add", "-A")
    refused = work.run("git", "commit", "-m", "a host that stands for examples")
    assert refused.returncode == 1
    assert "error[reserved-host]" in refused.stdout + refused.stderr
    work.git("commit", "-qm", "published before the hook was there", "--no-verify")
    (work.root / BASE_NAME).unlink()
    work.git("add", "-A")
    refused = work.run("git", "commit", "-m", "delete it")
    assert refused.returncode == 1
    assert "error[wire-deleted]" in refused.stdout + refused.stderr


@pytest.mark.precommit
def test_an_archive_in_a_folder_of_a_repository(tmp_path: Path) -> None:
    work = Work(tmp_path, environment(tmp_path / ".git/cache"))
    work.git("init", "-q", "-b", "main")
    output = begin(tmp_path, "data/wires", *VARIANTS["nowhere"])
    assert f"the repository is {tmp_path}" in output
    at_top = {name for name in WRITTEN if name.startswith((".github", ".pre-commit"))}
    assert set(contents(tmp_path)) == at_top | {f"data/wires/{name}" for name in WRITTEN - at_top}
    assert b"# /data/wires/schema/ @editors" in contents(tmp_path)[".github/CODEOWNERS"]
    work.git("add", "-A")
    passed = work.run("pre-commit", "run", "--all-files")
    assert passed.returncode == 0, passed.stdout
    Place(tmp_path / "data/wires").put(BASE_NAME, BASE.replace("tier: standard", "tier: standrd"))
    work.git("add", "-A")
    refused = work.run("pre-commit", "run")
    assert refused.returncode == 1
    assert "error[unknown-tier]" in refused.stdout
    for variant in ("github", "elsewhere"):
        begin(tmp_path / variant)
        shutil.rmtree(tmp_path / variant)
        (tmp_path / ".github/workflows/butfor.yml").unlink()
        begin(tmp_path, variant, *VARIANTS[variant])
        assert f'"{variant}"' in (tmp_path / ".github/workflows/butfor.yml").read_text(encoding="utf-8")


ON_GITLAB = {name for name in WRITTEN if not name.startswith(".github")} | {
    ".gitlab-ci.yml", ".gitlab/CODEOWNERS", ".gitlab/merge_request_templates/Default.md",
}  # fmt: skip


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("git@gitlab.com:group/archive.git", ON_GITLAB),
        ("https://user:token@gitlab.example.org/group/archive", ON_GITLAB),
        ("ssh://git@gitlab.example.org:22/archive.git", ON_GITLAB),
        ("https://github.com/gitlab.com/archive.git", WRITTEN),
        ("../elsewhere", WRITTEN),
        ("", WRITTEN),
    ],
)
def test_the_forge_is_that_of_the_remote(url: str, written: set[str], tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    if url:
        git(tmp_path, "remote", "add", "origin", url)
    begin(tmp_path)
    assert set(contents(tmp_path)) == written


def test_a_forge_by_name(tmp_path: Path) -> None:
    assert "In .gitlab-ci.yml, fill in TOOL_REPO" in begin(tmp_path / "gitlab", "--forge", "gitlab")
    assert set(contents(tmp_path / "gitlab")) == ON_GITLAB
    begin(tmp_path / "none", "--forge", "none")
    assert set(contents(tmp_path / "none")) == {name for name in WRITTEN if not name.startswith(".github")}


def test_a_pipeline_that_is_there_stays(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    place = Place(tmp_path)
    place.put(".gitlab-ci.yml", "test:\n  script: [make]\n")
    output = begin(tmp_path, "data/wires", "--forge", "gitlab", *VARIANTS["elsewhere"])
    assert "kept .gitlab-ci.yml: it does not run butfor; add" in output
    job = YAML(typ="safe").load(
        output.split("it does not run butfor; add, with a `stage` of yours\n")[1].split("\n\nwrote")[0]
    )
    assert job["butfor"]["variables"]["ARCHIVE"] == "data/wires"
    place.put(".gitlab-ci.yml", 'butfor:\n  variables:\n    TOOL_REPO: ""\n')
    again = begin(tmp_path, "data/wires", "--forge", "gitlab", *VARIANTS["elsewhere"])
    assert f"TOOL_REV: {REV}" in again.replace('"', "")


@pytest.mark.parametrize("inside", [".", "data/wires"])
def test_the_pipeline_passes_the_public_schema_and_judges(inside: str, tmp_path: Path) -> None:
    """Its script, but for the installation, as a runner has it: a clone of the one branch that is built."""
    origin = tmp_path / "origin"
    origin.mkdir()
    git(origin, "init", "-q", "-b", "main")
    begin(origin, inside, "--forge", "gitlab", *VARIANTS["elsewhere"])
    place = Place(origin / inside)
    place.put(CONFIG, '[rules]\nreserved-host = "off"\n')
    place.put(BASE_NAME, BASE)
    commit(origin)
    git(origin, "switch", "-q", "-c", "request")
    place.put(BASE_NAME, BASE.replace("severity: SEV-3", "severity: SEV-4"))
    commit(origin)
    validate("gitlab-ci", origin / ".gitlab-ci.yml")
    job = yaml(origin / ".gitlab-ci.yml")["butfor"]
    assert job["variables"]["GIT_DEPTH"] == "0"
    assert job["variables"]["TOOL_REV"] == REV
    script = "\n".join(line for line in job["script"] if " -I " not in line)
    script = script.replace("/tmp/butfor/bin/butfor", f"{sys.executable} -m butfor")
    assert "pip install" not in script
    variables = {
        "CI": "true", "GITLAB_CI": "true", "CI_DEFAULT_BRANCH": "main", "CI_PIPELINE_SOURCE": "merge_request_event",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "PYTHONPATH": str(REPOSITORY / "src"),
    }  # fmt: skip
    for branch, status in (("request", 1), ("main", 0)):
        work = tmp_path / branch
        git(tmp_path, "clone", "-q", "--single-branch", f"--branch={branch}", f"file://{origin}", branch)
        if branch == "main":
            variables |= {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "", "CI_PIPELINE_SOURCE": "schedule"}
        done = subprocess.run(
            ["sh", "-e", "-c", script], cwd=work, env=PLAIN | job["variables"] | variables,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == status, done.stdout + done.stderr
        assert ("fact-changed-silently" in (work / "butfor-codequality.json").read_text()) == bool(status)
        assert (work / "butfor-junit.xml").read_text().startswith("<?xml")


# ---------------------------------------------------------------- the workflows and the action, as files

WORKFLOWS = sorted((REPOSITORY / ".github/workflows").iterdir())
AUDITED = [
    REPOSITORY / "action.yml", REPOSITORY / ".pre-commit-hooks.yaml", REPOSITORY / ".pre-commit-config.yaml",
    REPOSITORY / ".github/dependabot.yml", *WORKFLOWS,
]  # fmt: skip


def validate(schema: str, path: Path) -> None:
    done = CliRunner().invoke(check_jsonschema, ["--builtin-schema", f"vendor.{schema}", str(path)])
    assert done.exit_code == 0, done.output


def audit(*paths: Path) -> None:
    command = [str(Path(sys.executable).with_name("zizmor")), "--offline", "--persona", "auditor", "--no-ignores"]
    done = subprocess.run([*command, "--strict-collection", *paths], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No findings to report" in done.stdout


def test_our_own_files_pass_the_audit_and_the_public_schemas() -> None:
    audit(*AUDITED)
    validate("github-actions", AUDITED[0])
    for workflow in WORKFLOWS:
        validate("github-workflows", workflow)
    validate("dependabot", REPOSITORY / ".github/dependabot.yml")
    for form in sorted((REPOSITORY / ".github/ISSUE_TEMPLATE").glob("*.yml")):
        validate("github-issue-config" if form.stem == "config" else "github-issue-forms", form)


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_is_written_passes_the_audit_and_the_public_schemas(variant: str, tmp_path: Path) -> None:
    begin(tmp_path, *VARIANTS[variant])
    workflow = tmp_path / ".github/workflows/butfor.yml"
    audit(workflow, tmp_path / ".pre-commit-config.yaml")
    validate("github-workflows", workflow)
    validate("github-issue-forms", tmp_path / ".github/ISSUE_TEMPLATE/incident.yml")
    jobs_file = yaml(workflow)
    assert jobs_file["permissions"] == {}
    assert [job["permissions"] for job in jobs_file["jobs"].values()] == [{"contents": "read"}]
    assert set(jobs_file["on"]) == {"pull_request", "merge_group", "push"}


def test_the_workflow_that_makes_drafts_passes_the_audit_and_reads_before_it_writes(tmp_path: Path) -> None:
    begin(tmp_path, *VARIANTS["github"])
    workflow = tmp_path / ".github/workflows/incident.yml"
    audit(workflow)
    validate("github-workflows", workflow)
    jobs = yaml(workflow)["jobs"]
    assert yaml(workflow)["permissions"] == {}
    assert jobs["draft"]["permissions"] == {"contents": "read"}
    assert jobs["request"]["permissions"] == {"contents": "write", "pull-requests": "write"}
    assert "github.event.issue.body" not in workflow.read_text(encoding="utf-8")
    assert not any("butfor" in step.get("run", "") for step in jobs["request"]["steps"]), "what writes reads no issue"
    assert all("${{" not in step.get("run", "") for step in steps(workflow))


def test_the_site_is_built_from_the_main_branch_only(tmp_path: Path) -> None:
    assert begin(tmp_path / "a", "--pages", *VARIANTS["elsewhere"]).count("GitHub Actions") == 1
    workflow = tmp_path / "a/.github/workflows/pages.yml"
    audit(workflow)
    validate("github-workflows", workflow)
    read = yaml(workflow)
    assert (set(read["on"]), read["permissions"]) == ({"push", "workflow_dispatch"}, {})
    build, deploy = read["jobs"]["build"], read["jobs"]["deploy"]
    assert build["if"] == "github.ref_name == github.event.repository.default_branch"
    assert build["permissions"] == {"contents": "read", "pages": "read"}
    assert deploy["permissions"] == {"pages": "write", "id-token": "write"}
    assert [list(step) for step in deploy["steps"]] == [["uses", "id"]], "it publishes what the other job made"
    (tmp_path / "butfor/bin").mkdir(parents=True)
    (tmp_path / "butfor/bin/butfor").symlink_to(Path(sys.executable).with_name("butfor"))
    values = {"steps.pages.outputs.base_url": "https://octocat.github.io/wires"}
    done = Runner(tmp_path / "a", tmp_path, {"PYTHONPATH": str(REPOSITORY / "src")}).run(
        workflow, "build the site", **values
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "https://octocat.github.io/wires/data/" in (tmp_path / "site/data/index.html").read_text()
    (tmp_path / "b").mkdir()
    assert "--pages is for GitHub" in refusal(tmp_path / "b", "--pages", "--forge", "gitlab")


FILLED = """### What happened?

The bot sold `$(touch owned)` flights. ::set-output name=wire::x

### Which system, and whose?

"; touch owned; "

### When did it happen?

2024-05-03

### Where can that be read?

https://news.example/a
"""


def test_a_filled_form_becomes_a_branch_and_nothing_in_it_is_run(tmp_path: Path) -> None:
    workspace, temp, bare = (tmp_path / name for name in ("work", "temp", "bare.git"))
    for folder in (workspace, temp, temp / "butfor/bin", temp / "tools"):
        folder.mkdir(parents=True)
    checked_out(workspace)
    commit(workspace)
    git(workspace, "init", "-q", "--bare", str(bare))
    git(workspace, "remote", "add", "origin", str(bare))
    for tool, does in (
        ("butfor/bin/butfor", f'PYTHONPATH="{REPOSITORY}/src" exec "{sys.executable}" -m butfor "$@"'),
        ("tools/gh", f'printf "%s\\n" "$@" >> "{temp}/asked"'),
    ):
        (temp / tool).write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
        (temp / tool).chmod(0o755)
    issue = {
        "number": 7,
        "title": "Incident: `touch owned`",
        "body": FILLED,
        "html_url": "https://github.com/x/y/issues/7",
    }
    (temp / "event.json").write_text(json.dumps({"issue": issue}), encoding="utf-8")
    workflow = workspace / ".github/workflows/incident.yml"
    path = f"{temp / 'tools'}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    runner = Runner(workspace, temp, {"PATH": path, "GITHUB_EVENT_PATH": str(temp / "event.json")})
    made = runner.run(workflow, "make the draft")
    assert made.returncode == 0, made.stdout + made.stderr
    outputs = dict(line.split("=", 1) for line in (temp / "output").read_text().splitlines())
    name = outputs["name"]
    text = (workspace / name).read_text(encoding="utf-8")
    assert "$(touch owned)" in text
    (workspace / name).unlink()  # another machine
    values = {"github.token": "t", "github.event.issue.number": "7", "needs.draft.outputs.name": name}
    asked = runner.run(workflow, "open the pull request", **values, **{"needs.draft.outputs.wire": outputs["wire"]})
    assert asked.returncode == 0, asked.stdout + asked.stderr
    assert git(workspace, "show", f"incident-7:{name}").strip() == text.strip()
    assert git(bare, "rev-parse", "incident-7") == git(workspace, "rev-parse", "HEAD")
    assert not list(tmp_path.rglob("owned"))
    evil = {**values, "needs.draft.outputs.name": "../../evil/2024/01HWXW0A00E6C7W6HCK1EMC04J.yaml"}
    assert runner.run(workflow, "open the pull request", **evil, **{"needs.draft.outputs.wire": "eA=="}).returncode == 1


def test_an_audit_would_find_something(tmp_path: Path) -> None:
    bad = Place(tmp_path).put("action.yml", AUDITED[0].read_text().replace('"$ARCHIVE"', '"${{ inputs.archive }}"'))
    with pytest.raises(AssertionError, match="template-injection"):
        audit(bad)


def test_every_copy_of_a_pin_is_the_same_and_no_shell_holds_an_expression(tmp_path: Path) -> None:
    begin(tmp_path / "a")
    begin(tmp_path / "b", *VARIANTS["github"])
    files = [AUDITED[0], *WORKFLOWS, *tmp_path.glob("?/.github/workflows/butfor.yml")]
    assert len(files) == 6
    pins: dict[str, set[str]] = {}
    for path in files:
        text = path.read_text(encoding="utf-8")
        for action, pin in re.findall(r"uses: (\S+)@(.*)", text):
            if action == "example/butfor":  # what `init` was given, without a version
                continue
            pins.setdefault(action, set()).add(pin)
            assert re.fullmatch(r"[0-9a-f]{40} # v\d+\.\d+\.\d+", pin)
        for step in steps(path):
            assert "${{" not in step.get("run", "")
    assert {action: len(versions) for action, versions in pins.items()} == dict.fromkeys(pins, 1)


# ---------------------------------------------------------------- the workflows and the action, run


def steps(path: Path) -> list[dict[str, Any]]:
    definition = yaml(path)
    return list(
        definition["runs"]["steps"]
        if "runs" in definition
        else (step for job in definition["jobs"].values() for step in job["steps"])
    )


@dataclass(frozen=True)
class Runner:
    """A job's machine, as far as the steps that are shell can see it."""

    workspace: Path
    temp: Path
    environment: Mapping[str, str]

    def run(self, path: Path, name: str, **values: str) -> "subprocess.CompletedProcess[str]":
        """Run one step of an action or workflow; ``values`` stand for its expressions."""
        step = next(step for step in steps(path) if step.get("name") == name)
        own = {key: re.sub(r"\$\{\{ (.+?) }}", lambda it: values[it[1]], text) for key, text in step["env"].items()}
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail"] if step.get("shell") else ["bash", "-e"]
        fixed = {
            "GITHUB_ACTIONS": "true", "GITHUB_ACTION_PATH": str(REPOSITORY), "RUNNER_TEMP": str(self.temp),
            "GITHUB_STEP_SUMMARY": str(self.temp / "summary"), "GITHUB_OUTPUT": str(self.temp / "output"),
            "GITHUB_EVENT_NAME": "workflow_dispatch", "GITHUB_EVENT_PATH": str(self.temp / "event"),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }  # fmt: skip
        for file in ("summary", "output"):
            (self.temp / file).write_text("")
        (self.temp / "event").write_text("{}")
        (self.temp / "step.sh").write_text(step["run"], encoding="utf-8")
        return subprocess.run(
            [*shell, str(self.temp / "step.sh")], cwd=self.workspace, env=PLAIN | fixed | self.environment | own,
            capture_output=True, text=True, timeout=400, check=False,
        )  # fmt: skip


INPUTS = {
    f"inputs.{name}": definition.get("default", "")
    for name, definition in yaml(REPOSITORY / "action.yml")["inputs"].items()
} | {"steps.python.outputs.python-path": sys.executable}


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A machine's temporary folder, into which the action has installed butfor from its own checkout."""
    temp = tmp_path_factory.mktemp("runner")
    workspace = tmp_path_factory.mktemp("workspace")
    # What a pull request lays in the way of the installation:
    for name in ("pip.py", "venv.py", "click.py"):
        (workspace / name).write_text("raise SystemExit('the pull request runs here')")
    done = Runner(workspace, temp, {}).run(REPOSITORY / "action.yml", "install butfor", **INPUTS)
    assert done.returncode == 0, done.stdout + done.stderr
    return temp


@dataclass(frozen=True)
class Outcome:
    """What the action's check came to."""

    status: int
    outputs: dict[str, str]
    stdout: str
    stderr: str
    summary: str


def act(machine: Path, workspace: Path, environment: Mapping[str, str] | None = None, **inputs: str) -> Outcome:
    """Run the action's check: of what lies in the workspace as a commit of `main`, or of what an event names."""
    if environment is None:
        commit(workspace)
    values = INPUTS | {f"inputs.{name.replace('_', '-')}": value for name, value in inputs.items()}
    done = Runner(workspace, machine, environment or {}).run(REPOSITORY / "action.yml", "check wires", **values)
    outputs = dict(line.split("=", 1) for line in (machine / "output").read_text().splitlines())
    return Outcome(done.returncode, outputs, done.stdout, done.stderr, (machine / "summary").read_text())


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "what is there")


def checked_out(folder: Path, inside: str = ".") -> Path:
    """A fresh archive in a checkout."""
    git(folder, "init", "-q", "-b", "main")
    begin(folder, inside)
    return folder


@pytest.mark.install
def test_the_action_says_nothing_of_a_clean_archive(machine: Path, tmp_path: Path) -> None:
    checked_out(tmp_path)
    done = act(machine, tmp_path)
    assert (done.status, done.outputs) == (0, {"status": "0", "verdict": "clean"})
    assert "compared with nothing" in done.stderr
    assert "nothing to fix" in done.summary


@pytest.mark.install
def test_the_action_annotates_and_reports(machine: Path, tmp_path: Path) -> None:
    checked_out(tmp_path, "sub")
    bad = BASE.replace("severity: SEV-3", 'severity: "SEV-9 <b>@everybody ::error::"')
    Place(tmp_path / "sub").put(BASE_NAME, bad)
    victim = Place(tmp_path).put("victim", "untouched")
    (tmp_path / "out.sarif").symlink_to(victim)
    linked = act(machine, tmp_path, archive="sub", sarif="out.sarif")
    assert (linked.status, linked.outputs["verdict"]) == (2, "unchecked")
    (tmp_path / "out.sarif").unlink()
    done = act(machine, tmp_path, archive="sub", sarif="out.sarif", markdown=str(machine / "out of the way.md"))
    assert (done.status, done.outputs) == (1, {"status": "1", "verdict": "findings"})
    assert f"::error file=sub/{BASE_NAME},line=8," in done.stdout
    assert "unknown-severity" in done.summary
    assert "unknown-severity" in {
        result["ruleId"] for result in sarif_run((tmp_path / "out.sarif").read_text())["results"]
    }
    assert (machine / "out of the way.md").read_text() == done.summary.lstrip("\n")
    assert victim.read_text() == "untouched"
    never = act(machine, tmp_path, archive="sub", fail_on="never")
    assert (never.status, never.outputs) == (0, {"status": "1", "verdict": "findings"})


@pytest.mark.install
def test_the_action_reports_what_could_not_be_checked(machine: Path, tmp_path: Path) -> None:
    checked_out(tmp_path)
    gone = act(machine, tmp_path, archive="nowhere")
    assert (gone.status, gone.outputs) == (2, {"status": "2", "verdict": "unchecked"})
    assert "nowhere" in gone.stderr
    unwritten = act(machine, tmp_path, sarif="no/such/folder")
    assert (unwritten.status, unwritten.outputs["verdict"]) == (2, "unchecked")


@pytest.mark.install
def test_the_action_fails_on_stale_schemas_unless_asked_not_to(machine: Path, tmp_path: Path) -> None:
    checked_out(tmp_path)
    (tmp_path / "schema/wire.schema.json").write_text("{}")
    done = act(machine, tmp_path)
    assert (done.status, done.outputs["verdict"]) == (1, "findings")
    assert "stale: schema/wire.schema.json" in done.stdout
    assert act(machine, tmp_path, fail_on="never").status == 1  # of findings alone
    assert act(machine, tmp_path, schemas="false").status == 0
    for word in ("True", "yes", "1", ""):
        done = act(machine, tmp_path, schemas=word)
        assert done.status == 2
        assert "the input schemas is neither true nor false" in done.stdout


@pytest.mark.install
@pytest.mark.parametrize("path", ["reports/butfor.sarif", "in/reports/../reports/x/butfor.sarif", "{}/in/reports/s"])
def test_the_action_writes_nothing_behind_a_link(path: str, machine: Path, tmp_path: Path) -> None:
    checkout = checked_out(Place(tmp_path).put("work/.keep", "").parent)
    victim = Place(tmp_path).put("outside/butfor.sarif", "precious")
    (tmp_path / "outside/x").mkdir()
    (checkout / "in").mkdir()
    for link in ("reports", "in/reports"):
        (checkout / link).symlink_to(victim.parent)
    done = act(machine, checkout, sarif=path.format(checkout))
    assert (done.status, done.outputs["verdict"]) == (2, "unchecked")
    assert "its folder is a symbolic link, or is below one" in done.stderr
    assert contents(victim.parent) == {"butfor.sarif": b"precious"}


@pytest.mark.install
@pytest.mark.parametrize("hostile", ["$(touch pwned)", "`touch pwned`", '"; touch pwned; "', "--help", "x\ny=1"])
def test_inputs_are_text_and_nothing_else(hostile: str, machine: Path, tmp_path: Path) -> None:
    checked_out(tmp_path)
    before = contents(tmp_path)
    for name in ("archive", "fail-on", "schemas", "sarif", "markdown"):
        done = act(machine, tmp_path, **{name: hostile})
        assert done.outputs in ({"status": "0", "verdict": "clean"}, {"status": "2", "verdict": "unchecked"})
        assert "Usage: butfor check [OPTIONS]" not in done.stdout
    assert set(contents(tmp_path)) - {hostile} == set(before)


@pytest.mark.install
def test_a_request_is_compared_with_the_parent_of_its_merge(machine: Path, tmp_path: Path) -> None:
    origin = tmp_path / "origin"
    begin(origin)
    place = Place(origin)
    place.put(CONFIG, '[rules]\nreserved-host = "off"\n')
    place.put(BASE_NAME, BASE)
    git(origin, "init", "-q", "-b", "main")
    git(origin, "add", "-A")
    git(origin, "commit", "-qm", "publish")
    git(origin, "switch", "-qc", "request")
    place.put(BASE_NAME, BASE.replace("severity: SEV-3", "severity: SEV-4"))
    git(origin, "commit", "-qam", "quietly")
    git(origin, "switch", "-q", "--detach", "main")
    git(origin, "merge", "-q", "--no-ff", "-m", "merge", "request")
    sides = {"base": {"sha": git(origin, "rev-parse", "main")}, "head": {"sha": git(origin, "rev-parse", "request")}}
    (tmp_path / "event.json").write_text(json.dumps({"pull_request": sides}))
    event = {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(tmp_path / "event.json")}
    for depth, status in (("2", 1), ("1", 2)):
        checkout = tmp_path / f"checkout{depth}"
        checkout.mkdir()
        git(checkout, "init", "-q")
        git(checkout, "-c", "protocol.file.allow=always", "fetch", "-q", f"--depth={depth}", f"file://{origin}", "HEAD")
        git(checkout, "checkout", "-q", "--detach", "FETCH_HEAD")
        done = act(machine, checkout, event)
        assert done.status == status, done.stderr
        assert ("fact-changed-silently" in done.stdout) == (status == 1)
        assert ("fetch-depth: 2" in done.stderr) == (status == 2)


def test_without_an_address_the_workflow_fails_and_says_what_is_missing(tmp_path: Path) -> None:
    begin(tmp_path)
    workflow = tmp_path / ".github/workflows/butfor.yml"
    done = Runner(tmp_path, tmp_path, {}).run(workflow, "install butfor")
    assert done.returncode == 2
    assert done.stdout.startswith("::error file=.github/workflows/butfor.yml::nothing was checked")


@pytest.mark.install
def test_from_a_commit_at_an_address(tmp_path: Path) -> None:
    """The workflow installs butfor by the address; that butfor knows its address, and the hook installs it too."""
    tool = tmp_path / "tool"
    left_out = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "tests", "incidents")
    shutil.copytree(REPOSITORY, tool, ignore=left_out, symlinks=True)
    git(tool, "init", "-q", "-b", "main")
    git(tool, "add", "-A")
    git(tool, "commit", "-qm", "butfor")
    rev = git(tool, "rev-parse", "HEAD")
    there = {
        "GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": f"url.file://{tool}.insteadOf", "GIT_CONFIG_VALUE_0": URL,
        "GIT_CONFIG_KEY_1": "protocol.file.allow", "GIT_CONFIG_VALUE_1": "always",
    }  # fmt: skip

    by_pip = tmp_path / "by pip"
    begin(by_pip, *VARIANTS["elsewhere"])
    git(by_pip, "init", "-q", "-b", "main")
    workflow = by_pip / ".github/workflows/butfor.yml"
    text = workflow.read_text(encoding="utf-8")
    workflow.write_text(text.replace("https://git.example.org/tools/butfor.git", URL).replace(REV, rev))
    runner = Runner(by_pip, tmp_path / "temp", there)
    runner.temp.mkdir()
    commit(by_pip)
    for name in ("install butfor", "check wires", "check JSON Schemas"):
        done = runner.run(workflow, name)
        assert done.returncode == 0, done.stdout + done.stderr
    Place(by_pip).put(BASE_NAME, BASE.replace("severity: SEV-3", "severity: SEV-9"))
    commit(by_pip)
    refused = runner.run(workflow, "check wires")
    assert refused.returncode == 1
    assert f"::error file={BASE_NAME}" in refused.stdout

    variables = {**environment(tmp_path / "cache"), **there}
    work = Work(tmp_path / "new", {name: value for name, value in variables.items() if name != "PYTHONPATH"})
    work.root.mkdir()
    done = work.run(str(runner.temp / "butfor/bin/butfor"), "init")
    assert done.returncode == 0, done.stderr
    assert set(contents(work.root)) == WRITTEN
    for name in sorted(POLICY_FILES.keys() - OPTIONAL_FILES):
        assert (work.root / "schema" / name).read_bytes() == (REPOSITORY / "schema" / name).read_bytes()
    assert f"uses: example/butfor@{rev}\n" in (work.root / ".github/workflows/butfor.yml").read_text()
    assert f"butfor @ git+{URL}@{rev}" in (work.root / "CONTRIBUTING.md").read_text()
    (repo,) = yaml(work.root / ".pre-commit-config.yaml")["repos"]
    assert (repo["repo"], repo["rev"]) == (URL, rev)
    work.git("init", "-q", "-b", "main")
    work.git("add", "-A")
    passed = work.run("pre-commit", "run", "--all-files")
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert passed.stdout.count("Passed") == 1
