"""Which version a CI job has to compare with: found from the event, by what GitHub and GitLab say of it.

What is judged is always what is checked out. On a pull request that is the merge of the request into its target, so its
first parent is what the target holds now: right for a branch that is behind, for forks, squashes and shallow clones.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from butfor.files.git import EMPTY_TREE, Repository
from butfor.files.git_process import GitError
from butfor.files.public import BaseCommit, public_bases

_REQUESTS = ("pull_request", "pull_request_target")


def known(environment: Mapping[str, str]) -> bool:
    """Whether this is a CI job that says what it is for."""
    return "true" in (environment.get("GITHUB_ACTIONS"), environment.get("GITLAB_CI"))


def base(repository: Repository, environment: Mapping[str, str]) -> str | None:
    """The commit or tree that the checked-out one is compared with; None where the event changes nothing.

    Raises:
        GitError: it is not in this clone; ``args`` hold the command that fetches it.
    """
    if environment.get("GITHUB_ACTIONS") == "true":
        return _github(repository, environment)
    return _gitlab(repository, environment)


def labels(environment: Mapping[str, str]) -> frozenset[str] | None:
    """The labels of the request that a job is for, None where they are not known."""
    if environment.get("GITHUB_ACTIONS") == "true" and environment.get("GITHUB_EVENT_NAME") in _REQUESTS:
        event = _event(environment)
        request = event.get("pull_request") if isinstance(event, dict) else None
        entries = request.get("labels") if isinstance(request, dict) else None
        names = (_text(label, "name") for label in entries) if isinstance(entries, list) else ()
        return frozenset(filter(None, names))
    if environment.get("CI_PIPELINE_SOURCE") == "merge_request_event":
        return frozenset(filter(None, environment.get("CI_MERGE_REQUEST_LABELS", "").split(",")))
    return None


def _github(repository: Repository, environment: Mapping[str, str]) -> str | None:
    name, event = environment.get("GITHUB_EVENT_NAME", ""), _event(environment)
    if name in _REQUESTS:
        sides = (_text(event, "pull_request", side, "sha") for side in ("base", "head"))
        return _request(repository, *sides)
    if name == "merge_group":
        return _here(repository, _text(event, "merge_group", "base_sha"))
    if name == "push":
        return _pushed(repository, _text(event, "before"))
    return None


def _gitlab(repository: Repository, environment: Mapping[str, str]) -> str | None:
    if environment.get("CI_PIPELINE_SOURCE") == "merge_request_event":
        head = environment.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "")  # only where the result of the merge is built
        if head:
            return _request(repository, environment.get("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", ""), head)
        return _here(repository, environment.get("CI_MERGE_REQUEST_DIFF_BASE_SHA", ""))
    if environment.get("CI_PIPELINE_SOURCE") == "external_pull_request_event":
        target, head = (
            environment.get(f"CI_EXTERNAL_PULL_REQUEST_{side}_BRANCH_SHA", "") for side in ("TARGET", "SOURCE")
        )
        return _request(repository, target, head)
    if environment.get("CI_PIPELINE_SOURCE") == "push":
        return _pushed(repository, environment.get("CI_COMMIT_BEFORE_SHA", ""))
    return None


def _request(repository: Repository, target: str, head: str) -> str:
    """The first parent of a request's merge; where its branch itself is checked out, what it forked from."""
    here = repository.commit("HEAD")
    parents = repository.parents("HEAD")
    if head and here == head:
        _here(repository, target)
        forked = (repository.merge_bases("HEAD", target) or [""])[0]
        if not forked:
            raise GitError(
                "this clone does not reach back to where the branch forked",
                "fetch all of it: git fetch --unshallow origin",
            )
        return forked
    if len(parents) != 2:
        raise GitError(
            f"HEAD is neither the merge of the request nor its branch ({len(parents)} parents)",
            "check out the merge, which is what actions/checkout does by itself",
        )
    if repository.commit(parents[0]) is None:
        raise GitError(
            "the version to compare with is not in this clone",
            "fetch it: git fetch --depth=2 origin " + (here or "HEAD"),
            "(with actions/checkout: `fetch-depth: 2`)",
        )
    return parents[0]


def _pushed(repository: Repository, before: str) -> str:
    """What a branch held before a push; for a new one where it left the main branch, for that one itself nothing."""
    if before and before.strip("0"):
        return _here(repository, before)
    public, parents = public_bases(repository, repository.commit("HEAD")).bases[0].oid, repository.parents("HEAD")
    if public != repository.commit("HEAD"):
        return public
    return _here(repository, parents[0]) if parents else EMPTY_TREE


def _here(repository: Repository, commit: str) -> str:
    if not commit:
        raise GitError("the event does not name the version to compare with", "name it: butfor check --since REVISION")
    if repository.commit(commit) is None:
        raise GitError(
            "the version to compare with is not in this clone",
            f"fetch it: git fetch --depth=1 origin {commit}",
            "(with actions/checkout: `fetch-depth: 0`)",
        )
    return commit


def _text(event: Any, *keys: str) -> str:
    """The text at a path of the event, empty where there is none."""
    for key in keys:
        event = event.get(key) if isinstance(event, dict) else None
    return event if isinstance(event, str) else ""


def _event(environment: Mapping[str, str]) -> Any:
    path = environment.get("GITHUB_EVENT_PATH", "")
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise GitError(
            f"the event can't be read ({error})", "name the version: butfor check --since REVISION"
        ) from error


@dataclass(frozen=True, slots=True)
class CiComparison:
    bases: tuple[BaseCommit, ...]
    labels: frozenset[str] | None = None
    notes: tuple[str, ...] = ()


def is_ci(environment: Mapping[str, str]) -> bool:
    return known(environment)


def find_ci_comparison(
    repository: Repository, environment: Mapping[str, str], names: Sequence[str] = ()
) -> CiComparison:
    found = base(repository, environment)
    if found is None:
        return CiComparison((), notes=("this event changes nothing",))
    return CiComparison((BaseCommit(found, "base"),), labels(environment))
