"""Spaces at the end of a line."""

import re
from collections.abc import Iterator

from butfor.findings import Applicability, Level, Location, Patch, ProposedFix, Span, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.prose import PATHS
from butfor.yaml.spans import lines_of, node_spans

_END = re.compile(r"(?<![ \t])[ \t]+\Z")
_BEFORE_BREAK = re.compile(rb"\n(?<=[ \t]\n)")  # the break first: a literal is found fast


def check(context: WireContext) -> Iterator[Violation]:
    document = context.file.document
    data = document.source.data if document else b""
    if not _BEFORE_BREAK.search(data) and b"\r" not in data and not data.endswith((b" ", b"\t")):
        return
    lines = lines_of(data.decode("utf-8"))
    inside: set[int] = set()  # lines of texts in which two spaces at the end may mean something
    for path, place in node_spans(document.source).items() if document else ():
        if path not in PATHS and not place.block and place.value.end_line > place.value.line:
            inside.update(range(place.value.line, place.value.end_line + 1))
    spans = []
    for number, line in enumerate(lines, 1):
        if (match := _END.search(line)) is None:
            continue
        following = lines[number].strip() if number < len(lines) else ""
        if number in inside and match.start() and match[0].startswith("  ") and following:
            continue  # before the next line of a paragraph they may be a line break in the Markdown of an extension
        if line[: match.start()].endswith("\\"):
            continue  # an escaped space, in double quotes
        spans.append(Span(number, match.start() + 1, number, match.end() + 1))
    if spans:
        lines_end = "1 line ends in spaces" if len(spans) == 1 else f"{len(spans)} lines end in spaces"
        yield Violation(
            Location(span=spans[0]),
            lines_end,
            "delete them",
            fix=ProposedFix(tuple(Patch(Location(span=span), "") for span in spans)),
        )


RULE = Rule(
    id="trailing-blank",
    family="yaml",
    scope="wire",
    level=Level.WARNING,
    what="Spaces or tabs at the end of a line. Two spaces inside a text of several lines that is neither body nor "
    "rationale are allowed: there they may have a meaning.",
    why="Many editors delete them automatically, so that the next small change shows as a large one.",
    basis="Most public projects refuse them: "
    "[pre-commit's own hooks](https://github.com/pre-commit/pre-commit-hooks) have `trailing-whitespace`.",
    bad="severity: SEV-3 \n",
    good="severity: SEV-3\n",
    fix="`butfor fix` deletes them; most editors can delete them whenever they save.",
    fixes=(Applicability.SAFE,),
    check=check,
)
