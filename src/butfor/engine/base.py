"""What a check judges, by which policy, and what it is compared with. Raises, never exits."""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

from butfor.engine.ci import CiComparison, find_ci_comparison, is_ci, words_without_git
from butfor.engine.context import Base
from butfor.engine.differing import changed_names, policy_changed
from butfor.engine.trust import policy_or_none, require_same_place, trusted_policy
from butfor.files.git import EMPTY_TREE, Repository
from butfor.files.git_process import GitError
from butfor.files.public import BaseCommit, commit_named, public_bases
from butfor.files.root import repository_around
from butfor.files.steps import Steps
from butfor.files.tree import CONFIG, Tree, WorkTree
from butfor.policy.differences import only_adds, policy_differences
from butfor.policy.policy import Policy
from butfor.rules.registry import load_policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be compared."""

    staged: bool = False
    """What is staged, or what is pushed, and not what lies in the folder."""
    since: str | None = None
    """The revision that it is compared with."""
    folder: bool = False
    """What lies in the folder, compared with what is public; in CI what is committed."""
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
    base: Base | None = None
    """What the tree is compared with; None for nothing."""
    changed: frozenset[str] | None = None
    """The wires that differ, where what was found of others before is listed apart; nobody named files then."""
    older_count: bool = True
    """What is listed apart counts as found."""
    new_policy: Policy | None = None
    """The policy of the tree, where there is a base."""
    committed: bool = False
    """What is judged is a commit, and not the index or the folder."""
    commits: tuple[str, str] | None = None
    """The ids of the base and of the newest commit of what is judged, where these are commits."""
    unless: frozenset[str] = frozenset()
    """Rules of which nothing is reported here, because another comparison of the same versions speaks for them."""


_NEW_WORDS = frozenset(["unknown-provider", "unknown-code", "unlabelled-code", "unsorted-codes"])


@dataclass(frozen=True, slots=True)
class Comparisons:
    """All that a version is compared with."""

    each: tuple[Comparison, ...]
    """More than one where what is public has several commits of which none is reached from another."""
    notes: tuple[str, ...]
    """What whoever reads the report must know, a line each: first what it was compared with."""


@dataclass(frozen=True)
class _Judged:
    """A version that is judged, and what it is compared with."""

    tree: Tree
    commit: str | None
    """The commit that it is; None for the index or the folder."""
    only_changed: bool
    find: Callable[[Sequence[str]], CiComparison]
    """Returns what it is compared with, where these branches are public."""

    @cached_property
    def policy(self) -> Policy:
        """The policy that it brings.

        Raises:
            PolicyError: a policy file can't be read.
            PolicyInvalidError: policy files have findings.
        """
        return load_policy(self.tree)


def compare(root: Path, wanted: Wanted) -> Comparisons:
    """Find what an archive is compared with: what is public, a revision, or what CI says. docs/git.md has the table.

    Raises:
        GitError: git can't answer, or it is not known; ``args`` say what to do, a line each.
        PolicyError: a policy file can't be read.
        PolicyInvalidError: policy files have findings.
    """
    in_ci = is_ci(wanted.environment)
    try:
        repository = _repository(root, wanted.environment, in_ci)
    except GitError:
        if wanted.environment.get("BUTFOR_BASE") != "none" or wanted.staged or wanted.since is not None:
            raise
        tree = WorkTree(root, named=wanted.selected or frozenset())
        nothing = Comparison(tree, load_policy(tree), wanted.selected)
        return Comparisons((nothing,), ("compared with nothing: BUTFOR_BASE is `none`",))
    judged = _judged(repository, wanted, in_ci)
    policy = judged.policy
    found = _find(judged, names := wanted.public or policy.config.git.public)
    if not wanted.public:
        _require_trusted_names(repository, judged, found, in_ci=in_ci)
    if not found.bases:
        return Comparisons((Comparison(judged.tree, policy, wanted.selected),), found.notes)
    each = []
    head = judged.commit or repository.head()
    for commit in found.bases:
        base_tree = repository.tree(commit.oid)
        require_same_place(repository, base_tree, commit, judged.tree, judged.commit)
        trusted = trusted_policy(base_tree, commit, judged.tree, policy)
        adds = only_adds(trusted, policy_differences(trusted, policy))
        new = policy if in_ci and not adds and policy_changed(base_tree, judged.tree, trusted) else None
        judging = policy if adds or not in_ci else trusted  # locally a policy is tried out
        base = Base(base_tree, trusted, new, found.labels, bool(found.published), adds, commit=commit.oid)
        commits = (commit.oid, head) if head is not None and commit.oid != EMPTY_TREE else None
        if commits:
            steps = Steps(repository, *commits, judged.commit is None, names, found.published)
            base = replace(base, versions=steps.versions)
        apart = wanted.selected is None and (in_ci or judged.only_changed)
        each.append(
            Comparison(
                judged.tree,
                replace(judging, baseline=policy.baseline),
                wanted.selected,
                base,
                changed_names(base_tree, judged.tree, trusted) if apart else None,
                older_count=in_ci,
                new_policy=policy,
                committed=judged.commit is not None,
                commits=commits,
            )
        )
        if adds:  # what comes along may be named, and makes nothing of what was there weigh more
            each.append(replace(each[-1], policy=replace(trusted, baseline=policy.baseline), unless=_NEW_WORDS))
    return Comparisons(tuple(each), (*(f"compared with {base}" for base in found.bases), *found.notes))


def _repository(root: Path, environment: Mapping[str, str], in_ci: bool) -> Repository:
    """Return the repository around an archive.

    Raises:
        GitError: there is none, or there is no git; in a CI job it says why.
    """
    try:
        return Repository.of(root)
    except GitError as error:
        if not in_ci or (repository_around(root) and shutil.which("git")):
            raise
        raise GitError(error.args[0], *words_without_git(environment)) from error


def _judged(repository: Repository, wanted: Wanted, in_ci: bool) -> _Judged:
    """Return the version that is judged."""
    head, environment = repository.head(), wanted.environment
    if wanted.since is not None:
        base = commit_named(repository, wanted.since)
        only_changed = wanted.selected is None
        tree = WorkTree(repository.folder, named=wanted.selected or frozenset())
        return _Judged(tree, None, only_changed, _range(repository, head, base, wanted.since, in_ci))
    remote = environment.get("PRE_COMMIT_REMOTE_NAME")
    pushed = environment.get("PRE_COMMIT_TO_REF") or (remote and environment.get("PRE_COMMIT_LOCAL_BRANCH"))
    if wanted.staged and pushed:  # pre-commit's range, or what is pushed
        if "GIT_INDEX_FILE" in environment:  # a hook of a push that commits, or of a commit that pushes
            raise GitError(
                "git names an index to commit, but PRE_COMMIT_TO_REF names a commit to push: one of them is left over",
                "to check the commit, run `unset PRE_COMMIT_TO_REF PRE_COMMIT_LOCAL_BRANCH`",
                "to check the push, run `unset GIT_INDEX_FILE`",
            )
        commit, start = commit_named(repository, pushed), environment.get("PRE_COMMIT_FROM_REF", "")
        pushed_tree = repository.tree(commit)
        if remote:
            return _Judged(pushed_tree, commit, True, _public(repository, commit, remote, in_ci))
        base = commit_named(repository, start)
        return _Judged(pushed_tree, commit, True, _range(repository, commit, base, start, in_ci))
    if wanted.staged:
        staged = repository.staged()
        only_changed = staged.blobs != repository.tree(head or EMPTY_TREE).blobs
        public = _public(repository, head, None, in_ci, repository.merged())
        if not in_ci:
            return _Judged(staged, None, only_changed, public)
        if only_changed:  # what the event brought is under it
            return _Judged(staged, None, True, partial(_in_job, repository, environment, public))
    if wanted.folder and not in_ci:
        public = _public(repository, head, None, in_ci, repository.merged())
        return _Judged(WorkTree(repository.folder), None, True, public)
    # What is merged is the commit, whatever a checkout makes of it.
    committed: Tree = repository.tree(head) if head else WorkTree(repository.folder)
    find = partial(find_ci_comparison, repository, environment)
    return _Judged(committed, head, False, find)


def _in_job(
    repository: Repository,
    environment: Mapping[str, str],
    public: Callable[[Sequence[str]], CiComparison],
    names: Sequence[str],
) -> CiComparison:
    """Compare what is staged in a job as its commit is compared; with what is public where that is with nothing."""
    try:
        found = find_ci_comparison(repository, environment, names)
    except GitError:
        return public(names)
    return found if found.bases else public(names)


def _public(
    repository: Repository, head: str | None, remote: str | None, in_ci: bool, merged: Sequence[str] = ()
) -> Callable[[Sequence[str]], CiComparison]:
    def find(names: Sequence[str]) -> CiComparison:
        found = public_bases(repository, head, names, merged=merged, remote=remote, in_ci=in_ci)
        return CiComparison(found.bases, notes=found.notes, considered=found.considered)

    return find


def _range(
    repository: Repository, head: str | None, base: str, name: str, in_ci: bool
) -> Callable[[Sequence[str]], CiComparison]:
    """Return what finds the changes of ``head`` since it left ``base``: later work of others is not its own."""

    def find(_: Sequence[str]) -> CiComparison:
        if in_ci and head is not None and repository.is_ancestor(head, base):
            raise GitError(
                f"{name} contains what is checked out, so nothing would be compared", "name an earlier version"
            )
        bases = repository.merge_bases(head, base) if head else []
        return CiComparison(tuple(BaseCommit(oid, name) for oid in bases or [base]))

    return find


def _find(judged: _Judged, names: Sequence[str]) -> CiComparison:
    """Return what a version is compared with where these branches are public; a commit never with itself."""
    found = judged.find(names)
    if not any(base.oid == judged.commit for base in found.bases):
        return found
    return replace(found, bases=(), notes=("compared with nothing: what is checked is public already", *found.notes))


def _require_trusted_names(repository: Repository, judged: _Judged, found: CiComparison, *, in_ci: bool) -> None:
    """Check that what is judged does not choose by its own `[git] public` what it is compared with.

    The versions that it is compared with, by its own word and without it, have to name branches by which it is
    compared with the same commits.

    Raises:
        GitError: it does, or that is not known.
    """
    names, bases = judged.policy.config.git.public, _oids(found)
    without = found
    if names:
        try:
            without = _find(judged, ())
        except GitError:  # an archive whose public branch has a name of its own
            if in_ci:
                raise
    looked_at = (*found.bases, *found.considered, *without.bases, *without.considered)
    anchors = {base.oid for base in looked_at} - {EMPTY_TREE}
    for oid in sorted(anchors):
        tree = repository.tree(oid)
        trusted = policy_or_none(tree)
        # What a policy that can't be used says, nobody knows: then only what is public by itself counts.
        public = trusted.config.git.public if trusted else ([] if CONFIG in tree.blobs else names)
        if public == names:
            continue
        try:
            same = _oids(_find(judged, public)) == bases
        except GitError:  # it names a branch that is gone: who renames one has to be able to say so
            same = not in_ci or _oids(without) == bases
        if not same:
            raise GitError(
                f"[git] public in {CONFIG} names {' and '.join(names) or 'no branch'}, but its public version names "
                f"{' and '.join(public) or 'none'}, so the comparison would change",
                "leave it as it was; to change the public branch use --public BRANCH",
            )


def _oids(found: CiComparison) -> set[str]:
    return {base.oid for base in found.bases}
