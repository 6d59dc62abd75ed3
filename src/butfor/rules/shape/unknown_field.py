"""A field that the format does not know."""

from collections.abc import Iterator

from butfor.archive.wire_file import Entry
from butfor.findings import Change, Hit, Repair, Spot, dotted
from butfor.rules._rule import Rule
from butfor.rules.shape import flaws
from butfor.text.display import shown


def check(entry: Entry) -> Iterator[Hit]:
    for flaw in flaws(entry, "unknown-field"):
        place = f" in `{dotted(flaw.path[:-1])}`" if len(flaw.path) > 1 else ""
        if flaw.suggestion:
            help_ = f"did you mean `{flaw.suggestion}`?"
        elif len(flaw.path) == 1:
            help_ = "delete it; a field of your own must start with `x_`"
        else:
            help_ = "delete it"
        spot = Spot(flaw.path, key=True)
        repair = Repair((Change(spot, flaw.suggestion),), safe=False) if flaw.suggestion else None
        yield Hit(spot, f"unknown field {shown(flaw.path[-1])}{place}", help_, repair=repair)


RULE = Rule(
    id="unknown-field",
    family="shape",
    what="A field that the format does not know.",
    why="Most often it is a known field misspelt, whose content would silently count for nothing.",
    basis="The wire format, version 1: every unknown field but `x_*` is an error.",
    bad="system: [ChatGPT]\n",
    good="x_desk: legal\n",
    fix="Correct the spelling; extensions of your own start with `x_`.",
    fixes=("unsafe",),
    locked=True,
    entry=check,
)
