"""What readers see of a wire: the one place that decides what a page says. HTML, terminal text and Markdown show it."""

from collections.abc import Iterator

from butfor.model.wire import UNKNOWN, Retraction, Wire
from butfor.policy.count import table
from butfor.policy.policy import Policy
from butfor.policy.seats import comparable_name
from butfor.policy.voices import needed
from butfor.text.display import listed
from butfor.text.templates import filled_in, parsed
from butfor.text.urls import host_of
from butfor.view import parts
from butfor.view.changes import corrections
from butfor.view.wording import (
    BASES,
    HARMS,
    KINDS,
    LEGAL,
    VERIFIED,
    date_text,
    evidence,
    href,
    language_words,
    legible,
    line,
    prose,
)

_RESULTS = {
    "passes": "The harm passes the test.", "passes-in-part": "The harm passes the test in part.",
    "fails": "The harm does not pass the test.",
}  # fmt: skip
WHY = ("Why this is an AI incident", "Whether this is an AI incident", "Why this was published as an AI incident")
"""The headings of a rationale: where an editor found that the harm passes, nobody did, and the wire is retracted."""
_UNASSESSED = {"bulk": "classified in bulk", "proposed": "only proposed so far"}
_NO_HISTORY = parts.History()


def view(
    name: str, wire: Wire, policy: Policy, titles: parts.Titles | None = None, history: parts.History = _NO_HISTORY
) -> parts.View:
    """Return what readers see of the wire in file ``name``; ``titles`` holds the wires that it names."""
    rows = tuple(count_rows(wire, policy))
    count = sum(row.counts == "yes" for row in rows)
    tier = policy.tier(wire.tier)
    return parts.View(
        id=wire.id,
        path=name,
        language=policy.language_of(wire),
        status=wire.status,
        retraction=_retraction(wire.retraction, titles or {}) if wire.retraction else None,
        corrections=corrections(wire),
        assessed=wire.rationale.basis == "editor",
        state=_state(wire),
        kind=wire.kind,
        tier=tier.id,
        severity=line(wire.severity),
        rank=severity_rank(wire, policy),
        severity_words=wire_severity(wire, policy),
        evidence=evidence(count, tier.shown),
        counted_words=_counted_words(wire, policy, count),
        title=line(wire.title),
        dates=_dates(wire),
        body=prose(wire.body),
        why=_why(wire),
        rationale=prose(wire.rationale.prose),
        bulk=wire.rationale.basis == "bulk",
        result=_result(wire),
        codes=tuple(_code(code, policy) for code in wire.codes),
        providers=tuple(map(line, wire.providers)),
        facts=tuple(_facts(wire, policy, count)),
        sources=tuple(_sources(wire)),
        counted=rows,
        conflicts=tuple(parts.ConflictView(legible(point.point), tuple(point.sources)) for point in wire.conflicts),
        deviations=tuple(_deviations(wire)),
        related=tuple(_related(wire, titles or {})),
        commits=history.commits,
        cut=history.cut,
    )


def severity_rank(wire: Wire, policy: Policy) -> int | None:
    """Return the place of the severity among the policy's levels, see `View`."""
    return list(policy.severities).index(wire.severity) + 1 if wire.severity in policy.severities else None


def severity_words(name: str, policy: Policy) -> str:
    """Return ``SEV-3 · limited harm``: a severity with the policy's label, if it has one."""
    return line(policy.severities[name].shown if name in policy.severities else name)


def wire_severity(wire: Wire, policy: Policy) -> str:
    """Return the severity of a wire in words; where no editor assessed it, with that instead of the label."""
    how = _UNASSESSED.get(wire.rationale.basis)
    return f"{line(wire.severity)}, {how}" if how else severity_words(wire.severity, policy)


def last_change(wire: Wire) -> str | None:
    """Return the day of the last change of a fact, not only of its wording or assessment; None where there is none."""
    no_facts = ("assessment", "clarification", "redaction")
    days = [correction.date for correction in wire.corrections if correction.type not in no_facts]
    return max(days + ([wire.retraction.date] if wire.retraction else []), default=None)


def count_rows(wire: Wire, policy: Policy) -> Iterator[parts.CountRow]:
    """Yield the table of how a wire's sources are counted; it is one for pages, terminals and Markdown."""
    for row in table(wire, policy):
        because = legible(row.because).replace("`", "")
        yield parts.CountRow(row.source, line(row.publisher), line(row.voice), row.counts, because)


def _code(code: str, policy: Policy) -> parts.CodeView:
    entry = policy.codes.get(code)
    return parts.CodeView(line(code), entry.label if entry else None)


def _dates(wire: Wire) -> tuple[parts.DateView, ...]:
    return (
        parts.DateView(BASES[wire.occurred_basis], date_text(wire.occurred), legible(wire.occurred_note or "")),
        _date_or("not yet", "Published", wire.published),
        _date_or("none since publication", "Last significant change", last_change(wire)),
    )


def _date_or(note: str, label: str, iso: str | None) -> parts.DateView:
    return parts.DateView(label, date_text(iso)) if iso else parts.DateView(label, None, note)


def _state(wire: Wire) -> str:
    rationale = wire.rationale
    if rationale.basis == "editor":
        return f"Assessed by {line(rationale.by or UNKNOWN)}{_on(rationale.date)}."
    if wire.retraction:
        return "No editor had assessed it."
    how = _UNASSESSED[rationale.basis] + _on(rationale.date)
    return f"Not yet assessed: it was {how}, and no editor has assessed it on its own."


def _on(day: str | None) -> str:
    return f" on {date_text(day).text}" if day else ""


