"""An anchor, an alias or a merge key."""

from collections.abc import Iterator

from butfor.archive.wire_file import Entry
from butfor.findings import Hit, Spot
from butfor.rules._rule import Rule
from butfor.rules.yaml import problems
from butfor.text.display import shown


def check(entry: Entry) -> Iterator[Hit]:
    for problem in problems(entry, "yaml-alias"):
        if problem.about == "<<":
            message, help_ = "merge key `<<` is not allowed", "write the fields out"
        elif problem.about.startswith("*"):
            message, help_ = (
                f"alias {shown(problem.about)} is not allowed",
                "write the value out, or put it in quotes",
            )
        else:
            message, help_ = (
                f"anchor {shown(problem.about)} is not allowed",
                "delete it, or put the text in quotes",
            )
        yield Hit(Spot(span=problem.span), message, help_)


RULE = Rule(
    id="yaml-alias",
    family="yaml",
    what="The file uses an anchor (`&`), an alias (`*`) or a merge key (`<<`).",
    why="They let a few lines grow into gigabytes, and a wire must say in place what it says.",
    basis="The wire format: the JSON-compatible subset of YAML.",
    bad="systems: [&name ChatGPT]\n",
    good='systems: ["&name ChatGPT"]\n',
    fix="Write the value out at each place. A text that starts with `&` or `*` needs quotes.",
    locked=True,
    entry=check,
)
