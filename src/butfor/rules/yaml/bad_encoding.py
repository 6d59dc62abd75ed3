"""The file is not UTF-8 without a byte order mark."""

from collections.abc import Iterator

from butfor.archive.wire_file import Entry
from butfor.findings import Hit, Spot
from butfor.rules._rule import Rule
from butfor.rules.yaml import problems


def check(entry: Entry) -> Iterator[Hit]:
    for problem in problems(entry, "bad-encoding"):
        if problem.about == "BOM":
            message, help_ = "the file starts with a byte order mark", "save it as UTF-8 without BOM"
        elif problem.about == "UTF-16":
            message, help_ = "the file is UTF-16, not UTF-8", "save it as UTF-8"
        else:
            message, help_ = (
                f"byte {problem.about} is not UTF-8",
                "save the file as UTF-8, and check this letter",
            )
        yield Hit(Spot(span=problem.span), message, help_)


RULE = Rule(
    id="bad-encoding",
    family="yaml",
    what="The file is not UTF-8, or starts with a byte order mark.",
    why="Other encodings show different letters to different readers; names would change on the way.",
    basis="The wire format: UTF-8 without BOM.",
    bad="",
    good='title: "Época Negócios: ChatGPT inventou decisões judiciais"\n',
    fix="Choose `UTF-8` (not `UTF-8 with BOM`) where your editor saves files.",
    locked=True,
    entry=check,
)
