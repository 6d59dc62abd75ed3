"""A field that the format does not know."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import Applicability, Location, Violation, dotted
from butfor.rules._rule import Rule, guessed_fix
from butfor.rules.shape import schema_errors
from butfor.text.display import shown


def check(file: WireFile) -> Iterator[Violation]:
    for error in schema_errors(file, "unknown-field"):
        place = f" in `{dotted(error.path[:-1])}`" if len(error.path) > 1 else ""
        if error.suggestion:
            help_ = f"did you mean `{error.suggestion}`?"
        elif len(error.path) == 1:
            help_ = "delete it; a field of your own must start with `x_`"
        else:
            help_ = "delete it"
        location = Location(error.path, key=True)
        message = f"unknown field {shown(error.path[-1])}{place}"
        yield Violation(location, message, help_, fix=guessed_fix(location, error.suggestion))


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
