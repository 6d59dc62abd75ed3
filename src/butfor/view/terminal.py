"""A wire for a terminal: the same parts in the same order, as lines of text that act on nothing."""

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from butfor.text.display import columns, inert, listed, visible, wrapped
from butfor.text.prose import ITEM, QUOTE, Block
from butfor.view import parts
from butfor.view.wording import provider_words

CHANGED = "What changed since publication"
GUIDE = 'Counterfactual "but-for" test per the Editor\'s Guide.'


def render(wire: parts.View, width: int = 80) -> Iterator[str]:
    """Yield lines of at most ``width`` columns, without their ends."""
    for part in (_head, _account, _facts, _sources, _remarks, _end):
        yield from map(inert, part(wire, width))


def _filled(words: str, width: int, first: str = "", rest: str = "") -> Iterator[str]:
    """Yield words in lines; what stands on a line of its own begins one, and is set off."""
    for number, line in enumerate(filled_lines(words)):
        yield from wrapped(visible(line), width, f"{rest}  " if number else first, f"{rest}  " if number else rest)


def _head(wire: parts.View, width: int) -> Iterator[str]:
    if wire.status == "draft":
        yield from ("DRAFT: not published", "")
    yield from (*_filled(wire.headline, width), "")
    if wire.retraction:
        for words in retracted(wire.retraction):
            yield from _filled(words, width, "! ", "! ")
        yield ""
    for words in state(wire):
        yield from _filled(words, width)
    yield ""
    yield from _filled(" \u00b7 ".join((wire.severity_words, *wire.named)), width)
    yield from _filled(wire.evidence, width)
    yield from (*_filled(wire.counted_words, width), "")
    for date in wire.dates:
        yield from _filled(f"{date.label}: {dated(date)}", width, "", "  ")
    yield ""


def _account(wire: parts.View, width: int) -> Iterator[str]:
    yield from _prose(wire.body, width)
    yield from (wire.why, "")
    yield from _prose(wire.rationale, width)
    yield from _filled(f"[bulk] {wire.result}" if wire.bulk else wire.result, width)
    yield from ("", GUIDE, "")
    if wire.corrections:
        yield from (CHANGED, "")
    for correction in wire.corrections:
        for number, words in enumerate(corrected(correction)):
            yield from _filled(words, width, "  " if number else "* ", "  ")
    if wire.corrections:
        yield ""


def _facts(wire: parts.View, width: int) -> Iterator[str]:
    yield from _filled(f"Codes {labelled(wire.codes)}", width)
    yield from _filled(f"Providers {', '.join(map(provider_words, wire.providers))}", width)
    for fact in wire.facts:
        yield from _filled(f"{fact.label}: {fact.text}", width, "", "  ")


def _sources(wire: parts.View, width: int) -> Iterator[str]:
    yield from ("", "Sources", "")
    for source in wire.sources:
        for number, words in enumerate(cited(source)):
            first = "     " if number else f"{f'[{source.id}]':<5}"
            if " " in words:
                yield from _filled(words, width, first, "     ")
            else:  # a URL, to be copied
                yield first + visible(words)
    yield ""
    yield from count_table(wire.counted, width)


