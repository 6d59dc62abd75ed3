"""Which findings of a change are older than it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from butfor.archive.wire_file import WireFile
from butfor.engine.baseline import Fault, entry_of, fault_of
from butfor.engine.context import Base, Context
from butfor.engine.differing import names_in
from butfor.findings import Finding, Level
from butfor.rules.registry import RULES

_OF_ONE_FILE = ("file", "wire")


def older_findings(
    context: Context,
    changed: frozenset[str],
    findings: Sequence[Finding],
    check: Callable[[Context], Sequence[Finding]],
) -> Iterator[Finding]:
    """Yield the findings that a change did not cause, because its base has them: on what it leaves alone, and warnings
    on the wires that it changes. An error of such a wire is its author's to fix, however old it is.

    What is found in one wire by itself is in the base for certain where wire and policy are the same. ``check`` finds
    the rest: it is called for the base, if there is any.

    Raises:
        OSError: a folder can't be listed.
        GitError: git can't show a file.
    """
    base = context.options.base
    if base is None:
        return
    wires = frozenset(context.tree.names(context.policy.config.paths.incidents))
    same_policy = context.policy == base.policy
    before = _former_names(context, base, changed & wires)
    known = base.policy.baseline.counts
    former: Counter[Fault] | None = None
    for finding in findings:
        rule = RULES[finding.rule]
        if rule.of_change:
            continue
        if finding.file in changed:
            if finding.level is Level.ERROR or finding.file not in before:
                continue
        elif same_policy and finding.file in wires and rule.scope in _OF_ONE_FILE:
            if not known or entry_of(finding) not in known:  # else the change took it out of the baseline
                yield finding
            continue
        if former is None:
            there = context.other(tree=base.tree, policy=base.policy)
            if same_policy:  # what the cache holds was found under it
                there = replace(there, options=replace(there.options, cache=context.options.cache))
            former = Counter(map(fault_of, check(there)))
        key = fault_of(replace(finding, file=before.get(finding.file, finding.file)))
        if former[key]:
            former[key] -= 1
            yield finding


def _former_names(context: Context, base: Base, changed: frozenset[str]) -> Mapping[str, str]:
    """Return the names that changed wires had in the base; of one that was renamed, that of the wire with its id."""
    older = frozenset(names_in(base.tree, context.policy.config.paths.incidents))
    names = {name: name for name in changed & older}
    came = changed - older
    gone = older.difference(names_in(context.tree, context.policy.config.paths.incidents)) if came else ()
    homes = {wire_id: name for name in gone if (wire_id := _id(context.other(tree=base.tree).read(name)))}
    return names | {name: homes[wire_id] for name in came if (wire_id := _id(context.read(name))) in homes}


def _id(file: WireFile) -> str | None:
    return file.wire.id if file.wire is not None and "id" not in file.invalid_fields else None
