"""A wire as Markdown for a comment or a page: the same parts in the same order as on its page. Nothing in it is HTML,
calls anybody or loads anything, whatever the wire holds."""

import re
from collections.abc import Iterable, Iterator, Mapping

from butfor.text.display import inert
from butfor.text.prose import CITATION, ITEM, QUOTE, Block
from butfor.text.urls import host_of
from butfor.view import terminal
from butfor.view.parts import COUNT_HEAD, SourceView, View
from butfor.view.wording import provider_words

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~$&!]|(?<![^\n])(?:[#+=-]|[0-9]+(?=[.)]))")
_NOTIFIES = re.compile(r"([@#])(?=[A-Za-z0-9])")  # @name and #1 call somebody, but not where the sign is code


def render(wire: View, guide: str | None = None) -> str:
    """Return the whole text. ``guide``: where the Editor's Guide is, if it is known."""
    test = terminal.GUIDE.replace("Editor's Guide", f"[Editor's Guide](<{guide}>)") if guide else terminal.GUIDE
    blocks = [*_head(wire), *_account(wire), test, *_corrections(wire), *_facts(wire), *_end(wire)]
    return "\n".join(map(inert, "\n\n".join(blocks).split("\n"))) + "\n"


def _head(wire: View) -> Iterator[str]:
    if wire.status == "draft":
        yield "**Draft: not published**"
    yield f"# {'Retracted: ' if wire.retraction else ''}{_line(wire.title)}"
    if wire.retraction:
        first, *more = (_lines(words, "> ") for words in terminal.retracted(wire.retraction))
        yield "\n".join([f"> **{first}**", *(f">\n> {words}" for words in more)])
    yield "\\\n".join(map(_line, terminal.state(wire)))
    severity = " \u00b7 ".join(map(_line, (wire.severity_words, *wire.named)))
    yield f"**{severity}**\\\n{_line(wire.evidence)}\\\n{_line(wire.counted_words)}"
    yield "\n".join(f"- {date.label}: {_line(terminal.dated(date))}" for date in wire.dates)


def _account(wire: View) -> Iterator[str]:
    targets = {source.id: source.href for source in wire.sources}
    yield from prose(wire.body, targets)
    yield f"## {wire.why}"
    yield from prose(wire.rationale, targets)
    yield f"**{_line(wire.result)}**" if wire.bulk else _line(wire.result)


def _corrections(wire: View) -> Iterator[str]:
    if wire.corrections:
        yield f"## {terminal.CHANGED}"
    for correction in wire.corrections:
        first, *more = (_lines(words, "    ") for words in terminal.corrected(correction))
        yield "\n".join([f"- {first}", *(f"  - {words}" for words in more)])


def _facts(wire: View) -> Iterator[str]:
    providers = ", ".join(map(provider_words, wire.providers))
    facts = [f"Codes {_line(terminal.labelled(wire.codes))}", f"Providers {_line(providers)}"]
    for fact in wire.facts:
        words = f"[{_line(fact.text)}](<{fact.href}>)" if fact.href else _line(fact.text)
        facts.append(f"{_line(fact.label)}: {words}")
    yield "\\\n".join(facts)
    yield "## Sources"
    yield "\n".join(map(_source, wire.sources))
    head = [COUNT_HEAD, ("---",) * len(COUNT_HEAD)]
    rows = [tuple(map(_line, row.cells)) for row in wire.counted]
    yield "\n".join(f"| {' | '.join(row)} |" for row in (*head, *rows))


def _source(source: SourceView) -> str:
    title = _line(source.title)
    name = f"[{title}](<{source.href}>)" if source.href else f"{title} {_line(source.url)}"
    words = "; ".join([*terminal.described(source), host_of(source.url)])
    copy = f"; [archive copy](<{source.archive_href}>)" if source.archive_href else ""
    return f"- {source.id}: {name} - {_line(words)}{copy}"


def _end(wire: View) -> Iterator[str]:
    past = [("History", terminal.history(wire))] if wire.commits is not None else []
    for heading, texts in (*terminal.remarks(wire), *past):
        yield from (f"## {heading}", "\n".join(f"- {_line(text)}" for text in texts))
    yield f"Suggest a correction: a pull request that changes {_line(wire.path)}"


def _line(text: str) -> str:
    return escaped(" ".join(text.split()))


def _lines(text: str, indent: str) -> str:
    """Return a text inside a block whose lines begin with ``indent``; what stands on a line of its own stays so."""
    return f"\\\n{indent}".join(map(escaped, terminal.filled_lines(text)))


def escaped(text: str) -> str:
    """Return text from a wire as Markdown that says just that: no markup, no HTML, nobody is called."""
    parts = _NOTIFIES.split(text)
    parts[::2] = [_SPECIAL.sub(_literal, part) for part in parts[::2]]
    parts[1::2] = [f"`{part}`" for part in parts[1::2]]
    return "".join(parts)


def _literal(match: re.Match[str]) -> str:
    """Return a character behind a backslash; the point after a number that would begin a list, too."""
    return f"{match[0]}\\" if match[0].isdigit() else f"\\{match[0]}"


def prose(blocks: Iterable[Block], targets: Mapping[str, str | None]) -> Iterator[str]:
    """Yield blocks as Markdown in which every sign is itself, and citations are links to ``targets``."""
    for block in blocks:
        texts, citations = block.shown
        mark, between = {"paragraph": ("", ""), "quotation": (QUOTE, "\n>\n"), "list": (ITEM, "\n")}[block.kind]
        yield between.join(mark + _cited(words, targets) for words in texts)
        if citations:
            yield _cited(citations, targets)


def _cited(words: str, targets: Mapping[str, str | None]) -> str:
    parts = CITATION.split(words)  # texts, and between them the ids of sources
    parts[::2] = map(escaped, parts[::2])
    parts[1::2] = [
        f"[\\[{source}\\]](<{targets[source]}>)" if targets.get(source) else f"\\[{source}\\]" for source in parts[1::2]
    ]
    return "".join(parts)
