"""A field that is there and says nothing."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import DataPath, Location, Violation
from butfor.model.placeholders import is_name
from butfor.model.validate import SchemaError
from butfor.model.wire import CONDITIONS, choices
from butfor.rules._rule import Rule
from butfor.rules.shape import example, form, meaning, name, schema_errors
from butfor.text.display import one_of
from butfor.yaml.emit import block, quoted
from butfor.yaml.locate import Locator

_NEEDED = {condition.needs[-1] for condition in CONDITIONS}  # where the line must stay


def check(file: WireFile) -> Iterator[Violation]:
    for error in schema_errors(file, "empty-field"):
        required = error.path[-1] in _NEEDED or (error.field is not None and error.field.is_required())
        sample, values = form(example(error)), choices(error.field.annotation) if error.field else ()
        if values:
            help_ = f"write {one_of(values)}"
        elif isinstance(sample, dict | list) and isinstance(error.path[-1], str):
            lines = "\n    ".join(block(error.path[-1], sample))
            help_ = f"fill it in, in this form:\n    {lines}"
        else:
            help_ = "write what the sources say" if file.is_wire else "fill it in"
        if is_name(error.path) and (word := _null(file, error)):
            help_ += f"; the name {word} is written in quotes:\n    {_head(error.path)}{quoted(word)}"
        yield Violation(
            Location(error.path, key=isinstance(error.path[-1], str)),
            f"`{name(error)}` is empty",
            help_ if required else f"delete the line, or {help_}",
            meaning(error),
        )


def _null(file: WireFile, error: SchemaError) -> str:
    """Return the word by which YAML means nothing, where one stands there: a name may be spelt like it."""
    text = Locator(file.document)
    node = text.spans.get(error.path)
    word = text.text[node.start : node.end] if node else ""
    return word if word.isalpha() else ""


def _head(path: DataPath) -> str:
    return f"{path[-1]}: " if isinstance(path[-1], str) else "- "


RULE = Rule(
    id="empty-field",
    family="shape",
    scope="file",
    what="A field that is there but says nothing: it is empty, `null`, `~`, or an empty list where an item is needed.",
    why="In a review an empty field looks answered, but is not.",
    basis="The wire format, version 1: optional fields are left out, not left empty.",
    bad="""\
systems: [ChatGPT, ]
legal_status:
""",
    good="systems: [ChatGPT]\n",
    fix="Fill the field in; delete the line if the field is optional.",
    mandatory=True,
    check=check,
)
