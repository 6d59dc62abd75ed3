"""Something that JSON has no words for."""

from collections.abc import Iterator

from butfor.archive import Entry
from butfor.finding import Hit, Spot
from butfor.rules.base import Rule
from butfor.rules.yaml import problems
from butfor.text import quoted, shown


def check(entry: Entry) -> Iterator[Hit]:
    for problem in problems(entry, "not-json"):
        if problem.about == "key":
            message, help_ = "a list or mapping stands where a key belongs", "use text as the key"
        elif not problem.about:
            message, help_ = "a value without a key", "write the key before the colon"
        else:
            message = f"{shown(problem.about)} is a number that JSON can't hold"
            help_ = f"put it in quotes if it is text: `{quoted(problem.about[:40])}`"
        yield Hit(Spot(span=problem.span), message, help_)


RULE = Rule(
    id="not-json",
    family="yaml",
    what="A key that is not text, or a number that JSON can't hold.",
    why="The archive is exported as JSON; what JSON can't say would be lost or changed on the way.",
    basis="The wire format: the JSON-compatible subset of YAML.",
    bad="x_score: .inf\n",
    good='x_score: ".inf"\n',
    fix="Use text for keys, and put numbers that are no numbers in quotes.",
    locked=True,
    entry=check,
)
