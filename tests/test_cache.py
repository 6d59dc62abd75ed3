"""The cache is only ever a reason to do less: whatever happens to it or to the archive, the verdict is that of a run
without it."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from butfor import cache as cache_module
from butfor import recall, source
from butfor.cache import FOLDER, Cache
from butfor.check import check
from butfor.day import latest_day
from butfor.finding import Level, Report
from butfor.source import WorkTree
from conftest import BASE_NAME, REPOSITORY, Place, merged
from test_init import git

SETTLED = 0.03  # seconds after which a file counts as settled here; the kernel's clock ticks every 0.004
_SOUNDS = [
    a + b + c for a in ("ba", "co", "du", "fe", "gi") for b in ("la", "mo", "ne") for c in ("rt", "nk", "ss", "p")
]
IDS = [f"01H3G6D60088JDPVJMJQV9B{number:03}" for number in range(100, 112)]
WORDS = {wire_id: " ".join(random.Random(wire_id).choices(_SOUNDS, k=9)) for wire_id in IDS}


@pytest.fixture(autouse=True)
def _own_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("BUTFOR_CACHE_KEY", raising=False)
    monkeypatch.setattr(source, "_RACY", int(SETTLED * 1e9))


def name(wire_id: str) -> str:
    return f"incidents/2023/{wire_id}.yaml"


def put(place: Place, wire_id: str, snippet: str = "") -> None:
    """A wire that shares nothing with the others."""
    number = IDS.index(wire_id)
    words = WORDS[wire_id]
    own = (
        f'id: {wire_id}\ntitle: "ChatGPT and the {words}"\noccurred: "2022-0{number % 9 + 1}-11"\nexternal_ids: {{}}\n'
    )
    own += f'rationale:\n  text: "Without ChatGPT no {words}."\n  basis: editor\n  by: "A. Editor"\n'
    place.put(name(wire_id), merged(snippet, merged(own + '  date: "2026-05-20"\n  guide: v1\n')))


@pytest.fixture
def home(archive: Place) -> Place:
    """An archive of eight wires without findings."""
    for wire_id in IDS[:8]:
        put(archive, wire_id)
    return archive


def cached(place: Place) -> tuple[Report, bool]:
    """The report as the command line makes it, and whether nothing had to be judged."""
    cache, tree = Cache.of(place.root), WorkTree(place.root)
    assert cache is not None
    report = cache.unchanged(tree)
    return (report, True) if report is not None else (check(tree, place.policy, store=cache), False)


def same(place: Place) -> bool:
    """Hold the cached report against one that is made anew; whether nothing had to be judged."""
    report, unchanged = cached(place)
    assert report == check(place.root, place.policy)
    return unchanged


def settle() -> None:
    time.sleep(SETTLED + 0.01)


def test_what_did_not_change_is_not_judged_again(home: Place) -> None:
    settle()
    assert not same(home)
    assert same(home)
    (home.root / name(IDS[0])).touch()
    settle()
    assert not same(home)
    assert same(home)


def judged_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that the next run judges."""
    names: list[str] = []
    before = recall.Judge.judged

    def noted(judge: recall.Judge, entry: "recall.Any") -> recall.Judged:
        names.append(entry.name)
        return before(judge, entry)

    with monkeypatch.context() as patch:
        patch.setattr(recall.Judge, "judged", noted)
        report, _ = cached(place)
    assert report == check(place.root, place.policy)
    return names


