"""What CI jobs compare with: real repositories and clones, and the variables and events of each system."""

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from clones import OTHER, OTHER_NAME, SILENT, Clone
from conftest import BASE, BASE_NAME, Place, new_archive

ZEROS = "0" * 40
SILENTLY = ["fact-changed-silently"]
DELETED = ["wire-deleted"]


@dataclass(frozen=True)
class Server:
    """A server with an archive, and what jobs made of it.

    `main` holds `start` and `tip`; `request` left it at `start`, its first commit changes a fact silently, its second
    only adds notes. `merge` is the merge of the request into `tip`, `queued` a harmless request on top of that merge.
    `linear` has one harmless commit on `start`.
    """

    repository: Clone
    oids: Mapping[str, str]
    jobs: Path

    def __getitem__(self, name: str) -> str:
        return self.oids[name]

    def clone(self, commit: str, *options: str, fetch: str = "+refs/heads/*:refs/remotes/origin/*") -> Clone:
        """A job's clone in which a commit is checked out: of all branches, unless options or refs say otherwise."""
        job = Clone(self.jobs / f"{len(list(self.jobs.iterdir()))}")
        job.root.mkdir()
        job.git("init", "-q")
        job.git("remote", "add", "origin", f"file://{self.repository.root}")
        job.git("fetch", "-q", "--no-tags", *options, "origin", f"+{self[commit]}:refs/job", *fetch.split())
        job.git("checkout", "-q", "--detach", "refs/job")
        job.git("update-ref", "-d", "refs/job")
        return job


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """Made once: jobs only read it."""
    folder = tmp_path_factory.mktemp("server")
    (folder / "jobs").mkdir()
    home = Clone(new_archive(folder / "repository").root)
    git, oids = home.git, {}
    git("init", "-q", "-b", "main")
    git("config", "uploadpack.allowAnySHA1InWant", "true")
    home.put(BASE_NAME, BASE)
    oids["start"] = home.commit("start")
    home.put(OTHER_NAME, OTHER)
    oids["tip"] = home.commit("tip")
    git("switch", "-q", "-c", "linear", oids["start"])
    home.put("NOTES.md", "harmless\n")
    oids["linear"] = home.commit()
    git("switch", "-q", "-c", "request", oids["start"])
    home.put(BASE_NAME, SILENT)
    oids["silent"] = home.commit()
    home.put("NOTES.md", "more\n")
    oids["request"] = home.commit()
    oids["merge"] = _merge(home, "tip", "request", oids)
    oids["linear-merge"] = _merge(home, "tip", "linear", oids)
    oids["own-merge"] = git("commit-tree", "request^{tree}", "-p", oids["silent"], "-p", oids["request"], "-m", "own")
    git("switch", "-q", "--detach", oids["merge"])
    home.put("OTHER.md", "harmless\n")
    oids["queued"] = home.commit()
    # Two best common ancestors: `P` and `start`'s child `C`, which tells a fact that `crossed` takes back.
    git("switch", "-q", "-c", "target", oids["start"])
    home.put(BASE_NAME, SILENT)
    oids["told"] = home.commit()
    git("switch", "-q", "-c", "crossed", oids["start"])
    home.put("P.md", "harmless\n")
    oids["P"] = home.commit()
    git("merge", "-q", "-s", "ours", "-m", "ours", oids["told"])
    oids["crossed"] = git("rev-parse", "HEAD")
    git("switch", "-q", "target")
    git("merge", "-q", "--no-ff", "-m", "first request", oids["P"])
    git("branch", "release/1", oids["start"])
    git("switch", "-q", "main")
    return Server(home, oids, folder / "jobs")


def _merge(home: Clone, target: str, head: str, oids: Mapping[str, str]) -> str:
    home.git("switch", "-q", "--detach", oids[target])
    home.git("merge", "-q", "--no-ff", "-m", "merge", oids[head])
    return home.git("rev-parse", "HEAD")


def check(job: Clone, **environment: str) -> tuple[int, list[str], str]:
    """Exit status, rules that found something, and what stands on standard error."""
    done = job.place.run("check", "--format", "json", **environment)
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 1, 2), done.stderr
    found = json.loads(done.stdout)["findings"] if done.returncode < 2 else []
    return done.returncode, [finding["rule"] for finding in found], done.stderr


