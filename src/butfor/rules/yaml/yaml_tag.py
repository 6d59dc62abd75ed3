"""A tag or a directive."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule
from butfor.rules.yaml import parse_errors
from butfor.text.display import shown


def check(file: WireFile) -> Iterator[Violation]:
    for error in parse_errors(file, "yaml-tag"):
        if error.about == "%":
            yield Violation(Location(span=error.span), "a `%` directive is not allowed", "delete the line")
        else:
            help_ = "delete it; a text that starts with `!` needs quotes"
            yield Violation(
                Location(span=error.span),
                f"tag {shown(error.about.replace('tag:yaml.org,2002:', '!!'))} is not allowed",
                help_,
            )


RULE = Rule(
    id="yaml-tag",
    family="yaml",
    scope="file",
    what="The file uses a tag (`!`) or a directive (`%`).",
    why="Tags make some programs build objects or run code; plain data needs none.",
    basis="The wire format: the JSON-compatible subset of YAML.",
    bad="systems: [!!str ChatGPT]\n",
    good="systems: [ChatGPT]\n",
    fix="Delete the tag. To make a number a text, put it in quotes.",
    mandatory=True,
    check=check,
)
