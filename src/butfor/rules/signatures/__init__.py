"""Rules about names under decisions: who may sign, by `schema/seats.yaml`."""

from collections.abc import Iterable, Iterator

from butfor.model.wire import Wire
from butfor.policy.seats import SeatsFile, Signature, comparable_name

WAIT = "nobody else held the seat, so it is accepted, and the page shows it; a second holder can sign instead"
"""The help where nobody else could sign."""


def signed_by_assessor(wire: Wire, signatures: Iterable[Signature], *fields: str) -> Iterator[Signature]:
    """Yield those of some signatures that stand in these fields and are by the person who assessed the wire."""
    rationale = wire.rationale
    assessor = comparable_name(rationale.by or "")
    for signature in signatures if rationale.basis == "editor" and assessor else ():
        if signature.path[0] in fields and comparable_name(signature.by) == assessor:
            yield signature


def is_alone(seats: SeatsFile, signature: Signature, days: tuple[str, str]) -> bool | None:
    """Return whether nobody else holds, on one of these days, the seats by which somebody signs; None: they have none.

    Of somebody without a seat other rules speak.
    """
    held = [seat for seat in seats.held_by(signature.by, days) if signature.seat in (None, seat)]
    return all(len(seats.holders(seat, days)) == 1 for seat in held) if held else None
