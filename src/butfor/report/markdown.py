"""A summary for a job or a comment: what to do next, how often each rule was broken, the worst findings in full.

Text from wires stands in fenced code only, where Markdown knows no markup, no mention and no link.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from butfor.findings import Applicability, Finding, Level, Report
from butfor.report import unchecked, worst_first
from butfor.report.text import block, summary
from butfor.text.display import clip, inert, visible

_MOST = 50  # findings shown in full
_ROOM = 60_000  # characters; a comment on GitHub takes 65,536
_LONGEST = 4_000  # characters of one block


def render(report: Report, width: int, colour: bool) -> Iterator[str]:
    """Yield GitHub Flavored Markdown that fits into a comment."""
    findings, reasons = worst_first(report.findings), unchecked(report)
    before = [f"### butfor: {_headline(report, reasons)}", "", f"{summary(report)}.", ""]
    if reasons:
        before += ["Could not be checked:", "", *_fenced(map(visible, reasons)), ""]
    if findings:
        before += [_next(findings), "", *_table(findings), ""]
    after = [f"{len(report.suppressed)} waived:", "", *_fenced(_suppressed(report)), ""] if report.suppressed else []
    room = _ROOM - _size(before) - _size(after)
    shown: list[list[str]] = []
    for finding in findings[:_MOST]:
        shown.append([*_fenced(block(finding, width)), ""])
        room -= _size(shown[-1])
        if room < 0:
            shown.pop()
            break
    more = len(findings) - len(shown)
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
    for level, words in ((Level.ERROR, "to mend"), (Level.WARNING, "to look at")):
        if count := report.count(level):
            return f"{count} {level}{'' if count == 1 else 's'} {words}"
    return "nothing to do"


def _next(findings: list[Finding]) -> str:
    safe = sum(finding.fix is not None and finding.fix.applicability is Applicability.SAFE for finding in findings)
    fixes = f"`butfor fix` mends {safe} of them. " if safe else ""
    return f"{fixes}`butfor check` shows the same where you work, `butfor explain RULE` says more about a rule."


def _table(findings: list[Finding]) -> Iterator[str]:
    counts = Counter((finding.level, finding.rule) for finding in findings)
    yield from ("| level | rule | found |", "| --- | --- | --- |")
    for (level, rule), count in counts.items():
        yield f"| {level} | `{rule}` | {count} |"


def _suppressed(report: Report) -> Iterator[str]:
    for finding, reason in report.suppressed:
        yield f"{finding.rule} in {visible(finding.file)}:{finding.span.line}: {visible(reason)}"


def _fenced(lines: Iterable[str]) -> list[str]:
    """Return a block of code behind a fence that is longer than any in it."""
    code = clip("\n".join(map(inert, lines)), _LONGEST)
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
    return [f"{fence}text", *code.split("\n"), fence]
