"""A draft that says something else under the signature that it bore."""

from collections.abc import Iterator

from butfor.changes.entries import all_differences
from butfor.changes.facts import APART, JUDGED, field_name, needs_entry
from butfor.changes.versions import WireChange, filled
from butfor.findings import Level, Location, Violation
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
    differing = [fact for fact in all_differences(was, now) if needs_entry(fact)]
    if now.status == "draft":  # what was judged may wait in it for more sources
        differing = [fact for fact in differing if field_name(fact.field) in JUDGED]
    judged = [fact for fact in differing if field_name(fact.field) not in (*APART, "submitted_by")]
    if not same or not judged:
        return
    first, last = change.signing_days
    today = all(first <= signature.day <= last for signature in same)
    more = f" and {len(judged) - 1} more" if len(judged) > 1 else ""
    yield Violation(
        Location(("rationale", "by")),
        f"`{judged[0].field}`{more} changed under the signature of {shown(now.rationale.by, 30)}",
        "nothing, if they judged it anew today; readers of the account are shown both verdicts"
        if today
        else f"judge it anew, which signs it with the day of today: `butfor assess {now.id}`; or, to hand it in again, "
        "write `basis: proposed`, and take out `by` and `date`",
        f"the draft bore that signature, of {now.rationale.date}, before",
        level=Level.WARNING if today else None,  # who may sign today could have signed so at once
    )


_FAILS = rationale(test="fails")

RULE = Rule(
    id="signed-draft-changed",
    family="history",
    scope="change",
    what="A draft that an editor signed has other answers, or another kind, harm, severity or codes, under the same "
    "signature of an earlier day; or any other fact, and is published under it.",
    why="Readers, and the next editor, would be told that somebody judged what they never saw.",
    basis="What is public tells each change in `corrections`. A draft tells none, so there a signature stands for "
    "exactly what was signed. A name is compared without regard to capital letters and spaces. A "
    "signature of today is a warning: whoever may sign today may judge twice, and the account shows both verdicts.",
    bad="# before\nstatus: draft\n" + _FAILS + "# after\nstatus: draft\n" + rationale(),
    good="# before\nstatus: draft\n" + _FAILS + "# after\nstatus: draft\nrelated: []\n" + _FAILS,
    fix="Have an editor assess the draft: `butfor assess`.",
    needs=("rationale",),
    unwaivable=True,
    check=check,
)
