"""What the entries have to say: each fact that differs, quoted from the two versions."""

from dataclasses import dataclass

from butfor.archive.wire_file import read_wire
from butfor.changes.quotations import quotation_pairs
from butfor.changes.versions import WITHHELD, changed_fields, complete_wire, field_name, new_corrections
from butfor.edit.published import PublishedWire
from butfor.files.tree import Source
from butfor.rules.scope.private_data import private

_NEVER = ("id", "published")  # no correction can tell of these; rules of their own find them


@dataclass(frozen=True, slots=True)
class ChangedFact:
    """What an entry says of one change."""

    field: str
    was: str
    now: str


def changed_facts(opened: PublishedWire, text: str) -> list[ChangedFact] | None:
    """What the entries have to say if the file holds ``text``: each fact that differs from the public version and
    that no entry names yet. None where no wire can be read from it, which a check puts into words.
    """
    after = complete_wire(read_wire(Source(opened.name, text.encode())))
    if after is None:
        return None
    since_public, since_head = (
        {field_name(field) for _, correction in new_corrections(version, opened.wire) for field in correction.fields}
        for version in (opened.public, opened.head)
    )
    result = []
    for field in changed_fields(opened.public, after):
        if field in _NEVER:
            continue
        if field not in since_public:
            before = opened.public
        elif field in changed_fields(opened.wire, after):  # an entry that is not public yet tells of an earlier step
            before = opened.wire
        elif field not in since_head and field in changed_fields(opened.head, after):
            before = opened.head
        else:
            continue
        for was, now in quotation_pairs(before, after, field):
            result.append(ChangedFact(field, WITHHELD if private(was) else was, now))
    return result
