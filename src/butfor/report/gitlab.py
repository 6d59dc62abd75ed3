"""GitLab's Code Quality report, for the widget of a merge request: what stands, nothing of what is suppressed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from butfor.findings import Finding, Level, Report
from butfor.report import COULD_NOT_CHECK, Style, fingerprints, unchecked_findings
from butfor.report.json import dumps
from butfor.rules.registry import RULES
from butfor.text.display import visible

if TYPE_CHECKING:
    from butfor.account.values import Account  # most runs compare nothing


def render(report: Report, account: "Account | None", style: Style) -> Iterator[str]:
    """Yield an array with one entry for each finding; of those with equal fingerprints GitLab would keep the last."""
    findings = [*report.findings, *unchecked_findings(report)]
    numbered = zip(findings, fingerprints(findings), strict=True)
    yield dumps([_entry(finding, fingerprint, report.folder) for finding, fingerprint in numbered])


def _entry(finding: Finding, fingerprint: str, folder: str) -> dict[str, object]:
    words = f"{finding.message}. {finding.note} help: {finding.help}".replace("\n", " ")
    return {
        "description": visible(words),
        "check_name": finding.rule,
        "fingerprint": fingerprint,
        "severity": _severity(finding),
        "location": {"path": visible(folder + finding.file), "lines": {"begin": finding.span.line}},
    }


def _severity(finding: Finding) -> str:
    """Return what GitLab sorts by: what decides most, and is surest, is worst."""
    if finding.rule == COULD_NOT_CHECK:
        return "blocker"
    rule = RULES[finding.rule]
    if finding.level is Level.ERROR:
        return "critical" if rule.mandatory else "major"
    return "info" if rule.confidence == "likely" else "minor"
