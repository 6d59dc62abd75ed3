"""Stop or starve every command that writes, at random points and at each of its own steps, and count what is lost.

    python bench/interrupts.py [--times 40] [--seed S] [--only NAME]

The real command runs on a real repository in a scratch folder. Faults: SIGINT, SIGTERM and SIGKILL after a random time
and at each step of its work on files; a full disk (a small tmpfs, mounted where we may; there the system itself says
that no space is left); a limit on the size of files, which any user can set. Afterwards every file must be as it was
before or as the command makes it, whole; nothing else may lie there but, after SIGKILL, a temporary file that git
ignores and `butfor check` names; the exit status must be the documented one; and the same command, run again, must
come to the end that it would have come to. A site that was half built may be there, with the note that it is; built
again it is what it would have been, and nothing else lies in it. Prints a table; exit 1 if anything was lost.
"""

import argparse
import contextlib
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from butfor.engine.cache import FOLDER as CACHE
from butfor.files.write import left_behind
from butfor.site.output import BEGUN
from ground import NAME, REPOSITORY, WIRE, Ground

CORRECTED, RETRACTED = "01H3G6D60088JDPVJMJQV9BE1W", "01H3G6D6000000000000000001"
_SIGNED = ("--reason", "It was found wrong.", "--by", "A. Editor")
COMMANDS: dict[str, tuple[str, ...]] = {
    "fix": ("fix",),
    "correct": ("correct", CORRECTED, "--set", "severity=SEV-4", "--type", "correction", *_SIGNED),
    "retract": ("retract", RETRACTED, *_SIGNED),
    "new": ("new", "--date", "2024-02-14"),
    "export -o": ("export", "-o", "../out/wires.csv"),
    "schema --write": ("schema", "--write"),
    "init": ("init", "../fresh"),
    "check": ("check",),  # which writes its cache
    "site build": ("site", "build", "--out", "../new/site"),
    "site build again": ("site", "build", "--out", "../site"),
}
"""Each command that writes: its arguments, run in the archive. A new one is one line here."""

BEGIN = """
import os, sys
os.write(int(sys.argv.pop(1)), b"!")
from butfor.cli import run
run()
"""
"""Runs butfor as its script does, and says when Python itself is up."""

STEP = """
import os, signal, sys
number, left = int(sys.argv.pop(1)), int(sys.argv.pop(1))
def hook(event, arguments):
    global left
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    if writes or event in ("os.rename", "os.link", "os.remove", "os.chmod", "os.mkdir", "tempfile.mkstemp"):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), number)
sys.addaudithook(hook)
from butfor.cli import run
run()
"""
"""Runs butfor, and sends itself a signal right before its n-th step of work on files."""

State = dict[str, bytes]
Run = Callable[[Path, tuple[str, ...]], "subprocess.CompletedProcess[bytes]"]


def build(root: Path) -> None:
    """What commands are tried on: an archive in git with something to do for each of them, beside it two folders."""
    archive = root / "archive"
    Ground.at(archive)
    for number in range(1, 6):
        wire_id = f"01H3G6D600{number:016}"
        text = WIRE.replace(CORRECTED, wire_id).replace("ChatGPT invented", f"ChatGPT ({number}) invented")
        text = text.replace("Without ChatGPT's", f"In case {number}, without ChatGPT's")
        if 1 < number < 5:
            text = text.replace('"mit:3.1", "mit:5.1"', '"mit:5.1", "mit:3.1"')
        folder = "2023" if number < 4 else "2022"  # the last two lie where they do not belong
        path = archive / f"incidents/{folder}/{wire_id}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (archive / "schema/wire.schema.json").write_text("{}\n", encoding="utf-8")
    (archive / "schema/codes.schema.json").unlink()
    shutil.copy(REPOSITORY / "src/butfor/scaffold/templates/gitignore", archive / ".gitignore")
    (root / "fresh").mkdir()
    (root / "out").mkdir()
    (root / "out/wires.csv").write_text("an older export\n", encoding="utf-8")
    start(root, COMMANDS["site build again"]).communicate()  # a site that the next build finds
    shutil.rmtree(archive / CACHE)
    (archive / "incidents/2023/01H3G6D6000000000000000003.yaml").unlink()
    changed = archive / NAME
    changed.write_text(changed.read_text(encoding="utf-8").replace("SEV-3", "SEV-2"), encoding="utf-8")
    for arguments in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-q", "-m", "good")):
        subprocess.run(
            ["git", "-c", "user.name=A", "-c", "user.email=a@a.example", *arguments], cwd=archive, check=True
        )


