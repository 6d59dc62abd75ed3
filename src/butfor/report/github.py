"""Workflow commands: GitHub shows them on the changed lines, ten errors and ten warnings a step, so the worst first."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from butfor.findings import Finding, Report
from butfor.report import Style, text, unchecked_findings, worst_first
from butfor.text.display import visible

if TYPE_CHECKING:
    from butfor.account.values import Account  # most runs compare nothing


def render(report: Report, account: "Account | None", style: Style) -> Iterator[str]:
    """Yield the annotations, then the same findings as text for the log."""
    for finding in (*unchecked_findings(report), *worst_first(report.news)):
        yield _command(finding, report.folder)
    yield from text.render(report, account, replace(style, colour=False))


def _command(finding: Finding, folder: str) -> str:
    span = finding.span
    properties = {
        "file": folder + finding.file,
        "line": span.line,
        "endLine": span.end_line if span.end_column > 1 else max(span.line, span.end_line - 1),
        "col": span.column,
        "endColumn": max(span.end_column - 1, 1),
        "title": f"{finding.rule}: {finding.message}",
    }
    if properties["line"] != properties["endLine"]:  # GitHub ignores columns across lines
        del properties["col"], properties["endColumn"]
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    words = "\n".join(visible(line) for line in f"{finding.message}\n{finding.note}\n{finding.help}".split("\n"))
    return f"::{finding.level} {listed}::{_data(words)}"


def _data(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _data(visible(words)).replace(":", "%3A").replace(",", "%2C")
