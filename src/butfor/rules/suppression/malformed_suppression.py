"""A comment that is meant for butfor and can't be understood."""

from collections.abc import Iterator

from butfor.findings import Violation
from butfor.rules._rule import Rule, SuppressionContext


def check(context: SuppressionContext) -> Iterator[Violation]:
    if context.suppression.inside:
        yield Violation(
            context.suppression.location,
            "this line is part of the text, so it suppresses nothing",
            "delete it here, and write the comment after the key that opens the text",
        )
    elif context.suppression.rule is None:
        yield Violation(
            context.suppression.location,
            "a comment for butfor that can't be understood",
            "write it in this form, or delete it:\n    # butfor: ignore[unknown-source-title] -- why",
        )


RULE = Rule(
    id="malformed-suppression",
    family="suppression",
    scope="suppression",
    what="A comment that starts with `# butfor:` and is not `# butfor: ignore[RULE] -- reason`.",
    why="Its author believes that it has an effect, but it has none.",
    basis="The wire format: `# butfor: ignore[RULE, ...] [until YYYY-MM-DD] -- reason` is the only such comment.",
    bad="related: []  # butfor: disable unsorted-codes\n",
    good="""\
severity: SEV-3
# butfor: ignore[unsorted-codes] -- the order of the court's own list
codes: ["mit:5.1", "mit:3.1"]
""",
    fix="Write the rule in brackets and the reason after `--`.",
    mandatory=True,
    check=check,
)
