"""A character to which nobody but its user gives a meaning, or which stands where another was lost."""

from collections.abc import Iterator
from unicodedata import category

from butfor.findings import Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.yaml.invisible_character import runs
from butfor.text.marks import LOST, may_be_private, private_characters


def check(context: WireContext) -> Iterator[Violation]:
    document = context.file.document
    if document is None or (document.source.data.isascii() and b"\\" not in document.source.data):
        return
    for run in runs(document, may_be_private, private_characters):
        more = f", and {len(run.chars) - 1} more," if len(run.chars) > 1 else ""
        if run.chars[0] in LOST:
            what = "stands where something was lost"
        elif category(run.chars[0]) == "Co":
            what = "of private use: every reader sees something else"
        else:
            what = "is no sign of this word"
        yield Violation(
            Location(span=run.span),
            f"U+{ord(run.chars[0]):04X}{more} {what}",
            "delete it, or write what it was meant to show",
        )


RULE = Rule(
    id="private-character",
    family="yaml",
    scope="wire",
    what="A character of one of Unicode's areas for private use, or, inside a word, one that programs write where they "
    "lost another (U+FFFC, U+FFFD), one that Unicode does not know, or an Arabic mark beside a Latin letter: raw, in a "
    "comment, in a key, or as an escape.",
    why="It is drawn as the sign of somebody's font, as a box or as nothing, and it parts a word for every search.",
    basis="[Unicode, private use](https://www.unicode.org/faq/private_use): what they mean is agreed among those "
    "who use them. In 5,936 records of public archives there is none.",
    bad='title: "Chat\\ue000GPT invented case law that lawyers filed"\n',
    good='title: "ChatGPT invented case law that lawyers filed"\n',
    fix="Delete it, or write what it was meant to show.",
    check=check,
)
