"""A value outside the closed list of its field."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import Applicability, Location, Violation
from butfor.model.types import LATEST
from butfor.rules._rule import Rule, guessed_fix
from butfor.rules.shape import meaning, name, schema_errors
from butfor.text.display import listed, one_of, shown
from butfor.text.suggest import closest, same


def check(file: WireFile) -> Iterator[Violation]:
    for error in schema_errors(file, "unknown-value"):
        is_version = error.path == ("schema",)
        certain = None if is_version else same(str(error.got), error.choices)
        guess = None if is_version else certain or closest(str(error.got), error.choices)
        values = listed((f"`{choice}`" for choice in error.choices), "and")
        if is_version:
            latest, versions = (LATEST, f"versions 1 to {LATEST}") if file.is_wire else (1, "version 1")
            help_ = f"this butfor reads {versions}; write `schema: {latest}`, or install a newer butfor"
        elif guess:
            help_ = f"did you mean `{guess}`? The values are {values}"
        else:
            help_ = f"write {one_of(error.choices)}"
        message = f"{shown(error.got, 30)} {error.want or f'is not a value of `{name(error)}`'}"
        location = Location(error.path)
        yield Violation(
            location, message, help_, meaning(error), fix=guessed_fix(location, guess, certain=certain is not None)
        )


RULE = Rule(
    id="unknown-value",
    family="shape",
    scope="file",
    what="A value outside the closed list of its field.",
    why="Filters, counts and other rules know the listed values only; any other would fall out of all of them.",
    basis="The wire format; the five kinds are those of the Editor's Guide v1.",
    bad="kind: halucination\n",
    good="kind: hallucination\n",
    fix="Use one of the values printed in the help. `butfor fix` writes the value that differs only in case, spaces "
    "and hyphens; any other value is a guess, and needs `--unsafe`.",
    fixes=(Applicability.SAFE, Applicability.UNSAFE),
    mandatory=True,
    check=check,
)
