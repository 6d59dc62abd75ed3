"""A correction of what has not changed."""

from collections.abc import Iterator

from butfor.finding import Hit, Spot
from butfor.history import Versions, changed, new_corrections, top
from butfor.rules.base import Rule
from butfor.text import shown


def check(versions: Versions) -> Iterator[Hit]:
    was, now = versions.was, versions.now
    if was is None or now is None:
        return
    differs = set(changed(was, now))
    for index, correction in new_corrections(was, now):
        for number, field in enumerate(correction.fields):
            if top(field) not in differs:
                yield Hit(
                    Spot(("corrections", index, "fields", number)),
                    f"{shown(field, 30)} has not changed, so there is nothing to correct",
                    "name the fields that changed, or make the change that the entry tells",
                )


RULE = Rule(
    id="correction-without-change",
    family="history",
    what="A new correction names a field that says the same as before.",
    why="The public account would tell a change that nobody can find.",
    basis="The wire format: `fields` are the fields that changed.",
    bad="""\
# before
related: []
# after
corrections:
  - date: "2026-06-10"
    type: correction
    fields: [severity]
    was: SEV-2
    now: SEV-3
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
    fix="Make the change in the same commit as its entry.",
    history=check,
)
