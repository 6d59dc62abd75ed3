"""A correction that says otherwise than the two versions."""

from collections.abc import Iterator

from butfor.finding import Hit, Level, Spot
from butfor.history import WITHHELD, Versions, says, tells, text_of, top, withheld
from butfor.rules.base import Rule
from butfor.rules.history import told


def check(versions: Versions) -> Iterator[Hit]:
    was, now = versions.was, versions.now
    if was is None or now is None:
        return
    differs, new = set(versions.differs), versions.new_corrections
    for index, correction in new:
        fields = dict.fromkeys(map(top, correction.fields))
        for field in fields:
            same = [other for other, one in new if field in map(top, one.fields)]
            for key, wire, place in (("was", was, same[0]), ("now", now, same[-1])):
                if field not in differs or index != place:
                    continue
                if key == "was" and withheld(correction):
                    yield Hit(
                        Spot(("corrections", index, key)),
                        f"what `{field}` said before is withheld",
                        "nothing, if it was private data; else quote it",
                        level=Level.WARNING,
                    )
                elif not says(getattr(correction, key), wire, field, len(fields) == 1):
                    rather = f", or write `{WITHHELD}` if it was private data" if key == "was" else ""
                    yield Hit(
                        Spot(("corrections", index, key)),
                        f"`{key}` does not agree with `{field}` as it {'was' if key == 'was' else 'is'}",
                        f"quote what it {'said' if key == 'was' else 'says'}: {told(text_of(wire, field))}{rather}",
                    )
            if (
                field in differs
                and same == [index]
                and fields.keys() == {field}
                and not tells(correction, field, was, now)
            ):
                yield Hit(
                    Spot(("corrections", index, "now")),
                    f"`was` and `now` quote what `{field}` says in both versions",
                    "quote the passage that changed, as it was and as it is",
                )


RULE = Rule(
    id="correction-disagrees",
    family="history",
    what="`was` or `now` of a new correction is not what the field said before, or says since.",
    why="The correction is what readers will read; it must tell the change that was made.",
    basis="The wire format. A value is written out; of a text a passage that stands in it is enough. Where several "
    "corrections name a field, the first says what was, the last what is. `none` stands for one that was not there; "
    "`redacted`, in `was`, for private data that must not be quoted again, and is a warning.",
    bad="""\
# before
related: []
# after
severity: SEV-4
corrections:
  - date: "2026-06-10"
    type: correction
    fields: [severity]
    was: SEV-2
    now: SEV-4
    reason: "The fine was reversed."
    by: "A. Editor"
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
    fix="Quote both versions.",
    history=check,
)
