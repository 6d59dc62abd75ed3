"""The public past of an archive: the commits of the checked-out branch's own line, what each made of which file, and
what every version held, a bounded lot at a time."""

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from butfor.archive.wire_file import WireFile, read_wire
from butfor.files.git import Blob, Commit, GitError, Repository
from butfor.files.tree import CONFIG, MAX_BYTES, Source

_ROOM = 32 * 1024 * 1024  # bytes of git objects that are held at once
_GONE = "000000"  # git's mode for "no file"


@dataclass(frozen=True, slots=True)
class FirstParentHistory:
    """The commits of the branch, oldest first, each with its first parent, if it has one. cut: the history goes on
    before the first of them, and is not in this clone."""

    commits: tuple[Commit, ...]
    parents: tuple[str | None, ...]
    cut: bool


@dataclass(frozen=True, slots=True)
class FileChange:
    """What a commit, told by its number in the line, made of a file."""

    commit: int
    name: str
    before: Blob | None
    after: Blob | None


def first_parent_history(repository: Repository, since: str | None) -> FirstParentHistory:
    """The first parents of what is checked out, down to what commit ``since`` has too.

    Raises:
        GitError: there is no commit.
    """
    if repository.commit("HEAD") is None:
        raise GitError("nothing has been committed yet, so there is no history")
    form = "--format=%H%x00%P%x00%cd%x00%an"
    beginning = [f"^{since}"] if since else []
    lines = repository.lines(
        "rev-list", "--first-parent", "--encoding=UTF-8", "--date=short", form, "HEAD", *beginning, "--"
    )
    commits, parents = [], []
    for text in reversed(lines[1::2]):  # the others name the commit once more
        oid, before, date, author = text.split("\0", 3)
        commits.append(Commit(oid, date, author))
        parents.append(before.partition(" ")[0] or None)
    ends = bool(commits) and parents[0] is None
    return FirstParentHistory(tuple(commits), tuple(parents), ends and bool(repository.parents(commits[0].oid)))


def commits_of(root: Path, name: str) -> tuple[list[Commit], bool]:
    """Return the commits that changed a file, the newest first, and whether more are not in this clone.

    None at all where there is no repository, or nothing in it.
    """
    try:
        repository = Repository.of(root)
        line = first_parent_history(repository, None)
        changes = file_changes(repository, line, name)
    except GitError:
        return [], False
    return [line.commits[change.commit] for change in reversed(changes)], line.cut


def file_changes(repository: Repository, line: FirstParentHistory, folder: str) -> list[FileChange]:
    """What each commit changed in the folder, against its first parent; names as `Tree` has them, wires only."""
    steps = _changes_of(repository, line, f":(top,literal){repository.prefix}{folder}")
    return [
        replace(step, name=step.name.removeprefix(repository.prefix)) for step in steps if step.name.endswith(".yaml")
    ]


def _changes_of(repository: Repository, line: FirstParentHistory, pathspec: str) -> Iterator[FileChange]:
    """What each commit changed there, against its first parent; names from the top of the repository."""
    pairs = [f"{commit.oid} {parent or ''}\n" for commit, parent in zip(line.commits, line.parents, strict=True)]
    output = repository.run(
        "diff-tree", "--stdin", "--root", "-r", "-z", "--raw", "--no-renames", "--no-abbrev",
        "--ignore-submodules=none", "--", pathspec, stdin="".join(pairs).encode(),
    )  # fmt: skip
    numbers = {commit.oid: number for number, commit in enumerate(line.commits)}
    number = 0
    parts = iter(output.split(b"\0"))
    for part in parts:
        if not part.startswith(b":"):
            number = numbers[part.decode()] if part else number
            continue
        name = os.fsdecode(next(parts))
        mode_before, mode, oid_before, oid, _ = part[1:].decode().split(" ")
        before = Blob(oid_before, mode_before) if mode_before != _GONE else None
        yield FileChange(number, name, before, Blob(oid, mode) if mode != _GONE else None)


def moves_of(repository: Repository, line: FirstParentHistory) -> Iterator[tuple[int, str, str]]:
    """Where an archive with wires went out of sight: the commit's number, the file and what happened, in words.

    What is compared is what lies in today's folders, so an archive that lay elsewhere was never compared with this one.
    """
    for step in _changes_of(repository, line, f":(top,glob)**/{CONFIG}"):
        parent = line.parents[step.commit]
        if step.before is None or parent is None:
            continue
        old, new = (_folder_of(repository, blob) if blob else None for blob in (step.before, step.after))
        home = step.name.removesuffix(CONFIG)
        if old == new or not any(
            name.endswith(b".yaml")
            for name in repository.run(
                "ls-tree", "-r", "-z", "--full-tree", "--name-only", parent, "--", f"{home}{old}/"
            ).split(b"\0")
        ):
            continue
        yield step.commit, step.name, "an archive with wires was here" if new is None else f"the wires were in {old}"


