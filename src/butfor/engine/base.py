"""What a check judges, by which policy, and which earlier version it is compared with. Raises, never exits."""

import os
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
    repository = Repository.of(root)
    tree: Tree = WorkTree(root, named=selected or frozenset())
    revision: str | None = None
    only_changed = since is not None and selected is None
    if staged:
        tree = repository.staged()
        only_changed = tree.blobs != repository.tree(repository.commit("HEAD") or EMPTY_TREE).blobs
    in_ci = since is None and not only_changed and ci.known(os.environ)
    if in_ci:  # what is merged is the commit, whatever a checkout makes of it
        revision = ci.base(repository, os.environ)
        tree = repository.tree("HEAD") if repository.commit("HEAD") else tree
    elif staged:
        revision = repository.published()
    elif since is not None:
        revision = repository.commit(since)
        if revision is None:
            raise GitError(f"there is no revision {since} in this clone; fetch it, or name another")
        revision = repository.merge_base(revision) or revision  # what other branches did since is not ours
    if revision is None:
        note = "this event names no earlier version, so nothing was compared with one"
        return Comparison(tree, load_policy(tree), selected, False, None, (note,))
    base_tree, policy = repository.tree(revision), load_policy(tree)
    if CONFIG not in base_tree.blobs:
        moved = sorted({*repository.archives(revision)} - {*repository.archives("HEAD" if in_ci else None)})
        if moved:
            raise GitError(
                f"the archive in {moved[0] or 'the top folder'} is gone, and this one is new",
                "an archive stays where it is, or nothing could be compared with what it was: move it back",
            )
    trusted, notes = _policy_before(base_tree, policy)
    if only_changed:
        selected = changed_names(base_tree, tree, trusted)
    if not in_ci:  # who works locally tries out a policy
        return Comparison(tree, policy, selected, only_changed, Base(base_tree, trusted), notes)
    new = policy if policy_changed(base_tree, tree, trusted) else None
    base = Base(base_tree, trusted, new, ci.labels(os.environ))
    return Comparison(tree, trusted, selected, only_changed, base, notes)


def _policy_before(base: Tree, policy: Policy) -> tuple[Policy, tuple[str, ...]]:
    """Return the policy of an earlier version, with notes; the new one where there was none that can be used."""
    try:
        return load_policy(base), ()
    except (PolicyError, PolicyInvalidError) as error:
        if isinstance(error.__cause__, FileNotFoundError):
            return policy, ()  # there was no archive yet
        return policy, ("the policy before this change can't be used, so the new one judges",)
