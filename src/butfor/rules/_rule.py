"""What a rule is."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from butfor.archive.index import Archive
from butfor.archive.suppressions import Waiver
from butfor.archive.wire_file import Entry
from butfor.changes.versions import Versions
from butfor.findings import Hit, Level
from butfor.model.wire import Wire
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
    "suppression",
]


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """What a rule for one wire gets to read; the same object for all rules, so what several ask of it is kept.

    wire: sound in every field that the rule needs. today: the latest date that it is anywhere on earth, ISO.
    """

    entry: Entry
    wire: Wire
    policy: Policy
    today: str


@dataclass(frozen=True, slots=True)
class Given:
    """A waiver as the engine saw it at work.

    rules: by id. used: it speaks of a finding.
    """

    waiver: Waiver
    rules: "Mapping[str, Rule]"
    used: bool

    @property
    def rule(self) -> "Rule | None":
        """The rule that it waives, if there is one of that name."""
        return self.rules.get(self.waiver.rule or "")


@dataclass(frozen=True, slots=True)
class Request:
    """A change as a whole, such as a pull request.

    touched: the published wires that are gone or say something else. waived: the rules from which one of them newly
    deviates, each with that one. labels: of the request; None where they are not known. policy: the one that judges.
    base_policy: the one in force before. new_policy: the one that the change brings, None where it judges itself or is
    the same; then also ``policy_files`` (those that changed), ``fails`` and ``passes`` (published wires that it alone
    finds errors in, and those that it alone lets through), and ``uses``, the wires that carry each code.
    """

    touched: tuple[str, ...]
    waived: Mapping[str, str]
    labels: frozenset[str] | None
    policy: Policy
    base_policy: Policy
    new_policy: Policy | None = None
    policy_files: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()
    passes: tuple[str, ...] = ()
    uses: "Mapping[str, tuple[str, ...]]" = field(default_factory=dict)


EntryCheck = Callable[[Entry], Iterator[Hit]]
WireCheck = Callable[[Checked], Iterator[Hit]]
ArchiveCheck = Callable[[Archive, Policy], Iterator[tuple[str, Hit]]]
WaiverCheck = Callable[[Given], Iterator[Hit]]
HistoryCheck = Callable[[Versions], Iterator[Hit]]
RequestCheck = Callable[[Request], Iterator[tuple[str, Hit]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule, whole: what it finds, why, examples, repair, and the check.

    id: kebab-case, names the pattern found, never reused. what: one sentence. why: what rests on it.
    basis: the fact or published guide behind it, with a link where there is one. bad, good: pieces of a wire,
    executed by the tests. fix: how to repair. fixes: what `butfor fix` may offer. options: other keys of `butfor.toml`
    that it follows. needs: top-level fields that must be sound for the check to run.
    explains: rules whose findings on the same wire are consequences of this one, and are left out beside it.
    locked: the level can't be changed. unwaivable: nobody can sign a deviation, because other rules rest on it.

    The checks: ``entry`` puts into words what reader, parser and model noted, ``wire`` reads one wire, ``archive``
    the facts of all wires, ``history`` two versions of one wire, ``request`` a change as a whole, ``waiver`` one waiver
    after everything else has been found. Those of several files yield (file name, hit).
    """

    id: str
    family: Family
    level: Level = Level.ERROR
    what: str
    why: str
    basis: str
    bad: str
    good: str
    fix: str
    since: str = "0.1.0"
    fixes: tuple[Literal["safe", "unsafe"], ...] = ()
    options: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    explains: tuple[str, ...] = ()
    locked: bool = False
    unwaivable: bool = False
    entry: EntryCheck | None = None
    wire: WireCheck | None = None
    archive: ArchiveCheck | None = None
    waiver: WaiverCheck | None = None
    history: HistoryCheck | None = None
    request: RequestCheck | None = None

    @property
    def waivable(self) -> bool:
        """Whether a comment or a deviation can waive it; of rules whose level is fixed only those about a change."""
        return not self.unwaivable and self.family != "suppression" and (self.of_change or not self.locked)

    @property
    def of_change(self) -> bool:
        """Whether it judges a change, which is over once it is made, and not what the archive holds."""
        return self.history is not None or self.request is not None
