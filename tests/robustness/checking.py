"""The whole verdict on one file, in this process: every rule, reports, fixes, and what readers see of a wire.

Each function raises whatever goes wrong.
"""

import gc
import json
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from types import FrameType
from xml.etree import ElementTree

from butfor.archive.wire_file import read_wire
from butfor.edit.fix import plan
from butfor.engine.check import check, check_policy
from butfor.engine.context import Base, Options
from butfor.files.tree import MAX_BYTES, Source, WorkTree
from butfor.findings import Report
from butfor.policy.policy import CONFIG, Policy, PolicyError, PolicyInvalidError
from butfor.policy.vocabularies import POLICY_FILES
from butfor.queries.export import as_object
from butfor.report import FORMATS, render
from butfor.rules.registry import load_policy
from butfor.site.card import card, texts
from butfor.site.pages import Site
from butfor.text.display import visible
from butfor.view import markdown, terminal
from butfor.view.content import view
from conftest import BASE, BASE_NAME, Place

LIMIT = 30.0
"""Seconds of processor time after which the verdict on one file counts as one that never comes.

This bound and the next three are ten times what a quiet machine needs, so that no machine's pace fails a test; what
each kind takes is seen with `--durations`, and docs/limits.md has the figures.
"""
FIX = 300.0
"""The same for all fixes of one file."""
PAGES = 60.0
"""The same for all forms of one wire: for a terminal, Markdown, HTML, its page."""
PER_FILE = 10.0
"""Seconds of wall time that each file of a hostile request may take, on two processors."""
POLICIES = (CONFIG, *(f"schema/{name}" for name in POLICY_FILES))


class TooSlowError(BaseException):
    """The verdict took longer than its limit; no `except Exception` on the way swallows it."""


