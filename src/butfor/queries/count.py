"""How the sources of one wire are counted, as far as its file can be read."""

from dataclasses import dataclass
from pathlib import Path

from butfor.engine.context import Context
from butfor.engine.files import check_file
from butfor.files.tree import WorkTree
from butfor.findings import Finding, Level
from butfor.model.validate import validate
from butfor.model.wire import UNKNOWN, Source, Wire
from butfor.policy.policy import Policy
from butfor.policy.voices import count_in_words, groups
from butfor.queries.one_wire import load_file, no_valid_wire

_COUNTED = frozenset(["sources", "providers", "verified_by", "severity", "occurred"])


@dataclass(frozen=True, slots=True)
class Count:
    """A count, and what it leaves out."""

    wire: Wire
    """Its fields that are counted; of its sources those that can be read."""
    words: str
    faults: tuple[Finding, ...]
    """The errors that keep something out of the count."""


def load_count(root: Path, policy: Policy, name: str) -> Count:
    """Return how the sources of the wire in the file ``name`` are counted; faults of other fields are no matter.

    Raises:
        NoWireError: the file, or its list of sources, can't be read without a doubt.
        GitError: git can't show the file.
    """
    context = Context(WorkTree(root), policy)
    file = load_file(root, context, name)
    if file.wire is None or (file.document and file.document.parse_errors):
        raise no_valid_wire(name)
    invalid = file.invalid_fields & _COUNTED
    if not invalid:
        return Count(file.wire, count_in_words(file.wire, policy), ())
    wire = file.wire.model_copy(update={"providers": [UNKNOWN]}) if "providers" in invalid else file.wire
    if "sources" in invalid:
        items = file.data.get("sources")
        if not isinstance(items, list):
            raise no_valid_wire(name)
        sound = [source for source, _ in (validate(Source, item) for item in items) if source is not None]
        wire = wire.model_copy(update={"sources": sound})
    words = f"Voices: {len(groups(wire, policy)[0])} counted"
    if invalid.isdisjoint(["verified_by", "severity"]):
        words = count_in_words(wire, policy)
    result = check_file(name, context).result
    found = [finding for finding in (result.findings if result else ()) if finding.level is Level.ERROR]
    words += "; what can't be read is left out"
    return Count(wire, words, tuple(finding for finding in found if set(finding.path[:1]) & invalid))