def _folder_of(repository: Repository, blob: Blob) -> str:
    """The folder of wires that a `butfor.toml` names; where it can't be read, what it is by default."""
    try:
        paths = tomllib.loads(repository.blobs([blob.oid])[blob.oid].decode()).get("paths")
    except (ValueError, RecursionError):
        paths = None
    folder = paths.get("incidents") if isinstance(paths, dict) else None
    return folder if isinstance(folder, str) else "incidents"


_ID = re.compile(rb"\bid[\"']?[ \t]*:[ \t]*[\"']?([0-7][0-9A-HJKMNP-TV-Z]{25})")


def families_of(repository: Repository, steps: list[FileChange]) -> list[list[FileChange]]:
    """The steps of each file, together with those of every file that may have been, or become, the same wire.

    Only files that are gone can have moved. That two files hold the same id is looked up without parsing: a family too
    large costs nothing but time.
    """
    files: dict[str, list[FileChange]] = {}
    for step in steps:
        files.setdefault(step.name, []).append(step)
    left = [step for step in steps if step.after is None]
    if not left:
        return list(files.values())
    ends = [(step.name, step.before) for step in left] + [(s.name, s.after) for s in steps if s.before is None]
    ids: dict[str, set[bytes]] = {name: set() for name in files}
    owners: dict[str, list[str]] = {}
    for name, blob in ends:
        if blob is not None and blob.mode.startswith("100"):
            owners.setdefault(blob.oid, []).append(name)
    for batch in _fitting(repository, owners):
        for oid, data in repository.blobs(batch).items():
            for name in owners[oid]:
                ids[name].update(_ID.findall(data))
    first: dict[bytes, str] = {}
    home = {name: name for name in files}

    def root(name: str) -> str:
        while home[name] != name:
            home[name] = name = home[home[name]]
        return name

    for name, held in ids.items():
        for one in held:
            home[root(name)] = root(first.setdefault(one, name))
    families: dict[str, list[FileChange]] = {}
    for name, its in files.items():
        families.setdefault(root(name), []).extend(its)
    for family in families.values():
        family.sort(key=lambda step: step.commit)  # stable: within a commit in the order of names
    return list(families.values())


def _sizes(repository: Repository, oids: Iterable[str]) -> dict[str, int]:
    """The bytes of each object.

    Raises:
        GitError: one is not in this clone.
    """
    wanted = list(dict.fromkeys(oids))
    output = repository.run("cat-file", "--batch-check", stdin="".join(f"{oid}\n" for oid in wanted).encode())
    sizes = {}
    for line in output.decode().splitlines():
        oid, _, rest = line.partition(" ")
        if rest.endswith("missing"):
            raise GitError(f"object {oid} is not in this clone", "fetch it: git fetch --refetch")
        sizes[oid] = int(rest.split(" ")[1])
    return sizes


def _fitting(repository: Repository, oids: Iterable[str]) -> Iterator[list[str]]:
    """The objects that are small enough to be a wire, in lots that fit into memory together."""
    lot: list[str] = []
    room = _ROOM
    for oid, size in _sizes(repository, oids).items():
        if size > MAX_BYTES:
            continue
        if lot and size > room:
            yield lot
            lot, room = [], _ROOM
        lot.append(oid)
        room -= size
    if lot:
        yield lot


class Objects:
    """Wires by the object that holds them: ``data`` holds the bytes of some, others are read from git one by one."""

    def __init__(self, repository: Repository, sizes: Mapping[str, int], data: Mapping[str, bytes]) -> None:
        self._repository, self._sizes, self._data = repository, sizes, data
        self.entry = lru_cache(maxsize=8)(self._entry)

    def _entry(self, blob: Blob) -> WireFile:
        """The blob as a wire, which has no name."""
        if not blob.mode.startswith("100"):
            return WireFile("", irregular="no regular file")
        if self._sizes[blob.oid] > MAX_BYTES:
            return read_wire(Source("", b"", truncated=True))
        data = self._data.get(blob.oid)
        return read_wire(Source("", self._repository.blobs([blob.oid])[blob.oid] if data is None else data))


def batches_of(
    repository: Repository, families: list[list[FileChange]]
) -> Iterator[tuple[Objects, list[list[FileChange]]]]:
    """Families in lots whose objects fit into memory together, with those objects."""
    blobs = [
        {blob.oid for step in family for blob in (step.before, step.after) if blob and blob.mode.startswith("100")}
        for family in families
    ]
    sizes = _sizes(repository, (oid for oids in blobs for oid in sorted(oids)))
    batch: list[list[FileChange]] = []
    wanted: set[str] = set()
    room = _ROOM
    for family, oids in zip(families, blobs, strict=True):
        small = {oid for oid in oids if sizes[oid] <= MAX_BYTES}
        size = sum(sizes[oid] for oid in small)
        if batch and size > room:
            yield Objects(repository, sizes, repository.blobs(sorted(wanted))), batch
            batch, wanted, room = [], set(), _ROOM
        batch.append(family)
        if size <= _ROOM:
            wanted |= small
        room -= size
    if batch:
        yield Objects(repository, sizes, repository.blobs(sorted(wanted))), batch
