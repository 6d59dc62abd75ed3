"""A suppression whose time is over."""

import re
from collections.abc import Iterator

from butfor.findings import Violation
from butfor.model.types import DATE, bounds
from butfor.rules._rule import Rule, SuppressionContext
from butfor.text.display import shown


def check(context: SuppressionContext) -> Iterator[Violation]:
    until = context.suppression.until
    if until is None:
        return
    if not (re.fullmatch(DATE, until) and bounds(until)):
        yield Violation(
            context.suppression.location, f"{shown(until, 20)} is not a date", "write `until` and a date as YYYY-MM-DD"
        )
    elif context.today.is_over(until):
        yield Violation(
            context.suppression.location,
            f"the suppression of `{context.suppression.rule}` ended on {until}",
            "fix what it suppressed, or renew it with a later date and a current reason",
        )


RULE = Rule(
    id="expired-suppression",
    family="suppression",
    scope="suppression",
    what="A comment or a deviation whose `until` is past, or is not a date.",
    why="It was allowed for a time that is over.",
    basis="The wire format: a suppression may name the last day on which it is valid.",
    bad="""\
severity: SEV-3
# butfor: ignore[unsorted-codes] until 2026-06-30 -- order of the court's list
codes: ["mit:5.1", "mit:3.1"]
""",
    good="""\
severity: SEV-3
# butfor: ignore[unsorted-codes] until 2098-06-30 -- order of the court's list
codes: ["mit:5.1", "mit:3.1"]
""",
    fix="Fix what it suppressed, or renew it.",
    mandatory=True,
    check=check,
)