def state(root: Path) -> State:
    """Every file that lies there, git's own apart."""
    found: State = {}
    for folder, folders, files in os.walk(root):
        if ".git" in folders:
            folders.remove(".git")
        for name in files:
            path = Path(folder) / name
            found[path.relative_to(root).as_posix()] = _without_times(path)
    return found


def _without_times(path: Path) -> bytes:
    """What a file holds; of a cache, which holds times of files, whether it is whole."""
    data = path.read_bytes()
    if CACHE not in path.parts or path.suffix != ".json":
        return data
    digest, _, rest = data.partition(b"\n")
    if path.name == "site.json":
        return b"a whole cache" if digest.decode() == hashlib.sha256(rest).hexdigest() else data
    json.loads(rest)
    return b"a whole cache"


def _site(name: str) -> bool:
    """Whether a file belongs to a site."""
    return name.startswith(("site/", "new/site/"))


def environment() -> dict[str, str]:
    """Ours, without what a terminal or a CI job sets."""
    ours = ("GITHUB_", "GITLAB_", "CI", "GIT_")
    plain = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    return plain | {"BUTFOR_CACHE_KEY": "interrupts"}  # and no secret in anybody's home


def start(
    root: Path, arguments: tuple[str, ...], *before: str, limit: int | None = None, told: int | None = None
) -> "subprocess.Popen[bytes]":
    """The real command, in the archive. told: a pipe that it inherits."""

    def begin() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a job in the background ignores it, and hands that on
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [sys.executable, *(before or ("-m", "butfor")), *arguments]
    return subprocess.Popen(
        command, cwd=root / "archive", env=environment(), preexec_fn=begin,
        pass_fds=() if told is None else (told,),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@dataclass
class Row:
    """One fault and one command: how often it was tried, how often it struck before the command was done, what was
    lost (in words), and how often a temporary file stayed."""

    fault: str
    command: str
    tried: int = 0
    struck: int = 0
    lost: list[str] = field(default_factory=list)
    left: int = 0


@dataclass(frozen=True)
class Trial:
    """What one command is tried on. after: what lies there when nothing goes wrong; seconds: how long that takes."""

    template: Path
    scratch: Path
    name: str
    before: State
    after: State
    status: int
    seconds: float

    @property
    def arguments(self) -> tuple[str, ...]:
        """Of the command."""
        return COMMANDS[self.name]

    @classmethod
    def of(cls, template: Path, scratch: Path, name: str) -> "Trial":
        """Run it once to its end."""
        with copied(template, scratch) as root:
            begin = time.monotonic()
            process = start(root, COMMANDS[name])
            _, errors = process.communicate()
            seconds = time.monotonic() - begin
            if process.returncode not in (0, 1):
                raise RuntimeError(f"{name}: {errors.decode()}")
            after = state(root)
        return cls(template, scratch, name, state(template), after, process.returncode, seconds)

    def wrong(self, now: State, killed: bool) -> Iterator[str]:
        """What is not as it may be."""
        for name, data in now.items():
            if left_behind(name):
                if not killed:
                    yield f"{name} was left behind"
            elif _site(name) and name.endswith(f"/{BEGUN}"):
                json.loads(data)  # a build has begun here: the next one trusts nothing of it
            elif self.name == "new" and name not in self.before:
                wire_id = name.rpartition("/")[2].removesuffix(".yaml")
                if f"\nid: {wire_id}\n".encode() not in data or not data.endswith(b"guide: v1\n"):
                    yield f"{name} is half a file"
            elif data not in (self.before.get(name), self.after.get(name)):
                yield f"{name} is neither as before nor as after"
        for name in self.before.keys() - now.keys():
            if _site(name) and name not in self.after:
                continue  # the page of a wire that is gone
            moved = [other for other in self.after if other not in self.before and self.after[other] == now.get(other)]
            if name in self.after or not any(other.endswith(name.rpartition("/")[2]) for other in moved):
                yield f"{name} is gone"

    def again(self, root: Path) -> Iterator[str]:
        """What the same command, run to its end, does not make good."""
        process = start(root, self.arguments)
        _, errors = process.communicate()
        if process.returncode not in (0, 1, 2):
            yield f"run again: exit {process.returncode}: {errors.decode().strip()}"
        now = {name: data for name, data in state(root).items() if not left_behind(name) or _site(name)}
        if self.name != "new" and now != self.after:
            odd = sorted(name for name in now.keys() | self.after.keys() if now.get(name) != self.after.get(name))
            yield f"run again: {', '.join(odd)}"

    def judged(self, row: Row, root: Path, code: int, expected: set[int], errors: bytes) -> None:
        """Note one try."""
        row.tried += 1
        row.struck += code != self.status
        now = state(root)
        killed = code == -signal.SIGKILL
        row.left += any(map(left_behind, now))
        row.lost += self.wrong(now, killed)
        if code not in {self.status, *expected}:
            row.lost.append(f"exit {code}: {errors.decode().strip()}")
        if b"Traceback" in errors and code not in (-signal.SIGINT, 130):
            row.lost.append(f"a traceback: {errors.decode().strip()}")
        if any(map(left_behind, now)):
            git = subprocess.run(
                ["git", "status", "--porcelain", "-uall"], cwd=root / "archive", capture_output=True, check=True
            )
            if b".butfor-" in git.stdout and self.name != "init":
                row.lost.append("git would commit what was left behind")
        if now != self.before and now != self.after:
            row.lost += self.again(root)


@contextlib.contextmanager
def copied(template: Path, scratch: Path) -> Iterator[Path]:
    """A copy of the template, for one try."""
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        root = Path(folder) / "t"
        shutil.copytree(template, root, symlinks=True)
        yield root


EXPECTED = {
    signal.SIGINT: {130, -signal.SIGINT},  # negative: Python itself was not yet up, and the shell says the same number
    signal.SIGTERM: {143, -signal.SIGTERM},
    signal.SIGKILL: {-signal.SIGKILL},
}


def at_random(trial: Trial, number: signal.Signals, times: int, chance: random.Random) -> Row:
    """A signal after a random time, from butfor's first line on: what Python does before is not ours."""
    row = Row(f"{number.name} at random", trial.name)
    for _ in range(times):
        with copied(trial.template, trial.scratch) as root:
            reading, writing = os.pipe()
            process = start(root, trial.arguments, "-c", BEGIN, str(writing), told=writing)
            os.close(writing)
            os.read(reading, 1)
            os.close(reading)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(chance.random() * trial.seconds * 1.05)
            process.send_signal(number)
            _, errors = process.communicate()
            trial.judged(row, root, process.returncode, EXPECTED[number], errors)
    return row


def at_steps(trial: Trial, number: signal.Signals, most: int = 2000) -> Row:
    """A signal right before each step of the work on files, one try for each; of many files only some steps."""
    row = Row(f"{number.name} at each step", trial.name)
    step = 0
    while (step := step + 1 + max(step - 20, 0) // 8) <= most:
        with copied(trial.template, trial.scratch) as root:
            process = start(root, trial.arguments, "-c", STEP, str(int(number)), str(step))
            _, errors = process.communicate()
            if process.returncode == trial.status:
                break  # it has no such step
            trial.judged(row, root, process.returncode, EXPECTED[number], errors)
    return row


def limited(trial: Trial, times: int) -> Row:
    """A limit on the size of files, smaller than what is to be written: the system says "File too large"."""
    row = Row("file size limit", trial.name)
    largest = max((len(data) for name, data in trial.after.items() if trial.before.get(name) != data), default=1)
    for index in range(times):
        with copied(trial.template, trial.scratch) as root:
            process = start(root, trial.arguments, limit=largest * index // times)
            _, errors = process.communicate()
            if b"File too large" not in errors and process.returncode != trial.status:
                row.lost.append(f"exit {process.returncode}, not a full disk: {errors.decode().strip()}")
            trial.judged(row, root, process.returncode, {2}, errors)
    return row


def may_mount(scratch: Path) -> bool:
    """Whether a tmpfs can be mounted here."""
    place = scratch / "mount"
    place.mkdir(exist_ok=True)
    try:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True, check=False
        )
    except FileNotFoundError:
        return False
    if done.returncode == 0:
        subprocess.run(["umount", str(place)], check=True)
    return done.returncode == 0


def full_disk(trial: Trial, times: int) -> Row:
    """A disk without room: a tmpfs on which all lies, filled up to a few pages."""
    row = Row("full disk (tmpfs)", trial.name)
    for index in range(times):
        with tempfile.TemporaryDirectory(dir=trial.scratch) as folder:
            subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder], check=True)
            try:
                root = Path(folder) / "t"
                shutil.copytree(trial.template, root, symlinks=True)
                with (Path(folder) / "filler").open("wb", buffering=0) as filler:
                    with contextlib.suppress(OSError):
                        while filler.write(b"\0" * 4096) == 4096:
                            pass
                    filler.truncate(max(filler.tell() - 4096 * (index % 3), 0))
                process = start(root, trial.arguments)
                _, errors = process.communicate()
                if b"No space left on device" not in errors and process.returncode != trial.status:
                    row.lost.append(f"exit {process.returncode}, not a full disk: {errors.decode().strip()}")
                (Path(folder) / "filler").unlink()
                trial.judged(row, root, process.returncode, {2}, errors)
                row.struck += process.returncode == trial.status and b"No space left on device" in errors
            finally:
                subprocess.run(["umount", folder], check=True)
    return row


