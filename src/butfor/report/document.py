"""The JSON report as types, from which its JSON Schema is made: what `butfor.report.json` and
`butfor.account.plain` write."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from butfor.changes.facts import Difference
from butfor.findings import Edit, Related, Span
from butfor.model.wire import Correction, Deviation, Retraction, Review
from butfor.policy.differences import PolicyDifference
from butfor.policy.json_schema import Json, inlined
from butfor.report.json import FORMAT_VERSION

Count = Annotated[int, Field(ge=0)]


class Fix(BaseModel):
    """What a program can do."""

    safe: Annotated[bool, Field(description="The content of the wire does not change.")]
    edits: list[Edit]
    move: Annotated[str | None, Field(description="The path to which the file belongs.")]


class Found(BaseModel):
    """A fault."""

    rule: str
    level: Literal["error", "warning"]
    file: Annotated[str, Field(description="Relative to the archive.")]
    span: Annotated[Span, Field(description="Lines and columns from 1, in code points; the end is exclusive.")]
    path: Annotated[list[str | int], Field(description="Where in the data: keys, and indexes from 0.")]
    message: str
    note: str
    help: str
    related: list[Related]
    fix: Fix | None
    fingerprint: Annotated[str, Field(pattern="^[0-9a-f]{32}$", description="Does not change when lines move.")]


class Finding(Found):
    """A fault that counts."""

    older: Annotated[bool, Field(description="The finding is older than the checked change.")]


class Waived(Found):
    """A fault that somebody waived."""

    reason: str


class Numbers(BaseModel):
    """How many."""

    errors: Count
    warnings: Count


class Summary(Numbers):
    """What was checked."""

    checked: Annotated[Count, Field(description="Files.")]
    older: Numbers
    known: Count
    unreadable: Annotated[
        list[str], Field(description="What could not be checked; if it is not empty, the report proves nothing.")
    ]


class Signed(BaseModel):
    """Who sent a wire, and what was signed for it."""

    sent_by: list[str]
    deviations: list[Deviation]
    reviews: list[Review]


class FormerSignature(BaseModel):
    """What an editor had signed."""

    test: str
    by: str
    date: str


class New(Signed):
    """A wire that readers do not know yet."""

    file: str
    id: str | None
    title: str | None
    status: Literal["draft", "published", "retracted"] | None
    was_draft: bool
    severity: str | None
    voices: Annotated[Count | None, Field(description="Independent sources.")]
    needed: Count | None
    assessed_by: str | None
    assessed_on: str | None
    former_verdict: FormerSignature | None
    test: str | None
    answers: dict[str, str]
    published: str | None


class Changed(Signed):
    """A public wire that is another than before."""

    file: str
    moved: str | None
    id: str
    title: str
    facts: list[Difference]
    corrections: list[Correction]
    retraction: Retraction | None
    others: list[str]
    unaccounted: list[Difference]
    unreadable: list[str]


class Gone(BaseModel):
    """A wire that is no longer there."""

    file: str
    title: str | None
    was_draft: bool
    former_verdict: FormerSignature | None


class Known(BaseModel):
    """A fault that the baseline no longer holds."""

    wire: str
    rule: str
    place: str


class Account(BaseModel):
    """What a change does."""

    new: list[New]
    changed: list[Changed]
    gone: list[Gone]
    unread: list[str]
    policy: list[PolicyDifference]
    no_longer_known: list[Known]
    policy_only_adds: bool


class Document(BaseModel):
    """The report."""

    version: Literal[1]
    butfor: Annotated[str, Field(description="The version of butfor.")]
    summary: Summary
    account: Annotated[Account | None, Field(description="Only if a change is checked.")] = None
    findings: list[Finding]
    waived: list[Waived]
    known: list[Found]


def report_schema() -> Json:
    """Return the JSON Schema of what ``butfor check --format json`` prints."""
    return inlined(Document.model_json_schema(), "report", FORMAT_VERSION)
