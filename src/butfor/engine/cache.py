"""What earlier runs found, kept in the user's cache folder, so that the next one checks only what changed.

A result is used again where everything that it depends on is as it was: the bytes of the file, the policy, this program
with its libraries, and the day as far as a rule asked for it. So a run with the cache finds what a run without it
finds. A cache that can't be read or written counts as empty. An archive in which nothing changed is answered without
loading the model.
"""

import json
import os
import sqlite3
import sys
import sysconfig
from collections.abc import Callable, Collection, Iterable
from contextlib import closing, suppress
from functools import cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from butfor import __version__
from butfor.engine.packing import from_text, to_text
from butfor.files.layout import Layout, read_layout
from butfor.files.own import own_folder
from butfor.files.tree import BASELINE, CONFIG, MAX_BASELINE_BYTES, NotRegularFileError, WorkTree, digest, digest_of
from butfor.findings import Finding, Report

if TYPE_CHECKING:  # an unchanged archive needs none of it
    from butfor.archive.index import IndexEntry
    from butfor.engine.context import Context
    from butfor.engine.files import FileResult, FileResults
    from butfor.files.tree import Tree

P = ParamSpec("P")
T = TypeVar("T")
_CLEAN = "-"  # the result of most files
_TABLES = (
    "run (generation, key, state, day, until, folder, policy_files, report, in_archive)",
    "file (name primary key, stat_key, blob, until, result, entry)",
)
"""Names of files are bytes, as the file system has them; everything else is text."""
_SHAPE = 1  # of these tables; a file of another shape is begun anew
_FEW = 100  # files; where more changed, the rules for all wires run again
_SECONDS = 1  # to wait for another run that is writing


class UnusableCacheError(Exception):
    """What is kept can't be understood, and was deleted; or another run has changed it meanwhile."""


def _guarded(method: Callable[P, T]) -> Callable[P, T]:
    """Let a method of `Cache` that meets anything strange delete the file, and say that it can't be used."""

    @wraps(method)
    def guarded(*arguments: P.args, **options: P.kwargs) -> T:
        try:
            return method(*arguments, **options)
        except (ValueError, TypeError, LookupError) as error:
            cast(Cache, arguments[0]).delete()
            raise UnusableCacheError from error

    return guarded


