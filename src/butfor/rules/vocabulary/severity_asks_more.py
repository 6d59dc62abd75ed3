"""A severity that needs a review which the wire does not have."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.yaml.emit import block


def check(context: WireContext) -> Iterator[Violation]:
    level = context.policy.severities.get(context.wire.severity)
    if level is None:
        return
    have = {review.seat for review in context.wire.reviews}
    for seat in level.reviews:
        if seat not in have:
            lines = "\n    ".join(block("reviews", [{"seat": seat, "by": "TODO", "date": "TODO"}]))
            yield Violation(
                Location(("severity",)),
                f"`{level.id}` asks for a review by the {seat} seat",
                f"have it reviewed, and record who and when:\n    {lines}",
            )


RULE = Rule(
    id="severity-asks-more",
    family="vocabulary",
    scope="wire",
    what="The severity asks for a review that the wire does not record.",
    why="The gravest claims do the most damage when wrong; a second seat must have seen them.",
    basis="The Editor's Guide v1 knows two seats of authority, editor and legal reviewer; which level asks for which "
    "is set in `schema/severities.yaml`. Sources that a level asks for: see `too-few-sources`.",
    bad="severity: SEV-1\n",
    good="""\
severity: SEV-1
reviews:
  - seat: legal
    by: "B. Counsel"
    date: "2026-05-21"
""",
    fix="Have the wire reviewed and add the review, or choose the level that the facts carry.",
    needs=("severity", "reviews"),
    check=check,
)
