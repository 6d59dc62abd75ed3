"""Archives in temporary folders, pieces of wires put into them, and the command line run in them."""

import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn
from unittest import mock

import pytest
from hypothesis import settings

import butfor.cli
from butfor.engine.check import check
from butfor.engine.context import Base, Options
from butfor.files.tree import WorkTree
from butfor.findings import Report
from butfor.policy.policy import Policy
from butfor.rules.registry import load_policy

REPOSITORY = Path(__file__).resolve().parent.parent
BASE = (REPOSITORY / "tests/data/wire.yaml").read_text(encoding="utf-8")
BASE_NAME = "incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml"
CONFIG = """\
[rationale]
bulk-until = 2026-05-10
bulk-wires = ["01H3G6D600ZK58P4A1RN4WHB21"]
bulk-marks = ["bulk classification", "launch-archive"]

[rules]
reserved-host = "off"  # examples and fixtures use such hosts
same-incident = "off"  # and most wires of tests are copies of one
backdated-publication = "off"  # and have one day of publication
"""
SEATS = """\
schema: 1
seats:
  - id: editor
    holders:
      - {name: "A. Editor", from: "1900-01-01"}
      - {name: "B. Editor", from: "1900-01-01"}
      - {name: "C. Editor", from: "1900-01-01"}
  - id: legal
    holders:
      - {name: "B. Counsel", from: "1900-01-01"}
      - {name: "C. Former", from: "2020-01-01", until: "2026-06-30"}
machines: [GPT-4]
"""
OLD_TAXONOMY = """\
  - id: old
    name: Codes that are no longer used
    prefix: old
    reference: https://airisk.mit.edu
    version: unknown
    codes:
      - {id: "1", label: Falsehood, retired: true, replaced_by: ["mit:3.1"]}
"""

# How many cases hypothesis makes for each test; CI asks for more with `--hypothesis-profile=thorough`.
settings.register_profile("quick", max_examples=20)
settings.register_profile("thorough", max_examples=400)
settings.load_profile("quick")

# Tests start many processes: each would compile butfor anew where a machine keeps no compiled modules.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
PLAIN = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "GITHUB_", "CI", "GITLAB"))}
_KEY = re.compile(r"([A-Za-z_][\w-]*):")
_FILE = re.compile(r"# file: (\S+)\n")
_VERSION = re.compile(r"^# (before|after)(?:: (\S+))?\n", re.MULTILINE)


def pytest_configure() -> None:
    """Take interrupts also where a shell has started the tests in the background: what they start inherits that."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def blocks(text: str) -> list[tuple[str, str]]:
    """The top-level blocks of a wire: (key, lines); comments and anything else belong to the block before."""
    result: list[tuple[str, str]] = []
    for line in text.splitlines(keepends=True):
        match = _KEY.match(line)
        if match:
            result.append((match[1], line))
        elif result:
            result[-1] = (result[-1][0], result[-1][1] + line)
        else:
            result.append(("", line))
    return result


def merged(snippet: str, base: str = BASE) -> str:
    """``base`` with each top-level block that ``snippet`` holds replaced by the snippet's, new ones appended."""
    pieces: dict[str, str] = {}
    for key, lines in blocks(snippet):
        pieces[key] = pieces.get(key, "") + lines
    text = "".join(pieces.pop(key, lines) for key, lines in blocks(base))
    return text + "".join(pieces.values())


def files_of(snippet: str) -> dict[str, str]:
    """A snippet as files: ``# file: NAME`` starts one; each is merged over the base wire."""
    parts = _FILE.split(snippet)
    named = dict(zip(parts[1::2], parts[2::2], strict=True)) if len(parts) > 1 else {BASE_NAME: snippet}
    return {name: merged(text) for name, text in named.items()}


def versions_of(snippet: str) -> tuple[dict[str, str], dict[str, str]]:
    """A snippet as two versions of the archive: ``# before`` and ``# after`` start one, with a path where it is not the
    base wire's; a part that says nothing is no file. A snippet without them has no earlier version."""
    parts = _VERSION.split(snippet)
    if len(parts) == 1:
        return {}, files_of(snippet)
    versions: dict[str, dict[str, str]] = {"before": {}, "after": {}}
    for which, name, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        if text.strip():
            path = name or BASE_NAME
            versions[which][path] = merged(text) if path.startswith("incidents/") else text
    return versions["before"], versions["after"]


