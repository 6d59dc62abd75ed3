"""What a contributor may try on a CI job: own names for what is public, branches and forks of their own."""

from pathlib import Path

import pytest

from conftest import BASE, BASE_NAME, CONFIG, new_archive
from test_ci import ZEROS, github, gitlab
from test_versions import SILENT, Clone, clone_of

SILENTLY = "fact-changed-silently"


@pytest.fixture
def hub(main: Clone, tmp_path: Path) -> Clone:
    main.git("clone", "-q", "--bare", str(main.root), str(tmp_path / "hub"))
    return Clone(tmp_path / "hub")


@pytest.fixture
def main(tmp_path: Path) -> Clone:
    clone = Clone(new_archive(tmp_path / "main").root)
    clone.git("init", "-q", "-b", "main")
    clone.put(BASE_NAME, BASE)
    clone.commit("publish")
    return clone


def silent(hub: Clone, tmp_path: Path, branch: str = "topic", public: str = "") -> Clone:
    """A job's clone of a branch that was pushed with a silent change, and with its own word on what is public."""
    clone = clone_of(hub, tmp_path)
    clone.git("switch", "-q", "-C", branch)
    clone.put(BASE_NAME, SILENT)
    if public:
        clone.put("butfor.toml", CONFIG + f"\n[git]\npublic = {public}\n")
    clone.commit("silent")
    clone.git("push", "-q", "origin", branch)
    clone.git("fetch", "-q")
    return clone


def outcome(clone: Clone, **environment: str) -> int:
    """The exit status; asserts that a change which is found is the silent one."""
    done = clone.place.run("check", "--format", "concise", **environment)
    assert "Traceback" not in done.stderr
    assert done.returncode != 1 or SILENTLY in done.stdout
    return done.returncode


def push(tmp_path: Path, branch: str, before: str, default: str = "main") -> dict[str, str]:
    event = {"ref": f"refs/heads/{branch}", "before": before, "repository": {"default_branch": default}}
    return github(tmp_path, "push", event)


BRANCH_BUILDS = (
    {"CIRCLECI": "true", "CIRCLE_BRANCH": "topic"},
    {"TF_BUILD": "True", "BUILD_SOURCEBRANCH": "refs/heads/topic"},
    {"BITBUCKET_BUILD_NUMBER": "3", "BITBUCKET_BRANCH": "topic"},
    {"JENKINS_URL": "http://x.example", "BRANCH_NAME": "topic"},
    {"CIRCLECI": "true", "CIRCLE_TAG": "v1"},
    {"GITLAB_CI": "true", "CI_PIPELINE_SOURCE": "web", "CI_DEFAULT_BRANCH": "main"},
    {"GITLAB_CI": "true", "CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BRANCH": "topic", "CI_COMMIT_BEFORE_SHA": ZEROS},
)


@pytest.mark.parametrize("public", ['["main", "topic"]', '"topic"', '"*"'])
@pytest.mark.parametrize("job", BRANCH_BUILDS, ids=lambda job: next(iter(job)))
def test_no_branch_makes_itself_public(job: dict[str, str], public: str, hub: Clone, tmp_path: Path) -> None:
    assert outcome(silent(hub, tmp_path, public=public), **job) in (1, 2)


@pytest.mark.parametrize("public", ['["main", "topic"]', '"topic"'])
def test_nor_in_its_first_or_second_push(public: str, hub: Clone, tmp_path: Path) -> None:
    clone = silent(hub, tmp_path, public=public)
    first = clone.git("rev-parse", "HEAD")
    assert outcome(clone, **push(tmp_path, "topic", ZEROS)) in (1, 2)
    clone.put("NOTES.md", "x")
    clone.commit("harmless")
    clone.git("push", "-q", "origin", "topic")
    assert outcome(clone, **push(tmp_path, "topic", first)) == 2
    assert outcome(clone, **github(tmp_path, "workflow_dispatch", {"repository": {"default_branch": "main"}})) == 2


