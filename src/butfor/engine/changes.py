"""Pass 3: what a change does to wires that were there before, and to the policy."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from butfor.archive.index import Archive, split_lines
from butfor.archive.wire_file import WireFile, read_wire
from butfor.changes.versions import WireChange
from butfor.engine.archive import check_archive
from butfor.engine.baseline import added_entries
from butfor.engine.context import Base, Context
from butfor.engine.differing import content, differing, has_wires
from butfor.engine.files import FileResults, check_files
from butfor.engine.parallel import spread
from butfor.engine.suppress import suppress
from butfor.files.tree import CONFIG, Source, Tree
from butfor.findings import Finding, Level, RuleError, Violation
from butfor.policy.baseline import baseline_name
from butfor.policy.policy import Policy, policy_files
from butfor.policy.vocabularies import VOICES
from butfor.policy.voices import groups
from butfor.rules._rule import ChangeSet, Rule
from butfor.yaml.parse import parse


@dataclass(frozen=True, slots=True)
class _Compared:
    """What is kept of two versions once they are compared; the versions of a hostile wire take 10 MB and more."""

    name: str
    touches: bool
    """It changes a published wire, otherwise than by an assessment."""
    signed: frozenset[str]


def check_changes(
    context: Context,
    files: FileResults,
    index: Archive,
    findings: list[Finding],
    errors: list[RuleError],
) -> dict[str, frozenset[str]]:
    """Run the rules that compare wires with those in the base, and those that see the change as a whole.

    Adds to ``findings``, which are those of the passes before; of a wire that is gone whatever is selected. Returns for
    each file that changed the rules from which it newly deviates. ``errors`` get the rules that raise.

    Raises:
        GitError: git can't show a file.
    """
    base = context.options.base
    if base is None:
        return {}
    compared: list[_Compared] = []
    new = list(_check_wires(context, index, base, compared, errors))
    touched = [change for change in compared if change.touches]
    changeset = ChangeSet(
        tuple(change.name for change in touched),
        {rule: change.name for change in touched for rule in change.signed},
        base.labels,
        context.policy,
        base.policy,
        base.new_policy,
        is_public=base.is_public,
        known=tuple(added_entries(context)),
        changes_wires=bool(compared),
    )
    new_policy = base.new_policy or context.policy  # in CI the one in force judges, elsewhere the new one
    same_place = new_policy.config.paths == base.policy.config.paths
    if same_place and _voices_of(new_policy) != _voices_of(base.policy):
        changeset = replace(changeset, recounted=_recounted(context, index, base.policy, new_policy))
    if new_policy != base.policy and same_place and not base.only_adds:
        changed_files = tuple(differing(base.tree, context.tree, policy_files(context.policy.config)))
        changeset = replace(changeset, policy_files=changed_files, uses=_uses(index))
        if base.new_policy is not None or (changed_files and compared):
            failing, failing_then = (_failing(context, policy, errors) for policy in (base.policy, new_policy))
            changeset = _with_effects(changeset, index, failing, failing_then)
        if base.new_policy is None:  # of the wires of this change CI will say the same; what else passes is nothing new
            brought = {change.name for change in compared}
            changeset = replace(changeset, fails=(), passes=tuple(name for name in changeset.passes if name in brought))
    for rule in context.rules.get("changeset", ()):
        for name, violation in context.run(rule, "", errors, changeset):
            new += context.locate(_read_any(context.tree, name), [(rule, violation)])
    names = frozenset(files.names)
    findings += (finding for finding in new if context.is_selected(finding.file) or finding.file not in names)
    return {change.name: change.signed for change in compared}


def _check_wires(
    context: Context, index: Archive, base: Base, compared: list[_Compared], errors: list[RuleError]
) -> Iterator[Finding]:
    """Run the rules that compare two versions of a wire; ``compared`` gets what the next rules need of each."""
    for change in wire_changes(context, index, base):
        file = change.after or WireFile(change.moved or change.name)
        violations: list[tuple[Rule, Violation]] = []
        for rule in context.rules.get("change", ()):
            if file.invalid_fields.isdisjoint(rule.needs):
                yielded = context.run(rule, file.name, errors, change)
                violations += ((rule, violation) for violation in context.most_severe(rule, file.name, yielded))
        yield from context.locate(file, violations)  # once: on a hostile wire each call takes about a second
        compared.append(
            _Compared(change.moved or change.name, change.touches and not change.is_assessment, change.signed)
        )


def wire_changes(context: Context, index: Archive, compared: Base) -> Iterator[WireChange]:
    """Yield the wires that differ from those in the base. Path and id say which is which, never likeness.

    Raises:
        GitError: git can't show a file.
    """
    base = compared.tree
    names = {entry.name for entry in index.wires}
    former_names = set(base.names(context.policy.config.paths.incidents))
    names_by_id: dict[str, list[str]] = {}
    for entry in index.wires:
        if entry.id is not None:
            names_by_id.setdefault(entry.id, []).append(entry.name)
    former, today = context.other(tree=base), context.today
    days = today.earliest, today.latest
    seats, launch = compared.policy.seats, compared.new_policy or context.policy
    has_begun = has_wires(former_names)
    begins = not has_begun and content(base, CONFIG) is None
    legacy = None if begins else frozenset(() if has_begun else launch.config.rationale.bulk_wires or ())
    commit = compared.commit[:12]
    make = partial(WireChange, today=today.utc, seats=seats, signing_days=days, bulk_wires=legacy, commit=commit)
    arrivals = set()
    gone = sorted(name for name in former_names - names if name.endswith(".yaml"))
    base.prepare(gone)
    for name in gone:
        before = former.read(name)
        holders = names_by_id.get(before.wire.id) if before.wire and "id" not in before.invalid_fields else None
        moved = holders[0] if holders else None
        if moved not in former_names:
            arrivals.add(moved)
        yield make(name, before, context.read(moved) if moved else None, moved)
    changed = differing(base, context.tree, (name for name in names - arrivals if name.endswith(".yaml")))
    context.tree.prepare(changed)
    base.prepare(changed)
    for name in changed:
        before_bytes = content(base, name)
        old = None if before_bytes is None else former.read(name)
        yield make(name, old, context.read(name), between=partial(_between, compared, name))


def _between(base: Base, name: str) -> list[WireFile]:
    return [read_wire(source) for source in base.versions(name)]


def _failing(context: Context, policy: Policy, errors: list[RuleError]) -> set[str]:
    """Check the archive once more, whole and under a policy, and return the files that have errors."""
    trial = context.other(policy=replace(policy, baseline=context.policy.baseline))
    files = check_files(trial)
    errors += files.rule_errors
    findings = [*files.findings, *check_archive(trial, files, Archive(files.index_entries), errors)]
    standing, *_ = suppress(trial, files, findings, {}, errors)
    return {finding.file for finding in standing if finding.level is Level.ERROR}


def _with_effects(changeset: ChangeSet, index: Archive, before: set[str], after: set[str]) -> ChangeSet:
    """Return the changeset with what its policy does: ``before`` and ``after`` are the files that have errors under the
    policy in force and under the new one."""
    public = [entry.name for entry in index.wires if entry.status != "draft"]
    # While a rule is no error the lines of what is fixed stay: the fault could come back behind them.
    public.append(baseline_name(changeset.policy.config.paths.schema_))
    return replace(
        changeset,
        fails=tuple(name for name in public if name in after - before),
        passes=tuple(entry.name for entry in index.wires if entry.name in before - after),
    )


def _uses(index: Archive) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the published wires that use each word of the policy, see `ChangeSet`."""
    uses: dict[tuple[str, str], list[str]] = {}
    for entry in index.wires:
        if entry.status == "draft":
            continue
        words = {("codes", code) for code in split_lines(entry.codes)}
        words |= {("schemes", line.partition("\t")[0]) for line in split_lines(entry.external_ids)}
        words |= {("providers", name) for name in split_lines(entry.providers)}
        words |= {("severities", entry.severity or ""), ("tiers", entry.tier or "")}
        for word in words:
            uses.setdefault(word, []).append(entry.name)
    return {word: tuple(names) for word, names in sorted(uses.items())}


