"""What git holds: trees, blobs and commits of the archive's repository, by asking git itself.

File names are separated by NUL (``-z``), and renames are never guessed. What git names in the environment of a hook
(index, folder, objects, configuration) is believed whole: that is what the commit will be made of.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from butfor.files.git_process import GitError, locate, nearest, run_git
from butfor.files.git_tree import Blob, GitTree
from butfor.files.root import repository_around
from butfor.files.system import decoded
from butfor.files.tree import CONFIG

EMPTY_TREE = ""
"""Stands for the tree without files, which is what a first commit is compared with."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit, as readers see it."""

    oid: str
    date: str
    """The day on which it was committed, ISO."""
    author: str
    """As the author says."""


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository that holds an archive."""

    root: Path
    prefix: str = ""
    """The archive's folder inside it, empty or ending in ``/``."""
    named: Mapping[str, str] = field(default_factory=dict)
    """What git named in the environment from the folder where butfor began, made independent of any folder."""

    @classmethod
    def of(cls, archive: Path) -> "Repository":
        """Return the repository around ``archive``: the one that git names in the environment, else the nearest.

        Raises:
            GitError: there is none, what git names can't be used for this archive, or there is no git.
        """
        top, prefix, named = locate(archive)
        return cls(top, prefix, named)

    @classmethod
    def around(cls, archive: Path) -> "Repository | None":
        """Return the same; None where there is no repository. Git is not asked for that, but must answer where one is.

        Raises:
            GitError: there is one, and git can't read it, or there is no git.
        """
        there = "GIT_DIR" in os.environ or repository_around(archive.absolute()) is not None
        return cls.of(archive) if there else None

    @property
    def folder(self) -> Path:
        """The archive's folder on disk."""
        return self.root / self.prefix

    @property
    def stranger(self) -> str | None:
        """The git folder that the environment names, where it is not that of the repository around the archive."""
        named = self.named.get("GIT_DIR")
        return named if named and nearest(self.folder) != [str(self.root), named] else None

    def run(
        self,
        *arguments: str,
        stdin: bytes = b"",
        accepted: Collection[int] = (0,),
        variables: Mapping[str, str] | None = None,
    ) -> bytes:
        """Return what git prints; it gets the environment that butfor has, and ``variables`` beside.

        Raises:
            GitError: its exit status is none of ``accepted``, or it is not there.
        """
        return run_git(self.root, {**self.named, **(variables or {})}, arguments, stdin, accepted)

    def lines(self, *arguments: str) -> list[str]:
        """Return what git prints, line by line; an empty line for nothing."""
        return decoded(self.run(*arguments)).removesuffix("\n").split("\n")

    def commit(self, revision: str) -> str | None:
        """Return the id of the commit that ``revision`` names, as git reads it; None if there is none here."""
        output = self.run(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", accepted=(0, 1, 128)
        )
        oid = decoded(output).strip()
        return oid if oid.isalnum() else None  # a range is no commit

    def head(self) -> str | None:
        """Return the id of the commit that is checked out; None before the first one.

        Raises:
            GitError: there is one, and it can't be read.
        """
        oid = self.commit("HEAD")
        if oid is None:
            named = self.run("rev-parse", "--verify", "--quiet", "HEAD", accepted=(0, 1))
            if named or not self.run("symbolic-ref", "--quiet", "HEAD", accepted=(0, 1, 128)):
                raise GitError("git can't read the commit that is checked out", "`git log -1` and `git fsck` say why")
        return oid

    def reference(self, name: str) -> str | None:
        """Return the id of the commit that a full name such as ``refs/heads/main`` has; nothing is guessed."""
        if not name.startswith("refs/"):
            return None
        output = self.run("show-ref", "--verify", "--hash", "--", name, accepted=(0, 1, 128))
        return self.commit(decoded(output).strip()) if output else None

    def references(self, *patterns: str) -> dict[str, str]:
        """Return the commits that refs name, by the refs' full names; patterns as `git for-each-ref` reads them."""
        form = "--format=%(objectname) %(objecttype) %(refname)"
        entries = [line.split(" ", 2) for line in self.lines("for-each-ref", form, *patterns) if line]
        return {name: oid for oid, kind, name in entries if kind == "commit"}

    def symbolic(self, name: str) -> str:
        """Return the full name of the ref that one such as ``refs/remotes/origin/HEAD`` stands for, else its own."""
        return decoded(self.run("symbolic-ref", "--quiet", name, accepted=(0, 1, 128))).strip() or name

    def remotes(self) -> list[str]:
        """Return the names of the remotes, in their order."""
        return [name for name in self.lines("remote") if name]

    def parents(self, revision: str) -> list[str]:
        """Return the ids of a commit's parents, whether this clone holds them or not."""
        commit = self.run("cat-file", "commit", revision).partition(b"\n\n")[0]
        return [decoded(line[7:]) for line in commit.split(b"\n") if line.startswith(b"parent ")]

    def authors(self, older: str, newer: Iterable[str], name: str) -> tuple[str, ...]:
        """Return who wrote the commits after ``older``, up to any of ``newer``, that changed a file of the archive.

        The first comes first, each once, as far as this clone reaches back.
        """
        path = f":(top,literal){self.prefix}{name}"
        lines = self.lines(
            "rev-list", "--no-merges", "--encoding=UTF-8", "--format=%an", *newer, f"^{older}", "--", path
        )  # a line that names the commit, and one for the author
        return tuple(dict.fromkeys(reversed(lines[1::2])))

    def days_of(self, folder: str) -> dict[str, str]:
        """Return the day, ISO, of the first commit that added each file of a folder, as far as this clone reaches."""
        path = f":(top,literal){self.prefix}{folder}"
        arguments = ("log", "-z", "--no-renames", "--diff-filter=A", "--format=%x01%cs", "--name-only", "--", path)
        days, day = {}, ""
        for part in _split(self.run(*arguments, accepted=(0, 128))):  # 128: nothing is committed
            part = part.lstrip("\n")
            if part.startswith("\x01"):
                day, _, part = part.removeprefix("\x01").partition("\n")
            if part:
                days[part.removeprefix(self.prefix)] = day
        return days

    def own_name(self) -> tuple[str, ...]:
        """Return the name that a commit made here would carry as its author; none where git knows none."""
        identity = decoded(self.run("var", "GIT_AUTHOR_IDENT", accepted=(0, 1, 128)))
        name = identity.rpartition(" <")[0]
        return (name,) if name else ()

    def user_name(self) -> str:
        """Return `user.name` as git knows it; empty where nobody has."""
        return decoded(self.run("config", "--get", "user.name", accepted=(0, 1))).strip()

    def merged(self) -> list[str]:
        """Return the ids of the commits that a merge takes in which is about to be committed.

        git writes them to a file, but not before a clean merge has asked its hook: that one gets them as variables.
        """
        written = _read_lines(self.root / self.lines("rev-parse", "--git-path", "MERGE_HEAD")[0])
        given = (name.removeprefix("GITHEAD_") for name in os.environ if name.startswith("GITHEAD_"))
        return written or [oid for oid in map(self.commit, sorted(given)) if oid]

    def merge_bases(self, left: str, *right: str) -> list[str]:
        """Return where two commits left each other: every one of these commits, none where nothing is in common.

        Several commits at the ``right`` stand for the merge that would be made of them.

        Raises:
            GitError: this clone does not reach back so far that it could be known.
        """
        bases = self.run("merge-base", "--all", left, *right, accepted=(0, 1)).decode().split()
        shallow = Path(self.lines("rev-parse", "--git-path", "shallow")[0])
        boundary = frozenset(_read_lines(self.root / shallow))
        if boundary and not boundary.isdisjoint(self.lines("rev-list", left, *right, "--not", *bases, "--")):
            raise GitError(
                "this clone does not reach back to where the branch left the public one, so nothing could be compared",
                "fetch the whole history: git fetch --unshallow",
            )
        return bases

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Return whether a commit is reached from a newer one, or is that one, as far as this clone reaches back."""
        return self.run("rev-list", "-1", older, "--not", newer, "--") == b""

    def independent(self, commits: Iterable[str]) -> frozenset[str]:
        """Return those of these commits that are reached from no other of them."""
        several = list(commits)
        return frozenset(self.run("merge-base", "--independent", *several).decode().split()) if several else frozenset()

    @property
    def is_shallow(self) -> bool:
        """Whether this clone lacks a part of the history."""
        return self.run("rev-parse", "--is-shallow-repository").strip() == b"true"

    def tree(self, revision: str) -> "GitTree":
        """Return the archive as it is in a commit or tree.

        Raises:
            GitError: there is no such commit or tree here, or it holds two things at one path.
        """
        if revision == EMPTY_TREE:
            return GitTree(self, {})
        blobs: dict[str, Blob] = {}
        folders = set()
        for entry in _split(self.run("ls-tree", "-r", "-z", "--full-tree", revision)):
            head, _, name = entry.partition("\t")
            mode, _, oid = head.split(" ")
            if name in blobs:  # no git makes such a tree, but a server may take it; a checkout holds one of the two
                raise GitError(f"{name} is twice in {revision[:12]}, so its text is not known", "git fsck")
            blobs[name] = Blob(oid, mode)
            folders.add(name.rpartition("/")[0])
        if both := sorted(folders & blobs.keys()):
            raise GitError(f"{both[0]} is a file and a folder in {revision[:12]}, so it is not known which", "git fsck")
        return self._tree(blobs)

    def archives(self, revision: str | None) -> list[str]:
        """Return the folders of a commit, or of the index, that hold an archive, each empty or ending in ``/``."""
        if revision == EMPTY_TREE:
            return []
        tree = ["ls-tree", "-r", "-z", "--full-tree", "--name-only", revision] if revision else []
        names = _split(self.run(*(tree or ["ls-files", "-z", "--full-name", "--", ":(top)"])))
        return [name.removesuffix(CONFIG) for name in names if name.rpartition("/")[2] == CONFIG]

    def indexed(self, path: Path, *, ignores_case: bool = False) -> list[str]:
        """Return the names, from the top, that the index holds at a path or below it; none for a path elsewhere."""
        top = self.root.resolve()
        if not path.is_relative_to(top):
            return []
        magic = "top,literal,icase" if ignores_case else "top,literal"
        inside = "/".join(path.relative_to(top).parts)
        return list(_split(self.run("ls-files", "-z", "--full-name", "--", f":({magic}){inside}")))

    def staged(self) -> "GitTree":
        """Return the archive as it is in the index, without what `git add -N` only notes: no commit would hold it.

        Raises:
            GitError: files are in conflict.
        """
        from butfor.files.index import index_entries

        entries = index_entries(self, ":(top)")
        inside = (entry.name for entry in entries if entry.in_conflict and entry.name.startswith(self.prefix))
        if conflict := next(inside, None):
            raise GitError(f"{conflict} is in conflict; resolve it and stage it with `git add`")
        return self._tree({entry.name: entry.blob for entry in entries if not entry.only_noted})

    def _tree(self, blobs: Mapping[str, Blob]) -> "GitTree":
        """Return the archive among all files of its repository."""
        inside = {name.removeprefix(self.prefix): blob for name, blob in blobs.items() if name.startswith(self.prefix)}
        outside = {name: blob for name, blob in blobs.items() if not name.startswith(self.prefix)}
        return GitTree(self, inside, outside)

    @property
    def superproject(self) -> str | None:
        """The repository of which this one is a submodule, None where it is none."""
        return decoded(self.run("rev-parse", "--show-superproject-working-tree")).removesuffix("\n") or None

    def blobs(self, oids: Iterable[str]) -> Mapping[str, bytes]:
        """Return the bytes of objects, by id; those that a partial clone lacks are fetched together.

        Raises:
            GitError: one is not here, and can't be fetched.
        """
        from butfor.files.objects import contents_of

        return contents_of(self, oids)


def _read_lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="ascii").split()
    except FileNotFoundError:
        return []


def _split(output: bytes) -> Iterator[str]:
    return (decoded(entry) for entry in output.split(b"\0") if entry)
