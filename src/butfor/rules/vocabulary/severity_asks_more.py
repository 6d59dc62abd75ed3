"""A severity that needs a review which the wire does not have."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.model.wire import Wire
from butfor.policy.policy import Policy
from butfor.rules._rule import Rule, WireContext
from butfor.yaml.emit import block


def seats_missing(wire: Wire, policy: Policy) -> list[str]:
    """Return the seats whose review the severity asks for, and the wire does not record."""
    level = policy.severities.get(wire.severity)
    have = {review.seat for review in wire.reviews}
    return [seat for seat in level.reviews if seat not in have] if level else []


def check(context: WireContext) -> Iterator[Violation]:
    if context.wire.status == "draft":  # its author can't have the review: it waits for that seat, see `butfor review`
        return
    for seat in seats_missing(context.wire, context.policy):
        lines = "\n    ".join(block("reviews", [{"seat": seat, "by": "TODO", "date": "TODO"}]))
        yield Violation(
            Location(("severity",)),
            f"`{context.wire.severity}` needs a review by the {seat} seat",
            f"ask the seat for a review, and record who and when:\n    {lines}",
        )


RULE = Rule(
    id="severity-asks-more",
    family="vocabulary",
    scope="wire",
    what="The severity of a published wire needs a review that the wire does not record. A draft does not need it "
    "yet: `butfor review` lists it for the seat, and `butfor assess` does not publish it before.",
    why="The most serious claims do the most damage if they are wrong, so a second seat must see them.",
    basis="The Editor's Guide v1 has two seats of authority, editor and legal reviewer; `schema/severities.yaml` "
    "says which level needs which. For the sources that a level needs see `too-few-sources`.",
    bad="severity: SEV-1\n",
    good="""\
severity: SEV-1
reviews:
  - seat: legal
    by: "B. Counsel"
    date: "2026-05-21"
""",
    fix="Ask the seat to review the wire and add the review, or choose the level that the facts support.",
    needs=("severity", "reviews", "status"),
    check=check,
)
