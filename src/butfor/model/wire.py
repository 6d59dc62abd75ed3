"""The wire: every field, in the order in which wires and docs show them.

In one piece: the record of the format is read from top to bottom, and its parts are fields of each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import ConfigDict, Field

from butfor.findings import DataPath
from butfor.model.types import (
    LATEST,
    Date,
    Flag,
    Https,
    Language,
    Line,
    Model,
    Name,
    PartialDate,
    PolicyWord,
    RuleId,
    SourceId,
    Text,
    TextOrNumber,
    TextsOrNumbers,
    Timestamp,
    Ulid,
    Version,
)

Status = Literal["draft", "published", "retracted"]
Kind = Literal["hallucination", "terms-of-service-breach", "behaviour-shift", "official-finding", "provenance-fraud"]
Harm = Literal["actual", "near", "none"]
OccurredBasis = Literal["event", "onset", "filing", "first-report"]
Verification = Literal["corroboration", "primary-source", "reproduction"]
SourceKind = Literal["provider", "court", "regulator", "news", "research", "dataset", "probe", "reproduction"]
Basis = Literal["editor", "proposed", "bulk"]
Test = Literal["passes", "passes-in-part", "fails"]
LegalStatus = Literal["alleged", "filed", "settled", "found", "fined", "none"]
CorrectionType = Literal["correction", "clarification", "update", "reversal", "assessment", "completion", "redaction"]

PRIMARY_KINDS: tuple[SourceKind, ...] = ("court", "regulator", "provider")
"""Source kinds that are a primary-source artefact: court judgment, regulatory notice, provider acknowledgement."""
REPRODUCTION_KINDS: tuple[SourceKind, ...] = ("reproduction", "probe")
UNKNOWN = "unknown"
ANSWERS = ("tested_harm", "without", "other_causes", "limits")
"""The answers to the but-for test, in the order in which readers see them."""
NEEDED_ANSWERS = ("tested_harm", "without", "other_causes", "test")
NONE_KNOWN = "none-known"
"""The one word that may stand for `other_causes`."""
_NO_OTHER_CAUSE = "No other necessary cause is known."


def shown_answer(name: str, text: str) -> str:
    """Return an answer as readers see it: of the word for no other cause what it means, of no limits nothing."""
    if text.strip() != NONE_KNOWN:
        return text
    return {"other_causes": _NO_OTHER_CAUSE, "limits": ""}.get(name, text)


FORMER_TIERS = {"primary": "standard", "reproduced": "standard"}
"""Tiers of format 1, each with the one that is the same: how an event is verified is said by `verified_by` alone."""
GUIDES = {"v1": "2026-05-01"}
"""Versions of the Editor's Guide, and the day on which each took effect."""


class Source(Model):
    """One source: where a reader can check what the wire says."""

    id: SourceId = Field(title="Source id", description="Cited in the body as `[S1]`; never reused.", examples=["S1"])
    url: Https = Field(
        title="Address",
        description="Where the source itself can be read: https, no tracking parameters.",
        examples=["https://www.canlii.org/en/bc/bccrt/doc/2024/2024bccrt149/2024bccrt149.html"],
    )
    publisher: Name = Field(
        title="Publisher", description="The publisher of the text, by its own name.", examples=["Reuters"]
    )
    kind: SourceKind = Field(
        title="Kind of source",
        description="Who published it, or what it is. `court`, `regulator` and `provider` are primary sources.",
        examples=["news"],
    )
    title: Line = Field(
        title="Title of the source",
        description="As printed at the source; `unknown` if it was not seen.",
        examples=["Opinion and Order on Sanctions"],
    )
    published: PartialDate | None = Field(
        None,
        title="Published",
        description="When the source was published, as precisely as known.",
        examples=["2023-06-22"],
    )
    accessed: Date | None = Field(
        None,
        title="Accessed",
        description="When the source was last read for this wire.",
        examples=["2026-05-10"],
    )
    archive_url: Https | None = Field(
        None,
        title="Archive copy",
        description="A lasting copy of the source.",
        examples=["https://archive.example/copy-of-the-source"],
    )
    language: Language | None = Field(
        None, title="Language", description="Language of the source, as a tag such as `it`.", examples=["it"]
    )
    origin: SourceId | None = Field(
        None,
        title="Retells",
        description="Id of the source that this one repeats; both count as one.",
        examples=["S1"],
    )
    quote: Line | None = Field(
        None,
        max_length=300,
        title="Quote",
        description="A few words of the source, copied exactly, so that a program can check later whether they are "
        "still there. Pages do not show it, and it may change without an entry.",
        examples=["TODO"],
    )


