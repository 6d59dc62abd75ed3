"""GitHub Actions, and what speaks its language (Gitea, Forgejo): the event is a file."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from butfor.engine.ci.clone import NAME_IT, CiComparison, Job, branch_of, oid_of
from butfor.engine.ci.push import compare_push
from butfor.engine.ci.request import Request, compare_queue, compare_request
from butfor.files.git_process import GitError

FULL_CLONE = "in the workflow: actions/checkout with `fetch-depth: 0` (the merge of a request needs `fetch-depth: 2`)"
CONTAINER = "in the workflow, before actions/checkout: a step that installs git in the container of the job"
_REQUESTS = frozenset(["pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment"])
# Events whose commit was there before them.
_UNCHANGING = frozenset(
    [
        *("branch_protection_rule", "check_run", "check_suite", "create", "delete", "deployment", "deployment_status"),
        *("discussion", "discussion_comment", "fork", "gollum", "image_version", "issue_comment", "issues", "label"),
        *("milestone", "page_build", "public", "registry_package", "release", "repository_dispatch", "schedule"),
        *("status", "watch", "workflow_dispatch", "workflow_run"),
    ]
)
_MOST_BYTES = 32 * 1024 * 1024  # an event of GitHub has at most 25 MB


def compare(job: Job) -> CiComparison:
    """Find what the event of a job is compared with.

    Raises:
        GitError: the event can't be read, or what it is compared with is not in this clone.
    """
    name, event = job.variable("GITHUB_EVENT_NAME"), _read_event(job.environment)
    job = replace(job, default_branch=branch_of(_text(event, "repository", "default_branch")))
    if name in _REQUESTS:
        return replace(compare_request(job, _request(job, name, event)), labels=_labels(event))
    if name == "merge_group":
        return _compare_group(job, event)
    ref = _text(event, "ref") or job.variable("GITHUB_REF")
    if name == "push" and not ref.startswith("refs/tags/"):
        return _compare_push(job, ref, event)
    started_by = _text(event, "workflow_run", "event")
    if started_by in {*_REQUESTS, "merge_group"} and oid_of(_text(event, "workflow_run", "head_sha")) != job.head:
        raise job.wrong_checkout(
            f"this run follows one of `{started_by}`, but its commit is not checked out",
            "in the workflow: check requests in a workflow `on: pull_request`",
        )
    if name in _UNCHANGING or name == "push":
        return job.unless_public(f"and an event `{name}` changes nothing")
    if job.is_public:
        raise GitError(f"butfor does not know what to compare an event `{name[:40]}` with", NAME_IT.removeprefix("or "))
    return job.since_public()


def _request(job: Job, name: str, event: Any) -> Request:
    base, head = (oid_of(_text(event, "pull_request", side, "sha")) for side in ("base", "head"))
    own = job.oid("GITHUB_SHA")  # the merge that GitHub made; for pull_request_target the target
    advice = ["in the workflow: `on: pull_request`, and actions/checkout without `ref`, which checks out the merge"]
    tips = {base}
    merge: str | None = own or None
    if name == "pull_request_target":
        tips.add(own)
        merge = "" if own else None
        advice.append("(`pull_request_target` checks out the target)")
    return Request(
        head=head,
        target=branch_of(_text(event, "pull_request", "base", "ref")),
        target_oid=base,
        merge=merge,
        is_retargeted=_text(event, "changes", "base", "ref", "from") != "",
        tips=frozenset(tips - {""}),
        advice=tuple(advice),
    )


def _compare_group(job: Job, event: Any) -> CiComparison:
    head = oid_of(_text(event, "merge_group", "head_sha"))
    if head and head != job.head:
        raise job.wrong_checkout("the entry of the queue is not checked out: leave out `ref` of actions/checkout")
    target = branch_of(_text(event, "merge_group", "base_ref"))
    if not target:
        raise job.problem("the event does not name the target of the merge queue")
    return compare_queue(job, target)


def _compare_push(job: Job, ref: str, event: Any) -> CiComparison:
    after = oid_of(_text(event, "after"))
    if after.strip("0") and after != job.head and not job.repository.is_ancestor(after, job.head):
        raise job.wrong_checkout("the pushed commit is not checked out: leave out `ref` of actions/checkout")
    return compare_push(job, branch_of(ref), oid_of(_text(event, "before")))


def _labels(event: Any) -> frozenset[str]:
    request = event.get("pull_request")
    entries = request.get("labels") if isinstance(request, dict) else None
    names = (_text(label, "name") for label in entries) if isinstance(entries, list) else ()
    return frozenset(filter(None, names))


def _text(event: Any, *keys: str) -> str:
    """Return the text at a path of the event, an empty one where there is none."""
    for key in keys:
        event = event.get(key) if isinstance(event, dict) else None
    return event if isinstance(event, str) else ""


def _read_event(environment: Mapping[str, str]) -> Any:
    if not environment.get("GITHUB_EVENT_PATH"):
        raise GitError("GITHUB_EVENT_PATH is not set, so the event is not known", NAME_IT.removeprefix("or "))
    try:
        with Path(environment["GITHUB_EVENT_PATH"]).open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise ValueError("it is too large")
        event = json.loads(data)
    except (OSError, ValueError, RecursionError) as error:
        raise GitError(f"the event can't be read ({error})", NAME_IT.removeprefix("or ")) from error
    if not isinstance(event, dict):
        raise GitError("the event can't be read (it is not an object)", NAME_IT.removeprefix("or "))
    return event
