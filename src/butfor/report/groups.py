"""Findings reported once: what a file has still to be filled in with, and the repeats of a rule."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from butfor.findings import Finding, Level

TO_FILL = "placeholder"
"""The rule whose findings in a file are one list: a file that was just begun has one in nearly each field."""
_WHOLE = 3  # findings of one rule that are shown whole, where each says something else
_LISTED = 10  # repeats of a warning that are listed; of more only their number is said


def grouped(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Return findings by level and rule, in the order in which the first of each stands; `TO_FILL` by file, too."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        file = finding.file if finding.rule == TO_FILL else ""
        groups.setdefault((finding.level, finding.rule, file), []).append(finding)
    return list(groups.values())


def parted(group: Sequence[Finding]) -> tuple[list[Finding], list[Finding]]:
    """Return the findings of a group that are shown whole, and the repeats: they ask for the same again, or there are
    `_WHOLE` before them already."""
    whole: dict[tuple[str, str], Finding] = {}
    repeats = []
    for finding in group:
        asked = (finding.note, finding.help)
        if asked in whole or len(whole) == _WHOLE:
            repeats.append(finding)
        else:
            whole[asked] = finding
    return list(whole.values()), repeats


def listed_repeats(repeats: Sequence[Finding]) -> Iterator[tuple[str, list[Finding]]]:
    """Yield the repeats that are listed, by file: every error, and warnings where they are few."""
    if len(repeats) <= _LISTED or (repeats and repeats[0].level is Level.ERROR):
        for name, of_file in groupby(repeats, key=lambda finding: finding.file):
            yield name, list(of_file)


def more(repeats: Sequence[Finding]) -> str:
    """Return a line on repeats that are not listed."""
    files = len({finding.file for finding in repeats})
    them = f"{len(repeats)} more of {repeats[0].rule} in {files} {'file' if files == 1 else 'files'}"
    return f"... and {them}; `--full` shows them"


def to_fill(group: Sequence[Finding]) -> Iterator[tuple[str, str, str]]:
    """Yield the fields that a file has still to be filled in with: name, lines, and what belongs there.

    What several items of a list ask alike, such as the address of each source, is reported once.
    """
    rows: dict[tuple[str, str], list[int]] = {}
    for finding in group:
        name = ": ".join(step for step in finding.path if isinstance(step, str))
        rows.setdefault((name, finding.help), []).append(finding.span.line)
    for index, ((name, help_), lines) in enumerate(rows.items()):
        word = "" if index else "line " if len(lines) == 1 else "lines "
        yield name, word + ", ".join(map(str, dict.fromkeys(lines))), help_


def counts(findings: Iterable[Finding]) -> list[tuple[Level, str, int, int]]:
    """Return level, rule, number and number of files of what was found: errors first, then what is found most."""
    findings = list(findings)
    numbers = Counter((finding.level, finding.rule) for finding in findings)
    files = Counter((level, rule) for level, rule, _ in {(found.level, found.rule, found.file) for found in findings})
    worst = sorted(numbers.items(), key=lambda item: (item[0][0] is not Level.ERROR, -item[1], item[0][1]))
    return [(level, rule, number, files[level, rule]) for (level, rule), number in worst]
