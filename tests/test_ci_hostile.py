"""What a contributor may try on a CI job: own names for what is public, branches and forks of their own."""

from pathlib import Path

import pytest

from clones import SILENT, Clone, clone_of, silent_clone
from conftest import BASE_NAME, CONFIG, new_archive
from test_ci import ZEROS, github, gitlab

SILENTLY = "fact-changed-silently"


def silent(hub: Clone, tmp_path: Path, branch: str = "topic", public: str = "") -> Clone:
    """A job's clone of a branch that was pushed with a silent change, and with its own word on what is public."""
    clone = silent_clone(hub, tmp_path, branch=branch, public=public)
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
        assert done.returncode == 2 and "origin/main and origin/master exist" in done.stderr
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


@pytest.mark.parametrize("job", [{"CI": "true"}, *BRANCH_BUILDS[:4]], ids=lambda job: next(iter(job)))
@pytest.mark.parametrize("named", [False, True])
def test_a_branch_that_may_be_public_is_no_base_by_itself(
    job: dict[str, str], named: bool, hub: Clone, tmp_path: Path
) -> None:
    """Somebody's own `master` under the topic, where `main` is public; also where main's policy says so."""
    if named:
        clone = clone_of(hub, tmp_path, name="naming")
        clone.put("butfor.toml", CONFIG + '\n[git]\npublic = "main"\n')
        clone.commit("name it")
        clone.git("push", "-q")
    clone = clone_of(hub, tmp_path)
    clone.git("switch", "-q", "-c", "master")
    clone.put(BASE_NAME, SILENT)
    clone.put("butfor.toml", CONFIG)
    clone.commit("silent")
    clone.git("switch", "-q", "-c", "topic")
    clone.put("NOTES.md", "x")
    clone.commit("harmless")
    clone.git("push", "-q", "origin", "master", "topic")
    clone.git("fetch", "-q")
    assert outcome(clone, **job) in (1, 2)
    if named:
        assert clone.place.run("check", "--staged").returncode in (1, 2)


def test_branches_that_are_called_like_something_else(hub: Clone, tmp_path: Path) -> None:
    clone = silent(hub, tmp_path)
    for name in ("HEAD", "origin/main"):
        clone.git("push", "-q", "origin", f"topic:refs/heads/{name}")
    clone.put("NOTES.md", "x")
    clone.commit("harmless")
    clone.git("push", "-q", "origin", "topic")
    job = Clone(tmp_path / "job")
    job.root.mkdir()
    job.git("init", "-q")
    job.git("remote", "add", "origin", f"file://{hub.root}")
    job.git("fetch", "-q", "origin", "+refs/heads/*:refs/remotes/origin/*")
    job.git("checkout", "-q", "--detach", "refs/remotes/origin/topic")
    assert outcome(job, CIRCLECI="true", CIRCLE_BRANCH="topic") == 1
    job.git("checkout", "-q", "--detach", "refs/remotes/origin/origin/main")
    variables = {"CI_COMMIT_BRANCH": "origin/main", "CI_COMMIT_BEFORE_SHA": ZEROS}
    assert outcome(job, **gitlab("push", **variables)) == 1


def test_a_merge_with_the_former_target(hub: Clone, tmp_path: Path) -> None:
    """A request whose target was changed: the merge that is checked out may be that with the former one."""
    clone = silent(hub, tmp_path, "x")
    old = clone.git("rev-parse", "HEAD")
    clone.git("switch", "-q", "-c", "head")
    clone.put("NOTES.md", "x")
    head = clone.commit("harmless")
    clone.git("switch", "-q", "x")
    clone.git("merge", "-q", "--no-ff", "-m", "merge", "head")
    sides = {"base": {"sha": clone.git("rev-parse", "origin/main"), "ref": "main"}, "head": {"sha": head}}
    event = {
        "pull_request": sides,
        "changes": {"base": {"ref": {"from": "x"}}},
        "repository": {"default_branch": "main"},
    }
    job = github(tmp_path, "pull_request", event, GITHUB_SHA=clone.git("rev-parse", "HEAD"))
    assert old != clone.git("rev-parse", "HEAD") and outcome(clone, **job) == 1
    clone.git("update-ref", "-d", "refs/remotes/origin/main")
    assert outcome(clone, **job) == 2


