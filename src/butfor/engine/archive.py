"""Pass 2: rules that compare all wires."""

from butfor.archive.index import Archive
from butfor.engine.context import Context
from butfor.engine.files import FileResults
from butfor.findings import Finding, RuleError, Violation
from butfor.rules._rule import Rule


def check_archive(context: Context, files: FileResults, index: Archive, errors: list[RuleError]) -> list[Finding]:
    """Return what the rules for all wires find in the selected files, or in others because of one of them; from the
    cache where no index entry changed."""
    cache = context.options.cache
    if cache is not None and (cached := cache.archive_findings(context, files)) is not None:
        return cached
    violations: dict[str, list[tuple[Rule, Violation]]] = {}
    for rule in context.rules["archive"]:
        by_name: dict[str, list[Violation]] = {}
        for name, violation in context.run(rule, "", errors, index, context.policy):
            if any(map(context.is_selected, {name, *(where.file or name for where, _ in violation.related)})):
                by_name.setdefault(name, []).append(violation)
        for name, in_file in by_name.items():
            kept = context.most_severe(rule, name, in_file)
            violations.setdefault(name, []).extend((rule, violation) for violation in kept)
    findings: list[Finding] = []
    context.tree.prepare(violations)
    for name, of_file in violations.items():
        findings += context.locate(context.read(name), of_file)
    return findings