def count_table(rows: Iterable[parts.CountRow], width: int) -> Iterator[str]:
    """Yield how sources are counted: a line for each, and why below it where it does not count by itself."""
    cells = [parts.COUNT_HEAD, *(row.cells for row in rows)]
    widths = [max(columns(row[index]) for row in cells) for index in range(len(parts.COUNT_HEAD) - 1)]
    source, publisher, voice, counts = map(min, widths, _MOST)
    room = width - source - counts - 2 * len(widths)
    publisher, voice = min(publisher, room // 3), min(voice, room // 3)
    rooms = (source, publisher, voice, counts, room - publisher - voice)
    for row in cells:
        cut = [wrapped(visible(cell), room, "", "") for cell, room in zip(row, rooms, strict=True)]
        for texts in zip_longest(*cut, fillvalue=""):
            yield "  ".join(
                text + " " * (room - columns(text)) for text, room in zip(texts, rooms, strict=True)
            ).rstrip()


_MOST = (6, 24, 20, 9)
"""The greatest widths of the columns of `parts.COUNT_HEAD` before the last, which takes what they leave."""


def _remarks(wire: parts.View, width: int) -> Iterator[str]:
    for heading, texts in remarks(wire):
        yield from ("", heading, "")
        for words in texts:
            yield from _filled(words, width, "- ", "  ")


def _end(wire: parts.View, width: int) -> Iterator[str]:
    if wire.commits is not None:
        yield from ("", "History", "", *map(visible, history(wire)))


def _prose(blocks: Iterable[Block], width: int) -> Iterator[str]:
    """Yield blocks filled, an empty line after each; the citations that end a quotation stand below it."""
    for block in blocks:
        texts, citations = block.shown
        for number, words in enumerate(texts):
            if number and block.kind == "quotation":
                yield QUOTE.rstrip()
            first = {"paragraph": "", "quotation": QUOTE, "list": ITEM}[block.kind]
            yield from wrapped(visible(words), width, first, QUOTE if block.kind == "quotation" else " " * len(first))
        yield from ([f"  {citations}", ""] if citations else [""])


def filled_lines(words: str) -> list[str]:
    """Return the lines of a text that are not empty, each run of white space as one space."""
    return [" ".join(line.split()) for line in words.split("\n") if line.strip()] or [""]


# -- parts of a wire in words, for all forms -------------------------------------------------------------------------


def state(wire: parts.View) -> Iterator[str]:
    """Yield what has become of a wire: who assessed it, and what has changed."""
    yield wire.state
    if change := wire.main_change:
        yield f"{change.title} on {change.when.text}: {' '.join(change.reason.split())}"


def retracted(retraction: parts.RetractionView) -> Iterator[str]:
    """Yield a retraction in words."""
    yield f"RETRACTED on {retraction.when.text} by {retraction.by}. What this wire says is no longer valid."
    yield retraction.reason
    if instead := retraction.replaced_by:
        yield f"Replaced by {instead.title or 'a wire that is not in this archive'} ({instead.id})."


def corrected(correction: parts.CorrectionView) -> Iterator[str]:
    """Yield a correction in words."""
    fields = listed(correction.fields, "and")
    yield f"{correction.title}, {correction.when.text}{': ' if fields else ''}{fields}"
    yield from (f"{side.label}: {side.text}" for side in correction.sides)
    yield f"Why: {correction.reason} ({correction.by})"


def dated(date: parts.DateView) -> str:
    """Return a date in words, without its label."""
    return "; ".join(filter(None, (date.when.text if date.when else "", date.note)))


def labelled(codes: Iterable[parts.CodeView]) -> str:
    """Return codes with their labels."""
    return ", ".join(f"{code.id} {code.label}" if code.label else code.id for code in codes)


def cited(source: parts.SourceView) -> Iterator[str]:
    """Yield a source in words."""
    yield source.title
    yield "; ".join(described(source))
    yield source.url
    if source.archive_host:
        yield f"Archive copy: {source.archive_href or source.archive_host}"


def described(source: parts.SourceView) -> list[str]:
    """Return what is known of a source beside its title, or its publisher where nobody saw one."""
    words = [source.publisher if source.has_title else "title not seen", source.kind]
    if source.published:
        words.append(f"published {source.published.text}")
    if source.accessed:
        words.append(f"read {source.accessed.text}")
    if source.language_words:
        words.append(source.language_words)
    if source.origin:
        words.append(f"repeats {source.origin}")
    return words


def remarks(wire: parts.View) -> Iterator[tuple[str, list[str]]]:
    """Yield (heading, texts) of each list that there is of conflicts, deviations and related wires."""
    if wire.conflicts:
        points = [f"{conflict.point} ({', '.join(conflict.sources)})" for conflict in wire.conflicts]
        yield "Where the sources disagree", points
    if wire.deviations:
        yield "Rules suppressed for this wire", [*map(_suppressed_rule, wire.deviations)]
    if wire.related:
        named = [f"{related.how}: {related.title or 'not in this archive'} ({related.id})" for related in wire.related]
        yield "Related wires", named


def _suppressed_rule(deviation: parts.DeviationView) -> str:
    until = f", until {deviation.until.text}" if deviation.until else ""
    return (
        f"{deviation.rule}: {deviation.reason} "
        f"Signed by {deviation.by} on {deviation.when.text}{until}. Entry in the ledger: {deviation.ledger}."
    )


def history(wire: parts.View) -> Iterator[str]:
    """Yield the commits that changed the wire, the newest first."""
    for commit in wire.commits or ():
        yield f"{commit.oid[:12]}  {commit.date}  {commit.author}"
    if wire.cut:
        yield "There is older history, but not in this clone."
    elif wire.commits == ():
        yield "Not committed yet."
