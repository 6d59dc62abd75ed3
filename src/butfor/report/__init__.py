"""One module for each output format, all from the same findings. Text from wires is untrusted in all of them."""

import importlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

from butfor.files.tree import CONFIG
from butfor.findings import Finding, Level, Report, Span

if TYPE_CHECKING:
    from butfor.account.values import Account  # most runs compare nothing

FORMATS = ("text", "concise", "json", "github", "sarif", "junit", "gitlab", "markdown")
"""Names of formats; each is that of its module in this package, whose ``render`` is a `Reporter`."""

IN_BASELINE = "the archive's baseline holds it: it is older than the checks"
"""Why a known fault does not count."""
_WORST_FIRST = {Level.ERROR: 0, Level.WARNING: 1}


class Reporter(Protocol):
    """A report in one format."""

    def __call__(self, report: Report, account: "Account | None", width: int, colour: bool) -> Iterator[str]:
        """Yield the lines of a report. A format for programs has no use for ``width`` and ``colour``."""


def render(
    format_: str, report: Report, account: "Account | None" = None, *, width: int = 80, colour: bool = False
) -> Iterator[str]:
    """Yield the lines of a report in one of `FORMATS`.

    Args:
        format_: the format.
        report: what was found.
        account: what the change does, where there is one; formats that hold nothing but findings leave it out.
        width: in columns.
        colour: for terminals.
    """
    reporter: Reporter = importlib.import_module(f"butfor.report.{format_}").render  # each loads only what it needs
    return reporter(report, account, width, colour)


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
    reasons = [*report.unreadable, *map(str, report.rule_errors)]
    if report.selected and report.checked == 0:
        reasons.append("none of the paths named holds a wire, so nothing was checked")
    return reasons


def unchecked_findings(report: Report) -> list[Finding]:
    """Return what could not be checked as findings, for formats that hold nothing but findings."""
    return [
        Finding(
            file=CONFIG, span=Span(1, 1, 1, 1), rule="could-not-check", level=Level.ERROR, path=(), line="",
            message=f"could not be checked: {reason}", note="So this report proves nothing.",
            help="see what `butfor check` says of it, and check again",
        )
        for reason in unchecked(report)
    ]  # fmt: skip
