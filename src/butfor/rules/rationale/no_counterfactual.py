"""A rationale that never says what would have been otherwise."""

import re
from collections.abc import Iterator

from butfor.finding import Hit, Spot
from butfor.rules.base import Checked, Rule
from butfor.text import folded

_FORMS = re.compile(
    r"\b(but for|without|absent|in the absence of|had\b.{1,80}\bnot|if\b.{1,120}\bhad|were it not|had it not"
    r"|would(?: \w+){0,3} (?:not|never|hardly)|wouldn t|would have|could not have|couldn t have|might not have"
    r"|no\b.{1,80}\bwould|nothing\b.{1,80}\bwould|not for)\b"
)


def check(checked: Checked) -> Iterator[Hit]:
    if not _FORMS.search(folded(checked.wire.rationale.text)):
        yield Hit(
            Spot(("rationale", "text")),
            "the rationale holds no counterfactual",
            "say what would have been without the system: `Without ..., ... would not have ...`",
        )


RULE = Rule(
    id="no-counterfactual",
    family="rationale",
    what="The rationale never says what would have been without the AI system.",
    why="That a system was involved is not that the harm came from it; the but-for test is that difference.",
    basis="The Editor's Guide v1: the counterfactual but-for test, adapted from the "
    "[AI Incident Database](https://incidentdatabase.ai). Recognised are English forms such as without, but for, "
    "had ... not, would not have, absent, if ... had.",
    bad="""\
rationale:
  text: "ChatGPT was used by the lawyers and its output was false."
  basis: editor
  by: "A. Editor"
  date: "2026-05-20"
  guide: v1
""",
    good="""\
rationale:
  text: "Had ChatGPT not invented the cases, there would have been nothing to file."
  basis: editor
  by: "A. Editor"
  date: "2026-05-20"
  guide: v1
""",
    fix="Add the sentence: without the system, what would have happened, and what not?",
    needs=("rationale",),
    wire=check,
)
