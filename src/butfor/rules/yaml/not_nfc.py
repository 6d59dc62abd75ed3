"""A text whose letters are spelt in pieces."""

import unicodedata
from collections.abc import Iterator

from butfor.findings import Applicability, DataPath, Level, Location, Patch, ProposedFix, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.scope import written_texts
from butfor.rules.yaml.invisible_character import CONSEQUENCES
from butfor.yaml.locate import Locator

_VOCABULARIES = ("codes", "providers", "severity", "tier")
"""Fields whose values are looked up in the policy, which holds each in this form."""


def check(context: WireContext) -> Iterator[Violation]:
    document = context.file.document
    if document is None or (document.source.data.isascii() and b"\\" not in document.source.data):
        return
    texts = (*written_texts(context), *_names(context))
    found = [path for path, text in texts if not unicodedata.is_normalized("NFC", text)]
    text = Locator(document) if found else None
    for path in found:
        node = text.spans.get(path) if text else None
        fix = None
        if text is not None and node is not None:
            plain = unicodedata.normalize("NFC", text.text[node.start : node.end])
            fix = ProposedFix((Patch(Location(path, span=text.span_of(node.start, node.end)), plain, raw=True),))
        yield Violation(
            Location(path),
            "letters of this text consist of several characters: it is not NFC",
            "run `butfor fix`, which writes each letter as one character",
            level=Level.ERROR if path[0] in _VOCABULARIES else None,
            fix=fix,
        )


def _names(context: WireContext) -> Iterator[tuple[DataPath, str]]:
    wire, bad = context.wire, context.file.invalid_fields
    for field in ("codes", "providers", "systems"):
        if field not in bad:
            yield from (((field, index), name) for index, name in enumerate(getattr(wire, field)))
    for field in ("severity", "tier"):
        if field not in bad:
            yield (field,), getattr(wire, field)
    if "submitted_by" not in bad and wire.submitted_by:
        yield ("submitted_by",), wire.submitted_by
    for field in ("deviations", "reviews"):
        if field not in bad:
            yield from (((field, index, "by"), signed.by) for index, signed in enumerate(getattr(wire, field)))


RULE = Rule(
    id="not-nfc",
    family="yaml",
    scope="wire",
    level=Level.WARNING,
    what="A text that readers see is not in Unicode's Normalization Form C: `e` and an accent for `\u00e9`. It is "
    "an error in a field that is looked up in the policy.",
    why="Two spellings of one word look the same, and a search for one does not find the other. Texts are read, "
    "compared and shown in this form, so only the file differs.",
    basis="[Unicode Standard Annex 15](https://www.unicode.org/reports/tr15/).",
    bad='title: "ChatGPT invented case law for the cafe\u0301 of a court"\n',
    good='title: "ChatGPT invented case law for the caf\u00e9 of a court"\n',
    fix="`butfor fix` writes this form; readers see the same text.",
    fixes=(Applicability.SAFE,),
    explains=CONSEQUENCES,
    check=check,
)