def compared(server: Server, job: Clone, *bases: str, **environment: str) -> tuple[list[str], str]:
    """The rules that found something; asserts what it was compared with: names of commits, none for nothing."""
    status, rules, words = check(job, **environment)
    assert status < 2, words
    lines = [line for line in words.splitlines() if " at " in line and "compared with" in line]
    assert len(lines) == len(bases), words
    for base in bases:
        assert any(server[base][:7] in line for line in lines), (base, words)
    assert ("compared with nothing" in words) == (not bases), words
    return rules, words


def refused(job: Clone, **environment: str) -> str:
    status, _, words = check(job, **environment)
    assert status == 2, words
    return words


def github(tmp_path: Path, name: str, content: object = None, **variables: str) -> dict[str, str]:
    path = tmp_path / "event.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content or {}), encoding="utf-8")
    own = {"CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(path)}
    return own | variables


def request_event(server: Server, head: str = "request", base: str = "start", target: str = "main") -> object:
    sides = {"base": {"sha": server[base], "ref": target}, "head": {"sha": server[head]}}
    return {"pull_request": sides | {"labels": [{"name": "mass-change"}]}, "repository": {"default_branch": "main"}}


def gitlab(source: str, **variables: str) -> dict[str, str]:
    return {"CI": "true", "GITLAB_CI": "true", "CI_PIPELINE_SOURCE": source, "CI_DEFAULT_BRANCH": "main"} | variables


# -- GitHub: requests ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["pull_request", "pull_request_target", "pull_request_review"])
def test_the_merge_of_a_request_on_a_clone_of_two_commits(name: str, server: Server, tmp_path: Path) -> None:
    job = server.clone("merge", "--depth=2", fetch="")
    sha = server["tip"] if name == "pull_request_target" else server["merge"]
    rules, _ = compared(server, job, "tip", **github(tmp_path, name, request_event(server), GITHUB_SHA=sha))
    assert rules == SILENTLY


def test_a_clone_of_one_commit_learns_the_depth(server: Server, tmp_path: Path) -> None:
    job = server.clone("merge", "--depth=1", fetch="")
    words = refused(job, **github(tmp_path, "pull_request", request_event(server)))
    assert "git fetch --depth=2" in words
    assert "fetch-depth" in words


def test_the_head_of_a_request_is_compared_with_where_it_left(server: Server, tmp_path: Path) -> None:
    job = server.clone("request")
    rules, _ = compared(server, job, "start", **github(tmp_path, "pull_request", request_event(server)))
    assert rules == SILENTLY
    rerun = github(tmp_path, "pull_request", request_event(server, base="tip"), GITHUB_SHA=server["merge"])
    assert compared(server, job, "start", **rerun)[0] == SILENTLY


def test_every_common_ancestor_counts(server: Server, tmp_path: Path) -> None:
    """By dates git would take `P`, against which nothing has changed."""
    job = server.clone("crossed")
    event = request_event(server, "crossed", "told", "target")
    compared(server, job, "told", "P", **github(tmp_path, "pull_request", event))
    variables = {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "target", "CI_MERGE_REQUEST_DIFF_BASE_SHA": server["P"]}
    compared(server, job, "told", "P", **gitlab("merge_request_event", **variables))
    alone = server.clone("crossed", fetch="")
    assert "refs/heads/target" in refused(alone, **gitlab("merge_request_event", **variables))


def test_the_target_checked_out_is_no_request(server: Server, tmp_path: Path) -> None:
    """What actions/checkout does for `pull_request_target`; also where the target's last commit is a merge."""
    for commit in ("tip", "linear-merge"):
        event = request_event(server, base=commit)
        job = server.clone(commit)
        words = refused(job, **github(tmp_path, "pull_request_target", event, GITHUB_SHA=server[commit]))
        assert "not checked out" in words
        assert "`on: pull_request`" in words


def test_a_merge_that_somebody_else_made_is_not_believed(server: Server, tmp_path: Path) -> None:
    """Its second parent is the head that the event names, its first the request's own silent change."""
    job = server.clone("own-merge")
    for name, sha in (("pull_request", "merge"), ("pull_request_target", "tip")):
        event = github(tmp_path, name, request_event(server), GITHUB_SHA=server[sha])
        assert compared(server, job, "start", **event)[0] == SILENTLY
        alone = server.clone("own-merge", fetch="")
        assert "refs/heads/main" in refused(alone, **event)


def test_another_commit_than_the_event_names(server: Server, tmp_path: Path) -> None:
    words = refused(server.clone("request"), **github(tmp_path, "pull_request", request_event(server, "silent")))
    assert "neither its merge nor its last commit" in words


def test_a_request_that_is_merged_already(server: Server, tmp_path: Path) -> None:
    job = server.clone("start")
    compared(server, job, **github(tmp_path, "pull_request", request_event(server, "start", "start")))


def test_a_shallow_clone(server: Server, tmp_path: Path) -> None:
    job = server.clone("request", "--depth=1")
    assert "--unshallow" in refused(job, **github(tmp_path, "pull_request", request_event(server)))


def test_a_shallow_clone_that_hides_one_of_two_ancestors(server: Server) -> None:
    """`P` is found; the way to `told`, which counts too, leads over a commit whose parents the clone lacks."""
    job = server.clone("crossed")
    way = job.git("commit-tree", f"{server['told']}^{{tree}}", "-p", server["told"], "-m", "on the way")
    head = job.git("commit-tree", f"{server['crossed']}^{{tree}}", "-p", server["P"], "-p", way, "-m", "crossed")
    job.git("checkout", "-q", head)
    request = gitlab("merge_request_event", CI_MERGE_REQUEST_TARGET_BRANCH_NAME="target")
    compared(server, job, "told", "P", **request)
    (job.root / ".git/shallow").write_text(f"{way}\n")
    assert job.git("merge-base", "--all", "HEAD", "origin/target") == server["P"]
    assert "--unshallow" in refused(job, **request)


# -- GitHub: queue, pushes, and what changes nothing -----------------------------------------------------------------


def test_a_queue_is_compared_with_its_target(server: Server, tmp_path: Path) -> None:
    """The entry before is red, and may still be refused."""
    group = {"base_sha": server["merge"], "base_ref": "refs/heads/main", "head_sha": server["queued"]}
    event = github(tmp_path, "merge_group", {"merge_group": group})
    assert compared(server, server.clone("queued"), "tip", **event)[0] == SILENTLY
    words = refused(server.clone("queued", fetch=""), **event)
    assert "git fetch origin +refs/heads/main:refs/remotes/origin/main" in words
    assert "not checked out" in refused(server.clone("request"), **event)
    group["base_ref"] = "refs/heads/a;b"
    event = github(tmp_path, "merge_group", {"merge_group": group})
    assert "'+refs/heads/a;b:refs/remotes/origin/a;b'" in refused(server.clone("queued", fetch=""), **event)


def push(tmp_path: Path, ref: str, before: str, after: str = "") -> dict[str, str]:
    content = {"ref": ref, "before": before, "after": after, "repository": {"default_branch": "main"}}
    return github(tmp_path, "push", content)


def test_a_push_to_the_public_branch(server: Server, tmp_path: Path) -> None:
    job = server.clone("tip")
    compared(server, job, "start", **push(tmp_path, "refs/heads/main", server["start"], server["tip"]))
    _, words = compared(server, job, "request", **push(tmp_path, "refs/heads/main", server["request"]))
    assert "force push" in words
    gone = "1" * 40
    assert f"git fetch origin {gone}" in refused(job, **push(tmp_path, "refs/heads/main", gone))
    assert "not checked out" in refused(job, **push(tmp_path, "refs/heads/main", ZEROS, server["request"]))


def test_the_second_push_of_a_branch_takes_nothing_back(server: Server, tmp_path: Path) -> None:
    job = server.clone("request")
    for before in (server["silent"], ZEROS, "-x"):
        event = push(tmp_path, "refs/heads/request", before)
        assert compared(server, job, "start", **event)[0] == SILENTLY
        variables = {"CI_COMMIT_BRANCH": "request", "CI_COMMIT_BEFORE_SHA": before}
        assert compared(server, job, "start", **gitlab("push", **variables))[0] == SILENTLY


def test_the_first_push_of_all(server: Server, tmp_path: Path) -> None:
    job = server.clone("tip", fetch="+refs/heads/main:refs/remotes/origin/main")
    status, rules, words = check(job, **push(tmp_path, "refs/heads/main", ZEROS))
    assert (status, rules) == (0, [])
    assert "nothing was public before" in words


def test_a_new_public_branch_is_compared_with_the_others(server: Server, tmp_path: Path) -> None:
    job = server.clone("request")
    job.git("update-ref", "refs/remotes/origin/master", server["request"])
    assert compared(server, job, "start", **push(tmp_path, "refs/heads/master", ZEROS))[0] == SILENTLY
    job.git("update-ref", "refs/remotes/origin/master", server["start"])
    job.git("checkout", "-q", server["start"])
    compared(server, job, **push(tmp_path, "refs/heads/master", ZEROS))


@pytest.mark.parametrize("name", ["schedule", "workflow_dispatch", "repository_dispatch", "release", "workflow_run"])
def test_an_event_that_changes_nothing(name: str, server: Server, tmp_path: Path) -> None:
    assert compared(server, server.clone("tip"), **github(tmp_path, name))[0] == []
    assert compared(server, server.clone("request"), "start", **github(tmp_path, name))[0] == SILENTLY


def test_tags(server: Server, tmp_path: Path) -> None:
    for commit, bases in (("start", []), ("request", ["start"])):
        job = server.clone(commit)
        compared(server, job, *bases, **push(tmp_path, "refs/tags/v1", ZEROS))
        compared(server, job, *bases, **gitlab("push", CI_COMMIT_TAG="v1", CI_COMMIT_BEFORE_SHA=ZEROS))
        compared(server, job, *bases, CIRCLECI="true", CIRCLE_TAG="v1")
        compared(server, job, *bases, TF_BUILD="True", BUILD_SOURCEBRANCH="refs/tags/v1")
        compared(server, job, *bases, BITBUCKET_BUILD_NUMBER="1", BITBUCKET_TAG="v1")
        compared(server, job, *bases, JENKINS_URL="https://ci.example.org", TAG_NAME="v1", BRANCH_NAME="v1")


def test_an_unknown_event(server: Server, tmp_path: Path) -> None:
    assert "BUTFOR_BASE" in refused(server.clone("tip"), **github(tmp_path, "something_new"))
    compared(server, server.clone("request"), "start", **github(tmp_path, "something_new"))


@pytest.mark.parametrize(
    "content",
    [
        *("", "[]", "{", "7", "[" * 100_000, '{"pull_request": 7}', '{"pull_request": {"base": [], "head": []}}'),
        json.dumps({"pull_request": {"base": {"sha": "main"}, "head": {"sha": "--all"}}}),
        json.dumps({"pull_request": {"base": {"sha": "HEAD", "ref": "x\0y"}, "head": {"sha": "HEAD"}}}),
    ],
)  # fmt: skip
def test_an_event_that_says_nothing_of_use(content: str, server: Server, tmp_path: Path) -> None:
    job = server.clone("request")
    assert "BUTFOR_BASE" in refused(job, **github(tmp_path, "pull_request", content or " "))
    missing = github(tmp_path, "pull_request") | {"GITHUB_EVENT_PATH": str(tmp_path / "none")}
    assert "can't be read" in refused(job, **missing)


@pytest.mark.parametrize("ref", ["-x", "../../heads/main", "HEAD", "a..b", "a\nb", "", "main^{commit}", "\u202emain"])
def test_only_a_branch_is_looked_up_as_one(ref: str, server: Server, tmp_path: Path) -> None:
    event = request_event(server, target=ref)
    event["pull_request"]["base"]["sha"] = "main"  # type: ignore[index]
    refused(server.clone("request"), **github(tmp_path, "pull_request", event))


# -- GitLab ----------------------------------------------------------------------------------------------------------


def test_merge_requests_of_gitlab(server: Server) -> None:
    merged = {
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "CI_MERGE_REQUEST_EVENT_TYPE": "merged_result",
        "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": server["request"], "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": server["tip"],
        "CI_COMMIT_SHA": server["merge"],
    }  # fmt: skip
    job = server.clone("merge", "--depth=2", fetch="")
    assert compared(server, job, "tip", **gitlab("merge_request_event", **merged))[0] == SILENTLY
    assert compared(server, job, "tip", **gitlab("parent_pipeline", **merged))[0] == SILENTLY
    assert "GIT_DEPTH" in refused(
        server.clone("merge", "--depth=1", fetch=""), **gitlab("merge_request_event", **merged)
    )
    branch = {
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "CI_MERGE_REQUEST_EVENT_TYPE": "detached",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": server["start"], "CI_COMMIT_SHA": server["request"],
    }  # fmt: skip
    for job in (
        server.clone("request"),
        server.clone("request", fetch=""),
        server.clone("request", "--depth=20", fetch=""),
    ):
        assert compared(server, job, "start", **gitlab("merge_request_event", **branch))[0] == SILENTLY
    words = refused(server.clone("request", "--depth=1", fetch=""), **gitlab("merge_request_event", **branch))
    assert "actions/checkout" not in words
    assert 'GIT_DEPTH: "0"' in words


def test_a_merge_train_is_compared_with_its_target(server: Server) -> None:
    train = {
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "CI_MERGE_REQUEST_EVENT_TYPE": "merge_train",
        "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": server["request"], "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": server["merge"],
        "CI_COMMIT_SHA": server["queued"],
    }  # fmt: skip
    assert compared(server, server.clone("queued"), "tip", **gitlab("merge_request_event", **train))[0] == SILENTLY
    assert "refs/heads/main" in refused(server.clone("queued", fetch=""), **gitlab("merge_request_event", **train))


def test_other_pipelines_of_gitlab(server: Server) -> None:
    outer = {
        "CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME": "main", "CI_COMMIT_SHA": server["request"],
        "CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA": server["tip"],
        "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA": server["request"],
    }  # fmt: skip
    request = server.clone("request")
    assert compared(server, request, "start", **gitlab("external_pull_request_event", **outer))[0] == SILENTLY
    tip = server.clone("tip")
    main = {"CI_COMMIT_BRANCH": "main", "CI_COMMIT_BEFORE_SHA": server["start"]}
    compared(server, tip, "start", **gitlab("push", **main))
    for source in ("schedule", "web", "api", "trigger", "pipeline", "parent_pipeline"):
        compared(server, tip, **gitlab(source, CI_COMMIT_BRANCH="main", CI_COMMIT_BEFORE_SHA=ZEROS))
    compared(server, request, "start", **gitlab("web", CI_COMMIT_BRANCH="request"))
    assert "BUTFOR_BASE" in refused(tip, **gitlab("something_new"))


def test_a_default_branch_of_another_name(server: Server) -> None:
    job = server.clone("request", fetch="+refs/heads/main:refs/remotes/origin/trunk")
    variables = {"CI_DEFAULT_BRANCH": "trunk", "CI_COMMIT_BRANCH": "request", "CI_COMMIT_BEFORE_SHA": ZEROS}
    assert compared(server, job, "start", **gitlab("push", **variables))[0] == SILENTLY


# -- other systems ---------------------------------------------------------------------------------------------------

REQUESTS = {
    "azure": {"TF_BUILD": "True", "BUILD_REASON": "PullRequest", "SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main",
              "BUILD_SOURCEBRANCH": "refs/pull/1/merge"},
    "bitbucket": {"BITBUCKET_BUILD_NUMBER": "1", "BITBUCKET_PR_ID": "1", "BITBUCKET_PR_DESTINATION_BRANCH": "main",
                  "BITBUCKET_BRANCH": "request"},
    "jenkins": {"JENKINS_URL": "https://ci.example.org", "CHANGE_ID": "1", "CHANGE_TARGET": "main",
                "BRANCH_NAME": "PR-1"},
}  # fmt: skip
FULL = {"azure": "fetchDepth: 0", "bitbucket": "depth: full", "jenkins": "refspec", "circle": "method: full"}


@pytest.mark.parametrize("system", REQUESTS)
def test_a_request_elsewhere(system: str, server: Server) -> None:
    variables = {"CI": "true"} | REQUESTS[system]
    assert compared(server, server.clone("merge"), "tip", **variables)[0] == SILENTLY
    assert compared(server, server.clone("request"), "start", **variables)[0] == SILENTLY
    assert FULL[system] in refused(server.clone("request", fetch=""), **variables)
    assert "--unshallow" in refused(server.clone("merge", "--depth=1"), **variables)
    assert "not checked out" in refused(server.clone("start"), **variables)


def test_the_head_that_a_system_names_must_be_there(server: Server) -> None:
    azure = REQUESTS["azure"] | {"SYSTEM_PULLREQUEST_SOURCECOMMITID": server["request"]}
    compared(server, server.clone("merge"), "tip", **azure)
    assert "not checked out" in refused(server.clone("linear"), **azure)


BRANCHES = {
    "circle": ({"CIRCLECI": "true"}, "CIRCLE_BRANCH"),
    "azure": ({"TF_BUILD": "True", "BUILD_REASON": "IndividualCI"}, "BUILD_SOURCEBRANCH"),
    "bitbucket": ({"BITBUCKET_BUILD_NUMBER": "1"}, "BITBUCKET_BRANCH"),
    "jenkins": ({"JENKINS_URL": "https://ci.example.org"}, "BRANCH_NAME"),
}


@pytest.mark.parametrize("system", BRANCHES)
def test_a_branch_elsewhere(system: str, server: Server) -> None:
    variables, name = BRANCHES[system]
    assert compared(server, server.clone("request"), "start", **variables, **{name: "request"})[0] == SILENTLY
    _, words = compared(server, server.clone("tip"), **variables, **{name: "main"})
    assert "ledger --verify" in words
    assert FULL[system] in refused(server.clone("request", fetch=""), **variables, **{name: "request"})
    assert "BUTFOR_BASE" in refused(server.clone("tip"), **variables)


@pytest.mark.parametrize("variables", [{"CI": "true"}, {"CI": "1"}, {"CI": "woodpecker"}, {"CIRCLECI": "true"}])
def test_a_job_of_which_nothing_is_known(variables: dict[str, str], server: Server) -> None:
    assert compared(server, server.clone("request"), "start", **variables)[0] == SILENTLY
    assert "BUTFOR_BASE" in refused(server.clone("tip"), **variables)
    shallow = server.clone("request", "--depth=1", fetch="")
    assert "BUTFOR_BASE" in refused(shallow, **variables)


@pytest.mark.parametrize("value", ["", "0", "false", "No"])
def test_no_job(value: str, server: Server) -> None:
    status, _, words = check(server.clone("request", "--depth=1", fetch=""), CI=value)
    assert (status, words) == (0, "")


def test_a_base_that_somebody_names(server: Server, tmp_path: Path) -> None:
    job = server.clone("request")
    event = github(tmp_path, "pull_request", "{")
    for revision, base in (("origin/main", "start"), (server["silent"], "silent"), ("HEAD~1", "silent")):
        compared(server, job, base, BUTFOR_BASE=revision, **event)
    assert compared(server, job, BUTFOR_BASE="none")[0] == []
    for revision in ("nothing", "-x", "--all", "HEAD", "HEAD..HEAD"):
        assert "BUTFOR_BASE" in refused(job, BUTFOR_BASE=revision)
    shallow = server.clone("request", "--depth=2", fetch="+refs/heads/main:refs/remotes/origin/main")
    assert "--unshallow" in refused(shallow, BUTFOR_BASE="origin/main")


# -- surroundings ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"GITHUB_ACTIONS": "true"}, "before actions/checkout: a step that installs git"),
        ({"GITLAB_CI": "true"}, "an `image` with git"),
        ({"CI": "true"}, "install git in the container"),
    ],
)
def test_a_job_without_a_clone(variables: dict[str, str], words: str, archive: Place) -> None:
    said = refused(Clone(archive.root), **variables)
    assert words in said
    assert "git init" not in said


