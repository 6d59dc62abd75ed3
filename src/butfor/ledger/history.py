"""What each commit of a history did to the archive's files.

Versions of files are read in batches, so that the memory for them is bounded.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, islice
from typing import TypeVar

from butfor.archive.wire_file import WireFile, read_wire
from butfor.files.git import Repository
from butfor.files.git_tree import Blob
from butfor.files.objects import sizes_of
from butfor.files.system import decoded
from butfor.files.tree import CONFIG, MAX_BYTES, Source
from butfor.ledger.line import FirstParentHistory

T = TypeVar("T")

_ROOM = 32 * 1024 * 1024  # bytes of git objects that are in memory at once
_GONE = "000000"  # git's mode for "no file"


@dataclass(frozen=True, slots=True)
class FileChange:
    """What a commit did to a file."""

    commit: int
    """Its index in the history's commits."""
    name: str
    before: Blob | None
    after: Blob | None


def file_changes(repository: Repository, history: FirstParentHistory, folder: str) -> list[FileChange]:
    """Return what each commit changed in the folder, against its first parent; names as `Tree` has them, wires only."""
    return [
        replace(change, name=change.name.removeprefix(repository.prefix))
        for change in _changes_of(repository, history, f":(top,literal){repository.prefix}{folder}")
        if change.name.endswith(".yaml")
    ]


def differing_blobs(
    repository: Repository, pairs: Sequence[tuple[int, str, str]], folder: str
) -> Iterator[tuple[int, str, Blob | None, Blob | None]]:
    """Yield (number, name, older, newer) of each wire in the folder that differs between the commits of a pair.

    The pairs are (number, older commit, newer commit); names are as `Tree` has them.
    """
    wanted = f":(top,literal){repository.prefix}{folder}"
    for number, older, newer in pairs:
        output = repository.run(*_RAW, older, newer, "--", wanted)
        for name, before, after in _raw(iter(output.split(b"\0"))):
            if name.endswith(".yaml"):
                yield number, name.removeprefix(repository.prefix), before, after


def _changes_of(repository: Repository, history: FirstParentHistory, pathspec: str) -> Iterator[FileChange]:
    """Yield what each commit changed there, against its first parent; names from the top of the repository."""
    pairs = [f"{commit.oid} {parent or ''}\n" for commit, parent in zip(history.commits, history.parents, strict=True)]
    output = repository.run(*_RAW, "--stdin", "--root", "--", pathspec, stdin="".join(pairs).encode())
    numbers = {commit.oid: number for number, commit in enumerate(history.commits)}
    number = 0
    parts = iter(output.split(b"\0"))
    for part in parts:
        if not part.startswith(b":"):
            number = numbers[part.decode()] if part else number
            continue
        for name, before, after in _raw(chain([part], islice(parts, 1))):
            yield FileChange(number, name, before, after)


_RAW = ("diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--ignore-submodules=none")


def _raw(parts: Iterator[bytes]) -> Iterator[tuple[str, Blob | None, Blob | None]]:
    """Yield (name, before, after) of what git says of files that differ."""
    for part in parts:
        if part:
            mode_before, mode, oid_before, oid, _ = part[1:].decode().split(" ")
            before = Blob(oid_before, mode_before) if mode_before != _GONE else None
            yield decoded(next(parts)), before, Blob(oid, mode) if mode != _GONE else None


def moves_of(repository: Repository, history: FirstParentHistory) -> Iterator[tuple[int, str, str]]:
    """Yield where an archive with wires moved away: the commit's index, the file and what happened, in words.

    What is compared is what lies in today's folders, so an archive that lay elsewhere was never compared with this one.
    """
    for change in _changes_of(repository, history, f":(top,glob)**/{CONFIG}"):
        parent = history.parents[change.commit]
        if change.before is None or parent is None:
            continue
        old, new = (_folder_of(repository, blob) if blob else None for blob in (change.before, change.after))
        home = change.name.removesuffix(CONFIG)
        if old == new or not any(
            name.endswith(b".yaml")
            for name in repository.run(
                "ls-tree", "-r", "-z", "--full-tree", "--name-only", parent, "--", f"{home}{old}/"
            ).split(b"\0")
        ):
            continue
        yield (
            change.commit, change.name, "an archive with wires was here" if new is None else f"the wires were in {old}"
        )  # fmt: skip


