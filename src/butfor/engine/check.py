"""Run every rule over an archive; docs/architecture.md shows the passes."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from butfor.archive.index import Archive
from butfor.archive.wire_file import WireFile
from butfor.engine.archive import check_archive
from butfor.engine.cache import UnusableCacheError
from butfor.engine.changes import check_changes
from butfor.engine.context import Context, Options
from butfor.engine.files import FileResults, check_files
from butfor.engine.layout import check_layout
from butfor.engine.notes import notes_on
from butfor.engine.older import older_findings
from butfor.engine.suppress import Suppressed, suppress
from butfor.files.tree import Tree, WorkTree
from butfor.findings import Finding, Report, RuleError, Unread
from butfor.model.validate import STAND_IN
from butfor.model.wire import Wire
from butfor.policy.policy import Policy, PolicyInvalidError
from butfor.rules._rule import WireContext
from butfor.rules.registry import ALL_RULES

_DEFAULTS = Options()
_NOT_YET = (
    "The wires of this change may name what it adds to the policy, but it has no other effect before it is merged: "
    "merge it first, or do without it. Without it:"
)


def check(archive: str | Path | Tree, policy: Policy, options: Options = _DEFAULTS) -> Report:
    """Check an archive, in its folder or in one version, and return what was found.

    Raises:
        OSError: the folder of incidents can't be listed, or a JSON Schema can't be read.
        GitError: git can't show a file or folder.
    """
    if isinstance(archive, str | Path):
        archive = WorkTree(Path(archive), named=options.selected or frozenset())
    context = Context(archive, policy, options)
    try:
        return _check(context)
    except UnusableCacheError:
        return _check(replace(context, options=replace(options, cache=None)))


def _check(context: Context, keeps: bool = True) -> Report:
    """Run the passes. ``keeps``: what is found is kept for the next run, where there is a cache."""
    options = context.options
    files = check_files(context)  # pass 1: rules for single files; parallel, cached
    index, errors = Archive(files.index_entries, options.selected, options.changed), files.rule_errors
    in_archive = check_archive(context, files, index, errors)  # pass 2: rules for all wires
    in_layout, unread = check_layout(context, errors)  # beside: what git and other systems make of the files
    findings = [*files.findings, *in_archive, *in_layout]
    signed = check_changes(context, files, index, findings, errors)  # pass 3: against what is public
    standing, suppressed, known = suppress(context, files, findings, signed, errors)  # pass 4
    report = _report(files, unread, standing, suppressed, errors, changed=options.changed)
    report = replace(report, known=_ordered(known), notes=notes_on(context, files))
    if context.is_whole:
        from butfor.policy.schema_files import stale_schemas  # it takes time to load

        report = replace(report, stale=tuple(stale_schemas(context.tree, context.policy, kept_in=[context.tree])))
    if options.changed is not None:
        report = _listed_apart(context, options.changed, report)
    if options.cache is not None and keeps:
        options.cache.keep(context, files, in_archive, report)
    return report


def _listed_apart(context: Context, changed: frozenset[str], report: Report) -> Report:
    """Return a report of a change that lists apart what was found before on wires that it leaves alone."""
    older = older_findings(context, changed, report.findings, lambda former: _check(former, keeps=False).findings)
    report = replace(report, older=tuple(older))
    if context.options.older_count:
        return report
    suppressed = tuple(pair for pair in report.suppressed if pair[0].file in changed)
    return replace(report, findings=report.news, suppressed=suppressed)


def without(report: Report, rules: frozenset[str], new: Report) -> Report:
    """Return a report by the policy in force without what some rules find; what it finds and ``new``, by the policy
    that the change brings, does not, says so."""
    known = {finding.order for finding in new.findings}
    findings = tuple(
        finding if finding.order in known else replace(finding, note=f"{_NOT_YET} {finding.note}")
        for finding in report.findings
        if finding.rule not in rules
    )
    return replace(report, findings=findings, older=tuple(found for found in report.older if found.rule not in rules))


def merged(reports: Sequence[Report]) -> Report:
    """Return the reports of one version that was compared with several, as one: what one of them found stands."""
    findings = {finding.order: finding for report in reports for finding in report.findings}
    suppressed = {pair[0].order: pair for report in reports for pair in report.suppressed}
    known = {finding.order: finding for report in reports for finding in report.known}
    older = set.intersection(*({finding.order for finding in report.older} for report in reports))
    return replace(
        reports[0],
        findings=_ordered(list(findings.values())),
        suppressed=tuple(suppressed[order] for order in sorted(suppressed.keys() - findings.keys())),
        known=_ordered([finding for order, finding in known.items() if order not in findings]),
        unreadable=tuple(dict.fromkeys(line for report in reports for line in report.unreadable)),
        rule_errors=tuple(dict.fromkeys(error for report in reports for error in report.rule_errors)),
        checked=max(report.checked for report in reports),
        files=tuple(dict.fromkeys(name for report in reports for name in report.files)),
        has_invalid_fields=any(report.has_invalid_fields for report in reports),
        older=tuple(finding for finding in reports[0].older if finding.order in older),
    )


def check_policy(error: PolicyInvalidError) -> Report:
    """Return the findings of policy files that can't be used, so that no wire is checked."""
    context = Context(WorkTree(Path()), Policy())
    errors: list[RuleError] = []
    findings: list[Finding] = []
    for document, schema_errors in error.documents:
        noted = {schema_error.rule for schema_error in schema_errors}
        file = WireFile(document.source.name, document, STAND_IN, schema_errors, frozenset(Wire.model_fields))
        wire_context = WireContext(file, STAND_IN, context.policy, context.today)
        violations = [
            (rule, violation)
            for rule in ALL_RULES
            if rule.scope == "file" or (rule.scope == "wire" and rule.id in noted)
            for violation in context.most_severe(
                rule, file.name, context.run(rule, file.name, errors, file if rule.scope == "file" else wire_context)
            )
        ]
        findings += [replace(finding, fix=None) for finding in context.locate(file, violations)]  # only wires are fixed
    stopped, first = ("the policy has errors, so nothing else was checked",), error.documents[0][0].source.name
    return Report(_ordered(findings), 0, rule_errors=tuple(errors), stopped=stopped, stopped_in=first)


def _report(
    files: FileResults,
    unread: dict[str, str],
    standing: list[Finding],
    suppressed: list[Suppressed],
    errors: list[RuleError],
    *,
    changed: frozenset[str] | None,
) -> Report:
    """Put a run's findings in their order, with what could not be checked."""
    checked = tuple(name for name in files.by_name if name not in files.unread)
    unknown = sorted((files.selected or frozenset()) - files.by_name.keys())
    reasons = files.unread | unread | dict.fromkeys(unknown, "no wire of this archive")
    return Report(
        findings=_ordered(standing),
        checked=len(checked),
        unreadable=tuple(Unread(name, reason) for name, reason in reasons.items()),
        suppressed=tuple(sorted(suppressed, key=lambda pair: pair[0].order)),
        selected=files.selected is not None,
        files=checked,
        has_invalid_fields=any(
            not result.valid and result.findings and (changed is None or name in changed)
            for name, result in files.by_name.items()
        ),
        rule_errors=tuple(errors),
    )


def _ordered(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: finding.order))
