"""GitLab CI: the event is in variables, and the clone holds the branch that is built and no other."""

from dataclasses import replace

from butfor.engine.ci.clone import NAME_IT, CiComparison, Job
from butfor.engine.ci.push import compare_push
from butfor.engine.ci.request import Request, compare_branch, compare_queue, compare_request
from butfor.files.git_process import GitError

FULL_CLONE = 'in .gitlab-ci.yml: `GIT_DEPTH: "0"` under `variables`, and the branch fetched in `before_script`'
CONTAINER = "in .gitlab-ci.yml: an `image` with git, or `before_script` that installs it; GIT_STRATEGY not `none`"
_UNCHANGING = frozenset(
    ["schedule", "web", "api", "trigger", "pipeline", "parent_pipeline", "chat", "webide", "ondemand_dast_scan"]
)
_ADVICE = ("in .gitlab-ci.yml: leave what GitLab has checked out as it is",)


def compare(job: Job) -> CiComparison:
    """Find what the pipeline of a job is compared with.

    Raises:
        GitError: what it is compared with is not in this clone.
    """
    source = job.variable("CI_PIPELINE_SOURCE")
    # A child pipeline of a request's learns of the request, too.
    if source == "merge_request_event" or job.variable("CI_MERGE_REQUEST_TARGET_BRANCH_NAME"):
        labels = frozenset(filter(None, job.variable("CI_MERGE_REQUEST_LABELS").split(",")))
        return replace(_compare_request(job), labels=labels)
    if source == "external_pull_request_event":
        return _compare_external(job)
    job = replace(job, default_branch=job.branch("CI_DEFAULT_BRANCH"))
    if job.variable("CI_COMMIT_TAG"):
        return job.unless_public("and a tag changes nothing")
    before = job.oid("CI_COMMIT_BEFORE_SHA")
    if source == "push" or before.strip("0"):  # child pipelines learn of the push, too
        return compare_push(job, job.branch("CI_COMMIT_BRANCH"), before)
    if source in _UNCHANGING:
        return job.unless_public(f"and a pipeline by `{source}` changes nothing")
    if job.is_public:
        raise GitError(
            f"butfor does not know what to compare a pipeline by `{source[:40]}` with", NAME_IT.removeprefix("or ")
        )
    return job.since_public()


def _compare_request(job: Job) -> CiComparison:
    target = job.branch("CI_MERGE_REQUEST_TARGET_BRANCH_NAME")
    own, foreign = job.variable("CI_PROJECT_ID"), job.variable("CI_MERGE_REQUEST_PROJECT_ID")
    if foreign and own != foreign:  # the pipeline runs in a fork, whose branch of that name is not the target
        target = ""
    built = job.oid("CI_COMMIT_SHA")
    if built and built != job.head:
        raise job.wrong_checkout("the request is not checked out", *_ADVICE)
    if job.variable("CI_MERGE_REQUEST_EVENT_TYPE") == "merge_train":
        return compare_queue(job, target)
    head = job.oid("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA")  # only where the result of the merge is built
    request = Request(
        head=head or job.head,
        target=target,
        target_oid=job.oid("CI_MERGE_REQUEST_TARGET_BRANCH_SHA"),
        fork=job.oid("CI_MERGE_REQUEST_DIFF_BASE_SHA"),
        merge=built or None,
        tips=frozenset(filter(None, [job.oid("CI_MERGE_REQUEST_TARGET_BRANCH_SHA")])),
        advice=_ADVICE,
    )
    return compare_request(job, request) if head else compare_branch(job, request)


def _compare_external(job: Job) -> CiComparison:
    target = job.oid("CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA")
    request = Request(
        head=job.oid("CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA"),
        target=job.branch("CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME"),
        target_oid=target,
        merge=job.oid("CI_COMMIT_SHA") or None,
        tips=frozenset(filter(None, [target])),
        advice=_ADVICE,
    )
    return compare_request(job, request)
