"""Ids of rules that are gone: an id is never used again, because old comments and deviations still name it."""

import re

RETIRED: dict[str, str] = {
    "folded-body": "folded-text",
    "html-in-text": "markup-in-text",
    "no-counterfactual": "the but-for test is answered field by field, and no rule guesses at its wording",
    "non-goal": "a word in a title does not show what an archive collects; nine of eleven findings were wrong",
    "rationale-names-nothing": "answers-about-nothing",
    "rationale-repeats-body": "repeated-answer",
    "relative-time": "`occurred` contains the day, and what looked like a day in a title was part of a name",
    "tier-needs-other-proof": "there is one tier, and `verified_by` alone says how an event is verified",
}
"""By id: the rule that finds the same today, or a few words on why nothing does."""


def advice(rule: str) -> str:
    """Return what to write in place of the id of a rule that is gone."""
    words = successor(rule)
    return words if words.startswith("write ") else f"delete it: {words}"


def successor(rule: str) -> str:
    """Return which rule finds today what one did that is gone, or why none does."""
    words = RETIRED[rule]
    return f"write `{words}` instead" if re.fullmatch(r"[a-z0-9-]+", words) else words
