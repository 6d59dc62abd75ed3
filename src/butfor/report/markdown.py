"""A summary for a job or a comment: what to do next, how often each rule was broken, the worst findings, by rule.

Text from wires stands in fenced code only, where Markdown knows no markup, no mention and no link.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from butfor.findings import Applicability, Finding, Level, Report
from butfor.report import Style, known_line, older_line, unchecked, worst_first
from butfor.report.groups import grouped
from butfor.report.text import block_of_group, summary
from butfor.text.display import clip, inert, visible

if TYPE_CHECKING:
    from butfor.account.values import Account  # most runs compare nothing

_MOST = 20  # errors of one rule that are shown: some whole, the others by their place
_ROOM = 60_000  # characters; a comment on GitHub takes 65,536
_LONGEST = 4_000  # characters of one block
_LONGEST_ACCOUNT = 20_000  # characters


def render(report: Report, account: "Account | None", style: Style) -> Iterator[str]:
    """Yield GitHub Flavored Markdown that fits into a comment."""
    findings, reasons = worst_first(report.news), unchecked(report)
    before = [f"### butfor: {_headline(report, reasons)}", "", f"{summary(report, report.news)}.", ""]
    if account:
        from butfor.account.text import render as render_account

        account_lines = list(render_account(account, style.width, answers=True))
        if _size(account_lines) > _LONGEST_ACCOUNT:
            account_lines = list(render_account(account, style.width))
        before += ["#### What this change does", "", *fenced(account_lines, _LONGEST_ACCOUNT), ""]
    if line := older_line(report):
        before += [f"{line}.", ""]
    if line := known_line(report):
        before += [f"{line}.", ""]
    if reasons:
        before += ["Could not be checked:", "", *fenced(map(visible, reasons)), ""]
    if findings:
        before += [_next(findings), "", *_table(findings), ""]
    after = [f"{len(report.suppressed)} suppressed:", "", *fenced(_suppressed(report)), ""] if report.suppressed else []
    room = _ROOM - _size(before) - _size(after)
    shown: list[list[str]] = []
    more = len(findings)
    for group in ([finding] for finding in findings) if style.full else grouped(findings):
        part = group[:_MOST] if group[0].level is Level.ERROR else group  # of many warnings text says their number only
        lines = [*fenced(block_of_group(part, style.width)), ""]
        if (room := room - _size(lines)) < 0:
            break
        shown.append(lines)
        more -= len(part)
    yield from before
    yield from (line for lines in shown for line in lines)
    if more:
        yield from (f"{more} more: `butfor check` shows {'it' if more == 1 else 'them all'}.", "")
    yield from after


def _size(lines: list[str]) -> int:
    return sum(len(line) + 1 for line in lines)


def _headline(report: Report, reasons: list[str]) -> str:
    if reasons:
        return "not everything could be checked"
    for level, words in ((Level.ERROR, "to fix"), (Level.WARNING, "to review")):
        if count := sum(finding.level is level for finding in report.news):
            return f"{count} {level}{'' if count == 1 else 's'} {words}"
    return "older errors to fix" if report.count(Level.ERROR) else "nothing to fix"


def _next(findings: list[Finding]) -> str:
    safe = sum(finding.fix is not None and finding.fix.applicability is Applicability.SAFE for finding in findings)
    fixes = f"`butfor fix` fixes {safe} of them. " if safe else ""
    return f"{fixes}`butfor check` shows the same on your machine. `butfor explain RULE` explains a rule."


def _table(findings: list[Finding]) -> Iterator[str]:
    counts = Counter((finding.level, finding.rule) for finding in findings)
    yield from ("| level | rule | found |", "| --- | --- | --- |")
    for (level, rule), count in counts.items():
        yield f"| {level} | `{rule}` | {count} |"


def _suppressed(report: Report) -> Iterator[str]:
    for finding, reason in report.suppressed:
        yield f"{finding.rule} in {visible(finding.file)}:{finding.span.line}: {visible(reason)}"


def fenced(lines: Iterable[str], most: int | None = _LONGEST) -> list[str]:
    """Return a block of code behind a fence that is longer than any in it."""
    code = "\n".join(map(inert, lines))
    code = code if most is None else clip(code, most)
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
    return [f"{fence}text", *code.split("\n"), fence]
