"""A waiver whose time is over."""

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
            context.suppression.location, f"{shown(until, 20)} is no day", "write `until` and a day as YYYY-MM-DD"
        )
    elif context.today.is_over(until):
        yield Violation(
            context.suppression.location,
            f"the waiver of `{context.suppression.rule}` ended on {until}",
            "mend what it waived, or have it renewed with a later day and today's reason",
        )


RULE = Rule(
    id="expired-suppression",
    family="suppression",
    scope="suppression",
    what="A comment or a deviation whose `until` is over, or is no day.",
    why="It was granted for a time; what it covered is due now.",
    basis="The wire format: a waiver may carry the last day on which it holds.",
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
    fix="Mend what was waived, or renew the waiver.",
    mandatory=True,
    check=check,
)
