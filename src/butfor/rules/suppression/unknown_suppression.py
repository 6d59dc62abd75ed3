"""A waiver of a rule that does not exist."""

from collections.abc import Iterator

from butfor.findings import Hit
from butfor.rules._rule import Given, Rule
from butfor.text.display import shown
from butfor.text.suggest import closest


def check(given: Given) -> Iterator[Hit]:
    if given.rule is None:
        name = given.waiver.rule or ""
        guess = closest(name, given.rules)
        yield Hit(
            given.waiver.spot,
            f"there is no rule {shown(name)}, so nothing is waived",
            f"did you mean `{guess}`?" if guess else "`butfor rules` lists them all",
        )


RULE = Rule(
    id="unknown-suppression",
    family="suppression",
    what="A comment or a deviation waives a rule that does not exist.",
    why="It waives nothing, and stays behind as if something were waived.",
    basis="Rule ids are never reused; `butfor rules` lists them.",
    bad="related: []  # butfor: ignore[unsorted-code] -- order of the court's list\n",
    good="""\
codes: ["mit:5.1", "mit:3.1"]  # butfor: ignore[unsorted-codes] -- order of the court's list
""",
    fix="Correct the name, or delete the waiver.",
    locked=True,
    waiver=check,
)
