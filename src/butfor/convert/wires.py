"""A record as the text of a wire: a draft that waits for people, or a legacy entry."""

import datetime
import hashlib
from collections.abc import Iterator
from typing import Any, Literal, get_args

import ulid

from butfor.convert.record import UNREAD_DATE, UNREAD_SOURCE, Lost, Record, Reference
from butfor.model.today import Today
from butfor.model.types import bounds, ulid_day
from butfor.model.wire import GUIDES, UNKNOWN, Harm, Kind, SourceKind, Verification, choices
from butfor.policy.addresses import page_at
from butfor.policy.policy import Policy
from butfor.scaffold.wire import TODO, new_wire
from butfor.text.days import days_named
from butfor.text.display import listed
from butfor.text.urls import host_of, normalize_url

To = Literal["draft", "legacy"]
_CLOSED = {"kind": choices(Kind), "harm": tuple(word for word in get_args(Harm) if word != "none")}
_STRICTEST: Verification = "corroboration"  # of what a count of sources may mean, what asks for most
SOURCE_KIND = "sources.kind"
"""The key of a mapping file that has words for the kind of a source."""
_FIRST_REPORT = "The day in the id; the record has no field with a day."
_EARLIEST = datetime.date(1970, 1, 1)


class NoWireError(Exception):
    """No wire can be made of a record; ``args[0]`` says why, in words that are the same for all such records, and
    ``args[1]``, if there, what the record says instead."""


def has_name(record: Record) -> bool:
    """Return whether a record has an id or address of its own, which no other record shares."""
    return bool(record.id or record.key or record.external_ids)


def id_of(record: Record, today: Today) -> str:
    """Return the id of a record's wire: its own, else one that is made of its day and of what names it.

    The same record has the same id always: its time is the day of the first source, else of the event, else that on
    which somebody reported it; the rest is a digest of its key, else of its first id elsewhere, its first source's
    address, or its title.

    Raises:
        NoWireError: it has no id and no day, or none that an id can carry.
    """
    if record.id is not None:
        try:
            ulid.ULID.from_str(record.id)
        except ValueError as error:
            raise NoWireError("its id is not a ULID: leave `id` out of the mapping, and butfor makes one") from error
        if today.is_future(ulid_day(record.id).isoformat()):
            raise NoWireError("its id contains a day in the future")
        return record.id
    days = [page.published for page in record.sources if page.published] or [record.texts.get("occurred") or ""]
    spans = [span for day in days if day and (span := bounds(day))]
    if not spans and record.reported_on:
        spans = [(day, day) for day in [datetime.date.fromisoformat(record.reported_on)]]
    if not spans:
        for unread in (UNREAD_DATE, UNREAD_SOURCE):
            if unread in record.lost:
                raise NoWireError(f"an id needs a day, but the record has only {unread}", record.lost[unread])
        raise NoWireError("it has no date, but an id needs one")
    first = min(span[0] for span in spans)
    if first < _EARLIEST:
        raise NoWireError("it happened before 1970, but an id can't contain such a date")
    if today.is_future(first.isoformat()):
        raise NoWireError("its day is in the future")
    elsewhere = next((f"{scheme}:{value}" for scheme, value in record.external_ids.items()), None)
    address = next((normalize_url(page.url) for page in record.sources if page.url), None)
    key = record.key or elsewhere or address or record.texts.get("title")
    if not key:
        raise NoWireError("it can't be identified: it has no id, no URL and no title")
    moment = int(datetime.datetime(first.year, first.month, first.day, tzinfo=datetime.UTC).timestamp() * 1000)
    digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=10).digest()
    return str(ulid.ULID(moment.to_bytes(6) + digest))


def wire_of(record: Record, name: str, policy: Policy, to: To) -> str:
    """Return the text of a record's wire, which is to be the file ``name``.

    Raises:
        NoWireError: a legacy entry can't be made of it.
    """
    texts = record.texts
    known: dict[str, Any] = {key: texts[key] for key in ("title", "severity", "tier", "occurred") if texts.get(key)}
    known |= {key: texts[key] for key, words in _CLOSED.items() if texts.get(key) in words}
    known |= {key: record.lists[key] for key in ("codes",) if record.lists.get(key)}
    known |= {key: texts.get(key) for key in ("language", "submitted_by")}
    known["systems"] = record.lists.get("systems") or None
    if providers := list(dict.fromkeys(provider(word, policy) for word in record.lists.get("providers", ()))):
        known["providers"] = providers if providers == [UNKNOWN] else [word for word in providers if word != UNKNOWN]
    if record.sources:
        known["sources"] = [_source(number, page) for number, page in enumerate(record.sources, 1)]
    if record.body:
        known["body"] = record.body
    known["external_ids"] = dict(record.external_ids) or None
    if to == "legacy":
        return new_wire(name, policy, known | _legacy(record, known, policy))
    if record.without:
        known["rationale"] = _proposed(record.without)
    return new_wire(name, policy, known)


