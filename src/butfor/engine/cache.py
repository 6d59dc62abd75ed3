"""What an earlier run found, kept so that the next one reads and judges only what changed.

Everything that a verdict depends on beside the wires is in the key: this program with its libraries, the day, policy.
A file that can't be read, that has another key, or that was not written with this user's secret counts as not there. So
the cache is only ever a reason to do less: the verdict is that of a run without it. JSON, never pickle.
"""

import contextlib
import hashlib
import importlib.util
import json
import os
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path as FilePath
from typing import Any, NamedTuple
from zlib import crc32

from butfor import __version__
from butfor.engine.day import latest_day
from butfor.files.tree import NotRegularFileError, WorkTree, digest, digest_of, read
from butfor.files.write import leads_out, left_behind, write
from butfor.findings import Edit, Finding, Fix, Level, Related, Report, Span

FOLDER = ".butfor_cache"
_REPORT = f"{FOLDER}/check/report.json"
_MARKS = f"{FOLDER}/check/marks.json"
_SHARDS = f"{FOLDER}/check/wires"
_NAME = re.compile(r"[0-9]{1,6}-[1-9][0-9]{0,6}\.json")
_LARGEST = 512 * 1024 * 1024  # bytes of a file of the cache that is read
_PER_SHARD = 4000  # wires; so many are written again where one has changed
_SECRET = 32  # bytes
_HEAD = 66  # bytes: two digests, a blank and a line break
_LIBRARIES = ("_ruamel_yaml", "publicsuffixlist", "pydantic", "pydantic_core", "rapidfuzz", "ruamel.yaml", "ulid")


class Last(NamedTuple):
    """A run on a whole archive. marks: of all files, see `butfor.files.tree.Tree`; of one that has none what stands
    for its bytes, see `of_bytes`. tied: files that take part in a finding across wires. unsound: those with fields that
    can't be read."""

    report: Report
    marks: dict[str, str]
    tied: frozenset[str]
    unsound: frozenset[str]


