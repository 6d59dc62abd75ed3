"""How to cite a wire: as text, as BibTeX, as CSL-JSON. The archive is its author: nobody else is named as one.

The day of access is the reader's, so no form holds one: programs add it (`urldate`, `accessed`).
"""

import re

from butfor.policy.policy import Policy
from butfor.site.card import Card
from butfor.site.output import compact
from butfor.view.wording import date_text, line

_LATEX = {
    "\\": r"{\textbackslash}", "{": r"{\textbraceleft}", "}": r"{\textbraceright}", "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}", "<": r"{\textless}", ">": r"{\textgreater}", "|": r"{\textbar}",
    **{sign: f"\\{sign}" for sign in "#$%&_"},
}  # fmt: skip
"""Signs by which LaTeX or BibTeX would do something. Braces come in pairs, for BibTeX counts them everywhere."""
_SPECIAL = re.compile(f"[{re.escape(''.join(_LATEX))}]")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def as_text(card: Card, policy: Policy, url: str | None) -> str:
    """Return the citation in words; ``url``: that of the wire's page, if it is known."""
    days = [f"published {date_text(card.published[:10]).text}"] if card.published else []
    days += [f"last changed {date_text(card.updated).text}"] if card.updated else []
    label = ", ".join([f"wire {card.id}", *days])
    return f"{line(policy.config.site.title)}: \u201c{_headline(card)}\u201d ({label}).{f' {url}' if url else ''}"


def as_bibtex(card: Card, policy: Policy, url: str | None) -> bytes:
    """Return an entry for BibTeX and biblatex."""
    archive = _latex(line(policy.config.site.title))
    fields = {
        "author": f"{{{{{archive}}}}}",
        "title": f"{{{{{_latex(_headline(card))}}}}}",
        "publisher": f"{{{archive}}}",
    }
    if card.dated and card.published:
        year, month, day = _day(card)
        fields |= {"year": f"{{{year}}}", "month": _MONTHS[month - 1], "day": f"{{{day}}}"}
    fields["number"] = f"{{{card.id}}}"
    if url:
        fields["url"] = f"{{{url}}}"
    if card.status == "retracted":
        fields["note"] = "{Retracted}"
    lines = [f"@misc{{{card.id},", *(f"  {name} = {value}," for name, value in fields.items()), "}", ""]
    return "\n".join(lines).encode("utf-8", "backslashreplace")


def as_csl(card: Card, policy: Policy, url: str | None) -> bytes:
    """Return an item in CSL-JSON, in a list, as programs import it."""
    archive = line(policy.config.site.title)
    item: dict[str, object] = {
        "id": card.id,
        "type": "webpage",
        "title": _headline(card),
        "author": [{"literal": archive}],
        "publisher": archive,
        "number": card.id,
        "language": card.language,
    }
    if card.dated and card.published:
        item["issued"] = {"date-parts": [list(_day(card))]}
    if url:
        item["URL"] = url
    if card.status == "retracted":
        item["status"] = "retracted"
    return compact([item])


def _headline(card: Card) -> str:
    """Return the title, with what overrules it: most styles print nothing else that could say so."""
    return f"Retracted: {card.title}" if card.status == "retracted" else card.title


def _day(card: Card) -> tuple[int, int, int]:
    year, month, day = map(int, card.published[:10].split("-"))
    return year, month, day


def _latex(text: str) -> str:
    return _SPECIAL.sub(lambda match: _LATEX[match[0]], text)
