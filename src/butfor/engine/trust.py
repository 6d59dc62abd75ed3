"""What is trusted of the version that a change is compared with: its place and its policy. Raises, never exits."""

import re

from butfor.engine.differing import differing, names_in
from butfor.files.git import Repository
from butfor.files.git_process import GitError
from butfor.files.git_tree import GitTree
from butfor.files.public import BaseCommit
from butfor.files.tree import BASELINE, CONFIG, Tree
from butfor.model.types import ULID
from butfor.policy.policy import Policy, PolicyError, PolicyInvalidError
from butfor.policy.vocabularies import POLICY_FILES
from butfor.rules.registry import load_policy

_WIRE = re.compile(rf"(^|/){ULID[1:-1]}\.ya?ml$", re.IGNORECASE)


def require_same_place(
    repository: Repository, base_tree: GitTree, base: BaseCommit, tree: Tree, commit: str | None
) -> None:
    """Check that the archive did not move, and that no link or submodule took the place of one.

    Raises:
        GitError: it lay elsewhere, or what lies in the place of one leads to another.
    """
    gone = sorted({*repository.archives(base.oid)} - {*repository.archives(commit)})
    paths = tree.everything if isinstance(tree, GitTree) else {}
    for folder in gone:
        parts = folder.split("/")
        for above in ("/".join(parts[:count]) for count in range(1, len(parts))):
            if above in paths and not paths[above].is_file:
                raise GitError(
                    f"the archive in {folder} no longer exists, and {above} is {paths[above].kind}",
                    "no other archive can replace it: move it back",
                )
    if CONFIG not in base_tree.blobs:
        around = [folder for folder in repository.archives(base.oid) if repository.prefix.startswith(folder)]
        if around:
            raise GitError(
                f"the archive in {repository.prefix} is new, inside the archive in {around[0] or 'the top folder'}",
                "check the older one: change into its folder, or name it with --archive",
            )
    if gone and CONFIG not in base_tree.blobs:
        raise GitError(
            f"the archive in {gone[0] or 'the top folder'} no longer exists, and this one is new",
            "an archive must stay in its folder, because it is compared with its earlier version: move it back",
        )


def trusted_policy(base_tree: GitTree, base: BaseCommit, tree: Tree, policy: Policy) -> Policy:
    """Return the policy of what is public; the new one where there was none, or where the change only repairs it.

    Raises:
        GitError: it can't be used.
    """
    if CONFIG not in base_tree.blobs:
        return policy  # there was no archive yet
    try:
        return load_policy(base_tree)
    except (PolicyError, PolicyInvalidError) as error:
        paths = policy.config.paths
        names = {*base_tree.blobs, *(tree.blobs if isinstance(tree, GitTree) else _files(tree, policy)), CONFIG}
        touched = differing(base_tree, tree, names)
        repairs = {CONFIG, *(name for name in names if _is_policy(name, paths.schema_))}
        hidden = [name for name in base_tree.blobs if _WIRE.search(name) and not name.startswith(f"{paths.incidents}/")]
        if touched and repairs.issuperset(touched) and not hidden:  # every wire is in sight, and as it was
            return policy
        reason = error.args[0] if isinstance(error, PolicyError) else "it has errors"
        raise GitError(
            f"the policy of {base} can't be used ({reason}), so nothing could be checked with it",
            f"fix it in a change of its own that touches only {CONFIG} and {paths.schema_}/",
        ) from error


def _is_policy(name: str, folder: str) -> bool:
    """Return whether it is a file of the policy, or a JSON Schema made from it."""
    own = name.removeprefix(f"{folder}/")
    return own != name and "/" not in own and (own in (*POLICY_FILES, BASELINE) or own.endswith(".schema.json"))


def _files(tree: Tree, policy: Policy) -> list[str]:
    """Return the files in the archive's folders."""
    paths = policy.config.paths
    return [name for folder in (paths.incidents, paths.schema_) for name in names_in(tree, folder)]


def policy_or_none(tree: GitTree) -> Policy | None:
    """Return the policy of a version; None where it has none that can be used, which `trusted_policy` speaks of."""
    try:
        return load_policy(tree) if CONFIG in tree.blobs else None
    except (PolicyError, PolicyInvalidError):
        return None
