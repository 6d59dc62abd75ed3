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
        surrogate = error.about.startswith(("U+D8", "U+D9", "U+DA", "U+DB", "U+DC", "U+DD", "U+DE", "U+DF"))
        name = "half a character (surrogate)" if surrogate else _NAMES.get(error.about, "a control character")
        yield Violation(
            Location(span=error.span),
            f"the text holds {error.about}, {name}",
            "delete it; where a new line was meant, press Enter",
        )


RULE = Rule(
    id="control-character",
    family="yaml",
    scope="file",
    what="The text holds a control character, raw or as an escape.",
    why="It is invisible to the person who reviews it and acts on terminals, feeds and other parsers.",
    basis="[YAML 1.2.2, character set](https://yaml.org/spec/1.2.2/#51-character-set): control characters "
    "are not printable.",
    bad='title: "ChatGPT invented case law \\e[31m that lawyers filed"\n',
    good='title: "ChatGPT invented case law that lawyers filed"\n',
    fix="Delete the character at the column named.",
    mandatory=True,
    check=check,
)
