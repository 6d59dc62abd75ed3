"""One line for each finding: ``file:line:column: level[rule] message``."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from butfor.findings import Report
from butfor.report import Style, known_line, unchecked_lines
from butfor.report.text import summary
from butfor.text.display import inert, visible
from butfor.yaml.emit import quoted

if TYPE_CHECKING:
    from butfor.account.values import Account  # most runs compare nothing


def render(report: Report, account: "Account | None", style: Style) -> Iterator[str]:
    """Yield lines that editors and ``grep`` can read."""
    for finding in report.findings:
        name = visible(finding.file)
        name = quoted(name) if ":" in name else name  # or it could pass for a finding of its own
        place = f"{name}:{finding.span.line}:{finding.span.column}"
        yield inert(f"{place}: {finding.level}[{finding.rule}] {visible(finding.message)}")
    for reason in unchecked_lines(report) if style.alone else ():
        yield inert(visible(style.commands(reason)))
    if style.quiet or report.stopped:
        return
    if line := known_line(report):
        yield style.commands(line)
    yield summary(report)
