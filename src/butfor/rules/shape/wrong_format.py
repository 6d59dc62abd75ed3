"""Text that is not in the form that its field asks for."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import Applicability, Location, Violation
from butfor.model.types import DATE, FORMATS, PARTIAL_DATE
from butfor.rules._rule import Rule, guessed_fix
from butfor.rules.shape import example, meaning, name, schema_errors
from butfor.text.days import days_named
from butfor.text.display import shown
from butfor.yaml.emit import scalar

_DATES = {FORMATS[DATE], FORMATS[PARTIAL_DATE]}


def check(file: WireFile) -> Iterator[Violation]:
    for error in schema_errors(file, "wrong-format"):
        sample = example(error)
        sample = next(iter(sample), None) if isinstance(sample, list) else sample
        such = (
            f", such as `{scalar(sample)}`"
            if isinstance(sample, str)
            and sample != "TODO"
            and "such as" not in error.want
            and "items" not in error.want
            else ""
        )
        day = _day(str(error.got)) if error.want in _DATES else None
        location = Location(error.path)
        wrong = "has the wrong form:" if error.is_form else "can't be"
        yield Violation(
            location,
            f"`{name(error)}` {wrong} {shown(error.got, 30)}",
            f'did you mean `"{day}"`? Write {error.want}{such}' if day else f"write {error.want}{such}",
            meaning(error),
            fix=guessed_fix(location, day, certain=True),
        )


def _day(text: str) -> str | None:
    """Return the one day that is all that a text says, `8 February 2023`, as fields hold it; None for anything else."""
    named = list(days_named(text))
    return named[0][1].isoformat() if len(named) == 1 and named[0][0] == text.strip() else None


RULE = Rule(
    id="wrong-format",
    family="shape",
    scope="file",
    what="Text that is not in the form that its field asks for: a date, an id, a length.",
    why="Programs compare, sort and look up this value; another form would be skipped or misread.",
    basis="The wire format, version 1; dates follow "
    "[RFC 3339](https://www.rfc-editor.org/rfc/rfc3339), cut to what is known.",
    bad='occurred: "1 March 2023"\n',
    good='occurred: "2023-03"\n',
    fix="Write it in the form named in the help. `butfor fix` rewrites a date whose month is an English word.",
    fixes=(Applicability.SAFE,),
    mandatory=True,
    check=check,
)
