"""A value outside the closed list of its field."""

from collections.abc import Iterator

from butfor.archive.wire_file import Entry
from butfor.findings import Change, Hit, Repair, Spot
from butfor.rules._rule import Rule
from butfor.rules.shape import flaws, meaning, name
from butfor.text.display import listed, shown
from butfor.text.suggest import closest


def check(entry: Entry) -> Iterator[Hit]:
    for flaw in flaws(entry, "unknown-value"):
        guess = closest(str(flaw.got), flaw.choices)
        values = listed(f"`{choice}`" for choice in flaw.choices)
        if flaw.path == ("schema",):
            help_ = "this butfor reads version 1; write `schema: 1`, or install a newer butfor"
        elif guess:
            help_ = f"did you mean `{guess}`? The values are {values}"
        else:
            help_ = f"write one of {values}"
        message = f"{shown(flaw.got, 30)} is not a value of `{name(flaw)}`"
        repair = Repair((Change(Spot(flaw.path), guess),), safe=False) if guess and flaw.path != ("schema",) else None
        yield Hit(Spot(flaw.path), message, help_, meaning(flaw), repair=repair)


RULE = Rule(
    id="unknown-value",
    family="shape",
    what="A value outside the closed list of its field.",
    why="Filters, counts and other rules know the listed values only; any other would fall out of all of them.",
    basis="The wire format, version 1; the five kinds are those of the Editor's Guide v1.",
    bad="kind: halucination\n",
    good="kind: hallucination\n",
    fix="Use one of the values printed in the help.",
    fixes=("unsafe",),
    locked=True,
    entry=check,
)
