"""What a check judges, by which policy, and what it is compared with. Raises, never exits."""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from butfor.engine.changes import changed_names, differing, policy_changed
from butfor.engine.ci import CiComparison, find_ci_comparison, is_ci, words_without_git
from butfor.engine.context import Base
from butfor.files.git import EMPTY_TREE, Repository
from butfor.files.git_process import GitError
from butfor.files.git_tree import GitTree
from butfor.files.public import BaseCommit, public_bases
from butfor.files.tree import CONFIG, Tree, WorkTree
from butfor.policy.policy import Policy, PolicyError, PolicyInvalidError
from butfor.rules.registry import load_policy

_OTHER_BRANCHES = (
    f"[git] public in {CONFIG} names other branches than the public version of it does",
    "leave it as it was; who changes it on the public branch itself says --public BRANCH",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be compared."""

    staged: bool = False
    """What is staged, or what is pushed, and not what lies in the folder."""
    since: str | None = None
    """The revision that it is compared with."""
    public: tuple[str, ...] = ()
    """The branches that readers see, where `[git] public` is not to say it."""
    selected: frozenset[str] | None = None
    """Names of the files to report on; None for all."""
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A version of an archive to check, and one that it is compared with."""

    tree: Tree
    policy: Policy
    """The policy that judges."""
    selected: frozenset[str] | None
    """Names of the files to report on; None for all."""
    only_changed: bool
    """The names are those that changed: nobody named them."""
    base: Base | None
    """What the tree is compared with; None for nothing."""


@dataclass(frozen=True, slots=True)
class Comparisons:
    """All that a version is compared with."""

    each: tuple[Comparison, ...]
    """More than one where what is public has several commits of which none is reached from another."""
    notes: tuple[str, ...]
    """What whoever reads the report must know, a line each: first what it was compared with."""


@dataclass(frozen=True, slots=True)
class _Judged:
    """A version that is judged, and what it is compared with."""

    tree: Tree
    commit: str | None
    """The commit that it is; None for the index or the folder."""
    only_changed: bool
    find: Callable[[Sequence[str]], CiComparison]
    """Returns what it is compared with, where these branches are public."""


def compare(root: Path, wanted: Wanted) -> Comparisons:
    """Find what an archive is compared with: what is public, a revision, or what CI says. docs/git.md has the table.

    Raises:
        GitError: git can't answer, or it can't be told; ``args`` say what to do, a line each.
        PolicyError: a policy file can't be read.
        PolicyInvalidError: policy files have findings.
    """
    in_ci = is_ci(wanted.environment)
    repository = _repository(root, wanted.environment, in_ci)
    judged = _judged(repository, wanted, in_ci)
    policy = load_policy(judged.tree)
    names = wanted.public or policy.config.git.public
    found = _find(judged, names)
    said = tuple(f"compared with {base}" for base in found.bases)
    if not found.bases:
        if names and not wanted.public:
            _require_trusted_names(repository, judged, names)
        nothing = Comparison(judged.tree, policy, wanted.selected, False, None)
        return Comparisons((nothing,), found.notes)
    each = []
    for commit in found.bases:
        base_tree = repository.tree(commit.oid)
        _require_same_place(repository, base_tree, commit, judged)
        trusted = _trusted_policy(base_tree, commit, judged.tree, policy)
        if not wanted.public:
            _require_same_bases(judged, found, names, trusted.config.git.public)
        selected = changed_names(base_tree, judged.tree, trusted) if judged.only_changed else wanted.selected
        new = policy if in_ci and policy_changed(base_tree, judged.tree, trusted) else None
        base = Base(base_tree, trusted, new, found.labels)
        judging = trusted if in_ci else policy  # who works locally tries out a policy
        each.append(Comparison(judged.tree, judging, selected, judged.only_changed, base))
    return Comparisons(tuple(each), (*said, *found.notes))


def _repository(root: Path, environment: Mapping[str, str], in_ci: bool) -> Repository:
    """Return the repository around an archive.

    Raises:
        GitError: there is none, or there is no git; in a CI job it is told how that comes.
    """
    try:
        return Repository.of(root)
    except GitError as error:
        is_clone = any((folder / ".git").exists() for folder in (root, *root.parents))
        if not in_ci or (is_clone and shutil.which("git")):
            raise
        raise GitError(error.args[0], *words_without_git(environment)) from error


def _judged(repository: Repository, wanted: Wanted, in_ci: bool) -> _Judged:
    """Return the version that is judged."""
    head, environment = repository.commit("HEAD"), wanted.environment
    if wanted.since is not None:
        base = _named(repository, wanted.since)
        only_changed = wanted.selected is None
        tree = WorkTree(repository.folder, named=wanted.selected or frozenset())
        return _Judged(tree, None, only_changed, _range(repository, head, base, wanted.since))
    remote = environment.get("PRE_COMMIT_REMOTE_NAME")
    pushed = environment.get("PRE_COMMIT_TO_REF") or (remote and environment.get("PRE_COMMIT_LOCAL_BRANCH"))
    if wanted.staged and pushed:  # pre-commit's range, or what is pushed
        if "GIT_INDEX_FILE" in environment:  # a hook of a push that commits, or of a commit that pushes
            raise GitError(
                "git names an index to commit, and PRE_COMMIT_TO_REF a commit to push, so one of them is left over",
                "to check the commit, run `unset PRE_COMMIT_TO_REF PRE_COMMIT_LOCAL_BRANCH`",
                "to check the push, run `unset GIT_INDEX_FILE`",
            )
        commit, start = _named(repository, pushed), environment.get("PRE_COMMIT_FROM_REF", "")
        pushed_tree = repository.tree(commit)
        if remote:
            return _Judged(pushed_tree, commit, True, _public(repository, commit, remote, in_ci))
        return _Judged(pushed_tree, commit, True, _range(repository, commit, _named(repository, start), start))
    if wanted.staged:
        staged = repository.staged()
        only_changed = staged.blobs != repository.tree(head or EMPTY_TREE).blobs
        if only_changed or not in_ci:
            return _Judged(staged, None, only_changed, _public(repository, head, None, in_ci, repository.merged()))
    # What is merged is the commit, whatever a checkout makes of it.
    committed: Tree = repository.tree(head) if head else WorkTree(repository.folder)
    find = partial(find_ci_comparison, repository, environment)
    return _Judged(committed, head, False, find)


def _public(
    repository: Repository, head: str | None, remote: str | None, in_ci: bool, merged: Sequence[str] = ()
) -> Callable[[Sequence[str]], CiComparison]:
    def find(names: Sequence[str]) -> CiComparison:
        found = public_bases(repository, head, names, merged=merged, remote=remote, in_ci=in_ci)
        return CiComparison(found.bases, notes=found.notes)

    return find


def _range(repository: Repository, head: str | None, base: str, name: str) -> Callable[[Sequence[str]], CiComparison]:
    """What ``head`` changed since it left ``base``: what other branches did since is not its own."""

    def find(_: Sequence[str]) -> CiComparison:
        bases = repository.merge_bases(head, base) if head else []
        return CiComparison(tuple(BaseCommit(oid, name) for oid in bases or [base]))

    return find


def _named(repository: Repository, revision: str) -> str:
    """Return the commit that somebody named.

    Raises:
        GitError: there is none, or the name is that of a branch and of a tag.
    """
    both = repository.references(f"refs/heads/{revision}", f"refs/tags/{revision}") if revision else {}
    if {f"refs/heads/{revision}", f"refs/tags/{revision}"} <= both.keys():
        raise GitError(f"{revision} is a branch and a tag", f"write refs/heads/{revision} or refs/tags/{revision}")
    commit = repository.commit(revision) if revision else None
    if commit is None:
        raise GitError(f"there is no revision {revision} in this clone; fetch it, or name another")
    return commit


def _find(judged: _Judged, names: Sequence[str]) -> CiComparison:
    """Return what a version is compared with where these branches are public; a commit never with itself."""
    found = judged.find(names)
    if not any(base.oid == judged.commit for base in found.bases):
        return found
    return replace(found, bases=(), notes=("compared with nothing: what is judged is public already", *found.notes))


def _require_trusted_names(repository: Repository, judged: _Judged, names: Sequence[str]) -> None:
    """Check that what is judged is not public only because it says so itself, so that it is compared with nothing.

    Raises:
        GitError: that can't be told, or where it would be compared without its own word, other branches are named.
    """
    for base in _find(judged, ()).bases:
        tree = repository.tree(base.oid)
        if CONFIG in tree.blobs and load_policy(tree).config.git.public != names:
            raise GitError(*_OTHER_BRANCHES)


def _require_same_bases(judged: _Judged, found: CiComparison, names: Sequence[str], public: Sequence[str]) -> None:
    """Check that what is judged does not choose what it is compared with: ``public`` is what was named before it.

    Raises:
        GitError: it does.
    """
    if names != public and {base.oid for base in _find(judged, public).bases} != {base.oid for base in found.bases}:
        raise GitError(*_OTHER_BRANCHES)


def _require_same_place(repository: Repository, base_tree: GitTree, base: BaseCommit, judged: _Judged) -> None:
    """Check that the archive did not move.

    Raises:
        GitError: it lay elsewhere.
    """
    if CONFIG in base_tree.blobs:
        return
    moved = sorted({*repository.archives(base.oid)} - {*repository.archives(judged.commit)})
    if moved:
        raise GitError(
            f"the archive in {moved[0] or 'the top folder'} is gone, and this one is new",
            "an archive stays where it is, or nothing could be compared with what it was: move it back",
        )


def _trusted_policy(base_tree: GitTree, base: BaseCommit, tree: Tree, policy: Policy) -> Policy:
    """Return the policy of what is public; the new one where there was none, or where the change only repairs it.

    Raises:
        GitError: it can't be used.
    """
    if CONFIG not in base_tree.blobs:
        return policy  # there was no archive yet
    try:
        return load_policy(base_tree)
    except (PolicyError, PolicyInvalidError) as error:
        folders = {policy.config.paths.incidents, policy.config.paths.schema_}
        names = {*base_tree.blobs, *(name for folder in folders for name in _names(tree, folder)), CONFIG}
        schema = f"{policy.config.paths.schema_}/"
        touched = differing(base_tree, tree, names)
        if touched and all(name == CONFIG or name.startswith(schema) for name in touched):
            return policy
        reason = error.args[0] if isinstance(error, PolicyError) else "it has errors"
        raise GitError(
            f"the policy of {base} can't be used ({reason}), so nothing could be judged by it",
            f"repair it in a change of its own that touches only {CONFIG} and {schema}",
        ) from error


def _names(tree: Tree, folder: str) -> list[str]:
    try:
        return tree.names(folder)
    except FileNotFoundError:
        return []
