"""A clarification that touches a fact."""

from collections.abc import Iterator

from butfor.changes.versions import PROSE, WireChange, field_name
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule


def check(change: WireChange) -> Iterator[Violation]:
    facts = set(change.differs) - PROSE
    for index, correction in change.new_corrections:
        for number, field in enumerate(correction.fields):
            if correction.type == "clarification" and field_name(field) in facts:
                yield Violation(
                    Location(("corrections", index, "fields", number)),
                    f"a clarification can't change `{field_name(field)}`",
                    "write `type: correction` if it was wrong, `type: update` if the world moved on",
                )


RULE = Rule(
    id="clarification-of-fact",
    family="history",
    scope="change",
    what="A new correction of type clarification names a changed field that is more than wording.",
    why="A clarification tells readers that nothing they relied on has changed.",
    basis="The wire format: a clarification is wording only: title, body, rationale, notes, conflicts.",
    bad="""\
# before
related: []
# after
occurred: "2023-03-02"
corrections:
  - date: "2026-06-10"
    type: clarification
    fields: [occurred]
    was: "2023-03-01"
    now: "2023-03-02"
    reason: "Plainer."
    by: "A. Editor"
""",
    good="""\
# before
related: []
# after
occurred: "2023-03-02"
corrections:
  - date: "2026-06-10"
    type: correction
    fields: [occurred]
    was: "2023-03-01"
    now: "2023-03-02"
    reason: "The docket gives the second."
    by: "A. Editor"
""",
    fix="Give the entry the type that it has.",
    needs=("corrections",),
    mandatory=True,
    check=check,
)
