"""What readers see of a wire, as plain data: the one place that decides what a page says and in which order.

HTML, terminal text and Markdown all show this. Texts are as the wire has them, but for characters that hide or reorder
what is read, which stand as ``<U+202E>``.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from butfor.changes.versions import PROSE, field_name
from butfor.files.git import Commit
from butfor.model.types import bounds
from butfor.model.wire import UNKNOWN, Correction, Retraction, Wire
from butfor.policy.policy import Policy
from butfor.policy.voices import Group, groups
from butfor.text.display import clip, listed, visible
from butfor.text.invisible import invisible, may_hide, may_reorder, reordering
from butfor.text.urls import host_of, split_url

PARTS = (
    "navigation", "retraction", "corrections", "severity", "evidence", "title", "dates", "body", "rationale", "test",
    "codes", "providers", "facts", "sources", "conflicts", "deviations", "related", "history", "suggest",
)  # fmt: skip
"""The parts of a wire as readers see it, in order, in every form. Some are there only where the wire has them."""

KINDS = {
    "hallucination": "Hallucination",
    "terms-of-service-breach": "Output that breaks terms of service",
    "behaviour-shift": "Sudden behaviour shift",
    "official-finding": "Regulatory or judicial finding",
    "provenance-fraud": "Provenance fraud",
}
_BASES = {
    "event": "Event", "onset": "Onset", "filing": "Filed", "first-report": "First reported",
}  # fmt: skip
_VERIFIED = {
    "corroboration": "independent corroboration", "primary-source": "a primary source",
    "reproduction": "a reproduction",
}  # fmt: skip
_HARMS = {"actual": "actual", "near": "near: it did not come to it", "none": "none named in the sources"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
_IP = re.compile(r"(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})")
_LINE = 300  # characters of a line that is shown as a label; names are shorter, and what is longer is hostile


@dataclass(frozen=True, slots=True)
class When:
    """A date in words, in the precision that is known, and as the wire writes it."""

    text: str
    iso: str


@dataclass(frozen=True, slots=True)
class Dated:
    """A date with what it is the date of. when: None where it has not happened. note: the wire's own words."""

    label: str
    when: When | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Retracted:
    """Why the wire no longer stands."""

    when: When
    reason: str
    by: str
    replaced_by: "Other | None"


@dataclass(frozen=True, slots=True)
class Corrected:
    """A change that readers are told."""

    when: When
    type: str
    fields: str
    was: str
    now: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Label:
    """An id of the policy and its public name, if it has one."""

    id: str
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Cited:
    """A source. href: None where the address is shown but leads nowhere, because two readers may take it for two
    places. host: whom the address really asks, in ASCII. notes: language, origin and the like, in words."""

    id: str
    href: str | None
    url: str
    host: str
    publisher: str
    kind: str
    title: str
    published: When | None
    accessed: When | None
    archive_href: str | None
    archive_host: str
    language: str | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disputed:
    """A point on which sources disagree."""

    point: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waived:
    """A signed deviation."""

    rule: str
    reason: str
    by: str
    when: When
    ledger: str
    until: When | None


@dataclass(frozen=True, slots=True)
class Other:
    """A wire that this one names. title, status: None where the archive has no such wire."""

    how: str
    id: str
    title: str | None
    status: str | None


@dataclass(frozen=True, slots=True)
class View:
    """A wire for readers.

    rank: place of the severity among the policy's levels, the worst being 1; None where it is none of them. evidence:
    ``2 sources standard``. assessed: who assessed the rationale and when, in words. facts: (label, text).
    counted: how sources were counted together, in words. cut: the history begins before the first commit listed.
    """

    id: str
    path: str
    status: str
    retraction: Retracted | None
    corrections: tuple[Corrected, ...]
    severity: str
    rank: int | None
    severity_meaning: str
    evidence: str
    evidence_meaning: str
    title: str
    dates: tuple[Dated, ...]
    body: str
    rationale: str
    bulk: bool
    assessed: str
    guide: str
    codes: tuple[Label, ...]
    providers: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    sources: tuple[Cited, ...]
    counted: tuple[str, ...]
    conflicts: tuple[Disputed, ...]
    deviations: tuple[Waived, ...]
    related: tuple[Other, ...]
    commits: tuple[Commit, ...]
    cut: bool


