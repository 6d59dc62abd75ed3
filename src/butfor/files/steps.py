"""The versions of a file that readers have seen between two commits: of the public commits on the first-parent line.

What is not public yet is one step, however many commits it has: a merge, a squash, a hook and CI judge it alike, and an
entry in the form in which it will be read.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from butfor.files.git import Repository
from butfor.files.git_process import GitError
from butfor.files.git_tree import GitTree
from butfor.files.public import public_tips
from butfor.files.tree import Source


@dataclass(frozen=True)
class Steps:
    """The first-parent line from one commit to another."""

    repository: Repository
    older: str
    newer: str
    with_newer: bool
    """The newer commit is a version between, too: what is compared is an index or a folder that follows it."""
    names: Sequence[str] = ()
    """The public branches, as the policy or --public names them."""
    published: Sequence[str] = ()
    """Commits that are public whatever branches this clone has, as a push says."""

    def versions(self, name: str) -> list[Source]:
        """Return the public versions of a file between the two, the oldest first; none where no line leads there.

        Raises:
            GitError: a commit of the line is not in this clone, or git can't show the file.
        """
        if not self._public or not self._is_line:
            return []
        path = f":(top,literal){self.repository.prefix}{name}"
        commits = [commit for commit in self._commits(path) if commit in self._public]
        if commits and not self.with_newer and commits[-1] == self.newer:
            commits.pop()
        return [self._source(self.repository.tree(commit), name) for commit in commits]

    @staticmethod
    def _source(tree: GitTree, name: str) -> Source:
        """Return the file as it is in a tree; an empty one where there is no regular file."""
        is_file = name in tree.blobs and tree.blobs[name].is_file
        return tree.source(name) if is_file else Source(name, b"")

    def _commits(self, *paths: str) -> list[str]:
        lines = self.repository.lines(
            "rev-list", "--first-parent", "--reverse", self.newer, "--not", self.older, "--", *paths
        )
        return [line for line in lines if line]

    @cached_property
    def _public(self) -> frozenset[str]:
        """The commits since the older one that the public branches have held, one after the other."""
        tips = list(self.published)
        with suppress(GitError):  # where it is not known what is public, all is one step, which lets nothing more pass
            tips += (tip.oid for tip in public_tips(self.repository, self.names).bases)
        if not tips:
            return frozenset()
        return frozenset(self.repository.lines("rev-list", "--first-parent", *tips, "--not", self.older))

    @cached_property
    def _is_line(self) -> bool:
        """Whether the line leads from the newer commit to the older one.

        Raises:
            GitError: it ends in this clone before that is known.
        """
        commits = self._commits()
        if not commits:
            return self.older == self.newer
        parents = self.repository.parents(commits[0])
        if parents and self.repository.commit(parents[0]) is None:
            raise GitError(
                "this clone lacks commits between the checked version and its base, so the steps are not known",
                "fetch the whole history: git fetch --unshallow",
            )
        return parents[:1] == [self.older]
