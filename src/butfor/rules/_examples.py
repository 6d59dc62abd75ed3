"""Pieces of a wire that the examples of several rules hold."""


def rationale(text: str, date: str = "2026-05-20") -> str:
    """Return a rationale that an editor has signed."""
    return f"""\
rationale:
  text: "{text}"
  basis: editor
  by: "A. Editor"
  date: "{date}"
  guide: v1
"""


OTHER_RATIONALE = rationale(
    "Had ChatGPT not been asked, no invented case would have reached the second court.", "2026-05-21"
)
"""That of a second wire."""
