"""How often each rule was broken, in place of the findings."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from butfor.findings import Report
from butfor.report import Style
from butfor.report.groups import counts
from butfor.report.text import ending

if TYPE_CHECKING:
    from butfor.account.values import Account  # most runs compare nothing


def render(report: Report, account: "Account | None", style: Style) -> Iterator[str]:
    """Yield a line for each rule that found something, then how much was checked."""
    rows = counts(report.news)
    for level, rule, number, files in rows:
        yield f"{number:6}  {level:7}  {rule}, in {files} file{'' if files == 1 else 's'}"
    if rows and not style.quiet:
        yield ""
    yield from ending(report, style)
