"""A lawsuit in the text, and no `legal_status`."""

import re
from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import shown
from butfor.text.patterns import late
from butfor.text.prose import blocks
from butfor.text.quotes import unquoted

_AUTHORITY = (
    r"courts?|tribunals?|judges?|polic\w+|prosecutors?|regulators?|authorit\w+|commission\w*|agenc\w+|ombuds\w+|board|"
    r"bureau|office|department|ministr\w+|watchdogs?|(?-i:[A-Z]{2,6})"
)
_SUIT = r"law ?suits?|class[- ]actions?"
_SHOWN_ALONE = late(
    rf"\b(?:{_SUIT}|sued|sues|suing|indict(?:ed|ments?)|pleaded guilty"
    r"|fil(?:ed|es|ing) (?:an? |the )?(?:[\w-]+ ){0,3}(?:complaints?|suits?|claims?|charges)"
    rf" (?:against|(?:in|with|at) (?:[\w'-]+ ){{0,4}}?(?:{_AUTHORITY}))"
    r"|prosecutors (?:\w+ ){0,2}(?:accused?|allege[sd]?|charged?|said|say)(?! (?:nothing|no\b)))\b",
    re.IGNORECASE,
)
_MADE_UP = (
    r"invent\w*|fabricat\w*|hallucinat\w*|fictitious|fake[ds]?|made[- ]up|ma[dk]e[s]? up|non-?existent|falsely|wrongly"
)
_SAID = r"told|tells|said|says|claim(?:ed|s)|wrote|writes|stated|answered|named|listed|summari[sz]ed|drafted|described"
_SYSTEM = r"bot|chatbot|AI|assistant|model|overview|summary|answer|it"
_CLAUSE = re.compile(r"[.,;:!?()\u2013\u2014]|\b(?:and|but|after|because|since|when|while|who|which)\b")


def check(context: WireContext) -> Iterator[Violation]:
    wire = context.wire
    if wire.legal_status is not None or wire.rationale.basis == "bulk" or not context.is_english:
        return
    first, *others = map(str, blocks(wire.body))
    made_up = re.compile(
        rf"\b(?:{_MADE_UP}|(?:{'|'.join([*map(re.escape, wire.systems), _SYSTEM])}) (?:\w+ ){{0,2}}?(?:{_SAID}))\b",
        re.IGNORECASE,
    )
    match = next(
        (
            found
            for text in (wire.title, first)
            for found in _SHOWN_ALONE.finditer(unquoted(text))
            if not made_up.search(_CLAUSE.split(found.string[: found.start()])[-1])
        ),
        None,
    )
    if match is None:
        names = "|".join(re.escape(name) for name in (*wire.providers, *wire.systems))
        against = re.compile(
            rf"\b(?:(?:sued|sues|suing)|(?:{_SUIT}|suits?|complaints?|claims?) against) (?:\w+ )?(?:{names})\b",
            re.IGNORECASE,
        )
        match = next((found for block in others if (found := against.search(block))), None)
    if match:
        path = ("title",) if match[0] in wire.title else ("body",)
        yield Violation(
            Location(path, excerpt=match[0] if match[0] in getattr(wire, path[0]) else None),
            f"the text mentions {shown(match[0], 32)}, without a `legal_status`",
            "write how far the process has come, such as `legal_status: filed`; `none` if it is about something else",
        )


RULE = Rule(
    id="untold-lawsuit",
    family="scope",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="Title or first paragraph of a wire in English mention a lawsuit, a charge or an indictment, or a later "
    "paragraph mentions a suit against a provider or system of the wire, but `legal_status` is missing. A suit "
    "that the system invented or spoke of (`invented a lawsuit`, `falsely said that he was sued`), and a "
    "quoted one, does not count.",
    why="What a suit says is an allegation until a court or authority confirms it; readers, and the rule on "
    "allegations, know it by this field. This is a guess: the suit may be about something else.",
    basis="Of 3,988 real incidents, read as wires without the field, 133 are found; of 50 of these, taken by "
    "chance, it is the incident's own suit or charge in 48, another one's in 1, and unclear in 1.",
    bad='title: "ChatGPT invented case law, and a client sued the lawyers"\n',
    good="""\
title: "ChatGPT invented case law, and a client sued the lawyers"
legal_status: filed
""",
    fix="Look up at the source how far the process has come, and write it; `none` says that there is none.",
    needs=("title", "body", "legal_status", "providers", "systems", "rationale"),
    check=check,
)
