"""One module for each output format, all from the same findings. Text from wires is untrusted in all of them."""

import importlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from butfor.files.tree import CONFIG
from butfor.findings import Finding, Level, Report, Span

if TYPE_CHECKING:
    from butfor.account.values import Account  # most runs compare nothing

FORMATS = ("text", "concise", "json", "github", "sarif", "junit", "gitlab", "markdown")
"""Names of formats; each is that of its module in this package, whose ``render`` is a `Reporter`."""
FOR_PROGRAMS = ("json", "sarif", "junit", "gitlab")
"""Formats that end in no line of summary."""
STATISTICS = "statistics"
"""The module that counts findings in place of showing them."""

COULD_NOT_CHECK = "could-not-check"
"""Stands for a rule where something could not be checked."""
IN_BASELINE = "the archive's baseline contains it: it is older than the checks"
"""Why a known fault does not count."""
_WORST_FIRST = {Level.ERROR: 0, Level.WARNING: 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a report is shown to people; formats for programs have no use for it."""

    width: int = 80
    """In columns."""
    colour: bool = False
    """For terminals."""
    full: bool = False
    """Each finding is shown whole, also those that repeat another."""
    quiet: bool = False
    """Findings are shown, and no word beside."""
    commands: Callable[[str], str] = str
    """Returns words with their commands as whoever reads the report types them."""
    alone: bool = False
    """No standard error beside it says what could not be checked."""


DEFAULT = Style()


class Reporter(Protocol):
    """A report in one format."""

    def __call__(self, report: Report, account: "Account | None", style: Style) -> Iterator[str]:
        """Yield the lines of a report."""


def render(format_: str, report: Report, account: "Account | None" = None, style: Style = DEFAULT) -> Iterator[str]:
    """Yield the lines of a report in one of `FORMATS`, or as `STATISTICS`.

    Args:
        format_: the format.
        report: what was found.
        account: what the change does, where there is one; formats that hold nothing but findings leave it out.
        style: how it is shown.
    """
    reporter: Reporter = importlib.import_module(f"butfor.report.{format_}").render  # each loads only what it needs
    return reporter(report, account, style)


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return errors, then warnings, each in the one order."""
    return sorted(findings, key=lambda finding: (_WORST_FIRST[finding.level], finding.order))


def fingerprints(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield a fingerprint for each finding, unique among them: the second of those that are equal ends in ``:2``."""
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.fingerprint] += 1
        number = seen[finding.fingerprint]
        yield finding.fingerprint if number == 1 else f"{finding.fingerprint}:{number}"


def older_line(report: Report) -> str | None:
    """Return a line on what was found before a change, and is none of its doing; None for nothing."""
    if not report.older:
        return None
    counts = Counter(finding.level for finding in report.older)
    parts = [_count(counts[level], f"older {level}") for level in _WORST_FIRST if counts[level]]
    blocks = counts[Level.ERROR] and len(report.news) < len(report.findings)
    more = "; older errors refuse every change until they are fixed" if blocks else ""
    them = "it" if len(report.older) == 1 else "them"
    return f"{' and '.join(parts)}, not from this change{more}; `butfor check` lists {them}"


def known_line(report: Report) -> str | None:
    """Return a line on the faults that the baseline holds; None for nothing."""
    if not report.known:
        return None
    number, wires = len(report.known), len({finding.file for finding in report.known})
    are = "is" if number == 1 else "are"
    return f"{_count(number, 'finding')} {are} in the baseline, on {_count(wires, 'wire')}: `butfor baseline`"


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"


def unchecked(report: Report) -> list[str]:
    """Return what could not be checked, and why, raw: with any of it the report proves nothing."""
    return [reason for _, reason in _unchecked(report)]


def _unchecked(report: Report) -> Iterator[tuple[str, str]]:
    """Yield the same, each with the file that it is about."""
    if report.stopped:
        yield report.stopped_in, "; ".join(report.stopped)
    yield from ((unread.file, str(unread)) for unread in report.unreadable)
    yield from ((error.file, str(error)) for error in report.rule_errors)
    if report.selected and report.checked == 0:
        yield "", "the named paths contain no wire, so nothing was checked"


def unchecked_lines(report: Report) -> list[str]:
    """Return the same as sentences for people, raw."""
    return [*report.stopped, *(f"could not check: {reason}" for reason in unchecked(replace(report, stopped=())))]


def unchecked_findings(report: Report) -> list[Finding]:
    """Return what could not be checked as findings, for formats that hold nothing but findings."""
    return [
        Finding(
            file=file or CONFIG, span=Span(1, 1, 1, 1), rule=COULD_NOT_CHECK, level=Level.ERROR, path=(), line="",
            message=f"could not be checked: {reason}", note="So this report proves nothing.",
            help="see what `butfor check` says of it, and check again",
        )
        for file, reason in _unchecked(report)
    ]  # fmt: skip
