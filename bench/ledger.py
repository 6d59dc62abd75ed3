"""Time ``butfor ledger --verify`` on a generated history, and see that it finds what was changed silently.

    python bench/ledger.py [COMMITS] [--wires 1000] [--silent 3] [--keep FOLDER]

The history is written by `git fast-import`: wires are published one by one, and between that each commit is an honest
correction of a wire or a change that says nothing new (of the way it is written); some change a fact and say
nothing. Figures are wall seconds of the whole process, and the most memory that one of its processes held.
"""

import argparse
import datetime
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from make_corpus import SEVERITIES, wire

START = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)


def versions(commits: int, wires: int, silent: int, chance: random.Random) -> Iterator[tuple[str, str, bool]]:
    """Yield (path, text, whether it is a silent change) for each commit."""
    texts: dict[str, str] = {}
    entries: dict[str, list[str]] = {}
    quiet = set(chance.sample(range(wires // 2, commits), silent))
    new = set(range(max(wires // 2, 1))) | set(chance.sample(range(commits), wires)) - quiet
    for number in range(commits):
        if (number in new and len(texts) < wires) or not texts:
            moment = START - datetime.timedelta(seconds=chance.randrange(4 * 365 * 86400))
            wire_id, text = wire(moment, chance)
            path = f"incidents/{moment.year}/{wire_id}.yaml"
            entries[path] = []
        else:
            path = chance.choice(
                [name for name, text in texts.items() if number not in quiet or "legal_status" not in text]
            )
            text = texts[path]
            old = text.partition("severity: ")[2][:5]
            level = chance.choice([severity for severity in SEVERITIES if severity != old])
            if number in quiet:
                text = text.replace("harm: actual\n", "harm: actual\nlegal_status: alleged\n")
            elif chance.random() < 0.1:
                text = text.replace("schema: 1\n", f"schema: 1  # looked at {number}\n", 1)
            else:
                entries[path].append(
                    f'  - {{date: "2027-06-{1 + number * 29 // commits:02}", type: correction, '
                    f"changes: [{{field: severity, was: {old}, now: {level}}}], "
                    f'reason: "Assessed anew, {number}.", by: "A. Editor"}}\n'
                )
                text = text.replace(f"severity: {old}", f"severity: {level}").partition("corrections:\n")[0]
                text += "corrections:\n" + "".join(entries[path])
        texts[path] = text
        yield path, text, number in quiet


def generate(folder: Path, commits: int, wires: int, silent: int, seed: int) -> int:
    """Make the repository; return how many wires it has."""
    maker = Path(__file__).with_name("make_corpus.py")
    subprocess.run([sys.executable, str(maker), "0", str(folder)], check=True)
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
    git = subprocess.Popen(["git", "-C", str(folder), "fast-import", "--quiet"], stdin=subprocess.PIPE)
    assert git.stdin is not None
    paths = set()
    for number, (path, text, quiet) in enumerate(versions(commits, wires, silent, random.Random(seed))):
        who = f"A. Editor <a.editor@example.org> {int(START.timestamp()) + number * 60} +0000"
        message, data = (b"quiet" if quiet else b"change"), text.encode()
        git.stdin.write(b"commit refs/heads/main\nauthor %s\ncommitter %s\n" % (who.encode(), who.encode()))
        git.stdin.write(b"data %d\n%s\n" % (len(message), message))
        git.stdin.write(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data))
        paths.add(path)
    git.stdin.close()
    if git.wait():
        sys.exit("git fast-import failed")
    subprocess.run(["git", "-C", str(folder), "reset", "-q", "--hard"], check=True)
    (folder / "incidents").mkdir(exist_ok=True)
    return len(paths)


def main() -> None:
    """Generate, measure, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commits", type=int, nargs="?", default=10_000)
    parser.add_argument("--wires", type=int, default=1000)
    parser.add_argument("--silent", type=int, default=3)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="a new folder in which the repository stays")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch) / "archive"
        wires = generate(folder, options.commits, options.wires, options.silent, options.seed)
        log = ["git", "-C", str(folder), "log", "--reverse", "--grep=^quiet$", "--format=%H"]
        quiet = subprocess.run(log, capture_output=True, text=True, check=True).stdout.split()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begin = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "butfor", "ledger", "--verify", "--archive", str(folder)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        seconds = time.perf_counter() - begin
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    faults = [line.split(" ")[0] for line in done.stdout.splitlines() if ": error[" in line]
    print(done.stdout.splitlines()[-1] if done.stdout else done.stderr)
    print(f"{options.commits} commits, {wires} wires: {seconds:.2f} seconds,", end=" ")
    print(f"{after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime:.2f} of processors,", end=" ")
    print(f"{after.ru_maxrss / 1024:.0f} MiB at most in one process")
    if faults != [oid[:12] for oid in quiet]:
        sys.exit(f"found {faults}, but these were silent: {quiet}")


if __name__ == "__main__":
    main()
