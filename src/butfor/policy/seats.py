"""Who may sign, when, and which names are no person's."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from butfor.findings import DataPath
from butfor.model.types import LINE, Date, Model, PolicyVersion, bounds
from butfor.model.validate import SchemaError
from butfor.model.wire import Deviation, Wire
from butfor.text.confusables import script, spelling, words
from butfor.text.display import listed, shown
from butfor.text.invisible import invisible

SEATS = "seats.yaml"
SeatId = Literal["editor", "legal"]
Name = Annotated[str, Field(pattern=LINE, max_length=100)]


class Holder(Model):
    """A person who holds a seat for some time."""

    name: Name = Field(title="Name", description="Name, as in signatures.", examples=["A. Editor"])
    from_: Date = Field(
        alias="from", title="From", description="The first day on which they may sign.", examples=["2026-05-01"]
    )
    until: Date | None = Field(
        None, title="Until", description="The last day on which they may sign.", examples=["2027-04-30"]
    )


class Seat(Model):
    """A seat of authority, and who holds it."""

    id: SeatId = Field(title="Seat", description="One of the guide's two seats of authority.", examples=["editor"])
    holders: list[Holder] = Field(
        max_length=200,
        title="Holders",
        description="Present and former holders of the seat; if it is empty, nobody can sign for the seat.",
        examples=[[{"name": "A. Editor", "from": "2026-05-01"}]],
    )


class SeatsFile(Model):
    """``schema/seats.yaml``: who may sign. Where an archive has no such file, anybody may."""

    schema_: PolicyVersion = Field(alias="schema", title="Format version", description="1.", examples=[1])
    seats: list[Seat] = Field(
        min_length=1,
        max_length=2,
        title="Seats",
        description="Editor and legal reviewer.",
        examples=[[{"id": "editor", "holders": []}]],
    )
    machines: list[Name] = Field(
        default_factory=list,
        max_length=500,
        title="Machines",
        description="Names of systems and programs beside the policy's providers: they can't sign.",
        examples=[["GPT-4"]],
    )

    def holders(self, seat: str | None, days: tuple[str, str]) -> Mapping[str, str]:
        """Return who holds a seat, or with None any, on one of the days from the first to the last (ISO).

        By `comparable_name`, as the file writes them.
        """
        first, last = days
        return {
            comparable_name(holder.name): holder.name
            for place in self.seats
            if seat in (None, place.id)
            for holder in place.holders
            if holder.from_ <= last and (holder.until is None or holder.until >= first)
        }

    def spelling(self, seat: str, name: str, days: tuple[str, str]) -> str:
        """Return a name as the file writes it, where its bearer holds the seat on one of these days; else as it is."""
        return self.holders(seat, days).get(comparable_name(name), name)

    def held_by(self, name: str, days: tuple[str, str]) -> list[str]:
        """Return the seats that somebody holds on one of these days."""
        return [seat.id for seat in self.seats if comparable_name(name) in self.holders(seat.id, days)]


def comparable_name(name: str) -> str:
    """Return a name for comparing: without regard to capital letters and to how many spaces stand in it.

    Letters of another script that look the same are other letters.
    """
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold()).split())


@dataclass(frozen=True, slots=True)
class Signature:
    """A name under a decision."""

    path: DataPath
    """Of the name."""
    seat: str | None
    """The seat for which it stands; None: any will do."""
    by: str
    """The name."""
    day: str
    """The day beside the name, as written."""
    what: tuple[str, ...]
    """By which two versions of a wire are compared: what is signed."""

    @property
    def days(self) -> tuple[str, str]:
        """The day of the signature, as `SeatsFile.holders` asks for it."""
        return self.day, self.day


def signatures(wire: Wire, invalid: frozenset[str] = frozenset()) -> Iterator[Signature]:
    """Yield the signatures of a wire; those in fields that can't be read are left out."""
    if "rationale" not in invalid and wire.rationale.basis == "editor" and wire.rationale.by and wire.rationale.date:
        by, day = wire.rationale.by, wire.rationale.date
        yield Signature(("rationale", "by"), "editor", by, day, ("rationale", comparable_name(by), day))
    if "retraction" not in invalid and wire.retraction is not None:
        by, day = wire.retraction.by, wire.retraction.date
        yield Signature(("retraction", "by"), "editor", by, day, ("retraction", comparable_name(by), day))
    if "corrections" not in invalid:
        for index, entry in enumerate(wire.corrections):
            if entry.type == "assessment":
                place = ("corrections", str(index))
                yield Signature(("corrections", index, "by"), "editor", entry.by, entry.date, place)
    if "reviews" not in invalid:
        for index, review in enumerate(wire.reviews):
            what = ("reviews", review.seat, comparable_name(review.by), review.date)
            yield Signature(("reviews", index, "by"), review.seat, review.by, review.date, what)
    if "deviations" not in invalid:
        for index, deviation in enumerate(wire.deviations):
            yield Signature(
                ("deviations", index, "by"),
                None,
                deviation.by,
                deviation.date,
                ("deviations", *_entry(deviation)),
            )


