"""Which commits are public. A stand-in of what is written elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from butfor.files.git import GitError, Repository


@dataclass(frozen=True, slots=True)
class BaseCommit:
    """A commit that something is compared with."""

    oid: str
    name: str


@dataclass(frozen=True, slots=True)
class PublicBases:
    """Where a commit left what is public."""

    bases: tuple[BaseCommit, ...]
    notes: tuple[str, ...] = ()


def public_tips(
    repository: Repository, names: Sequence[str] = (), *, remote: str | None = None, in_ci: bool = False
) -> tuple[BaseCommit, ...]:
    """Return the public branches.

    Raises:
        GitError: none is known.
    """
    remotes = list(filter(None, repository.lines("remote")))
    for place in (remote,) if remote else ("upstream", "origin", *remotes):
        found = _found(repository, f"refs/remotes/{place}/", names or ("HEAD", "main", "master"))
        if found:
            return found
    found = () if remotes else _found(repository, "refs/heads/", names or ("main", "master"))
    if not found:
        raise GitError("no public branch is known here", "fetch it: git fetch origin main:refs/remotes/origin/main")
    return found


def public_bases(
    repository: Repository,
    head: str,
    names: Sequence[str] = (),
    *,
    remote: str | None = None,
    in_ci: bool = False,
) -> PublicBases:
    """Return every merge base with a public branch.

    Raises:
        GitError: there is none.
    """
    bases = {
        oid: BaseCommit(oid, tip.name)
        for tip in public_tips(repository, names, remote=remote, in_ci=in_ci)
        for oid in repository.merge_bases(head, tip.oid)
    }
    if not bases:
        raise GitError("this clone does not reach back to a public commit", "fetch all: git fetch --unshallow origin")
    best = [oid for oid in bases if not any(other != oid and repository.is_ancestor(oid, other) for other in bases)]
    return PublicBases(tuple(bases[oid] for oid in best))


def _found(repository: Repository, folder: str, patterns: Sequence[str]) -> tuple[BaseCommit, ...]:
    lines = repository.lines("for-each-ref", "--format=%(objectname) %(refname)", folder)
    refs = (line.partition(" ") for line in lines)
    short = folder.removeprefix("refs/remotes/").removeprefix("refs/heads/")
    return tuple(
        BaseCommit(oid, short + name.removeprefix(folder))
        for oid, _, name in refs
        if any(fnmatchcase(name.removeprefix(folder), pattern) for pattern in patterns)
    )
