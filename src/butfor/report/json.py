"""For programs: one JSON document; `version` changes when a field changes its meaning or goes."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from butfor import __version__
from butfor.findings import Applicability, Finding, Fix, Level, Report
from butfor.report import Style, unchecked
from butfor.text.display import COMMAND

if TYPE_CHECKING:
    from butfor.account.values import Account  # most runs compare nothing

FORMAT_VERSION = 1
_ESCAPE = re.compile(r"\\(?:ud[89ab]..\\ud[c-f]..|u(d[89a-f]..)|.)")
"""An escape of JSON; the group is half a character, as file names may hold, which strict readers refuse."""


def render(report: Report, account: "Account | None", style: Style) -> Iterator[str]:
    """Yield one document with everything that is known of each finding, texts as they are."""
    older = {finding.order for finding in report.older}
    changes = {}
    if account is not None:
        from butfor.account.plain import plain

        changes = {"account": plain(account)}
    yield dumps(
        {
            "version": FORMAT_VERSION,
            "butfor": __version__,
            "summary": {
                "checked": report.checked,
                "errors": report.count(Level.ERROR),
                "warnings": report.count(Level.WARNING),
                "older": {
                    "errors": sum(finding.level is Level.ERROR for finding in report.older),
                    "warnings": sum(finding.level is Level.WARNING for finding in report.older),
                },
                "known": len(report.known),
                "unreadable": unchecked(report),
            },
            **changes,
            "findings": [{**_finding(finding), "older": finding.order in older} for finding in report.findings],
            "waived": [{**_finding(finding), "reason": reason} for finding, reason in report.suppressed],
            "known": [_finding(finding) for finding in report.known],
        }
    )


def dumps(document: object) -> str:
    """Return JSON in ASCII, so that nothing in it acts on a terminal, and without what a runner takes for a command
    (see `butfor.text.display.inert`)."""
    text = json.dumps(document, indent=2, ensure_ascii=True, default=str)
    text = _ESCAPE.sub(lambda found: f"<U+{found[1].upper()}>" if found[1] else found[0], text)
    return COMMAND.sub(r"\\u0023#", text)


def _fix(fix: Fix) -> dict[str, object]:
    return {
        "safe": fix.applicability is Applicability.SAFE,
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
            {"file": related.file, "span": asdict(related.span), "message": related.message}
            for related in finding.related
        ],
        "fix": _fix(finding.fix) if finding.fix else None,
        "fingerprint": finding.fingerprint,
    }
