"""A tag or a directive."""

from collections.abc import Iterator

from butfor.archive.wire_file import Entry
from butfor.findings import Hit, Spot
from butfor.rules._rule import Rule
from butfor.rules.yaml import problems
from butfor.text.display import shown


def check(entry: Entry) -> Iterator[Hit]:
    for problem in problems(entry, "yaml-tag"):
        if problem.about == "%":
            yield Hit(Spot(span=problem.span), "a `%` directive is not allowed", "delete the line")
        else:
            help_ = "delete it; a text that starts with `!` needs quotes"
            yield Hit(
                Spot(span=problem.span),
                f"tag {shown(problem.about.replace('tag:yaml.org,2002:', '!!'))} is not allowed",
                help_,
            )


RULE = Rule(
    id="yaml-tag",
    family="yaml",
    what="The file uses a tag (`!`) or a directive (`%`).",
    why="Tags tell some readers to build objects or run code; plain data needs none.",
    basis="The wire format: the JSON-compatible subset of YAML.",
    bad="systems: [!!str ChatGPT]\n",
    good="systems: [ChatGPT]\n",
    fix="Delete the tag. To make a number a text, put it in quotes.",
    locked=True,
    entry=check,
)