class Cache:
    """The cache of one archive.

    Every method but `of` and `report` raises `UnusableCacheError` where what is kept can't be used. A run sees one
    state of it: `results` notes the generation that it read, and what follows uses and replaces no other.
    """

    def __init__(self, path: Path) -> None:
        """``path``: the SQLite file that holds it, there or not there yet."""
        self.path = path
        self._generation = ""  # of what was read; empty where there was nothing
        self._touched: dict[str, str] = {}  # stat keys of files that have others than before, and the same bytes

    @classmethod
    def of(cls, root: Path) -> "Cache | None":
        """Return the cache of an archive; None in CI, and where the user has no cache folder of their own."""
        folder = cache_folder(root)
        return None if folder is None else cls(folder / f"{archive_key(root)}.sqlite3")

    def report(self, tree: WorkTree, day: str) -> Report | None:
        """Return the report on the whole archive, if nothing changed since it was made.

        ``day``: the latest date on earth, ISO.
        """
        with suppress(UnusableCacheError):  # then everything is checked
            return self._report(tree, day)
        return None

    @_guarded
    def _report(self, tree: WorkTree, day: str) -> Report | None:
        for key, state, made, until, folder, policy_files, text in self._rows(
            "select key, state, day, until, folder, policy_files, report from run where report is not null"
        ):
            try:
                names = json.loads(policy_files)
                policy = digest_of(tree.source(name, MAX_BASELINE_BYTES) for name in names)
                stat_keys = tree.stat_keys(folder)
                layout = read_layout(tree, (folder, names[-1].rpartition("/")[0]))
                now = _state(tree, stat_keys, layout)
            except (OSError, NotRegularFileError):
                return None  # the run that follows says what is wrong
            if made <= day < until and key == _run_key(policy) and state and state == now:
                return from_text(Report, text)
        return None

    @_guarded
    def results(self, context: "Context", stat_keys: dict[str, str]) -> dict[str, "FileResult"]:
        """Return what earlier runs found in the files that did not change; ``stat_keys`` names all files.

        Of a file that is not selected the result may be empty: its index entry is known.
        """
        from butfor.engine.files import CLEAN, FileResult, blob_id

        on_disk, day = isinstance(context.tree, WorkTree), context.today.latest
        results: dict[str, FileResult] = {}
        query = "select generation, key, day, name, stat_key, blob, file.until, result from run left join file"
        rows, expected = self._rows(query), _run_key(context.policy.state)
        for generation, run_key, made, key, stat_key, blob, until, text in rows:
            self._generation = generation
            if run_key != expected or made > day or key is None:
                continue
            name = os.fsdecode(key)
            now = stat_keys.get(name)
            if now is None or day >= until or (text is None and context.is_selected(name)):
                continue
            if not on_disk:
                same = now.startswith("100") and now.endswith(f" {blob}")
            elif not (same := bool(now) and now == stat_key) and blob:
                try:
                    source = context.tree.source(name)
                except (OSError, NotRegularFileError):
                    continue
                if same := not source.truncated and blob_id(source.data) == blob:
                    self._touched[name] = now if now == source.stat_key else ""
            if same:
                results[name] = CLEAN if text in (None, _CLEAN) else from_text(FileResult, text)
        return results

    @_guarded
    def entries(self, names: Collection[str]) -> dict[str, "IndexEntry"]:
        """Return the index entries of files that `results` has given."""
        from butfor.archive.index import IndexEntry

        rows = self._rows("select generation, name, entry from run join file")
        self._require_same(generation for generation, *_ in rows)
        entries = ((os.fsdecode(key), text) for _, key, text in rows)
        return {name: from_text(IndexEntry, text) for name, text in entries if name in names}

    @_guarded
    def archive_findings(self, context: "Context", files: "FileResults") -> list[Finding] | None:
        """Return what the rules for all wires found in an earlier run, if they read the same and say the same now."""
        if not context.is_whole or not files.cached:
            return None
        names = self._rows("select generation, name from run join file")
        runs = self._rows("select generation, in_archive from run where in_archive is not null")
        self._require_same(generation for generation, _ in (*names, *runs))
        if not runs or len(files.checked) > _FEW or {os.fsdecode(key) for _, key in names} != set(files.names):
            return None
        for name, file in files.checked.items():
            row = (self._generation, to_text(file.entry))
            if self._rows("select generation, entry from run join file where name = ?", (os.fsencode(name),)) != [row]:
                return None
        findings = from_text(list[Finding], runs[0][1])
        involved = {finding.file for finding in findings}
        involved.update(related.file for finding in findings for related in finding.related)
        return findings if involved.isdisjoint(files.checked) else None

    def keep(self, context: "Context", files: "FileResults", in_archive: list[Finding], report: Report) -> None:
        """Keep what a run found; nothing of files that could not be read, or in which a rule raised."""
        from butfor.engine.files import CLEAN
        from butfor.policy.policy import policy_files

        config, key = context.policy.config, _run_key(context.policy.state)
        stat_keys = context.tree.stat_keys(config.paths.incidents) | self._touched
        for name, file in files.checked.items():
            if file.blob and file.stat_key != stat_keys[name]:  # what was read is not what was listed
                stat_keys[name] = ""
        rows = []
        for name, file in files.checked.items():
            if file.blob and not file.rule_errors:
                result = file.result and (_CLEAN if file.result == CLEAN else to_text(file.result))
                until = file.result.holds_until if file.result else "9"
                rows.append((os.fsencode(name), stat_keys[name], file.blob, until, result, to_text(file.entry)))
        whole = context.is_whole and not (report.unreadable or report.rule_errors or context.policy.notes)
        day, generation = context.today.latest, os.urandom(8).hex()
        names = [name for name in policy_files(config) if name.rpartition("/")[2] in (CONFIG, *context.policy.files)]
        if context.policy.baseline.source is not None:
            names.append(f"{config.paths.schema_}/{BASELINE}")
        run = [generation, key, "", day, "", config.paths.incidents, json.dumps(names), None, None]
        if whole:
            run[2] = _state(context.tree, stat_keys, context.layout)
            run[4] = min([context.today.changes_on, *(result.holds_until for result in files.by_name.values())])
            run[7:] = [to_text(report), to_text(in_archive)]

        def write(database: sqlite3.Connection) -> None:
            former = database.execute("select generation, key, day from run").fetchone() or ("", "", "")
            former_generation, former_key, made = former
            if former_generation != self._generation:
                return  # another run has written meanwhile: what was found with an older state must not replace that
            if former_key != key or made > day:
                database.execute("delete from file")
            database.executemany("insert or replace into file values (?, ?, ?, ?, ?, ?)", rows)
            touched = [(stat_key, os.fsencode(name)) for name, stat_key in self._touched.items()]
            database.executemany("update file set stat_key = ? where name = ?", touched)
            if whole:
                kept = {key for (key,) in database.execute("select name from file")}
                gone = [(key,) for key in kept.difference(map(os.fsencode, files.names))]
                database.executemany("delete from file where name = ?", gone)
            database.execute("delete from run")
            database.execute("insert into run values (?, ?, ?, ?, ?, ?, ?, ?, ?)", run)

        if context.policy.digest and (rows or self._touched or whole):
            self._write(write)

    def _require_same(self, generations: Iterable[str]) -> None:
        """Check that no other run has written since `results`.

        Raises:
            UnusableCacheError: one has.
        """
        if any(generation != self._generation for generation in generations):
            raise UnusableCacheError

    def delete(self) -> None:
        """Delete what is kept; where that can't be done it stays, and is refused again."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)

    def _rows(self, query: str, parameters: tuple[bytes, ...] = ()) -> list[tuple[Any, ...]]:
        """Return what a query finds; nothing where the cache can't be read."""
        try:
            with closing(sqlite3.connect(f"{self.path.as_uri()}?mode=ro", timeout=_SECONDS, uri=True)) as database:
                return database.execute(query, parameters).fetchall()
        except sqlite3.Error:
            return []

    def _write(self, write: Callable[[sqlite3.Connection], None]) -> None:
        """Write all or nothing. Where the disk is full, or another run is writing, nothing is kept."""
        for _ in range(2):
            try:
                # One transaction: each waits for the disk.
                with closing(sqlite3.connect(self.path, timeout=_SECONDS)) as database, database:
                    database.execute("begin immediate")
                    if database.execute("pragma user_version").fetchone() != (_SHAPE,):
                        for table in _TABLES:
                            database.execute(f"drop table if exists {table.partition(' ')[0]}")
                            database.execute(f"create table {table}")
                        database.execute(f"pragma user_version = {_SHAPE}")
                    write(database)
                return
            except sqlite3.OperationalError:
                return
            except sqlite3.DatabaseError:  # no database, or a damaged one: begin anew
                self.delete()


