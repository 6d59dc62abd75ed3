"""Run `butfor check` on a hostile checkout under an audit hook, and print what it did.

    python bench/audit.py

The checkout holds everything that tools which run code would run: conftest.py, sitecustomize.py, packages named like
butfor and its libraries, a pyproject.toml with plugins, a .pth file, git attributes with filters, and a git
configuration whose fsmonitor, hooks, pager, aliases, external diff, text conversion and filters each leave a trace. The
hook (sys.addaudithook, installed before butfor is imported) sees every socket, process, import and write of the process
and its workers. Exit 1 if there is a socket, a process other than git, code from the checkout, a write, or a trace.
"""

import ast
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ground import Ground
from hostile import ulid

HOOK = """
import os, sys
told = int(sys.argv.pop(1))
folder = os.path.realpath(sys.argv.pop(1))
PROCESSES = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "pty.spawn", "os.startfile")
WRITES = ("os.rename", "os.link", "os.symlink", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.chown", "os.utime",
          "os.truncate", "os.mkfifo", "os.mknod", "os.setxattr", "os.removexattr", "shutil.rmtree", "tempfile.mkstemp")
def tell(what, about):
    os.write(told, f"{what}\\t{about!r}\\n".encode("utf-8", "replace"))
def hook(event, arguments):
    if event.startswith("socket."):
        tell("socket", event)
    elif event in PROCESSES:
        tell("process", list(arguments[1]) if event == "subprocess.Popen" else (event, arguments))
    elif event == "os.fork":
        tell("worker", "fork")
    elif event == "open":
        path, mode, flags = arguments
        if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND):
            if path != os.devnull and not isinstance(path, int):
                tell("write", path)
    elif event in WRITES:
        tell("write", (event, arguments))
    elif event == "exec":
        name = arguments[0].co_filename
        if not name.startswith("<") and os.path.realpath(name).startswith(folder + os.sep):
            tell("code", name)
    elif event == "ctypes.dlopen" and arguments[0] and os.path.realpath(arguments[0]).startswith(folder + os.sep):
        tell("code", arguments[0])
sys.addaudithook(hook)
from butfor.cli import run
run()
"""
PRETENDERS = ("butfor", "yaml", "ruamel", "click", "pydantic", "rapidfuzz", "wcwidth", "tomllib", "json", "encodings")
FORMATS = ("text", "concise", "json", "github", "sarif", "junit", "gitlab", "markdown")


@dataclass(frozen=True)
class Checkout:
    """A hostile checkout. traces: where anything that it makes run writes its name."""

    root: Path
    traces: Path
    home: Path

    def git(self, *arguments: str) -> None:
        """Run git without the traps."""
        who = ("-c", "user.name=A", "-c", "user.email=a@a.example", "-c", "core.hooksPath=/dev/null")
        subprocess.run(["git", *who, *arguments], cwd=self.root, check=True, capture_output=True, env=clean(self))

    @property
    def sprung(self) -> list[str]:
        """The traps that something ran into."""
        return sorted(path.name for path in self.traces.iterdir())