class Rationale(Model):
    """Why this is an AI incident: the counterfactual but-for test."""

    tested_harm: Text | None = Field(
        None,
        max_length=2000,
        title="Tested harm",
        description="What harm was done to whom: the harm that the test is about.",
        examples=["TODO"],
    )
    without: Text | None = Field(
        None,
        max_length=2000,
        title="Without the system",
        description="What would have happened without the AI system, and what would not.",
        examples=["TODO"],
    )
    other_causes: Text | None = Field(
        None,
        max_length=2000,
        title="Other causes",
        description="What else was necessary for the harm; or the word `none-known`.",
        examples=["TODO"],
    )
    limits: Text | None = Field(
        None,
        max_length=2000,
        title="Limits",
        description="What does not pass the test, or what the answer is based on; required when `test` is "
        "`passes-in-part`.",
        examples=["TODO"],
    )
    test: Test | None = Field(
        None,
        title="Result",
        description="Whether the harm passes the but-for test; `fails` only in a draft or a retracted wire.",
        examples=["passes"],
    )
    text: Text | None = Field(
        None,
        max_length=5000,
        title="But-for test",
        description="Format 1, and bulk entries: the test in one text, instead of the answers.",
        examples=["TODO"],
    )
    basis: Basis = Field(
        title="Basis",
        description="Who answered: an editor, a contributor, or nobody.",
        examples=["editor"],
    )
    by: Line | None = Field(
        None,
        title="Assessed by",
        description="Who assessed it; required when `basis` is `editor`.",
        examples=["TODO"],
    )
    date: Date | None = Field(
        None,
        title="Assessed on",
        description="The day of the assessment; required unless `basis` is `proposed`.",
        examples=["2026-05-10"],
    )
    guide: Literal["v1"] = Field(
        title="Guide", description="Version of the Editor's Guide that was applied.", examples=["v1"]
    )

    @property
    def given(self) -> tuple[tuple[str, str], ...]:
        """The texts that it holds, each with its field, in the order in which readers see them."""
        texts = ((name, getattr(self, name)) for name in (*ANSWERS, "text"))
        return tuple((name, text) for name, text in texts if text is not None)

    @property
    def prose(self) -> str:
        """What readers see of the test: the answers one after the other, or the one text; prose."""
        return "\n\n".join(filter(None, (shown_answer(name, text) for name, text in self.given)))


class Conflict(Model):
    """A point on which sources disagree, said openly."""

    point: Text = Field(title="Point", description="What the sources disagree about.", examples=["TODO"])
    sources: list[SourceId] = Field(
        title="Sources",
        description="Ids of the sources that disagree.",
        min_length=1,
        examples=[["S1", "S2"]],
    )


class Change(Model):
    """One difference between two versions of a wire, explained exactly: see docs/wire-format.md."""

    field: Line = Field(
        title="Field",
        description="Path of the changed field: `severity`, `body`, `rationale.text`, `sources.S2`, `sources.S2.url`.",
        examples=["severity"],
    )
    was: Any = Field(
        None,
        title="Was",
        description="The old value, or the old words of a text, if any.",
        examples=["SEV-2"],
    )
    now: Any = Field(
        None, title="Now", description="The new value, or the new words of a text, if any.", examples=["SEV-3"]
    )
    whole: Flag | None = Field(
        None,
        title="Whole",
        description="The text was rewritten: `was` is the former text, and there is no `now`.",
        examples=[True],
    )
    added: Any = Field(
        None,
        title="Added",
        description="`true` for a new source; for a new conflict its content.",
        examples=[True],
    )
    removed: Any = Field(
        None,
        title="Removed",
        description="The content of a source, conflict, deviation or review that was removed.",
        examples=[{"point": "TODO", "sources": ["S1", "S2"]}],
    )