def _folder_of(repository: Repository, blob: Blob) -> str:
    """Return the folder of wires that a `butfor.toml` names; where it can't be read, the default."""
    try:
        paths = tomllib.loads(repository.blobs([blob.oid])[blob.oid].decode()).get("paths")
    except (ValueError, RecursionError):
        paths = None
    folder = paths.get("incidents") if isinstance(paths, dict) else None
    return folder if isinstance(folder, str) else "incidents"


_ID = re.compile(rb"\bid[\"']?[ \t]*:[ \t]*[\"']?([0-7][0-9A-HJKMNP-TV-Z]{25})")


def families_of(repository: Repository, changes: list[FileChange]) -> list[list[FileChange]]:
    """Return the changes of each file, together with those of every file that may have been, or become, the same wire.

    Only files that are gone can have moved. That two files hold the same id is looked up without parsing: a family too
    large costs nothing but time.
    """
    files: dict[str, list[FileChange]] = {}
    for change in changes:
        files.setdefault(change.name, []).append(change)
    last_blobs = [(change.name, change.before) for change in changes if change.after is None]
    if not last_blobs:
        return list(files.values())
    first_blobs = [(change.name, change.after) for change in changes if change.before is None]
    ids: dict[str, set[bytes]] = {name: set() for name in files}
    owners: dict[str, list[str]] = {}
    for name, blob in last_blobs + first_blobs:
        if blob is not None and blob.is_file:
            owners.setdefault(blob.oid, []).append(name)
    sizes = sizes_of(repository, owners)
    for batch in _batches((oid, size) for oid, size in sizes.items() if size <= MAX_BYTES):
        for oid, data in repository.blobs(batch).items():
            for name in owners[oid]:
                ids[name].update(_ID.findall(data))
    first: dict[bytes, str] = {}
    parent = {name: name for name in files}

    def root(name: str) -> str:
        while parent[name] != name:
            parent[name] = name = parent[parent[name]]
        return name

    for name, wire_ids in ids.items():
        for wire_id in wire_ids:
            parent[root(name)] = root(first.setdefault(wire_id, name))
    families: dict[str, list[FileChange]] = {}
    for name, own_changes in files.items():
        families.setdefault(root(name), []).extend(own_changes)
    for family in families.values():
        family.sort(key=lambda change: change.commit)  # stable: within a commit in the order of names
    return list(families.values())


def _batches(sizes: Iterable[tuple[T, int]]) -> Iterator[list[T]]:
    """Yield items, which come with the bytes that they need, in batches that fit into memory."""
    batch: list[T] = []
    room = _ROOM
    for item, size in sizes:
        if batch and size > room:
            yield batch
            batch, room = [], _ROOM
        batch.append(item)
        room -= size
    if batch:
        yield batch


class Objects:
    """Wires by the object that holds them: the bytes of some are in memory, others are read from git one by one."""

    def __init__(self, repository: Repository, sizes: Mapping[str, int], data: Mapping[str, bytes]) -> None:
        """Keep the sizes of all objects and the ``data`` of some, each by the object's id."""
        self._repository, self._sizes, self._data = repository, sizes, data
        self.read = lru_cache(maxsize=8)(self._read)

    def _read(self, blob: Blob) -> WireFile:
        """Return the blob as a wire, which has no name."""
        if not blob.is_file:
            return WireFile("", irregular="no regular file")
        if self._sizes[blob.oid] > MAX_BYTES:
            return read_wire(Source("", b"", truncated=True))
        data = self._data.get(blob.oid)
        return read_wire(Source("", self._repository.blobs([blob.oid])[blob.oid] if data is None else data))


def batches_of(
    repository: Repository, families: list[list[FileChange]]
) -> Iterator[tuple[Objects, list[list[FileChange]]]]:
    """Yield families in batches whose objects fit into memory, with those objects."""
    oids_of_families = [
        {blob.oid for change in family for blob in (change.before, change.after) if blob and blob.is_file}
        for family in families
    ]
    sizes = sizes_of(repository, (oid for oids in oids_of_families for oid in sorted(oids)))
    wires = [{oid for oid in oids if sizes[oid] <= MAX_BYTES} for oids in oids_of_families]
    totals = [sum(sizes[oid] for oid in oids) for oids in wires]
    for batch in _batches(enumerate(totals)):
        oids = sorted({oid for index in batch if totals[index] <= _ROOM for oid in wires[index]})
        yield Objects(repository, sizes, repository.blobs(oids)), [families[index] for index in batch]
