"""A field that still holds a placeholder."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import Location, Violation, dotted
from butfor.model.validate import SchemaError
from butfor.model.wire import choices
from butfor.rules._examples import rationale
from butfor.rules._rule import Rule
from butfor.rules.shape import meaning, schema_errors
from butfor.text.display import listed, shown


def check(file: WireFile) -> Iterator[Violation]:
    for error in schema_errors(file, "placeholder"):
        yield Violation(
            Location(error.path, excerpt=error.got),
            f"`{dotted(error.path)}` still holds the placeholder {shown(error.got, 20)}",
            _help(error),
            meaning(error),
        )


def _help(error: SchemaError) -> str:
    key = next(str(step) for step in reversed(error.path) if isinstance(step, str))
    if error.field and (values := choices(error.field.annotation)):
        allowed = [value for value in values if (key, value) != ("harm", "none")]  # which no new wire may say
        return f"write one of {listed(f'`{value}`' for value in allowed)}"
    if key in _FILES:
        such = ", with its prefix, such as `mit:3.1`" if key == "codes" else ""
        return f"use what `schema/{_FILES[key]}.yaml` lists{such}"
    if key == "by":
        return "write the name of the person"
    if key == "other_causes":
        return "say what else was necessary for the harm; `none-known` where nothing is known"
    if key in _ANSWERS:
        return _ANSWERS[key]
    return "replace it with what belongs there"


_ANSWERS = {
    "tested_harm": "say what harm was done, and to whom",
    "without": "say what would have been without the system, and what would not",
    "limits": "say what does not pass the test, or leave the field out",
    "text": "say what would have been without the system, and what would not",
}
_FILES = {"codes": "codes", "providers": "providers", "severity": "severities", "tier": "evidence"}

RULE = Rule(
    id="placeholder",
    family="rationale",
    scope="file",
    what="A field, or a paragraph of the body, is a placeholder and nothing else: TODO, TBD, n/a, ...",
    why="It was meant to be filled in before anybody reads it. The word inside a sentence is no placeholder. A name "
    "may be any word: where a name or the title of a source stands, only what the templates write is one, `TODO`, "
    "what holds no letter, the name of the field itself (`Title goes here`) and, of a source, `XXX` and lorem ipsum.",
    basis="`butfor new` writes TODO into every field that a person has to fill.",
    bad=rationale("TBD"),
    good='title: "ChatGPT filled a court\'s todo list with invented cases"\n',
    fix="Fill the field in from the sources.",
    mandatory=True,
    check=check,
)
