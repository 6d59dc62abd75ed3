"""The values that travel from a rule to a reader: `Violation`, `Finding`, `Report`.

A rule speaks of a *path in the data*; the engine adds rule, level, file and span. Columns, colours and formats are the
business of reporters alone.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

DataPath = tuple[str | int, ...]
"""Where in the data of a wire: keys and list indexes, for example ``("sources", 1, "url")``."""


class Level(StrEnum):
    """How much a finding weighs. A policy may change the level of a rule; ``off`` silences it."""

    ERROR = "error"
    WARNING = "warning"
    OFF = "off"


class Applicability(StrEnum):
    """How far a fix may be trusted."""

    SAFE = "safe"
    """Nothing that the wire says changes."""
    UNSAFE = "unsafe"
    """The fix guesses: a person has to look at the result."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a file: lines and columns from 1, columns in code points, the end exclusive."""

    line: int
    """The first line."""
    column: int
    """Where it begins in the first line."""
    end_line: int
    """The last line."""
    end_column: int
    """The column after the last character."""


@dataclass(frozen=True, slots=True)
class Location:
    """A place in the data, before anybody knows its line."""

    path: DataPath = ()
    """Keys and indexes from the root; empty for the whole file."""
    key: bool = False
    """The key at ``path``, not its value."""
    excerpt: str | None = None
    """Only this part of the value."""
    file: str | None = None
    """Name of the file; None for the file under check."""
    span: Span | None = None
    """Given by the parser alone, which knows places before there is data."""


@dataclass(frozen=True, slots=True)
class Patch:
    """One change to the data."""

    location: Location
    """The value, key or excerpt that changes."""
    to: str | None
    """New text of the value, key or excerpt; None takes an item out of its list."""
    raw: bool = False
    """``to`` is YAML to write as it is; else a text is quoted where it has to be."""


@dataclass(frozen=True, slots=True)
class ProposedFix:
    """How a program can fix a violation: all patches together, or a move of the file."""

    patches: tuple[Patch, ...] = ()
    """Changes that belong together; empty for a move."""
    applicability: Applicability = Applicability.SAFE
    """Safe, or unsafe because it guesses."""
    move: str | None = None
    """Path to which the file belongs."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One violation, as a rule reports it."""

    location: Location
    """The value, key or excerpt that is wrong."""
    message: str
    """What is wrong: present tense, lower case, values in backticks."""
    help: str
    """What to do; lines that start with a space are YAML to write, and stay as they are."""
    note: str | None = None
    """Why, where it says more than the rule's own ``why``."""
    related: tuple[tuple[Location, str], ...] = ()
    """Other places that take part, each with a few words."""
    level: Level | None = None
    """Where the rule itself distinguishes a severe case from a lesser one."""
    fix: ProposedFix | None = None
    """What a program can do about it; None where a person must."""
    judged: tuple[str, ...] = ()
    """What it is judged by, where that is not the value at ``location``, or for prose the block with the excerpt: with
    anything else here it would be another fault."""


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding speaks of."""

    file: str
    """Name of the file."""
    span: Span
    """Where in the file."""
    message: str
    """What stands there, in a few words."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Text that replaces a span of the file."""

    span: Span
    """What is replaced."""
    text: str
    """What stands there afterwards."""


@dataclass(frozen=True, slots=True)
class Fix:
    """A `ProposedFix` as edits of the file, which do not overlap, or as a move."""

    edits: tuple[Edit, ...]
    """In the order of the file; empty for a move."""
    applicability: Applicability
    """Safe, or unsafe because it guesses."""
    move: str | None = None
    """Path to which the file belongs; None for edits."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A `Violation` with its rule, level, file and span. Texts are raw: reporters make them harmless."""

    file: str
    """Name of the file, from the archive's folder on."""
    span: Span
    """What is marked."""
    rule: str
    """Id of the rule."""
    level: Level
    """Error or warning, by the policy."""
    message: str
    """What is wrong."""
    note: str
    """Why."""
    help: str
    """How to fix it; lines that start with a space are YAML to write."""
    path: DataPath
    """Of the value; empty where it is not known."""
    line: str
    """The first line on which the span stands."""
    judged: str = ""
    """What the rule judged, and where, see `butfor.engine.judged`; empty where no rule speaks."""
    related: tuple[Related, ...] = ()
    """Other places that take part."""
    fix: Fix | None = None
    """What a program can do about it; None where a person must."""

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
    """What a check found."""

    findings: tuple[Finding, ...]
    """In their order, without those that are suppressed; all of them count."""
    checked: int
    """How many files were checked."""
    unreadable: tuple["Unread", ...] = ()
    """Files that could not be read, each with the reason."""
    suppressed: tuple[tuple[Finding, str], ...] = ()
    """Findings that a comment or a deviation suppresses, each with its reason."""
    stopped: tuple[str, ...] = ()
    """Why no wire was checked, and what to do, a line each; empty where the check went to its end."""
    stopped_in: str = ""
    """The name of the file that is the reason."""
    selected: bool = False
    """Paths were named; otherwise the whole archive was checked."""
    files: tuple[str, ...] = ()
    """Names of the files that were checked."""
    folder: str = ""
    """Where the archive lies in its repository: empty, or ending in ``/``."""
    has_invalid_fields: bool = False
    """Some fields could not be read, so some rules were skipped."""
    rule_errors: tuple["RuleError", ...] = ()
    """Rules that raised: a bug in butfor. Everything else was checked."""
    older: tuple[Finding, ...] = ()
    """Of a change: what was found before it, and is none of its doing. Where it counts it is in ``findings``, too."""
    known: tuple[Finding, ...] = ()
    """Faults that the baseline holds: they don't count, and are not forgotten."""
    rules: str = ""
    """Which rules were reported, in words; empty for all."""
    site: str = ""
    """Where the archive's site is, as its policy says: empty, or ending in ``/``."""
    notes: tuple[str, ...] = ()
    """What whoever reads it should know, a sentence each."""
    stale: tuple[str, ...] = ()
    """JSON Schemas of the archive that do not follow from its policy."""

    @property
    def news(self) -> tuple[Finding, ...]:
        """The findings that are to be shown one by one: all but the older ones."""
        if not self.older:
            return self.findings
        older = {finding.order for finding in self.older}
        return tuple(finding for finding in self.findings if finding.order not in older)

    def count(self, level: Level) -> int:
        """Return how many findings have this level."""
        return sum(finding.level == level for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be read."""

    file: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.reason}"


@dataclass(frozen=True, slots=True)
class RuleError:
    """A rule that raised instead of yielding: a bug in butfor."""

    rule: str
    """Id of the rule."""
    file: str
    """The file it was reading; empty for a rule that reads the whole archive or change."""
    error: str
    """The exception, as its type and text."""

    def __str__(self) -> str:
        return f"{self.file or 'the archive'}: rule `{self.rule}` failed: {self.error}"


def dotted(path: Iterable[str | int]) -> str:
    """Return a path as people write it, for example ``sources[1].url``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
