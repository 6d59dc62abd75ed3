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
from butfor.rules.history import quotable
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
        disagreements = list(_quotes(field, entries, was, now, alone=not joint))
        yield from disagreements or _whole(field, entries, was, now)


def _quotes(field: str, entries: _Entries, was: Wire, now: Wire, alone: bool) -> Iterator[Violation]:
    """Yield where the first entry does not say what was, or the last what is."""
    (first_index, first), (last_index, last) = entries[0], entries[-1]
    if withheld(first):
        yield Violation(
            Location(("corrections", first_index, "was")),
            f"what `{field}` said before is withheld",
            "nothing, if it was private data; else quote it",
            level=Level.WARNING,
        )
    elif not says(first.was, was, field, alone, now):
        yield Violation(
            Location(("corrections", first_index, "was")),
            f"`was` does not agree with `{field}` as it was",
            f"quote what it said: {quotable(text_of(was, field))}, or write `{WITHHELD}` if it was private data",
        )
    if not says(last.now, now, field, alone, was):
        yield Violation(
            Location(("corrections", last_index, "now")),
            f"`now` does not agree with `{field}` as it is",
            f"quote what it says: {quotable(text_of(now, field))}",
        )


def _whole(field: str, entries: _Entries, was: Wire, now: Wire) -> Iterator[Violation]:
    """Yield where the entries together leave out a part of what changed."""
    index, last = entries[-1]
    location = Location(("corrections", index, "now"))
    if field == "sources":
        texts = (text for _, entry in entries for text in (entry.was, entry.now, *entry.fields))
        words = set(casefold_words(" ".join(texts)).split(" "))
        missing = [name for name in changed_sources(was, now) if name.casefold() not in words]
        if missing:
            yield Violation(
                location,
                f"the entry does not name {listed(missing[:5], 'and')}, which changed too",
                "say of each source, by its id, what changed: `S2 url: https://...`",
            )
    elif field in LISTS_OF_MAPPINGS:
        if last.was.strip() == last.now.strip():
            yield Violation(location, "`was` and `now` say the same", "say what changed")
    elif field in PROSE:
        if not any(tells(entry, field, was, now) for _, entry in entries):
            yield Violation(
                location,
                f"`was` and `now` quote what `{field}` says in both versions",
                "quote the passage that changed, as it was and as it is",
            )
            return
        quoted = [("" if withheld(entry) else entry.was, entry.now) for _, entry in entries]
        if part := unquoted(was, now, field, quoted):
            pairs = quotation_pairs(was, now, field)[:5]
            changes = "; ".join(f"was {quotable(old)}, now {quotable(new)}" for old, new in pairs)
            yield Violation(
                location,
                f"`{field}` changed in a place that no entry quotes",
                f"quote the whole sentences that changed: {changes}",
                f"not quoted: {quotable(part)}",
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
