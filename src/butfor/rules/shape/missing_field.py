"""A required field is not there."""

from collections.abc import Iterator

from butfor.archive.wire_file import Entry
from butfor.findings import Hit, Spot, dotted
from butfor.model.validate import Flaw
from butfor.model.wire import choices
from butfor.rules._rule import Rule
from butfor.rules.shape import example, flaws, form, meaning
from butfor.yaml.emit import block, scalar


def check(entry: Entry) -> Iterator[Hit]:
    for flaw in flaws(entry, "missing-field"):
        holder, key = flaw.path[:-1], str(flaw.path[-1])
        place = f" in `{dotted(holder)}`" if holder else ""
        because = f"; `{dotted(flaw.because[0])}` is `{flaw.because[1]}`" if flaw.because else ""
        sample = example(flaw)
        value = _value(flaw, sample, entry)
        lines = "\n    ".join(block(key, value))
        others = [choice for choice in choices(flaw.field.annotation) if choice != value] if flaw.field else []
        if others:
            lines += f"  # or {', '.join(others)}"
        plain = sample[0] if isinstance(sample, list) and sample and not isinstance(sample[0], dict) else sample
        such = f" (such as `{scalar(plain)}`)" if isinstance(plain, str | int) and plain != "TODO" else ""
        fill = f", and replace each TODO{such}" if "TODO" in lines else ""
        yield Hit(
            Spot(flaw.because[0]) if flaw.because else Spot(holder, key=True),
            f"required field `{key}` is missing{place}{because}",
            f"add it{place}{fill}:\n    {lines}",
            meaning(flaw),
        )


def _value(flaw: Flaw, sample: object, entry: Entry) -> object:
    """What can be written without knowing the incident; TODO, which is refused, where somebody has to look it up."""
    if flaw.path == ("id",):
        return entry.name.rpartition("/")[2].partition(".")[0]
    if isinstance(sample, dict):
        return form(sample)
    if isinstance(sample, int) or (flaw.field and choices(flaw.field.annotation)):
        return sample
    if isinstance(sample, list):
        return form(sample) if sample and isinstance(sample[0], dict) else ["TODO"]
    return "TODO"


RULE = Rule(
    id="missing-field",
    family="shape",
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
    good="""\
rationale:
  text: "Without ChatGPT the brief would not have held invented cases."
  basis: editor
  by: "A. Editor"
  date: "2026-05-20"
  guide: v1
""",
    fix="Add the field with the line printed in the help.",
    locked=True,
    entry=check,
)
