"""A correction that says otherwise than the two versions."""

import shlex
from collections.abc import Iterable, Iterator

from butfor.changes.entries import explained
from butfor.changes.redaction import may_be_withheld, withholds
from butfor.changes.versions import WireChange
from butfor.findings import DataPath, Level, Location, Violation
from butfor.model.wire import Change, Correction
from butfor.rules._rule import Rule
from butfor.rules.history import entry_line
from butfor.text.display import clip

_LONGEST = 300  # characters of an answer that a command repeats


def check(change: WireChange) -> Iterator[Violation]:
    withheld = dict(_withheld(explained(change.new_corrections)))
    as_written: dict[str, str] = {}
    for path, fault in change.unexplained:
        if path is None or fault.difference is None:
            continue
        item = fault.difference
        repairs = [fault.repair] if fault.repair else []
        if item.was != item.now and not (path in withheld and may_be_withheld(item.field, item.was)):
            if item.field not in as_written:
                as_written[item.field] = entry_line(change, item)
            repairs.append(as_written[item.field])
        withheld.pop(path, None)
        yield Violation(
            Location(path),
            f"`{clip(fault.field, 60)}`: {fault.what}" if fault.what[0] == "`" else f"`{fault.field}` {fault.what}",
            "; ".join(repairs),
        )
    for index, entry in change.new_corrections:
        if len(entry.fields) > 1:
            yield Violation(
                Location(("corrections", index, "fields")),
                "an entry about several fields can't quote each of them",
                f"take it out and run this, which writes `changes`, one for each field: {_again(change, entry)}",
            )
    for path, field in withheld.items():
        yield Violation(
            Location(path),
            f"the former `{clip(field, 60)}` is hidden by `redacted`",
            "quote it, unless it was private data",
            level=Level.WARNING,
        )


def _again(change: WireChange, entry: Correction) -> str:
    """Return the command that writes an entry anew with what a person has said of it."""
    options = [("--type", entry.type), ("--reason", " ".join(entry.reason.split())), ("--by", entry.by)]
    words = [word for flag, value in options if len(value) <= _LONGEST for word in (flag, value)]
    return shlex.join(["butfor", "correct", change.now.id if change.now else "ID", *words])


def _withheld(changes: Iterable[tuple[DataPath, Change]]) -> Iterator[tuple[DataPath, str]]:
    """Yield the changes that withhold what a field said, each with the field."""
    for path, change in changes:
        if withholds(change.was) or withholds(change.removed):
            yield path, str(change.field)


RULE = Rule(
    id="correction-disagrees",
    family="history",
    scope="change",
    what="A new correction does not agree with the two versions: `was` or `now` is not the old or the new text, "
    "occurs there twice or begins inside a word, both are exchanged, or the change is explained twice.",
    why="Readers rely on the correction, so it must explain exactly the change that was made, and all of it.",
    basis="The wire format. A value is written in full. For a text, `was` and `now` are whole words that occur exactly "
    "once in it; without them both versions are the same, character by character. `redacted` in `was` replaces private "
    "data that must not be quoted again: in free text only (in a body or answer at most 500 characters of one "
    "paragraph or item), never who assessed or signed. It is a warning. Words that move are quoted with a neighbouring "
    "word. Of several new entries on one fact each begins where the one before it ends.",
    bad="""\
# before
related: []
# after
severity: SEV-4
corrections:
  - date: "2026-06-10"
    type: correction
    changes:
      - {field: severity, was: SEV-2, now: SEV-4}
    reason: "The fine was reversed."
    by: "A. Editor"
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
    fix="Copy the words from both versions; `butfor correct ID` does.",
    needs=("corrections",),
    mandatory=True,
    check=check,
)
