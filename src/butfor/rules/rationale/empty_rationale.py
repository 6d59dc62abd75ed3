"""A rationale without a word."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import Location, Violation
from butfor.rules._examples import rationale
from butfor.rules._rule import Rule
from butfor.rules.shape import schema_errors


def check(file: WireFile) -> Iterator[Violation]:
    for error in schema_errors(file, "empty-rationale"):
        yield Violation(
            Location(error.path, key=True),
            "the rationale is empty",
            "say what would have happened without the AI system, and why the harm would not",
        )


RULE = Rule(
    id="empty-rationale",
    family="rationale",
    scope="file",
    what="`rationale.text` is empty.",
    why="The but-for test is why a wire is an AI incident; without it there is only an accusation.",
    basis="The Editor's Guide v1 asks for the counterfactual but-for test, adapted from the "
    "[AI Incident Database](https://incidentdatabase.ai).",
    bad=rationale(" "),
    good=rationale("Without ChatGPT the brief would not have held invented cases."),
    fix="Answer in two or three sentences: what if the system had not been there?",
    mandatory=True,
    check=check,
)
