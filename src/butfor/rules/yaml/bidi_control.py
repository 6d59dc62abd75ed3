"""A character that changes the order in which text is shown."""

from collections.abc import Iterator

from butfor.findings import Applicability, Location, Patch, ProposedFix, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.yaml.invisible_character import CONSEQUENCES, runs
from butfor.text.invisible import may_reorder, named, reordering


def check(context: WireContext) -> Iterator[Violation]:
    document = context.file.document
    if document is None or (document.source.data.isascii() and b"\\" not in document.source.data):
        return
    for run in runs(document, may_reorder, reordering):
        more = len(run.chars) - 1
        first = named(run.chars[0])
        isolates = all("\u2066" <= char <= "\u2069" for char in run.chars)
        yield Violation(
            Location(span=run.span),
            f"{first}, and {more} more reorder the text" if more else f"{first}, reorders the text",
            ("delete them" if more else "delete it") + ", and read the line again",
            "an isolate is allowed if it is closed on its line and the line contains right-to-left letters"
            if isolates
            else None,
            fix=ProposedFix((Patch(Location(span=run.span), to="", raw=True),), applicability=Applicability.UNSAFE),
        )


RULE = Rule(
    id="bidi-control",
    family="yaml",
    scope="wire",
    what="A character that embeds, overrides or isolates the direction of text. An isolate is allowed if it is "
    "closed on its line and the line contains right-to-left letters.",
    why="People see the line in another order than programs read it: a reviewer approves another text. Hebrew and "
    "Arabic do not need these characters; those that they need are allowed.",
    basis="[Trojan Source](https://trojansource.codes/) (CVE-2021-42574); "
    "[UAX #9, explicit formatting](https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters); "
    "[UTR #36](https://www.unicode.org/reports/tr36/) and [UTS #39](https://www.unicode.org/reports/tr39/).",
    bad='title: "ChatGPT invented case law \\u202ethat lawyers\\u202c filed"\n',
    good='title: "ChatGPT invented case law that lawyers filed"\n',
    fix="Delete it and read the line again: it may say something else than you saw. `butfor fix --unsafe` deletes it.",
    fixes=(Applicability.UNSAFE,),
    explains=CONSEQUENCES,
    never_known=True,
    check=check,
)
