"""JUnit XML: each file is a test case, failing if it has errors, so that a report compares with the one before."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from butfor.findings import Finding, Level, Report
from butfor.report import IN_BASELINE, Style, unchecked, worst_first
from butfor.report.text import block
from butfor.text.display import inert, visible

if TYPE_CHECKING:
    from butfor.account.values import Account  # most runs compare nothing

_NO_XML = re.compile("[\ufffe\uffff]")
_ATTACHMENT = "[[ATTACHMENT|"  # GitLab and Jenkins take it, with a path behind it, for a file to publish


def render(report: Report, account: "Account | None", style: Style) -> Iterator[str]:
    """Yield one document: warnings are output of a case that passes; what is suppressed is a skipped case; what could
    not be checked, an error.

    In ASCII, so that the declaration is true whatever the encoding of the output. Without times: a check measures none.
    """
    root = Element("testsuites")
    suite = SubElement(root, "testsuite", name="butfor")
    by_file: dict[str, list[Finding]] = {name: [] for name in report.files}
    for finding in report.findings:
        by_file.setdefault(finding.file, []).append(finding)
    for name, findings in by_file.items():
        _add_file(suite, name, findings, report.folder, style.width)
    reasons: dict[str, list[str]] = {}
    known = ((finding, IN_BASELINE) for finding in report.known)
    for finding, reason in (*report.suppressed, *known):
        reasons.setdefault(f"{finding.file}: {finding.rule}", []).append(reason)
    for name, texts in reasons.items():
        words = "; ".join(map(_safe, texts))
        SubElement(_case(suite, "butfor.waived", name), "skipped", message=words).text = words
    for reason in unchecked(report):
        case = _case(suite, "butfor.unread", reason)
        SubElement(case, "error", message="could not be checked").text = _safe(reason)
    for key, kind in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(key, str(sum(1 for _ in suite.iter(kind))))
    indent(root)
    yield tostring(root, encoding="us-ascii", xml_declaration=True).decode("ascii")


def _add_file(suite: Element, name: str, findings: list[Finding], folder: str, width: int) -> None:
    """Add the case of one file, with the place of its worst finding."""
    case = _case(suite, "butfor.check", name)
    case.set("file", _safe(folder + name))
    if findings:
        case.set("line", str(worst_first(findings)[0].span.line))
    errors = [finding for finding in findings if finding.level is Level.ERROR]
    warnings = [finding for finding in findings if finding.level is Level.WARNING]
    if errors:
        first = _safe(errors[0].message)
        message = first if len(errors) == 1 else f"{first} (and {len(errors) - 1} more)"
        rules = " ".join(dict.fromkeys(finding.rule for finding in errors))
        SubElement(case, "failure", message=message, type=rules).text = _text(errors, width)
    if warnings:
        SubElement(case, "system-out").text = _text(warnings, width)


def _case(suite: Element, kind: str, name: str) -> Element:
    return SubElement(suite, "testcase", classname=kind, name=_safe(name))


def _text(findings: Iterable[Finding], width: int) -> str:
    return "\n\n".join("\n".join(map(_safe, block(finding, Style(width=width)))) for finding in findings)


def _safe(line: str) -> str:
    """Return one line that is XML, no command of a runner, and publishes no file."""
    line = _NO_XML.sub(lambda match: f"<U+{ord(match[0]):04X}>", inert(visible(line)))
    return line.replace(_ATTACHMENT, "[ [ATTACHMENT|")
