"""A published fact was changed and no correction says so."""

from collections.abc import Iterator

from butfor.changes.quotations import quotation_pairs
from butfor.changes.versions import WITHHELD, WireChange, field_name, text_of
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule
from butfor.rules.history import quotable
from butfor.rules.scope.private_data import private
from butfor.yaml.emit import block

_ELSEWHERE = frozenset(["id", "published"])  # rules of their own, which no correction satisfies
_LONGEST = 200  # characters of a text that the help writes out


def check(change: WireChange) -> Iterator[Violation]:
    was, now = change.was, change.now
    if was is None or now is None:
        return
    named = {field_name(field) for _, correction in change.new_corrections for field in correction.fields}
    for name in change.differs:
        if name in named or name in _ELSEWHERE:
            continue
        quotes = quotation_pairs(was, now, name, _LONGEST)
        entries = [
            {
                "date": change.today, "type": "correction", "fields": [name],
                "was": WITHHELD if private(old) else old, "now": new, "reason": "TODO", "by": "TODO",
            }
            for old, new in quotes
        ]  # fmt: skip
        lines = "\n    ".join(block("corrections", entries)[1 if now.corrections else 0 :])
        yield Violation(
            Location((name,), key=True),
            f"`{name}` changed, and no new correction names it",
            f"write the old value back, or run `butfor correct {was.id}`, which adds to the end of `corrections`:"
            f"\n    {lines}",
            f"it was {quotable(quotes[0][0])}" if text_of(was, name) else "it was not there before",
        )


RULE = Rule(
    id="fact-changed-silently",
    family="history",
    scope="change",
    what="A field of a published wire says something else than before, and no new entry of `corrections` names it.",
    why="Readers who saw the wire before would never learn that it was wrong.",
    basis="The wire format: `corrections` is append-only and names the fields that changed. White space, wrapping, "
    "order of keys, quotes, comments, and what is added to `archive_url`, "
    "`external_ids`, `deviations` or `reviews` are no change.",
    bad="""\
# before
related: []
# after
severity: SEV-4
""",
    good="""\
# before
related: []
# after
severity: SEV-4
corrections:
  - date: "2026-06-10"
    type: correction
    fields: [severity]
    was: SEV-3
    now: SEV-4
    reason: "The fine was reversed."
    by: "A. Editor"
""",
    fix="Add the correction, which `butfor correct ID` writes, or restore the field.",
    needs=("corrections",),
    mandatory=True,
    check=check,
)
