"""Something that looks like a citation and leads nowhere."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from butfor.findings import Applicability, DataPath, Location, Violation
from butfor.rules._rule import Rule, WireContext, guessed_fix
from butfor.text.display import listed, shown
from butfor.text.patterns import late
from butfor.text.prose import CITATION, Block, blocks, canonical, without_code
from butfor.text.quotes import unquoted

_DIGITS, _S = "[0-9\uff10-\uff19]{1,3}", "[s\uff33\uff53]"
_AND = r"(?:\s?(?:[,;&/\u2013\u2014\u3001\uff0c\uff1b\u30fb-]|\band\b)\s?|\s)"
_MORE = rf"(?:{_AND}(?:{_S}\s?)?{_DIGITS})*"
# Meant as a citation, written otherwise: [s1], [S01], [S1, S2], [^1], [1], [source], [citation needed], in brackets of
# any script.
_ALMOST = late(
    rf"[\[\uff3b\u3010\u3014]\s?(?:sources?|citation needed|(?:{_S}\s?|source\s?|\^{_S}?)?{_DIGITS}{_MORE})\s?"
    r"[\]\uff3d\u3011\u3015]",
    re.IGNORECASE,
)
ROUND = late(rf"[(\uff08]\s?{_S}\s?{_DIGITS}{_MORE}\s?[)\uff09]", re.IGNORECASE)
_POINTS = re.compile(r"(?:\w|\b(?:at|para|paras|paragraph|paragraphs|footnote|note|page|p\.)\s)\Z", re.IGNORECASE)
_OF_SOURCE = re.compile(rf"{_S}\s?0*[1-9]", re.IGNORECASE)
_ONE_SOURCE = re.compile(r"\[\s?source\s?\]", re.IGNORECASE)
# What nothing else can have been meant by: `[source]` only where a sentence ends, or before a bracket.
_CERTAIN = late(
    r"(?<!\w)\[\s?(?:S\s?[0-9]{1,3}(?:(?:\s?[,;&]\s?|\s|\sand\s)S\s?[0-9]{1,3})*\s?\]"
    r"|source\s?\](?=[.;:!?)]|\s?\[|\n|\Z))",
    re.IGNORECASE,
)
# A line with a mark that pairs with none: where its quotation ends nobody knows.
_UNPAIRED = re.compile('^.*["\u201c-\u201f\u00ab\u00bb\u300c\u300d].*$', re.MULTILINE)
_MOST_REPAIRED = 100  # sources that one bracket is taken to mean; more is no slip of the pen


def check(context: WireContext) -> Iterator[Violation]:
    texts: list[tuple[DataPath, str]] = [(("body",), context.wire.body)]
    if "rationale" not in context.file.invalid_fields:
        texts += [(("rationale", field), text) for field, text in context.wire.rationale.given]
    known = known_sources(context)
    for path, text in texts:
        prose = canonical(text)
        found = [*_malformed(without_code(prose))]
        if path == ("body",):
            found += (piece for piece in _in_round_brackets(text) if _repaired(piece, known))
        certain = Counter(_CERTAIN.findall(_UNPAIRED.sub("", unquoted(prose)))) if found else Counter()
        for citation in dict.fromkeys(found):
            valid = _repaired(citation, known)
            help_ = f"write `{valid}`" if valid else _meant(citation, known)
            location = Location(path, excerpt=citation)
            message = f"{shown(citation)} is not a citation"
            everywhere = certain[citation] == prose.count(citation)  # a fix changes all of them
            yield Violation(location, message, help_, fix=guessed_fix(location, valid, certain=everywhere))


def known_sources(context: WireContext) -> frozenset[str]:
    """Return the ids of the wire's sources; none where they can't be read."""
    return frozenset() if "sources" in context.file.invalid_fields else frozenset(s.id for s in context.wire.sources)


def means_citation(block: Block, known: Collection[str]) -> bool:
    """Return whether a block that cites nothing holds what is meant as a citation: this rule says so."""
    text = without_code(str(block))
    return any(_malformed(text)) or any(_repaired(piece, known) for piece in _in_round_brackets(str(block)))


def marks(text: str) -> Iterator[re.Match[str]]:
    """Yield what is a citation, or looks like one, in square brackets."""
    for match in _ALMOST.finditer(text):
        # `at [27]` of a judgment, `argv[1]`
        if not (match[0][1:-1].isdigit() and _POINTS.search(text, max(match.start() - 12, 0), match.start())):
            yield match


def _malformed(text: str) -> Iterator[str]:
    """Yield brackets that look like citations and lead to no source."""
    return (match[0] for match in marks(text) if not CITATION.fullmatch(match[0]))


def _in_round_brackets(text: str) -> Iterator[str]:
    """Yield ``(S1)`` in blocks that cite nothing; where something is cited, it may be the name of something else."""
    for block in blocks(text):
        if not block.cited:
            yield from ROUND.findall(without_code(str(block)))


def _meant(citation: str, known: Collection[str]) -> str:
    """Return what to do where a bracket is not repaired: it names a source that is not there, the sources can't be
    read, or nobody can say what it means."""
    ids = _named(citation)
    if not ids or not _OF_SOURCE.search(citation):
        return "write the id of the source, such as `[S1]`"
    missing = [f"`{source}`" for source in ids if known and source not in known]
    return f"write {shown(_linked(ids))}" + (f", after you add a source {listed(missing, 'and')}" if missing else "")


def _repaired(citation: str, known: Collection[str]) -> str | None:
    """Return ``[s1, S2]`` as ``[S1][S2]``, ``[S1-S3]`` as ``[S1][S2][S3]``.

    ``[source]`` means the only source. None where no number says what is meant, or a source that it means is not
    ``known``.
    """
    if _ONE_SOURCE.fullmatch(citation) and len(known) == 1:
        return f"[{next(iter(known))}]"
    ids = _named(citation)
    return _linked(ids) if ids and all(source in known for source in ids) else None


def _named(citation: str) -> list[str]:
    """Return the ids of the sources that a bracket names, a range with all in it; none where they are too many."""
    numbers: list[int] = []
    for dash, digits in re.findall(r"([-\u2013\u2014]?)\s?[Ss]?\s?([0-9]+)", unicodedata.normalize("NFKC", citation)):
        first = numbers[-1] + 1 if dash and numbers and numbers[-1] < int(digits) < numbers[-1] + 20 else int(digits)
        numbers += range(first, int(digits) + 1)
        if len(numbers) > _MOST_REPAIRED:
            return []
    return [f"S{number}" for number in numbers]


def _linked(ids: Iterable[str]) -> str:
    return "".join(f"[{source}]" for source in ids)


RULE = Rule(
    id="malformed-citation",
    family="sources",
    scope="wire",
    what="A bracket is meant as a citation but leads to no source: `[source]`, `[s1]`, `[S1, S2]`, `[^1]`; in a "
    "paragraph that cites nothing else also `(S1)`, where there is such a source.",
    why="Only `[S1]` becomes a link to the source; nothing else does.",
    basis="Eight of eight newswire wires seen have a bare `[source]`.",
    bad="body: Two lawyers filed invented opinions [source][S1][S2][S3].\n",
    good="body: Two lawyers filed invented opinions [S1][S2][S3].\n",
    fix="Write each source in brackets of its own: `[S1][S2]`. `butfor fix` does so if each source is named as `S` "
    "and a number, and for `[source]` at the end of a sentence if there is one source; in quoted words and "
    "after a letter only with `--unsafe`.",
    fixes=(Applicability.SAFE, Applicability.UNSAFE),
    needs=("body",),
    explains=("source-never-cited",),
    check=check,
)
