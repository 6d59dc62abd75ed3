"""A comment that suppresses a rule and does not say why."""

from collections.abc import Iterator

from butfor.findings import Violation
from butfor.rules._rule import Rule, SuppressionContext

_NONE = frozenset(["why", "why it does not apply here", "reason", "todo", "tbd", "n/a", "none", "-"])


def check(context: SuppressionContext) -> Iterator[Violation]:
    reason = context.suppression.reason.casefold().strip(" .")
    if not reason or (context.suppression.comment and reason in _NONE):
        yield Violation(
            context.suppression.location,
            "a suppression without a reason",
            f"say why at its end:\n    # butfor: ignore[{context.suppression.rule}] -- why it does not apply here",
        )


RULE = Rule(
    id="unreasoned-suppression",
    family="suppression",
    scope="suppression",
    what="A comment suppresses a rule and does not say why.",
    why="The next reader can't know whether the reason is still valid.",
    basis="The wire format: `# butfor: ignore[RULE] -- reason`. A deviation has `reason` as a required field.",
    bad="""\
severity: SEV-3
# butfor: ignore[unsorted-codes]
codes: ["mit:5.1", "mit:3.1"]
""",
    good="""\
severity: SEV-3
# butfor: ignore[unsorted-codes] -- order of the court's list
codes: ["mit:5.1", "mit:3.1"]
""",
    fix="Write `--` and the reason after the brackets.",
    mandatory=True,
    check=check,
)
