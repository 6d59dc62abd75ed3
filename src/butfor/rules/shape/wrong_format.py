"""Text that is not in the form that its field asks for."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule
from butfor.rules.shape import example, meaning, name, schema_errors
from butfor.text.display import shown
from butfor.yaml.emit import scalar


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
        wrong = "has the wrong form:" if error.is_form else "can't be"
        yield Violation(
            Location(error.path),
            f"`{name(error)}` {wrong} {shown(error.got, 30)}",
            f"write {error.want}{such}",
            meaning(error),
        )


RULE = Rule(
    id="wrong-format",
    family="shape",
    scope="file",
    what="Text that is not in the form that its field asks for: a date, an id, a length.",
    why="Dates and ids are compared and sorted by programs; another form would be skipped or misread.",
    basis="The wire format, version 1; dates follow "
    "[RFC 3339](https://www.rfc-editor.org/rfc/rfc3339), cut to what is known.",
    bad='occurred: "1 March 2023"\n',
    good='occurred: "2023-03"\n',
    fix="Write it in the form named in the help.",
    mandatory=True,
    check=check,
)
