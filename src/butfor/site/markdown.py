"""A wire as Markdown for a comment or a page: the same parts in the same order as on its page. Nothing in it is HTML,
calls anybody or loads anything, whatever the wire holds."""

import re
from collections.abc import Iterator, Mapping

from markdown_it.token import Token

from butfor.site.markup import parser
from butfor.text.display import inert
from butfor.text.urls import host_of
from butfor.view import terminal
from butfor.view.parts import SourceView, View

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~$&!]|(?<![^\n])(?:[#+=-]|[0-9]+(?=[.)]))")
_NOTIFIES = re.compile(r"([@#])(?=[A-Za-z0-9])")  # @name and #1 call somebody, but not where the sign is code


def render(wire: View, guide: str | None = None) -> str:
    """Return the whole text. ``guide``: where the Editor's Guide is, if it is known."""
    test = terminal.GUIDE.replace("Editor's Guide", f"[Editor's Guide](<{guide}>)") if guide else terminal.GUIDE
    blocks = [*_head(wire), *_account(wire), test, *_facts(wire), *_end(wire)]
    return "\n".join(map(inert, "\n\n".join(blocks).split("\n"))) + "\n"


def _head(wire: View) -> Iterator[str]:
    yield "\u2190 Latest \u00b7 Archive"
    if wire.status == "draft":
        yield "**Draft: not published**"
    if wire.retraction:
        first, *more = map(_line, terminal.retracted(wire.retraction))
        yield "\n".join([f"> **{first}**", *(f">\n> {words}" for words in more)])
    for correction in wire.corrections:
        first, *more = map(_line, terminal.corrected(correction))
        yield "\n".join([f"- {first}", *(f"  - {words}" for words in more)])
    severity = " \u00b7 ".join(map(_line, (wire.severity, *wire.providers)))
    yield f"**{severity}**\\\n{_line(wire.evidence)}"
    yield f"# {'Retracted: ' if wire.retraction else ''}{_line(wire.title)}"
    yield "\n".join(f"- {date.label}: {_line(terminal.dated(date))}" for date in wire.dates)


def _account(wire: View) -> Iterator[str]:
    yield body_markdown(wire.body, {source.id: source.href for source in wire.sources})
    yield "## Why this is an AI incident"
    yield from map(_line, wire.rationale.split("\n\n"))
    yield f"**{_line(wire.assessed)}**" if wire.bulk else _line(wire.assessed)


def _facts(wire: View) -> Iterator[str]:
    facts = [f"Codes {_line(terminal.labelled(wire.codes))}", f"Providers {_line(', '.join(wire.providers))}"]
    facts += [f"{_line(name)}: {_line(words)}" for name, words in wire.facts]
    yield "\\\n".join(facts)
    yield "## Sources"
    yield "\n".join(map(_source, wire.sources))
    yield from map(_line, wire.counted)


def _source(source: SourceView) -> str:
    title = _line(source.title)
    name = f"[{title}](<{source.href}>)" if source.href else f"{title} {_line(source.url)}"
    words = "; ".join([*terminal.described(source), host_of(source.url)])
    copy = f"; [archive copy](<{source.archive_href}>)" if source.archive_href else ""
    return f"- {source.id}: {name} - {_line(words)}{copy}"


def _end(wire: View) -> Iterator[str]:
    for heading, texts in (*terminal.remarks(wire), ("History", terminal.history(wire))):
        yield from (f"## {heading}", "\n".join(f"- {_line(text)}" for text in texts))
    yield f"Suggest a correction: a pull request that changes {_line(wire.path)}"


def _line(text: str) -> str:
    return escaped(" ".join(text.split()))


def escaped(text: str) -> str:
    """Return text from a wire as Markdown that says just that: no markup, no HTML, nobody is called."""
    parts = _NOTIFIES.split(text)
    parts[::2] = [_SPECIAL.sub(_literal, part) for part in parts[::2]]
    parts[1::2] = [f"`{part}`" for part in parts[1::2]]
    return "".join(parts)


def _literal(match: re.Match[str]) -> str:
    """Return a character behind a backslash; the point after a number that would begin a list, too."""
    return f"{match[0]}\\" if match[0].isdigit() else f"\\{match[0]}"


def body_markdown(body: str, targets: Mapping[str, str | None]) -> str:
    """Return the body as Markdown: its structure kept, all texts escaped, citations as links to ``targets``."""
    tokens = parser().parse(body, {"sources": frozenset(targets)})
    lines: list[str] = []
    first: list[str] = []  # what the next line begins with: marks of quotes and items
    rest: list[str] = []
    numbers: list[int | None] = []

    def put(text: str) -> None:
        nonlocal first
        for line in text.split("\n"):
            lines.append(("".join(first) + line).rstrip())
            first = list(rest)
        lines.append("".join(rest).rstrip())

    for token in tokens:
        kind = token.type
        if kind == "inline":
            put(_inline(token, targets))
        elif kind in ("fence", "code_block"):
            fence = "`" * max(3, 1 + max(map(len, re.findall("`+", token.content)), default=0))
            put(f"{fence}text\n{token.content.rstrip()}\n{fence}")
        elif kind == "hr":
            put("---")
        elif kind == "heading_open":
            first = [*first, "#" * min(int(token.tag[1]) + 1, 6) + " "]
        elif kind == "blockquote_open":
            first, rest = [*first, "> "], [*rest, "> "]
        elif kind in ("bullet_list_open", "ordered_list_open"):
            numbers.append(int(token.attrGet("start") or 1) if kind.startswith("o") else None)
        elif kind == "list_item_open":
            mark = "- " if numbers[-1] is None else f"{numbers[-1]}. "
            first, rest = [*first, mark], [*rest, " " * len(mark)]
            numbers[-1] = None if numbers[-1] is None else numbers[-1] + 1
        elif kind in ("blockquote_close", "list_item_close"):
            rest = rest[:-1]
            first = list(rest)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            numbers.pop()
    return "\n".join(lines).strip("\n")


def _inline(token: Token, targets: Mapping[str, str | None]) -> str:
    parts = []
    opened: list[str] = []
    for child in token.children or ():
        if child.type == "text":
            parts.append(escaped(child.content))
        elif child.type == "code_inline":
            fence = "`" * (1 + max(map(len, re.findall("`+", child.content)), default=0))
            parts.append(f"{fence} {child.content} {fence}")
        elif child.type == "softbreak":
            parts.append("\n")
        elif child.type == "hardbreak":
            parts.append("\\\n")
        elif child.type in ("em_open", "em_close"):
            parts.append("*")
        elif child.type in ("strong_open", "strong_close"):
            parts.append("**")
        elif child.type == "citation":
            target = targets[child.content]
            parts.append(f"[\\[{child.content}\\]](<{target}>)" if target else f"\\[{child.content}\\]")
        elif child.type == "link_open":
            opened.append(str(child.attrGet("href")))
            parts.append("[")
        elif child.type == "link_close":
            target = opened.pop()
            parts.append(f"](<{target}>) ({escaped(host_of(target))})")
        else:
            parts.append(escaped(child.content))
    return "".join(parts)
