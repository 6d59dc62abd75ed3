"""Judging with a memory: what the cache holds of a file that is as it was is used again, only the others are judged."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import Any, Protocol

from butfor import __version__
from butfor.archive.index import Facts
from butfor.archive.suppressions import Waiver
from butfor.engine.cache import Cache, of_bytes, packed, unpacked
from butfor.engine.day import latest_day
from butfor.engine.judging import CLEAN, Judge, Judged, Verdict
from butfor.engine.parallel import Progress, spread
from butfor.files.tree import NotRegularFileError, WorkTree, digest, read
from butfor.findings import Span, Spot

_LARGEST = 1024 * 1024 * 1024  # bytes of a part


@dataclass(frozen=True, slots=True)
class _Kept:
    """One file as it was judged. disk, git: its mark in a folder and in git, see `butfor.files.tree.Tree`, or empty."""

    disk: str
    git: str
    judged: Judged


class Store(Protocol):
    """Where rows are kept from one run to the next, one for each wire; see `butfor.engine.cache.Cache`."""

    def rows(self, policy: str) -> Iterator[list[Any]]:
        """The name of each wire, then what `keep` was given under a policy with this digest."""

    def keep(self, policy: str, names: Sequence[str], row: Callable[[str], Any], changed: Iterable[str]) -> None:
        """Keep a row for each wire; ``changed`` names those whose rows are other than they were, or gone."""


def judged(
    judge: Judge, marks: dict[str, str], store: Store, progress: Progress | None, jobs: int | None
) -> list[Judged]:
    """The verdict on each file of ``marks``, as the judge gives it, and kept for the next time.

    A file has not changed where its mark has not, or else where its bytes have not.
    """
    kept = dict(_unpacked(store.rows(judge.policy.digest), marks))
    on_disk = isinstance(judge.tree, WorkTree)

    def usable(name: str) -> bool:
        return name in kept and (kept[name].judged.verdict is not None or not judge.asks(name))

    def same(name: str, mark: str) -> bool:
        return bool(mark) and usable(name) and mark == (kept[name].disk if on_disk else kept[name].git)

    def work(name: str) -> Judged:
        if usable(name) and kept[name].judged.content:
            content, mark = judge.read(name)
            if content == kept[name].judged.content:
                return replace(kept[name].judged, mark=mark)
        return judge(name)

    todo = [name for name, mark in marks.items() if not same(name, mark)]
    judge.tree.prepare(todo)
    found = {name: kept[name] for name in marks if name in kept}
    changed = set(kept).difference(marks)
    for name, one in zip(todo, spread(work, todo, progress, jobs), strict=True):
        old = kept.get(name)
        other = old if old and one.content and old.judged.content == one.content else None
        if on_disk:  # what was read must be what was looked at before
            mark = marks[name] if one.mark == marks[name] else ""
            found[name] = _Kept(mark, other.git if other else "", replace(one, mark=mark))
        else:
            found[name] = _Kept(other.disk if other else "", marks[name], replace(one, mark=""))
        if found[name] != old:
            changed.add(name)
    if changed:
        lasting = [name for name, one in found.items() if _lasts(one)]
        store.keep(judge.policy.digest, lasting, lambda name: _row(found[name]), changed)
    return [found[name].judged for name in marks]


def amended(
    judge: Judge, changed: Collection[str], before: Mapping[str, str], marks: Mapping[str, str], cache: Cache
) -> dict[str, Judged] | None:
    """The verdict on files that changed, which is kept; None where not all facts are what they were when the files had
    the marks ``before``, or where that is not known any more."""
    rows = [row for row in cache.rows(judge.policy.digest, changed) if row[0] in changed]
    known = {
        name: kept.judged.facts
        for name, kept in _unpacked(rows, before)
        if before[name] in (kept.disk, of_bytes(kept.judged.content))
    }
    found = {name: judge(name) for name in changed}
    if any(one.unread or one.facts != known.get(name) for name, one in found.items()):
        return None
    found = {name: one if one.mark == marks[name] else replace(one, mark="") for name, one in found.items()}
    cache.amend(judge.policy.digest, {name: _row(_Kept(one.mark, "", one)) for name, one in found.items()})
    return found


def _unpacked(rows: Iterable[list[Any]], marks: Mapping[str, str]) -> Iterator[tuple[str, _Kept]]:
    shared = {name: name for name in marks}  # texts that are the same take their place once
    for name, disk, git, content, facts, said in rows:
        for at in _OFTEN:
            facts[at] = shared.setdefault(facts[at], facts[at])
        name = shared.get(name, name)
        mark = marks.get(name, "")
        disk, git = (mark if mark == one else str(one) for one in (disk, git))
        facts[-2] = tuple((tuple(path), other) for path, other in facts[-2])
        verdict = None if said is None else CLEAN if said == _CLEAN else _verdict(*said)
        yield name, _Kept(disk, git, Judged(Facts(name, *facts), verdict, content, disk))


_OFTEN = [Facts._fields.index(name) - 1 for name in ("status", "severity", "codes", "providers", "occurred")]
_CLEAN = [[], [], True]


def _lasts(one: _Kept) -> bool:
    """Whether there is anything by which the file could be known again."""
    return not one.judged.unread and bool(one.disk or one.git or one.judged.content)


def _row(one: _Kept) -> tuple[Any, ...]:
    its = one.judged
    said = _CLEAN if its.verdict is CLEAN else packed(its.verdict)
    return one.disk, one.git, its.content, its.facts[1:], said


def _verdict(findings: list[Any], waivers: list[Any], sound: bool) -> Verdict:
    return Verdict(tuple(map(unpacked, findings)), tuple(map(_waiver, waivers)), sound)


def _waiver(row: list[Any]) -> Waiver:
    rule, (path, key, excerpt, file, span), reason, until, line, blocks, comment, alone, inside = row
    spot = Spot(tuple(path), key, excerpt, file, Span(*span) if span else None)
    return Waiver(
        rule, spot, reason, until, line, tuple(map(tuple, blocks)), Span(*comment) if comment else None, alone, inside
    )


# -- shares of an archive, judged on several machines -----------------------------------------------------------------


class PartError(Exception):
    """A file is no part that can be used here; ``args`` say why and what to do, a line each."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What several processes found, each in its share of an archive: files that `part` made. They are believed, so they
    must come from processes that nobody but us has a say in."""

    paths: Sequence[FilePath]
    day: str = field(default_factory=latest_day)

    def rows(self, policy: str) -> Iterator[list[Any]]:
        """See `Store`.

        Raises:
            PartError: a file is no such part.
        """
        for path in self.paths:
            try:
                seal, _, content = read(path, str(path), _LARGEST).data.partition(b"\n")
            except NotRegularFileError as error:
                raise PartError(f"{path}: it is {error}") from error
            except OSError as error:
                raise PartError(f"{path}: {error.strerror or error}") from error
            try:
                if seal != _seal(policy, self.day, content):
                    raise ValueError
                rows = json.loads(content)
                if not (isinstance(rows, list) and all(map(_is_row, rows))):
                    raise ValueError
            except (ValueError, RecursionError) as error:
                raise PartError(
                    f"{path}: no whole part of a check by this version of butfor, this policy and on this day",
                    "make all parts again with `--shard`, and merge them on the same day",
                ) from error
            yield from rows

    def keep(self, policy: str, names: Sequence[str], row: Callable[[str], Any], changed: Iterable[str]) -> None:
        """See `Store`: nothing is added to parts."""


def _is_row(row: Any) -> bool:
    """Whether something has the shape of what `_row` makes, with the name before it."""
    return (
        isinstance(row, list)
        and list(map(type, row[:4])) == [str] * 4
        and len(row) == len(_Kept.__slots__) + 3
        and isinstance(row[4], list)
        and len(row[4]) == len(Facts._fields) - 1
    )


def part(judge: Judge, share: int, shares: int, progress: Progress | None, jobs: int | None) -> tuple[bytes, int]:
    """What one share of an archive comes to, and how many files it has: every ``shares``-th, from the ``share``-th on.

    Raises:
        OSError: the folder of incidents can't be listed.
        GitError: git can't show a file.
    """
    marks = dict(list(judge.tree.marks(judge.policy.config.paths.incidents).items())[share - 1 :: shares])
    judge.tree.prepare(marks)
    on_disk = isinstance(judge.tree, WorkTree)
    found = dict(zip(marks, spread(judge, list(marks), progress, jobs), strict=True))
    # Times and inodes mean nothing on another machine.
    kept = {name: _Kept("", "" if on_disk else marks[name], one) for name, one in found.items()}
    rows = [[name, *packed(_row(one))] for name, one in kept.items() if _lasts(one)]
    content = json.dumps(rows, separators=(",", ":")).encode()
    return _seal(judge.policy.digest, judge.today, content) + b"\n" + content, len(marks)


def _seal(policy: str, day: str, content: bytes) -> bytes:
    return digest(f"{__version__} {policy} {day}\n".encode() + content).encode()
