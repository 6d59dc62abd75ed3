"""What `butfor check` judges, by which policy, and what it compares it with."""

import os
from dataclasses import dataclass
from pathlib import Path

import click

from butfor.cli.common import fail, policy_of
from butfor.engine import ci
from butfor.engine.check import Base, changed_names, policy_changed
from butfor.files.git import EMPTY_TREE, Repository
from butfor.files.tree import CONFIG, Tree, WorkTree
from butfor.policy.policy import Policy, PolicyError, PolicyFlawsError, load
from butfor.rules.registry import LOCKED


@dataclass(frozen=True, slots=True)
class Compared:
    """A version of an archive to check. wanted: the names that were asked for, None for all. some: these are what
    changed, and nobody named them. base: what it is compared with, None for nothing."""

    tree: Tree
    policy: Policy
    wanted: set[str] | None
    some: bool
    base: Base | None


def compared(root: Path, wanted: set[str] | None, staged: bool, since: str | None) -> Compared:
    """The archive, to be compared with an earlier version: with what is public, with a revision, or with what CI says;
    stops with status 2 where that is not here.

    Raises:
        GitError: git can't answer.
    """
    repository = Repository.of(root)
    tree: Tree = WorkTree(root)
    revision: str | None = None
    some = since is not None and wanted is None  # only what changed is told of
    if staged:
        tree = repository.staged()
        some = tree.blobs != repository.tree(repository.commit("HEAD") or EMPTY_TREE).blobs
    in_ci = since is None and not some and ci.known(os.environ)
    if in_ci:  # what is merged is the commit, whatever a checkout makes of it
        revision = ci.base(repository, os.environ)
        tree = repository.tree("HEAD") if repository.commit("HEAD") else tree
    elif staged:
        revision = repository.published()
    elif since is not None:
        revision = repository.commit(since)
        if revision is None:
            fail(f"there is no revision {since} in this clone; fetch it, or name another")
        revision = repository.forked(revision) or revision  # what other branches did since is not ours
    if revision is None:
        click.echo("butfor: this event names no earlier version, so nothing was compared with one", err=True)
        return Compared(tree, policy_of(tree), wanted, False, None)
    old, new = repository.tree(revision), policy_of(tree)
    if CONFIG not in old.blobs:
        moved = sorted({*repository.archives(revision)} - {*repository.archives("HEAD" if in_ci else None)})
        if moved:
            fail(
                f"the archive in {moved[0] or 'the top folder'} is gone, and this one is new",
                "an archive stays where it is, or nothing could be compared with what it was: move it back",
            )
    trusted = _policy_before(old, new)
    if some:
        wanted = changed_names(old, tree, trusted)
    if in_ci:
        brought = new if policy_changed(old, tree, trusted) else None
        return Compared(tree, trusted, wanted, some, Base(old, trusted, brought, ci.labels(os.environ)))
    return Compared(tree, new, wanted, some, Base(old, trusted))  # who works locally tries out a policy


def _policy_before(old: Tree, new: Policy) -> Policy:
    """The policy of an earlier version; the new one where there was no archive yet, or none that can be used."""
    try:
        return load(old, LOCKED)
    except (PolicyError, PolicyFlawsError) as error:
        if not isinstance(error.__cause__, FileNotFoundError):
            click.echo("butfor: the policy before this change can't be used, so the new one judges", err=True)
        return new
