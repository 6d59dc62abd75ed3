"""What a check judges, by which policy, and which earlier version it is compared with. Raises, never exits."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from butfor.engine import ci
from butfor.engine.changes import changed_names, policy_changed
from butfor.engine.context import Base
from butfor.files.git import EMPTY_TREE, GitError, Repository
from butfor.files.tree import CONFIG, Tree, WorkTree
from butfor.policy.policy import Policy, PolicyError, PolicyInvalidError
from butfor.rules.registry import load_policy


@dataclass(frozen=True, slots=True)
class Comparison:
    """A version of an archive to check, and what it is compared with."""

    tree: Tree
    policy: Policy
    """The policy that judges."""
    selected: frozenset[str] | None
    """Names of the files to report on; None for all."""
    only_changed: bool
    """The names are those that changed: nobody named them."""
    base: Base | None
    """What the tree is compared with; None for nothing."""
    notes: tuple[str, ...] = ()
    """What whoever reads the report must know, a sentence each."""


def compare(root: Path, selected: frozenset[str] | None, staged: bool, since: str | None) -> Comparison:
    """Find what an archive is compared with: what is public, a revision, or what CI says.

    Raises:
        GitError: git can't answer, or that version is not here; ``args`` say what to do, a line each.
        PolicyError: a policy file can't be read.
        PolicyInvalidError: policy files have findings.
    """
    repository = _repository(root)
    tree: Tree = WorkTree(root)
    revision: str | None = None
    only_changed = since is not None and selected is None
    if staged:
        tree = repository.staged()
        only_changed = tree.blobs != repository.tree(repository.commit("HEAD") or EMPTY_TREE).blobs
    in_ci = since is None and not only_changed and ci.is_ci(os.environ)
    notes: tuple[str, ...] = ()
    labels = None
    if in_ci:  # what is merged is the commit, whatever a checkout makes of it
        found = ci.find_ci_comparison(repository, os.environ)
        revision = found.bases[0].oid if found.bases else None
        labels, notes = found.labels, found.notes
        notes += tuple(f"compared with {base.name} at {base.oid[:9]}" for base in found.bases)
        tree = repository.tree("HEAD") if repository.commit("HEAD") else tree
    elif staged:
        revision = repository.published()
    elif since is not None:
        revision = repository.commit(since)
        if revision is None:
            raise GitError(f"there is no revision {since} in this clone; fetch it, or name another")
        revision = repository.merge_base(revision) or revision  # what other branches did since is not ours
    if revision is None:
        return Comparison(tree, load_policy(tree), selected, False, None, notes)
    base_tree, policy = repository.tree(revision), load_policy(tree)
    if CONFIG not in base_tree.blobs:
        moved = sorted({*repository.archives(revision)} - {*repository.archives("HEAD" if in_ci else None)})
        if moved:
            raise GitError(
                f"the archive in {moved[0] or 'the top folder'} is gone, and this one is new",
                "an archive stays where it is, or nothing could be compared with what it was: move it back",
            )
    trusted, more = _policy_before(base_tree, policy)
    notes += more
    if only_changed:
        selected = changed_names(base_tree, tree, trusted)
    if not in_ci:  # who works locally tries out a policy
        return Comparison(tree, policy, selected, only_changed, Base(base_tree, trusted), notes)
    new = policy if policy_changed(base_tree, tree, trusted) else None
    base = Base(base_tree, trusted, new, labels)
    return Comparison(tree, trusted, selected, only_changed, base, notes)


def _repository(root: Path) -> Repository:
    """Return the repository around an archive.

    Raises:
        GitError: there is none, or there is no git; in a CI job it is told how that comes.
    """
    try:
        return Repository.of(root)
    except GitError as error:
        is_clone = any((folder / ".git").exists() for folder in (root, *root.parents))
        if (is_clone and shutil.which("git")) or not ci.is_ci(os.environ):
            raise
        raise GitError(error.args[0], *ci.words_without_git(os.environ)) from error


def _policy_before(base: Tree, policy: Policy) -> tuple[Policy, tuple[str, ...]]:
    """Return the policy of an earlier version, with notes; the new one where there was none that can be used."""
    try:
        return load_policy(base), ()
    except (PolicyError, PolicyInvalidError) as error:
        if isinstance(error.__cause__, FileNotFoundError):
            return policy, ()  # there was no archive yet
        return policy, ("the policy before this change can't be used, so the new one judges",)