@dataclass(frozen=True)
class Place:
    """A temporary archive."""

    root: Path

    def put(self, name: str, text: str | bytes) -> Path:
        """Write a file of the archive."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
        return path

    @property
    def policy(self) -> Policy:
        """The policy, as the command line loads it."""
        return load_policy(self.root)

    @property
    def before(self) -> "Place":
        """The earlier version of the archive, if its folder is there."""
        return Place(self.root.with_name(f"{self.root.name}-before"))

    @property
    def trusted(self) -> Policy:
        """The policy that judges: that of the earlier version, where there is one."""
        return self.before.policy if (self.before.root / "butfor.toml").exists() else self.policy

    def put_versions(self, snippet: str) -> None:
        """Write the files of a snippet, and those of its earlier version."""
        before, after = versions_of(snippet)
        if any(name.startswith(("schema/", "butfor.toml")) for name in (*before, *after)):
            shutil.copytree(self.root / "schema", self.before.root / "schema")
            shutil.copy(self.root / "butfor.toml", self.before.root)
        if before:
            (self.before.root / "incidents").mkdir(parents=True, exist_ok=True)
        for name, text in before.items():
            self.before.put(name, text)
        for name, text in after.items():
            self.put(name, text)

    def check(self, selected: frozenset[str] | None = None) -> Report:
        """Check the archive in this process, against its earlier version where there is one."""
        if not self.before.root.exists():
            return check(self.root, self.policy, Options(selected=selected))
        new = self.policy if self.trusted != self.policy else None
        base = Base(WorkTree(self.before.root), self.trusted, new, frozenset())
        judging = replace(self.trusted, baseline=self.policy.baseline)
        return check(self.root, judging, Options(selected=selected, base=base))

    def rules_found(self, *texts: str | bytes) -> list[str]:
        """The rule ids found in the base wire's file with this text, in order."""
        for text in texts:
            self.put(BASE_NAME, text)
        return [finding.rule for finding in self.check().findings]

    def run(
        self, *arguments: str, stdin: bytes | None = None, **environment: str
    ) -> "subprocess.CompletedProcess[str]":
        """Run the command line in the archive's folder, inside this process."""
        return run_butfor(self.root, *arguments, stdin=stdin, **environment)

    def run_process(
        self, *arguments: str, stdin: bytes | None = None, **environment: str
    ) -> "subprocess.CompletedProcess[str]":
        """Run the command line in the archive's folder, as a process of its own."""
        return run_process(self.root, *arguments, stdin=stdin, **environment)


def run_butfor(
    folder: Path, *arguments: str, stdin: bytes | None = None, **environment: str
) -> "subprocess.CompletedProcess[str]":
    """Run the real command line inside this process, with all that a process has of its own; output as text.

    A new process takes a third of a second more. It is needed, as `run_process`, only where the start or the end of a
    process is tested, a signal, a limit, a closed stream, several commands at once, or the share of forked processes.
    """
    streams = {
        "stdin": io.TextIOWrapper(io.BytesIO(stdin or b""), encoding="utf-8", newline="\n"),
        "stdout": io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n"),
        "stderr": io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n", errors="backslashreplace"),
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, stream in streams.items():
            patch.setattr(sys, name, stream)
        patch.setattr(sys, "argv", ["butfor", *arguments])
        patch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)  # one processor: no work is shared
        patch.setattr(os, "fork", _refuse_fork, raising=False)
        patch.chdir(folder)
        with mock.patch.dict(os.environ, plain_environment() | environment, clear=True):
            status = butfor.cli.main()
    if status == 128 + signal.SIGINT:  # somebody stops the tests, not the command
        raise KeyboardInterrupt
    written = {}
    for name in ("stdout", "stderr"):
        streams[name].flush()
        data = streams[name].buffer.getvalue()  # type: ignore[attr-defined]
        written[name] = data.decode("utf-8")
    return subprocess.CompletedProcess(["butfor", *arguments], status, written["stdout"], written["stderr"])


def _refuse_fork() -> NoReturn:
    """Workers of pytest have threads, and a process that has may stand still in its forked child."""
    raise AssertionError("this command shares its work with forked processes; run it with `run_process`")


