"""What a request is compared with, whichever forge it was made on: its merge, its branch, or its place in a queue."""

from dataclasses import dataclass, replace

from butfor.engine.ci.clone import CiComparison, Job
from butfor.files.public import BaseCommit


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request to merge a branch, as a forge describes it to a job. Ids are full ids, or empty."""

    head: str
    """The last commit of the branch."""
    target: str
    """The name of the branch that it is to be merged into."""
    target_oid: str = ""
    """What that branch held when the event was made."""
    fork: str = ""
    """Where the branch left it, as the forge says: one such commit of perhaps several."""
    merge: str | None = None
    """The merge that the forge made and the job is for: empty if it names another commit, None if it names none.
    Whoever can push to the branch can make a merge, too, with a first parent of his own choice."""
    is_retargeted: bool = False
    """Its target has only just become another one: the merge may still be that with the former."""
    tips: frozenset[str] = frozenset()
    """Commits that the target surely holds or held."""
    advice: tuple[str, ...] = ()
    """What to write where something else is checked out."""


def compare_request(job: Job, request: Request) -> CiComparison:
    """Compare a request with its target: the merge with its first parent, the branch with every commit where it left.

    Raises:
        GitError: what is checked out is neither, or the target is not in this clone.
    """
    parents = job.repository.parents("HEAD")
    if not request.head:
        raise job.problem("the event does not name the last commit of the request")
    is_merge = len(parents) == 2 and parents[1] == request.head
    if is_merge and (
        parents[0] in request.tips or (request.merge in (None, job.head) and _may_be_target(job, request, parents[0]))
    ):
        return CiComparison((_first_parent(job, parents[0], request.target),))
    if not is_merge and job.head != request.head:
        on_target = job.head in request.tips
        raise job.wrong_checkout(
            "the request is not checked out: HEAD is "
            + ("its target" if on_target else "neither its merge nor its last commit"),
            *request.advice,
        )
    if is_merge:  # somebody's own: what the event says of the branch does not hold for it
        request = replace(request, target_oid="", fork="")
    return compare_branch(job, request)


def compare_branch(job: Job, request: Request) -> CiComparison:
    """Compare what is checked out, as it is, with every commit where it left the target of a request.

    Raises:
        GitError: the target is not in this clone, or what is checked out is part of it.
    """
    target = job.find_branch(request.target)
    event = request.target_oid and job.repository.commit(request.target_oid)
    then = BaseCommit(event, f"the target {request.target}".rstrip()) if event else None
    tips = [tip for tip in (target, then) if tip]
    for tip in tips:
        if not job.repository.is_ancestor(job.head, tip.oid):
            return CiComparison(job.forks(tip))
    if tips and request.head == job.head and request.fork not in ("", job.head) and _is_only_fork(job, request.fork):
        return CiComparison((_fork(request),))
    if tips and request.head == job.head:
        return CiComparison((), notes=(f"compared with nothing: {tips[0].name} contains the request already",))
    if tips:
        raise job.wrong_checkout(f"the request is not checked out: HEAD is part of {tips[0].name}", *request.advice)
    if request.fork and _is_only_fork(job, request.fork):
        return CiComparison((_fork(request),))
    name = request.target or "of the request"
    raise job.problem(
        f"the target {name} is not in this clone, so the request can't be compared with it",
        job.fetch_of(request.target) if request.target else "fetch all of it: git fetch --unshallow",
    )


def _fork(request: Request) -> BaseCommit:
    return BaseCommit(request.fork, f"where the branch left {request.target or 'its target'}")


def _may_be_target(job: Job, request: Request, oid: str) -> bool:
    """Return whether the target may have held a commit: it has to be on its branch where that is in this clone."""
    target = job.find_branch(request.target)
    if target is None:
        return not request.is_retargeted
    return job.repository.commit(oid) is not None and job.repository.is_ancestor(oid, target.oid)


def _first_parent(job: Job, oid: str, target: str) -> BaseCommit:
    if job.repository.commit(oid) is None:
        raise job.problem(
            "the version to compare with is not in this clone",
            f"fetch it: git fetch --depth=2 {job.remotes[0] if job.remotes else 'origin'} {job.head}",
        )
    return BaseCommit(oid, f"the target {target}".rstrip())


def _is_only_fork(job: Job, fork: str) -> bool:
    """Whether a branch left another at this commit and nowhere else, which is sure where nothing was merged since."""
    tip = BaseCommit(fork, "where the branch left its target")
    if job.repository.commit(fork) is None or not job.repository.is_ancestor(fork, job.head):
        return False
    job.forks(tip)  # raises where the clone is cut off in between
    return job.repository.lines("rev-list", "--merges", "--count", f"{fork}..{job.head}") == ["0"]


def compare_queue(job: Job, target: str) -> CiComparison:
    """Compare an entry of a merge queue with the target, not with the entry before: that may still be refused.

    Raises:
        GitError: the target is not in this clone.
    """
    tip = job.find_branch(target)
    if tip is None:
        command = (job.fetch_of(target),) if target else ()
        raise job.problem(f"the target {target} of the queue is not in this clone".replace("  ", " "), *command)
    if job.repository.is_ancestor(job.head, tip.oid):
        return CiComparison((), notes=(f"compared with nothing: {tip.name} contains this entry of the queue already",))
    return CiComparison(job.forks(tip))