def rows(times: int, seed: int, only: str | None = None) -> Iterator[Row]:
    """Every fault on every command."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        template = scratch / "template"
        build(template)
        mounts = may_mount(scratch)
        for name in [only] if only else COMMANDS:
            trial = Trial.of(template, scratch, name)
            for number in EXPECTED:
                yield at_random(trial, number, times, chance)
                yield at_steps(trial, number)
            yield limited(trial, min(times, 12))
            if mounts:
                yield full_disk(trial, min(times, 12))


def main() -> None:
    """Try all of it, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=40, help="tries of each signal at random points")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", choices=sorted(COMMANDS))
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what is mounted is unmounted whoever ends this
    print(f"{'fault':24}{'command':18}{'tried':>6}{'struck':>8}{'lost':>6}{'left behind':>13}")
    tried = struck = lost = 0
    for row in rows(options.times, options.seed, options.only):
        print(f"{row.fault:24}{row.command:18}{row.tried:6}{row.struck:8}{len(row.lost):6}{row.left:13}", flush=True)
        for words in row.lost[:3]:
            print(f"    {words}")
        tried, struck, lost = tried + row.tried, struck + row.struck, lost + len(row.lost)
    print(f"{'in all':42}{tried:6}{struck:8}{lost:6}")
    sys.exit(1 if lost else 0)


if __name__ == "__main__":
    main()
