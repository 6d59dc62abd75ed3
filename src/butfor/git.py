"""What git holds: trees, blobs and commits of the archive's repository, by asking git itself.

Every name travels between NULs, renames are never guessed, and nothing that a hook left in the environment decides
which repository is asked.
"""

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
"""The tree without files, which every git knows: the base of a first commit."""


class GitError(Exception):
    """git could not answer; ``args`` say what to do, a line each."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A file in a tree: its object's id, and whether it is a regular file."""

    oid: str
    regular: bool


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository that holds an archive.

    prefix: the archive's folder inside it, empty or ending in ``/``. index: the index to read where it is not the
    repository's own (`git commit --only` makes one for its hooks).
    """

    root: Path
    prefix: str = ""
    index: str | None = None

    @classmethod
    def of(cls, archive: Path) -> "Repository":
        """The repository around ``archive``.

        Raises:
            GitError: there is none, or there is no git.
        """
        plain = cls(archive)
        top, prefix, folder = plain.lines("rev-parse", "--show-toplevel", "--show-prefix", "--absolute-git-dir")
        index = os.environ.get("GIT_INDEX_FILE")
        if index is not None:
            # A hook runs in the top folder, and git names its index from there. Another repository's is not ours.
            whole = Path(os.path.normpath(Path(top) / index))
            index = str(whole) if whole.is_relative_to(folder) else None
        return cls(Path(top), prefix, index)

    def run(self, *arguments: str, stdin: bytes = b"", check: bool = True) -> bytes:
        """What git prints.

        Raises:
            GitError: it fails, or is not there.
        """
        environment = {key: value for key, value in os.environ.items() if key not in _LOCAL}
        environment |= {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C", "GIT_NO_REPLACE_OBJECTS": "1"}
        if self.index is not None:
            environment["GIT_INDEX_FILE"] = self.index
        try:
            done = subprocess.run(
                ["git", "-C", str(self.root), *arguments],
                input=stdin, capture_output=True, env=environment, check=False,
            )  # fmt: skip
        except OSError as error:
            raise GitError(f"git can't be run: {error.strerror or error}") from error
        if check and done.returncode:
            words = done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
            raise GitError(f"git {arguments[0]}: {words.splitlines()[0] if words else f'status {done.returncode}'}")
        return done.stdout

    def lines(self, *arguments: str) -> list[str]:
        """What git prints, line by line, an empty line for nothing."""
        return os.fsdecode(self.run(*arguments)).removesuffix("\n").split("\n")

    def commit(self, revision: str) -> str | None:
        """The id of the commit that ``revision`` names, None if there is none of that name here."""
        found = self.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", check=False)
        return os.fsdecode(found).strip() or None

    def tree(self, revision: str, folder: str) -> dict[str, Blob]:
        """Every file below ``folder`` in a commit or tree, by its name relative to the archive."""
        entries = self.run("ls-tree", "-r", "-z", "--full-tree", revision, "--", self.prefix + folder + "/")
        found = {}
        for entry in _split(entries):
            head, _, name = entry.partition("\t")
            mode, _, oid = head.split(" ")
            found[name.removeprefix(self.prefix)] = Blob(oid, mode.startswith("100"))
        return found

    def staged(self, folder: str) -> dict[str, Blob]:
        """Every file below ``folder`` in the index. One that is in conflict is not yet there.

        Raises:
            GitError: files are in conflict.
        """
        found = {}
        top = f":(top,literal){self.prefix}{folder}/"
        for entry in _split(self.run("ls-files", "-s", "-z", "--full-name", "--", top)):
            head, _, name = entry.partition("\t")
            mode, oid, stage = head.split(" ")
            if stage != "0":
                raise GitError(f"{name} is in conflict; resolve it and stage it with `git add`")
            found[name.removeprefix(self.prefix)] = Blob(oid, mode.startswith("100"))
        return found

    def blobs(self, oids: Iterable[str]) -> Mapping[str, bytes]:
        """The bytes of objects, by id.

        Raises:
            GitError: one is not here (a partial clone, offline).
        """
        wanted = list(dict.fromkeys(oids))
        output = self.run("cat-file", "--batch", stdin="".join(f"{oid}\n" for oid in wanted).encode()) if wanted else b""
        found, at = {}, 0
        for oid in wanted:
            end = output.index(b"\n", at)
            head = output[at:end].split(b" ")
            if len(head) != 3:
                raise GitError(f"object {oid} is not in this clone; fetch it with `git fetch --refetch`")
            size = int(head[2])
            found[oid] = output[end + 1 : end + 1 + size]
            at = end + 1 + size + 1
        return found


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
