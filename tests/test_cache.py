"""The cache is only ever a reason to do less: whatever happens to it or to the archive, a run with it finds what a run
without it finds."""

import datetime
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from butfor.engine import cache as cache_module
from butfor.engine import clock, files
from butfor.engine.cache import Cache
from butfor.engine.check import check
from butfor.engine.context import Options
from butfor.files import tree as tree_module
from butfor.files.tree import WorkTree
from butfor.findings import Level, Report
from conftest import REPOSITORY, Place, merged
from test_init import git

SETTLED = 0.03  # seconds after which a file counts as settled here; the kernel's clock ticks every 0.004
SYLLABLES = [
    a + b + c for a in ("ba", "co", "du", "fe", "gi") for b in ("la", "mo", "ne") for c in ("rt", "nk", "ss", "p")
]
IDS = [f"01H3G6D60088JDPVJMJQV9B{number:03}" for number in range(100, 112)]
WORDS = {wire_id: " ".join(random.Random(wire_id).choices(SYLLABLES, k=9)) for wire_id in IDS}
UNTIL = "  # butfor: ignore[unsorted-codes] until 2027-03-01 -- order of the court's list\n"


@pytest.fixture(autouse=True)
def cache_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder for one test, outside of the archive."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache-home"))
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(tree_module, "_RACY", int(SETTLED * 1e9))
    return tmp_path / "cache-home"


def name(wire_id: str) -> str:
    return f"incidents/2023/{wire_id}.yaml"


def put(place: Place, wire_id: str, snippet: str = "") -> None:
    """A wire that shares nothing with the others."""
    number, words = IDS.index(wire_id), WORDS[wire_id]
    own = (
        f'id: {wire_id}\ntitle: "ChatGPT and the {words}"\noccurred: "2022-0{number % 9 + 1}-11"\nexternal_ids: {{}}\n'
    )
    own += f'rationale:\n  tested_harm: "Lawyers filed opinions on {words} that nobody had written."\n'
    own += f'  without: "Without ChatGPT no brief on {words}."\n  other_causes: none-known\n  test: passes\n'
    own += '  basis: editor\n  by: "A. Editor"\n'
    place.put(name(wire_id), merged(snippet, merged(own + '  date: "2026-05-20"\n  guide: v1\n')))


@pytest.fixture
def home(archive: Place) -> Place:
    """An archive of eight wires without findings."""
    for wire_id in IDS[:8]:
        put(archive, wire_id)
    return archive


def cache_of(place: Place) -> Cache:
    cache = Cache.of(place.root)
    assert cache is not None
    return cache


def cached(place: Place) -> tuple[Report, bool]:
    """The report as the command line makes it, and whether nothing had to be checked."""
    cache, tree = cache_of(place), WorkTree(place.root)
    report = cache.report(tree, clock.read_clock().latest)
    return (report, True) if report is not None else (check(tree, place.policy, Options(cache=cache)), False)


def same(place: Place) -> bool:
    """Hold the cached report against one that is made without it; whether nothing had to be checked."""
    report, unchanged = cached(place)
    assert report == check(place.root, place.policy)
    return unchanged


