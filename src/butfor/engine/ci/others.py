"""CircleCI, Azure Pipelines, Bitbucket and Jenkins: none says what a branch held before a push."""

from dataclasses import dataclass

from butfor.engine.ci.clone import NAME_IT, CiComparison, Job
from butfor.engine.ci.push import BEFORE
from butfor.engine.ci.request import Request, compare_branch
from butfor.files.git_process import GitError


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A CI system: the names of its variables. Where it has none for something, an empty name."""

    name: str
    signs: tuple[str, ...]
    """One of them is set in each of its jobs."""
    branch: str
    tag: str
    target: str = ""
    """The branch that a request is to be merged into."""
    target_oid: str = ""
    head: str = ""
    """The last commit of a request."""
    full_clone: str
    """What to write for a full clone."""
    container: str


SYSTEMS = (
    System(
        name="CircleCI",
        signs=("CIRCLECI",),
        branch="CIRCLE_BRANCH",
        tag="CIRCLE_TAG",
        full_clone="in .circleci/config.yml: `checkout` with `method: full`",
        container="in .circleci/config.yml: an image that contains git, or a step before `checkout` that installs it",
    ),
    System(
        name="Azure Pipelines",
        signs=("TF_BUILD",),
        branch="BUILD_SOURCEBRANCH",
        tag="BUILD_SOURCEBRANCH",
        target="SYSTEM_PULLREQUEST_TARGETBRANCH",
        head="SYSTEM_PULLREQUEST_SOURCECOMMITID",
        full_clone="in azure-pipelines.yml: `- checkout: self` with `fetchDepth: 0`",
        container="in azure-pipelines.yml: an agent or container that contains git",
    ),
    System(
        name="Bitbucket Pipelines",
        signs=("BITBUCKET_BUILD_NUMBER",),
        branch="BITBUCKET_BRANCH",
        tag="BITBUCKET_TAG",
        target="BITBUCKET_PR_DESTINATION_BRANCH",
        target_oid="BITBUCKET_PR_DESTINATION_COMMIT",
        head="BITBUCKET_COMMIT",
        full_clone="in bitbucket-pipelines.yml: `clone: depth: full`, and the target fetched in `script`",
        container="in bitbucket-pipelines.yml: an `image` that contains git",
    ),
    System(
        name="Jenkins",
        signs=("JENKINS_URL", "JENKINS_HOME"),
        branch="BRANCH_NAME",
        tag="TAG_NAME",
        target="CHANGE_TARGET",
        full_clone="in Jenkins: a clone that is not shallow, with a refspec that contains the target",
        container="in Jenkins: an agent or container that contains git",
    ),
)


def compare(job: Job, system: System) -> CiComparison:
    """Find what a build is compared with.

    Raises:
        GitError: that is not known, or is not in this clone.
    """
    if system.target and job.variable(system.target):
        return _compare_request(job, system)
    tag, branch = job.variable(system.tag), job.branch(system.branch)
    if tag.startswith("refs/tags/") if system.tag == system.branch else tag:
        return job.unless_public("and a tag changes nothing")
    if not branch:
        return compare_unknown(job)
    why = f"and {system.name} does not say {BEFORE} (`butfor ledger --verify` checks the history; BUTFOR_BASE names it)"
    return job.unless_public(why)


def compare_unknown(job: Job) -> CiComparison:
    """Compare a build of which nothing is known but its commit.

    Raises:
        GitError: the commit is public, so nobody knows what it changed, or it is not known what is public.
    """
    if job.is_public:
        raise GitError(
            "this is a CI job, and nothing says what to compare with: what is checked out is public already",
            NAME_IT.removeprefix("or "),
        )
    return job.since_public()


def _compare_request(job: Job, system: System) -> CiComparison:
    head = job.oid(system.head)
    if head and job.repository.commit(head) is None:
        raise job.problem("the last commit of the request is not in this clone")
    if head and not job.repository.is_ancestor(head, job.head):
        raise job.wrong_checkout("the request is not checked out")
    target, target_oid = job.branch(system.target), job.oid(system.target_oid)
    return compare_branch(job, Request(head=head, target=target, target_oid=target_oid))
