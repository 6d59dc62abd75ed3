"""Letters under a pile of marks, or a word that marks strike out."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.yaml.invisible_character import runs
from butfor.text.display import shown
from butfor.text.marks import may_stack, stacked


def check(context: WireContext) -> Iterator[Violation]:
    document = context.file.document
    if document is None or (document.source.data.isascii() and b"\\" not in document.source.data):
        return
    for run in runs(document, may_stack, stacked):
        letters = "".join(char for char in run.chars if char.isalnum() or char == " ").strip()
        what = (
            f"marks on {shown(letters, 30)} strike it out or cover it" if letters else "a pile of marks on one letter"
        )
        yield Violation(
            Location(span=run.span),
            what,
            "write the letters without them; if the source struck out words, say so in words",
        )


RULE = Rule(
    id="stacked-marks",
    family="yaml",
    scope="wire",
    what="More than four accents in a row, more than ten marks of a script, or letters in a row that each have an "
    "overlay, a line, an enclosing mark, or two accents and more.",
    why="Marks hide the letters below them and run over the lines above. For readers, words that are struck out "
    "mean the opposite; for programs they mean the same as before.",
    basis="[Unicode, combining marks](https://www.unicode.org/faq/char_combmark). No script or transcription that we "
    "know writes more than three such accents on a letter, or more than eight marks of its own. In 5,936 records of "
    "public archives the rule finds nothing.",
    bad='title: "ChatGPT invented c\u0336a\u0336s\u0336e law that lawyers filed"\n',
    good='title: "ChatGPT invented case law that lawyers filed, by m\u0304 and \u0254\u0303\u0301"\n',
    fix="Delete the marks.",
    check=check,
)