Known = Mapping[str, tuple[str, str]]
"""id -> (title, status) of the archive's other wires."""


def view(
    name: str, wire: Wire, policy: Policy, known: Known | None = None, commits: Iterable[Commit] = (), cut: bool = False
) -> View:
    """What readers see of the wire in file ``name``; ``commits``, the newest first, changed it."""
    counted, dropped = groups(wire, policy)
    tier, severity = policy.tiers.get(wire.tier), policy.severities.get(wire.severity)
    ranks = list(policy.severities)
    end = wire.retraction
    because = [f"{listed(group.ids, 'and')} count as one: {_reason(group)}" for group in counted if len(group.ids) > 1]
    because += [f"{one} is not counted: its host only repeats others" for one in dropped]
    return View(
        id=wire.id,
        path=name,
        status=wire.status,
        retraction=_retracted(end, known or {}) if end else None,
        corrections=tuple(
            Corrected(
                when(one.date), one.type, line(listed(map(str, one.fields), "and")), legible(one.was), legible(one.now),
                legible(one.reason), line(one.by),
            )
            for one in _told(wire.corrections)
        ),
        severity=line(wire.severity),
        rank=ranks.index(wire.severity) + 1 if severity else None,
        severity_meaning=severity.definition if severity else "",
        evidence=evidence(len(counted), wire.tier),
        evidence_meaning=tier.definition if tier else "",
        title=line(wire.title),
        dates=_dates(wire),
        body=legible(wire.body),
        rationale=legible(wire.rationale.text),
        bulk=wire.rationale.basis == "bulk",
        assessed=_assessed(wire),
        guide=wire.rationale.guide,
        codes=tuple(label(code, policy) for code in wire.codes),
        providers=tuple(line(one) for one in wire.providers),
        facts=tuple(_facts(wire)),
        sources=tuple(_cited(wire)),
        counted=tuple(map(legible, because)),
        conflicts=tuple(Disputed(legible(one.point), tuple(one.sources)) for one in wire.conflicts),
        deviations=tuple(
            Waived(
                one.rule, legible(one.reason), line(one.by), when(one.date), line(one.ledger),
                when(one.until) if one.until else None,
            )
            for one in wire.deviations
        ),
        related=tuple(_related(wire, known or {})),
        commits=tuple(commits),
        cut=cut,
    )  # fmt: skip


def _told(corrections: Sequence[Correction]) -> list[Correction]:
    """The newest first; of one day those first that are more than wording, and the title's."""
    prose = PROSE - {"title"}
    newest = list(reversed(corrections))
    newest.sort(key=lambda one: all(field_name(name) in prose for name in one.fields))
    newest.sort(key=lambda one: one.date, reverse=True)
    return newest


def _reason(group: Group) -> str:
    """Why sources count as one. Of more than two each has its own reason."""
    if len(group.ids) == 2:
        return group.because
    return "each shares its host, its publisher or its origin with another of them"


def legible(text: str) -> str:
    """Text in which nothing hides and nothing reorders but where its script needs it; lines stay."""
    if text.isascii():
        return text
    runs = [*(invisible(text) if may_hide(text) else ()), *(reordering(text) if may_reorder(text) else ())]
    parts, at = [], 0
    for start, end in sorted(runs):
        if end > at:
            parts += [text[at : max(start, at)], visible(text[max(start, at) : end])]
            at = end
    return "".join([*parts, text[at:]])


def line(text: str) -> str:
    """The same, on one line and of bearable length."""
    return clip(legible(" ".join(text.split())), _LINE)


def when(iso: str) -> When:
    """A partial date or a timestamp in words; one that no calendar has stays as it is written."""
    year, month, day = (*iso[:10].split("-"), "", "")[:3]
    if bounds(iso) is None or not month:
        return When(iso[:10], iso)
    words = f"{_MONTHS[int(month) - 1]} {year}"
    return When(f"{int(day)} {words}" if day else words, iso)


