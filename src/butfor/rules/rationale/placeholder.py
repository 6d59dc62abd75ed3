"""A field that still holds a placeholder."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import Location, Violation, dotted
from butfor.model.validate import SchemaError
from butfor.model.wire import choices
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
    if key == "text":
        return "say what would have been without the system: `Without ..., ... would not have ...`"
    return "replace it with what belongs there"


_FILES = {"codes": "codes", "providers": "providers", "severity": "severities", "tier": "evidence"}

RULE = Rule(
    id="placeholder",
    family="rationale",
    scope="file",
    what="A field, or a paragraph of the body, is a placeholder and nothing else: TODO, TBD, n/a, ...",
    why="It was meant to be filled in before anybody reads it. The word inside a sentence is no placeholder.",
    basis="`butfor new` writes TODO into every field that a person has to fill.",
    bad="""\
rationale:
  text: TBD
  basis: editor
  by: "A. Editor"
  date: "2026-05-20"
  guide: v1
""",
    good='title: "ChatGPT filled a court\'s todo list with invented cases"\n',
    fix="Fill the field in from the sources.",
    mandatory=True,
    check=check,
)
