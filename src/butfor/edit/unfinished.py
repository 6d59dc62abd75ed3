"""Answers that were given and not written yet, in files of the user's own: what was interrupted goes on from there."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from butfor.edit.answers import Answers
from butfor.files.own import own_folder
from butfor.files.tree import digest
from butfor.files.write import write


@dataclass(slots=True)
class Kept:
    """What was answered about a wire, and what the wire said then."""

    wire: str = ""
    """The digest of the wire's file."""
    was: Answers = field(default_factory=dict)
    """What the wire said to each question."""
    answers: Answers = field(default_factory=dict)
    """What somebody answered; nothing of what they were not asked yet."""
    offered: str = ""
    """The digest of the document that an editor opened with, as the wire alone makes it."""

    def still(self, current: Mapping[str, Any]) -> Answers:
        """Return the answers to questions to which the wire says what it said then."""
        return {name: answer for name, answer in self.answers.items() if self.was.get(name) == current.get(name)}


class Unfinished:
    """The answers to one wire, kept until they are written into it; where there is no place for them they are lost."""

    def __init__(self, root: Path, wire_id: str) -> None:
        """Find the place; nothing is read or written yet."""
        import platformdirs

        key = digest(os.fsencode(root.resolve()))
        folder = own_folder(lambda: platformdirs.user_state_path("butfor") / "assess" / key, root)
        self._path = None if folder is None else folder / f"{wire_id}.json"
        self.document = None if folder is None else folder / f"{wire_id}.yaml"
        """The file that an editor opens; None where there is no place for it."""

    @property
    def is_kept(self) -> bool:
        """Whether anything is there that somebody answered."""
        kept = self.read()
        text = self.written()
        return bool(kept.answers) or (text is not None and digest(text) != kept.offered)

    def written(self) -> bytes | None:
        """Return what the document holds that an editor opened; None where there is none."""
        try:
            return self.document.read_bytes() if self.document else None
        except OSError:
            return None

    def read(self) -> Kept:
        """Return what was kept; nothing where that can't be read."""
        try:
            data = json.loads(self._path.read_text(encoding="utf-8")) if self._path else {}
        except (OSError, ValueError):
            return Kept()
        if not isinstance(data, dict):
            return Kept()
        wire, offered = str(data.get("wire", "")), str(data.get("offered", ""))
        return Kept(wire, _answers(data.get("was")), _answers(data.get("answers")), offered)

    def keep(self, kept: Kept) -> None:
        """Keep answers in place of those that were kept; where the disk is full, nothing."""
        if self._path is not None:
            data = {"wire": kept.wire, "was": kept.was, "answers": kept.answers, "offered": kept.offered}
            with suppress(OSError):
                write(self._path, json.dumps(data).encode())

    def drop_document(self) -> None:
        """Forget the document that an editor opened."""
        _remove(self.document)

    def drop(self) -> None:
        """Forget everything: it is written, or not wanted."""
        _remove(self._path)
        _remove(self.document)


def _answers(data: Any) -> Answers:
    if not isinstance(data, dict):
        return {}
    texts = {name: value for name, value in data.items() if isinstance(value, str)}
    return {**texts, **{name: list(map(str, value)) for name, value in data.items() if isinstance(value, list)}}


def _remove(path: Path | None) -> None:
    if path is not None:
        with suppress(OSError):
            path.unlink(missing_ok=True)
