"""Commands that write, run for real in a scratch repository and stopped on the way; what they may leave behind."""

import contextlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from butfor.files.write import left_behind
from butfor.site.output import BEGUN
from conftest import BASE, BASE_NAME, REPOSITORY, new_archive, plain_environment
from robustness.repository import commit, git

CORRECTED, RETRACTED = Path(BASE_NAME).stem, "01H3G6D6000000000000000001"
_SIGNED = ("--reason", "It was found wrong.", "--by", "A. Editor")
COMMANDS: dict[str, tuple[str, ...]] = {
    "check": ("check",),  # which writes its cache
    "fix": ("fix",),
    "init": ("init", "../fresh"),
    "site build again": ("site", "build", "--out", "../site"),
    "site build": ("site", "build", "--out", "../new/site"),
    "correct": ("correct", CORRECTED, "--set", "severity=SEV-4", "--type", "correction", *_SIGNED),
    "retract": ("retract", RETRACTED, *_SIGNED),
    "new": ("new", "--date", "2024-02-14"),
    "export -o": ("export", "-o", "../out/wires.csv"),
    "schema --write": ("schema", "--write"),
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
    steps = ("os.rename", "os.link", "os.remove", "os.chmod", "os.mkdir", "tempfile.mkstemp", "sqlite3.connect")
    if writes or event in steps:
        left -= 1
        if left == 0:
            os.kill(os.getpid(), number)
sys.addaudithook(hook)
from butfor.cli import run
run()
"""
"""Runs butfor, and sends itself a signal right before its n-th step of work on files."""

STATUS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGKILL: -signal.SIGKILL}
"""The exit status of a command that was stopped."""

State = dict[str, bytes]
Done = subprocess.CompletedProcess[bytes]


def build(root: Path) -> None:
    """Write what commands are tried on: an archive in git with work for each of them, beside it two folders."""
    archive = new_archive(root / "archive")
    archive.put(BASE_NAME, BASE)
    for number in range(1, 6):
        wire_id = f"01H3G6D600{number:016}"
        text = BASE.replace(CORRECTED, wire_id).replace("ChatGPT invented", f"ChatGPT ({number}) invented")
        text = text.replace("Without ChatGPT's", f"In case {number}, without ChatGPT's")
        if 1 < number < 5:
            text = text.replace('"mit:3.1", "mit:5.1"', '"mit:5.1", "mit:3.1"')
        archive.put(f"incidents/{2023 if number < 4 else 2022}/{wire_id}.yaml", text)  # the last two are misplaced
    archive.put("schema/wire.schema.json", "{}\n")
    shutil.copy(REPOSITORY / "src/butfor/scaffold/templates/gitignore", archive.root / ".gitignore")
    (root / "fresh").mkdir()
    (root / "out").mkdir()
    (root / "out/wires.csv").write_text("an older export\n", encoding="utf-8")
    start(root, COMMANDS["site build again"]).communicate()  # a site that the next build finds
    (archive.root / "incidents/2023/01H3G6D6000000000000000003.yaml").unlink()
    archive.put(BASE_NAME, BASE.replace("SEV-3", "SEV-2"))
    git(archive.root, "init", "-q", "-b", "main")
    commit(archive.root)


def start(
    root: Path, arguments: tuple[str, ...], *before: str, limit: int | None = None, pipe: int | None = None
) -> "subprocess.Popen[bytes]":
    """Start the real command in the archive. ``limit``: bytes that a file may have; ``pipe``: is inherited."""

    def prepare() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a job in the background ignores it, and hands that on
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.Popen(
        [sys.executable, *(before or ("-m", "butfor")), *arguments], cwd=root / "archive",
        env=plain_environment() | {"XDG_CACHE_HOME": str(root / "cache")}, preexec_fn=prepare,
        pass_fds=() if pipe is None else (pipe,),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def finish(process: "subprocess.Popen[bytes]") -> Done:
    """Wait for the end of a command."""
    output, errors = process.communicate()
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


def state(root: Path) -> State:
    """Return every file that lies there, git's own apart; of a cache only that it is there."""
    files: State = {}
    for folder, folders, names in os.walk(root):
        if ".git" in folders:
            folders.remove(".git")
        for name in names:
            path = Path(folder) / name
            if folder.startswith(str(root / "cache")) and not _is_temporary(name):
                files[f"cache{path.suffix}"] = b""
            else:
                files[path.relative_to(root).as_posix()] = path.read_bytes()
    return files


def _is_temporary(name: str) -> bool:
    return left_behind(name) or name.endswith(".sqlite3-journal")


def _is_of_site(name: str) -> bool:
    return name.startswith(("site/", "new/site/"))


@dataclass(frozen=True)
class Trial:
    """What one command is tried on."""

    template: Path
    place: Path
    """An empty folder for the copies of the template."""
    name: str
    before: State
    after: State
    """What lies there when nothing goes wrong."""
    done: Done
    """How it ended then."""
    seconds: float
    """How long that took."""

    @property
    def arguments(self) -> tuple[str, ...]:
        """The arguments of the command."""
        return COMMANDS[self.name]

    @classmethod
    def of(cls, template: Path, place: Path, name: str) -> "Trial":
        """Run a command once to its end."""
        with copied(template, place) as root:
            begin = time.monotonic()
            done = finish(start(root, COMMANDS[name]))
            seconds = time.monotonic() - begin
            assert done.returncode in (0, 1), done.stderr.decode()
            return cls(template, place, name, state(template), state(root), done, seconds)

    def attempt(self, stop: Callable[[Path], Done], expected: int) -> tuple[bool, list[str]]:
        """Run the command on a copy and stop it; return whether that struck before its end, and what is wrong then.

        ``expected``: the exit status of a command that was stopped.
        """
        with copied(self.template, self.place) as root:
            done = stop(root)
            return done.returncode != self.done.returncode, list(self.problems(root, done, expected))

    def problems(self, root: Path, done: Done, expected: int) -> Iterator[str]:
        """Yield what is not as it may be after a command was stopped."""
        files, errors = state(root), done.stderr.decode("utf-8", "replace").strip()
        killed = done.returncode == -signal.SIGKILL
        early = done.returncode in (-signal.SIGINT, -signal.SIGTERM)  # Python itself was not yet up
        if done.returncode not in (self.done.returncode, expected) and not early:
            yield f"exit {done.returncode}: {errors}"
        if "Traceback" in errors and not (early or done.returncode == 130):
            yield f"a traceback: {errors}"
        yield from self._changed(files, killed)
        yield from self._missing(files)
        if killed and self.name != "init" and any(map(left_behind, files)):
            status = ["git", "status", "--porcelain", "-uall"]
            if b".butfor-" in subprocess.run(status, cwd=root / "archive", capture_output=True, check=True).stdout:
                yield "git would commit what was left behind"
        if self.name == "check" or files not in (self.before, self.after):
            yield from self._again(root)

    def _changed(self, files: State, killed: bool) -> Iterator[str]:
        for name, data in files.items():
            if _is_temporary(name):
                if not killed:
                    yield f"{name} was left behind"
            elif _is_of_site(name) and name.endswith(f"/{BEGUN}"):
                json.loads(data)  # a build has begun here: the next one trusts nothing of it
            elif self.name == "new" and name not in self.before:
                wire_id = Path(name).stem
                if f"\nid: {wire_id}\n".encode() not in data or not data.endswith(b"guide: v1\n"):
                    yield f"{name} is half a file"
            elif data not in (self.before.get(name), self.after.get(name)):
                yield f"{name} is neither as before nor as after"

    def _missing(self, files: State) -> Iterator[str]:
        for name in self.before.keys() - files.keys():
            if _is_of_site(name) and name not in self.after:
                continue  # the page of a wire that is gone
            moved = [new for new in self.after.keys() - self.before.keys() if self.after[new] == files.get(new)]
            if name in self.after or not any(Path(new).name == Path(name).name for new in moved):
                yield f"{name} is gone"

    def _again(self, root: Path) -> Iterator[str]:
        """Run the command to its end: it must come to the end that it would have come to."""
        done = finish(start(root, self.arguments))
        if done.returncode not in (0, 1, 2):
            yield f"run again: exit {done.returncode}: {done.stderr.decode().strip()}"
        if self.name == "check" and done.stdout != self.done.stdout:
            yield f"run again: it says {done.stdout.decode()}"
        files = {name: data for name, data in state(root).items() if not _is_temporary(name) or _is_of_site(name)}
        if self.name != "new" and files != self.after:
            names = files.keys() | self.after.keys()
            yield f"run again: {', '.join(sorted(n for n in names if files.get(n) != self.after.get(n)))}"


@contextlib.contextmanager
def copied(template: Path, place: Path) -> Iterator[Path]:
    """Copy the template, for one try."""
    root = place / "copy"
    shutil.copytree(template, root, symlinks=True)
    try:
        yield root
    finally:
        shutil.rmtree(root)
