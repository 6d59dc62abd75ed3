"""What a rule is."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from butfor.archive import Archive, Entry
from butfor.finding import Hit, Level
from butfor.model.wire import Wire
from butfor.policy import Policy
from butfor.suppress import Waiver

Family = Literal[
    "yaml", "shape", "identity", "vocabulary", "dates", "sources", "rationale", "scope", "archive", "suppression"
]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a rule for one wire gets to read.

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


EntryCheck = Callable[[Entry], Iterator[Hit]]
WireCheck = Callable[[Checked], Iterator[Hit]]
ArchiveCheck = Callable[[Archive, Policy], Iterator[tuple[str, Hit]]]
WaiverCheck = Callable[[Given], Iterator[Hit]]


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
    the facts of all wires, yielding (file name, hit), ``waiver`` one waiver after everything else has been found.
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

    @property
    def waivable(self) -> bool:
        """Whether a comment or a deviation can waive it."""
        return not self.locked and not self.unwaivable and self.family != "suppression"
