"""A field that the format does not know."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import Applicability, Location, Patch, ProposedFix, Violation, dotted
from butfor.rules._rule import Rule
from butfor.rules.shape import schema_errors
from butfor.text.display import shown


def check(entry: WireFile) -> Iterator[Violation]:
    for error in schema_errors(entry, "unknown-field"):
        place = f" in `{dotted(error.path[:-1])}`" if len(error.path) > 1 else ""
        if error.suggestion:
            help_ = f"did you mean `{error.suggestion}`?"
        elif len(error.path) == 1:
            help_ = "delete it; a field of your own must start with `x_`"
        else:
            help_ = "delete it"
        spot = Location(error.path, key=True)
        repair = (
            ProposedFix((Patch(spot, error.suggestion),), applicability=Applicability.UNSAFE)
            if error.suggestion
            else None
        )
        yield Violation(spot, f"unknown field {shown(error.path[-1])}{place}", help_, fix=repair)


RULE = Rule(
    id="unknown-field",
    family="shape",
    scope="file",
    what="A field that the format does not know.",
    why="Most often it is a known field misspelt, whose content would silently count for nothing.",
    basis="The wire format, version 1: every unknown field but `x_*` is an error.",
    bad="system: [ChatGPT]\n",
    good="x_desk: legal\n",
    fix="Correct the spelling; extensions of your own start with `x_`.",
    fixes=(Applicability.UNSAFE,),
    mandatory=True,
    check=check,
)
