"""A correction of what has not changed."""

from collections.abc import Iterator

from butfor.changes.versions import WireChange, field_name, says
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule
from butfor.text.display import shown


def check(change: WireChange) -> Iterator[Violation]:
    was, now = change.was, change.now
    if was is None or now is None:
        return
    differs = set(change.differs)
    for index, correction in change.new_corrections:
        alone = len(set(map(field_name, correction.fields))) == 1
        for number, field in enumerate(correction.fields):
            name = field_name(field)
            if name in differs:
                continue
            # Somebody makes an old silent change good: what was is not what the base says, what now is is.
            late = says(correction.now, now, name, alone) and not says(correction.was, was, name, alone)
            yield Violation(
                Location(("corrections", index, "fields", number)),
                f"{shown(field, 30)} has not changed, so there is nothing to correct",
                "take the entry out; if it tells an older change that nobody told, sign a deviation from this rule"
                if late
                else "take the entry out, or make the change that it tells; an entry on an older change says in `now` "
                "what the field says today",
            )


RULE = Rule(
    id="correction-without-change",
    family="history",
    scope="change",
    what="A new correction names a field that says the same as before.",
    why="The public account would tell a change that nobody can find.",
    basis="The wire format: `fields` are the fields that changed. An entry on an older change that "
    "nobody told is signed off with a deviation: two versions can't tell it from an invention.",
    bad="""\
# before
related: []
# after
corrections:
  - date: "2026-06-10"
    type: correction
    fields: [severity]
    was: SEV-3
    now: SEV-4
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
    fields: [severity]
    was: SEV-3
    now: SEV-4
    reason: "The fine was reversed."
    by: "A. Editor"
""",
    fix="Take the entry out, or make the change with it.",
    needs=("corrections",),
    mandatory=True,
    check=check,
)
