"""Which files differ between two versions of an archive."""

from collections.abc import Iterable

from butfor.files.line_ends import with_lf
from butfor.files.tree import NotRegularFileError, Tree
from butfor.policy.policy import Policy, policy_files


def changed_names(base: Tree, tree: Tree, policy: Policy) -> frozenset[str]:
    """Return the wires that are new, gone, or differ from those in ``base``."""
    folder = policy.config.paths.incidents
    return frozenset(differing(base, tree, {*names_in(tree, folder), *names_in(base, folder)}))


def names_in(tree: Tree, folder: str) -> list[str]:
    """Return the files of a folder; none where there is no such folder."""
    try:
        return tree.names(folder)
    except FileNotFoundError:
        return []


def has_wires(names: Iterable[str]) -> bool:
    """Return whether any of these files may be a wire, however it is named: an archive with none has yet to begin."""
    return any(name.lower().endswith((".yaml", ".yml")) for name in names)


def policy_changed(base: Tree, tree: Tree, policy: Policy) -> bool:
    """Return whether a file of the policy differs from that in ``base``."""
    return bool(differing(base, tree, policy_files(policy.config)))


def differing(base: Tree, tree: Tree, names: Iterable[str]) -> list[str]:
    """Return the files that differ, or are in one of two versions only; sorted."""
    from butfor.files.git_tree import GitTree  # it takes time to load, and most runs compare with nothing

    if isinstance(base, GitTree) and isinstance(tree, GitTree):  # nothing has to be read
        return sorted(name for name in names if base.kind(name) != tree.kind(name))
    names = sorted(names)
    base.prepare(names)
    tree.prepare(names)
    return [name for name in names if content(base, name) != content(tree, name)]


def content(tree: Tree, name: str) -> bytes | str | None:
    """Return what a file holds, in words what lies there instead of one, None if nothing can be read there.

    Line ends do not count: a checkout may have others than git holds.
    """
    try:
        return with_lf(tree.source(name).data)
    except NotRegularFileError as error:
        return str(error)
    except OSError:
        return None


def unstaged_policy(staged: Tree, folder: Tree, policy: Policy) -> list[str]:
    """Return the policy files that lie in the folder otherwise than they are staged, sorted."""
    return differing(staged, folder, policy_files(policy.config))
