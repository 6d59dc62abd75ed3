"""SARIF 2.1.0, for code scanning and viewers: every rule with its help, and the findings, worst first.

What is suppressed or known is left out: GitHub would show it as open.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

from butfor import __version__
from butfor.files.system import encoded
from butfor.findings import Applicability, Edit, Finding, Level, Report, Span
from butfor.report import Style, fingerprints, unchecked
from butfor.report.json import dumps
from butfor.rules._rule import Rule
from butfor.rules.registry import ALL_RULES
from butfor.text.display import visible

if TYPE_CHECKING:
    from butfor.account.values import Account  # most runs compare nothing

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_MOST = 25_000  # results of a run; GitHub refuses an upload with more, and shows the first 5,000
_INDEX = {rule.id: index for index, rule in enumerate(ALL_RULES)}


def render(report: Report, account: "Account | None", style: Style) -> Iterator[str]:
    """Yield a log of one run. All rules are listed, so that reports differ in their results only."""
    standing = ((finding, True) for finding in report.findings)
    hidden = ((finding, False) for finding in (*(finding for finding, _ in report.suppressed), *report.known))
    pairs = sorted([*standing, *hidden], key=lambda pair: pair[0].order)
    numbered = zip(pairs, fingerprints(finding for finding, _ in pairs), strict=True)  # a suppression renumbers none
    shown = [(finding, fingerprint) for (finding, stands), fingerprint in numbered if stands]
    shown = sorted(shown, key=lambda one: one[0].level is not Level.ERROR)[:_MOST]
    notes = [("error", reason) for reason in unchecked(report)]
    if more := left_out(report):
        notes.append(("warning", more))
    run = {
        "automationDetails": {"id": f"butfor/{quote(encoded(report.folder))}"},
        "tool": {
            "driver": {
                "name": "butfor",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(rule, report.site) for rule in ALL_RULES],
            }
        },
        "invocations": [
            {
                "executionSuccessful": not unchecked(report),
                "toolExecutionNotifications": [
                    {"level": level, "message": {"text": _plain(words)}} for level, words in notes
                ],
            }
        ],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": [_result(finding, fingerprint, report.folder) for finding, fingerprint in shown],
    }
    yield dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def left_out(report: Report) -> str | None:
    """Return a sentence on the results that a report in SARIF has no room for; None where it has room for all."""
    found = len(report.findings)
    if found <= _MOST:
        return None
    return (
        f"SARIF contains the {_MOST:,} worst of {found:,} results, as many as GitHub takes; {found - _MOST:,} are "
        "left out: `butfor check` shows them"
    )


def _rule(rule: Rule, site: str) -> dict[str, object]:
    """Return what viewers show of a rule; GitHub takes at most 1,024 characters of each description.

    ``site``: the archive's own, which has a page of each rule; empty where nobody knows its address.
    """
    text = [f"Why: {rule.why}", f"Fix: {rule.fix}", f"Basis: {rule.basis}"]
    markdown = [f"**Why.** {rule.why}", f"**Fix.** {rule.fix}", f"**Basis.** {rule.basis}"]
    for label, example in (("Refused", rule.bad), ("Passes", rule.good)):
        if example:
            code = "\n".join(visible(line) for line in example.rstrip("\n").split("\n"))
            text.append(f"{label}:\n{code}")
            markdown.append(f"**{label}**\n\n````yaml\n{code}\n````")
    level = Level.WARNING if rule.level is Level.OFF else rule.level
    return {
        "id": rule.id,
        "name": rule.id.title().replace("-", ""),
        **({"helpUri": f"{site}rules/{rule.id}/"} if site else {}),
        "shortDescription": {"text": _without_links(rule.what)},
        "fullDescription": {"text": _without_links(f"{rule.what} {rule.why}")},
        "help": {"text": _without_links("\n\n".join(text)), "markdown": "\n\n".join(markdown)},
        "defaultConfiguration": {
            "enabled": rule.level is not Level.OFF,
            "level": str(level),
        },
        "properties": {
            "tags": [rule.family],
            "precision": "very-high" if rule.confidence == "certain" else "medium",
            "problem.severity": str(level),
        },
    }


def _result(finding: Finding, fingerprint: str, folder: str) -> dict[str, object]:
    text = "\n".join(map(_plain, f"{finding.message}.\n{finding.note}\nhelp: {finding.help}".split("\n")))
    for number, related in enumerate(finding.related, start=1):
        where = f" of {_plain(related.file)}" if related.file != finding.file else ""
        text += f"\nsee [line {related.span.line}]({number}){where}: {_plain(related.message)}"
    result: dict[str, object] = {
        "ruleId": finding.rule,
        "ruleIndex": _INDEX[finding.rule],
        "level": str(finding.level),
        "message": {"text": text},
        "locations": [{"physicalLocation": _place(folder + finding.file, finding.span)}],
        "relatedLocations": [
            {
                "id": number,
                "physicalLocation": _place(folder + related.file, related.span),
                "message": {"text": _plain(related.message)},
            }
            for number, related in enumerate(finding.related, start=1)
        ],
        "partialFingerprints": {"butfor/v1": fingerprint},
    }
    if (
        finding.fix and finding.fix.applicability is Applicability.SAFE and finding.fix.edits
    ):  # viewers apply it without asking
        change = {"artifactLocation": _file(folder + finding.file), "replacements": [*map(_change, finding.fix.edits)]}
        result["fixes"] = [{"artifactChanges": [change]}]
    return result


def _plain(words: str) -> str:
    """Return one line of text; ``[a](b)`` would be a link."""
    return visible(words).replace("](", "] (")


def _without_links(markdown: str) -> str:
    """Return a text with links as ``text (URL)``."""
    return re.sub(r"\[([^\[\]]+)\]\(([^()]+)\)", r"\1 (\2)", markdown)


def _place(name: str, span: Span) -> dict[str, object]:
    return {"artifactLocation": _file(name), "region": _region(span)}


def _file(name: str) -> dict[str, str]:
    return {"uri": quote(encoded(name)), "uriBaseId": _ROOT}


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _change(edit: Edit) -> dict[str, object]:
    return {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}
