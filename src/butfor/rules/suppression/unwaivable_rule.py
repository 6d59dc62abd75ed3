"""A suppression of a rule that nobody can suppress."""

from collections.abc import Iterator

from butfor.findings import Violation
from butfor.rules._rule import Rule, SuppressionContext


def check(context: SuppressionContext) -> Iterator[Violation]:
    if context.rule is not None and not context.rule.waivable:
        yield Violation(
            context.suppression.location,
            f"`{context.rule.id}` can't be suppressed",
            "delete the suppression, and fix what the rule finds",
        )


RULE = Rule(
    id="unwaivable-rule",
    family="suppression",
    scope="suppression",
    what="A comment or a deviation names a rule that can't be suppressed: a mandatory one, one on which others "
    "depend (bulk rationales, unknown codes, levels, tiers and providers), or one about suppressions.",
    why="Mandatory rules keep a wire readable; what they find can't be published, whoever signs.",
    basis="Rules marked *mandatory* in the list of rules.",
    bad="related: []  # butfor: ignore[missing-field] -- the court gave no date\n",
    good="""\
severity: SEV-3
# butfor: ignore[unsorted-codes] -- order of the court's list
codes: ["mit:5.1", "mit:3.1"]
""",
    fix="Delete the suppression.",
    mandatory=True,
    check=check,
)
