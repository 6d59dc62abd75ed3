"""The line of commits that were public, one after the other: first parents, but where a merge has taken their place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from butfor.files.git import Commit, Repository
from butfor.files.git_process import GitError

# What git itself writes where `git pull` on the public branch merges what others have made public meanwhile.
_TAKES_IN_PUBLIC = re.compile(r"Merge (remote-tracking )?branch '([^' ]+/)?(main|master)'( of \S+)?")


@dataclass(frozen=True, slots=True)
class FirstParentHistory:
    """The commits of the branch."""

    commits: tuple[Commit, ...]
    """Oldest first."""
    parents: tuple[str | None, ...]
    """Id of the commit that each is compared with, if there is one: its first parent."""
    other_parents: tuple[tuple[str, ...], ...]
    """Ids of the others."""
    cut: bool
    """Whether the history goes on before the first of them, and is not in this clone."""
    notes: tuple[str, ...] = ()
    """What is to be known of it: merges that took another's place, and that it was rewritten."""


def first_parent_history(
    repository: Repository, since: str | None = None, public: Sequence[str] = ()
) -> FirstParentHistory:
    """Return the commits that the branch held, one after the other: first parents, down to commit ``since``.

    Where a merge has taken the place of the public line (a foxtrot merge), the line goes on in the parent that leads to
    ``since``, or to a commit known to have been ``public``. What does not descend from ``since`` is compared with it.

    Raises:
        GitError: there is no commit, or this clone does not reach back so far that it could be known.
    """
    head = repository.head()
    if head is None:
        raise GitError("nothing has been committed yet, so there is no history")
    rows, notes = _line(repository, head, since, [since] if since else public)
    if since and head != since and not repository.is_ancestor(since, head):
        if repository.is_shallow:
            raise GitError(
                f"this clone does not reach back to where what is checked out left {since[:12]}",
                "fetch the whole history: git fetch --unshallow",
            )
        rows = [replace(rows[0], parents=(since,))] if rows else []
        notes = [
            f"history was rewritten: {since[:12]} is not part of what is checked out; the two were compared directly"
        ]
    rows.reverse()
    ends = bool(rows) and not rows[0].parents
    return FirstParentHistory(
        tuple(row.commit for row in rows),
        tuple(row.parents[0] if row.parents else None for row in rows),
        tuple(row.parents[1:] for row in rows),
        ends and bool(repository.parents(rows[0].commit.oid)),
        tuple(notes),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    commit: Commit
    parents: tuple[str, ...]
    """The one in which the line goes on is the first."""


def _line(repository: Repository, start: str, since: str | None, public: Sequence[str]) -> tuple[list[_Row], list[str]]:
    """Return a commit and those before it on the line, the newest first, and what is to be said of them."""
    form = "--format=%H%x00%P%x00%cd%x00%s%x00%an"
    beginning = [f"^{since}"] if since else []
    arguments = ("rev-list", "--first-parent", "--encoding=UTF-8", "--date=short", form, start, *beginning, "--")
    rows: list[_Row] = []
    notes: list[tuple[int, str]] = []  # each with the number of the row that it is about
    for text in repository.lines(*arguments)[1::2]:  # the others name the commit once more
        oid, before, date, subject, author = text.split("\0", 4)
        rows.append(_Row(Commit(oid, date, author), tuple(before.split())))
        if len(rows[-1].parents) > 1 and _TAKES_IN_PUBLIC.fullmatch(subject):
            other = rows[-1].parents[1]
            words = "may be a foxtrot merge: its message says that it merged the public branch, as its second parent"
            notes.append((len(rows), f"{oid[:12]} {words}; if so, compare from there: --since {other[:12]}"))
    on_line = {start, *(oid for row in rows for oid in (row.commit.oid, *row.parents[:1]))}
    for oid in public:
        if oid in on_line or not repository.is_ancestor(oid, start):
            continue
        later = {oid, *repository.lines("rev-list", "--ancestry-path", f"^{oid}", start, "--")}
        at = max(number for number, row in enumerate(rows) if row.commit.oid in later)
        row = rows[at]
        other = next(parent for parent in row.parents if parent in later)
        parents = (other, *(parent for parent in row.parents if parent != other))
        rest, more = _line(repository, other, since, public)
        words = f"is a foxtrot merge: {oid[:12]}, which was public before, is not in the history of its first parent"
        kept = [note for number, note in notes if number <= at]
        note = f"{row.commit.oid[:12]} {words}; the history is followed up to it"
        return [*rows[:at], replace(row, parents=parents), *rest], [*kept, note, *more]
    return rows, [note for _, note in notes]
