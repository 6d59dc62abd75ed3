"""A suppression of a rule that does not exist."""

from collections.abc import Iterator

from butfor.findings import Level, Violation
from butfor.rules._rule import Rule, SuppressionContext
from butfor.rules.retired import RETIRED, advice
from butfor.text.display import shown
from butfor.text.suggest import closest


def check(context: SuppressionContext) -> Iterator[Violation]:
    if context.rule is None:
        name = context.suppression.rule or ""
        if name in RETIRED:
            yield Violation(
                context.suppression.location,
                f"the rule {shown(name)} no longer exists, so nothing is suppressed",
                advice(name),
                level=Level.WARNING,
            )
            return
        guess = closest(name, context.rules)
        yield Violation(
            context.suppression.location,
            f"there is no rule {shown(name)}, so nothing is suppressed",
            f"did you mean `{guess}`?" if guess else "`butfor rules` lists them all",
        )


RULE = Rule(
    id="unknown-suppression",
    family="suppression",
    scope="suppression",
    what="A comment or a deviation names a rule that does not exist; a warning if the rule existed once.",
    why="It suppresses nothing, but looks as if it did.",
    basis="Rule ids are never reused; `butfor rules` lists them.",
    bad="related: []  # butfor: ignore[unsorted-code] -- order of the court's list\n",
    good="""\
severity: SEV-3
# butfor: ignore[unsorted-codes] -- order of the court's list
codes: ["mit:5.1", "mit:3.1"]
""",
    fix="Correct the name, or delete the suppression.",
    mandatory=True,
    check=check,
)
