"""Pass 4: which findings stand, which a comment or a signed deviation suppresses, and which are known."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from butfor.archive.suppressions import parse_suppressions
from butfor.archive.wire_file import WireFile
from butfor.engine.baseline import Known
from butfor.engine.context import Context
from butfor.engine.files import FileResult, FileResults
from butfor.findings import Finding, Level, Related, RuleError, Violation
from butfor.rules._rule import Rule, SuppressionContext
from butfor.rules.registry import RULES
from butfor.yaml.parse import Document

Suppressed = tuple[Finding, str]
"""A finding, and the reason that suppresses it."""


def suppress(
    context: Context,
    files: FileResults,
    findings: Sequence[Finding],
    signed: Mapping[str, frozenset[str]],
    errors: list[RuleError],
) -> tuple[list[Finding], list[Suppressed], list[Finding]]:
    """Return the findings that stand, those about suppressions and the baseline too, those that are suppressed, and
    those that are known.

    ``signed`` names, for each file that changes, the rules from which it newly deviates. ``errors`` get the rules that
    raise.
    """
    by_name: dict[str, list[Finding]] = {}
    for finding in findings:
        by_name.setdefault(finding.file, []).append(finding)
    for name, result in files.by_name.items():
        if result.suppressions:
            by_name.setdefault(name, [])
    standing: list[Finding] = []
    suppressed: list[Suppressed] = []
    known = Known(context)
    for name, in_file in by_name.items():
        result = _result_of(name, context, files)
        if result.draft:
            in_file = _as_unfinished(in_file)
        if result.suppressions:
            if name in files.by_name:
                in_file += _about_suppressions(name, result, in_file, context, errors)
            in_file, without = _apply(in_file, result, signed.get(name, frozenset()))
            suppressed += (pair for pair in without if context.is_reported(RULES[pair[0].rule]))
        in_file = known.uncovered(result, in_file)
        # Suppressed findings, known ones, and those of rules that are not reported, must not hide others.
        standing += _unexplained([finding for finding in in_file if context.is_reported(RULES[finding.rule])])
    standing += _about_baseline(context, known, files, errors)
    return standing, suppressed, [finding for finding in known.findings if context.is_reported(RULES[finding.rule])]


def _as_unfinished(findings: list[Finding]) -> list[Finding]:
    """Return the findings in a draft; where it says of itself that it is unfinished, those that a baseline may hold are
    no errors: nobody reads it, and what publishes it finds them all."""
    if not any(finding.rule == "placeholder" for finding in findings):
        return findings
    return [
        replace(finding, level=Level.WARNING) if RULES[finding.rule].may_be_known(in_draft=True) else finding
        for finding in findings
    ]


def _result_of(name: str, context: Context, files: FileResults) -> FileResult:
    """Return what concerns the findings in a file, also in one that is reported beside the selected ones."""
    if name in files.by_name or name not in files.names:
        return files.by_name.get(name, FileResult())
    file = context.read(name)
    return FileResult(suppressions=parse_suppressions(file), draft=file.status == "draft")


def _about_baseline(context: Context, known: Known, files: FileResults, errors: list[RuleError]) -> Iterator[Finding]:
    """Yield what is wrong with the baseline; nothing where a rule raised, because what it would have found is not
    known."""
    source = context.policy.baseline.source
    if source is None or errors:
        return
    over = list(known.over(files))
    for rule in context.rules.get("baseline", ()) if over else ():
        violations = [(rule, violation) for violation in context.run(rule, source.name, errors, iter(over))]
        yield from context.locate(WireFile(source.name, Document(source)), violations)


def _about_suppressions(
    name: str, result: FileResult, findings: Sequence[Finding], context: Context, errors: list[RuleError]
) -> list[Finding]:
    """Return what is wrong with the suppressions of a file; of each suppression what the first rule finds."""
    violations: list[tuple[Rule, Violation]] = []
    for suppression in result.suppressions:
        rule = RULES.get(suppression.rule or "")
        idle = rule is not None and (context.is_off(rule) or rule.of_change)  # a change that it suppressed is over
        used = idle or not result.valid or any(suppression.covers(finding) for finding in findings)
        at_work = SuppressionContext(suppression, RULES, used, context.today)
        yielded = (
            (rule, violation)
            for rule in context.rules.get("suppression", ())
            for violation in context.run(rule, name, errors, at_work)
        )
        violations += islice(yielded, 1)
    return list(context.locate(context.read(name), violations)) if violations else []


def _apply(
    findings: list[Finding], result: FileResult, signed: frozenset[str]
) -> tuple[list[Finding], list[Suppressed]]:
    """Split findings into those that stand and those that are suppressed.

    A comment suppresses no error of a published wire, and a finding about a change is suppressed only by what is signed
    in that change. A suppression that has expired still covers its finding: that it has expired is an error that can't
    be lowered, and one mistake is one finding.
    """
    standing: list[Finding] = []
    suppressed: list[Suppressed] = []
    for finding in findings:
        rule = RULES[finding.rule]
        can_be = rule.waivable and (not rule.of_change or rule.id in signed)
        covering = [suppression for suppression in result.suppressions if can_be and suppression.covers(finding)]
        is_error = finding.level is Level.ERROR
        effective = [
            suppression for suppression in covering if suppression.line is None or result.draft or not is_error
        ]
        if effective:
            suppressed.append((finding, effective[0].reason))
        elif covering and (span := covering[0].location.span):
            words = "a comment can't suppress an error on a published wire; only a signed entry in `deviations` can"
            standing.append(replace(finding, related=(*finding.related, Related(finding.file, span, words))))
        else:
            standing.append(finding)
    return standing, suppressed


def _unexplained(findings: list[Finding]) -> Iterator[Finding]:
    """Drop the findings in one file that another already accounts for, unless that one is less severe."""
    explained = {
        (name, level)
        for finding in findings
        for name in RULES[finding.rule].explains
        for level in ([Level.ERROR, Level.WARNING] if finding.level is Level.ERROR else [Level.WARNING])
    }
    return (finding for finding in findings if (finding.rule, finding.level) not in explained)
