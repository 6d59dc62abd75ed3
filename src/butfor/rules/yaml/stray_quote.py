"""A quote that became part of the text."""

from collections.abc import Iterator

from butfor.findings import DataPath, Level, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.yaml.emit import quoted

_PAIRS = (("\u201c", "\u201d"), ("\u201e", "\u201c"), ("\u00ab", "\u00bb"), ("\u2018", "\u2019"))
_QUOTES = frozenset(['"', *(closing for _, closing in _PAIRS)])


def check(context: WireContext) -> Iterator[Violation]:
    wire, bad = context.wire, context.file.invalid_fields
    lines: list[tuple[DataPath, str]] = [] if "title" in bad else [(("title",), wire.title)]
    if "sources" not in bad:
        for index, source in enumerate(wire.sources):
            lines += [(("sources", index, "publisher"), source.publisher), (("sources", index, "title"), source.title)]
    for path, text in lines:
        if text[-1:] not in _QUOTES and text[:1] != '"':
            continue
        ends = text[:1], text[-1:]
        if ends in _PAIRS and ends[0] not in text[1:]:
            message, bare = "the quotes around this text are part of it", text[1:-1]
        elif text.count('"') == 1 and '"' in ends:
            message, bare = "a lone quote is part of this text", text.strip('"')
        else:
            continue
        yield Violation(
            Location(path),
            message,
            f"use straight quotes around the whole text:\n    {path[-1]}: {quoted(bare)}",
        )


RULE = Rule(
    id="stray-quote",
    family="yaml",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what='A title or publisher that starts or ends with a lone `"`, or is in curly quotes.',
    why="Only straight quotes at both ends quote a text in YAML; others are shown to readers. This is a guess: the "
    "quotes may belong to the name.",
    basis="[YAML 1.2.2, flow scalars](https://yaml.org/spec/1.2.2/#73-flow-scalar-styles).",
    bad='title: ChatGPT invented case law that lawyers filed"\n',
    good='title: "\\"Judge\\" ChatGPT invented case law that lawyers filed"\n',
    fix="Write straight double quotes at both ends.",
    check=check,
)
