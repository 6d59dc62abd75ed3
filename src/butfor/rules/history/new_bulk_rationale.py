"""A bulk rationale on a wire that had none."""

from collections.abc import Iterator

from butfor.changes.versions import WireChange
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule


def check(change: WireChange) -> Iterator[Violation]:
    if change.bulk_wires is None or change.now is None or change.now.rationale.basis != "bulk":
        return
    if (change.was is not None and change.was.rationale.basis == "bulk") or change.now.id in change.bulk_wires:
        return
    yield Violation(
        Location(("rationale", "basis")),
        "a bulk rationale is new on this wire",
        "answer `tested_harm`, `without`, `other_causes` and `test`, then write `basis: editor`, `by` and `date`; if "
        "this is a legacy wire, name its id under `bulk-wires` in `butfor.toml` in a request of its own that is merged "
        "first",
        "the wire was not public" if change.was is None else f"it was `basis: {change.was.rationale.basis}`",
    )


RULE = Rule(
    id="new-bulk-rationale",
    family="history",
    scope="change",
    what="`basis: bulk` on a wire that is new, was a draft, or was assessed, where the public `butfor.toml` does not "
    "name it under `bulk-wires`.",
    why="A bulk rationale is what an archive began with. No day that somebody writes makes a new wire old, and a test "
    "that was answered is not taken back.",
    basis="`bulk-wires` of the version that is compared with. Where that version is no archive yet, nothing is asked.",
    bad="",
    good="# before\nrelated: []\n# after\nrelated: []\n",
    fix="Assess the wire on its own and sign it.",
    options=("rationale.bulk-wires",),
    needs=("id", "rationale"),
    explains=("bulk-rationale", "same-rationale", "answers-about-nothing", "short-answer", "repeated-answer"),
    unwaivable=True,
    check=check,
)
