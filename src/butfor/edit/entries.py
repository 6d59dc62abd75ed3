"""What the entries of a correction say: each fact that differs, quoted from the two versions."""

from dataclasses import dataclass
from typing import Any

from butfor.archive.wire_file import read_wire
from butfor.changes.quotations import quotation_pairs
from butfor.changes.versions import WITHHELD, changed_fields, complete_wire, field_name, new_corrections
from butfor.edit.published import PublishedWire, RefusedError, check_change
from butfor.files.tree import Source
from butfor.rules.scope.private_data import private

_NEVER = ("id", "published")  # no correction can tell of these; rules of their own find them


@dataclass(frozen=True, slots=True)
class ChangedFact:
    """A fact that differs."""

    field: str
    was: str
    now: str

    def entry(self, day: str, type_: str, reason: str, by: str) -> dict[str, Any]:
        """Return the entry that tells of it."""
        return {
            "date": day, "type": type_, "fields": [self.field], "was": self.was, "now": self.now,
            "reason": reason, "by": by,
        }  # fmt: skip


def facts_to_correct(published: PublishedWire, text: str) -> list[ChangedFact]:
    """Return what new entries have to say if the file holds ``text``.

    Raises:
        RefusedError: there is nothing to say.
        FailsCheckError: a check finds errors that no entry would remove.
        OSError: the folder of incidents can't be listed.
        GitError: git can't say what is public.
    """
    facts = changed_facts(published, text)
    check_change(published, text, before_entries=bool(facts))
    if facts:
        return facts
    if published.disk.data == published.base.source(published.name).data:
        raise RefusedError(
            f"{published.name} is as readers know it, so there is nothing to correct",
            "edit it and run this again, or name the change: --set FIELD=VALUE",
            "an older change that no entry tells: write the entry by hand; `now` is what the field says today",
        )
    raise RefusedError(
        f"no fact of {published.name} differs from what readers know without an entry that tells it",
        "white space, comments, order, an added `archive_url` or `external_ids` need none",
    )


def changed_facts(published: PublishedWire, text: str) -> list[ChangedFact]:
    """Return each fact of ``text`` that differs from the public version, and that no entry names yet.

    None at all where no wire can be read from the text, which a check puts into words.
    """
    after = complete_wire(read_wire(Source(published.name, text.encode())))
    if after is None:
        return []
    since_public, since_head = (
        {field_name(field) for _, correction in new_corrections(version, published.wire) for field in correction.fields}
        for version in (published.public, published.head)
    )
    facts: list[ChangedFact] = []
    for field in changed_fields(published.public, after):
        if field in _NEVER:
            continue
        if field not in since_public:
            before = published.public
        elif field in changed_fields(published.wire, after):  # an entry that is not public yet tells an earlier step
            before = published.wire
        elif field not in since_head and field in changed_fields(published.head, after):
            before = published.head
        else:
            continue
        for was, now in quotation_pairs(before, after, field):
            facts.append(ChangedFact(field, WITHHELD if private(was) else was, now))
    return facts
