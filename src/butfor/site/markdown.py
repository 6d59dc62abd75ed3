"""A wire as Markdown for a comment or a page: the same parts in the same order. Nothing in it is HTML, calls anybody or
loads anything, whatever the wire holds."""

from butfor.site.markup import body_markdown, escaped
from butfor.text.display import inert
from butfor.text.urls import host_of
from butfor.view import terminal
from butfor.view.content import View


def render(wire: View, guide: str | None = None) -> str:
    """The whole text. ``guide``: where the Editor's Guide is, if it is known."""
    parts = ["\u2190 Latest \u00b7 Archive"]
    if wire.status == "draft":
        parts.append("**Draft: not published**")
    if wire.retraction:
        first, *others = map(_line, terminal.retracted(wire.retraction))
        parts.append("\n".join([f"> **{first}**", *(f">\n> {one}" for one in others)]))
    for change in wire.corrections:
        parts.append(
            "\n".join(f"{'  - ' if at else '- '}{_line(one)}" for at, one in enumerate(terminal.corrected(change)))
        )
    severity = " \u00b7 ".join(map(_line, (wire.severity, *wire.providers)))
    parts.append(f"**{severity}**\\\n{_line(wire.evidence)}")
    parts.append(f"# {'Retracted: ' if wire.retraction else ''}{_line(wire.title)}")
    dates = []
    for date in wire.dates:
        said = "; ".join(filter(None, (date.when.text if date.when else "", date.note)))
        dates.append(f"- {date.label}: {_line(said)}")
    parts.append("\n".join(dates))
    parts.append(body_markdown(wire.body, {source.id: source.href for source in wire.sources}))
    parts.append("## Why this is an AI incident")
    parts += [_line(paragraph) for paragraph in wire.rationale.split("\n\n")]
    parts.append(f"**{_line(wire.assessed)}**" if wire.bulk else _line(wire.assessed))
    parts.append(terminal.GUIDE.replace("Editor's Guide", f"[Editor's Guide](<{guide}>)") if guide else terminal.GUIDE)
    codes = ", ".join(f"{one.id} {one.label}" if one.label else one.id for one in wire.codes)
    facts = [f"Codes {_line(codes)}", f"Providers {_line(', '.join(wire.providers))}"]
    facts += [f"{_line(name)}: {_line(words)}" for name, words in wire.facts]
    parts.append("\\\n".join(facts))
    parts.append("## Sources")
    sources = []
    for source in wire.sources:
        name = (
            f"[{_line(source.title)}](<{source.href}>)" if source.href else f"{_line(source.title)} {_line(source.url)}"
        )
        said = "; ".join([*terminal.described(source), host_of(source.url)])
        copy = f"; [archive copy](<{source.archive_href}>)" if source.archive_href else ""
        sources.append(f"- {source.id}: {name} - {_line(said)}{copy}")
    parts.append("\n".join(sources))
    parts += map(_line, wire.counted)
    if wire.conflicts:
        parts.append("## Where the sources disagree")
        parts.append("\n".join(f"- {_line(one.point)} ({', '.join(one.sources)})" for one in wire.conflicts))
    if wire.deviations:
        parts.append("## Rules waived for this wire")
        parts.append("\n".join(f"- {_line(terminal.waived(one))}" for one in wire.deviations))
    if wire.related:
        parts.append("## Related wires")
        others = [f"{one.how}: {one.title or 'not in this archive'} ({one.id})" for one in wire.related]
        parts.append("\n".join(f"- {_line(one)}" for one in others))
    parts.append("## History")
    parts.append("\n".join(f"- {_line(one)}" for one in terminal.history(wire)))
    parts.append(f"Suggest a correction: a pull request that changes {_line(wire.path)}")
    return "\n".join(map(inert, "\n\n".join(parts).split("\n"))) + "\n"


def _line(text: str) -> str:
    return escaped(" ".join(text.split()))