class Correction(Model):
    """A change to a published wire, explained to its readers; the list only grows."""

    date: Date = Field(title="Date", description="The day of the change.", examples=["2026-05-10"])
    type: CorrectionType = Field(
        title="Type",
        description="Why it changed, in one word.",
        examples=["correction"],
    )
    changes: list[Change] = Field(
        default_factory=list,
        title="Changes",
        description="What changed, exactly. A new entry needs it, except a redaction of earlier entries.",
        min_length=1,
        max_length=200,
        examples=[[{"field": "severity", "was": "SEV-2", "now": "SEV-3"}]],
    )
    fields: list[Line] = Field(
        default_factory=list,
        title="Fields",
        description="First edition, instead of `changes`: the fields that changed.",
        min_length=1,
        max_length=50,
        examples=[["severity"]],
    )
    was: Text | None = Field(
        None, title="Was", description="First edition: what the wire said before.", examples=["SEV-2"]
    )
    now: Text | None = Field(None, title="Now", description="First edition: what it says now.", examples=["SEV-3"])
    reason: Text = Field(title="Reason", description="Why it was changed.", examples=["TODO"])
    by: Line = Field(title="By", description="Who changed it.", examples=["TODO"])

    @property
    def paths(self) -> tuple[str, ...]:
        """The fields that changed, as the entry names them, each once."""
        return tuple(dict.fromkeys(str(name) for name in (*(change.field for change in self.changes), *self.fields)))


class Retraction(Model):
    """Why a wire no longer stands; its file stays."""

    date: Date = Field(title="Date", description="The day of the retraction.", examples=["2026-05-10"])
    reason: Text = Field(title="Reason", description="Why the wire was retracted.", examples=["TODO"])
    by: Line = Field(title="By", description="Who retracted it.", examples=["TODO"])
    replaced_by: Ulid | None = Field(
        None,
        title="Replaced by",
        description="Id of the wire that replaces it.",
        examples=["01H3G6D60088JDPVJMJQV9BE1W"],
    )


class Deviation(Model):
    """A signed waiver of one rule for one wire."""

    rule: RuleId = Field(title="Rule", description="Id of the rule that does not apply.", examples=["too-few-sources"])
    reason: Text = Field(title="Reason", description="Why it does not apply.", examples=["TODO"])
    by: Line = Field(title="Signed by", description="Who signed it off.", examples=["TODO"])
    date: Date = Field(title="Date", description="The day of the sign-off.", examples=["2026-05-10"])
    ledger: Line = Field(
        title="Ledger", description="The public entry in the transparency ledger.", examples=["2026-05-10-1"]
    )
    until: Date | None = Field(
        None, title="Until", description="The last day on which the deviation is valid.", examples=["2027-05-10"]
    )


class Review(Model):
    """A review by one of the guide's two seats of authority."""

    seat: Literal["editor", "legal"] = Field(title="Seat", description="Which seat reviewed.", examples=["legal"])
    by: Line = Field(title="By", description="Who reviewed.", examples=["TODO"])
    date: Date = Field(title="Date", description="The day of the review.", examples=["2026-05-10"])


