"""A required field is not there."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.files.tree import CONFIG
from butfor.findings import DataPath, Location, Violation, dotted
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
        because = _because(error, holder)
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
            f"add it{place}" if file.name == CONFIG else f"add it{place}{fill}:\n    {lines}",
            meaning(error),
        )


def _because(error: SchemaError, holder: DataPath) -> str:
    if error.because is None:
        return ""
    path, value = error.because
    return f"; `{dotted(path[len(holder) :] if path[: len(holder)] == holder else path)}` is `{value}`"


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
    what="A required field is missing.",
    why="Readers and rules rely on it; without it a wire can't be checked or shown.",
    basis="The wire format; some fields are required by the value of another, such as "
    "`external_factor` when `harm` is `near`.",
    bad=rationale().replace('  by: "A. Editor"\n', ""),
    good=rationale(),
    fix="Add the field with the line printed in the help.",
    mandatory=True,
    check=check,
)
