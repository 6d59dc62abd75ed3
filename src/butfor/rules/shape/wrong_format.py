"""Text that is not in the form that its field asks for."""

from collections.abc import Iterator

from butfor.archive.wire_file import Entry
from butfor.findings import Hit, Spot
from butfor.rules._rule import Rule
from butfor.rules.shape import example, flaws, meaning, name
from butfor.text.display import shown
from butfor.yaml.emit import scalar


def check(entry: Entry) -> Iterator[Hit]:
    for flaw in flaws(entry, "wrong-format"):
        sample = example(flaw)
        sample = sample[0] if isinstance(sample, list) else sample
        such = (
            f", such as `{scalar(sample)}`"
            if isinstance(sample, str) and sample != "TODO" and "such as" not in flaw.want and "items" not in flaw.want
            else ""
        )
        yield Hit(
            Spot(flaw.path),
            f"`{name(flaw)}` has the wrong form: {shown(flaw.got, 30)}",
            f"write {flaw.want}{such}",
            meaning(flaw),
        )


RULE = Rule(
    id="wrong-format",
    family="shape",
    what="Text that is not in the form that its field asks for: a date, an id, a length.",
    why="Dates and ids are compared and sorted by programs; another form would be skipped or misread.",
    basis="The wire format, version 1; dates follow "
    "[RFC 3339](https://www.rfc-editor.org/rfc/rfc3339), cut to what is known.",
    bad='occurred: "1 March 2023"\n',
    good='occurred: "2023-03"\n',
    fix="Write it in the form named in the help.",
    locked=True,
    entry=check,
)