def test_a_merge_request_from_the_main_branch_of_a_fork(hub: Clone, tmp_path: Path) -> None:
    """Its pipeline runs in the fork, where `origin/main` is the request itself."""
    fork = silent(hub, tmp_path, "main")
    variables = {
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "CI_COMMIT_SHA": fork.git("rev-parse", "HEAD"),
        "CI_MERGE_REQUEST_PROJECT_ID": "1", "CI_PROJECT_ID": "2",
    }  # fmt: skip
    fork_point = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": fork.git("rev-parse", "HEAD~1")}
    assert outcome(fork, **gitlab("merge_request_event", **variables, **fork_point)) == 1
    assert outcome(fork, **gitlab("merge_request_event", **variables)) == 2


def test_two_names_of_one_commit(hub: Clone, tmp_path: Path) -> None:
    clone = silent(hub, tmp_path, "master")
    old = clone.git("rev-parse", "HEAD~1")
    clone.git("push", "-q", "origin", "master:main")
    clone.git("fetch", "-q")
    for default in ("master", ""):
        assert outcome(clone, **push(tmp_path, "master", old, default)) == 1, default
    assert outcome(clone, **push(tmp_path, "main", old)) == 1


@pytest.mark.parametrize("default", ["main", "trunk"])
def test_only_the_default_branch_is_public_where_the_server_names_it(default: str, hub: Clone, tmp_path: Path) -> None:
    hub.git("branch", "trunk", "main")
    clone = silent(hub, tmp_path, "master")
    event = {"repository": {"default_branch": default}}
    assert outcome(clone, **github(tmp_path, "workflow_dispatch", event)) == 1
    assert outcome(clone, **push(tmp_path, "master", clone.git("rev-parse", "HEAD"), default)) == 1


def test_where_nobody_says_which_branch_is_the_default_one_it_is_asked(hub: Clone, tmp_path: Path) -> None:
    clone = silent(hub, tmp_path, "master")
    for job in ({"CIRCLECI": "true", "CIRCLE_BRANCH": "master"}, {"CIRCLECI": "true", "CIRCLE_TAG": "v1"}):
        done = clone.place.run("check", **job)
        assert done.returncode == 2 and "origin/main and origin/master are here" in done.stderr
        assert clone.place.run("check", "--public", "main", **job).returncode == 1


def test_a_new_public_branch_of_another_history(hub: Clone, tmp_path: Path) -> None:
    clone = clone_of(hub, tmp_path)
    clone.put("butfor.toml", CONFIG + '\n[git]\npublic = ["main", "release/*"]\n')
    clone.commit("two lines")
    clone.git("push", "-q")
    clone.git("checkout", "-q", "--orphan", "release/1")
    clone.put(BASE_NAME, SILENT)
    clone.commit("begin again")
    clone.git("push", "-q", "origin", "release/1")
    clone.git("fetch", "-q")
    assert outcome(clone, **push(tmp_path, "release/1", ZEROS)) == 1


def test_a_request_of_which_the_last_commit_is_missing(hub: Clone, tmp_path: Path) -> None:
    clone = silent(hub, tmp_path)
    job = {"TF_BUILD": "True", "SYSTEM_PULLREQUEST_TARGETBRANCH": "main", "SYSTEM_PULLREQUEST_SOURCECOMMITID": "1" * 40}
    done = clone.place.run("check", **job)
    assert done.returncode == 2 and "fetchDepth: 0" in done.stderr


def test_no_base_is_offered_where_something_else_is_checked_out(hub: Clone, tmp_path: Path) -> None:
    clone = silent(hub, tmp_path)
    sides = {"base": {"sha": clone.git("rev-parse", "main~0"), "ref": "main"}, "head": {"sha": "2" * 40}}
    event = {"pull_request": sides, "repository": {"default_branch": "main"}}
    done = clone.place.run("check", **github(tmp_path, "pull_request_target", event))
    assert done.returncode == 2 and "BUTFOR_BASE" not in done.stderr
