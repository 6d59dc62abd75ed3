"""Something that JSON has no words for."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule
from butfor.rules.shape import schema_errors
from butfor.rules.yaml import parse_errors
from butfor.text.display import shown
from butfor.yaml.emit import quoted


def check(file: WireFile) -> Iterator[Violation]:
    for error in parse_errors(file, "not-json"):
        if error.about == "key":
            message, help_ = "a list or mapping is in the place of a key", "use text as the key"
        else:
            message, help_ = "a value without a key", "write the key before the colon"
        yield Violation(Location(span=error.span), message, help_)
    for refused in schema_errors(file, "not-json"):
        text = str(refused.got)
        such = f": `{quoted(text)}`" if len(text) <= 40 else ""
        yield Violation(
            Location(refused.path), f"{shown(text)} is a number that JSON can't hold", f"put it in quotes{such}"
        )


RULE = Rule(
    id="not-json",
    family="yaml",
    scope="file",
    what="A list or mapping as a key, a value without a key, or a number that JSON can't hold.",
    why="The archive is exported as JSON; what JSON can't contain would be lost or changed.",
    basis="The wire format: the JSON-compatible subset of YAML.",
    bad="x_score: .inf\n",
    good='x_score: ".inf"\n',
    fix="Use text for keys, and put such numbers in quotes.",
    mandatory=True,
    check=check,
)
