"""A required field is not there."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import Location, Violation, dotted
from butfor.model.validate import SchemaError
from butfor.model.wire import choices
from butfor.rules._examples import rationale
from butfor.rules._rule import Rule
from butfor.rules.shape import example, form, meaning, schema_errors
from butfor.yaml.emit import block, scalar


def check(file: WireFile) -> Iterator[Violation]:
    for error in schema_errors(file, "missing-field"):
        holder, key = error.path[:-1], str(error.path[-1])
        place = f" in `{dotted(holder)}`" if holder else ""
        because = f"; `{dotted(error.because[0])}` is `{error.because[1]}`" if error.because else ""
        sample = example(error)
        value = _value(error, sample, file)
        lines = "\n    ".join(block(key, value))
        alternatives = [choice for choice in choices(error.field.annotation) if choice != value] if error.field else []
        if alternatives:
            lines += f"  # or {', '.join(alternatives)}"
        plain = sample[0] if isinstance(sample, list) and sample and not isinstance(sample[0], dict) else sample
        such = f" (such as `{scalar(plain)}`)" if isinstance(plain, str | int) and plain != "TODO" else ""
        fill = f", and replace each TODO{such}" if "TODO" in lines else ""
        yield Violation(
            Location(error.because[0]) if error.because else Location(holder, key=True),
            f"required field `{key}` is missing{place}{because}",
            f"add it{place}{fill}:\n    {lines}",
            meaning(error),
        )


def _value(error: SchemaError, sample: object, file: WireFile) -> object:
    """Return a value that needs no knowledge of the incident; TODO, which is refused, where somebody looks it up."""
    if error.path == ("id",):
        return file.name.rpartition("/")[2].partition(".")[0]
    if isinstance(sample, dict):
        return form(sample)
    if isinstance(sample, int) or (error.field and choices(error.field.annotation)):
        return sample
    if isinstance(sample, list):
        return form(sample) if sample and isinstance(sample[0], dict) else ["TODO"]
    return "TODO"


RULE = Rule(
    id="missing-field",
    family="shape",
    scope="file",
    what="A required field is not there.",
    why="Readers and rules rely on it; without it a wire can't be judged or shown.",
    basis="The wire format, version 1; some fields are required by the value of another, such as "
    "`external_factor` when `harm` is `near`.",
    bad="""\
rationale:
  text: "Without ChatGPT the brief would not have held invented cases."
  basis: editor
  date: "2026-05-20"
  guide: v1
""",
    good=rationale("Without ChatGPT the brief would not have held invented cases."),
    fix="Add the field with the line printed in the help.",
    mandatory=True,
    check=check,
)
