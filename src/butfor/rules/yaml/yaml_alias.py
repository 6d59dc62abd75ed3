"""An anchor, an alias or a merge key."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule
from butfor.rules.yaml import parse_errors
from butfor.text.display import shown


def check(file: WireFile) -> Iterator[Violation]:
    for error in parse_errors(file, "yaml-alias"):
        if error.about == "<<":
            message, help_ = "merge key `<<` is not allowed", "write the fields out"
        elif error.about.startswith("*"):
            message, help_ = (
                f"alias {shown(error.about)} is not allowed",
                "write the value out, or put it in quotes",
            )
        else:
            message, help_ = (
                f"anchor {shown(error.about)} is not allowed",
                "delete it, or put the text in quotes",
            )
        yield Violation(Location(span=error.span), message, help_)


RULE = Rule(
    id="yaml-alias",
    family="yaml",
    scope="file",
    what="The file uses an anchor (`&`), an alias (`*`) or a merge key (`<<`).",
    why="With aliases a few lines can grow to gigabytes, and readers must find values where they are used.",
    basis="The wire format: the JSON-compatible subset of YAML.",
    bad="systems: [&name ChatGPT]\n",
    good='systems: ["&name ChatGPT"]\n',
    fix="Write the value out at each place. A text that starts with `&` or `*` needs quotes.",
    mandatory=True,
    check=check,
)
