"""What git holds: trees, blobs and commits of the archive's repository, by asking git itself.

File names are separated by NUL (``-z``), renames are never guessed, and nothing that a hook left in the environment
decides which repository is asked.
"""

import errno
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from butfor.files.tree import CONFIG, IGNORED_NAMES, MAX_BYTES, NotRegularFileError, Source

EMPTY_TREE = ""
"""Stands for the tree without files, which is what a first commit is compared with."""


class GitError(Exception):
    """git could not answer; ``args`` say what to do, a line each."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A file in a tree."""

    oid: str
    """Id of its object."""
    mode: str
    """As git writes it: six octal digits."""

    @property
    def is_file(self) -> bool:
        """Whether it is a regular file."""
        return self.mode.startswith("100")


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
    index: str | None = None
    """The index to read where it is not the repository's own (`git commit --only` makes one for its hooks)."""

    @classmethod
    def of(cls, archive: Path) -> "Repository":
        """Return the repository around ``archive``.

        Raises:
            GitError: there is none, or there is no git.
        """
        answer = cls(archive).lines("rev-parse", "--show-toplevel", "--show-prefix", "--absolute-git-dir")
        if len(answer) != 3:
            raise GitError("the path of this repository holds a line break; move it to another folder")
        top, prefix, git_folder = answer
        index = os.environ.get("GIT_INDEX_FILE")
        if index is not None:
            # A hook runs in the top folder, and git names its index from there. Another repository's is not ours.
            path = Path(os.path.normpath(Path(top) / index))
            index = str(path) if path.is_relative_to(git_folder) else None
        return cls(Path(top), prefix, index)

    def run(self, *arguments: str, stdin: bytes = b"", check: bool = True) -> bytes:
        """Return what git prints.

        Raises:
            GitError: it fails, or is not there.
        """
        environment = {key: value for key, value in os.environ.items() if key not in _LOCAL}
        environment |= {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C", "GIT_NO_REPLACE_OBJECTS": "1"}
        if self.index is not None:
            environment["GIT_INDEX_FILE"] = self.index
        try:
            done = subprocess.run(
                ["git", "-C", str(self.root), "-c", "core.fsmonitor=false", *arguments],  # else git would run it
                input=stdin, capture_output=True, env=environment, check=False,
            )  # fmt: skip
        except OSError as error:
            raise GitError(f"git can't be run: {error.strerror or error}") from error
        if check and done.returncode:
            words = done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
            if "not a git repository" in words:
                raise GitError(
                    f"{self.root} is in no git repository, so there is nothing to compare with",
                    "`git init` makes one; `butfor check` without options needs none",
                )
            raise GitError(f"git {arguments[0]}: {words.splitlines()[0] if words else f'status {done.returncode}'}")
        return done.stdout

    def lines(self, *arguments: str) -> list[str]:
        """Return what git prints, line by line; an empty line for nothing."""
        return os.fsdecode(self.run(*arguments)).removesuffix("\n").split("\n")

    def commit(self, revision: str) -> str | None:
        """Return the id of the commit that ``revision`` names, None if there is none of that name here."""
        output = self.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", check=False)
        oid = os.fsdecode(output).strip()
        return oid if oid.isalnum() else None  # a range is no commit

    def parents(self, revision: str) -> list[str]:
        """Return the ids of a commit's parents, whether this clone holds them or not."""
        commit = self.run("cat-file", "commit", revision).partition(b"\n\n")[0]
        return [os.fsdecode(line[7:]) for line in commit.split(b"\n") if line.startswith(b"parent ")]

    def reference(self, full_name: str) -> str | None:
        """Return the id of the commit that a ref names by its full name; git guesses no other. None where none does."""
        output = self.run("show-ref", "--verify", "--hash", full_name, check=False)
        return self.commit(os.fsdecode(output).strip()) if output.strip() else None

    def merge_bases(self, left: str, right: str) -> list[str]:
        """Return every best common ancestor of two commits, none where this clone holds none."""
        return self.run("merge-base", "--all", left, right, check=False).decode().split()

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Return whether a commit is another, or lies in its history, as far as this clone reaches."""
        return self.run("merge-base", older, newer, check=False).decode().strip() == older

    @property
    def is_shallow(self) -> bool:
        """Whether this clone lacks a part of the history."""
        return self.run("rev-parse", "--is-shallow-repository").strip() == b"true"

    def published(self) -> str:
        """Return the commit up to which the checked-out branch is public: where it left the branch that readers see.

        That is `origin`'s own branch, else a local `main` or `master`; where there is none, all that is committed
        counts as public. The empty tree where there is no commit yet.
        """
        head = self.commit("HEAD")
        if head is None:
            return EMPTY_TREE
        for name in ("refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/remotes/origin/master",
                     "refs/heads/main", "refs/heads/master"):  # fmt: skip
            if self.commit(name) is not None:
                return self.merge_base(name) or head
        return head

    def merge_base(self, revision: str) -> str:
        """Return where what is checked out left another branch.

        Empty where they have nothing in common, or where this clone does not reach back so far.
        """
        return self.run("merge-base", "HEAD", revision, check=False).decode().partition("\n")[0]

    def tree(self, revision: str) -> "GitTree":
        """Return the archive as it is in a commit or tree.

        Raises:
            GitError: there is no such commit or tree here.
        """
        if revision == EMPTY_TREE:
            return GitTree(self, {})
        blobs = {}
        folder = ["--", self.prefix] if self.prefix else []
        for entry in _split(self.run("ls-tree", "-r", "-z", "--full-tree", revision, *folder)):
            head, _, name = entry.partition("\t")
            mode, _, oid = head.split(" ")
            blobs[name.removeprefix(self.prefix)] = Blob(oid, mode)
        return GitTree(self, blobs)

    def archives(self, revision: str | None) -> list[str]:
        """Return the folders of a commit, or of the index, that hold an archive, each empty or ending in ``/``."""
        if revision == EMPTY_TREE:
            return []
        tree = ["ls-tree", "-r", "-z", "--full-tree", "--name-only", revision] if revision else []
        names = _split(self.run(*(tree or ["ls-files", "-z", "--full-name", "--", ":(top)"])))
        return [name.removesuffix(CONFIG) for name in names if name.rpartition("/")[2] == CONFIG]

    def staged(self) -> "GitTree":
        """Return the archive as it is in the index.

        Raises:
            GitError: files are in conflict.
        """
        blobs = {}
        for entry in _split(self.run("ls-files", "-s", "-z", "--full-name", "--", f":(top,literal){self.prefix}")):
            head, _, name = entry.partition("\t")
            mode, oid, stage = head.split(" ")
            if stage != "0":
                raise GitError(f"{name} is in conflict; resolve it and stage it with `git add`")
            blobs[name.removeprefix(self.prefix)] = Blob(oid, mode)
        return GitTree(self, blobs)

    def blobs(self, oids: Iterable[str]) -> Mapping[str, bytes]:
        """Return the bytes of objects, by id.

        Raises:
            GitError: one is not here (a partial clone, offline).
        """
        wanted = list(dict.fromkeys(oids))
        output = (
            self.run("cat-file", "--batch", stdin="".join(f"{oid}\n" for oid in wanted).encode()) if wanted else b""
        )
        contents, offset = {}, 0
        for oid in wanted:
            start = output.index(b"\n", offset) + 1
            head = output[offset:start].split(b" ")
            if len(head) != 3:
                raise GitError(f"object {oid} is not in this clone; fetch it with `git fetch --refetch`")
            end = start + int(head[2])
            contents[oid] = output[start:end]
            offset = end + 1
        return contents


@dataclass(frozen=True, slots=True)
class GitTree:
    """The files of an archive in the index or in a commit; see `Tree`."""

    repository: Repository
    blobs: Mapping[str, Blob]
    _contents: dict[str, bytes] = field(default_factory=dict)
    """What was read, by id."""

    def names(self, folder: str) -> list[str]:
        """See `Tree`.

        Raises:
            GitError: it is no folder.
        """
        parts = folder.split("/")
        for above in ("/".join(parts[: end + 1]) for end in range(len(parts))):
            if above in self.blobs:
                raise GitError(f"{above} is {self.irregular(above) or 'a file'} in git, and no folder")
        return sorted(
            name
            for name in self.blobs
            if name.startswith(f"{folder}/") and name.rpartition("/")[2] not in IGNORED_NAMES
        )

    def stat_keys(self, folder: str) -> dict[str, str]:
        """See `Tree`: an object's id stands for its content."""
        return {name: f"{self.blobs[name].mode} {self.blobs[name].oid}" for name in self.names(folder)}

    def prepare(self, names: Iterable[str]) -> None:
        """See `Tree`.

        Raises:
            GitError: an object is not in this clone.
        """
        oids = (self.blobs[name].oid for name in names if name in self.blobs and self.irregular(name) is None)
        self._contents.update(self.repository.blobs(oid for oid in oids if oid not in self._contents))

    def kind(self, name: str) -> tuple[str, str] | None:
        """Return a file's object, and what lies there if it is no regular file; None where nothing does."""
        return (self.blobs[name].oid, self.irregular(name) or "") if name in self.blobs else None

    def irregular(self, name: str) -> str | None:
        """See `Tree`."""
        if name not in self.blobs:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)
        blob = self.blobs[name]
        return None if blob.is_file else _IRREGULAR.get(blob.mode, "something else")

    def source(self, name: str) -> Source:
        """See `Tree`."""
        if kind := self.irregular(name):
            raise NotRegularFileError(kind)
        oid = self.blobs[name].oid
        if oid not in self._contents:
            self._contents.update(self.repository.blobs([oid]))
        data = self._contents[oid]
        return Source(name, data[:MAX_BYTES], len(data) > MAX_BYTES)


_IRREGULAR = {"120000": "a symbolic link", "160000": "another repository (a submodule)"}

# The variables by which git tells its children which repository, index or objects to use (`git rev-parse
# --local-env-vars`): a hook's would point every question at the wrong place.
_LOCAL = frozenset(
    [
        *("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CONFIG", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT"),
        *("GIT_OBJECT_DIRECTORY", "GIT_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_GRAFT_FILE"),
        *("GIT_INDEX_FILE", "GIT_NO_REPLACE_OBJECTS", "GIT_REPLACE_REF_BASE", "GIT_PREFIX", "GIT_SHALLOW_FILE"),
        *("GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS"),
        *("GIT_ICASE_PATHSPECS", "GIT_EXTERNAL_DIFF", "GIT_CEILING_DIRECTORIES"),
    ]
)


def _split(output: bytes) -> Iterator[str]:
    return (os.fsdecode(entry) for entry in output.split(b"\0") if entry)
