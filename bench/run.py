"""Time butfor beside other validators, and beside `git status`, on generated wires, and print tables.

    python bench/run.py one              one wire, in a small archive and in one of 1,000
    python bench/run.py cold 10000       a whole archive from nothing, each validator that is installed
    python bench/run.py flat             what one wire costs in archives of 1,000 to 100,000, and memory
    python bench/run.py warm 100000      an archive in git: nothing changed, one wire's body changed, its rationale

All run in turn, round by round, in an order that rotates; a first round warms up and does not count. Each is a fresh
process, whose output goes to a file. Times are wall seconds of the whole process; `cpu` is the processor time of it and
its children. Ratios are taken round by round, so that they hold when the machine's speed drifts.

The wires with a fault are known. A validator that does not call exactly those invalid makes the exit status 1.
docs/benchmarks.md says what each one checks.
"""

import argparse
import compileall
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import butfor as package
from make_corpus import REPOSITORY, write
from peers import Peer, butfor, find

NO_CACHE = "--no-cache"
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
# nobody's settings, no CI job's base, and no colours
ENVIRONMENT = {
    **{key: value for key, value in os.environ.items() if not key.startswith(("CI", "GIT", "FORCE_COLOR"))},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "LC_ALL": "C.UTF-8",
}
STATUS = ["git", "-c", "core.fsmonitor=false", "-c", "core.untrackedCache=false", "status"]
SAMPLE = 0.02  # seconds between two looks at the memory
CHANGES = {  # what is changed: (what its text says, what it says instead)
    "body": ("[S1]", "(in part) [S1]"),
    "rationale": ("  guide: v1\n", "  guide: v8\n"),
}
SETTLED = 3.1  # seconds after which a file that was written counts as settled; until then it is read again


@dataclass(frozen=True)
class Run:
    """What one process took, and what it printed."""

    seconds: float
    """Wall time."""
    processor: float
    """Seconds of processor time, its children's included."""
    memory: float
    """MiB of its largest process."""
    status: int
    output: str


Runs = Mapping[str, list[Run]]