def clean(checkout: Checkout) -> dict[str, str]:
    """Ours, without what a job, a terminal or a user set."""
    ours = ("GITHUB_", "GITLAB_", "CI", "GIT_", "XDG_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    return kept | {"HOME": str(checkout.home), "TMPDIR": str(checkout.home)}


def lay(folder: Path, wires: int = 250) -> Checkout:
    """Write it, with a change staged and the merge of a request checked out."""
    checkout = Checkout(folder / "checkout", folder / "traces", folder / "home")
    checkout.traces.mkdir(parents=True)
    checkout.home.mkdir()
    root = checkout.root
    Ground.at(root)
    wire = next(root.glob("incidents/*/*.yaml")).read_text(encoding="utf-8")
    for number in range(wires):
        path = root / f"incidents/2023/{ulid(number)}.yaml"
        path.write_text(wire.replace("01H3G6D60088JDPVJMJQV9BE1W", ulid(number)), encoding="utf-8")

    def trap(name: str) -> str:
        return f"import pathlib; pathlib.Path({str(checkout.traces / name)!r}).touch()\n"

    for name in PRETENDERS:
        (root / name).mkdir()
        (root / name / "__init__.py").write_text(trap(f"{name}.py"))
        (root / f"{name}.pth").write_text(trap(f"{name}.pth"))
    for name in ("conftest.py", "sitecustomize.py", "usercustomize.py", "setup.py", "butfor_plugin.py"):
        (root / name).write_text(trap(name))
    (root / "pyproject.toml").write_text(
        '[project]\nname = "x"\nversion = "1"\n[project.entry-points."butfor.plugins"]\nx = "butfor_plugin:run"\n'
        '[tool.butfor]\nplugins = ["butfor_plugin"]\n[tool.pytest.ini_options]\naddopts = "-p butfor_plugin"\n'
    )
    (root / ".gitattributes").write_text("* filter=trap diff=trap merge=trap text\n")
    checkout.git("init", "-q", "-b", "main")
    checkout.git("add", "-A")
    checkout.git("commit", "-q", "-m", "good")
    checkout.git("switch", "-q", "-c", "request")
    (root / f"incidents/2023/{ulid(1)}.yaml").write_text("x: !!python/object/apply:os.system ['true']\n")
    checkout.git("commit", "-q", "-a", "-m", "hostile")
    checkout.git("switch", "-q", "main")
    checkout.git("merge", "-q", "--no-ff", "-m", "merge", "request")
    (root / f"incidents/2023/{ulid(2)}.yaml").write_text("kind: {{ self.__init__.__globals__ }} ${jndi:x} $(id)\n")
    checkout.git("add", "-A")
    _set_traps(checkout)
    return checkout


def _set_traps(checkout: Checkout) -> None:
    def command(name: str) -> str:
        script = checkout.root / ".git" / f"trap-{name}"
        script.write_text(f"#!/bin/sh\ntouch '{checkout.traces / name}'\nexec cat\n")
        script.chmod(0o755)
        return str(script)

    settings = {
        "core.fsmonitor": command("fsmonitor"), "core.pager": command("pager"), "pager.ls-files": "true",
        "pager.cat-file": "true", "pager.ls-tree": "true", "pager.rev-parse": "true", "pager.diff-tree": "true",
        "diff.external": command("diff-external"), "diff.trap.textconv": command("textconv"),
        "diff.trap.command": command("diff-driver"), "filter.trap.clean": command("filter-clean"),
        "filter.trap.smudge": command("filter-smudge"), "filter.trap.process": command("filter-process"),
        "filter.trap.required": "true", "merge.trap.driver": command("merge-driver"), "core.editor": command("editor"),
        "core.sshCommand": command("ssh"), "core.askPass": command("askpass"), "gpg.program": command("gpg"),
        "credential.helper": command("credential"), "log.showSignature": "true",
        "core.alternateRefsCommand": command("refs"),
        "uploadpack.packObjectsHook": command("pack"), "alias.cat-file": "!" + command("alias"),
        "alias.ls-files": "!" + command("alias-ls"), "alias.rev-parse": "!" + command("alias-rev"),
        "core.hooksPath": str(checkout.root / ".git/traps"),
    }  # fmt: skip
    hooks = checkout.root / ".git/traps"
    hooks.mkdir()
    for name in (
        "post-checkout",
        "post-index-change",
        "reference-transaction",
        "pre-commit",
        "post-merge",
        "fsmonitor-watchman",
    ):
        script = hooks / name
        script.write_text(f"#!/bin/sh\ntouch '{checkout.traces / name}'\n")
        script.chmod(0o755)
    for key, value in settings.items():
        subprocess.run(["git", "config", key, value], cwd=checkout.root, check=True, env=clean(checkout))
    for trace in checkout.traces.iterdir():
        trace.unlink()  # what laying the traps has set off


@dataclass(frozen=True)
class Deeds:
    """What one run did. other: processes that are not git; touched: files that are other than before."""

    mode: str
    status: int
    sockets: list[str]
    git: int
    other: list[str]
    workers: int
    code: list[str]
    writes: list[str]
    touched: list[str]
    traces: list[str]
    errors: str = ""

    @property
    def clean(self) -> bool:
        """Whether it did nothing but read, and ask git."""
        return not (self.sockets or self.other or self.code or self.writes or self.touched or self.traces)


def state(*folders: Path) -> dict[str, tuple[int, int, int]]:
    """Size and times of all that lies there, git's own files too."""
    found = {}
    for folder in folders:
        for path in (folder, *sorted(folder.rglob("*"))):
            told = path.lstat()
            found[str(path)] = (told.st_size, told.st_mtime_ns, told.st_ctime_ns)
    return found


def foreign(checkout: Checkout, about: str) -> bool:
    """Whether something that was written is not the cache: its folder in the archive, and its secret in the home."""
    told = ast.literal_eval(about)
    paths = [told] if isinstance(told, str | bytes) else [one for one in told[1] if isinstance(one, str | bytes)]
    own = (checkout.root / ".butfor_cache", checkout.home / ".cache")
    return not all(any(Path(os.fsdecode(path)).is_relative_to(place) for place in own) for path in paths)


def watched(checkout: Checkout, mode: str, arguments: tuple[str, ...], **job: str) -> Deeds:
    """Run butfor there under the hook."""
    before = state(checkout.root, checkout.home)
    runner = checkout.traces.parent / "runner/run_butfor.py"  # as with the `butfor` script, its folder is in sys.path
    runner.parent.mkdir(exist_ok=True)
    runner.write_text(HOOK)
    log = checkout.traces.parent / "log"
    with log.open("wb") as told:
        done = subprocess.run(
            [sys.executable, "-B", str(runner), str(told.fileno()), str(checkout.root), *arguments],
            cwd=checkout.root, env=clean(checkout) | job, pass_fds=[told.fileno()], capture_output=True, check=False,
        )  # fmt: skip
    events = [line.split("\t", 1) for line in log.read_text().splitlines()]
    after = state(checkout.root, checkout.home)
    processes = [about for what, about in events if what == "process"]
    return Deeds(
        mode, done.returncode,
        [about for what, about in events if what == "socket"],
        sum(about.startswith("['git', ") for about in processes),
        [about for about in processes if not about.startswith("['git', ")],
        sum(what == "worker" for what, _ in events),
        [about for what, about in events if what == "code"],
        [about for what, about in events if what == "write" and foreign(checkout, about)],
        sorted(
            name
            for name in before.keys() | after.keys()
            if before.get(name) != after.get(name)
            and name not in (str(checkout.root), str(checkout.home))  # whose times change with the cache's folder
            and foreign(checkout, repr(name))
        ),
        checkout.sprung, done.stderr.decode("utf-8", "replace"),
    )  # fmt: skip


def job(folder: Path) -> dict[str, str]:
    """What GitHub sets in the job of a request."""
    event = folder / "event.json"
    event.write_text(json.dumps({"pull_request": {"base": {"sha": ""}, "head": {"sha": ""}, "labels": []}}))
    return {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(event)}


def runs(folder: Path, checkout: Checkout) -> Iterator[Deeds]:
    """Every way to check."""
    for format_ in FORMATS:
        yield watched(checkout, f"check --format {format_}", ("check", "--format", format_))
    yield watched(checkout, "check --staged", ("check", "--staged"))
    yield watched(checkout, "check --since HEAD^", ("check", "--since", "HEAD^"))
    yield watched(checkout, "check in CI", ("check", "--format", "github"), **job(folder))


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as scratch:
        checkout = lay(Path(scratch))
        print(
            f"{'run':26}{'exit':>5}{'sockets':>9}{'git':>5}{'other':>7}{'workers':>9}{'its code':>10}"
            f"{'writes':>8}{'traces':>8}"
        )
        failed = False
        for one in runs(Path(scratch), checkout):
            counts = (
                len(one.sockets),
                one.git,
                len(one.other),
                one.workers,
                len(one.code),
                len(one.writes) + len(one.touched),
            )
            cells = "".join(f"{count:{width}}" for count, width in zip(counts, (9, 5, 7, 9, 10, 8), strict=True))
            print(f"{one.mode:26}{one.status:5}{cells}{len(one.traces):8}")
            failed = failed or not one.clean or one.status != 1
            for what, found in Counter([*one.other, *one.code, *one.writes, *one.touched, *one.traces]).most_common(5):
                print(f"    {found} x {what}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
