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
            what = "replaces a lost character"
        elif category(run.chars[0]) == "Co":
            what = "is for private use: each reader sees something else"
        else:
            what = "does not belong to this word"
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
    why="Readers see a sign of some font, a box or nothing, and every search takes the word for two.",
    basis="[Unicode, private use](https://www.unicode.org/faq/private_use): their users agree on what they mean. In "
    "5,936 records of public archives there is none.",
    bad='title: "Chat\\ue000GPT invented case law that lawyers filed"\n',
    good='title: "ChatGPT invented case law that lawyers filed"\n',
    fix="Delete it, or write what it was meant to show.",
    check=check,
)