class Wire(Model):
    """One published AI incident."""

    model_config = ConfigDict(extra="allow")

    schema_: Version = Field(
        alias="schema",
        title="Format version",
        description="Version of the wire format; 1 is read, too.",
        examples=[2],
    )
    id: Ulid = Field(
        title="Id",
        description="ULID in canonical upper case: the file's name, unique, never reused, never changed. Its time is "
        "the publication time of the first source.",
        examples=["01H3G6D60088JDPVJMJQV9BE1W"],
    )
    title: Line = Field(
        title="Title",
        description="Names the system and the harm on one line; no feed prefix, no relative time.",
        min_length=10,
        max_length=160,
        examples=["TODO"],
    )
    language: Language | None = Field(
        None,
        title="Language",
        description="Language of title, body and answers, as a tag such as `it`; left out: that of the archive, "
        "`[archive] language` in `butfor.toml`.",
        examples=["it"],
    )
    status: Status = Field(
        title="Status",
        description="Whether readers see it; a published wire never goes back to draft.",
        examples=["published"],
    )
    kind: Kind = Field(
        title="Kind of incident",
        description="Which of the guide's five kinds it is.",
        examples=["hallucination"],
    )
    harm: Harm = Field(
        title="Harm",
        description="Whether the harm happened.",
        examples=["actual"],
    )
    external_factor: Text | None = Field(
        None,
        title="External factor",
        description="What prevented a near harm; required when `harm` is `near`.",
        examples=["TODO"],
    )
    severity: PolicyWord = Field(
        title="Severity", description="A level of `schema/severities.yaml`.", examples=["SEV-3"]
    )
    codes: list[PolicyWord] = Field(
        max_length=20,
        title="Codes",
        description="Codes of `schema/codes.yaml`, in its order, each once.",
        min_length=1,
        examples=[["mit:3.1"]],
        json_schema_extra={"uniqueItems": True},
    )
    providers: list[PolicyWord] = Field(
        max_length=20,
        title="Providers",
        description="Providers of `schema/providers.yaml` in canonical spelling, or `unknown` alone.",
        min_length=1,
        examples=[["OpenAI"]],
        json_schema_extra={"uniqueItems": True},
    )
    systems: list[Name] = Field(
        max_length=50,
        default_factory=list,
        title="Systems",
        description="Products or models, as their makers name them.",
        examples=[["ChatGPT"]],
        json_schema_extra={"uniqueItems": True},
    )
    occurred: PartialDate = Field(
        title="Occurred",
        description="Date of the event, as precisely as it is known.",
        examples=["2023-03-01"],
    )
    occurred_basis: OccurredBasis = Field(
        "event",
        title="Basis of the date",
        description="What `occurred` is the date of; `filing` and `first-report` need `occurred_note`.",
        examples=["event"],
    )
    occurred_note: Text | None = Field(
        None, title="Note on the date", description="Says what the date means.", examples=["TODO"]
    )
    published: Timestamp | None = Field(
        None,
        title="Published",
        description="When the wire was published, UTC; required unless it is a draft.",
        examples=["2026-05-10T09:00:00Z"],
    )
    submitted_by: Line | None = Field(
        None,
        title="Submitted by",
        description="Who sent the wire to the editor who assessed it.",
        examples=["TODO"],
    )
    tier: PolicyWord = Field(
        title="Evidence tier",
        description="A tier of `schema/evidence.yaml`. butfor counts the independent sources; `verified_by` and "
        "`severity` say how many are needed.",
        examples=["standard"],
    )
    verified_by: Verification = Field(
        title="Verified by",
        description="How the event is verifiable.",
        examples=["corroboration"],
    )
    legal_status: LegalStatus | None = Field(
        None,
        title="Legal status",
        description="How far a legal process has come, if there is one.",
        examples=["found"],
    )
    sources: list[Source] = Field(
        max_length=100,
        title="Sources",
        description="The sources of the wire. butfor counts how many are independent.",
        min_length=1,
        examples=[[{"id": "S1", "url": "TODO", "publisher": "TODO", "kind": "news", "title": "TODO"}]],
    )
    body: Text = Field(
        title="Body", description="Prose, not Markdown; every block cites its sources as `[S1]`.", examples=["TODO"]
    )
    rationale: Rationale = Field(
        title="Why this is an AI incident",
        description="The counterfactual but-for test of the Editor's Guide.",
        examples=[
            {
                "tested_harm": "TODO",
                "without": "TODO",
                "other_causes": "TODO",
                "test": "passes",
                "basis": "proposed",
                "guide": "v1",
            }
        ],
    )
    conflicts: list[Conflict] = Field(
        max_length=50,
        default_factory=list,
        title="Conflicts",
        description="Where sources disagree.",
        examples=[[{"point": "TODO", "sources": ["S1", "S2"]}]],
    )
    corrections: list[Correction] = Field(
        max_length=500,
        default_factory=list,
        title="Corrections",
        description="Every change to a published fact; entries are only added.",
        examples=[[{"date": "2026-05-10", "type": "correction", "fields": ["severity"]}]],
    )
    retraction: Retraction | None = Field(
        None,
        title="Retraction",
        description="Required when, and only when, `status` is `retracted`.",
        examples=[{"date": "2026-05-10", "reason": "TODO", "by": "TODO"}],
    )
    deviations: list[Deviation] = Field(
        max_length=50,
        default_factory=list,
        title="Deviations",
        description="Signed statements that a rule does not apply to this wire.",
        examples=[[{"rule": "too-few-sources", "reason": "TODO"}]],
    )
    reviews: list[Review] = Field(
        max_length=20,
        default_factory=list,
        title="Reviews",
        description="Reviews by the guide's seats; a severity may need one.",
        examples=[[{"seat": "legal", "by": "TODO", "date": "2026-05-10"}]],
    )
    external_ids: dict[Line, TextOrNumber | TextsOrNumbers] = Field(
        default_factory=dict,
        title="External ids",
        description="The same incident elsewhere, such as `aiid: 541`, by the schemes of `schema/evidence.yaml`; "
        "several as a list.",
        examples=[{"aiid": 541}],
    )
    related: list[Ulid] = Field(
        max_length=100,
        default_factory=list,
        title="Related wires",
        description="Ids of related wires.",
        examples=[["01H3G6D60088JDPVJMJQV9BE1W"]],
        json_schema_extra={"uniqueItems": True},
    )
    variant_of: Ulid | None = Field(
        None,
        title="Variant of",
        description="Id of the wire of which this one is a variant.",
        examples=["01H3G6D60088JDPVJMJQV9BE1W"],
    )

    def ids(self) -> Iterator[tuple[DataPath, str, str]]:
        """Yield every external id, with its path and its scheme; in format 1 several stood in one text, with commas."""
        version = getattr(self, "schema_", LATEST)  # it is not there where it is not valid
        for scheme, value in self.external_ids.items():
            if isinstance(value, list):
                yield from ((("external_ids", scheme, index), scheme, str(item)) for index, item in enumerate(value))
            else:
                several = str(value).split(", ") if version < LATEST else [str(value)]
                yield from ((("external_ids", scheme), scheme, one) for one in several)