def run_process(
    folder: Path, *arguments: str, stdin: bytes | None = None, **environment: str
) -> "subprocess.CompletedProcess[str]":
    """Run ``butfor`` as a process of its own; output as text."""
    done = subprocess.run(
        [sys.executable, "-m", "butfor", *arguments], cwd=folder, input=stdin or b"", capture_output=True,
        env=plain_environment() | environment, timeout=120, check=False,
    )  # fmt: skip
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    )


# What a CI system says of its job is not for the archives of the tests, which are in no repository or one of their own.
if os.environ.get("CI"):
    os.environ["BUTFOR_TESTS_IN_CI"] = "1"
for _name in [name for name in os.environ if name == "CI" or name.startswith(("GITHUB_", "GITLAB_", "CI_"))]:
    del os.environ[_name]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update`, by which what rules say now becomes what is expected."""
    parser.addoption("--update", action="store_true", help="rewrite tests/fixtures/*/expected.out, not compare with it")


def plain_environment() -> dict[str, str]:
    """The variables of this process without those that a terminal, git or a CI job sets."""
    theirs = ("NO_COLOR", "FORCE_COLOR", "GITHUB_", "GITLAB_", "CI", "GIT_")
    return {name: value for name, value in os.environ.items() if not name.startswith(theirs)}


@pytest.fixture(scope="session", autouse=True)
def _cache_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what butfor keeps of earlier runs out of anybody's own cache folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache-home")))
        yield


def new_archive(root: Path) -> Place:
    """An archive with this repository's policy, a retired code beside, and no wires."""
    # without schemas, which would not follow from this policy
    shutil.copytree(REPOSITORY / "schema", root / "schema", ignore=shutil.ignore_patterns("*.schema.json"))
    with (root / "schema/codes.yaml").open("a", encoding="utf-8") as codes:
        codes.write(OLD_TAXONOMY)
    (root / "schema/seats.yaml").write_text(SEATS, encoding="utf-8")
    (root / "butfor.toml").write_text(CONFIG, encoding="utf-8")
    (root / "incidents").mkdir()
    return Place(root)


@pytest.fixture
def archive(tmp_path: Path) -> Place:
    """An archive for one test."""
    return new_archive(tmp_path / "archive")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """One archive for a whole series of generated wires."""
    return new_archive(tmp_path_factory.mktemp("home") / "archive")


@dataclass(frozen=True)
class Clone:
    """A git repository that is an archive."""

    root: Path

    @property
    def place(self) -> Place:
        return Place(self.root)

    def git(self, *arguments: str, **environment: str) -> str:
        done = subprocess.run(
            ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments],
            cwd=self.root, env=PLAIN | environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def put(self, name: str, text: str) -> None:
        self.place.put(name, text)

    def commit(self, message: str = "change") -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def rules(self, *arguments: str, status: int | None = None, **environment: str) -> list[str]:
        """The rules that `butfor check` finds, in order; asserts that it could check."""
        clear = dict.fromkeys(("GITHUB_ACTIONS", "GITLAB_CI"), "")
        done = self.place.run("check", *arguments, "--format", "json", **clear | environment)
        assert done.returncode in ((0, 1) if status is None else (status,)), done.stderr
        return [finding["rule"] for finding in json.loads(done.stdout)["findings"]]

    def refusal(self, *arguments: str, **environment: str) -> str:
        """What is said where it could not be checked."""
        done = self.place.run("check", *arguments, **environment)
        assert done.returncode == 2, done.stdout
        assert "Traceback" not in done.stderr
        return done.stderr


@pytest.fixture
def main(tmp_path: Path) -> Clone:
    """An archive with one published wire, on `main`; B. Writer works there."""
    clone = Clone(new_archive(tmp_path / "main").root)
    clone.git("init", "-q", "-b", "main")
    clone.git("config", "user.name", "B. Writer")
    clone.git("config", "user.email", "b@example.org")
    clone.put(BASE_NAME, BASE)
    clone.commit("publish")
    return clone


@pytest.fixture
def hub(main: Clone, tmp_path: Path) -> Clone:
    """The bare repository of which people have clones."""
    main.git("clone", "-q", "--bare", str(main.root), str(tmp_path / "hub"))
    return Clone(tmp_path / "hub")
