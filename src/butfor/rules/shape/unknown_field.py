"""A field that the format does not know."""

from collections.abc import Iterable, Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import Applicability, Location, Violation, dotted
from butfor.model.validate import SchemaError
from butfor.rules._rule import Rule, guessed_fix
from butfor.rules.shape import example, schema_errors
from butfor.text.display import shown


def check(file: WireFile) -> Iterator[Violation]:
    missing = list(schema_errors(file, "missing-field"))
    for error in schema_errors(file, "unknown-field"):
        place = f" in `{dotted(error.path[:-1])}`" if len(error.path) > 1 else ""
        if error.suggestion:
            help_ = f"did you mean `{error.suggestion}`?"
        elif meant := _meant(error, missing):
            help_ = f"if it is `{meant}`, which is missing, rename it; else delete it"
        elif error.first:
            help_ = f"if it belongs to `{dotted(error.first)}`, indent it like that text; else delete it"
        elif len(error.path) == 1 and file.is_wire:
            help_ = "delete it; a field of your own must start with `x_`"
        else:
            help_ = "delete it"
        location = Location(error.path, key=True)
        message = f"unknown field {shown(error.path[-1])}{place}"
        yield Violation(location, message, help_, fix=guessed_fix(location, error.suggestion))


def _meant(error: SchemaError, missing: Iterable[SchemaError]) -> str | None:
    """Return the only required field that is missing beside this one and has the shape of what it holds."""
    beside = [other for other in missing if other.path[:-1] == error.path[:-1]]
    found = [str(other.path[-1]) for other in beside if _alike(error.got, example(other))]
    return found[0] if len(found) == 1 else None


def _alike(value: object, sample: object) -> bool:
    """Return whether two values are mappings with a key in common, or lists of such; a text could be any field."""
    if isinstance(value, dict) and isinstance(sample, dict):
        return not value.keys().isdisjoint(sample)
    return isinstance(value, list) and isinstance(sample, list) and bool(value) and _alike(value[0], sample[0])


RULE = Rule(
    id="unknown-field",
    family="shape",
    scope="file",
    what="A field that the format does not know.",
    why="Most often it is a misspelt field, and its content would be ignored without a message.",
    basis="The wire format, version 1: every unknown field but `x_*` is an error.",
    bad="system: [ChatGPT]\n",
    good="x_desk: legal\n",
    fix="Correct the spelling; extensions of your own start with `x_`.",
    fixes=(Applicability.UNSAFE,),
    mandatory=True,
    check=check,
)
