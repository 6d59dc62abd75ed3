"""For programs: one JSON document; `version` changes when a field changes its meaning or goes."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from textwrap import indent

from butfor import __version__
from butfor.findings import Finding, Fix, Level, Report
from butfor.text.display import COMMAND

FORMAT_VERSION = 1


def render(report: Report, width: int = 80, colour: bool = False) -> Iterator[str]:
    """Everything that is known of each finding, texts as they are."""
    document = {
        "version": FORMAT_VERSION,
        "butfor": __version__,
        "summary": {
            "checked": report.checked,
            "errors": report.count(Level.ERROR),
            "warnings": report.count(Level.WARNING),
            "unreadable": list(report.unreadable),
        },
        "findings": None,
        "waived": None,
    }
    waived = ({**_finding(finding), "reason": reason} for finding, reason in report.waived)
    yield from streamed(document, findings=map(_finding, report.findings), waived=waived)


def streamed(document: object, **lists: Iterable[object]) -> Iterator[str]:
    """The lines of a document in which null stands for each of these lists, by key; one item is made at a time."""
    for line in dumps(document).split("\n"):
        key, _, value = line.strip().partition(": ")
        items = lists.get(key[1:-1]) if value.rstrip(",") == "null" else None
        if items is None:
            yield line
            continue
        margin = line[: -len(line.lstrip())]
        before = f"{margin}{key}: ["
        more = False
        for item in items:
            yield f"{before}," if more else before
            before, more = indent(dumps(item), f"{margin}  "), True
        yield from [before, f"{margin}]{value[4:]}"] if more else [f"{before}]{value[4:]}"]


def dumps(document: object) -> str:
    """JSON in ASCII, so that nothing in it acts on a terminal, and without what a runner takes for a command (see
    `butfor.text.display.inert`)."""
    return COMMAND.sub(r"\\u0023#", json.dumps(document, indent=2, ensure_ascii=True))


def _fix(fix: Fix) -> dict[str, object]:
    return {
        "safe": fix.safe,
        "edits": [{"span": asdict(edit.span), "text": edit.text} for edit in fix.edits],
        "move": fix.move,
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "level": str(finding.level),
        "file": finding.file,
        "span": asdict(finding.span),
        "path": list(finding.path),
        "message": finding.message,
        "note": finding.note,
        "help": finding.help,
        "related": [
            {"file": other.file, "span": asdict(other.span), "message": other.message} for other in finding.related
        ],
        "fix": _fix(finding.fix) if finding.fix else None,
        "fingerprint": finding.fingerprint,
    }