def _voices_of(policy: Policy) -> tuple[object, ...]:
    """Return what of a policy decides how many voices a wire has."""
    return *(getattr(policy.evidence, key) for key in VOICES), tuple(policy.providers.values())


def _recounted(context: Context, index: Archive, older: Policy, newer: Policy) -> tuple[tuple[str, int, int], ...]:
    """Return the published wires that have another count of voices under a newer policy, each with both counts."""
    names = [entry.name for entry in index.wires if entry.status not in (None, "draft")]
    counts = spread(partial(_counts, context, (older, newer)), names, jobs=context.options.jobs)
    return tuple((name, *both) for name, both in zip(names, counts, strict=True) if both[0] != both[1])


def _counts(context: Context, policies: tuple[Policy, Policy], name: str) -> tuple[int, int]:
    file = context.read(name)
    if file.wire is None or file.invalid_fields & {"sources", "providers"}:
        return 0, 0
    older, newer = (len(groups(file.wire, policy)[0]) for policy in policies)
    return older, newer


def _read_any(tree: Tree, name: str) -> WireFile:
    """Return a wire or a policy file, for its locations only; an empty one where nothing can be read."""
    data = content(tree, name)
    return WireFile(name, parse(Source(name, data)) if isinstance(data, bytes) and name.endswith(".yaml") else None)