def test_a_job_without_git(server: Server, tmp_path: Path) -> None:
    job = server.clone("request")
    (tmp_path / "bin").mkdir()
    said = refused(job, GITHUB_ACTIONS="true", PATH=str(tmp_path / "bin"))
    assert "before actions/checkout: a step that installs git" in said


def test_an_archive_in_a_submodule_is_another_repository(server: Server, tmp_path: Path) -> None:
    outer = Clone(tmp_path / "outer")
    outer.root.mkdir()
    outer.git("init", "-q", "-b", "main")
    source = f"file://{server.repository.root}"
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "-b", "request", source, "wires")
    outer.commit()
    done = outer.place.run("check", "--archive", "wires", **github(tmp_path, "workflow_dispatch"))
    assert done.returncode == 2
    assert "submodule" in done.stderr


def test_a_hook_run_by_a_job(server: Server) -> None:
    """`pre-commit run --all-files`: nothing is staged, so the commit is compared."""
    job = server.clone("request")
    done = job.place.run("check", "--staged", "--format", "json", CI="true")
    assert [finding["rule"] for finding in json.loads(done.stdout)["findings"]] == SILENTLY
    assert job.place.run("check", "--staged", CI="true", PATH=os.environ["PATH"]).returncode == 1
    shallow = server.clone("tip", "--depth=1", fetch="")
    assert shallow.place.run("check", "--staged", CI="true").returncode == 2
    assert subprocess.run(["git", "status", "--short"], cwd=job.root, capture_output=True, check=True).stdout == b""


def test_with_nothing_to_compare_no_git_is_needed(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    done = archive.run("check", CI="true", BUTFOR_BASE="none")
    assert (done.returncode, done.stderr) == (0, "compared with nothing: BUTFOR_BASE is `none`\n")
