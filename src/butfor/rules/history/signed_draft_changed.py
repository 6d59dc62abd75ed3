"""A draft that says something else under the signature that it had."""

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
        "nothing to do if they assessed it again today; the account of the change shows both results"
        if today
        else f"assess it again, which signs it with today's date: `butfor assess {now.id}`; or, to send it to the "
        "editors again, write `basis: proposed`, and delete `by` and `date`",
        f"the draft already had that signature, dated {now.rationale.date}",
        level=Level.WARNING if today else None,  # who may sign today could have signed so at once
    )


_FAILS = rationale(test="fails")

RULE = Rule(
    id="signed-draft-changed",
    family="history",
    scope="change",
    what="In a draft that an editor signed, answers, kind, harm, severity or codes changed under the same signature "
    "of an earlier day; or any other fact changed, and the draft is published under it.",
    why="The signature would say that an editor assessed what they never saw.",
    basis="A public wire explains each change in `corrections`. A draft does not, so its signature stands for "
    "exactly what was signed. Names are compared without capital letters and spaces. A signature of today is "
    "a warning: an editor may assess twice on one day, and the account shows both results.",
    bad="# before\nstatus: draft\n" + _FAILS + "# after\nstatus: draft\n" + rationale(),
    good="# before\nstatus: draft\n" + _FAILS + "# after\nstatus: draft\nrelated: []\n" + _FAILS,
    fix="Have an editor assess the draft: `butfor assess`.",
    needs=("rationale",),
    unwaivable=True,
    check=check,
)
