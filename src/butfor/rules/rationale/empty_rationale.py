"""An answer without a word."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import Location, Violation, dotted
from butfor.rules._examples import rationale
from butfor.rules._rule import Rule
from butfor.rules.shape import schema_errors


def check(file: WireFile) -> Iterator[Violation]:
    for error in schema_errors(file, "empty-rationale"):
        yield Violation(
            Location(error.path, key=True),
            f"`{dotted(error.path)}` is empty",
            _HELP.get(str(error.path[-1]), "say what would have happened without the AI system, and what would not"),
        )


_HELP = {
    "tested_harm": "say what harm was done, and to whom",
    "other_causes": "say what else was necessary for the harm, or write `none-known`",
    "limits": "say what does not pass the test, or leave the field out",
}

RULE = Rule(
    id="empty-rationale",
    family="rationale",
    scope="file",
    what="An answer to the but-for test, or the one text in its place, is empty.",
    why="The but-for test shows why this is an AI incident; without it a wire is only an accusation.",
    basis="The Editor's Guide v1 asks for the counterfactual but-for test, adapted from the "
    "[AI Incident Database](https://incidentdatabase.ai).",
    bad=rationale(" "),
    good=rationale(),
    fix="Answer in two or three sentences what the field asks.",
    mandatory=True,
    check=check,
)
