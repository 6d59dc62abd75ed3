"""A character that no reader sees and programs act on."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule
from butfor.rules.yaml import parse_errors

_NAMES = {
    "U+0000": "a NUL",
    "U+000D": "a carriage return without a line feed",
    "U+001B": "an ESC, which starts terminal commands",
    "U+2028": "a line separator",
    "U+2029": "a paragraph separator",
    "U+FEFF": "a byte order mark",
}


def check(file: WireFile) -> Iterator[Violation]:
    for error in parse_errors(file, "control-character"):
        number = int(error.about[2:], 16)
        name = _NAMES.get(error.about, "a control character")
        if 0xD800 <= number <= 0xDFFF:
            name = "half a character (surrogate)"
        elif 0xFDD0 <= number <= 0xFDEF or number & 0xFFFE == 0xFFFE:
            name = "which will never be a character (noncharacter)"
        yield Violation(
            Location(span=error.span),
            f"the text contains {error.about}, {name}",
            "delete it; if a new line was meant, press Enter",
        )


RULE = Rule(
    id="control-character",
    family="yaml",
    scope="file",
    what="The text contains a control character or a noncharacter, raw or as an escape.",
    why="Reviewers do not see it, but terminals, feeds and other parsers obey it.",
    basis="[YAML 1.2.2, character set](https://yaml.org/spec/1.2.2/#51-character-set): control characters are not "
    "printable. [Noncharacters](https://www.unicode.org/faq/private_use#noncharacters) are not meant for "
    "texts that are exchanged.",
    bad='title: "ChatGPT invented case law \\e[31m that lawyers filed"\n',
    good='title: "ChatGPT invented case law that lawyers filed"\n',
    fix="Delete the character at the column named.",
    mandatory=True,
    check=check,
)
