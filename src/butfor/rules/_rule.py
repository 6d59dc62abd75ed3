"""What a rule is."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from butfor.archive.index import Archive
from butfor.archive.suppressions import Suppression
from butfor.archive.wire_file import WireFile
from butfor.changes.versions import WireChange
from butfor.files.layout import Layout
from butfor.findings import Applicability, Level, Location, Patch, ProposedFix, Span, Violation
from butfor.model.today import Today
from butfor.model.wire import Wire
from butfor.policy.baseline import Entry
from butfor.policy.legacy import is_english
from butfor.policy.policy import Policy

Family = Literal[
    "yaml",
    "shape",
    "identity",
    "vocabulary",
    "dates",
    "sources",
    "rationale",
    "scope",
    "archive",
    "history",
    "layout",
    "signatures",
    "suppression",
]

Scope = Literal["file", "wire", "archive", "layout", "change", "changeset", "suppression", "baseline"]
"""What a rule's check reads.

file: one file in which reader, parser or model noted an error, or that is no file. wire: one wire whose fields named in
``needs`` are valid; also where the model noted an error in the rule's name. archive: the index of all wires.
layout: the names and attributes of files in and above the archive's folders.
change: two versions of one wire. changeset: a change as a whole.
suppression: one suppression, after everything else was found.
baseline: the entries of the baseline that are over, after everything else was found.
"""

Confidence = Literal["certain", "likely"]


@dataclass(frozen=True, slots=True, eq=False)
class WireContext:
    """What a rule for one wire reads; the same object for all rules, so what several ask of it is kept."""

    file: WireFile
    """The file as it was read."""
    wire: Wire
    """Valid in every field that the rule needs."""
    policy: Policy
    """The policy in force."""
    today: Today
    """The day of the check."""

    @property
    def language(self) -> str:
        """The language in which the wire is written, as a tag."""
        return self.policy.language_of(self.wire)

    @property
    def is_english(self) -> bool:
        """Whether the wire is written in English: lists of English words judge no other."""
        return is_english(self.wire, self.policy)


@dataclass(frozen=True, slots=True)
class SuppressionContext:
    """A suppression, and what it did."""

    suppression: Suppression
    rules: "Mapping[str, Rule]"
    """Every rule, by id."""
    used: bool
    """It matches a finding."""
    today: Today

    @property
    def rule(self) -> "Rule | None":
        """The rule that it suppresses, if there is one of that name."""
        return self.rules.get(self.suppression.rule or "")


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """An entry of the baseline."""

    line: int
    entry: Entry
    touched: bool = False
    """The change brings its wire, or changes it."""

    @property
    def location(self) -> Location:
        """Its whole line."""
        return Location(span=Span(self.line, 1, self.line + 1, 1))


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """A change as a whole, such as a pull request."""

    touched: tuple[str, ...]
    """Published wires that were deleted, or whose facts changed otherwise than by an assessment."""
    signed: Mapping[str, str]
    """Rules from which a changed wire newly deviates, each with that wire."""
    labels: frozenset[str] | None
    """Labels of the request; None where they are not known."""
    policy: Policy
    """The policy that judges."""
    base_policy: Policy
    """The policy that was in force before."""
    new_policy: Policy | None = None
    """The policy that the change brings; None where it judges itself, or is the same."""
    policy_files: tuple[str, ...] = ()
    """Files of the policy that changed."""
    fails: tuple[str, ...] = ()
    """With a new policy that does not judge yet: published wires, and the baseline, in which it alone finds errors."""
    passes: tuple[str, ...] = ()
    """Wires that a new policy alone lets through; where it judges itself, those that the change brings or changes."""
    uses: "Mapping[tuple[str, str], tuple[str, ...]]" = field(default_factory=dict)
    """With another policy: the published wires that use each of its words, by (kind, name): ``codes``, ``severities``,
    ``tiers``, ``schemes`` and ``providers``."""
    is_public: bool = False
    """It is a push to the public branch, on which it was judged as a request before, if it was one."""
    known: tuple[KnownEntry, ...] = ()
    """The entries that the baseline did not have before."""
    changes_wires: bool = False
    """It brings, changes or deletes a wire, be it a draft."""
    recounted: tuple[tuple[str, int, int], ...] = ()
    """With another policy: the published wires that it gives another count of voices, each with the old and the new."""


FileCheck = Callable[[WireFile], Iterator[Violation]]
WireCheck = Callable[[WireContext], Iterator[Violation]]
ArchiveCheck = Callable[[Archive, Policy], Iterator[tuple[str, Violation]]]
LayoutCheck = Callable[[Layout, Policy], Iterator[tuple[str, Violation]]]
ChangeCheck = Callable[[WireChange], Iterator[Violation]]
ChangeSetCheck = Callable[[ChangeSet], Iterator[tuple[str, Violation]]]
SuppressionCheck = Callable[[SuppressionContext], Iterator[Violation]]
BaselineCheck = Callable[[Iterator[KnownEntry]], Iterator[Violation]]
Check = (
    FileCheck | WireCheck | ArchiveCheck | LayoutCheck | ChangeCheck | ChangeSetCheck | SuppressionCheck | BaselineCheck
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule, whole: what it finds, why, examples, repair, and the check."""

    id: str
    """Kebab-case; names the pattern found; never reused, see `butfor.rules.retired`."""
    family: Family
    """Folder of the rule's module."""
    scope: Scope
    """What the check reads, see `Scope`."""
    check: Check
    """Yields violations; of rules that read several files each with the name of its file."""
    level: Level = Level.ERROR
    """Level where the policy sets none."""
    confidence: Confidence = "certain"
    """``certain``: it compares exactly. ``likely``: it guesses from wording, likeness or patterns, so by itself it is
    at most a warning; an archive may make it an error."""
    what: str
    """What it finds, in one sentence."""
    why: str
    """What rests on it."""
    basis: str
    """The fact or published guide behind it, with a link where there is one."""
    bad: str
    """A piece of a wire with the violation; the tests run it."""
    good: str
    """A piece of a wire without it; the tests run it."""
    fix: str
    """How to repair a violation."""
    since: str = "0.1.0"
    """Version of butfor that had it first."""
    fixes: tuple[Applicability, ...] = ()
    """What `butfor fix` may offer."""
    options: tuple[str, ...] = ()
    """Other keys of `butfor.toml` that the rule follows."""
    needs: tuple[str, ...] = ()
    """Top-level fields that must be valid for the check to run."""
    explains: tuple[str, ...] = ()
    """Rules whose findings on the same wire are consequences of this one, and are left out beside it."""
    mandatory: bool = False
    """The level can't be changed."""
    unwaivable: bool = False
    """Nobody can sign a deviation, because other rules rest on it."""
    never_known: bool = False
    """The baseline holds none of its findings: they harm somebody as they stand, or go by themselves."""

    def __post_init__(self) -> None:
        """Refuse a guess that would block by itself."""
        if self.confidence == "likely" and self.level is Level.ERROR:
            raise ValueError(f"{self.id}: a rule that guesses is at most a warning by itself")

    @property
    def remark(self) -> str:
        """What lists say beside the level: ``mandatory``, ``likely``, or nothing."""
        return "mandatory" if self.mandatory else "likely" if self.confidence == "likely" else ""

    @property
    def waivable(self) -> bool:
        """Whether a comment or a deviation can suppress it; of mandatory rules only those about a change."""
        return not self.unwaivable and self.family != "suppression" and (self.of_change or not self.mandatory)

    def may_be_known(self, *, in_draft: bool) -> bool:
        """Whether the baseline may hold its findings; of what has not been filled in only those in drafts."""
        if in_draft and self.of_reading and self.family in ("shape", "rationale"):
            return True
        return self.waivable and not (self.of_change or self.never_known)

    @property
    def of_reading(self) -> bool:
        """Whether other rules can't run where it finds something: a file, or a field, can't be read."""
        return self.scope == "file" or (self.scope == "wire" and self.mandatory)

    @property
    def of_change(self) -> bool:
        """Whether it judges a change, which is over once it is made, and not what the archive holds."""
        return self.scope in ("change", "changeset")


def guessed_fix(location: Location, text: str | None, *, certain: bool = False) -> ProposedFix | None:
    """Return a fix that writes ``text`` at a place, for a person to look at; None where there is no text.

    ``certain``: nothing else can have been meant, so nobody needs to look.
    """
    return (
        ProposedFix((Patch(location, text),), Applicability.SAFE if certain else Applicability.UNSAFE) if text else None
    )