def settle() -> None:
    time.sleep(SETTLED + 0.01)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the one clock."""

    def set_clock(moment: str) -> None:
        monkeypatch.setattr(clock, "now", lambda: datetime.datetime.fromisoformat(moment))

    return set_clock


# ---------------------------------------------------------------------------------------------- what is checked again


def test_what_did_not_change_is_not_checked_again(home: Place) -> None:
    settle()
    assert not same(home)
    assert same(home)
    (home.root / name(IDS[0])).touch()
    settle()
    assert not same(home)
    assert same(home)


def test_a_schema_that_went_stale_is_seen_by_an_archive_that_is_cached(home: Place) -> None:
    """A check of the whole archive reports it as a hook does; one that keeps no schemas is asked for none."""
    assert home.run("check").stderr == ""
    home.run("schema", "--write")
    settle()
    for text, stale in (("{}\n", "error: stale: schema/codes.schema.json\n"), (None, ""), ("[]\n", "error: stale: ")):
        if text:
            home.put("schema/codes.schema.json", text)
        else:
            home.run("schema", "--write")
        settle()
        for unchanged in (False, True):
            assert same(home) == unchanged
            done = home.run("check")
            assert (done.returncode, done.stderr[: len(stale)], bool(done.stderr)) == (bool(stale), stale, bool(stale))
    assert "run `butfor schema --write`" in done.stderr
    assert home.run("check", "--fail-on", "never").returncode == 0
    assert home.run("check", name(IDS[0])).stderr == "", "who names paths asks about these"


def checked_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files on which the next run runs rules."""
    names: list[str] = []
    find = files.find_violations

    def noting(file: "files.WireFile", *arguments: "files.Any") -> "files.Any":
        names.append(file.name)
        return find(file, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(files, "find_violations", noting)
        report, _ = cached(place)
    assert report == check(place.root, place.policy)
    return names


def test_one_changed_wire_is_compared_with_all_others_without_checking_them(
    home: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle()
    same(home)
    put(home, IDS[3], 'title: "ChatGPT and the harbour"\n')
    assert checked_again(home, monkeypatch) == [name(IDS[3])]
    text = (home.root / name(IDS[5])).read_text(encoding="utf-8")
    put(home, IDS[3], text[text.index("rationale:") : text.index("external_ids")])
    assert checked_again(home, monkeypatch) == [name(IDS[3])]
    assert "same-rationale" in [finding.rule for finding in cached(home)[0].findings]


def test_where_no_index_entry_changed_rules_for_all_wires_do_not_run_again(
    home: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle()
    same(home)
    monkeypatch.setattr(Cache, "entries", None)  # nobody asks for them
    text = (home.root / name(IDS[3])).read_text(encoding="utf-8")
    home.put(name(IDS[3]), text.replace("\nkind: ", "\nkind: un"))
    assert not same(home)
    assert cached(home)[0].count(Level.ERROR)


def test_a_wire_that_takes_part_in_a_finding_about_several_moves_it(home: Place) -> None:
    text = (home.root / name(IDS[5])).read_text(encoding="utf-8")
    put(home, IDS[3], text[text.index("rationale:") : text.index("external_ids")])
    settle()
    same(home)
    path = home.root / name(IDS[5])
    path.write_text("# a line more\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert not same(home)


def test_a_file_with_new_times_and_old_bytes_is_read_and_not_checked(
    home: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    same(home)
    for wire_id in IDS[:8]:
        path = home.root / name(wire_id)
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(data)
    settle()
    assert checked_again(home, monkeypatch) == []
    assert same(home)


def test_an_edit_of_the_same_size_with_its_old_time_is_seen(home: Place) -> None:
    settle()
    same(home)
    same(home)
    path = home.root / name(IDS[2])
    before = path.stat()
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("severity: SEV-3", "severity: SEV-9"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert not same(home)
    assert cached(home)[0].count(Level.ERROR)


def test_edits_within_a_tick_of_the_clock_are_seen(home: Place) -> None:
    """Faster than any clock of a file system, again and again, with the old times put back."""
    path = home.root / name(IDS[2])
    good = path.read_text(encoding="utf-8")
    bad = good.replace("severity: SEV-3", "severity: SEV-9")
    before = path.stat()
    for number in range(20):
        text = (good, bad)[number % 2]
        path.write_text(text, encoding="utf-8")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert bool(cached(home)[0].count(Level.ERROR)) == (text == bad)


def test_another_policy_checks_everything_again(home: Place) -> None:
    text = (home.root / name(IDS[2])).read_text(encoding="utf-8")
    home.put(name(IDS[2]), text.replace("https://court.example", "https://court.example/?utm_source=x"))
    settle()
    same(home)
    first = cached(home)[0].findings
    with (home.root / "butfor.toml").open("a", encoding="utf-8") as config:
        config.write('tracking-parameter = "error"\nhtml-in-text = "off"\n')
    same(home)
    assert cached(home)[0].findings != first
    codes = home.root / "schema/codes.yaml"
    codes.write_text(codes.read_text(encoding="utf-8").replace("Falsehood", "Untruth"), encoding="utf-8")
    assert not same(home)


def test_another_butfor_and_other_libraries_check_everything_again(
    home: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle()
    same(home)
    for version in ("99", "100"):
        monkeypatch.setattr(cache_module, "__version__", version)
        cache_module._program.cache_clear()
        assert not same(home)
        assert same(home)
    monkeypatch.undo()
    cache_module._program.cache_clear()
    program = cache_module._program()
    assert "butfor/engine/check.py" in program
    assert "site-packages" in program


def test_a_policy_file_that_grows_beyond_the_limit_is_seen(home: Place) -> None:
    config = home.root / "butfor.toml"
    data = config.read_bytes()
    config.write_bytes(data + b"#" * (tree_module.MAX_BYTES - len(data) - 1) + b"\n")
    settle()
    same(home)
    assert same(home)
    with config.open("ab") as more:
        more.write(b"no [[[ policy\n")
    done = home.run("check")
    assert (done.returncode, done.stdout.splitlines()[0]) == (2, "error[too-large]: the file is larger than 256 KiB")


def test_a_folder_that_is_another_while_it_is_read_leaves_no_trace(home: Place) -> None:
    """Two folders change places after their files were looked at, and back after they were read: no time changes."""
    folder, twin, swap = (home.root / part for part in ("incidents/2023", "twin", "swap"))
    shutil.copytree(folder, twin)
    put(home, IDS[2], "severity: SEV-9\n")
    settle()

    def exchange() -> None:
        folder.rename(swap)
        twin.rename(folder)
        swap.rename(twin)

    tree = WorkTree(home.root)
    tree.stat_keys("incidents")
    exchange()
    assert check(tree, home.policy, Options(cache=cache_of(home))).count(Level.ERROR) == 0
    exchange()
    assert not same(home)
    assert cached(home)[0].count(Level.ERROR) == 1


# ------------------------------------------------------------------------------------------------------------ the day


def test_what_a_cold_run_refuses_a_cached_run_refuses(home: Place, at: Callable[[str], None]) -> None:
    """A suppression ends when its day is over everywhere on earth: between two runs of one day in UTC."""
    put(home, IDS[0], 'codes: ["mit:5.1", "mit:3.1"]' + UNTIL)
    settle()
    at("2027-03-02T11:00:00+00:00")
    assert home.run("check").returncode == 0
    at("2027-03-02T13:00:00+00:00")
    cold, warm = home.run("check", "--no-cache"), home.run("check")
    assert "error[expired-suppression]" in cold.stdout
    assert (warm.returncode, warm.stdout) == (cold.returncode, cold.stdout) == (1, cold.stdout)


def test_a_result_that_compared_no_date_holds_on_any_day(home: Place, at: Callable[[str], None]) -> None:
    settle()
    same(home)
    at("2100-01-01T00:00:00+00:00")
    assert same(home)


def test_a_date_in_the_future_is_seen_to_come(home: Place, at: Callable[[str], None]) -> None:
    put(home, IDS[0], 'published: "2027-03-02T00:00:00Z"\n')
    settle()
    answers = []
    for moment in ("2027-03-01T23:49:00+00:00", "2027-03-01T23:49:00+00:00", "2027-03-01T23:51:00+00:00"):
        at(moment)
        same(home)
        answers.append("date-in-future" in [finding.rule for finding in cached(home)[0].findings])
    assert answers == [True, True, False]


def test_a_clock_that_was_put_back_makes_the_cache_useless(home: Place, at: Callable[[str], None]) -> None:
    put(home, IDS[0], 'published: "2027-03-02T00:00:00Z"\n')
    settle()
    at("2027-05-01T00:00:00+00:00")
    same(home)
    at("2027-01-01T00:00:00+00:00")
    assert not same(home)
    assert "date-in-future" in [finding.rule for finding in cached(home)[0].findings]


# ---------------------------------------------------------------------------------------------------- where it is kept

Damage = Callable[[Path], object]


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _garbage(path: Path) -> None:
    path.write_bytes(b"[" * 200_000)


def _other_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("drop table file")
        database.execute("create table file (name)")


def _no_json(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("update file set result = '[', entry = '['")
        database.execute("update run set report = '{', in_archive = '{'")


def _null(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("update file set until = null, name = rowid")
        database.execute("update run set until = null, policy_files = null")


def _short_rows(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("update file set result = '[]', entry = '[]'")
        database.execute("update run set report = '[]', in_archive = '[[]]'")


@pytest.mark.parametrize(
    "damage", [_cut, _empty, _folder, _garbage, _other_tables, _no_json, _null, _short_rows, Path.unlink]
)
def test_a_damaged_cache_is_none(damage: Damage, home: Place) -> None:
    home.put(name(IDS[1]), "title: [")
    settle()
    same(home)
    damage(cache_of(home).path)
    put(home, IDS[4], 'title: "ChatGPT and the harbour"\n')
    same(home)
    same(home)
    assert home.run("check").stdout == home.run("check", "--no-cache").stdout


def test_a_cache_of_another_shape_is_begun_anew(home: Place) -> None:
    """Such as an older version of butfor has left."""
    with closing(sqlite3.connect(cache_of(home).path)) as database, database:
        database.execute("create table run (key, report)")
        database.execute("create table file (name)")
    settle()
    assert not same(home)
    assert same(home)


def test_it_lies_in_the_users_folder_and_nowhere_in_the_archive(home: Place, cache_home: Path) -> None:
    before = sorted(home.root.rglob("*"))
    assert home.run("check", "--no-cache").returncode == 0
    assert not cache_home.exists()
    assert home.run("check").returncode == 0
    assert sorted(home.root.rglob("*")) == before
    (folder,) = cache_home.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.suffix for path in folder.iterdir()] == [".sqlite3"]


def test_in_ci_and_inside_the_archive_nothing_is_kept(home: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change could bring along whatever lies there."""
    monkeypatch.setenv("CI", "true")
    assert Cache.of(home.root) is None
    monkeypatch.delenv("CI")
    for inside in (home.root / "cache", home.root):
        monkeypatch.setenv("XDG_CACHE_HOME", str(inside))
        assert Cache.of(home.root) is None
    assert not (home.root / "cache").exists()


def test_a_folder_that_cannot_be_written_to_and_a_full_disk_change_nothing(home: Place, cache_home: Path) -> None:
    home.put(name(IDS[1]), "title: [")
    expected = home.run("check", "--no-cache")
    cache_home.write_text("in the way", encoding="utf-8")
    done = home.run("check")
    assert (done.returncode, done.stdout, done.stderr) == (1, expected.stdout, "")
    cache_home.unlink()
    # No file may grow: what a full disk does, too.
    limited = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    limited += "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); from butfor.cli import run; run()"
    for _ in range(2):
        full = subprocess.run(
            [sys.executable, "-c", limited, "check"], cwd=home.root, capture_output=True, text=True, check=False
        )
        assert (full.returncode, full.stdout, full.stderr) == (1, expected.stdout, "")


def test_two_processes_at_once(home: Place) -> None:
    """They write the same file, while a third changes a wire."""
    command = [sys.executable, "-m", "butfor", "check", "--format", "concise"]
    for number in range(2):
        running = [subprocess.Popen(command, cwd=home.root, stdout=subprocess.PIPE) for _ in range(3)]
        put(
            home,
            IDS[number],
            f'title: "ChatGPT and the {WORDS[IDS[number]]} again"\n' + "severity: SEV-9\n" * (number % 2),
        )
        for process in running:
            assert process.communicate()[0].count(b"\n") >= 1
            assert process.returncode in (0, 1)
        settle()
        same(home)


def test_a_run_that_is_overtaken_keeps_nothing(home: Place) -> None:
    """It has read a state of the archive, and of the cache, that another run has replaced meanwhile."""
    settle()
    same(home)
    text = (home.root / name(IDS[5])).read_text(encoding="utf-8")
    rationale = text[text.index("rationale:") : text.index("external_ids")]
    slow = cache_of(home)
    keep, overtaken = slow.keep, []

    def keep_late(*arguments: "files.Any") -> None:
        put(home, IDS[3], rationale)
        settle()
        overtaken.append(cached(home)[0].count(Level.ERROR))
        keep(*arguments)

    slow.keep = keep_late  # type: ignore[method-assign]
    (home.root / name(IDS[0])).touch()
    check(WorkTree(home.root), home.policy, Options(cache=slow))
    assert overtaken == [1]
    same(home)
    assert cached(home)[0].count(Level.ERROR) == 1


def test_a_clock_that_was_put_back_before_a_run_that_sees_less(home: Place, at: Callable[[str], None]) -> None:
    git(home.root, "init", "-q", "-b", "main")
    git(home.root, "add", "-A")
    git(home.root, "commit", "-qm", "all")
    put(home, IDS[9], 'published: "2026-12-20T00:00:00Z"\n')  # untracked
    settle()
    at("2027-01-05T00:00:00+00:00")
    assert home.run("check").returncode == 0
    at("2026-11-23T00:00:00+00:00")
    home.run("check", "--staged")
    assert home.run("check").returncode == home.run("check", "--no-cache").returncode == 1


def test_an_unchanged_archive_is_answered_without_the_model(home: Place, cache_home: Path) -> None:
    script = f"import sys; from butfor.files import tree; tree._RACY = {tree_module._RACY}; "
    script += "from butfor.cli import main; status = main(); print(*sys.modules, file=sys.stderr); sys.exit(status)"
    settle()
    for loaded in (True, False):
        done = subprocess.run(
            [sys.executable, "-c", script, "check"], cwd=home.root, capture_output=True, text=True, check=True
        )
        assert ("pydantic" in done.stderr.split()) == loaded
    assert cache_home.exists()


# ------------------------------------------------------------------------------------------------- random sequences


def edits(home: Place, chance: random.Random) -> Iterator[Callable[[], object]]:
    """What may happen to an archive and to its cache between two runs."""
    path, neighbour = (home.root / name(wire_id) for wire_id in chance.sample(IDS, 2))
    text = path.read_text(encoding="utf-8") if path.exists() else ""

    def write(new: str) -> None:
        """Write with the old times, as some programs do."""
        before = path.stat()
        path.write_text(new, encoding="utf-8")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    yield lambda: put(home, path.stem)
    yield lambda: put(home, path.stem, f"related: [{neighbour.stem}]\n")
    yield lambda: put(home, path.stem, f"variant_of: {neighbour.stem}\nstatus: draft\n")
    yield lambda: put(home, path.stem, "severity: SEV-9 # butfor: ignore[unknown-severity] -- for a while\n")
    yield lambda: put(home, path.stem, "severity: 3\n")
    yield lambda: path.unlink(missing_ok=True)
    yield lambda: home.put("incidents/2023/notes.txt", f"{chance.random()}")
    yield lambda: home.put("butfor.toml", (home.root / "butfor.toml").read_text() + f"# {chance.random()}\n")
    if path.exists():
        yield lambda: write(text.replace("SEV-3", "SEV-9"))
        yield lambda: write(text.replace("SEV-9", "SEV-3"))
        yield lambda: write(text.replace("ChatGPT and", "Chatbot and"))
        yield lambda: write(text + "# the end\n")
        yield lambda: path.touch()
        selected = Options(selected=frozenset([name(path.stem)]), cache=cache_of(home))
        yield lambda: check(WorkTree(home.root), home.policy, selected)
        yield lambda: path.rename(neighbour)
        if neighbour.exists():
            yield lambda: shutil.copy2(path, neighbour)
            yield lambda: Path(shutil.copy2(neighbour, home.root / "swap")).replace(path)
    cache = cache_of(home).path
    older = cache.with_suffix(".old")
    if cache.exists():
        yield lambda: shutil.copy2(cache, older)
        if chance.random() < 0.1:
            yield lambda: chance.choice([_cut, _empty, Path.unlink])(cache)
    if older.exists():
        yield lambda: shutil.copy2(older, cache)


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.robustness) for seed in range(1, 12))])
def test_after_any_sequence_of_edits_a_run_finds_what_a_cold_run_finds(seed: int, home: Place) -> None:
    """Also where the cache is older, broken or gone, and where only some wires were asked for."""
    chance = random.Random(seed)
    used = 0
    for _ in range(40):
        for _ in range(chance.choice([0, 1, 1, 2])):
            chance.choice(list(edits(home, chance)))()
        if chance.random() < 0.5:
            settle()
        used += same(home)
    assert used  # or it would prove nothing


# ---------------------------------------------------------------------------------------------- git, and other options


def test_in_git_a_wire_is_known_by_its_object(home: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever its file says: no object is read that is as it was."""
    put(home, IDS[1], "severity: SEV-9\n")
    git(home.root, "init", "-q", "-b", "main")
    git(home.root, "add", "-A")
    git(home.root, "commit", "-qm", "all")
    arguments = ("check", "--staged", "--format", "concise")
    first = home.run(*arguments)
    assert first.returncode == 1
    for line in git(home.root, "ls-files", "-s", "incidents").split("\n"):
        oid, path = line.split()[1], line.split()[3]
        if path not in first.stdout:  # findings of several wires show the line again
            (home.root / f".git/objects/{oid[:2]}/{oid[2:]}").unlink()
    done = home.run(*arguments)
    assert (done.returncode, done.stdout) == (1, first.stdout)


def test_what_one_run_knows_from_disk_another_knows_in_git(home: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    settle()
    same(home)
    git(home.root, "init", "-q", "-b", "main")
    git(home.root, "add", "-A")
    checked: list[str] = []
    monkeypatch.setattr(files, "find_violations", lambda file, *_: checked.append(file.name) or [])
    assert home.run("check", "--staged").returncode == 0
    assert checked == []


def test_more_processes_say_the_same(home: Place) -> None:
    for number in range(230):
        home.put(f"incidents/2023/copy-{number}.yaml", "title: [" if number % 9 else merged("severity: SEV-9\n"))
    alone = home.run("check", "--no-cache", "--jobs", "1")
    three = home.run_process("check", "--no-cache", "-j", "3")
    assert alone.returncode == 1
    assert three.stdout == alone.stdout


def test_the_shipped_archive_is_checked_alike(tmp_path: Path) -> None:
    for part in ("schema", "incidents"):
        shutil.copytree(REPOSITORY / part, tmp_path / "archive" / part)
    shutil.copy(REPOSITORY / "butfor.toml", tmp_path / "archive")
    place = Place(tmp_path / "archive")
    settle()
    same(place)
    assert same(place)
