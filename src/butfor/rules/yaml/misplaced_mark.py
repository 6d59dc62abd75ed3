"""A line of prose that may be meant otherwise than it is read."""

from collections.abc import Iterator

from butfor.findings import Applicability, Location, Patch, ProposedFix, Span, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.yaml import located_faults
from butfor.text.display import shown


def check(context: WireContext) -> Iterator[Violation]:
    last = None
    for path, fault, number in located_faults(context, "late-mark", "nested-item", "unmarked-line"):
        follows = last == (path, fault.kind, fault.line - 1)
        last = path, fault.kind, fault.line
        if follows:
            continue  # the next items of one list: the first line says it
        mark = fault.text[0]
        if fault.kind == "late-mark":
            message = f"`{mark}` on a later line does not begin a block: {shown(fault.text, 34)}"
            help_ = f"put an empty line above it; if the character `{mark}` is meant, join the line to the one above"
        elif fault.kind == "nested-item":
            message = f"a list has one level, but this item is indented: {shown(fault.text, 28)}"
            help_ = "begin it where the other items begin; or move its words into the item above"
        else:
            message = f"a line of a quotation begins without `>`: {shown(fault.text, 34)}"
            help_ = "begin it with `> `; if it is not quoted, put an empty line above it"
        fix = None
        if number is not None:
            column = 1 if fault.kind == "late-mark" else _indent(context, number) + 1
            place = Location(path, span=Span(number, column, number, column))
            added = "\n" if fault.kind == "late-mark" else "> "
            if fault.kind != "nested-item":
                fix = ProposedFix((Patch(place, added, raw=True),), Applicability.UNSAFE)
        yield Violation(Location(path, excerpt=fault.text), message, help_, fix=fix)


def _indent(context: WireContext, number: int) -> int:
    document = context.file.document
    line = document.source.data.decode("utf-8").split("\n")[number - 1] if document else ""
    return len(line) - len(line.lstrip(" \t"))


RULE = Rule(
    id="misplaced-mark",
    family="yaml",
    scope="wire",
    what="In body or rationale, a line that begins with `> ` or `- ` inside another block, an item that is indented "
    "below another one, or a line of a quotation that begins without `> `.",
    why="Only the first line of a block says what it is, so such a line is read as a part of the block above it: "
    "its mark becomes text, and words that nobody said become part of a quotation.",
    basis="The wire format, *Text*: an empty line ends a block. Programs that guess here disagree with each other; "
    "[CommonMark](https://spec.commonmark.org/0.31.2/#lazy-continuation-line) has a name for each guess.",
    bad="""\
body: |
  Two lawyers filed these invented opinions [S1][S2]:
  - Varghese v. China Southern Airlines [S3]
""",
    good="""\
body: |
  Two lawyers filed these invented opinions [S1][S2]:

  - Varghese v. China Southern Airlines [S3]
""",
    fix="Put an empty line above the line, or join it to the one above; begin each line of a quotation with `> `.",
    fixes=(Applicability.UNSAFE,),
    check=check,
)