def test_one_changed_wire_is_checked_against_all_others_without_judging_them(
    home: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle()
    same(home)
    put(home, IDS[3], 'title: "ChatGPT and the harbour"\n')
    assert {*judged_again(home, monkeypatch)} == {name(IDS[3])}
    text = (home.root / name(IDS[5])).read_text(encoding="utf-8")
    put(home, IDS[3], text[text.index("rationale:") : text.index("external_ids")])
    assert {*judged_again(home, monkeypatch)} == {name(IDS[3])}
    assert "same-rationale" in [finding.rule for finding in cached(home)[0].findings]


def test_a_file_with_new_times_and_old_bytes_is_read_and_not_judged(
    home: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    same(home)
    for wire_id in IDS[:8]:
        path = home.root / name(wire_id)
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(data)
    assert judged_again(home, monkeypatch) == []


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
    for number in range(60):
        text = (good, bad)[number % 2]
        path.write_text(text, encoding="utf-8")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert bool(cached(home)[0].count(Level.ERROR)) == (text == bad)


def test_another_policy_judges_anew(home: Place) -> None:
    settle()
    same(home)
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


def test_another_butfor_another_day_and_other_libraries_judge_anew(
    home: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle()
    same(home)
    assert same(home)
    with monkeypatch.context() as patch:
        patch.setattr(cache_module, "latest_day", lambda: "2031-01-01")
        assert not cached(home)[1]
    assert not same(home)  # it holds one day
    assert same(home)
    with monkeypatch.context() as patch:
        patch.setattr(cache_module, "__version__", "99")
        assert not cached(home)[1]
    program = list(cache_module._program())
    assert any("butfor/check.py" in line for line in program)
    for library in ("pydantic", "ruamel", "rapidfuzz", "public_suffix_list.dat"):
        assert any(library in line for line in program), library


Damage = Callable[[Path], None]


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[random.Random(7).randrange(70, len(data))] ^= 4
    path.write_bytes(data)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _link(path: Path) -> None:
    path.rename(path.with_suffix(".moved"))
    path.symlink_to(path.with_suffix(".moved"))


def _huge(path: Path) -> None:
    path.write_bytes(b"[" * 200_000)


DAMAGES = [_cut, _flip, _empty, _folder, _link, _huge, Path.unlink]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_cache_is_none(damage: Damage, home: Place) -> None:
    home.put(name(IDS[1]), "title: [")
    settle()
    same(home)
    files = sorted(path for path in (home.root / FOLDER).rglob("*.json"))
    assert len(files) == 3
    for path in files:
        damage(path)
        same(home)
        same(home)


def forged(place: Place) -> None:
    """Make every file of the cache say that nothing was found, sealed without the secret."""
    cache = Cache(place.root, b"x" * 32, Cache.of(place.root).key)  # type: ignore[union-attr]
    for path in (place.root / FOLDER).rglob("*.json"):
        content = json.loads(path.read_bytes().partition(b"\n")[2])
        if path.name == "report.json":
            content[3][0] = []
        elif path.name != "marks.json":
            content = [[*row[:5], [[], [], True]] for row in content]
        policy = place.policy.digest if path.parent.name == "wires" else ""
        cache._write(path.relative_to(place.root).as_posix(), content, policy)


def test_a_cache_that_somebody_else_wrote_is_none(home: Place) -> None:
    """One that a pull request or an unpacked folder brings along, with the right key, marks and digests."""
    home.put(name(IDS[1]), "title: [")
    settle()
    same(home)
    forged(home)
    assert not same(home)
    assert cached(home)[0].count(Level.ERROR)


def test_in_ci_only_a_secret_that_was_given_counts(home: Place) -> None:
    home.run("check", CI="true", BUTFOR_CACHE_KEY="")
    assert not (home.root / FOLDER).exists()
    home.run("check", CI="true", BUTFOR_CACHE_KEY="secret")
    assert (home.root / FOLDER).exists()
    shutil.rmtree(home.root / FOLDER)
    home.run("check", CI="true", BUTFOR_CACHE_KEY="secret")
    report = (home.root / FOLDER / "check/report.json").read_bytes()
    home.run("check", CI="true", BUTFOR_CACHE_KEY="another")
    assert (home.root / FOLDER / "check/report.json").read_bytes() != report


def test_the_secret_is_its_owners_alone(home: Place, tmp_path: Path) -> None:
    same(home)
    key = tmp_path / "home/butfor/key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.stat().st_size == 32


def test_git_sees_nothing_of_it_and_no_cache_leaves_nothing(home: Place) -> None:
    git(home.root, "init", "-q")
    git(home.root, "add", "-A")
    git(home.root, "commit", "-qm", "all")
    assert home.run("check", "--no-cache").returncode == 0
    assert not (home.root / FOLDER).exists()
    assert home.run("check").returncode == 0
    assert (home.root / FOLDER).exists()
    assert git(home.root, "status", "--porcelain") == ""


def test_a_cache_behind_a_link_is_not_written(home: Place, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (home.root / FOLDER).symlink_to(elsewhere)
    assert home.run("check").returncode == 0
    assert list(elsewhere.iterdir()) == []


def test_a_folder_that_cannot_be_written_to_and_a_full_disk_change_no_verdict(home: Place) -> None:
    home.put(name(IDS[1]), "title: [")
    expected = home.run("check", "--no-cache")
    (home.root / FOLDER).write_text("in the way", encoding="utf-8")
    done = home.run("check")
    assert (done.returncode, done.stdout, done.stderr) == (1, expected.stdout, "")
    (home.root / FOLDER).unlink()
    # No file may grow: what a full disk does, too. Writes fail in the middle of the cache's files.
    limited = "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    limited += "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); from butfor.cli import run; run()"
    for _ in range(2):
        full = subprocess.run(
            [sys.executable, "-c", limited, "check"], cwd=home.root, capture_output=True, text=True, check=False
        )
        assert (full.returncode, full.stdout, full.stderr) == (1, expected.stdout, "")
    assert not list((home.root / FOLDER).rglob("*.tmp"))


def test_two_processes_at_once(home: Place) -> None:
    """They write the same files, while a third changes a wire."""
    command = [sys.executable, "-m", "butfor", "check", "--format", "concise"]
    for number in range(4):
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


def test_a_policy_file_that_grows_beyond_the_limit_is_seen(home: Place) -> None:
    config = home.root / "butfor.toml"
    data = config.read_bytes()
    config.write_bytes(data + b"#" * (source.MAX_BYTES - len(data) - 1) + b"\n")
    settle()
    same(home)
    assert same(home)
    with config.open("ab") as more:
        more.write(b"no [[[ policy\n")
    done = home.run("check")
    assert (done.returncode, done.stdout) == (2, "")


def test_a_folder_that_is_another_while_it_is_read_leaves_no_trace(
    home: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two folders change places after their files were looked at, and back after they were read: no time changes."""
    folder, twin = home.root / "incidents/2023", home.root / "twin"
    shutil.copytree(folder, twin)
    put(home, IDS[2], "severity: SEV-9\n")
    settle()
    swap = home.root / "swap"

    def exchange() -> None:
        folder.rename(swap)
        twin.rename(folder)
        swap.rename(twin)

    cache, tree = Cache.of(home.root), WorkTree(home.root)
    tree.marks("incidents")
    exchange()
    assert check(tree, home.policy, store=cache).count(Level.ERROR) == 0
    exchange()
    assert not same(home)
    assert cached(home)[0].count(Level.ERROR) == 1


def test_a_secret_that_the_archive_brings_along_or_that_others_can_read_is_none(
    home: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    same(home)
    key = tmp_path / "home/butfor/key"
    key.chmod(0o644)
    assert Cache.of(home.root) is None
    key.chmod(0o600)
    assert Cache.of(home.root) is not None
    shutil.copytree(tmp_path / "home", home.root / "home")
    monkeypatch.setenv("XDG_CACHE_HOME", str(home.root / "home"))
    assert Cache.of(home.root) is None


def test_of_a_huge_file_that_is_none_of_ours_only_the_beginning_is_read(home: Place) -> None:
    shards = home.root / FOLDER / "check/wires"
    shards.mkdir(parents=True)
    for number in range(20):
        with (shards / f"{number}-999.json").open("wb") as huge:
            huge.truncate(1 << 40)
    assert not same(home)
    assert [path.name for path in shards.iterdir()] == ["0-1.json"]


# ------------------------------------------------------------------------------------------------- random sequences


def edits(home: Place, chance: random.Random) -> Iterator[Callable[[], object]]:
    """What may happen to an archive and to its cache between two runs."""
    one, other = (home.root / name(wire_id) for wire_id in chance.sample(IDS, 2))
    text = one.read_text(encoding="utf-8") if one.exists() else ""

    def again(new: str) -> None:
        """Write with the old times, as some programs do."""
        before = one.stat()
        one.write_text(new, encoding="utf-8")
        os.utime(one, ns=(before.st_atime_ns, before.st_mtime_ns))

    yield lambda: put(home, one.stem)
    yield lambda: put(home, one.stem, f"related: [{other.stem}]\n")
    yield lambda: put(home, one.stem, f"variant_of: {other.stem}\nstatus: draft\n")
    yield lambda: put(home, one.stem, "severity: SEV-9 # butfor: ignore[unknown-severity] -- for a while\n")
    yield lambda: put(home, one.stem, "severity: 3\n")
    yield lambda: one.unlink(missing_ok=True)
    yield lambda: home.put("incidents/2023/notes.txt", f"{chance.random()}")
    yield lambda: home.put("butfor.toml", (home.root / "butfor.toml").read_text() + f"# {chance.random()}\n")
    if one.exists():
        yield lambda: again(text.replace("SEV-3", "SEV-9"))
        yield lambda: again(text.replace("SEV-9", "SEV-3"))
        yield lambda: again(text.replace("ChatGPT and", "Chatbot and"))
        yield lambda: again(text + "# the end\n")
        yield lambda: one.touch()
        yield lambda: check(WorkTree(home.root), home.policy, {name(one.stem)}, store=Cache.of(home.root))
        yield lambda: one.rename(other)
        if other.exists():
            yield lambda: shutil.copy2(one, other)
            yield lambda: Path(shutil.copy2(other, home.root / "swap")).replace(one)
    for path in (home.root / FOLDER).rglob("*.json"):
        older = path.with_suffix(".old")
        yield lambda path=path, older=older: shutil.copy2(path, older)  # type: ignore[misc]
        if older.exists():
            yield lambda path=path, older=older: shutil.copy2(older, path)  # type: ignore[misc]
        if chance.random() < 0.1:
            yield lambda path=path: chance.choice([_cut, _empty, _flip])(path)  # type: ignore[misc]
    yield lambda: shutil.rmtree(home.root / FOLDER, ignore_errors=True)


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.robustness) for seed in range(2, 12))])
def test_after_any_sequence_of_edits_the_verdict_is_that_of_a_cold_run(
    seed: int, home: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the cache's files are older, newer, broken or gone, and where only some wires were asked for."""
    monkeypatch.setattr(cache_module, "_PER_SHARD", 3)
    chance = random.Random(seed)
    used = 0
    for _ in range(40):
        for _ in range(chance.choice([0, 1, 1, 2])):
            chance.choice(list(edits(home, chance)))()
        if chance.random() < 0.5:
            settle()
        used += same(home)
    assert used  # or it would prove nothing


# --------------------------------------------------------------------------------------------------- git, and shares


@pytest.fixture
def committed(home: Place) -> Place:
    """The archive in a repository, where one of its wires has an error."""
    put(home, IDS[1], "severity: SEV-9\n")
    git(home.root, "init", "-q", "-b", "main")
    git(home.root, "add", "-A")
    git(home.root, "commit", "-qm", "all")
    return home


def test_in_git_a_wire_is_known_by_its_object(committed: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fresh clone has other times and inodes, and no file is read that is as it was."""
    arguments = ("check", "--staged", "--format", "concise")
    environment = {"BUTFOR_CACHE_KEY": "secret"}
    first = committed.run(*arguments, **environment)
    assert first.returncode == 1
    clone = committed.root.with_name("clone")
    git(committed.root, "clone", "-q", ".", str(clone))
    shutil.copytree(committed.root / FOLDER, clone / FOLDER)
    for line in git(clone, "ls-files", "-s", "incidents").split("\n"):
        oid, path = line.split()[1], line.split()[3]
        if path not in first.stdout:  # findings across wires show the line again
            (clone / f".git/objects/{oid[:2]}/{oid[2:]}").unlink()
    there = Place(clone)
    done = there.run(*arguments, **environment)
    assert (done.returncode, done.stdout, done.stderr) == (1, first.stdout, "")


def test_shares_together_say_what_one_run_says(committed: Place) -> None:
    whole = committed.run("check", "--no-cache", "--format", "json")
    for count in (1, 3):
        parts = []
        for share in range(1, count + 1):
            part = committed.root.with_name(f"part-{share}.json")
            done = committed.run("check", "--shard", f"{share}/{count}", "--output", str(part))
            assert (done.returncode, done.stdout) == (0, "")
            assert f"share {share} of {count}: " in done.stderr
            parts += ["--merge", str(part)]
        merged_ = committed.run("check", *parts, "--format", "json")
        assert (merged_.returncode, merged_.stdout) == (whole.returncode, whole.stdout)
    assert not (committed.root / FOLDER).exists()


def test_what_no_part_holds_is_judged_where_parts_are_merged(committed: Place) -> None:
    part = committed.root.with_name("part.json")
    committed.run("check", "--shard", "1/3", "--output", str(part))
    put(committed, IDS[0], "severity: SEV-8\n")
    whole = committed.run("check", "--no-cache", "--format", "json")
    assert committed.run("check", "--merge", str(part), "--format", "json").stdout == whole.stdout


def _fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _other(path: Path) -> None:
    """Whole, and no part: rows of another shape under the right seal."""
    policy = Place(path.with_name("archive")).policy.digest
    for content in (b"null", b"5", b"{}", b"[1]", b"[[]]", b'[["a","b","c","d",[],null]]', b"none"):
        path.write_bytes(recall._seal(policy, latest_day(), content) + b"\n" + content)
        done = Place(path.with_name("archive")).run("check", "--merge", str(path))
        assert done.returncode == 2, content


@pytest.mark.parametrize("damage", [_cut, _flip, _empty, _huge, _fifo, _other, Path.unlink])
def test_a_part_that_is_none_is_refused(damage: Damage, committed: Place) -> None:
    part = committed.root.with_name("part.json")
    committed.run("check", "--shard", "1/1", "--output", str(part))
    damage(part)
    done = committed.run("check", "--merge", str(part))
    assert (done.returncode, done.stdout) == (2, "")
    assert str(part) in done.stderr.replace("\n", "")


def test_a_part_made_by_another_policy_is_refused(committed: Place) -> None:
    part = committed.root.with_name("part.json")
    committed.run("check", "--shard", "1/1", "--output", str(part))
    committed.put("butfor.toml", (committed.root / "butfor.toml").read_text(encoding="utf-8") + "\n")
    done = committed.run("check", "--merge", str(part))
    assert done.returncode == 2
    assert "this policy" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--shard", "1/4"), "--output"),
        (("--output", "x.json"), "--shard"),
        (("--shard", "0/4", "--output", "x.json"), "1/4"),
        (("--shard", "5/4", "--output", "x.json"), "1/4"),
        (("--shard", "a", "--output", "x.json"), "1/4"),
        (("--shard", "1/4", "--output", "incidents/x.json"), "into the archive itself"),
        (("--shard", "1/4", "--output", "../x.json", BASE_NAME), "whole archive"),
        (("--merge", "../x.json", BASE_NAME), "whole archive"),
        (("--merge", "../x.json", "--timings"), "together"),
        (("--jobs", "0"), "--jobs"),
    ],
    ids=" ".join,
)
def test_options_that_do_not_go_together(arguments: tuple[str, ...], words: str, archive: Place) -> None:
    archive.put(BASE_NAME, merged(""))
    done = archive.run("check", *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stdout == ""


def test_timings_name_rules_and_judge_everything(home: Place) -> None:
    same(home)
    done = home.run("check", "--timings")
    assert done.returncode == 0
    assert done.stdout == home.run("check", "--no-cache").stdout
    assert "reading, parsing" in done.stderr
    assert done.stderr.rstrip().endswith("in all")
    assert max(map(len, done.stderr.split("\n"))) <= 80


def test_more_processes_say_the_same(home: Place) -> None:
    for number in range(230):
        home.put(f"incidents/2023/copy-{number}.yaml", merged("severity: SEV-9\n"))
    one = home.run("check", "--no-cache", "--jobs", "1")
    three = home.run_process("check", "--no-cache", "-j", "3")
    assert one.returncode == 1
    assert three.stdout == one.stdout


def test_the_shipped_archive_is_judged_alike(tmp_path: Path) -> None:
    for part in ("schema", "incidents"):
        shutil.copytree(REPOSITORY / part, tmp_path / "archive" / part)
    shutil.copy(REPOSITORY / "butfor.toml", tmp_path / "archive")
    place = Place(tmp_path / "archive")
    settle()
    same(place)
    assert same(place)
