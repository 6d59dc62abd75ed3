"""What a CI job has to work with: its variables, its clone, and what it can find there.

Variables and events are hostile: a contributor names branches, and pushes what he likes. So a value is an id only if it
is one in full, a branch is looked up by its full name, and what can't be found ends the check.
"""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from butfor.files.git import Repository
from butfor.files.git_process import GitError
from butfor.files.public import BaseCommit, public_bases, public_tips

NAME_IT = "or name it: BUTFOR_BASE, a revision, or `none` to compare with nothing"
_OID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
# What git refuses in a branch's name, and beyond that everything that does not print.
_NOT_A_BRANCH = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|^[-/.]|[/.]$|\.lock$")


@dataclass(frozen=True, slots=True)
class CiComparison:
    """What a CI job compares with."""

    bases: tuple[BaseCommit, ...]
    """Each is compared with. Empty where what is checked out changes nothing, so that nothing is compared."""
    labels: frozenset[str] | None = None
    """The labels of the request; None where they are not known."""
    notes: tuple[str, ...] = ()
    """What whoever reads the report must know, a sentence each."""
    considered: tuple[BaseCommit, ...] = ()
    """Where it left each branch that may be public, those too that count for nothing beside another."""
    published: tuple[str, ...] = ()
    """Commits that the public branch holds since this event."""


def oid_of(value: str) -> str:
    """Return a value that is the full id of a commit, an empty text for any other."""
    return value if _OID.fullmatch(value) else ""


def branch_of(value: str) -> str:
    """Return the branch that a value names, as ``main`` or ``refs/heads/main``; an empty text where it names none."""
    name = value.removeprefix("refs/heads/")
    return name if name.isprintable() and len(name) <= 255 and name != "@" and not _NOT_A_BRANCH.search(name) else ""


@dataclass(frozen=True)
class Job:
    """One job of a CI system: its variables, its clone, and the words of that system."""

    repository: Repository
    environment: Mapping[str, str]
    names: tuple[str, ...] = ()
    """The public branches, as the policy names them."""
    full_clone: str = "fetch all of its history, and the public branch"
    """How this system is asked for a full clone."""

    default_branch: str = ""
    """The server's default branch, which is public where the policy names none; empty where it is not known."""

    @cached_property
    def head(self) -> str:
        """The commit that is checked out, which is what is judged.

        Raises:
            GitError: there is none.
        """
        head = self.repository.head()
        if head is None:
            raise GitError("no commit is checked out, so there is nothing to compare", self.full_clone)
        return head

    def variable(self, name: str) -> str:
        """Return a variable of the job, an empty text where it is not set."""
        return self.environment.get(name, "")

    def oid(self, name: str) -> str:
        """Return the full id of a commit that a variable holds, an empty text where it holds anything else."""
        return oid_of(self.variable(name))

    def branch(self, name: str) -> str:
        """Return the name of a branch that a variable holds, an empty text where it holds anything else."""
        return branch_of(self.variable(name))

    @staticmethod
    def wrong_checkout(what: str, *advice: str) -> GitError:
        """Return the error that something else is checked out than what the event is about: no base would help."""
        return GitError(what, *advice)

    def problem(self, what: str, *commands: str) -> GitError:
        """Return the error that ends a check: what is wrong, what fixes it here, and what names the base by hand."""
        return GitError(what, *commands, self.full_clone, NAME_IT)

    @cached_property
    def remotes(self) -> tuple[str, ...]:
        """The remotes of this clone, `origin` first: it is what CI systems clone from."""
        names = [name for name in self.repository.lines("remote") if name]
        return tuple(sorted(names, key=lambda name: (name != "origin", name)))

    def find_branch(self, name: str) -> BaseCommit | None:
        """Return a branch of the server as this clone knows it; of a repository without a server, its own."""
        folders = [f"refs/remotes/{remote}/" for remote in self.remotes[:1]] or ["refs/heads/"]
        for folder in folders if name else ():
            if oid := self.repository.reference(folder + name):
                return BaseCommit(oid, (folder + name).removeprefix("refs/remotes/").removeprefix("refs/heads/"))
        return None

    def fetch_of(self, branch: str) -> str:
        """Return the command that fetches a branch, whole where this clone is not."""
        whole = "--unshallow " if self.repository.is_shallow else ""
        remote = self.remotes[0] if self.remotes else "origin"
        refs = f"+refs/heads/{branch}:refs/remotes/{remote}/{branch}"
        return f"fetch it: git fetch {whole}{remote} {shlex.quote(refs)}"

    def forks(self, tip: BaseCommit) -> tuple[BaseCommit, ...]:
        """Return every best common ancestor of what is checked out and another commit.

        Raises:
            GitError: there is none, or this clone does not reach so far back that there can't be a better one.
        """
        try:
            oids = self.repository.merge_bases(self.head, tip.oid)
        except GitError as error:
            raise self.problem(*error.args) from error
        if not oids:
            raise self.problem(f"{self._here} and {tip.name} have no commit in common")
        return tuple(BaseCommit(oid, tip.name) for oid in oids)

    @property
    def _here(self) -> str:
        return f"HEAD ({self.head[:9]})"

    @cached_property
    def public(self) -> tuple[BaseCommit, ...]:
        """The public branches that this clone knows.

        Raises:
            GitError: it knows none.
        """
        try:
            return public_tips(self.repository, self.names, in_ci=True, default_branch=self.default_branch).bases
        except GitError as error:
            raise GitError(*error.args, self.full_clone, NAME_IT) from error

    @cached_property
    def is_public(self) -> bool:
        """Whether what is checked out is part of a public branch.

        Raises:
            GitError: no public branch is known here, or it is part of one of several of which not all may be public.
        """
        held = [tip for tip in self.public if self.repository.is_ancestor(self.head, tip.oid)]
        if held and len(held) < len(self.public):
            self._require_one_candidate()
        return bool(held)

    def _require_one_candidate(self) -> None:
        """Check that it is said which branch is public, where several may be.

        Raises:
            GitError: nobody says it.
        """
        if not (self.names or self.default_branch):
            raise self.problem(
                f"{' and '.join(tip.name for tip in self.public)} exist, and butfor does not know which is public",
                "name it in the job: --public BRANCH",
            )

    def since_public(self) -> CiComparison:
        """Compare with where what is checked out left the public branches.

        Raises:
            GitError: that is not known.
        """
        try:
            found = public_bases(self.repository, self.head, self.names, in_ci=True, default_branch=self.default_branch)
        except GitError as error:
            raise GitError(*error.args, self.full_clone, NAME_IT) from error
        if len(found.considered) > 1:
            self._require_one_candidate()
        return CiComparison(found.bases, notes=found.notes, considered=found.considered)

    def unless_public(self, why: str) -> CiComparison:
        """Compare with what is public; with nothing where what is checked out is part of it.

        Raises:
            GitError: it is not known what is public.
        """
        if self.is_public:
            return CiComparison((), notes=(f"compared with nothing: {self._here} is public already, {why}",))
        return self.since_public()
