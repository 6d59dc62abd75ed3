"""The account of a change as plain data."""

from collections.abc import Mapping
from typing import Any

from butfor.account.values import Account, ChangedWire, NewWire
from butfor.changes.facts import Difference
from butfor.model.wire import Correction, Deviation, Retraction, Review

_NEW = ("id", "title", "status", "was_draft", "severity", "voices", "needed")


def plain(account: Account) -> Mapping[str, Any]:
    """Return an account as plain data, for JSON; docs/formats.md describes it."""
    return {
        "new": [
            {
                "file": wire.name,
                **{field: getattr(wire, field) for field in _NEW},
                "assessed_by": wire.assessed and wire.assessed[0],
                "assessed_on": wire.assessed and wire.assessed[1],
                "former_verdict": _verdict(wire.former),
                "test": wire.test,
                "answers": dict(wire.answers),
                "published": wire.published,
                "sent_by": list(wire.sent_by),
                **_signed(wire),
            }
            for wire in account.new
        ],
        "changed": [
            {
                "file": wire.name,
                "moved": wire.moved,
                "id": wire.id,
                "title": wire.title,
                "facts": list(map(_difference, wire.facts)),
                "corrections": [_dumped(entry) for entry in wire.corrections],
                "retraction": wire.retraction and _dumped(wire.retraction),
                "others": list(wire.others),
                "unaccounted": list(map(_difference, wire.unaccounted)),
                "unreadable": list(wire.unreadable),
                "sent_by": list(wire.sent_by),
                **_signed(wire),
            }
            for wire in account.changed
        ],
        "gone": [
            {
                "file": wire.name,
                "title": wire.title,
                "was_draft": wire.was_draft,
                "former_verdict": _verdict(wire.former),
            }
            for wire in account.gone
        ],
        "unread": list(account.unread),
        "policy": [
            {"file": item.file, "path": list(item.path), "was": item.was, "now": item.now} for item in account.policy
        ],
        "no_longer_known": [
            {"wire": entry.wire, "rule": entry.rule, "place": entry.place} for entry in account.no_longer_known
        ],
        "policy_only_adds": account.only_adds,
    }


def _verdict(former: tuple[str, str, str] | None) -> Mapping[str, str] | None:
    return former and dict(zip(("test", "by", "date"), former, strict=True))


def _difference(fact: Difference) -> Mapping[str, Any]:
    return {"field": fact.field, "was": fact.was, "now": fact.now}


def _dumped(entry: Correction | Retraction | Deviation | Review) -> Any:
    return entry.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_unset=True)  # as the wire has it


def _signed(wire: NewWire | ChangedWire) -> Mapping[str, Any]:
    return {
        "deviations": [_dumped(deviation) for deviation in wire.deviations],
        "reviews": [_dumped(review) for review in wire.reviews],
    }
