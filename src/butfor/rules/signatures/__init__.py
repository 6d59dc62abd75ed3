"""Rules about names under decisions: who may sign, by `schema/seats.yaml`."""

from collections.abc import Iterator

from butfor.policy.seats import Signature, comparable_name, signatures
from butfor.rules._rule import WireContext

WAIT = "readers are told so; it can be mended once a second person holds the seat"
"""The help where nobody else could sign."""


def signed_by_assessor(context: WireContext, field: str) -> Iterator[tuple[Signature, bool]]:
    """Yield the signatures in a field by the person who assessed the wire, each with whether nobody else could sign."""
    seats, rationale = context.policy.seats, context.wire.rationale
    if seats is None or rationale.basis != "editor" or not rationale.by:
        return
    assessor = comparable_name(rationale.by)
    for signature in signatures(context.wire):
        if signature.path[0] != field or comparable_name(signature.by) != assessor:
            continue
        held = [seat for seat in seats.held_by(signature.by, signature.days) if signature.seat in (None, seat)]
        if held:
            yield signature, all(len(seats.holders(seat, signature.days)) == 1 for seat in held)
