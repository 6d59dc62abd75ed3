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
            name = "which is none and never will be (noncharacter)"
        yield Violation(
            Location(span=error.span),
            f"the text holds {error.about}, {name}",
            "delete it; where a new line was meant, press Enter",
        )


RULE = Rule(
    id="control-character",
    family="yaml",
    scope="file",
    what="The text holds a control character or a noncharacter, raw or as an escape.",
    why="It is invisible to the person who reviews it and acts on terminals, feeds and other parsers.",
    basis="[YAML 1.2.2, character set](https://yaml.org/spec/1.2.2/#51-character-set): control characters "
    "are not printable. [Noncharacters](https://www.unicode.org/faq/private_use#noncharacters) are not for texts that "
    "are passed on.",
    bad='title: "ChatGPT invented case law \\e[31m that lawyers filed"\n',
    good='title: "ChatGPT invented case law that lawyers filed"\n',
    fix="Delete the character at the column named.",
    mandatory=True,
    check=check,
)
