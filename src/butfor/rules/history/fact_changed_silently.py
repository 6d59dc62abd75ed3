"""A published fact was changed and no correction says so."""

from collections.abc import Iterator

from butfor.changes.facts import Difference, field_name
from butfor.changes.passages import first_difference
from butfor.changes.propose import is_told, proposed
from butfor.changes.versions import WireChange, told
from butfor.changes.words import both_in_words
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule
from butfor.rules.history import QUOTED, quotable
from butfor.rules.scope.private_data import private
from butfor.text.display import clip
from butfor.yaml.emit import block

_LONGEST = 1_500  # characters of an entry that the help writes out


def check(change: WireChange) -> Iterator[Violation]:
    if change.was is None or change.now is None:
        return
    reported: set[str] = set()
    changes = [item for _, item in told(change.new_corrections)]
    for path, fault in change.unexplained:
        item = fault.difference
        if path is not None or item is None or item.field in reported:
            continue
        reported.add(item.field)
        new = [told_change for told_change in proposed(item, private) if not is_told(told_change, changes)]
        entry = {"date": change.today, "type": "correction", "changes": new, "reason": "TODO", "by": "TODO"}
        lines = block("corrections", [entry])[1 if change.now.corrections else 0 :]
        old, present = fault.rest or _words(item)
        was = "it was not there before" if not old else f"it was {quotable(old)}"
        now = "it is gone" if not present else f"it is {quotable(present)}"
        yield Violation(
            Location((field_name(item.field),), key=True),
            f"`{clip(item.field, 60)}` {fault.what}",
            f"write the old value back, or run `butfor correct {change.was.id}`, which adds to `corrections`:\n    "
            + clip("\n    ".join(lines), _LONGEST),
            f"{was}; {now}",
        )


def _words(item: Difference) -> tuple[str | None, str | None]:
    """Return what a fact said and says; of two long texts the words from where they differ first."""
    was, now = both_in_words(item.was, item.now)
    return first_difference(was, now) if was and now and max(len(was), len(now)) > QUOTED else (was, now)


RULE = Rule(
    id="fact-changed-silently",
    family="history",
    scope="change",
    what="A published wire says something else than before, and no new entry of `corrections` tells it.",
    why="Readers who saw the wire before would never learn that it was wrong.",
    basis="The wire format: `corrections` is append-only, and its `changes` tell exactly what differs: of a text the "
    "words, of all else the two values. Wrapping, order of keys and of sources, quotes, comments, a later `accessed`, "
    "and what is added to `archive_url`, `external_ids`, `deviations` or `reviews` are no change.",
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
