"""A space that is a sign, where it looks like white space."""

import re
from collections.abc import Iterator

from butfor.findings import Applicability, Location, Patch, ProposedFix, Span, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.yaml import located_faults
from butfor.text.display import shown
from butfor.text.prose import with_plain_spaces
from butfor.yaml.locate import Locator

_INDENT = re.compile("\\A((?:[>-] )?)\u3000+")  # how a paragraph begins in Chinese and Japanese print


def check(context: WireContext) -> Iterator[Violation]:
    for path, fault, number in located_faults(context, "odd-space"):
        fix = None
        if number is not None:
            line = Locator(context.file.document).line(number).rstrip("\r")
            indent = len(line) - len(line.lstrip(" \t"))
            place = Location(path, span=Span(number, indent + 1, number, len(line) + 1))
            plain = with_plain_spaces(line[indent:])
            begins = fault.line == 1 or not Locator(context.file.document).line(number - 1).strip(" \t\r")
            indented = begins and _INDENT.sub(r"\1", line[indent:]) == plain
            safe = Applicability.SAFE if indented else Applicability.UNSAFE
            fix = ProposedFix((Patch(place, plain, raw=True),), safe)
        yield Violation(
            Location(path, excerpt=fault.text),
            f"a special space beside another space or at an edge: {shown(fault.text, 22)}",
            "write one normal space, or none at the edge",
            fix=fix,
        )


RULE = Rule(
    id="odd-space",
    family="yaml",
    scope="wire",
    what="In body or rationale, a no-break space, an ideographic space or another special space is beside another "
    "space, or at an edge of a line.",
    why="White space is space, tab and line break; every other space is shown as it is. Many of them in a row push "
    "words off the page, and readers of the file do not see it.",
    basis="The wire format, *Text*. One such space between two words, as in `16\u00a0%`, is allowed.",
    bad='body: "Two lawyers filed \\u00a0 invented opinions [S1][S2][S3]."\n',
    good='body: "Two lawyers filed 6\\u00a0invented opinions [S1][S2][S3]."\n',
    fix="Write one normal space. `butfor fix` deletes the ideographic space by which a paragraph is indented: the "
    "page separates paragraphs without it.",
    fixes=(Applicability.SAFE, Applicability.UNSAFE),
    check=check,
)
