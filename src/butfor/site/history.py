"""The history of an archive as its pages explain it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from butfor.files.git import Commit, Repository
from butfor.ledger.history import file_changes
from butfor.ledger.line import first_parent_history
from butfor.view.parts import History
from butfor.view.wording import line


@dataclass(frozen=True, slots=True)
class ArchiveHistory:
    """The commits that changed each file. Nothing where there is no repository or no commit."""

    commits: Mapping[str, tuple[Commit, ...]] = field(default_factory=dict)
    """By the file's name, the newest first."""
    cut: bool = False
    """Older commits are missing in this clone."""
    prefix: str = ""
    """The archive's folder in its repository."""
    stranger: str | None = None
    """The repository that the environment names, where it is not the one around the archive: then nothing is known."""

    @classmethod
    def read(cls, root: Path, folder: str) -> "ArchiveHistory":
        """Return the history of a file, or of those in a folder, of the archive at ``root``, as it is now.

        Raises:
            GitError: there is a history, and git can't read it.
        """
        repository = Repository.around(root)
        if repository is None:
            return cls()
        if repository.stranger:
            return cls(stranger=repository.stranger)
        if repository.head() is None:
            return cls(prefix=repository.prefix)
        history = first_parent_history(repository, None)
        changes: dict[str, tuple[Commit, ...]] = {}
        for change in reversed(file_changes(repository, history, folder)):
            commit = history.commits[change.commit]
            shown = Commit(commit.oid, commit.date, line(commit.author))
            changes[change.name] = (*changes.get(change.name, ()), shown)
        return cls(changes, history.cut, repository.prefix)

    def of(self, name: str) -> History:
        """Return the history of one file."""
        return History(None if self.stranger else self.commits.get(name, ()), self.cut)
