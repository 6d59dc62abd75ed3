"""A correction that says otherwise than the two versions."""

from collections.abc import Iterator, Sequence

from butfor.changes.quotations import quotation_pairs, unquoted
from butfor.changes.versions import (
    LISTS_OF_MAPPINGS,
    PROSE,
    WITHHELD,
    WireChange,
    changed_sources,
    field_name,
    says,
    tells,
    text_of,
    withheld,
)
from butfor.findings import Level, Location, Violation
from butfor.model.wire import Correction, Wire
from butfor.rules._rule import Rule
from butfor.rules.history import told
from butfor.text.display import listed
from butfor.text.normalize import casefold_words

_Entries = Sequence[tuple[int, Correction]]


def check(change: WireChange) -> Iterator[Violation]:
    was, now = change.was, change.now
    if was is None or now is None:
        return
    fields = {index: set(map(field_name, correction.fields)) for index, correction in change.new_corrections}
    naming: dict[str, list[tuple[int, Correction]]] = {}
    for index, correction in change.new_corrections:
        for field in fields[index]:
            naming.setdefault(field, []).append((index, correction))
    for field in change.differs:
        entries = naming.get(field, [])
        joint = [index for index, _ in entries if len(fields[index]) > 1]
        if not entries:
            continue
        if joint and field in PROSE - LISTS_OF_MAPPINGS:
            yield Violation(
                Location(("corrections", joint[0], "fields")),
                f"`{field}` is told together with other fields",
                "write an entry of its own for it, which quotes what changed",
            )
            continue
        found = list(_quotes(field, entries, was, now, alone=not joint))
        yield from found or _whole(field, entries, was, now)


def _quotes(field: str, entries: _Entries, was: Wire, now: Wire, alone: bool) -> Iterator[Violation]:
    """Where the first entry does not say what was, or the last what is."""
    (first, correction), (last, latest) = entries[0], entries[-1]
    if withheld(correction):
        yield Violation(
            Location(("corrections", first, "was")),
            f"what `{field}` said before is withheld",
            "nothing, if it was private data; else quote it",
            level=Level.WARNING,
        )
    elif not says(correction.was, was, field, alone, now):
        yield Violation(
            Location(("corrections", first, "was")),
            f"`was` does not agree with `{field}` as it was",
            f"quote what it said: {told(text_of(was, field))}, or write `{WITHHELD}` if it was private data",
        )
    if not says(latest.now, now, field, alone, was):
        yield Violation(
            Location(("corrections", last, "now")),
            f"`now` does not agree with `{field}` as it is",
            f"quote what it says: {told(text_of(now, field))}",
        )


def _whole(field: str, entries: _Entries, was: Wire, now: Wire) -> Iterator[Violation]:
    """Where the entries together leave out a part of what changed."""
    index, correction = entries[-1]
    if field == "sources":
        said = " ".join(text for _, one in entries for text in (one.was, one.now, *one.fields))
        words = set(casefold_words(said).split(" "))
        missing = [name for name in changed_sources(was, now) if name.casefold() not in words]
        if missing:
            yield Violation(
                Location(("corrections", index, "now")),
                f"the entry does not name {listed(missing[:5], 'and')}, which changed too",
                "say of each source, by its id, what changed: `S2 url: https://...`",
            )
    elif field in LISTS_OF_MAPPINGS:
        if correction.was.strip() == correction.now.strip():
            yield Violation(Location(("corrections", index, "now")), "`was` and `now` say the same", "say what changed")
    elif field in PROSE:
        if not any(tells(one, field, was, now) for _, one in entries):
            yield Violation(
                Location(("corrections", index, "now")),
                f"`was` and `now` quote what `{field}` says in both versions",
                "quote the passage that changed, as it was and as it is",
            )
        elif part := unquoted(was, now, field, [("" if withheld(one) else one.was, one.now) for _, one in entries]):
            pairs = "; ".join(f"was {told(old)}, now {told(new)}" for old, new in quotation_pairs(was, now, field)[:5])
            yield Violation(
                Location(("corrections", index, "now")),
                f"`{field}` changed in a place that no entry quotes",
                f"quote the whole sentences that changed: {pairs}",
                f"not quoted: {told(part)}",
            )


RULE = Rule(
    id="correction-disagrees",
    family="history",
    scope="change",
    what="`was` or `now` of a new correction is not what the field said before, or says since, or leaves out a part of "
    "what changed.",
    why="The correction is what readers will read; it must tell the change that was made, and all of it.",
    basis="The wire format. A value is written out. Of a text the sentences that changed are quoted, in an entry of "
    "its own. Of `sources` each one that changed is named by its id. Where several corrections name a field, the first "
    "says what was, the last what is. `none` stands for one that was not there; `redacted`, in `was`, for private data "
    "that must not be quoted again, and is a warning.",
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
    fix="Quote both versions; `butfor correct ID` does.",
    needs=("corrections",),
    mandatory=True,
    check=check,
)
