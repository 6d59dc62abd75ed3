"""What each value of the format's closed lists means: for pages, questions, explanations, editors and the docs."""

from butfor.model.wire import GUIDES

MEANINGS: dict[tuple[str, ...], dict[str, str]] = {
    ("status",): {
        "draft": "not published: an editor must assess it; it may still change or be deleted",
        "published": "public: entries in `corrections` explain each changed fact; it never becomes a draft again",
        "retracted": "it is no longer valid; `retraction` says why, and the file stays",
    },
    # Of the guide's five kinds no more is publicly known than these words; the examples are wires of this archive.
    ("kind",): {
        "hallucination": "a hallucination, such as invented court decisions",
        "terms-of-service-breach": "output that breaks terms of service, such as help with an intrusion campaign",
        "behaviour-shift": "a sudden behaviour shift, such as an update that made a chatbot sycophantic",
        "official-finding": "a regulatory or judicial finding, documented by a source of the court or regulator itself",
        "provenance-fraud": "provenance fraud; no more is publicly known of this kind",
    },
    ("harm",): {
        "actual": "it happened",
        "near": "it nearly happened; then `external_factor` says what prevented it",
        "none": "no harm is named; only on bulk entries, and nothing else can be published with it",
    },
    ("occurred_basis",): {
        "event": "the day of the event itself",
        "onset": "the day on which it began",
        "filing": "the day of a filing; then `occurred_note` says what the date means",
        "first-report": "the day of the first report; then `occurred_note` says what the date means",
    },
    ("verified_by",): {
        "corroboration": "at least two independent sources report it",
        "primary-source": "a court, a regulator or the provider itself documents it, in a source of that kind",
        "reproduction": "somebody repeated it and shows how, in a source of kind `reproduction` or `probe`",
    },
    ("legal_status",): {
        "alleged": "somebody alleges it, and nothing has been found yet",
        "filed": "a case has been filed, and nothing has been found yet",
        "settled": "the parties settled, and nothing has been found",
        "found": "a court or a regulator found it",
        "fined": "a court or a regulator imposed a fine",
        "none": "there is no legal process, or it is about something else",
    },
    ("sources", "kind"): {
        "provider": "the provider's own account: a primary source; it proves that the provider said so",
        "court": "a court's own document, such as a judgment: a primary source",
        "regulator": "a regulator's own document, such as a notice: a primary source",
        "news": "a report in the news; no primary source",
        "research": "a work of research; no primary source",
        "dataset": "a collection of data; no primary source",
        "probe": "somebody repeated the event and shows how; it counts as `reproduction` does",
        "reproduction": "somebody repeated the event and shows how",
    },
    ("rationale", "test"): {
        "passes": "without the system the harm would not have happened",
        "passes-in-part": "a part of it would not have happened; then `limits` says what does not pass",
        "fails": "it would have happened anyway: a draft stays a draft, and a public wire is retracted",
    },
    ("rationale", "basis"): {
        "editor": "an editor assessed this wire, and signs with `by` and `date`",
        "proposed": "a contributor's answers, not yet assessed by an editor; only in a draft",
        "bulk": "classified with many others, in one `text`, and not yet assessed",
    },
    ("rationale", "guide"): {name: f"the Editor's Guide {name}, in effect since {day}" for name, day in GUIDES.items()},
    ("corrections", "type"): {
        "correction": "it was wrong",
        "clarification": "the wording was unclear; no fact has changed",
        "update": "the facts changed later",
        "reversal": "the conclusion was reversed",
        "assessment": "an editor assessed it again; nothing was wrong",
        "completion": "what was unknown became known, a date more precise, or something was added; nothing was wrong",
        "redaction": "words that must not be published are hidden",
    },
    ("reviews", "seat"): {
        "editor": "the seat of the editor",
        "legal": "the seat of the legal reviewer",
    },
}
"""By the path of the field, and by the value; `butfor.model.wire` says which values there are."""
