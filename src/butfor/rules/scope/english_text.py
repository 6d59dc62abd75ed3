"""An English text that names another language."""

import re
from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.prose import canonical

# Of the most frequent English words those that are words of no other language of many readers.
_FREQUENT = frozenset(["the", "and", "that", "with", "from", "which", "were", "this", "their", "would", "been", "have"])
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST = 20
"""Words of a body of which something is known."""
_PERCENT, _DIFFERENT = 5, 3
_OF_ENGLISH_WORDS = frozenset(["sco", "jam", "pcm", "enm"])
"""Languages that have these words, too: Scots, two creoles, Middle English."""


def check(context: WireContext) -> Iterator[Violation]:
    if context.is_english or context.language.partition("-")[0] in _OF_ENGLISH_WORDS:
        return
    words = _WORD.findall(canonical(context.wire.body).casefold())
    frequent = [word for word in words if word in _FREQUENT]
    if len(words) < _FEWEST or len(frequent) * 100 < len(words) * _PERCENT or len(set(frequent)) < _DIFFERENT:
        return
    is_own = context.wire.language is not None
    where = "`language`" if is_own else "`[archive] language` in `butfor.toml`"
    yield Violation(
        Location(("language",) if is_own else ("body",)),
        f"{where} is `{context.language}`, but the body is in English",
        "write `language: en`, or translate title, body and answers",
        "rules about English words do not run on a wire in another language",
    )


RULE = Rule(
    id="english-text",
    family="scope",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="`language` names another language, but at least 5 % of the words of the body, and three different ones, "
    "are among the most frequent words of English, such as `the`, `and`, `which`.",
    why="Rules about English words do not run in other languages, so a wrong name switches them off; and readers "
    "and browsers rely on it. This is a guess by words alone.",
    basis="Counted in 5,936 records of public archives that have 20 words or more: of 162 Spanish, French and "
    "German ones only one contains such a word, and it is in English; in half of the English ones with whole "
    "sentences they are 8 % or more.",
    bad="""\
language: it
body: |
  The lawyers filed the opinions with the court, and the judge found that none of them had ever been written by a court
  of that name [S1][S2][S3].
""",
    good="""\
language: it
title: "ChatGPT ha inventato sentenze che due avvocati hanno depositato"
body: |
  Gli avvocati hanno depositato in tribunale sei sentenze che ChatGPT aveva inventato, e il giudice ha scoperto che
  nessuna di esse era mai stata scritta da un tribunale [S1][S2][S3].
rationale:
  tested_harm: |
    Gli avvocati hanno depositato sei sentenze che ChatGPT aveva inventato.
  without: |
    Senza ChatGPT nessuna delle sei sentenze sarebbe stata scritta, e gli avvocati non le avrebbero depositate.
  other_causes: |
    Gli avvocati non hanno controllato le sentenze prima di depositarle.
  test: passes
  basis: editor
  by: A. Editor
  date: "2026-05-11"
  guide: v1
""",
    fix="Name the language in which the body is written.",
    needs=("language", "body"),
    check=check,
)
