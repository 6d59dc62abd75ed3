"""A draft that says something else under the signature that it bore."""

from collections.abc import Iterator

from butfor.changes.entries import all_differences
from butfor.changes.facts import JUDGED, field_name
from butfor.changes.versions import WireChange, filled
from butfor.findings import Location, Violation
from butfor.policy.seats import signatures
from butfor.rules._examples import rationale
from butfor.rules._rule import Rule
from butfor.text.display import shown


def check(change: WireChange) -> Iterator[Violation]:
    if change.before is None or change.before.wire is None or change.after is None or not change.was_draft:
        return
    was, now = filled(change.before, change.after).wire, change.now
    if was is None or now is None:
        return
    signed = {signature.what for signature in signatures(was) if signature.path == ("rationale", "by")}
    same = [signature for signature in signatures(now) if signature.what in signed]
    judged = [fact for fact in all_differences(was, now) if field_name(fact.field) in JUDGED]
    if not same or not judged:
        return
    more = f" and {len(judged) - 1} more" if len(judged) > 1 else ""
    yield Violation(
        Location(("rationale", "by")),
        f"`{judged[0].field}`{more} changed under the signature of {shown(now.rationale.by, 30)}",
        "to hand it in again write `basis: proposed`, and take out `by` and `date`: an editor then assesses it anew",
        f"the draft bore that signature, of {now.rationale.date}, before; who signs it again does so on another day",
    )


_FAILS = rationale(test="fails")

RULE = Rule(
    id="signed-draft-changed",
    family="history",
    scope="change",
    what="A draft that an editor signed has other answers, or another kind, harm, severity or codes, under the same "
    "signature.",
    why="Readers, and the next editor, would be told that somebody judged what they never saw.",
    basis="What is public tells each change in `corrections`. A draft tells none, so there a signature stands for "
    "exactly what was signed.",
    bad="# before\nstatus: draft\n" + _FAILS + "# after\nstatus: draft\n" + rationale(),
    good="# before\nstatus: draft\n" + _FAILS + "# after\nstatus: draft\nrelated: []\n" + _FAILS,
    fix="Write `basis: proposed`, without `by` and `date`, and have an editor assess the draft.",
    needs=("rationale",),
    unwaivable=True,
    check=check,
)
