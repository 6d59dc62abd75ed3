"""A list where text belongs, and the like."""

from collections.abc import Iterator
from typing import Any

from butfor.archive.wire_file import WireFile
from butfor.findings import Applicability, Location, Patch, ProposedFix, Violation
from butfor.rules._rule import Rule
from butfor.rules.shape import example, form, meaning, name, schema_errors
from butfor.text.display import shown
from butfor.yaml.emit import block, quoted


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return f"text, {shown(value, 24)}" if isinstance(value, str) else shown(value, 24)


def _kept(want: str, got: Any) -> Any:
    """Return what was written, in the form that is wanted; None where that is not clear."""
    if want == "true or false" and isinstance(got, str):
        return {"yes": True, "on": True, "true": True, "no": False, "off": False, "false": False}.get(got.casefold())
    if want == "a list" and isinstance(got, str):
        got = got.strip("[]")  # a list that stands in quotes
        got = got.replace('"', "").replace("'", "") if '"' in got else got
        return [part.strip() for part in got.split(",") if part.strip()]
    if want.startswith("text") and isinstance(got, list) and len(got) == 1 and isinstance(got[0], str):
        return str(got[0])
    if want.startswith("text") and isinstance(got, dict) and len(got) == 1:  # `[mit: 3.1]`
        ((key, value),) = got.items()
        return f"{key}:{value}" if isinstance(value, str) else None
    return None


def check(file: WireFile) -> Iterator[Violation]:
    document = file.document
    if document is not None and not document.unparsable and not isinstance(document.data, dict | None):
        yield Violation(
            Location(),
            f"the file must be a mapping of fields, but is {_kind(document.data)}",
            "write one `field: value` on each line",
        )
        return
    for error in schema_errors(file, "wrong-type"):
        key = next(step for step in reversed(error.path) if isinstance(step, str))
        kept = _kept(error.want, error.got)
        sample = form(example(error)) if kept in (None, []) else kept
        wrap = (
            error.want == "a list" and isinstance(error.got, str) and isinstance(sample, list) and "\n" not in error.got
        )
        wrap = wrap and all(isinstance(item, str) for item in sample)
        # An item of a list is shown in its list.
        whole = [sample] if isinstance(error.path[-1], int) and isinstance(sample, str) else sample
        lines = "\n    ".join(block(key, whole)) if sample is not None else ""
        yield Violation(
            Location(error.path),
            f"`{name(error)}` must be {error.want}, but is {_kind(error.got)}",
            f"write it in this form:\n    {lines}" if lines else f"write {error.want}",
            meaning(error),
            fix=ProposedFix(
                (Patch(Location(error.path), f"[{', '.join(map(quoted, sample))}]", raw=True),),
                applicability=Applicability.UNSAFE if "," in error.got else Applicability.SAFE,
            )
            if wrap
            else None,
        )


RULE = Rule(
    id="wrong-type",
    family="shape",
    scope="file",
    what="A value of the wrong type: text where a list belongs, a list where text belongs.",
    why="A program that expects a list can't read text, and one that expects text can't read a list.",
    basis="The wire format, version 1.",
    bad="codes: mit:3.1\n",
    good="""\
codes:
  - mit:3.1
""",
    fix="Write it in the form printed in the help.",
    fixes=(Applicability.SAFE, Applicability.UNSAFE),
    mandatory=True,
    check=check,
)