@dataclass(frozen=True)
class Cache:
    """The cache of one archive. secret: by which it knows its own files. key: a digest of what is said above,
    without the policy."""

    root: FilePath
    secret: bytes
    key: str

    @classmethod
    def of(cls, root: FilePath) -> "Cache | None":
        """The cache of an archive; None where there can't be one."""
        secret = _secret(root)
        if secret is None or leads_out(root, _REPORT) or leads_out(root, f"{_SHARDS}/0"):
            return None
        return cls(root, secret, digest("\n".join([latest_day(), *_program()]).encode("utf-8", "surrogateescape")))

    def unchanged(self, tree: WorkTree) -> Report | None:
        """The report on the whole archive, if neither policy nor wires are other than when it was kept."""
        kept = self._read(_REPORT)
        if kept is None:
            return None
        state, folder, policy, report = kept
        if any(leads_out(self.root, name) for name in policy):
            return None
        try:
            now = state_of(digest_of(map(tree.source, policy)), tree.marks(folder))
        except (OSError, NotRegularFileError):
            return None  # the run that follows says what is wrong
        return _report(report) if now == state else None

    def keep_last(self, policy: str, folder: str, files: Iterable[str], last: Last) -> None:
        """Keep a run on the whole archive: with wires in this folder, judged by the policy in these files. Not where a
        file has no mark, because nothing would tell whether it changes."""
        state = state_of(policy, last.marks)
        if state is not None:
            self._write(_MARKS, [state, last.marks, sorted(last.tied), sorted(last.unsound)], policy)
            self._write(_REPORT, [state, folder, list(files), packed(last.report)])

    def last(self, policy: str) -> Last | None:
        """The last run on the whole archive, if it was judged by a policy with this digest."""
        about, kept = self._read(_MARKS, policy), self._read(_REPORT)
        if about is None or kept is None or about[0] != kept[0]:
            return None
        return Last(_report(kept[3]), about[1], frozenset(about[2]), frozenset(about[3]))

    def rows(self, policy: str, names: Collection[str] | None = None) -> Iterator[list[Any]]:
        """See `butfor.engine.recall.Store`; of the shards that hold ``names`` only."""
        for shard in self._shards():
            number, count = map(int, shard.removesuffix(".json").split("-"))
            if names is None or any(_shard(name, count) == number for name in names):
                yield from self._read(f"{_SHARDS}/{shard}", policy) or ()

    def keep(self, policy: str, names: Sequence[str], row: Callable[[str], Any], changed: Iterable[str]) -> None:
        """See `butfor.engine.recall.Store`."""
        count = max(1, len(names) // _PER_SHARD)
        present = self._shards()
        stale = {_shard(name, count) for name in changed}
        stale |= {number for number in range(count) if f"{number}-{count}.json" not in present}
        members: dict[int, list[str]] = {number: [] for number in stale}
        for name in names:
            if (number := _shard(name, count)) in stale:
                members[number].append(name)
        for number, its in members.items():
            self._write(f"{_SHARDS}/{number}-{count}.json", [[name, *packed(row(name))] for name in its], policy)
        with contextlib.suppress(OSError):  # another process may have been quicker, or may still be writing
            for path in list((self.root / _SHARDS).iterdir()):
                if left_behind(path.name) or (path.name in present and not path.name.endswith(f"-{count}.json")):
                    path.unlink()

    def amend(self, policy: str, rows: Mapping[str, Any]) -> None:
        """Keep other rows for a few of the wires."""
        for shard in self._shards():
            number, count = map(int, shard.removesuffix(".json").split("-"))
            its = {name: row for name, row in rows.items() if _shard(name, count) == number}
            if its and (old := self._read(f"{_SHARDS}/{shard}", policy)):
                new = [[row[0], *packed(its[row[0]])] if row[0] in its else row for row in old]
                self._write(f"{_SHARDS}/{shard}", new, policy)

    def _shards(self) -> list[str]:
        try:
            return sorted(path.name for path in (self.root / _SHARDS).iterdir() if _NAME.fullmatch(path.name))
        except OSError:
            return []  # there are none yet

    def _read(self, name: str, policy: str = "") -> Any:
        """What a file holds; None where there is none, or none of ours, or one that was kept for something else."""
        try:
            head = read(self.root / name, name, _HEAD).data
            told, _, seal = head.removesuffix(b"\n").partition(b" ")
            if seal != self._seal(name, policy, told):  # before more is read: somebody may have laid a huge one there
                return None
            content = read(self.root / name, name, _LARGEST).data[_HEAD:]
        except (OSError, NotRegularFileError):
            return None
        return json.loads(content) if told == digest(content).encode() else None

    def _write(self, name: str, value: Any, policy: str = "") -> None:
        """Keep something; on a full disk, or in a folder that can't be written to, it is just not kept."""
        content = json.dumps(value, separators=(",", ":")).encode()
        with contextlib.suppress(OSError):
            if not (ignored := self.root / FOLDER / ".gitignore").exists():
                write(ignored, b"*\n", lasting=False)
            told = digest(content).encode()
            write(self.root / name, told + b" " + self._seal(name, policy, told) + b"\n" + content, lasting=False)

    def _seal(self, name: str, policy: str, told: bytes) -> bytes:
        """What nobody without the secret can make for content with this digest, under this name, key and policy."""
        about = f"{self.key} {policy} {name}\n".encode() + told
        return hashlib.blake2b(about, key=self.secret, digest_size=16).hexdigest().encode()


def of_bytes(content: str) -> str:
    """What stands for the mark of a file that has none, so that it is looked at again; empty without a digest."""
    return f"bytes {content}" if content else ""


def state_of(policy: str, marks: Mapping[str, str]) -> str | None:
    """A digest of a policy and of the names and marks of all files (see `butfor.files.tree.Tree`); None where one has no
    mark."""
    if not all(marks.values()):
        return None
    lines = "".join(f"{name}\0{mark}\n" for name, mark in marks.items())
    return digest(f"{policy}\n{lines}".encode("utf-8", "surrogateescape"))


def packed(value: Any) -> Any:
    """A dataclass as a list of its fields, so that JSON can hold it; and so on inwards."""
    if is_dataclass(value):
        return [packed(getattr(value, one.name)) for one in fields(value)]
    return [packed(item) for item in value] if type(value) is tuple else value


def unpacked(row: list[Any]) -> Finding:
    """A finding as it was before it was packed."""
    file, span, rule, level, message, note, help_, path, line, related, fix = row
    return Finding(
        file, Span(*span), rule, Level(level), message, note, help_, tuple(path), line,
        tuple(Related(other, Span(*there), words) for other, there, words in related),
        Fix(tuple(Edit(Span(*where), text) for where, text in fix[0]), *fix[1:]) if fix else None,
    )  # fmt: skip


def _report(row: list[Any]) -> Report:
    findings, checked, unreadable, waived, wanted, files, folder, unsound = row
    return Report(
        tuple(map(unpacked, findings)), checked, tuple(unreadable),
        tuple((unpacked(finding), reason) for finding, reason in waived), wanted, tuple(files), folder, unsound,
    )  # fmt: skip


def _shard(name: str, count: int) -> int:
    return crc32(name.encode("utf-8", "surrogateescape")) % count


def _program() -> Iterator[str]:
    """What tells this program from any other version of itself: times and sizes of its files, and of the libraries that
    have a say in a verdict. Asking for versions would take longer, and the version of a checkout says little."""
    yield f"{__version__} {sys.version}"
    own = FilePath(__file__).parent
    places = [(own, "**/*")]
    for name in _LIBRARIES:
        found = importlib.util.find_spec(name)
        if found is not None and found.origin is not None:
            origin = FilePath(found.origin)
            places.append((origin.parent, "*" if found.submodule_search_locations else origin.name))
    for place, pattern in places:
        for path in sorted(place.glob(pattern)):
            if path.suffix != ".pyc":
                now = path.stat()
                if not path.is_dir():
                    yield f"{path} {now.st_mtime_ns} {now.st_ctime_ns} {now.st_size}"


def _secret(root: FilePath) -> bytes | None:
    """This user's secret: from `BUTFOR_CACHE_KEY`, else (not in CI) from a file of their own, made if there is none.

    A cache that came with a pull request, or in an unpacked folder, would vouch for whatever its maker wanted: it can't
    be sealed with this.
    """
    told = os.environ.get("BUTFOR_CACHE_KEY")
    if told:
        return hashlib.blake2b(told.encode("utf-8", "surrogateescape"), digest_size=_SECRET).digest()
    if os.environ.get("CI"):
        return None  # where jobs that run a request's code share a home, what lies in it proves nothing
    try:
        home = os.environ.get("XDG_CACHE_HOME")
        path = (FilePath(home) if home else FilePath.home() / ".cache") / "butfor" / "key"
        if not path.is_absolute():
            return None
        if not path.exists():
            write(path, os.urandom(_SECRET), new=True, private=True)
    except FileExistsError:
        pass  # another process was quicker
    except (OSError, RuntimeError):  # no home
        return None
    try:
        about = path.stat()
        own = about.st_uid == os.getuid() and not about.st_mode & 0o077
        if not own or path.resolve().is_relative_to(root.resolve()):
            return None
        kept = read(path, path.name).data
    except (OSError, RuntimeError, NotRegularFileError):
        return None
    return kept if len(kept) == _SECRET else None
