"""The baseline at work: which findings it covers, which of its entries are over, and which a change adds."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from hashlib import blake2b

from butfor.archive.wire_file import WireFile
from butfor.engine.context import Context
from butfor.engine.differing import changed_names, has_wires, names_in
from butfor.engine.files import FileResult, FileResults
from butfor.findings import Finding, Level, dotted
from butfor.policy.baseline import Entry, is_wire, wire_of
from butfor.rules._rule import KnownEntry
from butfor.rules.registry import RULES

Fault = tuple[str, ...]
"""A finding as far as it is the same in two versions, see `fault_of`."""
_NUMBER = re.compile(r"\[[0-9]+\]")


def entry_of(finding: Finding) -> Entry:
    """Return the entry by which a finding would be known, see `fault_of`."""
    fault = fault_of(finding)
    key = blake2b("\0".join(fault).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    place = dotted(step for step in finding.path if isinstance(step, str))
    return Entry(wire_of(finding.file), finding.rule, re.sub(r"[^\w.-]", "?", place, flags=re.ASCII)[:80] or "-", key)


def fault_of(finding: Finding) -> Fault:
    """Return what makes a finding the same as one in another version: its rule and file, what it says and judges.

    Lines and numbers of items move, so none of them counts. What it says does: where fewer sources are left than
    before, that is another fault.
    """
    name = wire if is_wire(wire := wire_of(finding.file)) else finding.file  # a wire is the same wherever it lies
    return (finding.rule, name, _NUMBER.sub("[]", finding.message), finding.judged)


class Known:
    """What a run takes as known; each entry covers one finding."""

    def __init__(self, context: Context) -> None:
        """Take the entries of the version that is checked, as far as they are in force, see `_in_force`."""
        self._context = context
        self._baseline = context.policy.baseline
        self._left: dict[str, Counter[Entry]] = {}
        for entry, count in _in_force(context).items():
            self._left.setdefault(entry.wire, Counter())[entry] = count
        self._found: Counter[tuple[str, str]] = Counter()
        self.findings: list[Finding] = []
        """Those that were covered."""

    @cached_property
    def _changed(self) -> set[str]:
        return _changed_wires(self._context)

    def uncovered(self, result: FileResult, findings: Sequence[Finding]) -> list[Finding]:
        """Return the findings in one file that are not known."""
        if not findings or not (self._baseline.covers_all or wire_of(findings[0].file) in self._left):
            return list(findings)
        if self._is_newly_published(findings[0].file, result):
            return list(findings)
        return [finding for finding in findings if not self._covers(finding, result)]

    def _is_newly_published(self, name: str, result: FileResult) -> bool:
        """Return whether readers may not have seen its faults: what it is compared with does not say that they know it.

        Of a wire that is not there at all no entry is in force.
        """
        base = self._context.options.base
        if base is None or result.draft or wire_of(name) not in self._changed:
            return False
        names = names_in(base.tree, base.policy.config.paths.incidents)
        former = self._context.other(tree=base.tree)
        return not all(_is_public(former.read(other)) for other in names if wire_of(other) == wire_of(name))

    def _covers(self, finding: Finding, result: FileResult) -> bool:
        rule, wire = RULES[finding.rule], wire_of(finding.file)
        self._found[wire, rule.id] += 1
        if finding.level is not Level.ERROR or not rule.may_be_known(in_draft=result.draft) or not is_wire(wire):
            return False
        if not self._baseline.covers_all:
            entry, left = entry_of(finding), self._left[wire]
            if not left[entry]:
                return False
            left[entry] -= 1
        self.findings.append(finding)
        return True

    def over(self, files: FileResults) -> Iterator[KnownEntry]:
        """Yield the entries that cover nothing any more, as far as this run knows."""
        results = {wire_of(name): (name, result) for name, result in files.by_name.items()}
        all_wires = {wire_of(name) for name in files.names}
        left = {entry: count for counts in self._left.values() for entry, count in counts.items()}
        for line, entry in reversed(self._baseline.entries):  # of two that are the same the last one goes
            name, result = results.get(entry.wire, ("", FileResult()))
            if name:
                judged = name not in files.unread and self._has_spoken(entry, result)
            else:
                judged = files.selected is None and entry.wire not in all_wires
            if judged and left.get(entry, 0) > 0:
                left[entry] -= 1
                yield KnownEntry(line, entry)

    def _has_spoken(self, entry: Entry, result: FileResult) -> bool:
        """Return whether the rule of an entry was free to find the fault."""
        rule = RULES.get(entry.rule)
        if rule is None:
            return True
        if self._context.policy.levels.get(rule.id, rule.level) is not Level.ERROR:
            return False
        cut = self._context.most_of(rule, entry.wire)
        cut_off = cut is not None and self._found[entry.wire, rule.id] >= cut
        return (result.valid or rule.of_reading) and not cut_off


def _is_public(file: WireFile) -> bool:
    """Return whether a version of a wire says, without a doubt, that readers know it by this id."""
    wire = file.wire
    if wire is None or not file.invalid_fields.isdisjoint(("id", "status")):
        return False
    return wire.id == wire_of(file.name) and wire.status != "draft"


def _in_force(context: Context) -> Counter[Entry]:
    """Return the entries that may cover something.

    Compared with an earlier version these are the ones that it has, too, of wires that it has; and all of a wire that
    is the same in both, for nothing new can hide there. An archive that has no wires yet begins with what it brings.
    """
    entries, base = context.policy.baseline.counts, context.options.base
    if base is None or not entries:
        return entries
    former = base.policy.baseline.counts
    names = names_in(base.tree, base.policy.config.paths.incidents)
    if not has_wires(names):
        return entries
    public = set(map(wire_of, names))
    changed = _changed_wires(context)
    return Counter(
        {
            entry: count if entry.wire not in changed else min(count, former[entry])
            for entry, count in entries.items()
            if entry.wire in public or entry.wire not in changed
        }
    )


def added_entries(context: Context) -> Iterator[KnownEntry]:
    """Yield the entries that the version that it is compared with has not; none where that has no wires yet."""
    base = context.options.base
    if base is None or not context.policy.baseline.entries:
        return
    if not has_wires(names_in(base.tree, base.policy.config.paths.incidents)):
        return
    former, changed = base.policy.baseline.counts, None
    for line, entry in context.policy.baseline.entries:
        if former[entry]:
            former[entry] -= 1
            continue
        changed = _changed_wires(context) if changed is None else changed
        yield KnownEntry(line, entry, entry.wire in changed)


def _changed_wires(context: Context) -> set[str]:
    """Return the ids of the wires that are new, gone, or differ."""
    base, changed = context.options.base, context.options.changed
    if changed is None and base is not None:
        changed = changed_names(base.tree, context.tree, base.policy)
    return {wire_of(name) for name in changed or ()}
