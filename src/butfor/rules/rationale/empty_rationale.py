"""A rationale without a word."""

from collections.abc import Iterator

from butfor.archive.wire_file import Entry
from butfor.findings import Hit, Spot
from butfor.rules._rule import Rule
from butfor.rules.shape import flaws


def check(entry: Entry) -> Iterator[Hit]:
    for flaw in flaws(entry, "empty-rationale"):
        yield Hit(
            Spot(flaw.path, key=True),
            "the rationale is empty",
            "say what would have happened without the AI system, and why the harm would not",
        )


RULE = Rule(
    id="empty-rationale",
    family="rationale",
    what="`rationale.text` is empty.",
    why="The but-for test is why a wire is an AI incident; without it there is only an accusation.",
    basis="The Editor's Guide v1 asks for the counterfactual but-for test, adapted from the "
    "[AI Incident Database](https://incidentdatabase.ai).",
    bad="""\
rationale:
  text: " "
  basis: editor
  by: "A. Editor"
  date: "2026-05-20"
  guide: v1
""",
    good="""\
rationale:
  text: "Without ChatGPT the brief would not have held invented cases."
  basis: editor
  by: "A. Editor"
  date: "2026-05-20"
  guide: v1
""",
    fix="Answer in two or three sentences: what if the system had not been there?",
    locked=True,
    entry=check,
)
