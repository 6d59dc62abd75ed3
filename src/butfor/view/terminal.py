"""A wire for a terminal: the same parts in the same order, as lines of text that act on nothing."""

from collections.abc import Iterable, Iterator

from butfor.text.display import inert, visible, wrapped
from butfor.view.content import Cited, Corrected, Retracted, View, Waived

GUIDE = 'Counterfactual "but-for" test per the Editor\'s Guide.'
_INDENTED = ("    ", "\t", "- ", "* ", "+ ", "> ", "#", "```", "~~~", "|")


def render(wire: View, width: int = 80) -> Iterator[str]:
    """Lines of at most ``width`` columns, without their ends."""
    for one in _lines(wire, width):
        yield inert(one)


def _lines(wire: View, width: int) -> Iterator[str]:
    def text(words: str, first: str = "", rest: str | None = None) -> Iterator[str]:
        return wrapped(visible(" ".join(words.split())), width, first, first if rest is None else rest)

    yield "\u2190 Latest \u00b7 Archive"
    yield ""
    if wire.status == "draft":
        yield from ("DRAFT: not published", "")
    if wire.retraction:
        for words in retracted(wire.retraction):
            yield from text(words, "! ")
        yield ""
    for change in wire.corrections:
        for number, words in enumerate(corrected(change)):
            yield from text(words, "  " if number else "* ", "  ")
    if wire.corrections:
        yield ""
    yield from text(" \u00b7 ".join((wire.severity, *wire.providers)))
    yield from text(wire.evidence)
    yield ""
    yield from text(f"{'Retracted: ' if wire.retraction else ''}{wire.title}")
    yield ""
    for date in wire.dates:
        said = "; ".join(filter(None, (date.when.text if date.when else "", date.note)))
        yield from text(f"{date.label}: {said}", "", "  ")
    yield ""
    yield from _body(wire.body, width)
    yield ""
    yield from ("Why this is an AI incident", "")
    for paragraph in wire.rationale.split("\n\n"):
        yield from (*text(paragraph), "")
    yield from text(f"[bulk] {wire.assessed}" if wire.bulk else wire.assessed)
    yield from ("", GUIDE, "")
    yield from text("Codes " + ", ".join(f"{one.id} {one.label}" if one.label else one.id for one in wire.codes))
    yield from text("Providers " + ", ".join(wire.providers))
    for name, words in wire.facts:
        yield from text(f"{name}: {words}", "", "  ")
    yield from ("", "Sources", "")
    for source in wire.sources:
        for number, words in enumerate(cited(source)):
            first = "     " if number else f"{f'[{source.id}]':<5}"
            yield from (
                text(words, first, "     ") if " " in words else (first + visible(words),)
            )  # an address is copied
    for words in wire.counted:
        yield from text(words)
    if wire.conflicts:
        yield from ("", "Where the sources disagree", "")
        for point in wire.conflicts:
            yield from text(f"{point.point} ({', '.join(point.sources)})", "- ", "  ")
    if wire.deviations:
        yield from ("", "Rules waived for this wire", "")
        for waiver in wire.deviations:
            yield from text(waived(waiver), "- ", "  ")
    if wire.related:
        yield from ("", "Related wires", "")
        for other in wire.related:
            yield from text(f"{other.how}: {other.title or 'not in this archive'} ({other.id})", "- ", "  ")
    yield from ("", "History", "")
    yield from (visible(one) for one in history(wire))
    yield from ("", *text(f"Suggest a correction: a pull request that changes {wire.path}"))


def _body(body: str, width: int) -> Iterator[str]:
    """Paragraphs are filled; lists, quotes, tables and code stay in their lines."""
    code = False
    paragraph: list[str] = []
    for one in [*body.strip("\n").split("\n"), None]:
        if one is not None and not code and one.strip() and not one.startswith(_INDENTED):
            paragraph.append(one)
            continue
        if paragraph:
            yield from wrapped(visible(" ".join(" ".join(paragraph).split())), width, "", "")
            paragraph = []
        if one is not None:
            code ^= one.startswith(("```", "~~~"))
            yield from wrapped(visible(one.replace("\t", "    ").rstrip()), width, "", "")


def retracted(end: Retracted) -> Iterable[str]:
    """A retraction in words."""
    yield f"RETRACTED on {end.when.text} by {end.by}. What this wire says no longer stands."
    yield end.reason
    if end.replaced_by:
        yield f"Replaced by {end.replaced_by.title or 'a wire that is not in this archive'} ({end.replaced_by.id})."


def corrected(one: Corrected) -> Iterable[str]:
    """A correction in words."""
    yield f"{one.type.capitalize()}, {one.when.text}: {one.fields}"
    yield f"Was: {one.was}"
    yield f"Now: {one.now}"
    yield f"Why: {one.reason} ({one.by})"


def cited(source: Cited) -> Iterable[str]:
    """A source in words."""
    yield source.title
    yield "; ".join(described(source))
    yield source.url
    if source.archive_host:
        yield f"Archive copy: {source.archive_href or source.archive_host}"


def described(source: Cited) -> list[str]:
    """What is known of a source: publisher, kind, dates, language, origin."""
    words = [source.publisher, source.kind]
    if source.published:
        words.append(f"published {source.published.text}")
    if source.accessed:
        words.append(f"read {source.accessed.text}")
    if source.language:
        words.append(f"language: {source.language}")
    return [*words, *source.notes]


def waived(one: Waived) -> str:
    """A deviation in words."""
    until = f", until {one.until.text}" if one.until else ""
    return f"{one.rule}: {one.reason} Signed by {one.by} on {one.when.text}{until}; ledger {one.ledger}."


def history(wire: View) -> Iterable[str]:
    """The commits that changed the wire, the newest first."""
    for commit in wire.commits:
        yield f"{commit.oid[:12]}  {commit.date}  {commit.author}"
    if wire.cut:
        yield "The history goes on before; this clone does not hold it."
    elif not wire.commits:
        yield "Not in the history yet."
