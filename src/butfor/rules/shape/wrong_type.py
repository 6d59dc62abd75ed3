"""A list where text belongs, and the like."""

from collections.abc import Iterator
from typing import Any

from butfor.archive.wire_file import Entry
from butfor.findings import Change, Hit, Repair, Spot
from butfor.rules._rule import Rule
from butfor.rules.shape import example, flaws, form, meaning, name
from butfor.text.display import shown
from butfor.yaml.emit import block, quoted


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return f"text, {shown(value, 24)}" if isinstance(value, str) else shown(value, 24)


def _kept(want: str, got: Any) -> Any:
    """What was written, in the form that is wanted; None where it can't be told."""
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


def check(entry: Entry) -> Iterator[Hit]:
    document = entry.document
    if document is not None and not document.broken and not isinstance(document.data, dict | None):
        yield Hit(
            Spot(),
            f"the file must be a mapping of fields, this is {_kind(document.data)}",
            "write one `field: value` on each line",
        )
        return
    for flaw in flaws(entry, "wrong-type"):
        key = next(step for step in reversed(flaw.path) if isinstance(step, str))
        sample = _kept(flaw.want, flaw.got) or form(example(flaw))
        wrap = flaw.want == "a list" and isinstance(flaw.got, str) and isinstance(sample, list) and "\n" not in flaw.got
        wrap = wrap and all(isinstance(item, str) for item in sample)
        # An item of a list is shown in its list.
        whole = [sample] if isinstance(flaw.path[-1], int) and isinstance(sample, str) else sample
        lines = "\n    ".join(block(key, whole)) if sample is not None else ""
        yield Hit(
            Spot(flaw.path),
            f"`{name(flaw)}` must be {flaw.want}, this is {_kind(flaw.got)}",
            f"write it in this form:\n    {lines}" if lines else f"write {flaw.want}",
            meaning(flaw),
            repair=Repair(
                (Change(Spot(flaw.path), f"[{', '.join(map(quoted, sample))}]", raw=True),), safe="," not in flaw.got
            )
            if wrap
            else None,
        )


RULE = Rule(
    id="wrong-type",
    family="shape",
    what="A value of the wrong type: text where a list belongs, a list where text belongs.",
    why="A list of one is still a list; readers that expect one would fail or drop it.",
    basis="The wire format, version 1.",
    bad="codes: mit:3.1\n",
    good="""\
codes:
  - mit:3.1
""",
    fix="Write it in the form printed in the help.",
    fixes=("safe", "unsafe"),
    locked=True,
    entry=check,
)