def cache_folder(root: Path) -> Path | None:
    """Return butfor's folder in the user's cache folder, made if need be; None in CI, or where it is not the user's
    own: whatever a change brings must not be taken for something that was found."""
    import platformdirs

    return None if os.environ.get("CI") else own_folder(lambda: platformdirs.user_cache_path("butfor"), root)


def archive_key(root: Path) -> str:
    """Return a name for what is kept of an archive: 32 hexadecimal digits."""
    return digest(os.fsencode(root.resolve()))


def _run_key(policy: str) -> str:
    """Return a digest of everything but files and day that a result depends on."""
    return digest(f"{policy}\n{_program()}".encode("utf-8", "surrogatepass"))


@cache
def _program() -> str:
    """Return what distinguishes this program from any other version of itself: times and sizes of its own
    files, and the times of the folders that change when a library is installed or removed."""
    package = Path(__file__).parents[1]
    paths = sorted(path for path in package.rglob("*") if path.suffix in (".py", ".yaml"))
    paths += [Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")]
    stats = [(path, path.stat()) for path in paths if path.exists()]
    lines = [f"{path} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_size}" for path, stat in stats]
    return "\n".join([__version__, sys.version, *lines])


def _state(tree: "Tree", stat_keys: dict[str, str], layout: Layout) -> str:
    """Return a digest of all files' stat keys, schemas too, and of what lies around; empty where a file has none."""
    beside = [folder.removeprefix(layout.prefix) for folder in layout.folders[1:] if folder in layout.children]
    keys = sorted([*stat_keys.items(), *(item for folder in beside for item in tree.stat_keys(folder).items())])
    lines = "".join(f"{name}\0{stat_key}\n" for name, stat_key in keys)
    return digest(f"{lines}{layout.digest}".encode("utf-8", "surrogatepass")) if all(dict(keys).values()) else ""
