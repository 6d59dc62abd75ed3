"""For people: each finding with the line it stands on, why, and what to do."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from butfor.findings import Applicability, Finding, Level, Report
from butfor.report import DEFAULT, Style, known_line, older_line, unchecked_lines
from butfor.report.groups import TO_FILL, grouped, listed_repeats, more, parted, to_fill
from butfor.text.display import columns, inert, truncate, truncate_left, visible, wrapped

if TYPE_CHECKING:
    from butfor.account.values import Account  # most runs compare nothing

_SAFE = "`butfor fix` applies it"
_UNSAFE = "`butfor fix --unsafe` applies this guess; read the result"
_WAIT = (
    "Some fields are not filled in or not valid, so some rules did not run, and some warnings may become errors. Fix "
    "them and check again."
)
_COLOUR = {Level.ERROR: "red", Level.WARNING: "yellow"}


def render(report: Report, account: "Account | None", style: Style) -> Iterator[str]:
    """Yield lines of the report, no wider than ``style.width`` where the words allow it."""
    if account and not style.quiet:
        from butfor.account.text import render as render_account

        yield from (*render_account(account, style.width), "")
    shown = ([finding] for finding in report.news) if style.full else grouped(report.news)
    for group in shown:
        yield from map(inert, _group(group, style))
        yield ""
    yield from ending(report, style)


def ending(report: Report, style: Style) -> Iterator[str]:
    """Yield what stands below the findings: what else there is, and how much was checked."""
    if line := older_line(report):
        yield from wrapped(style.commands(line), style.width, "", "")
    for line in unchecked_lines(report) if style.alone else ():
        yield from wrapped(inert(visible(style.commands(line))), style.width, "", "  ")
    if style.quiet or report.stopped:
        return
    if report.has_invalid_fields:
        yield from (*wrapped(_WAIT, style.width, "", ""), "")
    if line := known_line(report):
        yield from wrapped(style.commands(line), style.width, "", "")
    yield from wrapped(summary(report, report.news), style.width, "", "")


def block(finding: Finding, style: Style = DEFAULT) -> Iterator[str]:
    """Return the lines of one finding."""
    return map(inert, _finding(finding, style))


def block_of_group(group: Sequence[Finding], width: int = 80) -> Iterator[str]:
    """Return the lines of findings of one rule, reported once as the report does."""
    return map(inert, _group(group, Style(width=width)))


def summary(report: Report, findings: Sequence[Finding] | None = None) -> str:
    """Return one line: what was checked, and what was found, or is shown of it."""
    shown = report.findings if findings is None else findings
    wires = f"{report.checked} {'file' if report.checked == 1 else 'files'} checked"
    wires = "no wire was checked" if report.stopped else wires
    suppressed = f", {len(report.suppressed)} suppressed" if report.suppressed else ""
    rules = f" ({report.rules})" if report.rules else ""
    if not shown:
        if report.stopped:
            return wires
        return f"{wires}, nothing {'new ' if report.older else ''}found{suppressed}{rules}"
    counts = ((sum(finding.level is level for finding in shown), level) for level in (Level.ERROR, Level.WARNING))
    parts = [f"{n} {level}{'' if n == 1 else 's'}" for n, level in counts if n]
    return f"{wires}: {', '.join(parts)}{suppressed}{rules}"


def _group(group: Sequence[Finding], style: Style) -> Iterator[str]:
    """Yield the lines of findings of one rule: the first whole, then where else it was found."""
    if len(group) > 1 and group[0].rule == TO_FILL:
        yield from _to_fill(group, style)
        return
    whole, repeats = parted(group)
    for number, finding in enumerate(whole):
        if number:
            yield ""
        yield from _finding(finding, style)
    shown = list(listed_repeats(repeats))
    for name, findings in shown:
        yield f"  also in {visible(name)}"
        for finding in findings:
            place = f"    {finding.span.line}:{finding.span.column}  "
            yield from wrapped(visible(finding.message), style.width, place, " " * len(place))
    if repeats and not shown:
        yield from wrapped(more(repeats), style.width, "  ", "      ")
    elif {(each.note, each.help) for each in repeats} - {(each.note, each.help) for each in whole}:
        yield from wrapped("`--full` shows what to write for each", style.width, "  ", "      ")


def _to_fill(group: Sequence[Finding], style: Style) -> Iterator[str]:
    """Yield the lines of all that a file has still to be filled in with."""
    yield from _headline(group[0], f"{len(group)} fields are not filled in yet", style)
    for name, lines, help_ in to_fill(group):
        head = f"  {name} ({lines}): "
        first, *rest = wrapped(visible(help_), style.width, head, " " * 8)
        yield head.replace(name, _styled(style.colour, name, bold=True), 1) + first.removeprefix(head)
        yield from rest


def _styled(colour: bool, text: str, **styles: str | bool) -> str:
    return click.style(text, **styles) if colour else text  # type: ignore[arg-type]


def _headline(finding: Finding, message: str, style: Style) -> Iterator[str]:
    name = f"{finding.level}[{finding.rule}]"
    first, *rest = wrapped(f"{name}: {visible(message)}", style.width, "", " " * 7)
    yield _styled(style.colour, name, fg=_COLOUR[finding.level], bold=True) + _styled(
        style.colour, first.removeprefix(name), bold=True
    )
    yield from (_styled(style.colour, line, bold=True) for line in rest)
    yield f"  --> {visible(finding.file)}:{finding.span.line}:{finding.span.column}"


def _finding(finding: Finding, style: Style) -> Iterator[str]:
    yield from _headline(finding, finding.message, style)
    span = finding.span
    if finding.line.strip():
        number = str(span.line)
        margin = " " * len(number)
        code, carets = _frame(finding, style.width - len(number) - 3)
        yield f"{margin} |"
        yield f"{number} | {code}"
        yield f"{margin} | {_styled(style.colour, carets, fg=_COLOUR[finding.level])}"
    for related in finding.related:
        place = f"{visible(related.file)}:{related.span.line}:{related.span.column}"
        yield from _labelled("see", f"{related.message}: {place}", style.width)
    yield from _labelled("note", finding.note, style.width)
    yield from _labelled("help", finding.help, style.width)
    if finding.fix:
        words = _SAFE if finding.fix.applicability is Applicability.SAFE else _UNSAFE
        yield from _labelled("fix", style.commands(words), style.width)


def _frame(finding: Finding, room: int) -> tuple[str, str]:
    """Return the line, cut to ``room`` columns around the span, and the carets under it."""
    line, span = finding.line.replace("\t", " "), finding.span
    start = min(span.column - 1, len(line))
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    end = max(min(end, len(line)), start)
    # Of a line of 10,000 characters only what can be shown is looked at.
    before = visible(line[max(start - room, 0) : start])
    marked = visible(line[start : min(end, start + room)])
    after = visible(line[end : end + room])
    hidden, more = start > room, len(line) > end + room
    if columns(before) + columns(marked) + columns(after) > room or hidden or more:
        kept = max(room - max(columns(marked), 1) - 6, room // 3)
        if hidden or columns(before) > kept:
            before = "..." + truncate_left(before, kept - 3)
        if columns(before) + columns(marked) > room:
            marked = truncate(marked, room - columns(before) - 3) + "..."
            after = ""
        elif more or columns(before) + columns(marked) + columns(after) > room:
            after = truncate(after, room - columns(before) - columns(marked) - 3) + "..."
            after = truncate(after, room - columns(before) - columns(marked))
    return before + marked + after, " " * columns(before) + "^" * max(1, columns(marked))


def _labelled(label: str, words: str, width: int) -> Iterator[str]:
    """Yield ``label: words`` wrapped; lines that start with a space are YAML and stay as they are."""
    head = f"  {label}: "
    for line in words.split("\n"):
        if line.startswith(" "):
            yield f"    {visible(line)}"
        else:
            yield from wrapped(visible(line), width, head, " " * len(head))
        head = " " * len(head)