def evidence(count: int, tier: str) -> str:
    """``2 sources standard``: how many independent sources there are, and which tier that is to reach."""
    return f"{count} source{'' if count == 1 else 's'} {line(tier)}"


def label(code: str, policy: Policy) -> Label:
    """A code with its public name; without one where the policy knows none."""
    known = policy.codes.get(code)
    return Label(line(code), known.label if known else None)


def changed(wire: Wire) -> str | None:
    """The day of the last change that touched more than wording; None where there was none since publication."""
    days = [one.date for one in wire.corrections if one.type != "clarification"]
    return max(days + ([wire.retraction.date] if wire.retraction else []), default=None)


def _dates(wire: Wire) -> tuple[Dated, ...]:
    last = changed(wire)
    return (
        Dated(_BASES[wire.occurred_basis], when(wire.occurred), legible(wire.occurred_note or "")),
        Dated("Published", when(wire.published) if wire.published else None, "" if wire.published else "not yet"),
        Dated("Last significant change", when(last) if last else None, "" if last else "none since publication"),
    )


def _assessed(wire: Wire) -> str:
    why, day = wire.rationale, when(wire.rationale.date).text
    if why.basis == "bulk":
        by = f", by {line(why.by)}" if why.by else ""
        return f"Bulk classification of {day}{by}. No editor has yet assessed this wire on its own."
    return f"Assessed by {line(why.by or UNKNOWN)} on {day}, Editor's Guide {why.guide}."


def _facts(wire: Wire) -> Iterable[tuple[str, str]]:
    yield "Kind", KINDS[wire.kind]
    if wire.systems:
        yield "Systems", ", ".join(map(line, wire.systems))
    yield "Harm", _HARMS[wire.harm]
    if wire.external_factor:
        yield "Kept from happening by", legible(wire.external_factor)
    yield "Verified by", _VERIFIED[wire.verified_by]
    if wire.legal_status and wire.legal_status != "none":
        yield "Legal status", wire.legal_status
    for one in wire.reviews:
        yield f"Reviewed ({one.seat})", f"{line(one.by)}, {when(one.date).text}"
    for key, value in wire.external_ids.items():
        yield f"Elsewhere ({line(key)})", line(str(value))


def _cited(wire: Wire) -> Iterable[Cited]:
    for one in wire.sources:
        notes = [f"retells {one.origin}"] if one.origin else []
        yield Cited(
            id=one.id, href=href(one.url), url=legible(one.url), host=legible(host_of(one.url)),
            publisher=line(one.publisher), kind=one.kind,
            title="Title not seen" if one.title.casefold() == UNKNOWN else line(one.title),
            published=when(one.published) if one.published else None,
            accessed=when(one.accessed) if one.accessed else None,
            archive_href=href(one.archive_url) if one.archive_url else None,
            archive_host=legible(host_of(one.archive_url)) if one.archive_url else "",
            language=one.language, notes=tuple(notes),
        )  # fmt: skip


def href(url: str) -> str | None:
    """An address to follow; None where programs don't agree on whose it is."""
    plain = url.startswith(("https://", "http://")) and not any(char in url for char in "\\<>\"'`^{|}")
    parts = split_url(url) if plain else None
    written = (parts.hostname or "").rstrip(".") if parts else ""
    host = host_of(url) if parts else ""
    sure = _HOST.fullmatch(host) and (written.isascii() or _spelt(host) == written.casefold())
    number = host.rpartition(".")[2].startswith(tuple("0123456789")) and not _IP.fullmatch(host)
    return url if sure and not number and legible(url) == url else None


def _spelt(host: str) -> str:
    """A host in ASCII as people write it; empty where there is no such spelling."""
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return ""


def _retracted(end: Retraction, known: Known) -> Retracted:
    other = end.replaced_by
    instead = Other("Replaced by", other, *known.get(other, (None, None))) if other else None
    return Retracted(when(end.date), legible(end.reason), line(end.by), instead)


def _related(wire: Wire, known: Known) -> Iterable[Other]:
    named = [("Variant of", wire.variant_of)] if wire.variant_of else []
    named += [("Related", one) for one in wire.related]
    for how, other in named:
        title, status = known.get(other, (None, None))
        yield Other(how, other, line(title) if title else None, status)
