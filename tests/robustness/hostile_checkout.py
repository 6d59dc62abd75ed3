"""A checkout full of traps, and what a run of butfor in it does, seen by an audit hook.

The checkout holds everything that tools which run code would run: conftest.py, sitecustomize.py, packages named like
butfor and its libraries, a pyproject.toml with plugins, .pth files, git attributes with filters, and a git
configuration whose fsmonitor, hooks, pager, aliases, external diff, text conversion and filters each leave a trace. The
hook (sys.addaudithook, installed before butfor is imported) sees every socket, process, import and write of the process
and its workers.
"""

import ast
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from conftest import BASE, BASE_NAME, new_archive, plain_environment
from robustness.repository import check_out_request, git

_GIT = re.compile(r"\['(?:[^']*/)?git', ")
_HOOK = """
import os, sys
log = int(sys.argv.pop(1))
folder = os.path.realpath(sys.argv.pop(1))
PROCESSES = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "pty.spawn", "os.startfile")
WRITES = ("os.rename", "os.link", "os.symlink", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.chown", "os.utime",
          "os.truncate", "os.mkfifo", "os.mknod", "os.setxattr", "os.removexattr", "shutil.rmtree", "tempfile.mkstemp")
def note(kind, about):
    os.write(log, f"{kind}\\t{about!r}\\n".encode("utf-8", "replace"))
def hook(event, arguments):
    if event.startswith("socket."):
        note("socket", event)
    elif event in PROCESSES:
        note("process", list(arguments[1]) if event == "subprocess.Popen" else (event, arguments))
    elif event == "open":
        path, mode, flags = arguments
        if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND):
            if path != os.devnull and not isinstance(path, int):
                note("write", path)
    elif event == "sqlite3.connect":
        note("write", os.fsdecode(arguments[0]).removeprefix("file://").partition("?")[0])
    elif event in WRITES:
        note("write", (event, arguments))
    elif event == "exec":
        name = arguments[0].co_filename
        if not name.startswith("<") and os.path.realpath(name).startswith(folder + os.sep):
            note("code", name)
    elif event == "ctypes.dlopen" and arguments[0] and os.path.realpath(arguments[0]).startswith(folder + os.sep):
        note("code", arguments[0])
sys.addaudithook(hook)
from butfor.cli import run
run()
"""
_PRETENDERS = ("butfor", "yaml", "ruamel", "click", "pydantic", "rapidfuzz", "wcwidth", "tomllib", "json", "encodings")
_SCRIPTS = ("conftest.py", "sitecustomize.py", "usercustomize.py", "setup.py", "butfor_plugin.py")
_PYPROJECT = """\
[project]
name = "x"
version = "1"
[project.entry-points."butfor.plugins"]
x = "butfor_plugin:run"
[tool.butfor]
plugins = ["butfor_plugin"]
[tool.pytest.ini_options]
addopts = "-p butfor_plugin"
"""
_COMMANDS = (
    "core.fsmonitor", "core.pager", "diff.external", "diff.trap.textconv", "diff.trap.command", "filter.trap.clean",
    "filter.trap.smudge", "filter.trap.process", "merge.trap.driver", "core.editor", "core.sshCommand", "core.askPass",
    "gpg.program", "credential.helper", "core.alternateRefsCommand", "uploadpack.packObjectsHook", "alias.cat-file",
    "alias.ls-files", "alias.rev-parse",
)  # fmt: skip
"""Settings of git that name a command."""
_SETTINGS = {
    "pager.ls-files": "true", "pager.cat-file": "true", "pager.ls-tree": "true", "pager.rev-parse": "true",
    "pager.diff-tree": "true", "filter.trap.required": "true", "log.showSignature": "true",
}  # fmt: skip
_GIT_HOOKS = (
    "post-checkout", "post-index-change", "reference-transaction", "pre-commit", "post-merge", "fsmonitor-watchman",
)  # fmt: skip


@dataclass(frozen=True)
class Deeds:
    """What one run did."""

    status: int
    errors: str
    sockets: list[str]
    git: list[str]
    """Its calls of git."""
    processes: list[str]
    """Processes that are not git."""
    code: list[str]
    """Code of the checkout that it ran."""
    writes: list[str]
    """Paths that it opened for writing or changed in another way."""
    touched: list[str]
    """Files and folders of the checkout and the home that are others than before."""
    traces: list[str]
    """What git was made to run."""


