"""Something that looks like a citation and leads nowhere."""

import re
from collections.abc import Iterator

from butfor.findings import Applicability, DataPath, Location, Violation
from butfor.rules._rule import Rule, WireContext, guessed_fix
from butfor.text.display import shown
from butfor.text.prose import CITATION, canonical, without_code

# Meant as a citation, written otherwise: [s1], [S01], [S1, S2], [1], [source], [citation needed].
_ALMOST = re.compile(
    r"\[\s?(?:sources?|citation needed|(?:s\s?|source\s?)?[0-9]{1,3}(?:\s?[,;&-]\s?(?:s\s?)?[0-9]{1,3})*)\s?\]",
    re.IGNORECASE,
)
_POINTS = re.compile(r"(?:\w|\b(?:at|para|paras|paragraph|paragraphs|footnote|note|page|p\.)\s)\Z", re.IGNORECASE)
_MOST_REPAIRED = 100  # sources that one bracket is taken to mean; more is no slip of the pen


def check(context: WireContext) -> Iterator[Violation]:
    texts: list[tuple[DataPath, str]] = [(("body",), context.wire.body)]
    if "rationale" not in context.file.invalid_fields:
        texts.append((("rationale", "text"), context.wire.rationale.text))
    for path, text in texts:
        for citation in dict.fromkeys(_malformed(without_code(canonical(text)))):
            valid = _repaired(citation)
            help_ = f"write `{valid}`" if valid else "write the id of the source, such as `[S1]`"
            location = Location(path, excerpt=citation)
            message = f"{shown(citation)} is not a citation"
            yield Violation(location, message, help_, fix=guessed_fix(location, valid))


def _malformed(text: str) -> Iterator[str]:
    """Yield brackets that look like citations and lead to no source."""
    for match in _ALMOST.finditer(text):
        # `at [27]` of a judgment, `argv[1]`
        pinpoint = match[0][1:-1].isdigit() and _POINTS.search(text, max(match.start() - 12, 0), match.start())
        if not pinpoint and not CITATION.fullmatch(match[0]):
            yield match[0]


def _repaired(citation: str) -> str | None:
    """Return ``[s1, S2]`` as ``[S1][S2]``, ``[S1-S3]`` as ``[S1][S2][S3]``; None where no number says what is meant."""
    numbers: list[int] = []
    for dash, digits in re.findall(r"(-?)\s?[Ss]?\s?([0-9]+)", citation):
        first = numbers[-1] + 1 if dash and numbers and numbers[-1] < int(digits) < numbers[-1] + 20 else int(digits)
        numbers += range(first, int(digits) + 1)
        if len(numbers) > _MOST_REPAIRED:
            return None
    return "".join(f"[S{number}]" for number in numbers) if numbers and 0 not in numbers else None


RULE = Rule(
    id="malformed-citation",
    family="sources",
    scope="wire",
    what="A bracket that is meant as a citation and leads to no source: `[source]`, `[s1]`, `[S1, S2]`.",
    why="Only `[S1]` becomes a link to the source; all else is decoration.",
    basis="Eight of eight newswire wires seen carry a bare `[source]`.",
    bad="body: Two lawyers filed invented opinions [source][S1][S2][S3].\n",
    good="body: Two lawyers filed invented opinions [S1][S2][S3].\n",
    fix="Write each source in brackets of its own: `[S1][S2]`.",
    fixes=(Applicability.UNSAFE,),
    needs=("body",),
    explains=("source-never-cited", "uncited-paragraph"),
    check=check,
)