def _why(wire: Wire) -> str:
    found = wire.rationale.basis == "editor" and wire.rationale.test != "fails"
    return WHY[2 if wire.retraction else 0 if found else 1]


def _result(wire: Wire) -> str:
    rationale = wire.rationale
    on = _on(rationale.date)
    result = f"{_RESULTS[rationale.test]} " if rationale.test else ""
    if rationale.basis == "bulk":
        words = f"Bulk classification{on.replace(' on ', ' of ', 1)}."
        return words if wire.retraction else f"{words} No editor has yet assessed this wire on its own."
    if rationale.basis == "proposed":
        by = f" by {line(name)}" if (name := rationale.by or wire.submitted_by) else ""
        return f"{result}Proposed{by}{on}; no editor has yet assessed this wire."
    return f"{result}Assessed by {line(rationale.by or UNKNOWN)}{on}, Editor's Guide {rationale.guide}."


def _facts(wire: Wire, policy: Policy, count: int) -> Iterator[parts.FactView]:
    yield parts.FactView("Kind", KINDS[wire.kind], listed=("kind", wire.kind))
    if wire.systems:
        yield parts.FactView("Systems", ", ".join(map(line, wire.systems)))
    yield parts.FactView("Harm", HARMS[wire.harm])
    if wire.external_factor:
        yield parts.FactView("Prevented by", legible(wire.external_factor))
    yield parts.FactView("Verified by", f"{VERIFIED[wire.verified_by]}{_missing(wire, policy, count)}")
    if wire.legal_status and wire.legal_status != "none":
        yield parts.FactView("Legal status", LEGAL[wire.legal_status])
    for review in wire.reviews:
        yield parts.FactView(f"Reviewed ({review.seat})", f"{_signer(wire, review.by)}, {date_text(review.date).text}")
    for _, scheme, value in wire.ids():
        known = (policy.schemes or {}).get(scheme)
        pieces = parsed(known.form, value) if known else None
        address = href(filled_in(known.address, {**pieces, "id": value})) if known and pieces is not None else None
        yield parts.FactView("Elsewhere", f"{line(known.name if known else scheme)} {line(value)}", address)
    yield from _known_faults(wire, policy)


def _missing(wire: Wire, policy: Policy, count: int) -> str:
    """Return what the sources lack of what the wire promises, in words; empty where they carry it."""
    need, _ = needed(wire, policy)
    return f", which is not reached yet: {count} of {need} independent sources" if count < need else ""


def _counted_words(wire: Wire, policy: Policy, count: int) -> str:
    (need, reason), all_ = needed(wire, policy), len(wire.sources)
    by_severity = reason.startswith("severity")
    why = f"severity {line(wire.severity)}" if by_severity else f"verified by {VERIFIED[wire.verified_by]}"
    return f"{all_} source{'' if all_ == 1 else 's'} listed, {count} of them independent; {need} needed ({why})"


def _known_faults(wire: Wire, policy: Policy) -> Iterator[parts.FactView]:
    """Yield what the baseline holds of a wire, as one sentence."""
    known = dict.fromkeys(entry.rule for entry in policy.baseline.of(wire.id))
    if known:
        rules = listed(known, "and")
        yield parts.FactView("Not fixed yet", f"{rules}; the wire is older than the checks of this archive")


def _signer(wire: Wire, name: str) -> str:
    """Return who signed something; of the person who assessed the wire that it is the same one."""
    assessor = wire.rationale.by if wire.rationale.basis == "editor" else None
    same = assessor is not None and comparable_name(assessor) == comparable_name(name)
    return f"{line(name)} (who assessed this wire, too)" if same else line(name)


def _sources(wire: Wire) -> Iterator[parts.SourceView]:
    for source in wire.sources:
        yield parts.SourceView(
            id=source.id, href=href(source.url), url=legible(source.url), host=legible(host_of(source.url)),
            publisher=line(source.publisher), kind=source.kind,
            title=line(source.publisher if source.title.casefold() == UNKNOWN else source.title),
            has_title=source.title.casefold() != UNKNOWN,
            published=date_text(source.published) if source.published else None,
            accessed=date_text(source.accessed) if source.accessed else None,
            archive_href=href(source.archive_url) if source.archive_url else None,
            archive_host=legible(host_of(source.archive_url)) if source.archive_url else "",
            language=source.language,
            language_words=language_words(source.language) if source.language else "", origin=source.origin,
        )  # fmt: skip


def _deviations(wire: Wire) -> Iterator[parts.DeviationView]:
    for deviation in wire.deviations:
        yield parts.DeviationView(
            rule=deviation.rule, reason=legible(deviation.reason), by=_signer(wire, deviation.by),
            when=date_text(deviation.date), ledger=line(deviation.ledger),
            until=date_text(deviation.until) if deviation.until else None,
        )  # fmt: skip


def _retraction(entry: Retraction, titles: parts.Titles) -> parts.RetractionView:
    instead = _named("Replaced by", entry.replaced_by, titles) if entry.replaced_by else None
    return parts.RetractionView(date_text(entry.date), legible(entry.reason), line(entry.by), instead)


def _related(wire: Wire, titles: parts.Titles) -> Iterator[parts.RelatedView]:
    if wire.variant_of:
        yield _named("Variant of", wire.variant_of, titles)
    for wire_id in wire.related:
        yield _named("Related", wire_id, titles)


def _named(how: str, wire_id: str, titles: parts.Titles) -> parts.RelatedView:
    title, status = titles.get(wire_id, (None, None))
    return parts.RelatedView(how, wire_id, line(title) if title else None, status)