@dataclass(frozen=True)
class Checkout:
    """A hostile checkout."""

    root: Path
    traces: Path
    """The folder to which anything that the checkout makes run writes its name."""
    home: Path
    """The home of the user, with their cache folder."""

    @property
    def sprung(self) -> list[str]:
        """The traps that something ran into."""
        return sorted(path.name for path in self.traces.iterdir())

    @property
    def environment(self) -> dict[str, str]:
        """The variables of a user to whom nothing but this home belongs."""
        kept = {key: value for key, value in plain_environment().items() if not key.startswith("XDG_")}
        return kept | {"HOME": str(self.home), "TMPDIR": str(self.home)}

    def reset(self) -> None:
        """Take the traces away."""
        for trace in self.traces.iterdir():
            trace.unlink()

    def run(self, *arguments: str, **environment: str) -> Deeds:
        """Run butfor there under the hook."""
        before = self._state()
        runner = self.traces.parent / "runner/run_butfor.py"  # as with the `butfor` script, its folder is in sys.path
        runner.parent.mkdir(exist_ok=True)
        runner.write_text(_HOOK)
        log = self.traces.parent / "log"
        with log.open("wb") as file:
            done = subprocess.run(
                [sys.executable, "-B", str(runner), str(file.fileno()), str(self.root), *arguments], cwd=self.root,
                env=self.environment | environment, pass_fds=[file.fileno()], capture_output=True, check=False,
            )  # fmt: skip
        notes: dict[str, list[str]] = {}
        for line in log.read_text().splitlines():
            kind, _, about = line.partition("\t")
            notes.setdefault(kind, []).append(about)
        after, processes = self._state(), notes.get("process", [])
        return Deeds(
            status=done.returncode,
            errors=done.stderr.decode("utf-8", "replace"),
            sockets=notes.get("socket", []),
            git=[about for about in processes if _GIT.match(about)],
            processes=[about for about in processes if not _GIT.match(about)],
            code=notes.get("code", []),
            writes=[path for about in notes.get("write", []) for path in _paths(about)],
            touched=sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path)),
            traces=self.sprung,
        )

    def _state(self) -> dict[str, tuple[int, int, int]]:
        """Return size and times of all that lies in the checkout and the home, git's own files too."""
        paths = [path for folder in (self.root, self.home) for path in (folder, *folder.rglob("*"))]
        stats = {str(path): path.lstat() for path in paths}
        return {path: (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns) for path, stat in stats.items()}


def _paths(about: str) -> list[str]:
    """Return the paths that a write is about."""
    value = ast.literal_eval(about)
    values = [value] if isinstance(value, str | bytes) else value[1]
    return [os.fsdecode(path) for path in values if isinstance(path, str | bytes)]


def set_traps(folder: Path, wires: int = 250) -> Checkout:
    """Write the checkout, with a change staged and the merge of a pull request checked out."""
    checkout = Checkout(folder / "checkout", folder / "traces", folder / "home")
    checkout.traces.mkdir()
    checkout.home.mkdir()
    archive = new_archive(checkout.root)
    archive.put(BASE_NAME, BASE)
    names = [f"01H3G6D600{number:016}" for number in range(wires)]
    for wire_id in names:
        archive.put(f"incidents/2023/{wire_id}.yaml", BASE.replace(Path(BASE_NAME).stem, wire_id))
    for name in (*_SCRIPTS, *(f"{name}/__init__.py" for name in _PRETENDERS), *(f"{name}.pth" for name in _PRETENDERS)):
        trace = checkout.traces / name.replace("/", "-")
        archive.put(name, f"import pathlib; pathlib.Path({str(trace)!r}).touch()\n")
    archive.put("pyproject.toml", _PYPROJECT)
    archive.put(".gitattributes", "* filter=trap diff=trap merge=trap text\n")
    request = f"incidents/2023/{names[1]}.yaml"
    check_out_request(archive, {request: b"x: !!python/object/apply:os.system ['true']\n"})
    archive.put(f"incidents/2023/{names[2]}.yaml", "kind: {{ self.__init__.__globals__ }} ${jndi:x} $(id)\n")
    git(checkout.root, "add", "-A")
    for setting in _COMMANDS:
        script = _script(checkout, f".git/trap-{setting}", setting)
        git(checkout.root, "config", setting, f"!{script}" if setting.startswith("alias.") else script)
    for hook in _GIT_HOOKS:
        _script(checkout, f".git/traps/{hook}", hook)
    for setting, value in (_SETTINGS | {"core.hooksPath": str(checkout.root / ".git/traps")}).items():
        git(checkout.root, "config", setting, value)
    checkout.reset()  # what setting the traps has set off
    return checkout


def _script(checkout: Checkout, name: str, trace: str) -> str:
    """Write a script that leaves a trace, and return its path."""
    path = checkout.root / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\ntouch '{checkout.traces / trace}'\nexec cat\n")
    path.chmod(0o755)
    return str(path)
