"""What a push is compared with: what its branch held before, or for another branch what is public."""

from butfor.engine.ci.clone import CiComparison, Job
from butfor.files.git import EMPTY_TREE
from butfor.files.public import BaseCommit

BEFORE = "what was there before the push"


def compare_push(job: Job, branch: str, before: str) -> CiComparison:
    """Compare what was pushed to a branch.

    A push to the public branch is compared with what was there before it; to any other with what is public, for else
    the second push of a branch would take back what was found in the first.

    Args:
        job: the job.
        branch: the branch, empty where it is not known.
        before: the id of the commit that it held, noughts for a new branch, anything else for what is no id.

    Raises:
        GitError: that is not known, or is not in this clone.
    """
    if not (_is_public_branch(job, branch) if branch else job.is_public):
        return job.unless_public(f"the commit of {branch or 'the branch'} before the push")
    if before and not before.strip("0"):
        return _compare_new(job, branch)
    if not before:
        raise job.problem("the event does not name the commit of the branch before the push")
    if before == job.head:
        return CiComparison((), notes=("compared with nothing: the push changed nothing",))
    if job.repository.commit(before) is None:
        remote = job.remotes[0] if job.remotes else "origin"
        depth = "--depth=1 " if job.repository.is_shallow else ""
        raise job.problem(
            "the commit of the branch before the push is not in this clone (after a force push no branch contains it)",
            f"fetch it: git fetch {depth}{remote} {before}",
        )
    notes: tuple[str, ...] = ()
    if not job.repository.is_shallow and not job.repository.is_ancestor(before, job.head):
        notes = (f"a force push: {before[:9]} is no longer part of {branch or 'the branch'}",)
    return CiComparison((BaseCommit(before, BEFORE),), notes=notes, published=(job.head,))


def _is_public_branch(job: Job, branch: str) -> bool:
    """Return whether a branch of the server is one of those that readers see.

    Raises:
        GitError: it is not known.
    """
    return any(tip.ref in _refs(job, branch) for tip in job.public) or branch in job.names


def _refs(job: Job, branch: str) -> set[str]:
    return {f"refs/remotes/{remote}/{branch}" for remote in job.remotes} or {f"refs/heads/{branch}"}


def _compare_new(job: Job, branch: str) -> CiComparison:
    """Compare a public branch that was not there before with the other public ones; the first of all with nothing."""
    others = [tip for tip in job.public if tip.ref not in _refs(job, branch)]
    if not branch:  # where its name is not known, whatever stands elsewhere
        others = [tip for tip in job.public if tip.oid != job.head]
    if any(job.repository.is_ancestor(job.head, tip.oid) for tip in others):
        return CiComparison((), notes=("compared with nothing: other public branches contain all of this one",))
    if not others:
        return CiComparison((BaseCommit(EMPTY_TREE, "the empty tree: nothing was public before"),))
    bases = {oid: tip.name for tip in others for oid in job.repository.merge_bases(job.head, tip.oid)}
    if not bases:
        return CiComparison(tuple(others), notes=("this branch and the other public ones have no commit in common",))
    best = job.repository.independent(bases)
    return CiComparison(tuple(BaseCommit(oid, name) for oid, name in bases.items() if oid in best))
