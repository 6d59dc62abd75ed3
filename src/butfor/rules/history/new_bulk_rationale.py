"""A bulk rationale on a wire that had none."""

from collections.abc import Iterator

from butfor.changes.versions import WireChange
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule


def check(change: WireChange) -> Iterator[Violation]:
    if change.bulk_wires is None or change.now is None or change.now.rationale.basis != "bulk":
        return
    if change.was.rationale.basis == "bulk" if change.was is not None else change.now.id in change.bulk_wires:
        return
    yield Violation(
        Location(("rationale", "basis")),
        "a bulk rationale is new on this wire",
        f"answer the test and sign: `butfor assess {change.now.id}`; only the first wires of an archive may have "
        "bulk rationales",
        "the wire was not public" if change.was is None else f"it was `basis: {change.was.rationale.basis}`",
    )


RULE = Rule(
    id="new-bulk-rationale",
    family="history",
    scope="change",
    what="`basis: bulk` on a wire that is new, was a draft, or was assessed.",
    why="Only the wires with which an archive began may have a bulk rationale. No date makes a new wire old, and an "
    "answered test is not taken back.",
    basis="The rule compares with the base. If the base is no archive yet, nothing is found. If it is an archive "
    "without wires, `bulk-wires` of the change says which wires may have bulk rationales. After the launch "
    "the list allows no others.",
    bad="",
    good="# before\nrelated: []\n# after\nrelated: []\n",
    fix="Assess the wire on its own and sign it.",
    options=("rationale.bulk-wires",),
    needs=("id", "rationale"),
    explains=(
        *("bulk-rationale", "same-rationale", "answers-about-nothing", "short-answer", "repeated-answer"),
        "backdated-publication",
    ),
    unwaivable=True,
    check=check,
)
