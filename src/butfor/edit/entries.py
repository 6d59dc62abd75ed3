"""What the entries have to say: each fact that differs, quoted from the two versions."""

from dataclasses import dataclass

from butfor.archive.wire_file import examine
from butfor.changes.quotations import stories
from butfor.changes.versions import WITHHELD, changed, new_corrections, sound, top
from butfor.edit.published import Opened
from butfor.files.tree import Source
from butfor.rules.scope.private_data import private

_NEVER = ("id", "published")  # no correction can tell of these; rules of their own find them


@dataclass(frozen=True, slots=True)
class Told:
    """What an entry says of one change."""

    field: str
    was: str
    now: str


def told(opened: Opened, text: str) -> list[Told] | None:
    """What the entries have to say if the file holds ``text``: each fact that differs from the public version and
    that no entry names yet. None where no wire can be read from it, which a check puts into words.
    """
    after = sound(examine(Source(opened.name, text.encode())))
    if after is None:
        return None
    since_public, since_head = (
        {top(field) for _, correction in new_corrections(version, opened.wire) for field in correction.fields}
        for version in (opened.public, opened.head)
    )
    result = []
    for field in changed(opened.public, after):
        if field in _NEVER:
            continue
        if field not in since_public:
            before = opened.public
        elif field in changed(opened.wire, after):  # an entry that is not public yet tells of an earlier step
            before = opened.wire
        elif field not in since_head and field in changed(opened.head, after):
            before = opened.head
        else:
            continue
        for was, now in stories(before, after, field):
            result.append(Told(field, WITHHELD if private(was) else was, now))
    return result
