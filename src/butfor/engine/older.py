"""Which findings of a change are older than it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from butfor.archive.wire_file import WireFile
from butfor.engine.baseline import entry_of
from butfor.engine.context import Base, Context
from butfor.engine.differing import names_in
from butfor.findings import Finding, Level
from butfor.model.types import native
from butfor.rules.registry import RULES
from butfor.text.prose import CITATION
from butfor.yaml.emit import flow

_OF_ONE_FILE = ("file", "wire")
_NAMES = ("url", "id")  # by which items of a list are known: an id may be given anew, an address is the source's own


def older_findings(
    context: Context,
    changed: frozenset[str],
    findings: Sequence[Finding],
    check: Callable[[Context], Sequence[Finding]],
) -> Iterator[Finding]:
    """Yield the findings that a change did not cause, because its base has them: on what it leaves alone, and warnings
    on the wires that it changes. An error of such a wire is its author's to mend, however old it is.

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
    now, then = (
        Version(context, wires - changed, before),
        Version(context.other(tree=base.tree, policy=base.policy), wires - changed),
    )
    known = base.policy.baseline.counts
    former: Counter[tuple[str, ...]] | None = None
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
            there = then.context
            if same_policy:  # what the cache holds was found under it
                there = replace(there, options=replace(there.options, cache=context.options.cache))
            former = Counter(map(then.key, check(there)))
        key = now.key(finding)
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


@dataclass(frozen=True, slots=True)
class Version:
    """One of two versions: tells what makes a finding in it the same as one in the other."""

    context: Context
    still: frozenset[str] = frozenset()
    """The wires that are the same in both: nothing moves in them."""
    before: Mapping[str, str] = field(default_factory=dict)
    """The names that wires had in the other version."""
    by_line: bool = True
    """In a text of several lines what is found in another line is another finding."""
    _data: dict[str, Any] = field(default_factory=dict)

    def key(self, finding: Finding) -> tuple[str, ...]:
        """Return rule, file, message and place: the place by what stands there, for lines and numbers of items move."""
        name = finding.file
        moves = name.endswith(".yaml") and name not in self.still
        place = self._contents(finding) if moves else map(str, finding.path)
        message = re.sub(r"\[[0-9]+\]", "[]", finding.message) if moves else finding.message
        return (finding.rule, self.before.get(name, name), message, *place)

    def _contents(self, finding: Finding) -> Iterator[str]:
        """Yield the path of a finding, items of lists by what they say; in a text of several lines with the line.

        Citations are left out of it: who adds a source cites it.
        """
        if finding.file not in self._data:
            self._data[finding.file] = native(self.context.read(finding.file).data)
        data = self._data[finding.file]
        for step in finding.path:
            inside = isinstance(data, dict) or (isinstance(data, list) and isinstance(step, int) and step < len(data))
            data = (data.get(step) if isinstance(data, dict) else data[step]) if inside else None
            yield _said(data) if isinstance(step, int) else str(step)
        if self.by_line and isinstance(data, str) and "\n" in data:
            yield CITATION.sub("", finding.line).strip()


def _said(item: Any) -> str:
    """Return what tells an item of a list from the others."""
    names = (item.get(key) for key in _NAMES) if isinstance(item, dict) else ()
    return next((str(name) for name in names if name), flow(item))
