"""A wire as readers see it, as plain data. Texts in it are legible, see `butfor.view.wording.legible`."""

from collections.abc import Mapping
from dataclasses import dataclass

from butfor.files.git import Commit
from butfor.model.wire import UNKNOWN
from butfor.text.prose import Block

PARTS = (
    "navigation", "title", "retraction", "state", "severity", "evidence", "dates", "body", "rationale", "test",
    "corrections", "codes", "providers", "facts", "sources", "conflicts", "deviations", "related", "history", "suggest",
)  # fmt: skip
"""The parts of a wire as readers see it, in order, in every form. Some are there only where the wire has them."""

Titles = Mapping[str, tuple[str, str]]
"""id -> (title, status) of other wires of the archive."""


@dataclass(frozen=True, slots=True)
class History:
    """The commits that changed a wire."""

    commits: tuple[Commit, ...] | None = ()
    """The newest first; None where git's answer is not about this archive."""
    cut: bool = False
    """The history begins before the first commit listed."""


@dataclass(frozen=True, slots=True)
class DateText:
    """A date in words, in the precision that is known, and as the wire writes it."""

    text: str
    iso: str


@dataclass(frozen=True, slots=True)
class DateView:
    """A date with what it is the date of."""

    label: str
    when: DateText | None
    """None where it has not happened."""
    note: str = ""
    """The wire's own words."""


@dataclass(frozen=True, slots=True)
class RelatedView:
    """A wire that this one names."""

    how: str
    id: str
    title: str | None
    """None, like the status, where the archive has no such wire."""
    status: str | None


@dataclass(frozen=True, slots=True)
class RetractionView:
    """Why the wire no longer stands."""

    when: DateText
    reason: str
    by: str
    replaced_by: RelatedView | None


@dataclass(frozen=True, slots=True)
class SideView:
    """What a fact said or says, with the words in it that are other than on the other side."""

    label: str
    before: str
    words: str
    """The words that are gone, or that are new; empty where nothing is to be marked."""
    after: str
    stands: bool
    """It is what the wire says since, and not what it said before."""

    @property
    def text(self) -> str:
        """All of it. Paragraphs and items of a text stand on lines of their own."""
        return self.before + self.words + self.after


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A change that readers see."""

    when: DateText
    title: str
    """What was done, such as ``Corrected``."""
    was_wrong: bool
    """It says that the wire was wrong."""
    is_open: bool
    """It is shown without being asked for: facts are other than they were, and not only their wording or assessment."""
    fields: tuple[str, ...]
    """The facts that changed, each once, as readers call them."""
    sides: tuple[SideView, ...]
    """What they said, and what they say."""
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class CodeView:
    """A code and its public name, if it has one."""

    id: str
    label: str | None = None


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact on a line of its own."""

    label: str
    text: str
    href: str | None = None
    """Where it can be followed."""
    listed: tuple[str, str] | None = None
    """The list of all wires of which the same is so: its folder on the site, and the value."""


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source."""

    id: str
    href: str | None
    """None where the URL is shown but leads nowhere, because two programs may take it for two places."""
    url: str
    host: str
    """Whom the URL really asks, in ASCII."""
    publisher: str
    kind: str
    title: str
    """Its publisher where nobody saw the title."""
    has_title: bool
    published: DateText | None
    accessed: DateText | None
    archive_href: str | None
    archive_host: str
    language: str | None
    language_words: str
    """Empty where the language is not given."""
    origin: str | None
    """The source that it retells."""


@dataclass(frozen=True, slots=True)
class CountRow:
    """A source in the table of the count."""

    source: str
    publisher: str
    voice: str
    counts: str
    because: str

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands in the columns of `COUNT_HEAD`."""
        return self.source, self.publisher, self.voice, self.counts, self.because


COUNT_HEAD = ("Source", "Publisher", "Voice", "Counted", "Why")


@dataclass(frozen=True, slots=True)
class ConflictView:
    """A point on which sources disagree."""

    point: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeviationView:
    """A rule that is suppressed for this wire, and who signed for it."""

    rule: str
    reason: str
    by: str
    when: DateText
    ledger: str
    until: DateText | None


@dataclass(frozen=True, slots=True)
class View:
    """A wire for readers."""

    id: str
    path: str
    language: str
    """Of title, body and answers."""
    status: str
    retraction: RetractionView | None
    corrections: tuple[CorrectionView, ...]
    assessed: bool
    """An editor has assessed it."""
    state: str
    """Who assessed it and when, or that nobody has, in one sentence."""
    kind: str
    tier: str
    severity: str
    rank: int | None
    """Place of the severity among the policy's levels, the worst being 1; None where it is none of them."""
    severity_words: str
    """With the policy's label for it, or how it came about where no editor assessed it."""
    evidence: str
    """For example ``2 sources standard``."""
    counted_words: str
    """How that number comes about, and how many are needed, in one sentence."""
    title: str
    dates: tuple[DateView, ...]
    body: tuple[Block, ...]
    why: str
    """The heading of the rationale; it claims no more than an editor has found."""
    rationale: tuple[Block, ...]
    bulk: bool
    """The rationale is that of a bulk classification."""
    result: str
    """What the test comes to, who assessed it and when, in words."""
    codes: tuple[CodeView, ...]
    providers: tuple[str, ...]
    facts: tuple[FactView, ...]
    sources: tuple[SourceView, ...]
    counted: tuple[CountRow, ...]
    """How sources were counted, one by one."""
    conflicts: tuple[ConflictView, ...]
    deviations: tuple[DeviationView, ...]
    related: tuple[RelatedView, ...]
    commits: tuple[Commit, ...] | None
    """See `History`, as for the next."""
    cut: bool

    @property
    def main_change(self) -> CorrectionView | None:
        """What the head says of the changes: that the wire was wrong, else the last that touched a fact."""
        opened = [change for change in self.corrections if change.is_open]
        return next((change for change in opened if change.was_wrong), opened[0] if opened else None)

    @property
    def named(self) -> tuple[str, ...]:
        """The providers that have a name, for the head."""
        return tuple(name for name in self.providers if name != UNKNOWN)

    @property
    def headline(self) -> str:
        """The title, with what overrules it."""
        return f"{'Retracted: ' if self.retraction else ''}{self.title}"
