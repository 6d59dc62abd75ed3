"""What a rule yields (`Hit`), what a reader gets (`Finding`), and all that a check found (`Report`).

Rules speak of a *path in the data*; the engine adds rule, level, file and span. Columns, colours and formats
are nobody's business but the reporters'.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

Path = tuple[str | int, ...]
"""Where in a wire: keys and list indexes, for example ``("sources", 1, "url")``."""


class Level(StrEnum):
    """How much a finding weighs; a policy may change a rule's level, ``off`` silences it."""

    ERROR = "error"
    WARNING = "warning"
    OFF = "off"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a file: 1-based lines and columns, columns counted in code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in the data: a path, its key rather than its value, or an excerpt of the value; ``file`` None
    means the file under check. ``span`` is given only by the reader, which knows places before data exists."""

    path: Path = ()
    key: bool = False
    excerpt: str | None = None
    file: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One change to the data that mends a violation: ``to`` is the new text of the value, key or excerpt at ``spot``,
    None takes an item out of its list. ``raw``: YAML to write as it is, where a text would be put into quotes."""

    spot: Spot
    to: str | None
    raw: bool = False


@dataclass(frozen=True, slots=True)
class Repair:
    """How a program can mend a violation: all of ``changes`` together, or ``move``, the path where the file belongs.

    safe: nothing that the wire says changes; else somebody has to look at the result.
    """

    changes: tuple[Change, ...] = ()
    safe: bool = True
    move: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One violation, as a rule reports it.

    message: what is wrong, present tense, lower case, values in backticks.
    help: what to do; lines that start with a blank are YAML to write, kept as they are.
    note: why, where it says more than the rule's own ``why``.
    related: other places that take part, each with a few words.
    level: where the rule itself tells a graver from a lesser case.
    repair: what `butfor fix` may do about it.
    """

    spot: Spot
    message: str
    help: str
    note: str | None = None
    related: tuple[tuple[Spot, str], ...] = ()
    level: Level | None = None
    repair: Repair | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding speaks of."""

    file: str
    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Text to put in the place of a span of the file."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A `Repair` as edits of the file, which do not overlap, or the path to move it to."""

    edits: tuple[Edit, ...]
    safe: bool
    move: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A `Hit` with its rule, level, file, span and the first line it stands on (raw: reporters neutralise it)."""

    file: str
    span: Span
    rule: str
    level: Level
    message: str
    note: str
    help: str
    path: Path
    line: str
    related: tuple[Related, ...] = ()
    fix: Fix | None = None

    @property
    def order(self) -> tuple[str, Span, str, str]:
        """The one total order in which findings are shown."""
        return (self.file, self.span, self.rule, self.message)

    @property
    def fingerprint(self) -> str:
        """Identity that survives moved lines: rule, file, path in the data and message; 32 hex digits."""
        parts = [self.rule, self.file, *map(str, self.path), self.message]
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: findings in order, how many files were judged, what could not be read (and why), and the
    findings that a comment or a deviation waives, each with its reason; ``wanted``: paths had been named.

    files: the names of those judged. unsound: some have fields that can't be read, so not every rule had its say.
    folder: where the archive lies in its repository, ``""`` or ending in ``/``."""

    findings: tuple[Finding, ...]
    checked: int
    unreadable: tuple[str, ...] = ()
    waived: tuple[tuple[Finding, str], ...] = ()
    wanted: bool = False
    files: tuple[str, ...] = ()
    folder: str = ""
    unsound: bool = False

    def count(self, level: Level) -> int:
        """How many findings have this level."""
        return sum(finding.level == level for finding in self.findings)


def dotted(path: Iterable[str | int]) -> str:
    """``sources[1].url``"""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
