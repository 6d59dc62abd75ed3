"""Pass 1: each file by itself; in parallel, and from the cache where it did not change."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from butfor.archive.index import IndexEntry, index_entry
from butfor.archive.suppressions import Suppression, parse_suppressions
from butfor.archive.wire_file import WireFile
from butfor.engine.context import Context
from butfor.engine.parallel import spread
from butfor.findings import Finding, RuleError, Violation
from butfor.model.today import NEVER, Today
from butfor.model.types import LATEST
from butfor.policy.legacy import legacy_marks
from butfor.rules._rule import Rule, WireContext

if TYPE_CHECKING:
    from butfor.engine.cache import Cache


@dataclass(frozen=True, slots=True)
class FileResult:
    """What pass 1 has to say of one file."""

    findings: tuple[Finding, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    valid: bool = False
    """Every field can be read, so every rule had its say."""
    draft: bool = False
    former: bool = False
    """It is in a format before the latest."""
    legacy: tuple[str, ...] = ()
    """What readers must know of a bulk entry, see `butfor.policy.legacy`."""
    holds_until: str = NEVER
    """The first day, ISO, on which a rule would answer otherwise."""


CLEAN = FileResult(valid=True)
"""The result of most files."""


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One file that was read in this run."""

    entry: IndexEntry
    result: FileResult | None = None
    """None where only the index entry was asked for."""
    rule_errors: tuple[RuleError, ...] = ()
    blob: str = ""
    """The id that git gives to its bytes; empty where they were not all read."""
    stat_key: str = ""
    """See `butfor.files.tree.Tree`; empty where the file has none."""
    unread: str = ""
    """Why it could not be read."""


@dataclass(frozen=True)
class FileResults:
    """The results of all files of an archive."""

    checked: Mapping[str, CheckedFile]
    """Those that were read in this run."""
    cached: Mapping[str, FileResult] = field(default_factory=dict)
    """Those that are as they were in an earlier run, with a result for each that is selected."""
    names: tuple[str, ...] = ()
    """All files, sorted."""
    selected: frozenset[str] | None = None
    """Files to report on; None for all."""
    cache: "Cache | None" = None
    """Holds the index entries of those that are cached."""

    def index_entries(self) -> tuple[IndexEntry, ...]:
        """Return what rules for all wires read of each file, in the order of the names."""
        cached = self.cache.entries(self.cached) if self.cache is not None and self.cached else {}
        return tuple(self.checked[name].entry if name in self.checked else cached[name] for name in self.names)

    @cached_property
    def by_name(self) -> dict[str, FileResult]:
        """The results of the files to report on."""
        results = dict(self.cached)
        results.update((name, file.result or FileResult()) for name, file in self.checked.items())
        return {name: results[name] for name in self.names if self.selected is None or name in self.selected}

    @property
    def findings(self) -> list[Finding]:
        """Everything that was found in single files."""
        return [finding for result in self.by_name.values() for finding in result.findings]

    @property
    def unread(self) -> dict[str, str]:
        """The files that could not be read, each with the reason."""
        return {
            name: self.checked[name].unread for name in self.names if name in self.checked and self.checked[name].unread
        }

    @property
    def rule_errors(self) -> list[RuleError]:
        """The rules that raised."""
        return [error for file in self.checked.values() for error in file.rule_errors]


def check_files(context: Context) -> FileResults:
    """Run the rules for single files.

    Raises:
        OSError: the folder of incidents can't be listed.
        GitError: git can't show a file.
    """
    tree, options = context.tree, context.options
    folder = context.policy.config.paths.incidents
    jobs = options.jobs
    if options.cache is None:
        names = tuple(tree.names(folder))
        tree.prepare(names)
        checked = spread(partial(check_file, context=context.as_sent()), names, options.progress, jobs, sendable=True)
        return FileResults(dict(zip(names, checked, strict=True)), {}, names, options.selected)
    stat_keys = tree.stat_keys(folder)
    cached = options.cache.results(context, stat_keys)
    changed = [name for name in stat_keys if name not in cached]
    tree.prepare(changed)
    checked = spread(partial(check_file, context=context.as_sent()), changed, options.progress, jobs, sendable=True)
    return FileResults(
        dict(zip(changed, checked, strict=True)), cached, tuple(stat_keys), options.selected, options.cache
    )


def check_file(name: str, context: Context) -> CheckedFile:
    """Read one file, and run the rules for single files on it if it is selected.

    Raises:
        GitError: git can't show it.
    """
    try:
        file = context.read(name)
    except OSError as error:
        return CheckedFile(IndexEntry(name), unread=error.strerror or str(error))
    source = file.document.source if file.document else None
    blob = "" if source is None or source.truncated else blob_id(source.data)
    stat_key = source.stat_key if source else ""
    language = context.policy.config.archive.language
    if not context.is_selected(name):
        return CheckedFile(index_entry(file, language), None, (), blob, stat_key)
    today = replace(context.today)
    errors: list[RuleError] = []
    violations = find_violations(file, context, today, errors)
    result = FileResult(
        tuple(context.locate(file, violations)),
        parse_suppressions(file),
        file.wire is not None and not file.invalid_fields and not file.schema_errors,
        file.status == "draft",
        file.wire is not None and "schema" not in file.invalid_fields and file.wire.schema_ < LATEST,
        legacy_marks(file.wire, context.policy) if file.wire is not None and not file.invalid_fields else (),
        today.changes_on,
    )
    return CheckedFile(index_entry(file, language), CLEAN if result == CLEAN else result, tuple(errors), blob, stat_key)


def find_violations(
    file: WireFile, context: Context, today: Today, errors: list[RuleError]
) -> list[tuple[Rule, Violation]]:
    """Run the rules for single files; ``errors`` get the rules that raise."""
    violations: list[tuple[Rule, Violation]] = []
    noted = {error.rule for error in file.schema_errors}
    if noted or file.wire is None or (file.document is not None and file.document.parse_errors):
        for rule in context.rules["file"]:
            yielded = context.run(rule, file.name, errors, file)
            violations += [(rule, violation) for violation in context.most_severe(rule, file.name, yielded)]
    if file.wire is None:
        return violations
    wire_context = WireContext(file, file.wire, context.policy, today)
    for rule in context.rules["wire"]:
        if file.invalid_fields and rule.id not in noted and not file.invalid_fields.isdisjoint(rule.needs):
            continue
        if yielded := context.run(rule, file.name, errors, wire_context):  # hardly ever
            violations += [(rule, violation) for violation in context.most_severe(rule, file.name, yielded)]
    return violations


def blob_id(data: bytes) -> str:
    """Return the id that git gives to these bytes, where it names objects by SHA-1."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
