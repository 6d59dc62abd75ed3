"""The file is not UTF-8 without a byte order mark."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule
from butfor.rules.yaml import parse_errors


def check(file: WireFile) -> Iterator[Violation]:
    for error in parse_errors(file, "bad-encoding"):
        if error.about == "BOM":
            message, help_ = "the file starts with a byte order mark", "save it as UTF-8 without BOM"
        elif error.about.startswith("UTF-"):
            message, help_ = f"the file is {error.about}, not UTF-8", "save it as UTF-8"
        elif error.about == "NUL":
            message, help_ = (
                "the file contains NULs, so it is not text",
                "a crash, or a program that does not write text, left them: restore the last version from git",
            )
        else:
            message, help_ = (
                f"byte {error.about} is not UTF-8",
                "save the file as UTF-8, and check this character",
            )
        yield Violation(Location(span=error.span), message, help_)


RULE = Rule(
    id="bad-encoding",
    family="yaml",
    scope="file",
    what="The file is not UTF-8, or starts with a byte order mark.",
    why="Other encodings show different letters to different readers; names would change on the way.",
    basis="The wire format: UTF-8 without BOM.",
    bad="",
    good='title: "Época Negócios: ChatGPT inventou decisões judiciais"\n',
    fix="Choose `UTF-8` (not `UTF-8 with BOM`) where your editor saves files.",
    mandatory=True,
    check=check,
)
