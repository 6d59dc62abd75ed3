"""What a build keeps for the next in the user's cache folder: what lists need of each wire, and the history.

It is only ever a reason to do less. Without it, or where it can't be understood, everything is made again, and the
output is the same to the byte.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, astuple, dataclass, field, replace
from pathlib import Path
from typing import Any

from butfor.changes.words import ChangeWords
from butfor.engine.cache import archive_key, cache_folder
from butfor.engine.packing import from_lists
from butfor.files.git import Commit, Repository
from butfor.files.git_process import GitError
from butfor.files.system import locked
from butfor.files.tree import NotRegularFileError, WorkTree, read
from butfor.files.write import write
from butfor.ledger.account import Item
from butfor.ledger.history import file_changes
from butfor.ledger.line import first_parent_history
from butfor.policy.policy import Policy
from butfor.queries.load import Loaded
from butfor.site.card import Card
from butfor.site.output import sweep
from butfor.view.parts import History
from butfor.view.wording import line

_LARGEST = 512 * 1024 * 1024  # bytes of a file that is read


@dataclass(frozen=True, slots=True)
class ArchiveHistory:
    """The commits that changed each file. Nothing where there is no repository or no commit."""

    commits: Mapping[str, tuple[Commit, ...]] = field(default_factory=dict)
    """By the file's name, the newest first."""
    cut: bool = False
    """Older commits are missing in this clone."""
    prefix: str = ""
    """The archive's folder in its repository."""

    def of(self, name: str) -> History:
        """Return the history of one file."""
        return History(self.commits.get(name, ()), self.cut)


class State:
    """What an earlier build of the same program under the same policy kept of an archive."""

    def __init__(self, root: Path, policy: Policy, key: str) -> None:
        """Read it; ``key`` stands for program and policy.

        Raises:
            OSError: the folder of incidents can't be listed.
        """
        self._root, self._key, self._folder = root, key, policy.config.paths.incidents
        self._stat_keys = WorkTree(root).stat_keys(self._folder)
        folder = cache_folder(root)
        self._path = None if folder is None else folder / f"{archive_key(root)}-site.json"
        self._text = ""
        self._lines: dict[tuple[str, str], str] = {}
        self._history: list[Any] | None = None
        self.cards: dict[str, Loaded[Card]] = {}
        """Of the files that did not change."""
        try:
            if self._path is not None:
                self._read(read(self._path, self._path.name, _LARGEST).data.decode())
        except (OSError, NotRegularFileError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
            self._text, self._lines, self._history, self.cards = "", {}, None, {}

    def _read(self, text: str) -> None:
        head, *lines = text.split("\n")
        key, history = json.loads(head)
        if key != self._key:
            return
        self._text, self._history = text, history
        for (name, stat_key, values, items), kept in zip(json.loads(f"[{','.join(lines)}]"), lines, strict=True):
            if stat_key and self._stat_keys.get(name) == stat_key:
                entries = tuple((place, _item(item)) for place, item in items)
                card = replace(from_lists(Card, values), items=entries)
                self.cards[name] = Loaded(name, card.id, card.status, card)
                self._lines[name, stat_key] = kept

    def history(self) -> ArchiveHistory:
        """Return the history of the archive as it is now."""
        try:
            repository = Repository.of(self._root)
            head = repository.commit("HEAD")
            if head is None:
                return ArchiveHistory(prefix=repository.prefix)
            shallow = repository.lines("rev-parse", "--is-shallow-repository")[0]
            if self._history is None or self._history[:2] != [head, shallow]:
                line_of_commits = first_parent_history(repository, None)
                changes: dict[str, list[list[str]]] = {}
                for change in reversed(file_changes(repository, line_of_commits, self._folder)):
                    commit = line_of_commits.commits[change.commit]
                    changes.setdefault(change.name, []).append([commit.oid, commit.date, line(commit.author)])
                self._history = [head, shallow, line_of_commits.cut, changes]
        except GitError:
            self._history = None
            return ArchiveHistory()
        *_, cut, changes = self._history
        commits = {name: tuple(Commit(*commit) for commit in listed) for name, listed in changes.items()}
        return ArchiveHistory(commits, cut, repository.prefix)

    def keep(self, wires: Iterable[Loaded[Card]]) -> None:
        """Keep what the next build may use."""
        lines = [json.dumps([self._key, self._history], separators=(",", ":"))]
        for wire in wires:
            if stat_key := self._stat_keys.get(wire.name):
                lines.append(self._lines.get((wire.name, stat_key)) or _line(wire.made, stat_key))
        text = "\n".join(lines)
        if self._path is not None and text != self._text:
            with locked(self._path.parent):
                sweep(self._path.parent.iterdir())
                write(self._path, text.encode(), lasting=False)


def _item(kept: dict[str, Any]) -> Item:
    """Return an entry of the ledger as it was before it was kept."""
    changes = tuple(ChangeWords(**change) for change in kept["changes"])
    return Item(**kept | {"fields": tuple(kept["fields"]), "changes": changes})


def _line(card: Card, stat_key: str) -> str:
    items = [[place, asdict(item)] for place, item in card.items]
    return json.dumps([card.name, stat_key, astuple(replace(card, items=())), items], separators=(",", ":"))
