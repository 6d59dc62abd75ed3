"""For people: each finding with the line it stands on, why, and what to do."""

import textwrap
from collections.abc import Iterator

import click

from butfor.check import Report
from butfor.finding import Finding, Level
from butfor.text import visible

_COLOUR = {Level.ERROR: "red", Level.WARNING: "yellow"}


def render(report: Report, width: int = 80, colour: bool = False) -> Iterator[str]:
    """Lines of the report, no wider than ``width`` where the words allow it."""
    for finding in report.findings:
        yield from _finding(finding, width, colour)
        yield ""
    yield summary(report)


def summary(report: Report) -> str:
    """One line: what was checked and found."""
    errors, warnings = report.count(Level.ERROR), report.count(Level.WARNING)
    wires = f"{report.checked} {'file' if report.checked == 1 else 'files'} checked"
    if not errors and not warnings:
        return f"{wires}, nothing found"
    parts = [f"{n} {word}{'' if n == 1 else 's'}" for n, word in ((errors, "error"), (warnings, "warning")) if n]
    return f"{wires}: {', '.join(parts)}"


def _finding(finding: Finding, width: int, colour: bool) -> Iterator[str]:
    def style(text: str, **how: str | bool) -> str:
        return click.style(text, **how) if colour else text  # type: ignore[arg-type]

    tone = _COLOUR[finding.level]
    head = style(f"{finding.level}[{finding.rule}]", fg=tone, bold=True)
    yield f"{head}: {style(visible(finding.message), bold=True)}"
    span = finding.span
    yield f"  --> {visible(finding.file)}:{span.line}:{span.column}"
    if finding.line.strip():
        number = str(span.line)
        blank = " " * len(number)
        code, carets = frame(finding, width - len(number) - 3)
        yield f"{blank} |"
        yield f"{number} | {code}"
        yield f"{blank} | {style(carets, fg=tone)}"
    for related in finding.related:
        at = related.span
        yield from _labelled("see", f"{related.message}: {visible(related.file)}:{at.line}:{at.column}", width)
    yield from _labelled("why", finding.note, width)
    yield from _labelled("fix", finding.help, width)


def frame(finding: Finding, room: int) -> tuple[str, str]:
    """The line, cut to ``room`` columns around the span, and the carets under it."""
    line, span = finding.line, finding.span
    start = min(span.column - 1, len(line))
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    end = min(max(end, start + 1), max(len(line), start + 1))
    # Only what can be seen is measured: of a line of 10,000 characters, a window around the span.
    begin = max(0, start - room // 2) if _columns(line[: start + 200]) > room else 0
    before, marked, after = line[begin:start], line[start : min(end, start + room)], line[end : end + room]
    before = ("..." if begin else "") + visible(before.replace("\t", " "))
    code = before + visible(marked.replace("\t", " ")) + visible(after.replace("\t", " "))
    indent = _columns(before)
    length = max(1, min(_columns(visible(marked)), room - indent))
    if _columns(code) > room:
        code = _cut(code, room - 3) + "..."
    return code, " " * indent + "^" * length


def _columns(text: str) -> int:
    """Columns that a terminal gives a text."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth  # 20 ms, and most lines are ASCII

    width = wcswidth(text)
    return width if width >= 0 else len(text)


def _cut(text: str, room: int) -> str:
    """The beginning of a text that fits into ``room`` columns."""
    text = text[: room * 2]
    while text and _columns(text) > room:
        text = text[:-1]
    return text


def _labelled(label: str, words: str, width: int) -> Iterator[str]:
    """``label: words`` wrapped; lines that start with a blank are YAML and stay as they are."""
    first = True
    for line in words.split("\n"):
        line = visible(line)
        head = f"  {label}: " if first else "       "
        if line.startswith(" "):
            yield f"       {line}"
        else:
            yield from textwrap.wrap(
                line, max(width, 40), initial_indent=head, subsequent_indent="       ",
                break_long_words=False, break_on_hyphens=False,
            ) or [head]  # fmt: skip
        first = False
