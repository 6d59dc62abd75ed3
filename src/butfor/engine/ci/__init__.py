"""Which versions a CI job has to compare with: found from what its system says of the event, and from its clone.

What is judged is always what is checked out. Where it is not known what to compare with, nothing is judged: the job
ends with exit status 2 and says what to write.
"""

from collections.abc import Mapping, Sequence

from butfor.engine.ci import github, gitlab, others
from butfor.engine.ci.clone import NAME_IT, CiComparison, Job
from butfor.files.git import Repository
from butfor.files.git_process import GitError
from butfor.files.public import BaseCommit, commit_named

__all__ = ["CiComparison", "find_ci_comparison", "is_ci", "words_without_git"]

_BASE = "BUTFOR_BASE"
# The last two don't set `CI`.
_SIGNS = (
    *("CI", "GITHUB_ACTIONS", "GITLAB_CI", *(sign for system in others.SYSTEMS for sign in system.signs)),
    *("TEAMCITY_VERSION", "CODEBUILD_BUILD_ID"),
)


def is_ci(environment: Mapping[str, str]) -> bool:
    """Whether this is a job of a CI system, or somebody names what to compare with as if it were."""
    return bool(environment.get(_BASE)) or any(_is_set(environment, name) for name in _SIGNS)


def find_ci_comparison(
    repository: Repository, environment: Mapping[str, str], names: Sequence[str] = ()
) -> CiComparison:
    """Find what the checked-out commit is compared with.

    Args:
        repository: the clone of the job.
        environment: the variables of the job.
        names: the public branches, as the policy names them: names and patterns.

    Raises:
        GitError: that is not known, or is not in this clone; ``args`` say what to do, a line each.
    """
    job = Job(repository, environment, tuple(names))
    if environment.get(_BASE):
        return _compare_named(job, environment[_BASE])
    if repository.superproject:
        raise GitError(  # a request chooses which commit of which repository a submodule is
            "the archive is in a submodule, but the job is about another repository", NAME_IT.removeprefix("or ")
        )
    if _is_set(environment, "GITHUB_ACTIONS"):
        return github.compare(Job(repository, environment, tuple(names), github.FULL_CLONE))
    if _is_set(environment, "GITLAB_CI"):
        return gitlab.compare(Job(repository, environment, tuple(names), gitlab.FULL_CLONE))
    if system := _system(environment):
        return others.compare(Job(repository, environment, tuple(names), system.full_clone), system)
    return others.compare_unknown(job)


def words_without_git(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return what to do where a job has no git, or its files are no clone."""
    system = _system(environment)
    container = system.container if system else ""
    if _is_set(environment, "GITHUB_ACTIONS"):
        container = github.CONTAINER
    elif _is_set(environment, "GITLAB_CI"):
        container = gitlab.CONTAINER
    return (
        "a job compares with the public version, so git must be installed before the files are checked out",
        container or "install git in the container of the job, before the step that checks out",
    )


def _system(environment: Mapping[str, str]) -> others.System | None:
    return next((system for system in others.SYSTEMS if any(_is_set(environment, sign) for sign in system.signs)), None)


def _is_set(environment: Mapping[str, str], name: str) -> bool:
    return environment.get(name, "").casefold() not in ("", "0", "false", "no")


def _compare_named(job: Job, revision: str) -> CiComparison:
    """Compare with what somebody has named.

    Raises:
        GitError: there is no such revision here, or it is what is checked out.
    """
    if revision == "none":
        return CiComparison((), notes=(f"compared with nothing: {_BASE} is `none`",))
    try:
        oid = commit_named(job.repository, revision)
    except GitError as error:
        raise GitError(f"{_BASE}: {error.args[0]}", *error.args[1:]) from error
    if job.repository.is_ancestor(job.head, oid):
        raise GitError(
            f"{_BASE} names {revision}, which contains what is checked out, so nothing would be compared",
            "name an earlier version, or `none`",
        )
    return CiComparison(job.forks(BaseCommit(oid, revision)))