def test_what_is_staged_in_a_job_hides_no_push(hub: Clone, tmp_path: Path) -> None:
    clone = silent(hub, tmp_path, "main")
    event = push(tmp_path, "main", clone.git("rev-parse", "HEAD~1"))
    clone.put("VERSION", "1")
    clone.git("add", "VERSION")
    assert clone.place.run("check", "--staged", **event).returncode == 1


def test_a_range_that_ends_where_it_begins(hub: Clone, tmp_path: Path) -> None:
    clone = silent(hub, tmp_path, "main")
    named = {"PRE_COMMIT_FROM_REF": "origin/main", "PRE_COMMIT_TO_REF": "HEAD", "CI": "true"}
    assert clone.place.run("check", "--staged", **named).returncode == 2
    assert clone.place.run("check", "--since", "origin/main", CI="true").returncode == 2


def test_a_run_that_follows_a_request(hub: Clone, tmp_path: Path) -> None:
    clone = clone_of(hub, tmp_path)
    event = {"workflow_run": {"event": "pull_request", "head_sha": "1" * 40}, "repository": {"default_branch": "main"}}
    assert outcome(clone, **github(tmp_path, "workflow_run", event)) == 2


@pytest.mark.parametrize("source", ["parent_pipeline", "pipeline", "trigger"])
def test_a_pipeline_that_follows_a_push(source: str, hub: Clone, tmp_path: Path) -> None:
    clone = silent(hub, tmp_path, "main")
    variables = {"CI_COMMIT_BRANCH": "main", "CI_COMMIT_BEFORE_SHA": clone.git("rev-parse", "HEAD~1")}
    assert outcome(clone, **gitlab(source, **variables)) == 1


@pytest.mark.parametrize("sign", ["TEAMCITY_VERSION", "CODEBUILD_BUILD_ID", "JENKINS_HOME"])
def test_systems_that_do_not_say_that_they_are_one(sign: str, hub: Clone, tmp_path: Path) -> None:
    assert outcome(silent(hub, tmp_path), **{sign: "a"}) == 1


def test_a_policy_that_nobody_can_read_agrees_with_nothing(hub: Clone, tmp_path: Path) -> None:
    clone = clone_of(hub, tmp_path, name="breaking")
    clone.put("butfor.toml", CONFIG + "\nnonsense = 1\n")
    clone.commit("broken")
    clone.git("push", "-q")
    clone = silent(hub, tmp_path, public='"topic"')
    for job in BRANCH_BUILDS:
        assert outcome(clone, **job) == 2
    assert outcome(clone, **push(tmp_path, "topic", ZEROS)) == 2
    clone.put("NOTES.md", "x")
    clone.git("add", "-A")
    assert clone.place.run("check", "--staged").returncode == 2


def test_an_archive_within_the_archive(hub: Clone, tmp_path: Path) -> None:
    clone = silent(hub, tmp_path)
    inner = Clone(new_archive(clone.root / "scripts").root)
    clone.commit("another archive")
    assert inner.place.run("check", CIRCLECI="true", CIRCLE_BRANCH="topic").returncode == 2


def test_a_tag_called_like_the_target(hub: Clone, tmp_path: Path) -> None:
    clone = silent(hub, tmp_path)
    clone.git("tag", "main")
    clone.git("branch", "-q", "-D", "main")
    clone.put("NOTES.md", "x")
    clone.commit("harmless")
    assert outcome(clone, CI="true", BUTFOR_BASE="main") == 2


def test_a_remote_called_like_a_pattern(hub: Clone, tmp_path: Path) -> None:
    clone = clone_of(hub, tmp_path)
    clone.put("butfor.toml", CONFIG + '\n[git]\npublic = ["main", "release/*"]\n')
    clone.commit("two lines")
    clone.git("push", "-q", "origin", "main", "main:release/1")
    clone.git("remote", "add", "release", f"file://{hub.root}")
    clone.git("fetch", "-q", "--all")
    done = clone.place.run("check", "--staged")
    assert done.returncode == 2 and "refs/remotes/origin/release/*" in done.stderr