def bulk_day(record: Record, policy: Policy) -> str:
    """Return the day on which a record was classified with many others: the one that its rationale names, else the
    policy's.

    Raises:
        NoWireError: neither says it.
    """
    named = {day for _, day in days_named(record.bulk_text or "")}
    day = named.pop() if len(named) == 1 else policy.config.rationale.bulk_until
    if day is None:
        raise NoWireError("its rationale names no day, or several, and butfor.toml has no `bulk-until`")
    return day.isoformat()


def provider(word: str, policy: Policy) -> str:
    """Return the canonical name of a provider, where a word is exactly one of its names; else the word."""
    return UNKNOWN if word.casefold() == UNKNOWN else policy.names.provider(word) or word


def unreported(record: Record, policy: Policy) -> Iterator[tuple[str, str]]:
    """Yield what a record says and this archive has no word for: the name of a list, and the word."""
    for field, words in _CLOSED.items():
        if (word := record.texts.get(field)) and word not in words:
            yield field, word
    for field, known in (("severity", policy.severities), ("tier", policy.tiers)):
        if (word := record.texts.get(field)) and word not in known:
            yield field, word
    for word in record.lists.get("codes", ()):
        if word not in policy.codes:
            meant = [code for code in policy.codes if code.endswith(f":{word}")]
            yield "codes", f"{word} (`{meant[0]}` is there)" if len(meant) == 1 else word
    for word in record.lists.get("providers", ()):
        if (name := provider(word, policy)) != UNKNOWN and name not in policy.providers:
            yield "providers", name
    for page in record.sources:
        if page.kind and page.kind not in choices(SourceKind):
            yield SOURCE_KIND, page.kind
    for scheme in record.external_ids:
        if policy.schemes is not None and scheme not in policy.schemes:
            yield "external_ids", scheme


def left_out_of(record: Record, to: To) -> Lost:
    """Return what is left out of a record whose wire is made: what its reader lost, and what such a wire can't say."""
    lost = dict(record.lost)
    if to == "legacy":
        if record.without:
            lost["its answer to `without`: a legacy entry has not been assessed"] = record.without
        if record.texts.get("harm") not in (None, "none"):
            lost["its word for `harm`: a legacy entry has not been assessed"] = record.texts["harm"] or ""
    elif record.bulk_text:
        lost["its rationale, which many records share: an editor must answer the test"] = ""
    return lost


def _source(number: int, page: Reference) -> dict[str, Any]:
    texts = {
        "url": page.url,
        "publisher": page.publisher or (host_of(page.url).removeprefix("www.") if page.url else None),
        "kind": page.kind if page.kind in choices(SourceKind) else None,
        "title": page.title or UNKNOWN,
        "published": page.published,
        "language": page.language if page.language != "en" else None,
    }
    return {
        "id": f"S{number}",
        **{key: value for key, value in texts.items() if value},
    }


def _proposed(without: str) -> dict[str, str]:
    return {
        "tested_harm": TODO,
        "without": without,
        "other_causes": TODO,
        "test": TODO,
        "basis": "proposed",
        "guide": list(GUIDES)[-1],
    }


def _legacy(record: Record, known: dict[str, Any], policy: Policy) -> dict[str, Any]:
    """Return what makes a legacy entry of it: it was published without an assessment, and names no harm."""
    missing: list[str] = []
    if not record.bulk_text:
        missing.append("it has no rationale, so it can't be a legacy entry; use `--to draft`")
    if record.id is None and "occurred" not in known:
        missing.append("neither its URL nor its file name contains an id, and it has no date")
    if unsaid := [key for key in ("title", "kind", "severity", "codes", "body") if key not in known]:
        hint = "; use `--kind` for all" if "kind" in unsaid else ""
        missing.append(f"a legacy entry is public, but this record has no {listed(unsaid, 'and')}{hint}")
    if any(page.url is None for page in record.sources or (Reference(None),)):
        missing.append("it has no URL of a source; give the URL of the page with `--address`")
    day = ""
    try:
        day = bulk_day(record, policy)
    except NoWireError as error:
        missing.append(error.args[0])
    if missing:
        raise NoWireError(". ".join(missing))
    fields: dict[str, Any] = {
        "status": "published",
        "harm": "none",
        "providers": known.get("providers", [UNKNOWN]),
        "sources": [{**source, "kind": _least(source, policy)} for source in known["sources"]],
        "published": f"{day}T00:00:00Z",
        "verified_by": _STRICTEST,
        "rationale": {"text": record.bulk_text, "basis": "bulk", "date": day, "guide": list(GUIDES)[-1]},
    }
    if "occurred" not in known and record.id is not None:
        fields["occurred"] = ulid_day(record.id).isoformat()
        fields["occurred_basis"] = "first-report"
        fields["occurred_note"] = _FIRST_REPORT
    return fields


def _least(source: dict[str, Any], policy: Policy) -> str:
    """Return the kind of a source: its own; a provider's on a provider's domain; else the one that carries least."""
    return str(source.get("kind") or ("provider" if page_at(source["url"], policy).provider else "news"))
