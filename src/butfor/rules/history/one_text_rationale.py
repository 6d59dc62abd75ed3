"""A rationale in one text where answers are asked for."""

from collections.abc import Iterator

from butfor.changes.versions import WireChange
from butfor.findings import Location, Violation
from butfor.rules._examples import one_text
from butfor.rules._rule import Rule

_TEXT = one_text("Without ChatGPT the brief would not have held invented cases.")
_SIGNED = ("basis", "by", "date", "guide")


def check(change: WireChange) -> Iterator[Violation]:
    if change.now is None or change.now.rationale.text is None or change.now.rationale.basis == "bulk":
        return
    now, was = change.now.rationale, change.was.rationale if change.was is not None else None
    if was is None:
        why = "a new wire must not have one text"
    elif was.text is None:
        why = "the wire had answers"
    elif any(getattr(was, name) != getattr(now, name) for name in _SIGNED):
        why = "a new assessment answers the test field by field"
    else:
        return
    yield Violation(
        Location(("rationale", "text"), key=True),
        "the but-for test is answered in one text",
        "move what it says into `tested_harm`, `without`, `other_causes` and `limits`, and write `test: passes`, "
        "`passes-in-part` or `fails`",
        f"{why}; a public wire keeps its text until it is assessed",
    )


RULE = Rule(
    id="one-text-rationale",
    family="history",
    scope="change",
    what="A wire that is new, or was assessed again, has `rationale.text` instead of the answers.",
    why="One text can easily avoid the question. Each answer has a question of its own.",
    basis="The wire format, version 2. A public wire with such a text keeps it until an editor assesses it.",
    bad="# before\nstatus: draft\n# after\n" + _TEXT.replace("05-20", "05-21"),
    good="# before\n" + _TEXT + "# after\nrelated: []\n" + _TEXT,
    fix="Answer `tested_harm`, `without`, `other_causes` and `test`; `limits` where there are limits.",
    needs=("rationale",),
    check=check,
)
