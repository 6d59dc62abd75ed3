"""What fuzz.py, foreign.py and hostile.py share: a scratch archive, and the whole verdict on a file in this process."""

import json
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from xml.etree import ElementTree

from butfor.check import check, check_policy
from butfor.fix import plan
from butfor.policy import CONFIG, POLICY_FILES, Policy, PolicyError, PolicyFlawsError, load
from butfor.report import FORMATS, render
from butfor.rules import ALL_RULES
from butfor.source import MAX_BYTES, Source, WorkTree
from butfor.text import visible

REPOSITORY = Path(__file__).resolve().parent.parent
WIRE = (REPOSITORY / "tests/data/wire.yaml").read_text(encoding="utf-8")
NAME = "incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml"
LIMIT = 5.0
"""Seconds of processor time that the verdict on one file may take, whatever is in it; docs/limits.md promises it."""

RULE_IDS = {rule.id: rule.locked for rule in ALL_RULES}
POLICIES = (CONFIG, *(f"schema/{name}" for name in POLICY_FILES))


class TooSlowError(BaseException):
    """The verdict took longer than its limit; no `except Exception` on the way swallows it."""


class WrongError(Exception):
    """A report that is not what its format promises."""


@dataclass(frozen=True)
class Ground:
    """An archive in a scratch folder: this repository's policy, and one good wire that is public."""

    root: Path

    @classmethod
    def at(cls, root: Path) -> "Ground":
        """Write it."""
        shutil.copytree(REPOSITORY / "schema", root / "schema")
        (root / CONFIG).write_text('[rules]\nreserved-host = "off"\n', encoding="utf-8")
        (root / NAME).parent.mkdir(parents=True)
        (root / NAME).write_text(WIRE, encoding="utf-8")
        return cls(root)

    def policy(self, overlay: dict[str, Source] | None = None) -> Policy:
        """Its policy, with other files in the place of some."""
        return load(WorkTree(self.root, overlay or {}), RULE_IDS)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Stop what takes more seconds of processor time.

    Raises:
        TooSlowError: it did.
    """

    def late(number: int, frame: FrameType | None) -> None:
        raise TooSlowError(f"longer than {seconds:g} s")

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    begin = time.process_time()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    if time.process_time() - begin > seconds:  # C code that let no signal through
        raise TooSlowError(f"longer than {seconds:g} s")


def shown(lines: list[str], format_: str) -> None:
    """Whether a report is one of its format, and holds nothing that a terminal would act on.

    Raises:
        WrongError, ValueError, ElementTree.ParseError: it is not.
    """
    text = "\n".join(lines)
    text.encode("utf-8", "backslashreplace")  # as the command line writes it
    if format_ in ("json", "sarif", "gitlab"):
        json.loads(text)
    elif format_ == "junit":
        ElementTree.fromstring(text.encode("utf-8", "backslashreplace"))
    elif any(visible(line) != line for line in lines):
        raise WrongError(f"{format_}: a character that acts on a terminal")


def judge_wire(
    ground: Ground, policy: Policy, data: bytes, formats: tuple[str, ...] = FORMATS, fix: bool = True
) -> int:
    """The whole verdict on the bytes of a wire: check against its public version, every report, every fix.

    The number of findings. Raises whatever goes wrong.
    """
    source = Source(NAME, data[:MAX_BYTES], len(data) > MAX_BYTES)
    base = WorkTree(ground.root)
    report = check(ground.root, policy, {NAME}, {NAME: source}, None, base)
    for format_ in formats:
        shown(list(render(format_, report)), format_)
    if fix and not source.truncated:
        (ground.root / NAME).write_bytes(data)
        try:
            for unsafe in (False, True):
                plan(ground.root, policy, {NAME}, unsafe)
        finally:
            (ground.root / NAME).write_text(WIRE, encoding="utf-8")
    return len(report.findings)


def judge_policy(ground: Ground, name: str, data: bytes, formats: tuple[str, ...] = ("text", "json")) -> int:
    """The whole verdict on the bytes of a policy file: it loads and judges a wire, or is refused in words."""
    overlay = {name: Source(name, data[:MAX_BYTES], len(data) > MAX_BYTES)}
    try:
        policy = ground.policy(overlay)
    except PolicyError as error:
        if not error.args or not all(isinstance(line, str) and line for line in error.args):
            raise WrongError("a refusal without words") from error
        return len(error.args)
    except PolicyFlawsError as error:
        report = check_policy(error)
        if not report.findings:
            raise WrongError("policy is refused without a finding") from error
    else:
        with suppress(FileNotFoundError):  # a folder of wires that is not there
            report = check(ground.root, policy)
            shown(list(render("text", report)), "text")
            return len(report.findings)
        return 0
    for format_ in formats:
        shown(list(render(format_, report)), format_)
    return len(report.findings)


Work = Callable[[], int]


def timed(work: Work, seconds: float) -> tuple[float, int]:
    """(seconds of processor time, findings) of one verdict.

    Raises:
        TooSlowError: it takes longer than ``seconds``.
    """
    begin = time.process_time()
    with within(seconds):
        found = work()
    return time.process_time() - begin, found
