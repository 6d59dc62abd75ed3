"""What is public: where a version left the branches that readers see. docs/git.md says it in a table.

Branches are asked for by their full names, and commit dates decide nothing. Where it is not known, that is an error:
"could not compare" is never "nothing found".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from butfor.files.git import EMPTY_TREE, Repository
from butfor.files.git_process import GitError

_USUAL = ("HEAD", "main", "master")
_NAME_IT = 'or name it: `[git] public = "BRANCH"` in butfor.toml, or --public BRANCH'


@dataclass(frozen=True, slots=True)
class BaseCommit:
    """A commit that a version is compared with."""

    oid: str
    """Its id; `EMPTY_TREE` for the tree without files."""
    name: str
    """What it is of, as people write it: ``upstream/main``."""
    ref: str = ""
    """The full name of the branch that it is the tip of; empty where it is no tip."""

    def __str__(self) -> str:
        """Return it as reports name it: ``upstream/main at 1a2b3c4``."""
        return f"{self.name} at {self.oid[:7]}" if self.oid else self.name


@dataclass(frozen=True, slots=True)
class PublicBases:
    """Where a version left what is public."""

    bases: tuple[BaseCommit, ...]
    """More than one where none of them is reached from another."""
    considered: tuple[BaseCommit, ...] = ()
    """Those too that are reached from another: where it left each branch that may be public."""
    notes: tuple[str, ...] = ()
    """What whoever reads the report must know, a sentence each."""


def public_bases(
    repository: Repository,
    head: str | None,
    names: Sequence[str] = (),
    *,
    merged: Sequence[str] = (),
    remote: str | None = None,
    in_ci: bool = False,
    default_branch: str = "",
) -> PublicBases:
    """Return where ``head``, the id of a commit, left the public branches; None where nothing is committed yet.

    ``names``: what `[git] public` or --public says, branches and patterns such as ``release/*``. ``merged``: commits
    that are about to be merged into ``head``; as far as they are public they are no change of its own. ``remote``: the
    one that is pushed to. ``default_branch``: the server's, where it says so itself.

    Raises:
        GitError: it is not known; ``args`` say what to do, a line each.
    """
    tips = public_tips(
        repository, names, remote=remote, in_ci=in_ci, default_branch=default_branch, nothing_committed=head is None
    )
    if not tips.bases:
        return PublicBases((BaseCommit(EMPTY_TREE, "the empty tree: nothing is committed yet"),), notes=tips.notes)
    bases: dict[str, str] = {}
    for tip in tips.bases:
        for oid in repository.merge_bases(tip.oid, head, *merged) if head else ():
            bases.setdefault(oid, tip.name)
    considered = tuple(BaseCommit(oid, name) for oid, name in bases.items())
    if not bases:  # two histories: one takes the place of the other
        note = "what is checked out and the public branch have no commit in common"
        return PublicBases(tips.bases, notes=(*tips.notes, note))
    latest = repository.independent(bases)
    return PublicBases(tuple(base for base in considered if base.oid in latest), considered, tips.notes)


def public_tips(
    repository: Repository,
    names: Sequence[str] = (),
    *,
    remote: str | None = None,
    in_ci: bool = False,
    default_branch: str = "",
    nothing_committed: bool = False,
) -> PublicBases:
    """Return the public branches with the commits that they have now.

    The branches are those of ``upstream``, else of the remote that is pushed to, else of ``origin``, else of the only
    remote, else local ones. ``default_branch``: the server's, where it says so itself.

    Raises:
        GitError: it is not known.
    """
    remotes = repository.remotes()
    known = [name for name in dict.fromkeys(("upstream", remote, "origin")) if name in remotes]
    known = known or (remotes if len(remotes) == 1 else [])
    branches = names or ((default_branch,) if default_branch else _USUAL)
    passed_over: list[str] = []
    for name in known or [""]:
        wanted = [_full_name(repository, branch, name, remotes) for branch in branches]
        if tips := _branches(repository, wanted, must=bool(names)):
            return PublicBases(tips, notes=(*passed_over, *_without_match(wanted, tips)))
        if name:
            passed_over.append(
                f"no public branch of {name} is in this clone; if it has one, `git fetch {name}` gets it"
            )
    is_cloned = any(repository.references(f"refs/remotes/{name}") for name in remotes)
    if is_cloned or (remotes and in_ci):
        raise GitError(_not_known(names, known), *_to_fetch(repository, known or remotes), _NAME_IT)
    local = [f"refs/heads/{branch.removeprefix('refs/heads/')}" for branch in names or _USUAL]
    tips = _branches(repository, local, must=bool(names)) or (() if names else _only_branch(repository))
    if not tips and not (nothing_committed and not repository.references("refs/heads")):
        raise GitError(_not_known(names, known), _NAME_IT.removeprefix("or "))
    return PublicBases(tips, notes=tuple(passed_over))


def _full_name(repository: Repository, branch: str, remote: str, remotes: Sequence[str]) -> str:
    """Return the full name of a branch: of the remote that it begins with, else of ``remote``.

    Raises:
        GitError: both are there.
    """
    branch = branch.removeprefix("refs/heads/")
    if branch.startswith("refs/"):
        return branch
    own, foreign = f"refs/remotes/{remote}/{branch}", f"refs/remotes/{branch}"
    if branch.partition("/")[0] not in remotes:
        return own
    if remote and repository.references(own):
        raise GitError(f"{branch} is a branch of {remote} and of another remote", f"write {own} or {foreign}")
    return foreign


def _without_match(wanted: Sequence[str], tips: Sequence[BaseCommit]) -> Iterator[str]:
    for pattern in wanted:
        if not any(fnmatchcase(tip.ref, pattern) for tip in tips) and set("*?[") & set(pattern):
            yield f"no branch in this clone is called {_short(pattern)}"


def _branches(repository: Repository, wanted: Sequence[str], *, must: bool) -> tuple[BaseCommit, ...]:
    """Return the branches of these full names and patterns; where one is there each that is no pattern ``must`` be.

    Raises:
        GitError: some are there and some not.
    """
    exact = {name for name in wanted if not set("*?[") & set(name)}
    found = {
        name: oid
        for name, oid in repository.references(*wanted).items()
        if name in exact or any(fnmatchcase(name, pattern) for pattern in wanted)
    }
    missing = sorted(exact - found.keys())
    if must and found and missing:
        raise GitError(
            f"the public branch {_short(missing[0])} is not in this clone, so nothing could be compared",
            "fetch it: git fetch --all; or delete it from `[git] public`",
        )
    order = {name: number for number, name in enumerate(wanted)}
    tips: dict[str, str] = {}
    for name in sorted(found, key=lambda name: (name.endswith("/HEAD"), order.get(name, len(order)), name)):
        branch = repository.symbolic(name) if name.endswith("/HEAD") else name
        if not branch.endswith("/HEAD"):  # a branch that is only called so says nothing
            tips[branch] = found[name]
    return tuple(BaseCommit(oid, _short(name), name) for name, oid in tips.items())


def _not_known(names: Sequence[str], remotes: Sequence[str]) -> str:
    where = f" of {' or '.join(remotes)}" if remotes else ""
    if names:
        return f"no branch{where} in this clone is called {' or '.join(names)}, which should be public; is that right?"
    return "butfor does not know which branch is public, so nothing could be compared"


def _short(name: str) -> str:
    return name.removeprefix("refs/remotes/").removeprefix("refs/heads/")


def _only_branch(repository: Repository) -> tuple[BaseCommit, ...]:
    branches = repository.references("refs/heads")
    return tuple(
        BaseCommit(oid, name.removeprefix("refs/heads/"), name) for name, oid in branches.items() if len(branches) == 1
    )


def _to_fetch(repository: Repository, remotes: Sequence[str]) -> list[str]:
    """Return the commands that fetch all branches of a remote and its default one."""
    whole = "--unshallow " if repository.is_shallow else ""
    return [
        f"fetch it: git remote set-branches {name} '*' && git fetch {whole}{name} && git remote set-head {name} --auto"
        for name in remotes[:1]
    ]


def commit_named(repository: Repository, revision: str) -> str:
    """Return the commit that somebody named.

    Raises:
        GitError: there is none, or git would choose between several refs of this name.
    """
    name = re.split(r"[~^@:]", revision)[0]
    places = [f"refs/{name}", f"refs/tags/{name}", f"refs/heads/{name}", f"refs/remotes/{name}"]
    found = [place for place in places if name and repository.reference(place)]
    if f"refs/tags/{name}" in found:  # whoever may push a tag is not to choose for those who mean the branch
        found += [place for place in repository.references(f"refs/remotes/*/{name}") if place not in found]
    if len(found) > 1:
        raise GitError(f"{name} is the name of {' and of '.join(found)}", "write the full name of one of them")
    commit = repository.commit(revision) if revision else None
    if commit is None:
        there = [_short(place) for place in repository.references(f"refs/remotes/*/{name}")] if name else []
        if there and name == revision:
            raise GitError(f"there is no branch {revision} of your own in this clone", f"write {there[0]}")
        fetch = ["it may be older than this clone: git fetch --unshallow"] if repository.is_shallow else []
        raise GitError(f"there is no revision {revision} in this clone; fetch it, or name another", *fetch)
    return commit
