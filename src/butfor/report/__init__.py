"""One module for each output format, all from the same findings. Text from wires is untrusted in all of them."""

import importlib
from collections import Counter
from collections.abc import Iterable, Iterator

from butfor.findings import Finding, Level, Report

FORMATS = ("text", "concise", "json", "github", "sarif", "junit", "gitlab", "markdown")

_WORST_FIRST = {Level.ERROR: 0, Level.WARNING: 1}


def render(format_: str, report: Report, width: int = 80, colour: bool = False) -> Iterator[str]:
    """The lines of a report in one of `FORMATS`; ``width`` in columns, ``colour`` for terminals."""
    lines: Iterator[str] = importlib.import_module(f"butfor.report.{format_}").render(report, width, colour)
    return lines


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Errors, then warnings, each in the one order."""
    return sorted(findings, key=lambda finding: (_WORST_FIRST[finding.level], finding.order))


def fingerprints(findings: Iterable[Finding]) -> Iterator[str]:
    """The fingerprint of each, unique among them: the second of those that are equal ends in ``:2``, and so on."""
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.fingerprint] += 1
        number = seen[finding.fingerprint]
        yield finding.fingerprint if number == 1 else f"{finding.fingerprint}:{number}"


def unchecked(report: Report) -> list[str]:
    """Return what could not be checked, and why, raw: with any of it the report proves nothing."""
    reasons = [*report.unreadable, *map(str, report.rule_errors)]
    if report.selected and report.checked == 0:
        reasons.append("none of the paths named holds a wire, so nothing was checked")
    return reasons