class WrongError(Exception):
    """A report or a page that is not what it promises to be."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Stop what takes more seconds of processor time.

    Raises:
        TooSlowError: it did.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlowError(f"longer than {seconds:g} s")

    pace = gc.get_threshold()
    gc.set_threshold(100_000)  # as the command does
    former = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    begin = time.process_time()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, former)
        gc.set_threshold(*pace)
    if time.process_time() - begin > seconds:  # C code that let no signal through
        raise TooSlowError(f"longer than {seconds:g} s")


def source_of(name: str, data: bytes) -> Source:
    """Return a file as it is read from the disk."""
    return Source(name, data[:MAX_BYTES], len(data) > MAX_BYTES)


def judge_wire(
    home: Place, policy: Policy, data: bytes, formats: tuple[str, ...] = FORMATS, before: bytes = BASE.encode()
) -> int:
    """Check the bytes of a wire against its public version, write reports; return the number of findings."""
    base = Base(WorkTree(home.root, {BASE_NAME: Source(BASE_NAME, before)}), policy)
    tree = WorkTree(home.root, {BASE_NAME: source_of(BASE_NAME, data)})
    return show_report(check(tree, policy, Options(selected=frozenset([BASE_NAME]), base=base)), formats)


def fix_wire(home: Place, policy: Policy, data: bytes, unsafe: bool = True) -> None:
    """Work out all fixes of the bytes of a wire."""
    path = home.put(BASE_NAME, data)
    try:
        plan(home.root, policy, frozenset([BASE_NAME]), unsafe)
    finally:
        path.unlink()


def judge_policy(home: Place, name: str, data: bytes) -> int:
    """Load the bytes of a policy file and judge a wire by it, or see that they are refused in words."""
    files = {name: source_of(name, data), BASE_NAME: Source(BASE_NAME, BASE.encode())}
    try:
        policy = load_policy(WorkTree(home.root, files))
    except PolicyError as error:
        if not error.args or not all(isinstance(line, str) and line for line in error.args):
            raise WrongError("a refusal without words") from error
        return len(error.args)
    except PolicyInvalidError as error:
        if not (refused := show_report(check_policy(error), ("text", "json"))):
            raise WrongError("policy is refused without a finding") from error
        return refused
    try:
        return show_report(check(WorkTree(home.root, files), policy), ("text",))
    except FileNotFoundError:  # a folder of wires that is not there
        return 0


def show_report(report: Report, formats: tuple[str, ...]) -> int:
    """Write a report in these formats; return the number of findings.

    Raises:
        WrongError, ValueError, ElementTree.ParseError: it is none of its format, or would act on a terminal.
    """
    for format_ in formats:
        lines = list(render(format_, report))
        data = "\n".join(lines).encode("utf-8", "backslashreplace")  # as the command line writes it
        if format_ in ("json", "sarif", "gitlab"):
            json.loads(data)
        elif format_ == "junit":
            ElementTree.fromstring(data)
        else:
            show_lines(lines)
    return len(report.findings)


def show_lines(lines: list[str]) -> None:
    """Write lines to a terminal.

    Raises:
        WrongError: one of them would act on it.
    """
    for line in lines:
        if visible(line) != line:
            raise WrongError(f"a character that acts on a terminal: {line[:100]!r}")


_VOID = frozenset(["meta", "link", "br", "hr", "input", "wbr"])
_ELEMENTS = frozenset([
    "html", "head", "title", "style", "script", "body", "header", "nav", "main", "article", "section", "footer", "div",
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "a", "span",
    "strong", "em", "code", "bdi", "abbr", "time", "del", "ins", "details", "summary",
    "table", "caption", "thead", "tbody", "tr", "th", "td",
])  # fmt: skip
_ATTRIBUTES = frozenset([
    "charset", "class", "content", "datetime", "dir", "href", "hreflang", "http-equiv", "id", "lang", "media", "name",
    "open",
    "property", "rel", "role", "scope", "start", "tabindex", "title", "type",
])  # fmt: skip


class Page(HTMLParser):
    """Reads a page of a wire, and refuses what only a wire's text could have brought into it.

    Raises:
        WrongError: an element or attribute that our templates don't have, a URL that acts, an end without a beginning.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(text)
        self.close()
        if self.open:
            raise WrongError(f"<{self.open[-1]}> is left open")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Accept the elements and attributes of our templates; scripts are data."""
        if tag not in _ELEMENTS | _VOID:
            raise WrongError(f"<{tag}>")
        if tag == "script" and attrs != [("type", "application/ld+json")]:
            raise WrongError(f"a script: {attrs}")
        for name, value in attrs:
            if name not in _ATTRIBUTES and not name.startswith(("aria-", "data-")):
                raise WrongError(f"<{tag} {name}>")
            scheme = re.match(r"[\s\x00-\x20]*([^/?#]*?):", value or "")
            if name == "href" and scheme and scheme[1] not in ("https", "http"):
                raise WrongError(f"a URL that acts: {value}")
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take it for a beginning, as a browser does."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last."""
        if not self.open or self.open.pop() != tag:
            raise WrongError(f"</{tag}> ends nothing")

    def handle_comment(self, data: str) -> None:
        """Refuse it: none is ours."""
        raise WrongError(f"a comment: {data}")


def show_wire(policy: Policy, data: bytes) -> bool:
    """Make all that readers see of the bytes of a wire: on a terminal, as Markdown, as HTML, as its page of the site.

    Return whether there is anything to see: whether it can be read whole.
    """
    wire = read_wire(Source(BASE_NAME, data)).valid_wire if len(data) <= MAX_BYTES else None
    if wire is None:
        return False
    content = view(BASE_NAME, wire, policy)
    show_lines(list(terminal.render(content)))
    markdown.render(content).encode("utf-8", "backslashreplace")
    site = Site(policy, "https://wires.example/")
    listed = card(BASE_NAME, wire, policy)
    for page in (site.alone(content), site.wire(content, listed)):
        Page(page.decode("utf-8"))
    json.loads(as_object(BASE_NAME, wire, policy, listed.count))
    texts(wire)
    return True
