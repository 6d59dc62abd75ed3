"""What fuzz.py, foreign.py and hostile.py share: a scratch archive, and the whole verdict on a file in this process,
with what readers see of it."""

import json
import re
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from types import FrameType
from xml.etree import ElementTree

from butfor.archive.wire_file import read_wire
from butfor.edit.fix import plan
from butfor.engine.check import check, check_policy
from butfor.engine.context import Base, Options
from butfor.files.tree import MAX_BYTES, Source, WorkTree
from butfor.policy.policy import CONFIG, Policy, PolicyError, PolicyInvalidError
from butfor.policy.vocabularies import POLICY_FILES
from butfor.queries.export import as_object
from butfor.report import FORMATS, render
from butfor.rules.registry import ALL_RULES, load_policy
from butfor.site import markdown
from butfor.site.card import card, words
from butfor.site.pages import Site
from butfor.text.display import visible
from butfor.view import terminal
from butfor.view.content import view

REPOSITORY = Path(__file__).resolve().parent.parent
WIRE = (REPOSITORY / "tests/data/wire.yaml").read_text(encoding="utf-8")
NAME = "incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml"
LIMIT = 5.0
"""Seconds of processor time that the verdict on one file may take, whatever is in it; docs/limits.md promises it."""

RULE_IDS = {rule.id: rule.mandatory for rule in ALL_RULES}
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
        return load_policy(WorkTree(self.root, overlay or {}))


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
    ground: Ground, policy: Policy, data: bytes, formats: tuple[str, ...] = FORMATS, fix: bool = True,
    before: bytes = WIRE.encode(),
) -> int:  # fmt: skip
    """The whole verdict on the bytes of a wire: check against its public version, every report, every fix.

    The number of findings. Raises whatever goes wrong.
    """
    source = Source(NAME, data[:MAX_BYTES], len(data) > MAX_BYTES)
    base = Base(WorkTree(ground.root, {NAME: Source(NAME, before)}), policy)
    report = check(WorkTree(ground.root, {NAME: source}), policy, Options(selected=frozenset([NAME]), base=base))
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


VOID = frozenset(["meta", "link", "br", "hr", "input", "wbr"])
ELEMENTS = frozenset(
    [
        *("html", "head", "title", "style", "script", "body", "header", "nav", "main", "article", "section", "footer"),
        *("div", "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre"),
        *("a", "span", "strong", "em", "code", "bdi", "abbr", "time", "del", "ins", "details", "summary"),
    ]
)
ATTRIBUTES = frozenset(
    [
        *(
            "charset",
            "class",
            "content",
            "datetime",
            "dir",
            "href",
            "hreflang",
            "http-equiv",
            "id",
            "lang",
            "name",
            "property",
        ),
        *("rel", "role", "start", "tabindex", "title", "type"),
    ]
)


class Page(HTMLParser):
    """Reads a page of a wire, and refuses what only a wire's text could have brought into it.

    Raises:
        WrongError: an element or attribute that our templates don't have, an address that acts, an end without a
            beginning.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(text)
        self.close()
        if self.open:
            raise WrongError(f"<{self.open[-1]}> is left open")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Known, with known attributes; scripts are data."""
        if tag not in ELEMENTS | VOID:
            raise WrongError(f"<{tag}>")
        if tag == "script" and attrs != [("type", "application/ld+json")]:
            raise WrongError(f"a script: {attrs}")
        for name, value in attrs:
            if name not in ATTRIBUTES and not name.startswith(("aria-", "data-")):
                raise WrongError(f"<{tag} {name}>")
            scheme = re.match(r"[\s\x00-\x20]*([^/?#]*?):", value or "")
            if name == "href" and scheme and scheme[1] not in ("https", "http"):
                raise WrongError(f"an address that acts: {value}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A browser takes it for a beginning."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Of the element that was opened last."""
        if not self.open or self.open.pop() != tag:
            raise WrongError(f"</{tag}> ends nothing")

    def handle_comment(self, data: str) -> None:
        """None is ours."""
        raise WrongError(f"a comment: {data}")


def show_wire(policy: Policy, data: bytes) -> bool:
    """What readers see of the bytes of a wire: on a terminal, as Markdown, as HTML, as its page of the site; whether
    there is anything to see, which is so where it can be read whole.

    Raises whatever goes wrong.
    """
    wire = read_wire(Source(NAME, data)).valid_wire if len(data) <= MAX_BYTES else None
    if wire is None:
        return False
    seen = view(NAME, wire, policy)
    shown(list(terminal.render(seen)), "text")
    markdown.render(seen).encode("utf-8", "backslashreplace")
    one = card(NAME, wire, policy)
    site = Site(policy, "https://wires.example/")
    for page in (site.alone(seen), site.wire(seen, one)):
        Page(page.decode("utf-8"))
    json.loads(as_object(NAME, wire, 1))
    words(wire)
    return True


def judge_policy(ground: Ground, name: str, data: bytes, formats: tuple[str, ...] = ("text", "json")) -> int:
    """The whole verdict on the bytes of a policy file: it loads and judges a wire, or is refused in words."""
    overlay = {name: Source(name, data[:MAX_BYTES], len(data) > MAX_BYTES)}
    try:
        policy = ground.policy(overlay)
    except PolicyError as error:
        if not error.args or not all(isinstance(line, str) and line for line in error.args):
            raise WrongError("a refusal without words") from error
        return len(error.args)
    except PolicyInvalidError as error:
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