def _entry(deviation: Deviation) -> Sequence[str]:
    return [str(value) for value in deviation.model_dump().values()]


def fault_of(signature: Signature, seats: SeatsFile, days: tuple[str, str], when: str) -> tuple[str, str] | None:
    """Return that somebody can't sign on one of these days, and who can; None where they can.

    ``when``: the days in words, such as ``today``.
    """
    able, name = seats.holders(signature.seat, days), comparable_name(signature.by)
    if name in able:
        return None
    seat = f"the seat `{signature.seat}`" if signature.seat else "a seat"
    if not any(place.holders for place in seats.seats if signature.seat in (None, place.id)):
        return f"nobody holds {seat}, so nobody can sign for it", "nobody can sign before somebody holds it"
    terms = [
        f"`{place.id}` from {holder.from_}" + (f" until {holder.until}" if holder.until else "")
        for place in seats.seats
        for holder in place.holders
        if comparable_name(holder.name) == name
    ]
    own = f"{shown(signature.by, 30)} has {listed(terms[:4], 'and')}; " if terms else ""
    if _is_disguised(signature.by):  # it may look like the name of a holder
        signs = (sign for sign in dict.fromkeys(signature.by) if not sign.isascii() and script(sign) != "LATIN")
        own += f"{shown(signature.by, 30)} is written with {listed((f'U+{ord(sign):04X}' for sign in signs), 'and')}; "
    names = [shown(holder, 30) for holder in able.values()]
    others = [f"{len(names) - 5} others"] if len(names) > 5 else []
    who = f"{listed([*names[:5], *others])} can sign" if names else "nobody can sign"
    return f"{shown(signature.by, 30)} does not hold {seat} {when}", f"{own}{who} {when}"


_NEVER = "9999"  # after every day, as text


def _is_disguised(name: str) -> bool:
    """Return whether a name holds what nobody sees, or letters of another script that pass for its Latin ones."""
    if next(invisible(name), None):
        return True
    alike = {kind for word in words(name) if (read := spelling(word)) for kind in read.scripts} - {"LATIN"}
    return bool(alike) and any(script(char) == "LATIN" for char in name if char.isalpha())


def _overlap(first: Holder, second: Holder) -> bool:
    return first.from_ <= (second.until or _NEVER) and second.from_ <= (first.until or _NEVER)


def faults_of_seats(file: SeatsFile) -> Iterator[SchemaError]:
    """Yield days that no calendar has, ends before beginnings, a person's terms that overlap, and names in disguise."""
    for index, seat in enumerate(file.seats):
        terms: dict[str, list[tuple[Holder, DataPath]]] = {}
        for number, holder in enumerate(seat.holders):
            path: DataPath = ("seats", index, "holders", number)
            own = terms.setdefault(comparable_name(holder.name), [])
            same = next((place for other, place in own if _overlap(holder, other)), None)
            if same is not None:
                yield SchemaError("duplicate-item", (*path, "name"), got=holder.name, first=same)
            own.append((holder, (*path, "name")))
            if _is_disguised(holder.name):
                want = "a name in letters of one script, without invisible characters"
                yield SchemaError("wrong-format", (*path, "name"), want, holder.name, is_form=False)
            for field, day in (("from", holder.from_), ("until", holder.until)):
                if day and bounds(day) is None:
                    yield SchemaError("wrong-format", (*path, field), "a real date", day, is_form=False)
            if holder.until and holder.until < holder.from_:
                yield SchemaError(
                    "wrong-format",
                    (*path, "until"),
                    f"a date that is not before `from`, which is {holder.from_}",
                    holder.until,
                )
