"""An allegation reported as a fact."""

import re
from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import listed
from butfor.text.patterns import late
from butfor.text.prose import blocks

_UNPROVEN = ("alleged", "filed", "settled")
_CASE = "(?:case|suit|lawsuit|complaint|petition|claims?|charges?|proceedings)"
_LEGAL = r"legal\ (?:action|proceedings)"
_PARTY = (
    "(?:suit|lawsuit|complaint|filing|petition|indictment|plaintiffs?|claimants?|prosecutors?|regulators?|lawyers?|"
    "attorneys?|famil(?:y|ies)|parents?|mother|father|widow|authors?|artists?|publishers?|workers?|unions?|officials?|he|she|they)"
)
_FORMS: dict[str, str] = {  # what readers learn, and the forms in which English says it
    "somebody alleges it": rf"""
        alleg(?:es?|ed|edly|ing|ations?) | purport(?:s|ed|edly) | reportedly | according\ to
        | (?:said|believed|thought|understood|reported)\ to\ (?:have|be)
        | {_PARTY}\ (?:\w+\ ){{0,2}}?
          (?:(?:claim|contend|assert|maintain)(?:s|ed)? | argue[sd]? | states? | says? | said)""",
    "somebody is accused": r"""
        (?<!falsely\ )(?<!wrongly\ )(?<!wrongfully\ )accus(?:es|ed|ing)(?:\ [\w.'-]+){0,6}?\ of
        | suspected\ of | on\ suspicion | under\ investigation | arrested\ (?:on|in\ connection|over)
        | (?:investigation|inquiry|probe)\ into | (?:opens?|opened)\ an?\ (?:\w+\ ){0,3}(?:investigation|inquiry)""",
    "somebody goes to law": rf"""
        lawsuits? | law\ suits? | suit\ against | class[ -]actions? | sue[sd]? | suing | plaintiffs?
        | complain(?:s|ed|ts?)
        | (?:file[sd]?|filing|lodge[sd]?|brings?|brought)\ (?:\w+\ ){{0,4}}{_CASE}
        | (?:takes?|took|taking|threaten(?:s|ed)?|launch(?:es|ed)?)\ (?:\w+\ ){{0,2}}(?:{_LEGAL}|to\ court)
        | seek(?:s|ing)?\ (?:\w+\ ){{0,2}}damages | petition(?:s|ed|ing)?\ (?:against|to|the|for)""",
    "somebody is charged": rf"""
        (?:charged|charges)(?:\ [\w.'-]+){{0,5}}?\ with | charges\ against | being\ prosecuted
        | fac(?:es?|ed|ing)\ (?:\w+\ ){{0,3}}(?:charges?|trial|court|claims?|prosecution|{_LEGAL})
        | indict(?:s|ed|ments?) | arraigned | (?:on|awaits?|awaiting)\ trial""",
    "nothing was found": rf"""
        settlement | settl(?:es?|ed|ing)\ (?:with|out|for|over|(?:\w+\ ){{0,3}}{_CASE}) | agree[sd]?\ to\ settle
        | den(?:y|ies|ied|ying)\ (?:(?:any|all|the)\ )?(?:wrongdoing|liability|responsibility|allegations?|accusations?)
        | (?:without|not|never|no)\ (?:admit(?:s|ted|ting)?|admission) | no\ finding
        | (?:not|never)\ (?:been\ )?prove[dn] | unproven
        | {_CASE}\ (?:is|was|were|has\ been|had\ been)\ (?:dismissed|withdrawn|dropped|annulled)
        | annul(?:s|led) | (?:dismiss(?:es|ed)|drops|dropped)\ (?:\w+\ ){{0,3}}{_CASE}""",
}
_HEDGE = late(rf"\b(?:{'|'.join(_FORMS.values())})\b", re.IGNORECASE | re.VERBOSE)


def check(context: WireContext) -> Iterator[Violation]:
    wire = context.wire
    if wire.legal_status not in _UNPROVEN or not context.is_english:
        return
    first = str(blocks(wire.body)[0])
    if not _HEDGE.search(wire.title) and not _HEDGE.search(first):
        yield Violation(
            Location(("title",)),
            f"`legal_status: {wire.legal_status}`, but the text states it as a fact",
            "say in the title or the first paragraph who alleges it: `..., a lawsuit alleges`",
            related=((Location(("legal_status",)), "no court or authority has decided yet"),),
        )


RULE = Rule(
    id="unhedged-allegation",
    family="scope",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="In English, `legal_status` is alleged, filed or settled, and neither title nor first paragraph says who "
    "alleges it, or that nothing was proven.",
    why="No court or authority has confirmed it. Stated as a fact it harms somebody's name, and may be libel. This "
    "is a guess by words alone.",
    basis=f"The wire format: title or first paragraph of such a wire say that {listed(_FORMS)}, such as `a lawsuit "
    "alleges`, `according to`, `is accused of`, `is charged with`, `faces trial`, `denies wrongdoing`. A "
    "single word is not enough: `false claims` attributes nothing. Of 267 records of public archives that "
    "report a legal process 39 use none of these forms (one hedges in another way). Of 368 that are not known "
    "to allege anything 22 use one.",
    bad="legal_status: filed\n",
    good="""\
legal_status: filed
title: "ChatGPT invented case law, a lawsuit alleges"
""",
    fix="Name who alleges it, and where: in a complaint, a lawsuit, a report.",
    needs=("legal_status", "title", "body"),
    check=check,
)
