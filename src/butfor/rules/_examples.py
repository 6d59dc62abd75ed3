"""Pieces of a wire that the examples of several rules hold."""

TESTED_HARM = "A court spent its time on opinions that nobody had written, and their names were lent to judges."
WITHOUT = "Without ChatGPT the brief would not have held invented cases, and the court would have had nothing to trace."
OTHER_CAUSES = "The lawyers filed the brief and did not look up the opinions."


def rationale(
    without: str = WITHOUT, *, date: str = "2026-05-20", tested_harm: str = TESTED_HARM, test: str = "passes"
) -> str:
    """Return a rationale that an editor has signed."""
    return f"""\
rationale:
  tested_harm: "{tested_harm}"
  without: "{without}"
  other_causes: "{OTHER_CAUSES}"
  test: {test}
  basis: editor
  by: "A. Editor"
  date: "{date}"
  guide: v1
"""


def one_text(text: str, date: str = "2026-05-20") -> str:
    """Return a rationale in one text, as wires of format 1 have it."""
    return f"""\
rationale:
  text: "{text}"
  basis: editor
  by: "A. Editor"
  date: "{date}"
  guide: v1
"""


OTHER_RATIONALE = rationale(
    "Had ChatGPT not been asked, no invented opinion would have reached the second court.",
    date="2026-05-21",
    tested_harm="A second court was given opinions that do not exist, and a clerk looked for them in vain.",
)
"""That of a second wire."""
