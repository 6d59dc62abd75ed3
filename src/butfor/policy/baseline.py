"""The baseline: faults that an archive had before anybody checked it, a line each in a file that only gets shorter."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from butfor.files.tree import BASELINE, MAX_BASELINE_BYTES, NotRegularFileError, Source, Tree
from butfor.model.types import ULID
from butfor.yaml.spans import lines_of

_HEAD = """\
# Faults that wires of this archive had before it was checked: wire, rule, place, fingerprint.
# Nothing is ever added here, and what is fixed goes: `butfor fix` takes it out. docs/maintaining.md
"""
_ENTRY = re.compile(rf"({ULID[1:-1]}) ([a-z0-9-]+) (\S+) ([0-9a-f]{{16}})")


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A fault that is known."""

    wire: str
    """The id of the wire."""
    rule: str
    place: str
    """Where in the wire, for people."""
    key: str
    """Tells it from every other fault of that rule there: 16 hexadecimal digits."""

    def __str__(self) -> str:
        return f"{self.wire} {self.rule} {self.place} {self.key}"


@dataclass(frozen=True, slots=True)
class Baseline:
    """The faults that are known."""

    entries: tuple[tuple[int, Entry], ...] = ()
    """Each with its line, in the order of the file; one that stands there twice is two faults."""
    source: Source | None = None
    """The file; None where there is none."""
    covers_all: bool = False
    """Stands for every fault that may be known: so is found what a first baseline holds."""

    @property
    def counts(self) -> Counter[Entry]:
        """How often each entry stands there."""
        return Counter(entry for _, entry in self.entries)

    def of(self, wire: str) -> tuple[Entry, ...]:
        """Return what is known of one wire."""
        return tuple(entry for _, entry in self.entries if entry.wire == wire)


def baseline_name(folder: str) -> str:
    """Return the name of the file, in the folder of the policy."""
    return f"{folder}/{BASELINE}"


def read_baseline(tree: Tree, folder: str) -> Baseline:
    """Read the baseline of one version of an archive; it is empty where there is none.

    Raises:
        ValueError: it can't be read, or a line is no entry; ``args[0]`` says what to do.
    """
    name = baseline_name(folder)
    try:
        source = tree.source(name, MAX_BASELINE_BYTES)
    except FileNotFoundError:
        return Baseline()
    except (OSError, NotRegularFileError) as error:
        reason = error.strerror if isinstance(error, OSError) else f"it is {error}"
        raise ValueError(f"{name} can't be read ({reason})") from error
    if source.truncated:
        raise ValueError(f"{name} is larger than {MAX_BASELINE_BYTES // 1024 // 1024} MiB")
    entries: list[tuple[int, Entry]] = []
    for number, line in enumerate(lines_of(source.data.decode("utf-8-sig", "surrogateescape")), start=1):
        if not line or (line.startswith("#") and line.isascii()):
            continue
        match = _ENTRY.fullmatch(line)
        if match is None:
            raise ValueError(
                f"{name}:{number}: this line is not an entry (wire, rule, place and fingerprint); copy it from the "
                "public version, or delete it"
            )
        entries.append((number, Entry(*match.groups())))
    return Baseline(tuple(entries), source)


def wire_of(name: str) -> str:
    """Return the id that the name of a wire's file holds."""
    return PurePosixPath(name).stem


def is_wire(wire: str) -> bool:
    """Return whether this is an id, so that it can stand in a baseline."""
    return re.fullmatch(ULID, wire) is not None


def written(entries: Iterable[Entry]) -> str:
    """Return the text of a baseline."""
    return _HEAD + "".join(f"{entry}\n" for entry in sorted(entries))
