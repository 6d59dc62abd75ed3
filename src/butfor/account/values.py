"""The account of a change, as one value."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

from butfor.changes.facts import Difference
from butfor.model.wire import Correction, Deviation, Retraction, Review
from butfor.policy.baseline import Entry
from butfor.policy.differences import PolicyDifference


@dataclass(frozen=True, slots=True)
class NewWire:
    """A wire that readers do not know yet; None is what can't be read."""

    name: str
    id: str | None
    title: str | None
    status: Literal["draft", "published", "retracted"] | None
    was_draft: bool
    """The base has it as a draft."""
    severity: str | None
    voices: int | None
    """Sources that count each for itself."""
    needed: int | None
    """How many of them the wire promises, or its severity asks for; None where that can't be read."""
    assessed: tuple[str, str] | None
    """Who assessed it, and on which day; None where nobody did."""
    sent_by: tuple[str, ...]
    """The authors of the commits that brought it, as git says; none where that is not known."""
    deviations: tuple[Deviation, ...]
    reviews: tuple[Review, ...]
    former: tuple[str, str, str] | None = None
    """Of a draft of which an editor's result is another now: what it was, whose, and of which day."""
    test: str | None = None
    """The result."""
    answers: tuple[tuple[str, str], ...] = ()
    """What it answers, by field; nothing for a placeholder."""
    published: str | None = None
    is_backdated: bool = False
    """It says that it was published long before today."""


@dataclass(frozen=True, slots=True)
class ChangedWire:
    """A public wire that is another than before."""

    name: str
    id: str
    title: str
    """As readers know it; as it is now where that withholds words."""
    facts: tuple[Difference, ...]
    corrections: tuple[Correction, ...]
    """Those that are new."""
    retraction: Retraction | None
    """The new one."""
    deviations: tuple[Deviation, ...]
    """Those that are new."""
    reviews: tuple[Review, ...]
    """Those that are new."""
    others: tuple[str, ...]
    """Other fields that are written otherwise and say the same; ``schema``: the version of the format."""
    unaccounted: tuple[Difference, ...]
    """What says something else and no entry may explain: other fields, and earlier entries."""
    unreadable: tuple[str, ...]
    """Fields that can't be read in one of the two versions, so their changes are not shown."""
    moved: str | None
    """The file that holds it now, where the older one is gone."""
    sent_by: tuple[str, ...] = ()
    """Where a signature is new: who wrote the commits, as `NewWire` has it."""

    @property
    def is_form(self) -> bool:
        """Return whether it says the same as before."""
        signed = (self.corrections, self.retraction, self.deviations, self.reviews)
        parts = (self.facts, *signed, self.unaccounted, self.unreadable)
        return not any(parts) and self.moved is None


@dataclass(frozen=True, slots=True)
class GoneWire:
    """A wire of which there is no file any more."""

    name: str
    title: str | None
    was_draft: bool
    former: tuple[str, str, str] | None = None
    """Of a draft that an editor had judged: the result, whose, and of which day."""


@dataclass(frozen=True, slots=True)
class Account:
    """What a change does."""

    new: tuple[NewWire, ...] = ()
    changed: tuple[ChangedWire, ...] = ()
    gone: tuple[GoneWire, ...] = ()
    unread: tuple[str, ...] = ()
    """Files in which no wire can be read; what is wrong with them is a finding."""
    policy: tuple[PolicyDifference, ...] = ()
    no_longer_known: tuple[Entry, ...] = ()
    """Faults that the baseline held, and does not hold any more."""
    only_adds: bool = False
    """The policy differs only by additions that take nothing from anybody, so it judges the wires of this change."""

    def __bool__(self) -> bool:
        """Return whether there is anything to explain."""
        return any(getattr(self, field.name) for field in fields(self))


def merged(accounts: Sequence[Account]) -> Account:
    """Return the accounts of one version that was compared with several, as one."""
    if len(accounts) == 1:
        return accounts[0]
    together: dict[str, list[Any]] = {field.name: [] for field in fields(Account)[:-1]}
    for account in accounts:
        for name, parts in together.items():
            parts += (part for part in getattr(account, name) if part not in parts)
    only_adds = all(account.only_adds or not account.policy for account in accounts)
    return Account(**{name: tuple(parts) for name, parts in together.items()}, only_adds=only_adds)