def run(command: list[str], folder: Path, watch: Callable[[int], None] | None = None) -> Run:
    """Run a command to its end, in a session of its own; ``watch`` gets its process id again and again."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        begin = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True,
        )  # fmt: skip
        pid = 0
        while watch and not pid:
            watch(process.pid)
            time.sleep(SAMPLE)
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if not watch:
            _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read()
    if process.returncode not in (0, 1):
        sys.exit(f"{Path(command[0]).name} ends with status {process.returncode}:\n{text[-2000:]}")
    processor = usage.ru_utime + usage.ru_stime
    return Run(seconds, processor, usage.ru_maxrss / 1024, process.returncode, text)


def peak(command: list[str], folder: Path) -> tuple[float, float]:
    """Return the most MiB of the largest process (RSS), and of all together, shared pages counted once (PSS; Linux)."""
    most = 0.0

    def look(session: int) -> None:
        nonlocal most
        most = max(most, sum(_shares(session)))

    return run(command, folder, look).memory, most


def _shares(session: int) -> Iterator[float]:
    """Yield the MiB of each process of a session."""
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(place.name)) == session:
                lines = (place / "smaps_rollup").read_text(encoding="ascii").splitlines()
                yield sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
        except OSError:  # it has ended
            continue


def interleave(jobs: Mapping[str, Callable[[], Run]], rounds: int) -> Runs:
    """Run all in turn, ``rounds`` times after one that does not count."""
    runs: dict[str, list[Run]] = {name: [] for name in jobs}
    names = list(jobs)
    for number in range(rounds + 1):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            latest = jobs[name]()
            if number:
                runs[name].append(latest)
    return runs


def figure(value: float) -> str:
    """Write a number with four digits, or so."""
    return f"{value:.{3 if value < 10 else 2 if value < 100 else 1}f}"


def spread(values: list[float]) -> str:
    """Write values as `median (min-max)`."""
    digits = 2 if statistics.median(values) < 10 else 1
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}-{max(values):.{digits}f})"


def ratios(runs: Runs, name: str, base: str) -> list[float]:
    """Return how many times as long as ``base`` this took, round by round."""
    return [run.seconds / base_run.seconds for run, base_run in zip(runs[name], runs[base], strict=True)]


def table(runs: Runs, last: Mapping[str, str] | None = None, title: str = "") -> None:
    """Print one row for each; ``last`` fills the column ``title``."""
    base = next(iter(runs))
    print(f"{'seconds':33}{'min':>7}{'median':>7}{'max':>7}{'cpu':>7}  {'times the first':<17}{title}".rstrip())
    for name, rounds in runs.items():
        seconds, processor = [run.seconds for run in rounds], [run.processor for run in rounds]
        values = min(seconds), statistics.median(seconds), max(seconds), statistics.median(processor)
        cells = "".join(f"{figure(value):>7}" for value in values)
        ratio = "" if name == base else spread(ratios(runs, name, base))
        print(f"{name:33}{cells}  {ratio:<17}{(last or {}).get(name, ''):>{len(title)}}".rstrip())


def heading(what: str, peers: list[Peer], *more: str) -> None:
    """Print what is measured, and on what."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    print(what)
    print(
        f"{CORES} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    )
    for text in (f"butfor {package.__version__}", *(f"{peer.name} {peer.version}" for peer in peers), *more):
        print(f"  {text}")
    print()


def corpus(folder: Path, count: int, faulty: float) -> tuple[list[str], set[str]]:
    """Generate an archive; return all its wires, and those with a fault."""
    planted = set(write(folder, count, faulty=faulty))
    return sorted(str(path.relative_to(folder)) for path in folder.glob("incidents/*/*.yaml")), planted


def one_wire(options: argparse.Namespace, scratch: Path) -> bool:
    """Time one wire: in this repository's own archive and in a larger one, with and without a cache."""
    small, large = scratch / "small", scratch / "large"
    for name in ("schema", "incidents"):
        shutil.copytree(REPOSITORY / name, small / name)
    shutil.copy(REPOSITORY / "butfor.toml", small)
    corpus(large, options.count, 0)
    peers, missing = find(scratch, CORES, options.ajv)
    jobs: dict[str, Callable[[], Run]] = {}
    for folder in (large, small):
        wires = sorted(str(path.relative_to(folder)) for path in folder.glob("incidents/*/*.yaml"))
        wire = wires[len(wires) // 2]
        if folder == large:
            jobs = {peer.name: partial(run, peer.on_one(wire), folder) for peer in peers}
            jobs["python -c pass"] = partial(run, [sys.executable, "-c", "pass"], folder)
        run(butfor().on_all([]), folder)  # fills the cache
        jobs[f"butfor, of {len(wires):,}"] = partial(run, butfor().on_one(wire), folder)
        jobs[f"butfor, no cache, of {len(wires):,}"] = partial(run, butfor(NO_CACHE).on_one(wire), folder)
    runs = interleave(jobs, options.rounds)
    heading(f"one wire; {options.rounds} rounds", peers)
    table(runs)
    print(*missing, sep="\n", end="\n" if missing else "")
    wrong = [name for name, rounds in runs.items() if any(run.status for run in rounds)]
    if wrong:
        print(f"called a valid wire invalid: {', '.join(wrong)}")
    return not wrong


def cold(options: argparse.Namespace, scratch: Path) -> bool:
    """Time a whole archive from nothing, with each validator."""
    folder = scratch / "archive"
    wires, planted = corpus(folder, options.count, options.faulty)
    peers, missing = find(scratch, CORES, options.ajv)
    validators = {peer.name: peer for peer in (butfor(NO_CACHE), butfor(NO_CACHE, "--jobs", "1"), *peers)}
    commands = {name: peer.on_all(wires) for name, peer in validators.items()}
    for name, command in list(commands.items()):
        if sum(len(word) + 9 for word in command) > os.sysconf("SC_ARG_MAX") * 3 // 4:
            missing.append(f"{name} is left out: it wants each path, which are too many for one command")
            del commands[name]
    runs = interleave({name: partial(run, command, folder) for name, command in commands.items()}, options.rounds)
    invalid = {name: validators[name].invalid(rounds[-1].output) for name, rounds in runs.items()}
    heading(f"{len(wires):,} wires, {len(planted):,} of them with a fault; {options.rounds} rounds", peers)
    table(runs, {name: str(len(paths)) for name, paths in invalid.items()}, "invalid")
    print(*missing, sep="\n", end="\n" if missing else "")
    wrong = [name for name, paths in invalid.items() if paths != planted]
    if wrong:
        print(f"called other wires invalid than those with a fault: {', '.join(wrong)}")
    return not wrong


def flat(options: argparse.Namespace, scratch: Path) -> bool:
    """Measure what one wire costs, from nothing, in archives of several sizes; and memory."""
    sizes = sorted({1, *options.sizes})
    command = butfor(NO_CACHE).on_all([])
    folders = {size: scratch / str(size) for size in sizes}
    for size, folder in folders.items():
        corpus(folder, size, options.faulty)
    runs = interleave({str(size): partial(run, command, folder) for size, folder in folders.items()}, options.rounds)
    memory = {size: peak(command, folder) for size, folder in folders.items()}
    heading(f"butfor check {NO_CACHE}; {options.rounds} rounds; a share of {options.faulty} has a fault", [])
    base = runs["1"]
    reference: list[float] = []
    print(f"{'':30}{'microseconds a wire':^28}{'MiB at most':>20}")
    print(f"{'wires':>9}{'seconds':>21}{'all':>9}{'less start':>12}{'growth':>9}{'a process':>10}{'together':>9}")
    for size in sizes:
        seconds = [run.seconds for run in runs[str(size)]]
        per_wire = " " * 30
        if size > 1:
            whole = statistics.median(seconds) / size * 1e6
            less = [(now - start.seconds) / size * 1e6 for now, start in zip(seconds, base, strict=True)]
            reference = reference or less
            growth = statistics.median(now / then for now, then in zip(less, reference, strict=True))
            per_wire = f"{whole:9.0f}{statistics.median(less):12.0f}{growth:9.2f}"
        largest, together = memory[size]
        print(f"{size:>9,}{spread(seconds):>21}{per_wire}{largest:10.0f}{together:9.0f}")
    return True


def warm(options: argparse.Namespace, scratch: Path) -> bool:
    """Time an archive in git that was checked before: nothing changed, then another wire changed each round."""
    folder = scratch / "archive"
    wires, planted = corpus(folder, options.count, options.faulty)
    # no repacking in the background while something is timed
    settings = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "gc.auto=0"]
    for command in (["init", "-q"], ["add", "-A"], [*settings, "commit", "-qm", "A"]):
        subprocess.run(["git", *command], cwd=folder, env=ENVIRONMENT, check=True)
    commands = {"git status": STATUS, "butfor check": butfor().on_all([])}
    cold = run(butfor(NO_CACHE).on_all([]), folder).output
    valid = [wire for wire in wires if wire not in planted]
    runs: dict[str, list[Run]] = {}
    wrong = set()

    def take(turn: int, what: str = "") -> dict[str, Run]:
        names = list(commands)[:: 1 if turn % 2 else -1]
        return {name + what: run(commands[name], folder) for name in names}

    for turn in range(options.rounds + 1):
        time.sleep(SETTLED)
        take(turn)  # what the last round left behind is noticed here, and not timed
        measured = take(turn)
        if measured["butfor check"].output != cold or "nothing to commit" not in measured["git status"].output:
            wrong.add("what was unchanged was seen as changed")
        wire = folder / valid[len(valid) * turn // (options.rounds + 1)]
        text = wire.read_text(encoding="utf-8")
        for what, (old, new) in CHANGES.items():
            assert old in text
            wire.write_text(text.replace(old, new, 1), encoding="utf-8")
            changed = take(turn, f", {what} changed")
            wire.write_text(text, encoding="utf-8")
            take(turn)
            if wire.name not in changed[f"git status, {what} changed"].output:
                wrong.add("git did not see a change")
            measured |= changed
        if wire.name not in measured["butfor check, rationale changed"].output:
            wrong.add("a fault was not seen")
        if measured["butfor check, body changed"].output != cold:
            wrong.add("a fault was seen where there is none")
        for name, latest in measured.items() if turn else ():
            runs.setdefault(name, []).append(latest)
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout.split()[2]
    title = f"{len(wires):,} wires in git, {len(planted):,} of them with a fault; {options.rounds} rounds"
    heading(title, [], f"git {git}: {' '.join(STATUS[1:])}")
    table({name: runs[name] for name in sorted(runs, key=lambda name: name.partition(",")[2])})
    for what in CHANGES:
        print(f"{what} changed / unchanged: {spread(ratios(runs, f'butfor check, {what} changed', 'butfor check'))}")
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return not wrong


def main() -> None:
    """Generate, warm up, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, metavar="one|cold|flat|warm")
    defaults = {
        "one": (one_wire, 1000, 15, 0.0),
        "cold": (cold, 10_000, 5, 0.05),
        "flat": (flat, 0, 3, 0.05),
        "warm": (warm, 100_000, 7, 0.001),
    }
    for name, (what, count, rounds, faulty) in defaults.items():
        command = commands.add_parser(name, description=what.__doc__)
        command.set_defaults(what=what)
        command.add_argument("--rounds", type=int, default=rounds, help="[%(default)s]")
        if what is flat:
            command.add_argument("sizes", type=int, nargs="*", default=[1000, 10_000, 100_000], help="[%(default)s]")
        else:
            command.add_argument("count", type=int, nargs="?", default=count, help="wires [%(default)s]")
        if what in (one_wire, cold):
            command.add_argument("--ajv", default="ajv", help="the program of ajv-cli [%(default)s]")
        if what is not one_wire:
            command.add_argument("--faulty", type=float, default=faulty, help="share with a fault [%(default)s]")
    options = parser.parse_args()
    # as pip leaves it; a checkout is not compiled where Python may not write bytecode
    compileall.compile_dir(Path(package.__file__).parent, quiet=2)
    with tempfile.TemporaryDirectory() as scratch:
        ENVIRONMENT["XDG_CACHE_HOME"] = str(Path(scratch) / "cache")  # nobody's own
        sys.exit(0 if options.what(options, Path(scratch)) else 1)


if __name__ == "__main__":
    main()
