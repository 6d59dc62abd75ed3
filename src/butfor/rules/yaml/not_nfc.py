"""A text whose letters are spelt in pieces."""

import unicodedata
from collections.abc import Iterator

from butfor.findings import Applicability, Level, Location, Patch, ProposedFix, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.scope import written_texts
from butfor.yaml.locate import Locator


def check(context: WireContext) -> Iterator[Violation]:
    document = context.file.document
    if document is None or (document.source.data.isascii() and b"\\" not in document.source.data):
        return
    found = [path for path, text in written_texts(context) if not unicodedata.is_normalized("NFC", text)]
    text = Locator(document) if found else None
    for path in found:
        node = text.spans.get(path) if text else None
        fix = None
        if text is not None and node is not None:
            plain = unicodedata.normalize("NFC", text.text[node.start : node.end])
            fix = ProposedFix((Patch(Location(path, span=text.span_of(node.start, node.end)), plain, raw=True),))
        yield Violation(
            Location(path),
            "letters of this text are spelt in pieces: it is not NFC",
            "`butfor fix` writes each as the one sign that it is",
            fix=fix,
        )


RULE = Rule(
    id="not-nfc",
    family="yaml",
    scope="wire",
    level=Level.WARNING,
    what="A text that readers see is not in Unicode's Normalization Form C: `e` and an accent for `\u00e9`.",
    why="Two spellings of one word look the same, and a search for one does not find the other. Texts are read, "
    "compared and shown in this form, so only the file differs.",
    basis="[Unicode Standard Annex 15](https://www.unicode.org/reports/tr15/).",
    bad='title: "ChatGPT invented case law for the cafe\u0301 of a court"\n',
    good='title: "ChatGPT invented case law for the caf\u00e9 of a court"\n',
    fix="`butfor fix` writes it; what readers see stays.",
    fixes=(Applicability.SAFE,),
    check=check,
)