@dataclass(frozen=True, slots=True)
class Condition:
    """A field that must be there when another holds one of some values."""

    when: tuple[str, ...]
    """Path of the other field: one or two keys."""
    values: tuple[str, ...]
    needs: tuple[str, ...]
    """Path of the field that must be there: one or two keys."""


CONDITIONS = (
    Condition(("status",), ("published", "retracted"), ("published",)),
    Condition(("status",), ("retracted",), ("retraction",)),
    Condition(("harm",), ("near",), ("external_factor",)),
    Condition(("occurred_basis",), ("filing", "first-report"), ("occurred_note",)),
    Condition(("rationale", "basis"), ("editor",), ("rationale", "by")),
    Condition(("rationale", "basis"), ("editor", "bulk"), ("rationale", "date")),
    Condition(("rationale", "basis"), ("bulk",), ("rationale", "text")),
    *(Condition(("rationale", "basis"), ("proposed",), ("rationale", name)) for name in NEEDED_ANSWERS),
    Condition(("rationale", "test"), ("passes-in-part",), ("rationale", "limits")),
)


def choices(annotation: Any) -> tuple[str, ...]:
    """Return the values of a ``Literal``, also inside ``Annotated`` or a union; empty for anything else."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return tuple(value for part in get_args(annotation) for value in choices(part))
