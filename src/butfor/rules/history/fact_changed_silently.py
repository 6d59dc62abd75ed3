"""A published fact was changed and no correction says so."""

from collections.abc import Iterator

from butfor.changes.entries import explained
from butfor.changes.facts import Difference, field_name
from butfor.changes.kinds import type_shown
from butfor.changes.passages import first_difference
from butfor.changes.propose import Proposal, key_of, texts_in
from butfor.changes.versions import WireChange
from butfor.changes.words import both_in_words
from butfor.findings import Location, Violation
from butfor.model.wire import Change, Wire
from butfor.rules._rule import Rule
from butfor.rules.history import QUOTED, entry_of, quotable
from butfor.rules.scope.private_data import private
from butfor.text.display import clip
from butfor.yaml.emit import block

_LONGEST = 1_500  # characters of an entry that the help writes out


def check(change: WireChange) -> Iterator[Violation]:
    if change.was is None or change.now is None:
        return
    reported: set[str] = set()
    known = {key_of(item) for _, item in explained(change.new_corrections)} if change.unexplained else set()
    for path, fault in change.unexplained:
        item = fault.difference
        if path is not None or item is None or item.field in reported:
            continue
        reported.add(item.field)
        new = [entered for entered in entry_of(change, item) if key_of(entered) not in known]
        old, present = fault.rest or _words(item)
        was = "it was not there before" if not old else f"it was {quotable(old)}"
        now = "it was removed" if not present else f"it is {quotable(present)}"
        if change.withholds(item.field):
            was = "the old value is not shown, because an entry hides words of it"
        yield Violation(
            Location((field_name(item.field),), key=True),
            f"`{clip(item.field, 60)}` {fault.what}",
            f"write the old value back, or run `butfor correct {change.was.id}`, which adds to `corrections`"
            + _entry(change, change.now, new),
            f"{was}; {now}",
        )


def _entry(change: WireChange, now: Wire, new: list[Proposal]) -> str:
    """Return the lines of an entry that explains changes; nothing where it holds words that no message may repeat."""
    if any(private(text) for item in new for text in texts_in(item)):
        return ""
    type_ = type_shown([Change(**item) for item in new], now) or "correction"
    entry = {"date": change.today, "type": type_, "changes": new, "reason": "TODO", "by": "TODO"}
    lines = block("corrections", [entry])[1 if now.corrections else 0 :]
    return ":\n    " + clip("\n    ".join(lines), _LONGEST)


def _words(item: Difference) -> tuple[str | None, str | None]:
    """Return what a fact said and says; of two long texts the words from where they differ first."""
    was, now = both_in_words(item.was, item.now)
    return first_difference(was, now) if was and now and max(len(was), len(now)) > QUOTED else (was, now)


RULE = Rule(
    id="fact-changed-silently",
    family="history",
    scope="change",
    what="A fact of a published wire changed, and no new entry in `corrections` explains it.",
    why="Readers who saw the wire before would not learn that it was wrong.",
    basis="The wire format: `corrections` is append-only, and its `changes` say exactly what differs: the words of "
    "a text, or the two values of any other field. Wrapping, order of keys and of sources, quotes, comments, "
    "a later `accessed`, and what is added to `archive_url`, `external_ids`, `deviations` or `reviews` do not "
    "count as changes.",
    bad="""\
# before
related: []
# after
severity: SEV-4
""",
    good="""\
# before
related: []
# after
severity: SEV-4
corrections:
  - date: "2026-06-10"
    type: correction
    changes:
      - {field: severity, was: SEV-3, now: SEV-4}
    reason: "The fine was reversed."
    by: "A. Editor"
""",
    fix="Add the correction, which `butfor correct ID` writes, or restore the field.",
    needs=("corrections",),
    mandatory=True,
    check=check,
)
